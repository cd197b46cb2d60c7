/*
 * A host of probe_net.h asked to the end, and the same once more from the
 * capture alone.
 */

#ifndef PROBE_ASKED_H
#define PROBE_ASKED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe_net.h"

#define V4	"203.0.113.10"
#define V6	"2001:db8:7::10"
#define REF	"198.51.100.7"
#define ROUTER	"192.0.2.1"
#define GATEWAY	"192.168.55.1"

#define HAS(view, doubt)	(((view)->doubts >> DOUBT_##doubt & 1) != 0)

static struct event events[400];
static int n_events;

static inline void
events_read(struct probe *p)
{
	n_events = 0;
	while (n_events < 400 && probe_next_event(p, &events[n_events]))
		n_events++;
}

static inline const struct event *
event_of(enum action action)
{
	int i;

	for (i = 0; i < n_events; i++)
		if (events[i].u.verdict.action == action)
			return (&events[i]);
	return (NULL);
}

/* The capture alone must say the same, row by row. */
static inline void
check_replay(void)
{
	struct probe *again = net_replay(net.setup.key);
	const struct probe_view *a = probe_view(net.probe);
	const struct probe_view *b = probe_view(again);
	uint32_t i;

	if (b->verdict != a->verdict)
		fail_msg("replayed: %s, not %s", probe_verdict_word(
		    b->verdict), probe_verdict_word(a->verdict));
	assert_int_equal(b->way, a->way);
	assert_int_equal(b->doubts, a->doubts);
	assert_int_equal(b->is_sure, a->is_sure);
	assert_int_equal(b->lifted_ns, a->lifted_ns);
	assert_int_equal(b->n_rows, a->n_rows);
	for (i = 0; i < a->n_rows; i++) {
		assert_true(ip_equals(&a->rows[i].ip, &b->rows[i].ip));
		assert_int_equal(b->rows[i].port, a->rows[i].port);
		assert_memory_equal(&b->rows[i].answer, &a->rows[i].answer,
		    sizeof a->rows[i].answer);
		assert_int_equal(b->rows[i].known_ns, a->rows[i].known_ns);
	}
	probe_free(again);
}

static inline const struct probe_view *
asked(const struct rule *rules, const char *a, const char *b)
{
	net_begin(rules, PROBE_PORTS, a, b);
	net.setup.references[0] = ip_of(REF);
	net_start();
	net_round();
	assert_true(probe_is_over(net.probe));
	events_read(net.probe);
	check_replay();
	return (probe_view(net.probe));
}

static inline void
check(const struct rule *rules, enum probe_verdict want, bool is_sure)
{
	const struct probe_view *v = asked(rules, V4, NULL);

	if (v->verdict != want)
		fail_msg("%s, not %s", probe_verdict_word(v->verdict),
		    probe_verdict_word(want));
	assert_int_equal(v->is_sure, is_sure);
}

/* The last row of rules has neither ip nor port and says what others do. */
#define END(does, ...)	{ NULL, 0, does, __VA_ARGS__ }

#define MAIL_DOES(does, code, by, ttl)					\
	{ V4, 993, does, code, by, ttl }, { V4, 143, does, code, by, ttl }, \
	{ V4, 995, does, code, by, ttl }, { V4, 110, does, code, by, ttl }, \
	{ V4, 587, does, code, by, ttl }, { V4, 465, does, code, by, ttl }, \
	{ V4, 25, does, code, by, ttl }, { V4, 4190, does, code, by, ttl }
#define PANELS_DO(does, code)						\
	{ V4, 2096, does, code, NULL, 0 }, { V4, 2083, does, code, NULL, 0 }, \
	{ V4, 2087, does, code, NULL, 0 }

#endif
