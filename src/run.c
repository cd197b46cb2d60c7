/*
 * One run of the program: its sources are opened, the engine is made, and
 * the events go to the JSON, to the dashboard or into lines.
 *
 * Also what stderr is told on the way: complaints, the progress of a replay.
 * The loops are elsewhere (replay.c, player.c, watch.c); nothing here waits
 * for a frame or reads one.
 */

#define _GNU_SOURCE

#include "run.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "base/when.h"
#include "edge/clock.h"
#include "edge/privs.h"
#include "edge/vendors.h"
#include "show/alert.h"

enum { COMPLAINT_MS = 100 };

/* So often the progress line is printed: on a terminal, and in a log. */
#define PROGRESS_TTY_NS	(NS_PER_S / 4)
#define PROGRESS_LOG_NS	(30 * NS_PER_S)

/* With less memory, large pages would only make small tables take more. */
#define LARGE_MEMORY_BYTES	((uint64_t)128 << 20)

volatile sig_atomic_t n_interrupts, is_hung_up;

bool
is_called_off(void)
{
	return (n_interrupts > 0 || is_hung_up != 0);
}

bool
run_is_over(const struct run *r)
{
	return (r->wants_end || r->is_deserted || is_called_off() ||
	    (r->options.duration_s > 0 && clock_steady_ns() - r->began_ns >=
	    r->options.duration_s * NS_PER_S));
}

/*
 * A replay waits for its reader; a watch whose end has come, and a replay that
 * is to end, for a second.
 */
bool
run_is_patient(void *run)
{
	struct run *r = run;

	if (r->live == NULL && !is_called_off())
		return (true);
	if (r->given_up_ns == 0)
		r->given_up_ns = clock_steady_ns() + NS_PER_S;
	return (clock_steady_ns() < r->given_up_ns);
}

/* --- stderr --- */

/* A reader of complaints that stalls must not hold up what they are about. */
static bool
stderr_takes(int wait_ms)
{
	struct pollfd p = { STDERR_FILENO, POLLOUT, 0 };

	return (poll(&p, 1, wait_ms) > 0);
}

/*
 * A stranger may have chosen the name of the file or the interface that the
 * sentence is about: it goes out as bytes from the wire do.
 */
void
complain(struct run *r, const char *sentence)
{
	char words[2 * sizeof ((struct err *)NULL)->text];
	struct text t;

	if (!stderr_takes(COMPLAINT_MS))
		return;
	text_init(&t, words, sizeof words);
	text_add_wire(&t, span_text(sentence), r->ascii);
	if (r->progress.stands)
		fputs("\r\033[K", stderr);
	r->progress.stands = false;
	fprintf(stderr, "lockhound: %s\n", words);
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

	if (r->progress.is_tty)
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
	    r->progress.is_tty ? "" : "\n");
	r->progress.stands = r->progress.is_tty;
}

void
progress_look(struct run *r)
{
	struct progress_line *p = &r->progress;
	int64_t now_ns;

	if (r->options.quiet || (!p->is_tty && !r->options.verbose))
		return;
	now_ns = clock_steady_ns();
	if (now_ns - p->printed_ns < (p->is_tty ? PROGRESS_TTY_NS :
	    PROGRESS_LOG_NS) || !stderr_takes(0))
		return;
	p->printed_ns = now_ns;
	progress_print(r, now_ns);
}

/* --- stdout --- */

bool
run_wants_color(const struct options *o, int fd)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	if (o->color != COLOR_AUTO)
		return (o->color == COLOR_ALWAYS);
	return (isatty(fd) == 1 && (no == NULL || *no == '\0') &&
	    term != NULL && strcmp(term, "dumb") != 0);
}

int
run_columns(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) == 0 &&
	    size.ws_col >= 40 && size.ws_col < 80)
		return (size.ws_col);
	return (80);
}

