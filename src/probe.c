/*
 * lockhound probe HOST, and the replay of its capture.
 *
 *	plan > ask (prober.c, or by connecting) > tell > again, until lifted
 *
 * Whatever way the answers came, the same room holds them (engine/probe.h),
 * and the same lines and report are made of it.
 */

#define _GNU_SOURCE

#include "probe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "edge/clock.h"
#include "edge/knock.h"
#include "edge/probe_note.h"
#include "edge/resolve.h"
#include "edge/savefile.h"
#include "edge/vendors.h"
#include "prober.h"
#include "show/probe_report.h"
#include "show/probe_words.h"

enum { TURN_MS = 50, AGAIN_MOST_S = 7200 };

/* Ways of asking, and what was told of it. */
struct probing {
	struct run *run;
	struct prober_plan plan;
	struct prober prober;
	struct probe *probe;		/* the prober's, or our own */
	struct probe_told told;
	uint64_t seq;			/* of the last line */
};

/* --- whom to ask, and how --- */

static int
reference_find(struct probing *g, struct err *err)
{
	struct resolved r;
	uint32_t i;

	if (g->run->options.reference == NULL)
		return (0);
	if (resolve_host(g->run->options.reference, &r, err) == -1)
		return (-1);
	for (i = 0; i < r.n; i++) {
		struct ip *at = &g->plan.setup.references[
		    probe_family(&r.ips[i])];

		if (ip_is_zero(at))
			*at = r.ips[i];
	}
	return (0);
}

/* The way to the first address of each family is that to all of them. */
static void
ways_find(struct prober_plan *plan)
{
	struct probe_setup *s = &plan->setup;
	bool is_known[PROBE_FAMILIES] = { false, false };
	uint32_t i;

	for (i = 0; i < s->n_addresses; i++) {
		int f = probe_family(&s->addresses[i]);

		if (is_known[f])
			continue;
		is_known[f] = true;
		s->has_no_route[f] = !way_find(&s->addresses[i],
		    &plan->ways[f]);
		s->gateways[f] = plan->ways[f].gateway;
		s->own[f] = plan->ways[f].from;
	}
	for (i = 0; i < PROBE_FAMILIES; i++)
		if (!is_known[i] || s->has_no_route[i])
			memset(&s->references[i], 0, sizeof s->references[i]);
}

/* 0; else the exit status, and it was said why. */
static int
plan_make(struct probing *g)
{
	const struct options *o = &g->run->options;
	struct probe_setup *s = &g->plan.setup;
	struct resolved r;
	struct err err;

	s->host = "";
	s->n_ports = o->again_s > 0 ? PROBE_PORTS_AGAIN : PROBE_PORTS;
	if (o->has_probe_key)
		memcpy(s->key, o->probe_key, sizeof s->key);
	else if (clock_random(s->key, sizeof s->key) == -1) {
		complain(g->run, "the kernel has no random numbers");
		return (EXIT_OPEN);
	}
	if (resolve_host(o->host, &r, &err) == -1) {
		complain(g->run, err.text);
		return (r.is_transient ? EXIT_UNFIT : EXIT_OPEN);
	}
	if (r.n_left_out > 0 && !o->quiet) {
		err_set(&err, "%u addresses of %.100s are left out: %d are "
		    "asked", r.n_left_out, o->host, PROBE_ADDRESSES);
		complain(g->run, err.text);
	}
	s->host = r.is_name ? o->host : "";
	s->n_addresses = r.n;
	memcpy(s->addresses, r.ips, r.n * sizeof r.ips[0]);
	if (reference_find(g, &err) == -1) {
		complain(g->run, err.text);
		return (EXIT_OPEN);
	}
	ways_find(&g->plan);
	return (0);
}

/* --- what is told --- */

static void
events_tell(struct probing *g)
{
	struct run *r = g->run;
	struct event ev;

	while (probe_next_event(g->probe, &ev)) {
		ev.seq = ++g->seq;
		if (r->json == NULL)
			continue;
		json_event(r->json, &ev);
		writer_put(r->out);
	}
	writer_pump(r->out);
}

static void
report_tell(struct probing *g)
{
	struct run *r = g->run;
	struct report_style style = {
		.ascii = r->ascii,
		.color = run_wants_color(&r->options, writer_fd(r->out)),
		.vendor = vendor_name,
		.columns = run_columns(writer_fd(r->out))
	};

	if (r->json != NULL)
		return;
	probe_report_print(writer_page(r->out), probe_view(g->probe),
	    &g->told, &style);
	writer_put(r->out);
	writer_pump(r->out);
}

