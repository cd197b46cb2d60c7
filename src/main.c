/*
 * lockhound: opens the doors, runs the replay, closes the doors.
 *
 * The only file that exits, and the only one that knows the edge and the
 * engine both.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/when.h"
#include "edge/capture.h"
#include "edge/clock.h"
#include "edge/options.h"
#include "edge/privs.h"
#include "edge/vendors.h"
#include "engine/engine.h"
#include "show/json.h"
#include "show/report.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

/* UX.md 2.2. */
enum {
	EXIT_CULPRIT = 1, EXIT_OPTION = 2, EXIT_OPEN = 3, EXIT_CUT = 4,
	EXIT_UNFIT = 5, EXIT_SIGINT = 130
};

enum {
	FRAMES_PER_LOOK = 8192,
	AHEAD_BYTES = 2048		/* larger frames are not kept ahead */
};

struct run {
	struct options options;
	struct capture *capture;
	struct engine *engine;
	struct json *json;
	int64_t began_ns, shown_ns;
	bool is_tty, has_line;
};

static volatile sig_atomic_t n_interrupts;

static void
on_interrupt(int signal_number)
{
	(void)signal_number;
	/* The second one means it. */
	if (++n_interrupts > 1)
		_exit(EXIT_SIGINT);
}

static void
complain(struct run *r, const char *sentence)
{
	if (r->has_line)
		fputs("\r\033[K", stderr);
	r->has_line = false;
	fprintf(stderr, "lockhound: %s\n", sentence);
}

/* "  68%  1.9/2.8 GB  212 MB/s  4 s left  3 devices failing" */
static void
progress_print(struct run *r, int64_t now_ns)
{
	struct capture_progress p = capture_progress(r->capture);
	double s = (double)(now_ns - r->began_ns) / 1e9;
	double rate = s > 0 ? (double)p.read_bytes / s : 0;
	double unit = p.size_bytes >= 1000000000 ? 1e9 : 1e6;
	uint32_t n = engine_failing(r->engine);

	if (r->is_tty)
		fputs("\r\033[K", stderr);
	if (p.size_bytes > 0)
		fprintf(stderr, "  %3.0f%%  %.1f/%.1f %s  %.0f MB/s  "
		    "%.0f s left  ", 100.0 * (double)p.read_bytes /
		    (double)p.size_bytes, (double)p.read_bytes / unit,
		    (double)p.size_bytes / unit, unit > 1e8 ? "GB" : "MB",
		    rate / 1e6, rate > 0 ?
		    (double)(p.size_bytes - p.read_bytes) / rate : 0);
	else
		fprintf(stderr, "  %.1f MB  %.0f MB/s  ",
		    (double)p.read_bytes / 1e6, rate / 1e6);
	fprintf(stderr, "%u device%s failing%s", n, n == 1 ? "" : "s",
	    r->is_tty ? "" : "\n");
	r->has_line = r->is_tty;
}

static void
progress_look(struct run *r)
{
	int64_t now_ns;

	if (r->options.quiet || (!r->is_tty && !r->options.verbose))
		return;
	now_ns = clock_steady_ns();
	if (now_ns - r->shown_ns < (r->is_tty ? NS_PER_S / 4 :
	    30 * NS_PER_S))
		return;
	r->shown_ns = now_ns;
	progress_print(r, now_ns);
}

static void
drain(struct run *r)
{
	struct event ev;

	while (engine_next_event(r->engine, &ev))
		if (r->json != NULL)
			json_event(r->json, &ev);
}

/* Frames copied so that the engine can be told of them ahead. */
static struct ahead {
	struct frame frames[FORESEE_MAX];
	uint8_t bytes[FORESEE_MAX][AHEAD_BYTES];
	int n;
} ahead;

static void
ahead_work_off(struct run *r)
{
	int i;

	if (ahead.n > 1)
		engine_foresee(r->engine, ahead.frames, ahead.n);
	for (i = 0; i < ahead.n; i++) {
		engine_frame(r->engine, &ahead.frames[i]);
		drain(r);
	}
	ahead.n = 0;
}

static void
ahead_add(struct run *r, const struct frame *f)
{
	struct frame *to = &ahead.frames[ahead.n];

	*to = *f;
	to->bytes.p = ahead.bytes[ahead.n];
	memcpy(ahead.bytes[ahead.n], f->bytes.p, f->bytes.len);
	if (++ahead.n == FORESEE_MAX)
		ahead_work_off(r);
}

static void
take_frame(struct run *r, const struct frame *f)
{
	if (f->bytes.len <= AHEAD_BYTES &&
	    (ahead.n > 0 || engine_wants_foresight(r->engine))) {
		ahead_add(r, f);
		return;
	}
	if (ahead.n > 0)
		ahead_work_off(r);
	engine_frame(r->engine, f);
	drain(r);
}

