/*
 * lockhound: reads argv, takes signals, opens what a run needs, lets one of
 * the three loops run (watch.c, player.c, replay.c), prints the results and
 * says by the exit status how it went.
 *
 * The only file that exits.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "asking.h"
#include "dashboard.h"
#include "devices.h"
#include "learn.h"
#include "edge/filter_text.h"
#include "edge/interfaces.h"
#include "edge/privs.h"
#include "edge/vendors.h"
#include "player.h"
#include "probe.h"
#include "replay.h"
#include "run.h"
#include "show/report.h"
#include "watch.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

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
	/* A second interrupt ends at once, with the terminal as it was. */
	if (++n_interrupts > 1) {
		screen_restore();
		_exit(EXIT_SIGINT);
	}
}

static int
print_results(struct run *r, const struct snapshot *snap)
{
	const struct options *o = &r->options;
	struct report_style style = {
		.ascii = r->ascii,
		.color = run_wants_color(o, writer_fd(r->out)),
		.show_users = o->show_users,
		.vendor = vendor_name,
		.columns = run_columns(writer_fd(r->out))
	};
	int rc = 0;

	if (r->capture != NULL && is_called_off()) {
		struct capture_progress p = capture_progress(r->capture);

		style.is_interrupted = true;
		style.read_bytes = p.read_bytes;
		style.size_bytes = p.size_bytes;
	}
	/* Of a capture that gave nothing a sentence has said all there is. */
	if (r->json == NULL && r->capture != NULL &&
	    snap->capture.packets == 0 &&
	    capture_state(r->capture) != CAPTURE_GOOD)
		return (0);
	if (r->json == NULL)
		rc = report_print(writer_page(r->out), snap, &style);
	else {
		json_summary(r->json, snap, snap->last_seq + 1);
		rc = json_free(r->json);
	}
	if (!writer_put(r->out) || writer_flush(r->out) == -1 ||
	    writer_left_out(r->out) > 0)
		return (-1);
	return (rc);
}

/* A lockout that holds goes before who made it: then nobody gets mail. */
static int
check_status(const struct snapshot *snap)
{
	uint32_t i;

	if (snap->n_locked > 0)
		return (EXIT_LOCKED);
	/* Where nothing is read nobody can be cleared, and from an unfit
	 * place nobody is named. */
	if (snapshot_unfit(snap) != NULL || snap->sessions == 0)
		return (EXIT_UNFIT);
	for (i = 0; i < snap->n_devices; i++)
		if (snap->devices[i].rating == RATING_CULPRIT)
			return (EXIT_CULPRIT);
	return (0);
}

