/*
 * What a login looks like from outside: how long the commands and replies of
 * the four protocols are, how long servers take, and what follows what.
 * Lengths are plaintext bytes, CRLF included (DOMAIN.md D.3, D.4).
 */

#ifndef DATA_SHAPES_H
#define DATA_SHAPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/suites.h"
#include "data/words.h"

/* One exchange: what the client says, and the server's answer to it. */
enum step {
	STEP_PREPARE,		/* what can you do: EHLO, CAPA, CAPABILITY */
	STEP_NAME,		/* who I am: USER, ID; HELO, NOOP */
	STEP_CHALLENGE,		/* a SASL step that is answered by another */
	STEP_REFUSED,		/* the login's last step, and it failed */
	STEP_ACCEPTED,		/* and it succeeded */
	STEP_OTHER,		/* and it was answered otherwise: later, ... */
	STEP_ACTIVE,		/* work after a login */
	STEP_BARE,		/* SMTP without a login */
	STEP_QUIT,		/* goodbye without a login */
	STEP_LEAVE,		/* goodbye after a login, or after bare mail */
	STEP_COUNT
};

/* Who says it; the client's words differ right after a challenge. */
enum said { SAID_FIRST, SAID_AFTER, SAID_SERVER };

/*
 * A share of the lengths: evenly from..to, each by_bytes of them, to among
 * them.  tagged: the IMAP tag adds on.
 */
struct shape {
	uint8_t proto, step;
	uint8_t said;		/* enum said */
	bool is_tagged;
	float share;
	uint32_t by_bytes;
	uint32_t from, to;
};

const struct shape	*shapes_all(size_t *n);

/* Added to every share of a length, so that none decides alone; of what is far
 * too long for all but a few steps, less. */
#define SHARE_LEAST	2e-5f
enum { FAR_TOO_LONG = 1501, HUGE = 8001 };

static inline float
share_least(uint32_t bytes)
{
	return (bytes < FAR_TOO_LONG ? SHARE_LEAST : bytes < HUGE ?
	    SHARE_LEAST / 20.f : SHARE_LEAST / 2e5f);
}

/* The share of an even spread a, a + by, ... b that lies in from..to. */
static inline float
spread_share(uint32_t from, uint32_t to, uint32_t a, uint32_t b, uint32_t by)
{
	uint32_t low, high;

	if (to < a || from > b)
		return (0.f);
	low = from <= a ? 0 : (from - a + by - 1) / by;
	high = (to < b ? to - a : b - a) / by;
	return (low > high ? 0.f :
	    (float)(high - low + 1) / (float)((b - a) / by + 1));
}

/* How likely an IMAP client's tags are of this length, 1 to TAG_MAX. */
enum { TAG_MAX = 8 };
float	tag_share(uint32_t bytes);

/*
 * A server software: the shares of the lengths of its verdicts and of its
 * answer to a goodbye, which may tell whether a login got in, and what it is
 * known by before.  Row 0 of each protocol is "any": the generic shapes.
 */
enum { VERDICT_SPANS = 4, BYE_SPANS = 3, TICKET_COUNTS = 3,
    MODELS_MAX = 24 };

struct verdict_span {
	uint16_t from, to;	/* 0, 0 = unused */
	float share;
};

/* Delays, net of the way there and back, are counted in bins. */
enum { DELAY_BINS = 8 };
int	delay_bin(int64_t delay_ns);

struct server_model {
	const char *software;	/* as data/servers.c calls it */
	uint8_t proto;
	struct verdict_span refused[VERDICT_SPANS], accepted[VERDICT_SPANS];
	/* The answer to a goodbye without a login, and after one. */
	struct verdict_span quit[BYE_SPANS], leave[BYE_SPANS];
	struct verdict_span greeting[BYE_SPANS];
	float delays[DELAY_BINS];	/* of refusals */
	bool is_penal;		/* who failed waits for good logins as well */
	/* TLS 1.3: so many of such servers send no ticket, one, more. */
	float tickets[TICKET_COUNTS];
	const char *source;
};

const struct server_model	*server_models(size_t *n);

/* How likely a server's delay is, if the server is such a one. */
float	delay_share(enum step step, const struct server_model *m, int bin);

/* How likely a session begins with this step, goes on so, ends so. */
float	step_begins(enum proto proto, enum step step);
float	step_follows(enum proto proto, enum step step, enum step next);
float	step_ends(enum step step);
/* How likely the server closes right behind its answer. */
float	step_closes(enum step step);

#endif