static void
replay(struct run *r)
{
	struct frame frame;
	struct err err;
	unsigned n = 0;
	int rc;

	r->began_ns = r->shown_ns = clock_steady_ns();
	while (n_interrupts == 0 &&
	    (rc = capture_next(r->capture, &frame, &err)) != 0) {
		if (rc == -1) {
			complain(r, err.text);
			continue;
		}
		take_frame(r, &frame);
		if (++n % FRAMES_PER_LOOK == 0)
			progress_look(r);
	}
	ahead_work_off(r);
	while (engine_finish(r->engine))
		drain(r);
	drain(r);
	if (r->has_line)
		fputs("\r\033[K", stderr);
}

static bool
stdout_wants_color(const struct options *o)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	if (o->color != COLOR_AUTO)
		return (o->color == COLOR_ALWAYS);
	return (isatty(STDOUT_FILENO) == 1 && (no == NULL || *no == '\0') &&
	    term != NULL && strcmp(term, "dumb") != 0);
}

static int
columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
	    size.ws_col >= 40 && size.ws_col < 80)
		return (size.ws_col);
	return (80);
}

static int
print_results(struct run *r, const struct snapshot *snap)
{
	const struct options *o = &r->options;
	struct report_style style = {
		.ascii = o->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
		.color = stdout_wants_color(o),
		.show_users = o->show_users,
		.vendor = vendor_name,
		.columns = columns()
	};

	/* Nothing was read: the sentence about it has said all there is. */
	if (r->json == NULL && snap->capture.packets == 0 &&
	    capture_state(r->capture) != CAPTURE_GOOD)
		return (0);
	if (r->json == NULL)
		return (report_print(stdout, snap, &style));
	json_summary(r->json, snap, snap->last_seq + 1);
	return (json_free(r->json));
}

static int
exit_status(const struct run *r, const struct snapshot *snap)
{
	uint32_t i;

	if (n_interrupts > 0)
		return (EXIT_SIGINT);
	if (capture_state(r->capture) == CAPTURE_UNOPENED)
		return (EXIT_OPEN);
	if (capture_state(r->capture) == CAPTURE_CUT)
		return (EXIT_CUT);
	if (!r->options.check)
		return (0);
	for (i = 0; i < snap->capture.n_notes; i++)
		if (snap->capture.notes[i].is_unfit)
			return (EXIT_UNFIT);
	for (i = 0; i < snap->n_culprits; i++)
		if (snap->culprits[i].rating == RATING_CULPRIT)
			return (EXIT_CULPRIT);
	return (0);
}

/* Below this, large pages would only make small tables take more. */
#define LARGE_MEMORY_BYTES	((uint64_t)128 << 20)

static void
memory_prepare(const struct run *r)
{
	size_t bytes;
	void *at;
	int i;

	if (r->options.memory_bytes < LARGE_MEMORY_BYTES)
		return;
	for (i = 0; engine_memory(r->engine, i, &at, &bytes); i++)
		privs_large_pages(at, bytes);
}

static int
run(struct run *r)
{
	static struct snapshot snap;
	struct engine_setup setup;
	struct err err;
	int status;

	setup.memory_bytes = r->options.memory_bytes;
	if (clock_random(setup.key, sizeof setup.key) == -1) {
		complain(r, "the kernel gives no random bytes");
		return (EXIT_OPEN);
	}
	r->engine = engine_new(&setup);
	r->capture = capture_new(r->options.files, r->options.n_files, &err);
	if (r->engine == NULL || r->capture == NULL) {
		complain(r, "out of memory; give less with --memory");
		return (EXIT_OPEN);
	}
	memory_prepare(r);
	if (r->options.json)
		r->json = json_new(stdout, vendor_name);
	replay(r);
	engine_snapshot(r->engine, &snap);
	if (print_results(r, &snap) == -1 && errno != EPIPE)
		complain(r, "could not write all of the results");
	status = exit_status(r, &snap);
	capture_free(r->capture);
	engine_free(r->engine);
	return (status);
}

int
main(int argc, char **argv)
{
	static struct run r;
	struct sigaction on_int = { .sa_handler = on_interrupt };
	struct err err;

	setlocale(LC_CTYPE, "");
	privs_no_traces();
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGINT, &on_int, NULL);
	r.is_tty = isatty(STDERR_FILENO) == 1;
	if (options_read(argc, argv, &r.options, &err) == -1) {
		complain(&r, err.text);
		return (EXIT_OPTION);
	}
	if (r.options.wants_help) {
		fputs(options_help(), stdout);
		return (0);
	}
	if (r.options.wants_version) {
		puts("lockhound " VERSION);
		return (0);
	}
	return (run(&r));
}