int
run_out_open(struct run *r)
{
	const char *to = r->options.write_to;

	r->out = writer_new(to != NULL && strcmp(to, "-") == 0 ?
	    STDERR_FILENO : STDOUT_FILENO);
	if (r->out == NULL) {
		complain(r, "out of memory");
		return (-1);
	}
	if (r->options.n_files > 0)
		writer_patience(r->out, run_is_patient, r);
	if (r->options.json)
		r->json = json_new(writer_page(r->out), vendor_name);
	return (0);
}

/* --- the sources --- */

/* tcpdump's -B counts in KiB: who is used to that is told what he gets. */
static void
buffer_tell(struct run *r)
{
	const struct options *o = &r->options;
	struct err said;

	if (o->quiet || (o->buffer_mb == 0 && !o->verbose))
		return;
	err_set(&said, "the kernel's buffer is %u MiB for each interface",
	    o->buffer_mb > 0 ? o->buffer_mb : (unsigned)LIVE_BUFFER_MB);
	complain(r, said.text);
}

/* The engine is to know the sessions of the computer it runs on. */
static void
own_macs_tell(struct run *r)
{
	struct mac macs[OWN_MACS];
	int i, n = live_macs(r->live, macs, OWN_MACS);

	for (i = 0; i < n; i++)
		engine_own_mac(r->engine, &macs[i]);
}

static int
live_begin(struct run *r, struct err *err)
{
	struct live_setup setup = {
		.program = r->options.program,
		.n_interfaces = r->options.n_interfaces,
		.filter = r->options.filter,
		.all_ports = r->options.all_ports,
		.buffer_mb = r->options.buffer_mb,
		.write_to = r->options.write_to
	};

	memcpy(setup.interfaces, r->options.interfaces,
	    sizeof setup.interfaces);
	r->live = live_open(&setup, err);
	if (r->live == NULL)
		return (-1);
	if (!r->options.quiet && live_reason(r->live)[0] != '\0')
		complain(r, live_reason(r->live));
	buffer_tell(r);
	return (0);
}

/* The capture is opened before the loop that will wait for it is known. */
static bool
loop_wait(void *run, int fd)
{
	struct run *r = run;

	return (r->wait.call(r->wait.arg, fd));
}

static int
input_open(struct run *r, struct err *err)
{
	const struct unpack_wait wait = { loop_wait, r };

	if (r->options.n_files == 0)
		return (live_begin(r, err));
	if (r->capture == NULL)
		r->capture = capture_new(r->options.files, r->options.n_files,
		    &wait, err);
	if (r->capture != NULL)
		capture_filter(r->capture, r->filter);
	return (0);
}

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

int
run_open(struct run *r, struct err *err)
{
	struct engine_setup setup = {
		.memory_bytes = r->options.memory_bytes,
		.learns = r->options.command == COMMAND_LEARN
	};

	if (keys_open(&r->keys, r->options.keys, r->options.servers,
	    setup.memory_bytes, err) == -1)
		return (-1);
	setup.unsealer = keys_door(&r->keys);
	setup.taught = r->keys.taught;
	if (clock_random(setup.key, sizeof setup.key) == -1)
		return (err_set(err, "the kernel gives no random bytes"));
	r->engine = engine_new(&setup);
	if (input_open(r, err) == -1)
		return (-1);
	if (r->engine == NULL || (r->capture == NULL && r->live == NULL))
		return (err_set(err, "out of memory; give less with "
		    "--memory"));
	if (r->live != NULL)
		own_macs_tell(r);
	memory_prepare(r);
	return (0);
}

void
run_drop_rights(struct run *r, char *lacks, size_t size)
{
	int outputs[2], n = 0;
	struct privs_needs needs = {
		.is_live = r->live != NULL, .inputs = r->options.files,
		.n_inputs = r->options.n_files, .outputs = outputs
	};

	if (r->learn_fd > STDERR_FILENO)
		outputs[n++] = r->learn_fd;
	if (r->live != NULL && live_keeps_to(r->live) != -1)
		outputs[n++] = live_keeps_to(r->live);
	if (r->ask != NULL)
		outputs[n++] = ask_fd(r->ask);
	needs.n_outputs = n;
	privs_drop(&needs, lacks, size);
}

