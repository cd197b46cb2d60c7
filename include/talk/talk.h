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
#include "data/replies.h"
#include "talk/line.h"
#include "talk/veil.h"

/* The ports of one address that speak one protocol are one software. */
struct lesson_key {
	struct ip ip;
	uint16_t proto;
};

/* What all talks share: the slots they borrow and the key of their tags. */
struct talk_store {
	struct pool *asks;	/* struct ask */
	struct pool *spills;	/* struct spill */
	uint64_t spills_lost;
	uint64_t asks_lost;	/* not opened, or let go for the next */
	struct pool *lines;
	struct pool *veils;	/* struct veil */
	struct pool *hellos;	/* struct hello_slot */
	struct pool *lessons;	/* struct lesson */
	uint64_t veils_lost;
	bool has_taught;	/* since the caller last cleared it: ... */
	struct lesson_key taught;	/* this one, a verdict's length */
	bool has_doubt;		/* of the attempt handed out last */
	struct doubt doubt;
	struct hash_key secret_key;
	/* The words that settled the ask which is taken next. */
	const struct ask *replied;
	char reply[REPLY_BYTES];
};

/* 0, or -1 when there is no memory (nothing is kept then). */
int	talk_store_init(struct talk_store *s, const struct limits *l,
	    const struct hash_key *secret_key);
void	talk_store_fini(struct talk_store *s);
/* What talk_store_init would take, in bytes. */
uint64_t	talk_store_bytes(const struct limits *l);
/* Logins, lines and TLS connections forgotten for want of room. */
uint64_t	talk_store_evicted(const struct talk_store *s);

enum ask_stage {
	ASK_UNUSED,
	ASK_NAMED,		/* POP3: USER seen, no PASS yet */
	ASK_OPEN,		/* waiting for credentials or the verdict */
	ASK_DECIDED		/* to be handed out */
};

/* What few asks have: a longer mailbox, a mechanism of no row of sasl.c, words
 * that hint at the verdict. */
enum { ASK_USER_BYTES = 40 };
struct spill {
	char user[USER_BYTES];
	char mech[MECH_BYTES];
	char reply[REPLY_BYTES];	/* of the hint */
};

/*
 * Keyed tags of what was sent as credentials, case left out (talk/echo.h):
 * of all of it, and of its first bytes; 0 = none.
 */
struct echo_tag {
	uint32_t whole, part;
};

/* A response as it came, the secret in it, and one more. */
enum { ECHO_TAGS = 3 };

/*
 * A login that was asked for and has not been answered.  Kept small: a
 * million may wait at once.  What the talk knows is added when it is settled.
 */
struct ask {
	struct talk *owner;
	uint64_t tag;		/* keyed hash of the IMAP tag */
	uint64_t secret_tag;	/* as in struct attempt */
	int64_t began_ns, asked_ns, ended_ns;
	uint32_t next;		/* younger ask of the same talk */
	uint32_t spill;		/* in the store, or POOL_NONE */
	uint8_t stage;
	uint8_t asked;		/* enum asked */
	uint8_t step;		/* SASL responses sent */
	uint8_t outcome, reason, evidence;	/* once settled */
	bool is_cancelled : 1;	/* the client sent "*" */
	/* credentials (or a hole) went to the server */
	bool is_asked : 1;
	bool is_holed : 1;	/* responses or challenges were not seen */
	/* a BYE came, or POP3's USER was refused: this is what it means */
	bool has_hint : 1;
	/* SMTP after a hole: maybe a line of a message */
	bool is_unsure : 1;
	bool is_cut : 1;	/* some of what the client sent was not seen */
	bool is_read : 1;	/* but of the secret enough to know its echo */
	/* What LOGIN's last challenge asks for, enum prompt of sasl.c */
	uint8_t prompt;
	uint8_t n_sent;		/* the place of the next in sent[] */
	uint8_t hint_outcome, hint_reason;
	uint8_t mech;		/* sasl_name; 0: none, or spilled */
	uint16_t turn;		/* of the command whose reply judges it */
	uint16_t user_turn;	/* POP3: of its USER */
	struct echo_tag sent[ECHO_TAGS];
	char user[ASK_USER_BYTES];
};

/*
 * The commands whose replies are owed, in order: POP3, SMTP, ManageSieve.
 * Each has four bits, and its turn is its place in the ring.
 */
