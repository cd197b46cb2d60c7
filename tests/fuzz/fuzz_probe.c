/*
 * Fuzz: a probe and its answers.  Each byte is a deed: ask what is due, answer
 * it in one of many ways or with another label, ARP, any frame at all, time,
 * asking again.  What stands in the view is always sound, each port is told
 * once a round, and a lockout is told only where a port was refused or silent.
 * Where nothing was asked again, and the plan was kept to, the capture alone
 * gives the same verdict.
 */

#include <assert.h>

#include "../probe_net.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const hosts[] = {
	"203.0.113.10", "2001:db8:7::10", "192.168.55.20", "203.0.113.11"
};
/* Asked again, or not when it was due: a replay may see another round end. */
static bool is_off_plan;
static int64_t asked_ns;

static const struct rule none[] = { { NULL, 0, DROPS, 0, NULL, 0 } };

static void
view_check(const struct probe_view *v)
{
	uint32_t i;

	assert(v->n_rows <= PROBE_ROWS && v->n_addresses <= PROBE_ADDRESSES);
	assert(v->verdict < PROBE_VERDICTS && v->way < OPENING_COUNT);
	assert(v->doubts >> DOUBT_COUNT == 0);
	for (i = 0; i < v->n_rows; i++) {
		const struct probe_row *r = &v->rows[i];

		assert(r->answer.answer < ANSWER_COUNT);
		assert(r->answer.answer != ANSWER_FILTERED ||
		    r->known_ns > r->last_ns);
		assert(r->answer.answer != ANSWER_REFUSED ||
		    unreachable_word(ip_is_v4(&r->ip), r->answer.code)[0] !=
		    '\0');
	}
}

/* Some port of the host is not open. */
static bool
is_any_shut(const struct probe_view *v)
{
	uint32_t i;

	for (i = 0; i < v->n_rows; i++)
		if (v->rows[i].role == ROLE_HOST &&
		    v->rows[i].answer.answer != ANSWER_OPEN)
			return (true);
	return (false);
}

static void
events_check(struct probe *p)
{
	struct event ev;
	int n = 0;

	while (probe_next_event(p, &ev)) {
		assert(ev.kind == EVENT_VERDICT && ev.has_server);
		assert(++n <= PROBE_ROWS + 1);
		if (ev.u.verdict.action == ACTION_PROBE_ANSWERED)
			assert(ev.u.verdict.answer.answer != ANSWER_UNKNOWN);
		if (ev.u.verdict.action == ACTION_LOCKOUT_STARTED)
			assert(is_any_shut(probe_view(p)));
	}
}

/* The frames of one byte that answer the last SYN. */
static void
answer(const struct probe_syn *s, uint8_t how, uint8_t more)
{
	struct ip own = ip_of(ip_is_v4(&s->to) ? own_v4 : own_v6);
	struct rule r[1] = { { NULL, 0, how % 5, more,
	    how & 0x20 ? ip_is_v4(&s->to) ? "192.0.2.1" : "2001:db8:9::1" :
	    NULL, how & 0x40 ? 60 : 0 } };
	uint8_t b[KEPT_BYTES];
	static struct probe_view before;
	uint32_t i;

	net.rules = r;
	if ((how & 0x80) == 0) {
		net_answer(s);
		return;
	}
	/* A stranger's: the label is off by something, and nothing is changed. */
	before = *probe_view(net.probe);
	net_frame(b, net_tcp(b, &s->to, s->to_port, &own,
	    (uint16_t)(s->from_port + (more & 1)), 1,
	    s->seq + 1 + (~more & 1), more & 4 ? RST | ACK : SYN | ACK,
	    55));
	for (i = 0; i < before.n_rows; i++)
		assert(probe_view(net.probe)->rows[i].answer.answer ==
		    before.rows[i].answer.answer || before.rows[i].round > 0 ||
		    probe_view(net.probe)->rows[i].answer.answer ==
		    ANSWER_FILTERED);
}

static void
ask(struct probe_syn *last, uint8_t how, uint8_t more)
{
	if (!probe_due(net.probe, net.now_ns, last))
		return;
	is_off_plan |= asked_ns != 0 &&
	    net.now_ns - asked_ns > 400 * NS_PER_MS;
	/* A stranger answers, and the SYN itself is not in the capture. */
	is_off_plan |= (how & 0x80) != 0;
	asked_ns = net.now_ns;
	answer(last, how, more);
}

static size_t
deed(const uint8_t *d, size_t n, struct probe_syn *last)
{
	size_t len;

	switch (d[0] % 8) {
	case 0: case 1: case 2:
		if (n > 2)
			ask(last, d[1], d[2]);
		return (3);
	case 3:
		net_arp(hosts[n > 1 && d[1] % 2 ? 0 : 2], n > 2 && d[2] & 1);
		return (3);
	case 4:
		len = n > 1 ? d[1] % KEPT_BYTES : 0;
		if (len > 0 && n >= 2 + len)
			net_frame(d + 2, len);
		return (2 + len);
	case 5:
		if (n > 2 && last->to_port != 0)
			answer(last, d[1], d[2]);
		return (3);
	case 6:
		if (probe_is_over(net.probe) && n > 1 && d[1] % 4 == 0)
			is_off_plan |= probe_again(net.probe) != NULL;
		return (2);
	default:
		net.now_ns += (n > 1 ? d[1] : 1) * INT64_C(20000000);
		return (2);
	}
}

static void
replay_check(void)
{
	struct probe *again = net_replay(net.setup.key);
	const struct probe_view *a = probe_view(net.probe);
	const struct probe_view *b = probe_view(again);

	view_check(b);
	if (a->n_rows == b->n_rows)
		assert(a->verdict == b->verdict && a->doubts == b->doubts);
	probe_free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct probe_syn last;
	size_t at = 1;

	if (size < 2 || size > 3000)
		return (0);
	memset(&last, 0, sizeof last);
	is_off_plan = false;
	asked_ns = 0;
	net_begin(none, data[0] & 1 ? PROBE_PORTS : PROBE_PORTS_AGAIN,
	    hosts[data[0] >> 1 & 3], data[0] & 8 ? hosts[data[0] >> 4 & 3] :
	    NULL);
	if (data[0] & 0x40)
		net.setup.references[0] = ip_of("198.51.100.7");
	net_start();
	while (at < size && net.n_kept < KEPT_FRAMES - 10) {
		at += deed(data + at, size - at, &last);
		net.now_ns += 5 * NS_PER_MS;
		probe_advance(net.probe, net.now_ns);
		events_check(net.probe);
		view_check(probe_view(net.probe));
	}
	probe_finish(net.probe);
	events_check(net.probe);
	view_check(probe_view(net.probe));
	if (!is_off_plan)
		replay_check();
	net_end();
	return (0);
}
