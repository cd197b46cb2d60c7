/*
 * A probe by single packets: the capture and the child, turn by turn.
 *
 * What is asked is read from the capture, as the answers are: so that it holds
 * for the file of -w as well.  Only frames that tell something are kept there:
 * other people's mail is nobody's business.
 */

#define _GNU_SOURCE

#include "prober.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/when.h"
#include "edge/clock.h"
#include "edge/live.h"
#include "edge/privs.h"
#include "edge/probe_note.h"

enum { FRAMES_PER_TURN = 512, GATEWAY_ASKS = 3 };

/* libpcap hands frames over in blocks: so old may those be that come yet. */
#define LATE_NS		(300 * NS_PER_MS)
#define GATEWAY_ASK_NS	NS_PER_S

/* --- begin and end --- */

static int
capture_begin(struct prober *p, const char *note, struct err *err)
{
	const struct options *o = &p->run->options;
	struct live_setup setup = {
		.program = o->program, .n_interfaces = o->n_interfaces,
		.write_to = o->write_to, .note = note,
		.buffer_mb = o->buffer_mb
	};
	int i, n = 0;

	memcpy(setup.interfaces, o->interfaces, sizeof setup.interfaces);
	/* Those by which the kernel sends to the host. */
	for (i = 0; i < PROBE_FAMILIES && o->n_interfaces == 0; i++) {
		const char *name = p->plan->ways[i].interface;

		if (name[0] != '\0' && (n == 0 ||
		    strcmp(setup.interfaces[0], name) != 0))
			setup.interfaces[n++] = name;
	}
	if (o->n_interfaces == 0)
		setup.n_interfaces = n;
	p->run->live = live_open(&setup, err);
	return (p->run->live == NULL ? -1 : 0);
}

/* The gateway whose MAC can be asked for; -1: none. */
static int
gateway_asked(const struct prober *p)
{
	int i;

	for (i = 0; i < PROBE_FAMILIES; i++)
		if (p->plan->ways[i].is_ethernet &&
		    !ip_is_zero(&p->plan->ways[i].gateway))
			return (i);
	return (-1);
}

static int
child_begin(struct prober *p, struct err *err)
{
	const struct probe_setup *s = &p->plan->setup;
	int i, at = gateway_asked(p);
	struct ask_setup setup = { .per_s = QUESTION_SYN_PER_S };

	setup.n_targets = s->n_addresses;
	memcpy(setup.targets, s->addresses, s->n_addresses *
	    sizeof s->addresses[0]);
	for (i = 0; i < PROBE_FAMILIES; i++)
		if (!ip_is_zero(&s->references[i]))
			setup.targets[setup.n_targets++] = s->references[i];
	if (at != -1) {
		setup.interface = p->plan->ways[at].interface;
		setup.prefixes[0].ip = p->plan->ways[at].gateway;
		setup.prefixes[0].bits = 128;
		setup.n_prefixes = 1;
	}
	p->ask = ask_start(&setup, err);
	return (p->ask == NULL ? -1 : 0);
}

static void
note_make(const struct prober_plan *plan, char *out, size_t size)
{
	const struct probe_setup *s = &plan->setup;
	struct probe_note n;

	memset(&n, 0, sizeof n);
	memcpy(n.key, s->key, sizeof n.key);
	memccpy(n.host, s->host, '\0', sizeof n.host - 1);
	memcpy(n.addresses, s->addresses, sizeof n.addresses);
	n.n_addresses = s->n_addresses;
	memcpy(n.gateways, s->gateways, sizeof n.gateways);
	memcpy(n.has_no_route, s->has_no_route, sizeof n.has_no_route);
	memcpy(n.own, s->own, sizeof n.own);
	probe_note_print(&n, out, size);
}

int
prober_open(struct prober *p, struct run *r, const struct prober_plan *plan,
    struct err *err)
{
	char note[PROBE_NOTE_BYTES];
	struct privs_needs needs = { .is_live = true };
	int outputs[2];

	memset(p, 0, sizeof *p);
	p->run = r;
	p->plan = plan;
	note_make(plan, note, sizeof note);
	p->probe = probe_new(&plan->setup);
	if (p->probe == NULL)
		return (err_set(err, "out of memory"));
	if (capture_begin(p, note, err) == -1 || child_begin(p, err) == -1)
		return (-1);
	outputs[0] = ask_fd(p->ask);
	outputs[1] = live_keeps_to(r->live);
	needs.outputs = outputs;
	needs.n_outputs = outputs[1] != -1 ? 2 : 1;
	privs_drop(&needs, p->lacks.text, sizeof p->lacks.text);
	return (0);
}

