/*
 * lockhound: opens the doors, runs the replay or the watch, closes the doors.
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
#include <sys/stat.h>
#include <unistd.h>

#include "base/when.h"
#include "edge/clock.h"
#include "edge/filter_text.h"
#include "edge/interfaces.h"
#include "edge/privs.h"
#include "edge/vendors.h"
#include "loop.h"
#include "show/report.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

/* UX.md 2.2. */
enum {
	EXIT_CULPRIT = 1, EXIT_OPTION = 2, EXIT_OPEN = 3, EXIT_CUT = 4,
	EXIT_UNFIT = 5, EXIT_SIGINT = 130
};

static const char not_written[] = "could not write all of the results";
static const char stalled[] = "could not write all of the results: who reads "
    "them has stalled";

static void
on_hangup(int signal_number)
{
	(void)signal_number;
	is_hung_up = 1;
}

static void
on_interrupt(int signal_number)
{
	(void)signal_number;
	/* The second one means it, but not a raw terminal. */
	if (++n_interrupts > 1) {
		screen_restore();
		_exit(EXIT_SIGINT);
	}
}

static bool
wants_color(const struct options *o, int fd)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	if (o->color != COLOR_AUTO)
		return (o->color == COLOR_ALWAYS);
	return (isatty(fd) == 1 && (no == NULL || *no == '\0') &&
	    term != NULL && strcmp(term, "dumb") != 0);
}

static int
columns(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) == 0 &&
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
		.color = wants_color(o, outlet_fd(r->out)),
		.show_users = o->show_users,
		.vendor = vendor_name,
		.columns = columns(outlet_fd(r->out))
	};

	int rc = 0;

	/* Nothing was read: the sentence about it has said all there is. */
	if (r->json == NULL && r->capture != NULL &&
	    snap->capture.packets == 0 &&
	    capture_state(r->capture) != CAPTURE_GOOD)
		return (0);
	if (r->json == NULL)
		rc = report_print(outlet_page(r->out), snap, &style);
	else {
		json_summary(r->json, snap, snap->last_seq + 1);
		rc = json_free(r->json);
	}
	if (!outlet_put(r->out) || outlet_flush(r->out) == -1 ||
	    outlet_left_out(r->out) > 0)
		return (-1);
	return (rc);
}

static int
check_status(const struct snapshot *snap)
{
	uint32_t i;

	/* Where nothing is seen nobody can be cleared either (UX 2.2). */
	if (snapshot_unfit(snap) != NULL || snap->capture.packets == 0)
		return (EXIT_UNFIT);
	for (i = 0; i < snap->n_culprits; i++)
		if (snap->culprits[i].rating == RATING_CULPRIT)
			return (EXIT_CULPRIT);
	return (0);
}

static int
exit_status(const struct run *r, const struct snapshot *snap)
{
	enum capture_state state;

	/* A watch is meant to be ended so. */
	if (is_called_off() && r->live == NULL)
		return (EXIT_SIGINT);
	if (r->capture == NULL)
		return (r->options.check ? check_status(snap) : 0);
	state = capture_state(r->capture);
	if (state < r->worst)
		state = r->worst;
	if (state == CAPTURE_UNOPENED)
		return (EXIT_OPEN);
	if (state == CAPTURE_CUT)
		return (EXIT_CUT);
	return (r->options.check ? check_status(snap) : 0);
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

/* A terminal that cannot move its cursor gets lines. */
static bool
is_dumb(void)
{
	const char *term = getenv("TERM");

	return (term == NULL || *term == '\0' || strcmp(term, "dumb") == 0);
}

static bool
dashboard_wanted(const struct run *r)
{
	const struct options *o = &r->options;

	if (o->json || o->batch || outlet_fd(r->out) != STDOUT_FILENO ||
	    is_dumb())
		return (false);
	if (o->n_files > 0)
		return (o->dashboard);
	return (o->dashboard || isatty(STDOUT_FILENO) == 1);
}

static const char *
file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (strcmp(path, "-") == 0)
		return ("stdin");
	return (slash != NULL && slash[1] != '\0' ? slash + 1 : path);
}

