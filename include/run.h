/*
 * One run of the program: what is read, the engine, and where its events go.
 *
 * The loops that drive it stand above: replay.h, player.h (a replay on the
 * screen), watch.h.  A run knows no loop and no screen.
 */

#ifndef RUN_H
#define RUN_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "edge/ask.h"
#include "edge/capture.h"
#include "edge/expression.h"
#include "edge/live.h"
#include "edge/options.h"
#include "edge/writer.h"
#include "edge/timeline.h"
#include "edge/unpack.h"
#include "engine/engine.h"
#include "keys.h"
#include "show/json.h"
#include "show/ui.h"

/* The exit statuses, as README and man page tell them; 0 is done. */
enum {
	EXIT_CULPRIT = 1, EXIT_OPTION = 2, EXIT_OPEN = 3, EXIT_CUT = 4,
	EXIT_UNFIT = 5, EXIT_LOCKED = 6, EXIT_SIGINT = 130
};

/* The progress line on stderr. */
struct progress_line {
	bool is_tty;			/* stderr: the line is overwritten */
	bool stands;			/* and is to be wiped away */
	int64_t printed_ns;
};

/* Begins zeroed; main fills options and ascii. */
struct run {
	struct options options;
	bool ascii;			/* asked for, or by the locale */

	/* What is read: the files of -r or interfaces; the other is NULL. */
	struct capture *capture;
	struct live *live;
	struct expression *filter;	/* NULL: none */
	struct unpack_wait wait;	/* how the loop waits for a pipe */
	enum capture_state worst;	/* of readings before this one */
	struct timeline timeline;	/* zeroed but in a watch */

	struct keys keys;		/* zeroed: none were given */
	int learn_fd;			/* of -o with learn; 0: none */
	struct engine *engine;
	struct ask *ask;		/* who sends; NULL: nobody */

	/* Where events go. */
	struct writer *out;		/* results: stderr behind -w - */
	struct json *json;		/* NULL: none */
	struct ui *ui;			/* NULL: no dashboard */
	struct progress_line progress;
	uint64_t n_events;		/* so far */

	/* Why and when it ends. */
	int64_t began_ns;		/* set by the loop */
	bool wants_end;			/* the dashboard's, or poll failed */
	bool is_deserted;		/* nobody reads stdout any more */
	bool is_stalled;		/* who reads it lags, which was said */
	int64_t given_up_ns;		/* nobody is waited for; 0: not yet */
};

/* Set by signals: interrupts so far; the terminal or the caller is gone. */
extern volatile sig_atomic_t n_interrupts, is_hung_up;

/* A signal said to end: the results up to now are printed. */
bool	is_called_off(void);

/* One sentence to stderr, behind a progress line if there is one. */
void	complain(struct run *r, const char *sentence);
/* The progress line, where one is wanted and the last is old. */
void	progress_look(struct run *r);

/* Opens what results are written to; -1 once that was complained of. */
int	run_out_open(struct run *r);
/* Are colours wanted there, and how many columns does a report take? */
bool	run_wants_color(const struct options *o, int fd);
int	run_columns(int fd);

/*
 * Opens the sources, with an engine that knows nothing; -1 with a sentence.
 * r->capture may have been opened before by who reads it once more.
 */
int	run_open(struct run *r, struct err *err);
void	run_close(struct run *r);

/*
 * Once sources and screen are open, no right to open more is needed.  What
 * could not be given up is listed, "" when all was.
 */
void	run_drop_rights(struct run *r, char *lacks, size_t size);

/* Somebody or something wants the loop to end. */
bool	run_is_over(const struct run *r);
/* Is the reader of the results waited for still?  (edge/writer.h) */
bool	run_is_patient(void *run);
/*
 * Without a dashboard: waits until one of the sources has something (true),
 * the time is over or the reader of stdout has left.
 */
bool	run_wait(struct run *r, const int *fds, int n_fds, int wait_ms);

/* The engine's events go where they are wanted. */
void	run_drain(struct run *r);
/* Nothing more comes: the last decisions of the engine too. */
void	run_finish(struct run *r);
/* All that is known now; its times are the time of day. */
void	run_snapshot(const struct run *r, struct snapshot *out);

#endif