void
prober_close(struct prober *p)
{
	ask_stop(p->ask);
	live_close(p->run->live);
	p->run->live = NULL;
	probe_free(p->probe);
}

/* --- what comes --- */

static void
tell(struct prober *p, const struct err *err)
{
	if (!p->run->options.quiet)
		complain(p->run, err->text);
}

static int
frames_take(struct prober *p)
{
	struct frame f;
	struct err err;
	int n, rc;

	for (n = 0; n < FRAMES_PER_TURN; n++) {
		rc = live_next(p->run->live, &f, &err);
		if (rc == 0)
			break;
		if (rc == -1) {
			tell(p, &err);
			continue;
		}
		/* As a replay of the file will do. */
		probe_advance(p->probe, f.when_ns);
		if (probe_frame(p->probe, &f))
			live_keep(p->run->live, &f);
	}
	return (n);
}

/* The kernel may refuse to send: that is no silence of the host. */
static bool
fates_take(struct prober *p)
{
	struct question q;
	struct err err;
	int rc, error;

	while ((rc = ask_fate(p->ask, &q, &error, &err)) == 1) {
		if (error == 0 || p->is_broken_told)
			continue;
		p->is_broken_told = true;
		err_set(&err, "the kernel does not send all that is asked: %s",
		    strerror(error));
		tell(p, &err);
	}
	if (rc == 0)
		return (true);
	complain(p->run, err.text);
	return (false);
}

/* --- what goes --- */

static bool
syns_put(struct prober *p, int64_t now_ns)
{
	struct probe_syn s;
	struct err err;

	while (probe_due(p->probe, now_ns, &s)) {
		struct question q = { .kind = QUESTION_SYN, .to = s.to,
		    .from_port = s.from_port, .to_port = s.to_port,
		    .seq = s.seq };

		if (!ask_from(p->ask, &s.to, &q.from))
			continue;
		if (ask_put(p->ask, &q, &err) == -1) {
			complain(p->run, err.text);
			return (false);
		}
	}
	return (true);
}

static void
gateway_ask(struct prober *p, int64_t now_ns)
{
	int at = gateway_asked(p);
	struct question q;
	struct err err;

	if (at == -1 || p->n_gateway_asks == GATEWAY_ASKS ||
	    now_ns < p->gateway_next_ns || probe_neighbour(p->probe,
	    &p->plan->ways[at].gateway) == ALIVE_YES)
		return;
	p->n_gateway_asks++;
	p->gateway_next_ns = now_ns + GATEWAY_ASK_NS;
	memset(&q, 0, sizeof q);
	q.kind = at == 0 ? QUESTION_ARP : QUESTION_NEIGHBOUR;
	q.to = p->plan->ways[at].gateway;
	q.from = p->plan->ways[at].from;
	if (ask_put(p->ask, &q, &err) == -1)
		tell(p, &err);
}

/* --- turns --- */

static void
turn_wait(struct prober *p, int wait_ms)
{
	struct pollfd fds[LIVE_INTERFACES + 1];
	int live[LIVE_INTERFACES];
	int i, n = live_fds(p->run->live, live, LIVE_INTERFACES);

	for (i = 0; i < n; i++)
		fds[i] = (struct pollfd){ live[i], POLLIN, 0 };
	fds[n] = (struct pollfd){ ask_fd(p->ask), POLLIN, 0 };
	poll(fds, (nfds_t)n + 1, live_wait_ms(p->run->live, wait_ms));
}

bool
prober_turn(struct prober *p, int wait_ms)
{
	struct err err;
	int64_t now_ns;

	while (live_look(p->run->live, &err) == -1)
		tell(p, &err);
	if (frames_take(p) < FRAMES_PER_TURN)
		probe_advance(p->probe, clock_wall_ns() - LATE_NS);
	now_ns = clock_wall_ns();
	if (!fates_take(p) || !syns_put(p, now_ns))
		return (false);
	gateway_ask(p, now_ns);
	if (live_flush(p->run->live, &err) == -1)
		tell(p, &err);
	turn_wait(p, wait_ms);
	return (true);
}