/* There it would be stopped at once, deaf to all but SIGKILL. */
static bool
is_in_background(void)
{
	pid_t group = tcgetpgrp(STDOUT_FILENO);

	return (group != -1 && group != getpgrp());
}

static int
dashboard_open(struct run *r, struct err *err)
{
	const struct options *o = &r->options;
	struct ui_style style = {
		.ascii = o->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
		.show_users = o->show_users,
		.keybar = true, .vendor = vendor_name
	};

	if (is_in_background())
		return (err_set(err, "the dashboard needs a terminal, and has "
		    "none in the background; use --batch or --json there"));
	r->ui = ui_new(&style);
	r->screen = screen_open(wants_color(o, STDOUT_FILENO), err);
	r->source.is_live = r->live != NULL;
	r->source.name = r->live != NULL ? live_name(r->live) :
	    o->n_files > 1 ? "several files" : file_name(o->files[0]);
	r->source.trouble = "";
	return (r->ui == NULL || r->screen == NULL ? -1 : 0);
}

/*
 * Whoever pipes a capture in and leaves out -r - would wait for ever.  A
 * service may have a pipe there: it watches all the same.
 */
static void
stdin_tell(struct run *r)
{
	static const char words[] = "what comes by standard input is not "
	    "read: this watches a network; -r - reads a capture from there";
	struct stat is;

	if (r->options.quiet || r->options.n_interfaces > 0 ||
	    fstat(STDIN_FILENO, &is) == -1 ||
	    (!S_ISFIFO(is.st_mode) && !S_ISREG(is.st_mode)))
		return;
	complain(r, words);
	/* The dashboard would hide it. */
	err_set(&r->notice, "%s", words);
}

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
	stdin_tell(r);
	r->live = live_open(&setup, err);
	if (r->live == NULL)
		return (-1);
	if (!r->options.quiet && live_reason(r->live)[0] != '\0')
		complain(r, live_reason(r->live));
	buffer_tell(r);
	return (0);
}

/* Sources and screen are open: give up what is not needed any more. */
static void
rights_drop(struct run *r)
{
	const int kept = r->live != NULL ? live_keeps_to(r->live) : -1;
	const struct privs_needs needs = {
		.is_live = r->live != NULL, .inputs = r->options.files,
		.n_inputs = r->options.n_files, .outputs = &kept,
		.n_outputs = kept != -1
	};
	char lacks[120];

	privs_drop(&needs, lacks, sizeof lacks);
	if (lacks[0] == '\0' || r->options.quiet)
		return;
	err_set(&r->lacks, "not fully confined here: %s", lacks);
	if (r->ui == NULL)
		complain(r, r->lacks.text);
}

static void
own_macs_tell(struct run *r)
{
	struct mac macs[OWN_MACS];
	int i, n = live_macs(r->live, macs, OWN_MACS);

	for (i = 0; i < n; i++)
		engine_own_mac(r->engine, &macs[i]);
}

int
run_open(struct run *r, struct err *err)
{
	const struct unpack_wait wait = { wait_for_pipe, r };
	struct engine_setup setup;

	setup.memory_bytes = r->options.memory_bytes;
	if (clock_random(setup.key, sizeof setup.key) == -1)
		return (err_set(err, "the kernel gives no random bytes"));
	r->engine = engine_new(&setup);
	/* Who goes back has opened it already. */
	if (r->options.n_files > 0 && r->capture == NULL)
		r->capture = capture_new(r->options.files, r->options.n_files,
		    &wait, err);
	else if (r->options.n_files == 0 && live_begin(r, err) == -1)
		return (-1);
	if (r->capture != NULL)
		capture_filter(r->capture, r->filter);
	if (r->engine == NULL || (r->capture == NULL && r->live == NULL))
		return (err_set(err, "out of memory; give less with "
		    "--memory"));
	memory_prepare(r);
	return (0);
}

static int
open_all(struct run *r)
{
	struct err err;

	if (r->options.dashboard && is_dumb() && !r->options.quiet)
		complain(r, "no dashboard: the terminal cannot move its "
		    "cursor, by TERM; try TERM=vt100");
	if (run_open(r, &err) == -1 || (dashboard_wanted(r) &&
	    dashboard_open(r, &err) == -1)) {
		complain(r, err.text);
		return (-1);
	}
	if (r->live != NULL)
		own_macs_tell(r);
	rights_drop(r);
	return (0);
}

