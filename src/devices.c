/*
 * Who is on this network.  The child asks (edge/ask.h), the engine listens as
 * it does in a watch, and what it has come to believe of who is who is told.
 *
 * The questions go one by one, with few of them on their way, so that an
 * interrupt ends it at once, and the progress is true.
 */

#define _GNU_SOURCE

#include "devices.h"

#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/when.h"
#include "edge/clock.h"
#include "edge/interfaces.h"
#include "edge/vendors.h"
#include "engine/sweep.h"
#include "show/devices.h"

enum {
	PER_S = QUESTION_PER_S,
	AHEAD = 8,			/* on their way to the child */
	FRAMES_PER_TURN = 512,		/* a flood must not hold up its end */
	WAIT_MS = 50, LINE_COLUMNS = 80
};

/* So long the last answers of a round are waited for: the capture hands over
 * ten times a second, and a telephone that sleeps answers within a second. */
#define QUIET_NS	(3 * NS_PER_S / 2)
#define PROGRESS_NS	(NS_PER_S / 4)

struct devices {
	struct run *run;
	struct sweep sweep;
	struct census census;
	char interface[INTERFACE_BYTES];
	uint32_t n_put, n_fates;	/* of all rounds */
	uint32_t n_round;		/* put in this one */
	uint32_t n_sent;
	bool is_refused;		/* by the kernel, which was told */
	int64_t quiet_ns;		/* since then; 0: it still asks */
	int64_t end_ns;			/* of --duration; 0: not wanted */
};

/* --- the interface, and whom to ask on it --- */

static int
interface_choose(struct devices *d, struct err *err)
{
	const struct options *o = &d->run->options;
	char reason[512];

	if (o->n_interfaces > 0) {
		snprintf(d->interface, sizeof d->interface, "%s",
		    o->interfaces[0]);
		return (0);
	}
	if (interfaces_pick(d->interface, reason, sizeof reason, err) == -1)
		return (-1);
	d->run->options.interfaces[0] = d->interface;
	d->run->options.n_interfaces = 1;
	if (!o->quiet)
		complain(d->run, reason);
	return (0);
}

static void
too_large_tell(struct devices *d)
{
	const struct question_prefix *p;
	char ip[IP_TEXT_BYTES];
	struct err said;
	uint32_t i;

	for (i = 0; (p = sweep_too_large(&d->sweep, i)) != NULL; i++) {
		ip_print(&p->ip, ip);
		err_set(&said, "the network of %s/%u has more than %d "
		    "addresses: they are not asked, only what is heard of it "
		    "is told", ip, p->bits - 96, SWEEP_ADDRESSES);
		if (!d->run->options.quiet)
			complain(d->run, said.text);
	}
}

/* --- a dry run --- */

static int
packets_print(struct devices *d, const struct ask_setup *setup,
    struct err *err)
{
	struct question_bounds bounds;
	struct question q;
	char words[160];

	if (ask_plan(setup, &bounds, err) == -1)
		return (-1);
	sweep_init(&d->sweep, &bounds);
	too_large_tell(d);
	while (sweep_next(&d->sweep, &q)) {
		devices_packet(&q, words, sizeof words);
		printf("%s\n", words);
	}
	if (fflush(stdout) == EOF)
		return (err_set(err, "could not write all of the results"));
	return (0);
}

/* --- asking --- */

/* The kernel's own refusal is said once: the network is down, or a firewall
 * of this computer is in the way. */
static void
fates_take(struct devices *d)
{
	struct run *r = d->run;
	struct question q;
	struct err err, said;
	int error, rc;

	while ((rc = ask_fate(r->ask, &q, &error, &err)) == 1) {
		d->n_fates++;
		d->n_sent += error == 0;
		if (error == 0 || d->is_refused)
			continue;
		d->is_refused = true;
		err_set(&said, "this computer does not send all questions: %s",
		    strerror(error));
		complain(r, said.text);
	}
}

/* Hands on what the child has room for; false: this round is over. */
static bool
questions_put(struct devices *d)
{
	struct question q;
	struct err err;

	while (d->n_put - d->n_fates < AHEAD) {
		if (!sweep_next(&d->sweep, &q))
			return (false);
		if (ask_put(d->run->ask, &q, &err) != 0)
			return (ask_is_alive(d->run->ask));
		d->n_put++;
		d->n_round++;
	}
	return (true);
}

static void
census_take(struct devices *d)
{
	struct mac own[OWN_MACS];
	int j, n = live_macs(d->run->live, own, OWN_MACS);
	uint32_t i;

	engine_census(d->run->engine, &d->census);
	for (i = 0; i < d->census.n; i++)
		for (j = 0; j < n; j++)
			d->census.devices[i].is_own |= mac_equals(&own[j],
			    &d->census.devices[i].mac);
}

/* Goes on with the rounds; false: all was asked, and answered if ever. */
static bool
sweep_goes_on(struct devices *d)
{
	int64_t now_ns = clock_steady_ns();

	if (d->quiet_ns == 0) {
		if (questions_put(d) || d->n_fates < d->n_put)
			return (true);
		d->quiet_ns = now_ns;
	}
	if (now_ns - d->quiet_ns < QUIET_NS)
		return (true);
	census_take(d);
	d->n_round = 0;
	if (!sweep_again(&d->sweep, &d->census))
		return (d->end_ns > now_ns);
	d->quiet_ns = 0;
	return (true);
}

/* --- listening --- */