/* The last line, and what could not be written. */
static int
results_end(struct probing *g)
{
	struct run *r = g->run;
	const struct probe_view *v = probe_view(g->probe);
	bool is_written = true;

	if (r->json != NULL) {
		json_probe(r->json, v, ++g->seq);
		is_written = json_free(r->json) == 0;
		writer_put(r->out);
	}
	writer_patience(r->out, run_is_patient, r);
	is_written &= writer_flush(r->out) == 0 &&
	    writer_left_out(r->out) == 0;
	/* Whoever shuts a pipe has read enough. */
	if (!is_written && writer_error(r->out) != EPIPE) {
		complain(r, "could not write all of the results");
		return (EXIT_OPEN);
	}
	return (v->verdict == PROBE_FREE ? 0 : probe_is_locked(v->verdict) ?
	    EXIT_LOCKED : EXIT_UNFIT);
}

/* "  mail.example.test: 7 of 13 answered" */
static void
progress_tell(const struct probing *g)
{
	struct run *r = g->run;
	const struct probe_view *v = probe_view(g->probe);
	uint32_t i, n = 0;

	if (r->options.quiet || !r->progress.is_tty ||
	    clock_steady_ns() - r->progress.printed_ns < NS_PER_S / 4)
		return;
	r->progress.printed_ns = clock_steady_ns();
	for (i = 0; i < v->n_rows; i++)
		n += v->rows[i].answer.answer != ANSWER_UNKNOWN;
	fprintf(stderr, "\r\033[K  asked %u ports, %u have answered or are "
	    "silent", v->n_rows, n);
	r->progress.stands = true;
}

static void
progress_wipe(struct run *r)
{
	if (r->progress.stands)
		fputs("\r\033[K", stderr);
	r->progress.stands = false;
}

/* --- again --- */

/* One line that moves; where it cannot, a line each time. */
static void
again_tell(struct probing *g, const struct probe_row *row, int64_t next_ns)
{
	struct run *r = g->run;
	char words[300], at[WHEN_ISO_BYTES], next[WHEN_ISO_BYTES];
	struct text t;

	if (r->options.quiet)
		return;
	text_init(&t, words, sizeof words);
	when_short(row->last_ns, at);
	when_short(next_ns, next);
	text_addf(&t, "%s at %s UTC port %u ", g->told.times == 0 ?
	    "asked" : "asked again", at, row->port);
	probe_answer_add(&t, &row->answer);
	text_addf(&t, "; next at %s UTC", next + sizeof "2026-11-23");
	if (r->progress.is_tty)
		fprintf(stderr, "\r\033[K  %s", words);
	else
		fprintf(stderr, "%s\n", words);
	r->progress.stands = r->progress.is_tty;
}

static bool
is_lifted(const struct probing *g)
{
	return (probe_view(g->probe)->verdict == PROBE_FREE);
}

/* Turns until then, or until it is lifted by what a program here does. */
static bool
again_wait(struct probing *g, int64_t until_ns)
{
	while (!run_is_over(g->run) && !is_lifted(g) &&
	    clock_steady_ns() < until_ns) {
		if (!prober_turn(&g->prober, TURN_MS))
			return (false);
		events_tell(g);
	}
	return (!run_is_over(g->run) && !is_lifted(g));
}

static bool
round_run(struct probing *g)
{
	do {
		if (run_is_over(g->run) ||
		    !prober_turn(&g->prober, TURN_MS))
			return (false);
		if (!g->run->options.again_s || g->told.times == 0)
			progress_tell(g);
	} while (!probe_is_over(g->probe));
	events_tell(g);
	return (true);
}

/* Each wait is half as long again as the one before, so that a ban that each
 * question renews runs out. */
static void
again_run(struct probing *g)
{
	int64_t wait_s = g->run->options.again_s;
	const struct probe_row *row = probe_again_row(g->probe);

	while (!is_lifted(g) && row != NULL) {
		again_tell(g, row, clock_wall_ns() + wait_s * NS_PER_S);
		if (!again_wait(g, clock_steady_ns() + wait_s * NS_PER_S))
			return;
		row = probe_again(g->probe);
		g->told.times++;
		if (row == NULL || !round_run(g))
			return;
		wait_s += wait_s / 2;
		if (wait_s > AGAIN_MOST_S)
			wait_s = AGAIN_MOST_S;
	}
}

/* --- by packets --- */

