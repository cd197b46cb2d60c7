/*
 * What an onlooker sees of one TLS connection: the hellos, and then turns:
 * how much each side says before the other speaks, and when.  No length of a
 * client's turn outlives the connection: lengths of credentials are secrets
 * too.  tls.c makes, fills and wipes it, turns.c adds the turns and guess.c the
 * verdicts.
 */

#ifndef TALK_TLS_VIEW_H
#define TALK_TLS_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/pool.h"
#include "data/event.h"
#include "data/frame.h"

enum {
	TURNS_MAX = 64,		/* a verdict comes in the first dozen */
	HELLO_BYTES = 8192,	/* post-quantum shares, certificate chains */
	VERDICTS_MAX = 8,	/* judged and not handed out yet */
	UNSEALED_NONE = UINT16_MAX
};

/* One direction's records. */
struct tls_side {
	uint32_t record_left;	/* of the body being passed over */
	uint32_t message_left;	/* of the handshake message being read */
	uint32_t hello;		/* its slot, POOL_NONE when none is kept */
	uint16_t kept;		/* bytes in the slot */
	uint8_t header[5], header_have;
	uint8_t message[4], message_have;
	uint8_t type;		/* of the record being read */
	bool is_lost;		/* a hole ate a header: no firm ground */
	bool is_sealed;		/* its handshake is no longer readable */
	bool has_hello;		/* a handshake record came */
	bool has_hole;		/* walked on behind a hole */
	bool has_finished;	/* TLS 1.3: what follows is data */
	bool has_data;
	bool has_closed;	/* a close_notify came, or another alert */
	/* A record of so many bytes is kept back until it shows whether it
	 * is data (turns.c); 0 = none. */
	uint8_t held;
	bool ends_in_update;	/* the last record was as long as KeyUpdate */
	int64_t held_ns;
};

/* A handshake message being gathered, and whose it is. */
struct hello_slot {
	uint32_t tls_view;
	uint8_t direction;	/* enum direction */
	uint8_t bytes[HELLO_BYTES];
};

/* What one side said before the other spoke. */
struct turn {
	int64_t first_ns, last_ns;
	int64_t second_ns;	/* when its second record came */
	uint32_t from, to;	/* plaintext bytes of all its records */
	uint32_t first_from, first_to;		/* of the first */
	uint8_t direction;	/* enum direction */
	uint8_t n_records;	/* saturating */
	uint8_t split_to;	/* the last one may be a split's byte */
	bool has_gap;		/* a hole: its length is not known */
	bool is_closed;		/* close_notify came right behind it */
};

/*
 * An unsettled verdict: why a login stayed unknown or was told as failed, what
 * its answer looked like and what was believed of it then, to be judged again
 * when its server has taught more.  Nothing of the client's is kept.
 */
struct unsettled {
	struct ip ip;			/* the server's */
	uint64_t stack_tag;		/* as in struct attempt */
	uint16_t proto;
	int8_t bin;			/* of the delay */
	uint8_t tag;
	bool is_closed;			/* the server closed right behind */
	bool is_repeated;		/* it said so twice in the session */
	bool is_borne_out;		/* then (fit_bears_out) */
	uint32_t from, to;		/* the verdict's length */
	float refused, accepted;	/* posterior then */
	float generic[2];		/* shares of the length: REFUSED, ... */
	float share[2];			/* of the verdict then */
};

/* What inference has told, or is about to tell, of an exchange. */
struct tls_verdict {
	int64_t began_ns, asked_ns, ended_ns;
	uint8_t outcome;	/* enum outcome */
	uint8_t reason;		/* enum reason */
	uint8_t confidence_pct;
	uint8_t failed_pct;
	uint16_t reply_bytes;		/* as in struct attempt */
	bool is_correction;		/* as in struct told */
	bool is_unsettled;
	bool is_taught;		/* as in struct attempt */
	struct unsettled unsettled;
};

struct talk;

struct tls_view {
	struct talk *owner;
	struct endpoint server;
	struct tls_side sides[2];	/* by enum direction */
	uint16_t version, suite;
	bool has_server_hello, has_retry, has_certificate;
	bool is_resumed;	/* no certificate: a session goes on */
	bool has_client_cert;	/* TLS 1.3: the client shows one, it seems */
	bool is_refused;	/* the client broke the handshake off */
	bool greets;		/* the server speaks first inside */
	bool has_replied;	/* the first request was answered */
	bool has_accepted;	/* a login was told to have got in */
	bool was_read;		/* ... and work goes on: no more is read */
	uint8_t n_tickets;
	/* 1 + the turn that two bytes were taken for the close of, 0 = none */
	uint8_t closed_turn;
	uint32_t ticket_bytes;	/* of the last one, 0 = none */
	uint8_t n_turns;
	uint8_t n_verdicts;
	uint16_t unsealed;	/* in the store, or UNSEALED_NONE */
	uint64_t told;		/* by bits: the turns judged so far */
	uint64_t told_failed;	/* by bits: as failures */
	uint64_t taught;	/* by bits: those that taught the profile */
	uint64_t stack_tag;	/* as in struct attempt */
	int64_t hello_ns;	/* of the client's hello */
	int64_t rtt_ns;		/* the shortest answer seen, 0 = none */
	char sni[TLS_NAME_BYTES];
	char alpn[8];
	char certificate[NAME_BYTES];	/* a name in it, "" if unread */
	char ja4[JA4_BYTES];
	struct turn turns[TURNS_MAX];
	struct tls_verdict verdicts[VERDICTS_MAX];
};

#endif
