/*
 * Where was it captured, and may a device be named from there?  The capture's
 * counts and the sessions' totals are kept here; the rest is read from the
 * store when somebody asks.
 */

#ifndef JUDGE_SURVEY_H
#define JUDGE_SURVEY_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/store.h"
#include "judge/place.h"

struct survey {
	const struct store *store;	/* borrowed */
	/* Of the facts only what is counted; the others are zero. */
	struct place_facts counted;
	enum point point;		/* as it was at point_ns */
	int64_t point_ns;
};

void	survey_init(struct survey *s, const struct store *st);

/* All the facts but the tries in vain. */
void	survey_facts(const struct survey *s, struct place_facts *out);
/*
 * Where the capture was taken, as far as is known at now_ns.  An unfit place
 * is believed for a second.
 */
enum point	survey_point(struct survey *s, int64_t now_ns);
/* False: from such a place devices cannot be told apart. */
bool	survey_names_devices(struct survey *s, int64_t now_ns);

#endif
