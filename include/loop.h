/*
 * One run of the program, and its loops: a replay, a replay on the screen, a
 * watch.  Shared by main.c, loop.c and player.c alone.
 */

#ifndef LOOP_H
#define LOOP_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "edge/capture.h"
#include "edge/expression.h"
#include "edge/live.h"
#include "edge/options.h"
#include "edge/outlet.h"
#include "edge/timeline.h"
#include "engine/engine.h"
#include "show/json.h"
#include "show/screen.h"
#include "show/ui.h"

/* A replay on the screen. */
struct player {
	int speed;			/* row of speeds */
	bool is_held, is_over, wants_back;
	bool may_go_back;		/* known once it is over */
	int64_t goto_ns;		/* stop there; 0: nowhere */
	int64_t first_ns, now_ns;	/* of its frames so far */
	int64_t from_ns, at_ns;		/* a frame's time, and when that was */
	int64_t began_ns;
	struct capture *again;		/* opened to go back; NULL: not */
	struct frame ahead;		/* its first one, not played yet */
	bool has_ahead;
	struct err lacks;		/* what of it could not be read */
	char words[24];
};

struct run {
	struct options options;
	struct outlet *out;		/* results: stderr behind -w - */
	int64_t given_up_ns;		/* when nobody is waited for; 0: yet */
	struct expression *filter;	/* NULL: none */
	struct capture *capture;	/* NULL: live */
	struct live *live;
	struct ui *ui;			/* NULL: no dashboard */
	struct screen *screen;
	struct ui_source source;
	struct player player;
	struct err trouble;
	int64_t told_ns;		/* when it was told */
	struct timeline timeline;	/* of a watch */
	bool is_deserted;		/* nobody reads stdout any more */
	bool is_stalled;		/* and that was told */
	struct err lacks;		/* of rights to give up, "" = none */
	struct err notice;		/* until the next key */
	enum capture_state worst;	/* of what was read before */
	bool has_news, wants_end, wants_report;
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

/* Whoever reads the results is waited for still (edge/outlet.h). */
bool	run_is_patient(void *arg);

/* One sentence to stderr, behind a progress line if there is one. */
void	complain(struct run *r, const char *sentence);

/*
 * While a pipe has nothing to say (struct unpack_wait): what was read is
 * worked off and printed, keys are taken, the picture is drawn.
 */
bool	wait_for_pipe(void *arg, int fd);

/* Capture or interfaces, and an engine that knows nothing; -1: a sentence. */
int	run_open(struct run *r, struct err *err);

/* Somebody or something wants it to end. */
bool	run_is_over(const struct run *r);
/* The next frames of the capture, those at hand together. */
int	run_frames(struct run *r, struct frame frames[PREFETCH_MAX],
	    struct err *err);
/* Events of the engine to whoever wants them. */
void	run_drain(struct run *r);
/*
 * Draws when it is time, takes keys, waits for whatever comes next; true when
 * it is one of the sources.
 */
bool	run_attend(struct run *r, const int *fds, int n_fds, int wait_ms);

/* What a key asks of a replay. */
void	player_act(struct run *r, enum ui_act act);
/* "x8", "max", "done". */
const char	*player_speed(struct player *p);

/* Until the end of the files, a key, a signal; the engine is finished. */
void	replay(struct run *r);
/* -1 when it cannot go back, with a sentence. */
int	replay_shown(struct run *r, struct err *err);
void	watch(struct run *r);

#endif
