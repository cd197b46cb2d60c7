/*
 * Asks a mail host for who sits before the dashboard.
 *
 * The questions leave by the route to the host, which on a gateway is not the
 * interface that is watched: so the answers are read from a capture of their
 * own, of all interfaces, which only --allow-probe opens.  The engine is not
 * given what we have caused ourselves (engine/probe_own.h).
 */

#define _GNU_SOURCE

#include "asking.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "edge/clock.h"
#include "edge/resolve.h"
#include "engine/probe_own.h"
#include "show/probe_words.h"

enum {
	TURN_MS = 50, FRAMES_PER_TURN = 512, BUFFER_MB = 1,
	AGAIN_S = 30, AGAIN_MOST_S = 7200
};

/* libpcap hands frames over in blocks: so old may those be that come yet. */
#define LATE_NS		(300 * NS_PER_MS)

/* --- before the rights are given up --- */

/* The hosts that were named, one after the other. */
static int
targets_find(const char *hosts, struct ask_setup *setup, struct err *err)
{
	char name[256];
	struct resolved r;
	uint32_t i;
	size_t n;

	for (; hosts != NULL && hosts[0] != '\0'; hosts += n) {
		hosts += strspn(hosts, ",");
		n = strcspn(hosts, ",");
		if (n == 0)
			continue;
		if (n >= sizeof name)
			return (err_set(err, "--allow-probe: %.60s... is no "
			    "host", hosts));
		snprintf(name, sizeof name, "%.*s", (int)n, hosts);
		if (resolve_host(name, &r, err) == -1)
			return (-1);
		for (i = 0; i < r.n; i++) {
			if (setup->n_targets == QUESTION_TARGETS)
				return (err_set(err, "--allow-probe: the hosts "
				    "have more than %d addresses",
				    QUESTION_TARGETS));
			setup->targets[setup->n_targets++] = r.ips[i];
		}
	}
	return (0);
}

/*
 * What is on the link that is watched may be asked unnamed, public as it may
 * be; what is on the provider's is somebody else's.
 */
static int
prefixes_find(const struct run *r, struct ask_setup *setup, struct err *err)
{
	const struct options *o = &r->options;
	int i, rc = 0;

	setup->interface = live_name(r->live);
	if (o->n_interfaces == 0)
		rc = ask_on_link(setup, err);
	for (i = 0; i < o->n_interfaces && rc == 0; i++) {
		setup->interface = o->interfaces[i];
		rc = ask_on_link(setup, err);
	}
	/* No frames of the link are sent. */
	setup->interface = NULL;
	return (rc);
}

int
asking_open(struct asking *a, struct run *r, struct err *err)
{
	struct ask_setup setup = { .allows_private = true,
	    .per_s = QUESTION_SYN_PER_S };
	const struct live_setup all = { .program = r->options.program,
	    .interfaces = { "any" }, .n_interfaces = 1,
	    .buffer_mb = BUFFER_MB };

	if (!r->options.allows_probe || r->live == NULL)
		return (0);
	if (targets_find(r->options.probe_hosts, &setup, err) == -1 ||
	    prefixes_find(r, &setup, err) == -1)
		return (-1);
	a->live = live_open(&all, err);
	if (a->live == NULL)
		return (-1);
	r->ask = ask_start(&setup, err);
	if (r->ask == NULL)
		return (-1);
	a->run = r;
	return (0);
}

void
asking_close(struct asking *a)
{
	probe_free(a->probe);
	probe_free(a->proposed);
	live_close(a->live);
	memset(a, 0, sizeof *a);
}

/* --- the question --- */

/* The exact words to start with, so that this host may be asked. */
static void
words_add(struct text *t, const struct run *r, const char *ip)
{
	const struct options *o = &r->options;
	int i;

	text_addf(t, "start with: %s", o->program);
	for (i = 0; i < o->n_interfaces; i++)
		text_addf(t, " -i %s", o->interfaces[i]);
	text_addf(t, " --allow-probe=%s%s%s", o->probe_hosts != NULL ?
	    o->probe_hosts : "", o->probe_hosts != NULL ? "," : "", ip);
}

static void
refuse(const struct run *r, const struct ui_target *target)
{
	char ip[IP_TEXT_BYTES], words[600];
	struct text t;

	ip_print(&target->ips[0], ip);
	text_init(&t, words, sizeof words);
	if (r->ask == NULL)
		text_add(&t, "Nobody is asked without --allow-probe; ");
	else
		text_addf(&t, "%s is public and was not named; ", ip);
	words_add(&t, r, ip);
	ui_tell(r->ui, words);
}

/* Of the target's addresses those that may be asked, and have a way. */
static void
addresses_choose(const struct run *r, const struct ui_target *target,
    struct ui_target *out)
{
	struct ip from;
	uint32_t i;