static int
out_open(struct run *r)
{
	const char *to = r->options.write_to;

	r->out = outlet_new(to != NULL && strcmp(to, "-") == 0 ?
	    STDERR_FILENO : STDOUT_FILENO);
	if (r->out == NULL) {
		complain(r, "out of memory");
		return (-1);
	}
	if (r->options.n_files > 0)
		outlet_patience(r->out, run_is_patient, r);
	return (0);
}

static int
run(struct run *r)
{
	static struct snapshot snap;
	struct err err;
	bool is_written;
	int status;

	if (out_open(r) == -1 || open_all(r) == -1)
		return (EXIT_OPEN);
	if (r->options.json)
		r->json = json_new(outlet_page(r->out), vendor_name);
	if (r->live != NULL)
		watch(r);
	else if (r->ui != NULL && replay_shown(r, &err) == -1) {
		screen_close(r->screen);
		complain(r, err.text);
		return (EXIT_OPEN);
	} else if (r->ui == NULL)
		replay(r);
	engine_snapshot(r->engine, &snap);
	timeline_snapshot(&r->timeline, &snap);
	if (r->screen != NULL)
		screen_close(r->screen);
	/* Whoever shuts a pipe has read enough. */
	is_written = (r->ui != NULL && !r->wants_report) ||
	    print_results(r, &snap) == 0 ||
	    outlet_error(r->out) == EPIPE || r->is_deserted;
	if (!is_written)
		complain(r, outlet_error(r->out) == 0 ? stalled : not_written);
	if (r->live != NULL)
		is_written &= live_is_kept(r->live);
	status = is_written ? exit_status(r, &snap) : EXIT_OPEN;
	ui_free(r->ui);
	capture_free(r->capture);
	expression_free(r->filter);
	live_close(r->live);
	engine_free(r->engine);
	outlet_free(r->out);
	return (status);
}

/* All of it, or it is told; who shuts a pipe has read enough. */
static int
page_print(struct run *r, const char *page)
{
	if ((fputs(page, stdout) != EOF && fflush(stdout) != EOF) ||
	    errno == EPIPE)
		return (0);
	complain(r, not_written);
	return (EXIT_OPEN);
}

static int
list_interfaces(struct run *r)
{
	static char list[1 << 18];	/* a thousand, each with addresses */
	struct err err;

	if (interfaces_list(list, sizeof list, &err) == -1) {
		complain(r, err.text);
		return (EXIT_OPEN);
	}
	return (page_print(r, list));
}

static int
print_filter(struct run *r)
{
	char text[FILTER_TEXT_BYTES];

	filter_for_tcpdump(r->options.all_ports, text, sizeof text);
	return (page_print(r, text));
}

static int
filter_read(struct run *r, struct err *err)
{
	if (r->options.filter == NULL)
		return (0);
	r->filter = expression_new(r->options.filter,
	    r->options.n_files == 0, err);
	return (r->filter == NULL ? -1 : 0);
}

int
main(int argc, char **argv)
{
	static struct run r;
	struct sigaction on_int = { .sa_handler = on_interrupt };
	struct sigaction on_hup = { .sa_handler = on_hangup };
	struct err err;

	setlocale(LC_CTYPE, "");
	privs_hold_standard();
	privs_no_traces();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);	/* a limit on files is EFBIG */
	sigaction(SIGINT, &on_int, NULL);
	sigaction(SIGHUP, &on_hup, NULL);
	sigaction(SIGTERM, &on_hup, NULL);
	r.is_tty = isatty(STDERR_FILENO) == 1;
	if (options_read(argc, argv, &r.options, &err) == -1 ||
	    filter_read(&r, &err) == -1) {
		complain(&r, err.text);
		return (EXIT_OPTION);
	}
	if (r.options.wants_help)
		return (page_print(&r, options_help()));
	if (r.options.wants_version)
		return (page_print(&r, "lockhound " VERSION "\n"));
	if (r.options.lists)
		return (list_interfaces(&r));
	if (r.options.prints_filter)
		return (print_filter(&r));
	return (run(&r));
}
