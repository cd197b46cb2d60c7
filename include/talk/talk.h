/*
 * A talk: one connection's dialogue, chunks in, attempts out.
 *
 * Any cut of the same bytes gives the same attempts.  The talk is given
 * chunks and never sees a packet; it lives by value inside a session.
 */

#ifndef TALK_TALK_H
#define TALK_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"
#include "base/pool.h"
#include "data/event.h"
#include "data/frame.h"
#include "data/limits.h"
#include "data/opening.h"
#include "data/taught.h"
#include "data/unsealer.h"
#include "talk/imap.h"
#include "talk/line.h"
#include "talk/pipeline.h"
#include "talk/pop.h"
#include "talk/program.h"
#include "talk/reply.h"
#include "talk/smtp.h"
#include "talk/tls_view.h"

/* The ports of one address that speak one protocol are one software. */
struct profile_key {
	struct ip ip;
	uint16_t proto;
};

enum { CLEAN_REPLIES = 64 };	/* a power of two */

struct unsealed_words;

/*
 * What all talks share: the slots they borrow, what is known of servers, and
 * the key of all tags.
 */
struct talk_store {
	struct pool *pending;	/* struct pending */
	struct pool *overflows;	/* struct overflow */
	struct pool *lines;	/* of talk/line.h */
	struct pool *tls_views;	/* struct tls_view */
	struct pool *hellos;	/* struct hello_slot */
	struct pool *profiles;	/* struct profile */
	struct pool *fixed;	/* one struct sums */
	/* Where keys are at hand, else NULL (talk/unsealed.h). */
	const struct unsealer *unsealer;
	struct pool *unsealed;	/* struct unsealed */
	struct pool *cut_records;	/* struct unsealed_record */
	struct pool *words_pool;	/* one struct unsealed_words */
	struct unsealed_words *words;	/* in words_pool */
	struct unsealed_counts unsealed_counts;
	/* Known beforehand, borrowed; NULL: nothing (talk/taught.h). */
	const struct taught *taught_servers;
	/* Where words are to teach, else NULL (talk/lessons.h). */
	struct pool *pupils;	/* struct pupil */
	struct pool *lessons;	/* struct lesson_row */
	const struct sums *sums;	/* in fixed */
	/* What found no room: logins that were not opened or were let go,
	 * names and words, TLS connections. */
	uint64_t pending_lost, overflows_lost, tls_views_lost;
	/* A server has taught a verdict's length (talk_taught). */
	bool has_taught;
	struct profile_key taught;
	/* A greeting has refused (talk_refused). */
	bool has_refused;
	struct greeting refused;
	uint16_t relay;		/* shown by a client's lines (talk_relay) */
	struct programs programs;	/* by their own names */
	/* Keyed hashes of replies in which no echo was found (echo.c). */
	uint64_t clean[CLEAN_REPLIES];
	struct hash_key secret_key;
	/* Settled last, and by these words; settle.c's alone. */
	const struct pending *replied;
	char reply[REPLY_BYTES];
};

/* What a talk hands out. */
struct told {
	struct attempt attempt;
	/* The same was told as a failure, and the session shows otherwise. */
	bool is_correction;
	/* Inferred, and it may yet turn out otherwise (unsettled_again). */
	bool is_unsettled;
	struct unsettled unsettled;
};

/* 0, or -1 when there is no memory (nothing is kept then). */
int	talk_store_init(struct talk_store *s, const struct limits *l,
	    const struct hash_key *secret_key);
void	talk_store_fini(struct talk_store *s);
/* What talk_store_init would take, in bytes. */
uint64_t	talk_store_bytes(const struct limits *l);
/* Logins, lines and TLS connections forgotten for want of room. */
uint64_t	talk_store_evicted(const struct talk_store *s);

enum talk_stage {
	TALK_NEW,		/* nothing has come */
	TALK_LINES,		/* a reader reads */
	TALK_TLS,		/* encrypted */
	/* STARTTLS agreed: TLS or clear, we shall see */
	TALK_HANDOVER,
	TALK_DONE,		/* logged in: nothing more to learn */
	TALK_NOT_MAIL
};

struct reader;

/* What one protocol's reader keeps; a talk speaks one protocol. */
union reader_state {
	struct imap_state imap;
	struct pop_state pop;
	struct smtp_state smtp;
};

/*
 * In the order of use: with a million talks, the last lines stay in memory.
 *
 * The readers' states share their place, because sessions take most of the
 * memory there is: as is that of reader, zero before there is one.
 */