	*out = *target;
	out->n_ips = 0;
	for (i = 0; i < target->n_ips; i++)
		if (question_target_is_allowed(&target->ips[i],
		    ask_bounds(r->ask)) &&
		    ask_from(r->ask, &target->ips[i], &from))
			out->ips[out->n_ips++] = target->ips[i];
}

static void
names_add(struct text *t, const struct ui_target *whom)
{
	char ip[IP_TEXT_BYTES];
	uint32_t i;

	for (i = 0; i < whom->n_ips; i++) {
		ip_print(&whom->ips[i], ip);
		text_addf(t, "%s%s", i > 0 ? " and " : "", ip);
	}
}

static void
put_question(struct asking *a)
{
	const struct ui_target *whom = &a->proposed_whom;
	char words[256];
	struct text t;

	text_init(&t, words, sizeof words);
	text_addf(&t, "Sends %u packets to ", probe_planned(a->proposed));
	names_add(&t, whom);
	text_add(&t, whom->is_locked ? ": y once, a again from 30 s on "
	    "until it answers, other keys: no" : ": y yes, other keys: no");
	ui_confirm(a->run->ui, words, whom->is_locked);
}

/* Is one asked again already?  Then that ends. */
static bool
again_ends(struct asking *a, struct err *said)
{
	struct text t;

	if (!a->is_again && !a->is_running)
		return (false);
	text_init(&t, said->text, sizeof said->text);
	names_add(&t, &a->whom);
	text_add(&t, a->is_again ? " is not asked again" :
	    " is being asked");
	if (a->is_again)
		ui_answer(a->run->ui, &a->whom, "");
	a->is_again = false;
	return (true);
}

static int
proposal_make(struct asking *a)
{
	const struct ui_target *whom = &a->proposed_whom;
	struct probe_setup setup = { .host = "",
	    .n_addresses = whom->n_ips };
	uint32_t i;

	for (i = 0; i < whom->n_ips; i++) {
		setup.addresses[i] = whom->ips[i];
		(void)ask_from(a->run->ask, &whom->ips[i],
		    &setup.own[probe_family(&whom->ips[i])]);
	}
	/* Who is locked out asks little: a scan may be what was locked. */
	setup.n_ports = whom->is_locked ? PROBE_PORTS_AGAIN : PROBE_PORTS;
	probe_free(a->proposed);
	a->proposed = clock_random(setup.key, sizeof setup.key) == -1 ? NULL :
	    probe_new(&setup);
	return (a->proposed == NULL ? -1 : 0);
}

void
asking_propose(struct asking *a, struct run *r, struct err *said)
{
	struct ui_target target;

	if (!ui_target(r->ui, &target) || again_ends(a, said))
		return;
	if (r->ask == NULL || !question_target_is_allowed(&target.ips[0],
	    ask_bounds(r->ask))) {
		refuse(r, &target);
		return;
	}
	if (!ask_is_alive(r->ask)) {
		err_set(said, "lockhound-ask has ended: nobody can be asked");
		return;
	}
	addresses_choose(r, &target, &a->proposed_whom);
	if (a->proposed_whom.n_ips == 0)
		err_set(said, "no way leads to that host from here");
	else if (proposal_make(a) == -1)
		err_set(said, "out of memory");
	else
		put_question(a);
}

void
asking_begin(struct asking *a, bool again, struct err *said)
{
	struct text t;

	if (a->proposed == NULL)
		return;
	probe_free(a->probe);
	a->probe = a->proposed;
	a->proposed = NULL;
	a->whom = a->proposed_whom;
	a->is_running = true;
	a->is_again = again;
	a->wait_s = AGAIN_S;
	text_init(&t, said->text, sizeof said->text);
	text_add(&t, "asking ");
	names_add(&t, &a->whom);
	ui_answer(a->run->ui, &a->whom, said->text);
}

/* --- going on --- */

static void
frames_take(struct asking *a)
{
	struct frame f;
	struct err err;
	int n, rc;

	while (live_look(a->live, &err) == -1)
		;
	for (n = 0; n < FRAMES_PER_TURN; n++) {
		rc = live_next(a->live, &f, &err);
		if (rc == 0)
			return;
		if (rc == -1 || a->probe == NULL)
			continue;
		probe_advance(a->probe, f.when_ns);
		probe_frame(a->probe, &f);
	}
}

static bool
fates_take(struct asking *a, struct err *said)
{
	bool is_new = false;
	struct question q;
	struct err err;
	int error, rc;

	if (!ask_is_alive(a->run->ask))
		return (false);
	while ((rc = ask_fate(a->run->ask, &q, &error, &err)) == 1)
		if (error != 0) {
			err_set(said, "the kernel does not send all that is "
			    "asked: %s", strerror(error));
			is_new = true;
		}
	if (rc == -1) {
		*said = err;
		a->is_running = a->is_again = false;
	}
	return (is_new || rc == -1);
}

