/*
 * What of the model never changes, worked out once: the shares of each length
 * by protocol and side, and the roads from step to step that exist.
 *
 * Between two ends of rows of data/shapes.c nothing changes but what base 64
 * makes of it, so a few rows of sums stand for all lengths.  Lengths that carry
 * the IMAP tag have sums of their own, looked up less the tag.
 */

#ifndef TALK_SUMS_H
#define TALK_SUMS_H

#include "data/shapes.h"
#include "talk/lanes.h"

enum {
	SUMS_PROTOS = PROTO_COUNT - 1, SUMS_SIDES = SAID_SERVER + 1,
	SUMS_SHAPES = 48,	/* rows of one protocol and side */
	SUMS_SPANS = 43,	/* between the ends of those rows */
	SUMS_NEAR = 128,	/* lengths whose span is looked up */
	SUMS_ROWS = 704, ROADS_MAX = 48
};

/* One protocol and side; the rows that carry the tag, or those that do not. */
struct spans {
	uint32_t from[SUMS_SPANS];
	uint16_t row[SUMS_SPANS];	/* the first of sums.shares */
	bool is_by_four[SUMS_SPANS];	/* four rows, by the length's rest */
	uint8_t n;
	uint8_t near[SUMS_NEAR];	/* length -> span */
};

/*
 * What an exchange shows is as likely as its step is: of a command, of a line
 * that answers a challenge, of a step behind the same step.
 */
enum { EMITTED_FIRST, EMITTED_AFTER, EMITTED_AGAIN, EMITTED_COUNT };

/* A step that can follow another one. */
struct road {
	float share;
	uint8_t from, to;
	uint8_t emission;		/* EMITTED_ */
	bool is_last;			/* that leads to, or comes from, it */
};

struct roads {
	int n;
	struct road by_to[ROADS_MAX];	/* ordered by to, then from */
	struct road by_from[ROADS_MAX];	/* ordered by from, then to */
};

struct sums {
	uint16_t shapes[SUMS_PROTOS][SUMS_SIDES][SUMS_SHAPES];
	uint8_t n_shapes[SUMS_PROTOS][SUMS_SIDES];
	struct spans spans[SUMS_PROTOS][SUMS_SIDES][2];	/* [1]: tagged */
	float shares[SUMS_ROWS][STEP_COUNT];
	int n_rows;
	/* [1]: where servers deliver; [1]: nobody has sent a message yet. */
	struct roads roads[SUMS_PROTOS][2][2];
};

void	sums_make(struct sums *s);

/*
 * For every step the share of such a length among all that this side says then
 * (shapes_share), for the tags of four lanes.
 */
void	sums_shares(const struct sums *s, enum proto proto, enum said said,
	    struct plain_range bytes, const uint32_t tag[LANES],
	    lanes out[STEP_COUNT]);

#endif