void
run_close(struct run *r)
{
	ask_stop(r->ask);
	ui_free(r->ui);
	capture_free(r->capture);
	expression_free(r->filter);
	live_close(r->live);
	engine_free(r->engine);
	keys_close(&r->keys);
	writer_free(r->out);
}

bool
run_wait(struct run *r, const int *fds, int n_fds, int wait_ms)
{
	struct pollfd p[LIVE_INTERFACES + 1];
	int i;

	if (wait_ms == 0)
		return (false);
	for (i = 0; i < n_fds; i++)
		p[i] = (struct pollfd){ fds[i], POLLIN, 0 };
	/* Asked for nothing, stdout tells that nobody reads it any more. */
	p[n_fds] = (struct pollfd){ STDOUT_FILENO, 0, 0 };
	if (poll(p, (nfds_t)n_fds + 1, wait_ms) < 0) {
		r->wants_end |= errno != EINTR;
		return (false);
	}
	if ((p[n_fds].revents & (POLLERR | POLLHUP)) != 0)
		r->is_deserted = true;
	for (i = 0; i < n_fds; i++)
		if (p[i].revents != 0)
			return (true);
	return (false);
}

/* --- where events go --- */

/* A capture on stdin is being made now, and somebody waits for alerts. */
static bool
is_piped(const struct run *r)
{
	int i;

	for (i = 0; i < r->options.n_files; i++)
		if (strcmp(r->options.files[i], "-") == 0)
			return (true);
	return (false);
}

/*
 * Without a screen an alert is a line: of the results when they are a stream,
 * beside them when a report is to come.
 */
static void
alert_print(struct run *r, const struct event *ev)
{
	char when[WHEN_ISO_BYTES], words[SENTENCE_BYTES + USER_BYTES];
	struct text t;

	if (ev->kind != EVENT_VERDICT ||
	    (r->live == NULL && (r->options.quiet || !is_piped(r))))
		return;
	when_short(ev->when_ns, when);
	text_init(&t, words, sizeof words);
	alert_add(&t, ev, r->options.show_users, r->ascii ? SPELLING_ASCII :
	    SPELLING_UTF8);
	if (r->live != NULL) {
		fprintf(writer_page(r->out), "%s  %s\n", when, words);
		writer_put(r->out);
	} else if (stderr_takes(COMPLAINT_MS)) {
		fprintf(stderr, "%s%s  %s\n", r->progress.stands ?
		    "\r\033[K" : "", when, words);
	}
}

/* Whoever reads a live stream wants it now. */
static void
out_pump(struct run *r)
{
	writer_pump(r->out);
	if (writer_left_out(r->out) == 0 || r->is_stalled)
		return;
	r->is_stalled = true;
	complain(r, "who reads the results has stalled: lines are left out "
	    "until it reads on");
}

void
run_drain(struct run *r)
{
	struct event ev;

	for (; engine_next_event(r->engine, &ev); r->n_events++) {
		timeline_event(&r->timeline, &ev);
		if (r->json != NULL) {
			json_event(r->json, &ev);
			writer_put(r->out);
		}
		if (r->ui != NULL)
			ui_event(r->ui, &ev);
		if (r->ui == NULL && r->json == NULL)
			alert_print(r, &ev);
	}
	if (r->live != NULL)
		out_pump(r);
	r->is_deserted |= writer_fd(r->out) == STDOUT_FILENO &&
	    writer_error(r->out) == EPIPE;
}

void
run_finish(struct run *r)
{
	while (engine_finish(r->engine))
		run_drain(r);
	run_drain(r);
}

void
run_snapshot(const struct run *r, struct snapshot *out)
{
	engine_snapshot(r->engine, out);
	timeline_snapshot(&r->timeline, out);
}