static bool
syns_put(struct asking *a, int64_t now_ns, struct err *said)
{
	struct probe_syn s;

	while (probe_due(a->probe, now_ns, &s)) {
		struct question q = { .kind = QUESTION_SYN, .to = s.to,
		    .from_port = s.from_port, .to_port = s.to_port,
		    .seq = s.seq };

		if (!ask_from(a->run->ask, &s.to, &q.from))
			continue;
		if (ask_put(a->run->ask, &q, said) == -1) {
			a->is_running = a->is_again = false;
			return (true);
		}
	}
	return (false);
}

/* The log is the dashboard's: each answer, and what follows. */
static void
events_tell(struct asking *a)
{
	struct event ev;

	while (probe_next_event(a->probe, &ev)) {
		ev.seq = 0;
		ui_event(a->run->ui, &ev);
		a->run->n_events++;
	}
}

/* What else looks the same, or is not known. */
static void
doubts_add(struct text *t, const struct probe_view *v)
{
	int d;

	for (d = 0; d < DOUBT_COUNT; d++)
		if ((v->doubts >> d & 1) != 0)
			text_addf(t, "  %s", probe_doubt_words(
			    (enum probe_doubt)d));
}

/* In a line, and at length where the server is told of. */
static void
verdict_tell(const struct asking *a, struct err *said)
{
	const struct probe_view *v = probe_view(a->probe);
	char at[WHEN_ISO_BYTES], words[600];
	struct text t;

	text_init(&t, said->text, sizeof said->text);
	names_add(&t, &a->whom);
	text_addf(&t, ": %s", probe_title(v));
	text_init(&t, words, sizeof words);
	when_short(v->known_ns, at);
	text_addf(&t, "Asked until %s UTC: %s: %s", at + sizeof "2026-11-23",
	    probe_title(v), probe_sentence(v));
	doubts_add(&t, v);
	if (v->lifted_ns != 0) {
		when_short(v->lifted_ns, at);
		text_addf(&t, "  Lifted: it answers since %s UTC.", at);
	} else if (a->is_again) {
		when_short(clock_wall_ns() + a->wait_s * NS_PER_S, at);
		text_addf(&t, "  Asked again at %s UTC; b ends that.",
		    at + sizeof "2026-11-23");
	}
	ui_answer(a->run->ui, &a->whom, words);
}

/* A round is over: what follows from it, and when the next one is. */
static void
round_ends(struct asking *a, int64_t steady_ns, struct err *said)
{
	a->is_running = false;
	if (probe_view(a->probe)->verdict == PROBE_FREE)
		a->is_again = false;
	a->next_ns = steady_ns + a->wait_s * NS_PER_S;
	verdict_tell(a, said);
	/* Each wait is half as long again, so that a ban that each question
	 * renews runs out. */
	a->wait_s += a->wait_s / 2;
	if (a->wait_s > AGAIN_MOST_S)
		a->wait_s = AGAIN_MOST_S;
}

static bool
again_goes_on(struct asking *a, int64_t steady_ns, struct err *said)
{
	bool is_free = probe_view(a->probe)->verdict == PROBE_FREE;

	if (!a->is_again)
		return (false);
	/* A program here was answered meanwhile: that counts as well. */
	if (is_free) {
		a->is_again = false;
		verdict_tell(a, said);
		return (true);
	}
	if (steady_ns < a->next_ns)
		return (false);
	a->is_running = probe_again(a->probe) != NULL;
	a->is_again &= a->is_running;
	return (false);
}

bool
asking_turn(struct asking *a, struct err *said)
{
	int64_t now_ns = clock_wall_ns(), steady_ns = clock_steady_ns();
	bool is_new;

	if (a->run == NULL)
		return (false);
	frames_take(a);
	is_new = fates_take(a, said);
	if (a->probe == NULL || is_new)
		return (is_new);
	probe_advance(a->probe, now_ns - LATE_NS);
	if (a->is_running && syns_put(a, now_ns, said))
		is_new = true;
	else if (a->is_running && probe_is_over(a->probe)) {
		round_ends(a, steady_ns, said);
		is_new = true;
	} else if (!a->is_running)
		is_new = again_goes_on(a, steady_ns, said);
	events_tell(a);
	return (is_new);
}

bool
asking_is_own(struct asking *a, const struct frame *f)
{
	return (a->probe != NULL && probe_is_own(a->probe, f));
}

int
asking_wait_ms(const struct asking *a, int most_ms)
{
	return (a->is_running && most_ms > TURN_MS ? TURN_MS : most_ms);
}
