/*
 * What whoever watches is told, in figures: a culprit is named or cleared, a
 * lockout is foretold, begins or is over, or no device can be named from this
 * place.  What may be told from here is decided before it is told.
 *
 * Always true:
 *   - a suspect is marked as named if and only if the last alert of it that was
 *     put in named it;
 *   - a note is told at most once.
 */

#ifndef JUDGE_ALERTS_H
#define JUDGE_ALERTS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/event.h"
#include "data/snapshot.h"
#include "judge/forecast.h"
#include "judge/survey.h"
#include "judge/suspect.h"

enum {
	ALERTS_WAITING = 24,	/* the caller takes them after each login */
	ALERTS_HELD = 16	/* suspects; then one more is named at once */
};

/* A suspect that is not named yet: younger sessions are undecided. */
struct held {
	uint64_t suspect;	/* its tag, 0 = none */
	int64_t since_ns;
};

struct alerts {
	struct store *store;	/* borrowed, as is the survey */
	struct survey *survey;
	uint32_t told_notes;	/* 1 << enum note: why none is named */
	struct held held[ALERTS_HELD];
	int64_t looks_ns;	/* since then, this many */
	uint32_t looks;
	int64_t review_ns;	/* whoever is named is looked at then */
	int64_t look_ns;	/* the first of them is over then; 0 = none */
	bool is_over;		/* nobody is held any longer */
	uint32_t n;
	struct event waiting[ALERTS_WAITING];	/* oldest first */
};

void	alerts_init(struct alerts *a, struct store *st, struct survey *s);

/* A login of this suspect, by this account, was taken: name it if it is a
 * culprit by now, or take that back. */
void	alerts_login(struct alerts *a, const struct suspect *u,
	    const struct account *account, const struct event *login);
/* The same for all that have failed: something was learnt of a host. */
void	alerts_review(struct alerts *a, int64_t when_ns);
/* Time has gone on; the end has come. */
void	alerts_advance(struct alerts *a, int64_t when_ns);
void	alerts_finish(struct alerts *a, int64_t when_ns);
/* An alert of a lockout, made by one of the functions below; false where it
 * is kept back or finds no room. */
bool	alerts_lockout(struct alerts *a, const struct event *alert);
/* Each reason, not told yet, why no device can be named from here. */
void	alerts_unfit(struct alerts *a, int64_t when_ns);

/* Take the oldest; false when there is none. */
bool	alerts_next(struct alerts *a, struct event *out);

/*
 * Of r: the server, and the trigger if it has one.  Each fills all of *out
 * but its seq.
 */
void	alert_started(const struct snap_lockout *r, int64_t when_ns,
	    struct event *out);
void	alert_ended(const struct snap_lockout *r, struct event *out);
void	alert_trouble(const struct snap_trouble *r, enum action action,
	    int64_t when_ns, struct event *out);
/* Of a host that refuses everybody without a reason here; until it ends. */
void	alert_refuses_all(const struct snap_lockout *r, int64_t when_ns,
	    struct event *out);
void	alert_refuses_no_more(const struct snap_lockout *r,
	    struct event *out);
void	alert_forecast(const struct snap_lockout *r, const struct forecast *f,
	    int64_t when_ns, struct event *out);

#endif
