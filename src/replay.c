/*
 * A replay without a screen: next frames, into the engine, events out; now
 * and then a look at the progress line.
 */

#define _GNU_SOURCE

#include "replay.h"

#include <stdio.h>

#include "edge/clock.h"

enum {
	FRAMES_PER_LOOK = 8192,
	WAIT_MS = 200,
	FIRST_WAIT_MS = 1		/* then what was read goes out */
};

int
replay_frames(struct run *r, struct frame frames[PREFETCH_MAX],
    struct err *err)
{
	int n = capture_next(r->capture, &frames[0], err);

	if (n != 1)
		return (n);
	n += capture_more(r->capture, frames + 1, PREFETCH_MAX - 1);
	if (n > 1)
		engine_prefetch(r->engine, frames, n);
	return (n);
}

/* While a pipe has nothing, what was read out of it is printed. */
static bool
replay_wait(void *run, int fd)
{
	struct run *r = run;
	int wait_ms = FIRST_WAIT_MS;

	for (; !run_is_over(r); wait_ms = WAIT_MS) {
		if (run_wait(r, &fd, 1, wait_ms))
			break;
		writer_pump(r->out);
		progress_look(r);
	}
	return (!run_is_over(r));
}

/* Whoever gave a directory may have meant one of the files skipped in it. */
static void
skipped_tell(struct run *r)
{
	size_t n = capture_skipped(r->capture);
	struct err err;

	if (n == 0 || r->options.quiet)
		return;
	err_set(&err, n == 1 ? "skipped %zu file that is no capture" :
	    "skipped %zu files that are no captures", n);
	complain(r, err.text);
}

void
replay_run(struct run *r)
{
	struct frame frames[PREFETCH_MAX];
	struct err err;
	unsigned count = 0;
	int i, n;

	r->began_ns = r->progress.printed_ns = clock_steady_ns();
	r->wait = (struct unpack_wait){ replay_wait, r };
	while (!is_called_off() && !r->is_deserted &&
	    (n = replay_frames(r, frames, &err)) != 0) {
		if (n == -1)
			complain(r, err.text);
		for (i = 0; i < n; i++) {
			engine_frame(r->engine, &frames[i]);
			run_drain(r);
			if (++count % FRAMES_PER_LOOK == 0)
				progress_look(r);
		}
	}
	run_finish(r);
	skipped_tell(r);
	if (r->progress.stands)
		fputs("\r\033[K", stderr);
}
