/*
 * The log of a host, read back from its newest login to the last that was let
 * in: who has been refused since, with what, and who had failed before.
 */

#ifndef JUDGE_READING_H
#define JUDGE_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/store.h"

enum { READING_REFUSED = 24 };	/* suspects looked at; more tell no more */

/* A suspect that is refused since the last that was let in. */
struct refused {
	uint64_t suspect;
	const struct account *account;
	uint32_t n;
	int64_t first_ns;
	uint64_t secret_tag;	/* of its first refusal; 0 = not seen */
	bool is_hidden;		/* by TLS */
	bool was_right;		/* it had got in with the same before */
};

struct reading {
	const struct store *store;
	struct host *host;
	enum service service;
	enum family family;	/* ANY: whoever */
	bool has_ok;
	int64_t ok_ns;		/* the last one let in */
	enum family ok_family;	/* by this; ANY: none was */
	int64_t pause_ns;	/* the longest between the ones before */
	uint32_t n;
	struct refused at[READING_REFUSED];
	uint32_t odd;		/* of the refusals: quicker by far */
	int64_t since_ns;	/* of those who were right, or of all */
	uint32_t n_right, refusals, n_boxes;
	uint32_t n_seen;	/* of the right ones: not hidden by TLS */
	/* Who failed before: of how many, and who most. */
	uint32_t failures, most;
	const struct account *trigger;
	int64_t failed_ns;
};

/* Of one service of the host, or (SERVICES) of both, by one family or any; of
 * one box, by whatever service.  Whoever was right is not summed up yet. */
void	reading_of_host(struct reading *r, const struct store *st,
	    struct host *h, enum service service, enum family family);
void	reading_of_box(struct reading *r, const struct store *st,
	    const struct box *b);
/* Those who were refused what had got in before, into the sums. */
void	reading_sum_right(struct reading *r);
/* All who were refused: nobody was ever let in. */
void	reading_sum_never(struct reading *r);
/* Who had failed before since_ns: at the host, or (not POOL_NONE) at the
 * account of the box. */
void	reading_find_trigger(struct reading *r, uint32_t box);

/* Is it long that nobody was let in, for this host? */
bool	reading_is_long(const struct reading *r, int64_t now_ns);
/*
 * Nobody is let in, though suspects of several accounts send what had got in
 * (or, where nobody ever was, many do).  Sums up and looks for the trigger.
 */
bool	reading_refuses_all(struct reading *r, int64_t now_ns);
/* The same of one family, while the host lets in by the other: only a locker
 * does so, which somebody's failures by this one have set off. */
bool	reading_refuses_family(struct reading *r, int64_t now_ns);

#endif
