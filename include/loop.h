/*
 * One run of the program, and its loops: a replay, a replay on the screen, a
 * watch.  Shared by main.c and loop.c alone.
 */

#ifndef LOOP_H
#define LOOP_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "edge/capture.h"
#include "edge/live.h"
#include "edge/options.h"
#include "engine/engine.h"
#include "show/json.h"
#include "show/screen.h"
#include "show/ui.h"

struct run {
	struct options options;
	struct capture *capture;	/* NULL: live */
	struct live *live;
	struct ui *ui;			/* NULL: no dashboard */
	struct screen *screen;
	struct ui_source source;
	struct err trouble;
	struct err lacks;		/* of rights to give up, "" = none */
	bool has_news, wants_end, wants_report, is_paused;
	int speed;			/* of a replay: row of speeds */
	int64_t goto_ns;
	int64_t counted_ns;
	uint64_t counted;
	struct engine *engine;
	struct json *json;
	int64_t began_ns, shown_ns;
	bool is_tty, has_line;
};

/* Set by signals: interrupts so far; the terminal or the caller is gone. */
extern volatile sig_atomic_t n_interrupts, is_hung_up;

/* A signal said to end: what there is gets printed. */
bool	is_called_off(void);

/* One sentence to stderr, behind a progress line if there is one. */
void	complain(struct run *r, const char *sentence);

/*
 * While a pipe has nothing to say (struct unpack_wait): what was read is
 * worked off and printed, keys are taken, the picture is drawn.
 */
bool	wait_for_pipe(void *arg, int fd);

/* Until the end of the files, a key, a signal; the engine is finished. */
void	replay(struct run *r);
void	replay_shown(struct run *r);
void	watch(struct run *r);

#endif