static int
exit_status(const struct run *r, const struct snapshot *snap)
{
	enum capture_state state;

	/* A watch is meant to be ended by a signal, a replay is not. */
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

/*
 * Whoever pipes a capture in and leaves out -r - would wait for ever.  A
 * service may have a pipe there: it watches all the same.
 */
static void
stdin_tell(struct run *r, struct dashboard *d)
{
	static const char words[] = "what comes by standard input is not "
	    "read: this watches a network; -r - reads a capture from there";
	struct stat is;

	if (r->options.quiet || r->options.n_interfaces > 0 ||
	    fstat(STDIN_FILENO, &is) == -1 ||
	    (!S_ISFIFO(is.st_mode) && !S_ISREG(is.st_mode)))
		return;
	complain(r, words);
	/* The dashboard will hide what stderr was told. */
	err_set(&d->notice, "%s", words);
}

static void
rights_drop(struct run *r, struct dashboard *d)
{
	char lacks[120];

	run_drop_rights(r, lacks, sizeof lacks);
	if (lacks[0] == '\0' || r->options.quiet)
		return;
	err_set(&d->lacks, "not fully confined here: %s", lacks);
	if (r->ui == NULL)
		complain(r, d->lacks.text);
}

static int
open_all(struct run *r, struct dashboard *d, struct asking *a)
{
	const struct options *o = &r->options;
	struct err err;

	if (run_out_open(r) == -1)
		return (-1);
	if (o->dashboard && !dashboard_has_terminal() && !o->quiet)
		complain(r, "no dashboard: the terminal cannot move its "
		    "cursor, by TERM; try TERM=vt100");
	if (o->n_files == 0)
		stdin_tell(r, d);
	if (run_open(r, &err) == -1 || (dashboard_is_wanted(r) &&
	    (asking_open(a, r, &err) == -1 ||
	    dashboard_open(d, r, run_wants_color(o, STDOUT_FILENO),
	    &err) == -1))) {
		complain(r, err.text);
		return (-1);
	}
	rights_drop(r, d);
	/* A stranger's file is read when it can do nothing any more. */
	if (keys_read(&r->keys, &err) == -1) {
		if (r->ui != NULL)
			dashboard_close(d);
		complain(r, err.text);
		return (-1);
	}
	return (0);
}

/* Runs the loop that is wanted; d is NULL without a dashboard. */
static int
loop_run(struct run *r, struct dashboard *d, struct asking *a,
    struct err *err)
{
	if (r->live == NULL && d != NULL)
		return (player_run(r, d, err));
	if (r->live != NULL)
		watch_run(r, d, a);
	else
		replay_run(r);
	return (0);
}

/* Puts out what is known at the end; false: not all of it could be. */
static bool
results_put(struct run *r, const struct snapshot *snap)
{
	/* Whoever shuts a pipe has read enough. */
	bool is_written = print_results(r, snap) == 0 ||
	    writer_error(r->out) == EPIPE || r->is_deserted;

	if (!is_written)
		complain(r, writer_error(r->out) == 0 ? stalled : not_written);
	return (is_written);
}

/* What the keys were good for. */
static void
keys_tell(struct run *r)
{
	struct unsealed_counts n;
	struct err said;

	engine_unsealed(r->engine, &n);
	if (!r->options.quiet && keys_say(&r->keys, &n, &said))
		complain(r, said.text);
}

static int
run(struct run *r)
{
	static struct dashboard dashboard;
	static struct asking asking;
	static struct snapshot snap;
	struct dashboard *d;
	struct err err;
	bool is_written;
	int status;

	if (open_all(r, &dashboard, &asking) == -1)
		return (EXIT_OPEN);
	d = r->ui != NULL ? &dashboard : NULL;
	if (loop_run(r, d, &asking, &err) == -1) {
		dashboard_close(d);
		complain(r, err.text);
		return (EXIT_OPEN);
	}
	run_snapshot(r, &snap);
	dashboard_close(&dashboard);
	keys_tell(r);
	is_written = (d != NULL && !d->wants_report) || results_put(r, &snap);
	if (r->live != NULL)
		is_written &= live_is_kept(r->live);
	status = is_written ? exit_status(r, &snap) : EXIT_OPEN;
	asking_close(&asking);
	run_close(r);
	return (status);
}

/* Who is on this network: asked, and listened for. */
static int
devices(struct run *r)
{
	struct err err;
	int rc;

	if (run_out_open(r) == -1)
		return (EXIT_OPEN);
	rc = devices_run(r, &err);
	if (rc == -1)
		complain(r, err.text);
	run_close(r);
	if (rc == -1)
		return (EXIT_OPEN);
	return (is_called_off() ? EXIT_SIGINT : 0);
}

/* What mail hosts answer, for others to know. */
static int
learn(struct run *r)
{
	enum capture_state state;
	struct err err;
	int rc;

	if (run_out_open(r) == -1)
		return (EXIT_OPEN);
	rc = learn_run(r, &err);
	if (rc == -1)
		complain(r, err.text);
	state = r->capture != NULL ? capture_state(r->capture) : CAPTURE_GOOD;
	run_close(r);
	if (rc == -1 || state == CAPTURE_UNOPENED)
		return (EXIT_OPEN);
	if (is_called_off())
		return (EXIT_SIGINT);
	return (state == CAPTURE_CUT ? EXIT_CUT : 0);
}

/* All of the page, or it is told; who shuts a pipe has read enough. */
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

static void
signals_set(void)
{
	const struct sigaction on_int = { .sa_handler = on_interrupt };
	const struct sigaction on_hup = { .sa_handler = on_hangup };

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);	/* a limit on files is EFBIG */
	sigaction(SIGINT, &on_int, NULL);
	sigaction(SIGHUP, &on_hup, NULL);
	sigaction(SIGTERM, &on_hup, NULL);
}

int
main(int argc, char **argv)
{
	static struct run r;
	struct err err;
	bool is_read;

	setlocale(LC_CTYPE, "");
	privs_hold_standard();
	privs_no_traces();
	signals_set();
	r.progress.is_tty = isatty(STDERR_FILENO) == 1;
	is_read = options_read(argc, argv, &r.options, &err) == 0;
	r.ascii = r.options.ascii ||
	    strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	if (!is_read || filter_read(&r, &err) == -1) {
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
	if (r.options.command == COMMAND_PROBE)
		return (probe_run(&r));
	if (probe_is_replay(&r))
		return (probe_replay(&r));
	if (r.options.command == COMMAND_DEVICES)
		return (devices(&r));
	if (r.options.command == COMMAND_LEARN)
		return (learn(&r));
	return (run(&r));
}
