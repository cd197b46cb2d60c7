/*
 * Fuzz: the whole engine.  One byte of link type, then records: two bytes of
 * milliseconds, two of length, a frame.  A second engine gets the same frames
 * with ticks in between and prefetch, and must tell the same events.  No
 * lockout is told, and none kept, where no login has failed.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct snapshot snap;
static uint32_t n_failed;

static struct engine *
start(void)
{
	struct engine_setup setup = { .memory_bytes = 0, .key = { 0 } };

	memset(&setup, 0, sizeof setup);
	setup.memory_bytes = 4 << 20;
	return (engine_new(&setup));
}

static void
check(const struct event *x)
{
	const struct attempt *a = &x->u.login.attempt;

	if (x->kind == EVENT_VERDICT) {
		assert(x->u.verdict.action == ACTION_CAPTURE_UNFIT ||
		    n_failed > 0);
		return;
	}
	if (a->outcome != OUTCOME_FAILED)
		return;
	assert(a->reason == REASON_CREDENTIALS || a->reason == REASON_DISABLED);
	n_failed++;
}

static void
check_lockouts(void)
{
	uint32_t i, n_locked = 0;

	assert(snap.n_lockouts <= SNAP_LOCKOUTS);
	for (i = 0; i < snap.n_lockouts; i++) {
		const struct snap_lockout *r = &snap.lockouts[i];

		assert(n_failed > 0 && r->failures > 0 && r->n_ports > 0);
		assert(r->trigger_failures <= r->failures);
		assert(r->since_ns <= r->tried_ns);
		n_locked += r->until_ns == 0;
	}
	assert(snap.n_locked == n_locked);
}

static void
compare(struct engine *a, struct engine *b, uint64_t *seq)
{
	struct event x, y;

	while (engine_next_event(a, &x)) {
		bool has = engine_next_event(b, &y);

		assert(has);
		assert(x.seq == *seq + 1);
		*seq = x.seq;
		assert(memcmp(&x, &y, sizeof x) == 0);
		check(&x);
	}
	assert(!engine_next_event(b, &y));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t links[] = { 1, 113, 276, 101, 0 };
	struct engine *a = start(), *b = start();
	int64_t now_ns = INT64_C(1795475900000000000);
	uint64_t seq = 0;
	size_t at = 1, n;

	n_failed = 0;
	while (size > 5 && size < 1 << 16 && at + 4 <= size) {
		int64_t step_ns = (int64_t)(data[at] << 8 | data[at + 1]) *
		    1000000;
		struct frame f;
		uint8_t *copy;

		n = (size_t)(data[at + 2] << 8 | data[at + 3]) % 2048;
		at += 4;
		if (n > size - at)
			n = size - at;
		copy = malloc(n == 0 ? 1 : n);
		memcpy(copy, data + at, n);
		at += n;
		engine_advance(b, now_ns + step_ns / 2);
		now_ns += step_ns;
		f.when_ns = now_ns;
		f.link = links[data[0] % 5];
		f.wire_bytes = (uint32_t)n;
		f.bytes.p = copy;
		f.bytes.len = n;
		engine_prefetch(b, &f, 1);
		engine_frame(a, &f);
		engine_frame(b, &f);
		compare(a, b, &seq);
		engine_check(a);
		free(copy);
	}
	while (engine_finish(a) | engine_finish(b))
		compare(a, b, &seq);
	compare(a, b, &seq);
	engine_snapshot(a, &snap);
	assert(snap.n_devices <= SNAP_DEVICES);
	check_lockouts();
	engine_free(a);
	engine_free(b);
	return (0);
}
