/*
 * How well an answer fits what is known of its server: the lengths and the pace
 * of the software it may be, and what it has taught itself.
 *
 * All of it for the tags of four lanes at once, whose lengths the answer's
 * own is looked up less.  generic: a length's share among all servers.
 */

#ifndef TALK_FIT_H
#define TALK_FIT_H

#include "talk/lanes.h"
#include "talk/observations.h"
#include "talk/profile.h"

/* An answer; the tags are in ascending order. */
struct answer {
	uint32_t from, to;
	uint32_t tag[LANES];
};

/* A delay: how likely under each model, its weight with it, and under all. */
struct pace_fit {
	float by_model[MODELS_MAX];
	float all;
};

void	fit_pace(const struct observations *r, enum step step, int bin,
	    struct pace_fit *out);

/* As the answer to "what can you do?": such lengths are learnt exactly. */
lanes	fit_prepared(const struct observations *r, lanes generic,
	    const struct answer *a);

/*
 * As a verdict, STEP_REFUSED or STEP_ACCEPTED: the share of its length and
 * delay under all that is known, and of its length alone.
 */
lanes	fit_verdict(const struct observations *r, enum step step,
	    lanes generic, const struct answer *a,
	    const struct pace_fit *pace, lanes *length);
/* As the answer to a goodbye, STEP_QUIT or STEP_LEAVE. */
lanes	fit_bye(const struct observations *r, enum step step, lanes generic,
	    const struct answer *a);
/* The same of one answer by itself. */
float	fit_unsettled(const struct observations *r, enum step step,
	    float generic, const struct unsettled *d);

/*
 * Does anything but the model's guesses bear such a refusal out: lengths that
 * this server has taught, those of a server's source, or that the same was
 * answered to the same once more?  Where the server
 * closes as well it may be in trouble: then only what it has taught.
 */
bool	fit_bears_out(const struct observations *r,
	    const struct unsettled *d);

/* Did somebody go on from such an answer, with work or with a message? */
bool	fit_is_shown(const struct observations *r,
	    const struct unsettled *d);
/* May a reply of this length be the one that was seen? */
bool	fit_alike(uint32_t seen, uint32_t from, uint32_t to);
/* Has the server taught this length of these? */
bool	fit_is_taught(const struct observations *r,
	    const struct seen_length seen[PROFILE_LENGTHS],
	    const struct unsettled *d);
/* A length without the tag, or 0 where it is not exact. */
uint16_t	fit_exact(const struct unsettled *d);
/* What a goodbye's answer, and what a greeting and tickets make of a model's
 * weight. */
float	fit_model_bye(const struct observations *r, int i, enum step step,
	    float generic, const struct unsettled *d);
float	fit_model_greeting(const struct observations *r, int i);
/* What the verdict makes of a model's weight. */
float	fit_model(const struct observations *r, int i, enum step step,
	    float generic, const struct unsettled *d);

#endif