enum {
	OWED_MAX = 32,		/* a power of two */
	OWED_KINDS = 16,
	ASKS_MAX = 32		/* of one talk: a client pipelines a few */
};

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

/* In the order of use: with a million, the last lines stay in memory. */
struct talk {
	const struct reader *reader;
	struct line lines[2];		/* by enum direction */
	uint32_t veil;			/* talk/veil.h, or POOL_NONE */
	uint32_t first_ask, last_ask;
	int64_t last_ns;		/* of the last chunk */
	uint64_t skip_bytes;		/* BDAT chunk still to come */
	uint8_t stage;			/* enum talk_stage */
	uint8_t port_proto, port_security;
	uint8_t proto, security;
	/* SMTP DATA: where in CRLF.CRLF, 0 none */
	uint8_t body;
	uint8_t n_owed;
	uint8_t n_asks;
	uint8_t client_lines;		/* read so far, saturating */
	bool is_middle : 1;		/* began without a handshake */
	/* certain: greeting, command or hello */
	bool is_mail : 1;
	bool client_seen : 1;		/* the client has said anything */
	bool has_greeting : 1;		/* the server has spoken */
	bool is_known : 1;		/* a mail port, or EHLO was said */
	/* A hole in the server's words since the client's last command. */
	bool server_lost : 1;
	/* A hole in the client's words since the server's last reply. */
	bool client_lost : 1;
	/* The server knows that the client has gone; for the caller to set. */
	bool client_gone : 1;
	bool is_multi : 1;		/* inside a POP3 multi-line reply */
	bool wants_tls : 1;		/* STARTTLS asked, reply owed */
	bool said_logout : 1;		/* IMAP: a BYE now is no verdict */
	bool reply_begun : 1;		/* inside a multi-line SMTP reply */
	bool has_tls : 1;		/* ServerHello seen */
	/* its not-seen attempt was handed out */
	bool is_tls_told : 1;
	/* of the lines of that reply so far: enum outcome, enum reason */
	bool hint_is_generic : 1;
	bool hint_is_said : 1;
	/* POP3: USER named nobody, and no other came */
	bool is_nobody : 1;
	uint8_t hint_outcome, hint_reason;
	uint8_t owed[OWED_MAX / 2];
	uint16_t turn;			/* of the next reply that is owed */
	uint16_t n_untold;		/* owed behind those of owed[] */
	/* Seldom looked at. */
	struct endpoint server_end;
	uint16_t client, server;	/* rows of clients.c, servers.c */
	int64_t began_ns;
	/* Of the TCP handshake, 0 = unseen: for the caller to set. */
	uint32_t rtt_us;
	uint64_t starttls_tag;		/* IMAP: its tag; others: unused */
};

/* What a port promises (data/protocols.h); PROTO_UNKNOWN for an odd port. */
void	talk_init(struct talk *t, const struct endpoint *server,
	    enum proto port_proto, enum security port_security,
	    bool is_middle);

/* The server has said something that the capture does not hold. */
void	talk_missed_greeting(struct talk *t);

/* Give back what it borrowed. */
void	talk_fini(struct talk *t, struct talk_store *s);

/*
 * Read on until an attempt is decided (true, in *out; call again with the
 * rest of the chunk) or the chunk is used up (false).
 */
bool	talk_next(struct talk *t, struct talk_store *s, struct chunk *c,
	    struct attempt *out);

/*
 * The connection is over: at_ns, by a close that was seen (or by silence or
 * the capture's end).  Call until false.
 */
bool	talk_close(struct talk *t, struct talk_store *s, int64_t at_ns,
	    bool is_seen, struct attempt *out);

/* What its TLS shows, or NULL; good until the talk goes on. */
const struct veil	*talk_veil(const struct talk *t,
			    const struct talk_store *s);

/* True when more bytes can change nothing. */
bool	talk_is_over(const struct talk *t);

/* One protocol's idea of "asked, answered". */
struct reader {
	enum proto proto;
	bool has_literals;
	/* The greeting line: false when it is none of this protocol. */
	bool (*greet)(struct talk *t, const struct line_view *v);
	void (*client_line)(struct talk *t, struct talk_store *s,
	    const struct line_view *v, int64_t when_ns);
	void (*server_line)(struct talk *t, struct talk_store *s,
	    const struct line_view *v, int64_t when_ns);
};

extern const struct reader reader_imap, reader_pop, reader_smtp, reader_sieve;

#endif
