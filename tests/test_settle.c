/*
 * What inference told, told anew when the server has taught more: from frames
 * to events.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/when.h"
#include "engine/engine.h"
#include "frames.h"

enum { CLIENT, SERVER, HELLO = 22, DATA = 23, EVENTS_MAX = 64 };

struct wire {
	struct engine *e;
	int64_t now_ns;
	struct end ends[2];
	uint32_t seq[2];
	struct event events[EVENTS_MAX];
	int n_events;
};

static void
say(struct wire *w, int from, uint8_t flags, const uint8_t *bytes, size_t n)
{
	uint8_t f[FRAME_HEAD + 1024];
	struct frame frame = { w->now_ns, ETHERNET, (uint32_t)(FRAME_HEAD + n),
	    { f, FRAME_HEAD + n } };

	frame_head(f, &w->ends[from], &w->ends[!from], w->seq[from],
	    w->seq[!from], flags, n);
	if (n > 0)
		memcpy(f + FRAME_HEAD, bytes, n);
	engine_frame(w->e, &frame);
	while (w->n_events < EVENTS_MAX &&
	    engine_next_event(w->e, &w->events[w->n_events]))
		w->n_events++;
	w->seq[from] += (uint32_t)n + ((flags & (SYN | FIN)) != 0);
}

/* A record of TLS; body NULL: sealed, whatever is in it. */
static void
say_record(struct wire *w, int from, uint8_t type, const uint8_t *body,
    size_t n)
{
	uint8_t b[1024];

	memset(b, 0, sizeof b);
	b[0] = type;
	b[1] = b[2] = 3;
	put(b + 3, (uint32_t)n, 2);
	if (body != NULL)
		memcpy(b + 5, body, n);
	say(w, from, ACK, b, n + 5);
}

/* TLS 1.3: a byte for the type and sixteen for the tag come on top. */
static void
say_words(struct wire *w, int after_ms, int from, size_t n)
{
	w->now_ns += after_ms * NS_PER_MS;
	say_record(w, from, DATA, NULL, n + 17);
}

static void
begin_session(struct wire *w, uint8_t host)
{
	uint8_t hello[50] = { 1, 0, 0, 41, 3, 3 };
	static const uint8_t version[] = { 0, 6, 0, 43, 0, 2, 3, 4 };
	size_t n = 4 + 2 + 32 + 1;

	w->ends[CLIENT] = (struct end){ { 192, 168, 77, host },
	    (uint16_t)(w->ends[CLIENT].port + 1), host };
	w->seq[CLIENT] = 1000;
	w->seq[SERVER] = 5000;
	w->now_ns += 5 * NS_PER_S;
	say(w, CLIENT, SYN, NULL, 0);
	w->now_ns += 20 * NS_PER_MS;
	say(w, SERVER, SYN | ACK, NULL, 0);
	hello[n + 1] = 2;
	hello[n + 2] = 0x13;
	hello[n + 3] = 1;
	hello[n + 4] = 1;
	say_record(w, CLIENT, HELLO, hello, n + 6);
	memset(hello + n, 0, sizeof hello - n);
	hello[0] = 2;
	hello[n] = 0x13;
	hello[n + 1] = 1;
	memcpy(hello + n + 3, version, sizeof version);
	hello[3] = (uint8_t)(n + 3 + sizeof version - 4);
	w->now_ns += 20 * NS_PER_MS;
	say_record(w, SERVER, HELLO, hello, n + 3 + sizeof version);
	say_record(w, SERVER, DATA, NULL, 900);
	say_record(w, CLIENT, DATA, NULL, 53);
	/* As long as Courier's greeting. */
	say_words(w, 20, SERVER, 288);
	/* "1 CAPABILITY" */
	say_words(w, 20, CLIENT, 14);
	say_words(w, 20, SERVER, 120);
}

static void
end_session(struct wire *w)
{
	w->now_ns += NS_PER_MS;
	say(w, SERVER, FIN | ACK, NULL, 0);
	say(w, CLIENT, FIN | ACK, NULL, 0);
}

/* A probe: does it let me in?  And goodbye.  The answer comes late, and is as
 * long as Courier's refusal. */
static void
probe(struct wire *w, uint8_t host)
{
	begin_session(w, host);
	say_words(w, 20, CLIENT, 27);
	say_words(w, 5020, SERVER, 20);
	say_words(w, 20, CLIENT, 10);
	say_words(w, 20, SERVER, 64);
	end_session(w);
}

/* Another, with a name as long, gets in, is answered so, and works. */
static void
work(struct wire *w, uint8_t host)
{
	static const unsigned steps[][2] = {
		{ 8, 22 }, { 12, 420 }, { 13, 1300 }, { 9, 24 }, { 10, 60 }
	};
	size_t i;

	begin_session(w, host);
	say_words(w, 20, CLIENT, 29);
	say_words(w, 25, SERVER, 20);
	for (i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		size_t n = steps[i][1];

		say_words(w, 20, CLIENT, steps[i][0]);
		say_words(w, 22, SERVER, n > 700 ? 700 : n);
		if (n > 700)
			say_words(w, 0, SERVER, 700);
	}
	end_session(w);
}

static void
a_device_that_was_accused_wrongly_is_cleared(void **state)
{
	static struct wire w;
	static struct snapshot snap;
	struct engine_setup setup = { .memory_bytes = 0, .key = { 5 } };
	int i, failed = 0, named = 0, cleared = 0, taken_back = 0;

	(void)state;
	memset(&w, 0, sizeof w);
	w.now_ns = INT64_C(1795000000) * NS_PER_S;
	w.ends[CLIENT].port = 4000;
	w.ends[SERVER] = (struct end){ { 203, 0, 113, 42 }, 993, 9 };
	w.e = engine_new(&setup);
	assert_non_null(w.e);
	for (i = 0; i < 3; i++)
		probe(&w, 5);
	for (i = 0; i < 8; i++)
		work(&w, 6);
	for (i = 0; i < w.n_events; i++) {
		const struct event *ev = &w.events[i];

		if (ev->kind == EVENT_VERDICT) {
			named += ev->u.verdict.action == ACTION_CULPRIT_NAMED;
			cleared +=
			    ev->u.verdict.action == ACTION_CULPRIT_CLEARED;
			continue;
		}
		if (ev->u.login.corrects == 0)
			failed += ev->u.login.attempt.outcome ==
			    OUTCOME_FAILED;
		else if (ev->u.login.was == OUTCOME_FAILED) {
			assert_int_not_equal(ev->u.login.attempt.outcome,
			    OUTCOME_FAILED);
			taken_back++;
		}
	}
	/* It is the case that it was made for. */
	assert_int_equal(failed, 3);
	assert_int_equal(named, 1);
	assert_int_equal(taken_back, 3);
	assert_int_equal(cleared, 1);
	engine_snapshot(w.e, &snap);
	assert_int_equal(snap.failures, 0);
	assert_int_equal(snap.n_devices, 0);
	engine_free(w.e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_that_was_accused_wrongly_is_cleared),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
