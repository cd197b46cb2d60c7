/*
 * The dashboard on its terminal: a picture of the run out, keys in.
 *
 * What a key asks that is about the picture is done here; what it asks of the
 * loop (pause, speed, go to a time) is handed to the loop that called.
 */

#ifndef DASHBOARD_H
#define DASHBOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "run.h"
#include "show/screen.h"
#include "show/ui.h"

/* Begins zeroed.  The loop writes the first part, and reads wants_report. */
struct dashboard {
	struct ui_source source;	/* speed, hint, is_over */
	struct err notice;		/* what a key did; until the next key */
	struct err trouble;		/* of the capture */
	int64_t trouble_ns;		/* of a watch: when it was so */
	struct err lacks;		/* of rights to give up; "" = none */
	int64_t reading_ns;		/* the capture is read since then */
	bool has_news;			/* beside events: draw soon */
	bool wants_report;		/* at the end, by a key */

	struct run *run;
	struct screen *screen;		/* NULL: not open */
	int64_t shown_ns;		/* the last picture; 0: draw at once */
	uint64_t n_events_shown;
	int64_t counted_ns;		/* for packets_per_s */
	uint64_t counted;
};

/* The terminal can move its cursor, by TERM. */
bool	dashboard_has_terminal(void);
/* By the options, and by where the results go. */
bool	dashboard_is_wanted(const struct run *r);

/* r, which is borrowed, has its sources open.  -1 with a sentence. */
int	dashboard_open(struct dashboard *d, struct run *r, bool color,
	    struct err *err);
/* The terminal is as it was; the run's ui stays.  May not have been open. */
void	dashboard_close(struct dashboard *d);

/*
 * Does what the keys ask that were pressed up to now, as far as the dashboard
 * can: what it cannot do is returned, and the keys behind it wait for the
 * next call.  UI_NOTHING: no key waits, or one of them ends the run.
 */
enum ui_act	dashboard_keys(struct dashboard *d);
/*
 * Draws when it is time and waits for a key or a source; true when one of the
 * sources has something.
 */
bool	dashboard_wait(struct dashboard *d, const int *fds, int n_fds,
	    int wait_ms);
/* A notice about the capture for those who look, of a watch. */
void	dashboard_trouble(struct dashboard *d, const struct err *trouble);

#endif