struct talk {
	const struct reader *reader;
	struct line lines[2];		/* by enum direction */
	uint32_t tls_view;		/* in the store, or POOL_NONE */
	uint32_t first_pending, last_pending;	/* or POOL_NONE */
	int64_t last_ns;		/* of the last chunk */
	uint8_t stage;			/* enum talk_stage */
	uint8_t port_proto, port_security;
	uint8_t proto, security;
	uint8_t n_pending;
	uint8_t client_lines;		/* read so far, saturating */
	bool is_middle : 1;		/* began without a handshake */
	/* The protocol is certain by a greeting, a command or a hello. */
	bool is_mail : 1;
	bool client_seen : 1;		/* the client has said anything */
	bool has_greeting : 1;		/* the server has spoken */
	/* A hole in the server's words since the client's last command. */
	bool server_lost : 1;
	/* A hole in the client's words since the server's last reply. */
	bool client_lost : 1;
	/* The server knows that the client has gone; for the caller to set. */
	bool client_gone : 1;
	bool has_tls : 1;		/* ServerHello seen */
	/* An attempt was handed out for TLS of which too little was seen. */
	bool is_tls_told : 1;
	bool is_opened : 1;		/* inside TLS, and a reader reads */
	union reader_state as;
	struct pipeline pipeline;
	/* Fields that are seldom looked at, apart from those above. */
	struct endpoint server_end;
	/* Of clients.c or talk/program.h; of servers.c. */
	uint16_t client_row, server_row;
	int64_t began_ns;
	/* The TCP handshake's, 0 = unseen: for the caller to set. */
	uint32_t rtt_us;
};

/* port_...: what data/protocols.h says of the server's port; PROTO_UNKNOWN for
 * an odd one.  is_middle: the talk's beginning was not seen. */
void	talk_init(struct talk *t, const struct endpoint *server,
	    enum proto port_proto, enum security port_security,
	    bool is_middle);

/* The server has said something that the capture does not hold. */
void	talk_missed_greeting(struct talk *t);

/* Give back what it borrowed. */
void	talk_fini(struct talk *t, struct talk_store *s);

/*
 * Read on until a login's outcome is known (true, in *out; to be called again
 * with the rest of the chunk) or the chunk is used up (false).
 */
bool	talk_next(struct talk *t, struct talk_store *s, struct chunk *c,
	    struct told *out);

/*
 * The connection is over: at_ns, by a close that was seen (or by silence or
 * the capture's end).  To be called until false.
 */
bool	talk_close(struct talk *t, struct talk_store *s, int64_t at_ns,
	    bool is_seen, struct told *out);

/*
 * Has a server taught something since the last call?  Then the unsettled
 * attempts of this profile are worth another look (unsettled_again).
 */
bool	talk_taught(struct talk_store *s, struct profile_key *out);

/*
 * Has a server turned its client away since the last call?  All of it is set
 * but who, which is the caller's.
 */
bool	talk_refused(struct talk_store *s, struct greeting *out);

/*
 * The row of clients.c, if the client has shown itself to be a relay since the
 * last call; else 0.
 */
uint16_t	talk_relay(struct talk_store *s);

/* The talk's TLS as it is seen, or NULL; good until the talk goes on. */
const struct tls_view	*talk_tls_view(const struct talk *t,
			    const struct talk_store *s);

/* True when more bytes can change nothing. */
bool	talk_is_over(const struct talk *t);

/* One protocol's idea of "asked, answered". */
struct reader {
	enum proto proto;
	bool has_literals;
	bool has_tags;			/* a reply names its command */
	bool has_bodies;		/* lines may be those of a message */
	/* The talk is this protocol's from now on; NULL: nothing to prepare. */
	void (*begin)(struct talk *t);
	/* The greeting line: false when it is none of this protocol. */
	bool (*greet)(struct talk *t, const struct line_view *v);
	void (*client_line)(struct talk *t, struct talk_store *s,
	    const struct line_view *v, int64_t when_ns);
	void (*server_line)(struct talk *t, struct talk_store *s,
	    const struct line_view *v, int64_t when_ns);
	/*
	 * Pass over bytes of the client's that are no lines, or a hole in
	 * them; false when there are none here.  NULL: there never are.
	 */
	bool (*skip)(struct talk *t, struct chunk *c);
	/* Between two replies now, after a hole; NULL: that says nothing. */
	void (*resume)(struct talk *t);
};

#endif
