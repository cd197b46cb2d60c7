/*
 * Lines out of chunks, however the chunks were cut.
 *
 * A line that lies whole in one chunk is handed out where it lies; one that
 * is cut waits in a shared store of line slots, LINE_BYTES each.  Longer lines
 * keep their beginning and count the rest.  With literals on, an IMAP or
 * ManageSieve literal (RFC 9051 4.3, RFC 5804 4) belongs to its line: "{4}",
 * CRLF, the four bytes and what follows make one logical line.
 *
 * Lines hold passwords: a slot is wiped as soon as its line was read.
 */

#ifndef TALK_LINE_H
#define TALK_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "base/span.h"

/* An XOAUTH2 token may pass 2 KB; its user name comes first. */
enum { LINE_BYTES = 2048 };

struct line {
	uint32_t slot;		/* in the store, POOL_NONE when nothing waits */
	uint32_t literal_left;	/* bytes of a literal still to come */
	uint32_t number;	/* a "{n" read so far */
	uint16_t kept;		/* bytes in the slot */
	uint8_t brace;		/* how much of "{n+}" CR the end looks like */
	bool is_open : 1;	/* some of the line has been read */
	bool is_cut : 1;	/* a byte of it is missing */
	bool is_lost : 1;	/* a hole: where a line begins is not known */
};

/* A line as handed out; text is borrowed until the next call on this line. */
struct line_view {
	struct span text;	/* without the CRLF; may hold literals */
	bool is_whole;		/* every byte of it is in text */
	bool is_unsure;		/* it began right after a hole */
};

void	line_init(struct line *l);
/* Forget what waits, and wipe it. */
void	line_reset(struct line *l, struct pool *store);

/*
 * READ_DONE: a line was taken off *in.  READ_MORE: *in was used up.
 * After READ_DONE call line_done when the text has been read.
 */
enum progress	line_take(struct line *l, struct pool *store, bool literals,
		    struct span *in, struct line_view *out);
void	line_done(struct line *l, struct pool *store);

/*
 * A hole of n bytes.  READ_DONE hands out the line that the hole has cut;
 * either way the line after it begins unsure.
 */
enum progress	line_hole(struct line *l, struct pool *store, uint32_t n,
		    struct line_view *out);

/* What waits of an unfinished line, for a look ahead. */
struct span	line_waiting(const struct line *l, const struct pool *store);

/* The store of slots; NULL when there is no memory. */
struct pool	*line_store_new(uint32_t n_slots);
uint64_t	line_store_bytes(uint32_t n_slots);

#endif