static int
packets_run(struct probing *g)
{
	struct run *r = g->run;
	struct err err;
	int status;

	if (prober_open(&g->prober, r, &g->plan, &err) == -1) {
		complain(r, err.text);
		prober_close(&g->prober);
		return (EXIT_OPEN);
	}
	if (g->prober.lacks.text[0] != '\0' && !r->options.quiet) {
		err_set(&err, "not fully confined here: %.300s",
		    g->prober.lacks.text);
		complain(r, err.text);
	}
	g->probe = g->prober.probe;
	r->began_ns = clock_steady_ns();
	if (round_run(g) && r->options.again_s > 0 && !is_lifted(g)) {
		progress_wipe(r);
		report_tell(g);
		g->told.is_sum = true;
		again_run(g);
	}
	progress_wipe(r);
	probe_leave(g->probe);
	events_tell(g);
	report_tell(g);
	status = results_end(g);
	if (live_flush(r->live, &err) == -1)
		complain(r, err.text);
	if (!live_is_kept(r->live))
		status = EXIT_OPEN;
	prober_close(&g->prober);
	return (status);
}

/* --- no way leads out --- */

static bool
is_cut_off(const struct prober_plan *plan)
{
	uint32_t i;

	for (i = 0; i < plan->setup.n_addresses; i++)
		if (!plan->setup.has_no_route[probe_family(
		    &plan->setup.addresses[i])])
			return (false);
	return (true);
}

static int
nowhere_run(struct probing *g)
{
	int status;

	if (g->run->options.write_to != NULL)
		complain(g->run, "no way leads to the host: nothing is sent, "
		    "and nothing kept");
	g->probe = probe_new(&g->plan.setup);
	if (g->probe == NULL)
		return (EXIT_OPEN);
	probe_leave(g->probe);
	events_tell(g);
	report_tell(g);
	status = results_end(g);
	probe_free(g->probe);
	return (status);
}

/* --- by connecting --- */

static bool
goes_on(void)
{
	return (!is_called_off());
}

/* Web pages alone, unless connections to mail ports are consented to. */
static uint32_t
knocks_make(const struct probing *g, struct knock *out)
{
	const struct probe_view *v = probe_view(g->probe);
	uint32_t i, n = 0;

	for (i = 0; i < v->n_rows; i++) {
		enum port_group group = port_group(v->rows[i].port);

		if (!g->run->options.connects && group != GROUP_WEB &&
		    group != GROUP_PANEL)
			continue;
		memset(&out[n], 0, sizeof out[n]);
		out[n].ip = v->rows[i].ip;
		out[n++].port = v->rows[i].port;
	}
	return (n);
}

static int
connections_run(struct probing *g)
{
	static struct knock knocks[KNOCKS_MAX];
	const struct options *o = &g->run->options;
	uint32_t i, n;

	if (o->write_to != NULL || o->again_s > 0) {
		complain(g->run, o->again_s > 0 ? "--again sends single "
		    "packets, for which there is no right: run as root (sudo)" :
		    "-w keeps packets, for which there is no right: run as "
		    "root (sudo)");
		return (EXIT_OPEN);
	}
	if (!o->quiet)
		complain(g->run, o->connects ? "no right to send single "
		    "packets: mail and web ports are connected to, and closed "
		    "at once" : "no right to send single packets: only web "
		    "ports are connected to; --connect takes the mail ports "
		    "too, which some lockers count");
	g->probe = probe_new(&g->plan.setup);
	if (g->probe == NULL)
		return (EXIT_OPEN);
	g->told.by_connecting = true;
	n = knocks_make(g, knocks);
	knock_all(knocks, n, goes_on);
	for (i = 0; i < n; i++)
		probe_tell(g->probe, &knocks[i].ip, knocks[i].port,
		    knocks[i].asked_ns, knocks[i].known_ns,
		    &knocks[i].answer);
	probe_leave(g->probe);
	events_tell(g);
	report_tell(g);
	n = (uint32_t)results_end(g);
	probe_free(g->probe);
	return ((int)n);
}

/* --- nothing is sent --- */

static void
gateway_print(FILE *out, const struct way *w)
{
	char gateway[IP_TEXT_BYTES], from[IP_TEXT_BYTES];

	if (!w->is_ethernet || ip_is_zero(&w->gateway))
		return;
	ip_print(&w->gateway, gateway);
	ip_print(&w->from, from);
	fprintf(out, "%s %s > %s on %s, up to 3 times\n",
	    ip_is_v4(&w->gateway) ? "ARP" : "neighbour solicitation", from,
	    gateway, w->interface);
}