static void
frames_take(struct devices *d)
{
	struct run *r = d->run;
	struct frame frame;
	struct event ev;
	struct err err;
	int n, rc;

	for (n = 0; n < FRAMES_PER_TURN; n++) {
		rc = live_next(r->live, &frame, &err);
		if (rc == 0)
			return;
		if (rc == -1) {
			complain(r, err.text);
			continue;
		}
		engine_frame(r->engine, &frame);
		/* Logins are for a watch to tell. */
		while (engine_next_event(r->engine, &ev))
			;
	}
}

/* "  63%  160 of 254 asked, round 1 of 2  17 devices" */
static void
progress_tell(struct devices *d)
{
	struct progress_line *p = &d->run->progress;
	uint32_t n = sweep_planned(&d->sweep);
	int64_t now_ns = clock_steady_ns();

	if (d->run->options.quiet || !p->is_tty ||
	    now_ns - p->printed_ns < PROGRESS_NS ||
	    d->sweep.round == SWEEP_ROUNDS)
		return;
	p->printed_ns = now_ns;
	census_take(d);
	fprintf(stderr, "\r\033[K  %3.0f%%  %u of %u asked, round %u of %d  "
	    "%u device%s", 100.0 * d->n_round / n, d->n_round, n,
	    d->sweep.round + 1, SWEEP_ROUNDS, d->census.n,
	    d->census.n == 1 ? "" : "s");
	p->stands = true;
}

static void
progress_wipe(struct run *r)
{
	if (r->progress.stands)
		fputs("\r\033[K", stderr);
	r->progress.stands = false;
}

static int
sweep_run(struct devices *d, struct err *err)
{
	struct run *r = d->run;
	int fds[LIVE_INTERFACES + 1], n;
	struct question q;
	int error;

	r->began_ns = clock_steady_ns();
	if (r->options.duration_s > 0)
		d->end_ns = r->began_ns + r->options.duration_s * NS_PER_S;
	while (!r->is_deserted && !r->wants_end && !is_called_off() &&
	    sweep_goes_on(d)) {
		while (live_look(r->live, err) == -1)
			complain(r, err->text);
		n = live_fds(r->live, fds, LIVE_INTERFACES - 1);
		fds[n] = ask_fd(r->ask);
		run_wait(r, fds, n + 1, WAIT_MS);
		frames_take(d);
		fates_take(d);
		if (!ask_is_alive(r->ask))
			return (ask_fate(r->ask, &q, &error, err));
		progress_tell(d);
	}
	progress_wipe(r);
	return (0);
}

/* --- telling --- */

static int
results_put(struct devices *d, struct err *err)
{
	struct run *r = d->run;
	const struct report_style style = { .ascii = r->ascii,
	    .vendor = vendor_name, .columns = LINE_COLUMNS };
	const struct devices_page page = { &d->census, d->interface,
	    d->n_sent, clock_steady_ns() - r->began_ns };
	const int64_t when_ns = clock_wall_ns();
	uint32_t i;
	int rc = 0;

	census_take(d);
	for (i = 0; i < d->census.n && r->json != NULL; i++)
		json_device(r->json, when_ns, i + 1, &d->census.devices[i]);
	if (r->json != NULL) {
		json_devices(r->json, when_ns, i + 1, &d->census,
		    d->n_sent);
		rc = json_free(r->json);
	} else
		rc = devices_print(writer_page(r->out), &page, &style);
	if (!writer_put(r->out) || writer_flush(r->out) == -1 || rc == -1)
		return (err_set(err, "could not write all of the results"));
	return (0);
}

static int
begin(struct devices *d, const struct ask_setup *setup, struct err *err)
{
	struct run *r = d->run;
	char lacks[120];
	struct err said;

	/* Whoever is asked first answers at once: the capture comes first. */
	if (run_open(r, err) == -1)
		return (-1);
	r->ask = ask_start(setup, err);
	if (r->ask == NULL)
		return (-1);
	sweep_init(&d->sweep, ask_bounds(r->ask));
	too_large_tell(d);
	writer_patience(r->out, run_is_patient, r);
	run_drop_rights(r, lacks, sizeof lacks);
	err_set(&said, "not fully confined here: %s%s%s", lacks,
	    lacks[0] != '\0' && ask_lacks(r->ask)[0] != '\0' ? ", " : "",
	    ask_lacks(r->ask));
	if ((lacks[0] != '\0' || ask_lacks(r->ask)[0] != '\0') &&
	    !r->options.quiet)
		complain(r, said.text);
	return (0);
}

int
devices_run(struct run *r, struct err *err)
{
	static struct devices d;
	struct ask_setup setup = { .per_s = PER_S };

	d.run = r;
	if (interface_choose(&d, err) == -1)
		return (-1);
	setup.interface = d.interface;
	if (if_nametoindex(d.interface) == 0 &&
	    strcmp(d.interface, "any") != 0)
		return (err_set(err, "there is no interface %s; lockhound -D "
		    "lists them", d.interface));
	/* No frame is sent on a dry run, and none that could not be is told. */
	if (r->options.dry_run && !interfaces_is_ethernet(d.interface))
		return (err_set(err, "%s is not Ethernet: nobody can be asked "
		    "on it", d.interface));
	if (ask_on_link(&setup, err) == -1)
		return (-1);
	if (r->options.dry_run)
		return (packets_print(&d, &setup, err));
	if (begin(&d, &setup, err) == -1 || sweep_run(&d, err) == -1)
		return (-1);
	return (results_put(&d, err));
}