static int
dry_run(struct probing *g)
{
	FILE *out = writer_page(g->run->out);
	char from[IP_TEXT_BYTES], to[IP_TEXT_BYTES];
	struct probe_syn s;
	uint32_t i;

	g->probe = probe_new(&g->plan.setup);
	if (g->probe == NULL)
		return (EXIT_OPEN);
	if (knock_is_all_there_is() && !g->run->options.quiet)
		complain(g->run, "these need root (sudo): without the right "
		    "ports are connected to instead, the web's alone or all "
		    "by --connect");
	for (i = 0; i < PROBE_FAMILIES; i++)
		gateway_print(out, &g->plan.ways[i]);
	for (i = 0; i < probe_planned(g->probe) &&
	    probe_due(g->probe, (int64_t)(i + 1) * NS_PER_S / 20, &s); i++) {
		ip_print(&g->plan.setup.own[probe_family(&s.to)], from);
		ip_print(&s.to, to);
		fprintf(out, "SYN %s port %u > %s port %u, number %u\n", from,
		    s.from_port, to, s.to_port, s.seq);
	}
	fprintf(out, "%u packets, at most 20 a second; those that are silent "
	    "are sent twice more\n", i);
	probe_free(g->probe);
	writer_put(g->run->out);
	return (writer_flush(g->run->out) == 0 ? 0 : EXIT_OPEN);
}

int
probe_run(struct run *r)
{
	static struct probing g;
	int status;

	g.run = r;
	if (run_out_open(r) == -1)
		return (EXIT_OPEN);
	status = plan_make(&g);
	if (status != 0)
		return (status);
	if (r->options.dry_run)
		return (dry_run(&g));
	if (is_cut_off(&g.plan))
		return (nowhere_run(&g));
	if (knock_is_all_there_is())
		return (connections_run(&g));
	return (packets_run(&g));
}

/* --- a capture of it --- */

/* What the file says of itself; false: it is no probe's. */
static bool
note_of(const struct options *o, struct probe_note *out)
{
	char comment[PROBE_NOTE_BYTES];

	memset(out, 0, sizeof *out);
	if (o->n_files == 0)
		return (false);
	savefile_comment(o->files[0], comment, sizeof comment);
	return (probe_note_read(comment, out));
}

bool
probe_is_replay(const struct run *r)
{
	struct probe_note note;

	return (r->options.n_files > 0 && !r->options.dashboard &&
	    (r->options.has_probe_key || note_of(&r->options, &note)));
}

static void
setup_of(const struct options *o, const struct probe_note *note,
    struct probe_setup *out)
{
	memset(out, 0, sizeof *out);
	memcpy(out->key, o->has_probe_key ? o->probe_key : note->key,
	    sizeof out->key);
	out->host = note->host;
	memcpy(out->addresses, note->addresses, sizeof out->addresses);
	out->n_addresses = note->n_addresses;
	memcpy(out->gateways, note->gateways, sizeof out->gateways);
	memcpy(out->has_no_route, note->has_no_route,
	    sizeof out->has_no_route);
	memcpy(out->own, note->own, sizeof out->own);
}

static void
frames_replay(struct probing *g)
{
	struct run *r = g->run;
	struct frame f;
	struct err err;
	int rc;

	while (!is_called_off() &&
	    (rc = capture_next(r->capture, &f, &err)) != 0) {
		if (rc == -1) {
			complain(r, err.text);
			continue;
		}
		probe_advance(g->probe, f.when_ns);
		events_tell(g);
		probe_frame(g->probe, &f);
	}
	probe_finish(g->probe);
}

int
probe_replay(struct run *r)
{
	static struct probing g;
	struct probe_note note;
	struct probe_setup setup;
	struct err err;
	int status;

	g.run = r;
	(void)note_of(&r->options, &note);
	setup_of(&r->options, &note, &setup);
	g.probe = probe_new(&setup);
	r->capture = capture_new(r->options.files, r->options.n_files, NULL,
	    &err);
	if (g.probe == NULL || r->capture == NULL || run_out_open(r) == -1)
		return (EXIT_OPEN);
	frames_replay(&g);
	events_tell(&g);
	if (probe_view(g.probe)->n_rows == 0 && !r->options.quiet)
		complain(r, "no question with this key is in the capture");
	report_tell(&g);
	status = results_end(&g);
	if (capture_state(r->capture) != CAPTURE_GOOD)
		status = capture_state(r->capture) == CAPTURE_CUT ? EXIT_CUT :
		    EXIT_OPEN;
	capture_free(r->capture);
	probe_free(g.probe);
	return (status);
}
