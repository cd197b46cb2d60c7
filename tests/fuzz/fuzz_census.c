/*
 * Fuzz: a sweep on a hostile link.  The first bytes choose our own addresses
 * and the width of their prefixes, each next one is a deed: ask on, hear a
 * frame (any, or ARP, or an advertisement), begin the next round.  Nothing is
 * asked that may not be, nor twice in a round, nor more than was planned; the
 * rows of the census are sound, and are printed without a control character.
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../frames.h"
#include "base/hash.h"
#include "data/links.h"
#include "engine/engine.h"
#include "engine/sweep.h"
#include "show/devices.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FRAME_BYTES = 400, HEARD_MOST = 3000, ASKED_SLOTS = 1 << 15 };

static struct engine *engine;
static struct sweep sweep;
static struct census census;
static struct question_bounds bounds;
static struct ip asked[ASKED_SLOTS];	/* of this round, by a hash */
static uint32_t n_asked;
static int64_t now_ns;

static void
hear(const uint8_t *b, size_t n)
{
	struct frame f = { now_ns, LINK_ETHERNET, (uint32_t)n, { b, n } };
	struct event ev;

	engine_frame(engine, &f);
	while (engine_next_event(engine, &ev))
		;
	now_ns += 1000000;
}

/* Nobody twice in a round. */
static void
note_asked(const struct ip *to)
{
	static const struct hash_key key;
	uint32_t i = (uint32_t)hash_bytes(&key, to->b, sizeof to->b);

	for (; !ip_is_zero(&asked[i % ASKED_SLOTS]); i++)
		assert(!ip_equals(&asked[i % ASKED_SLOTS], to));
	asked[i % ASKED_SLOTS] = *to;
	assert(++n_asked <= sweep_planned(&sweep));
}

static void
round_begin(void)
{
	memset(asked, 0, sizeof asked);
	n_asked = 0;
}

static void
ask(unsigned n)
{
	struct question q;

	memset(&q, 0, sizeof q);
	for (; n > 0 && sweep_next(&sweep, &q); n--) {
		assert(question_is_allowed(&q, &bounds));
		assert(q.kind != QUESTION_SYN);
		note_asked(&q.to);
	}
}

/* Somebody of the link, by a number, says who he is. */
static void
somebody(uint8_t high, uint8_t low, bool is_v6)
{
	uint8_t arp[60] = { 255, 255, 255, 255, 255, 255, 2, 0, 0, 0, high,
	    low, 8, 6, 0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, high, low, 192,
	    168, high, low };
	uint8_t nd[86] = { 51, 51, 0, 0, 0, 1, 2, 0, 0, 0, high, low, 0x86,
	    0xdd, 0x60, 0, 0, 0, 0, 32, 58, 255, 0xfd, 0, 0, 0x55,
	    [36] = high, low, 0xff, 2, [53] = 1, 136, [62] = 0xfd, 0, 0, 0x55,
	    [76] = high, low, 2, 1, 2, 0, 0, 0, high, low };

	if (is_v6)
		hear(nd, sizeof nd);
	else
		hear(arp, sizeof arp);
}

static const char *
no_vendor(const struct mac *m)
{
	(void)m;
	return ("");
}

static void
page_check(void)
{
	const struct report_style style = { .ascii = true,
	    .vendor = no_vendor, .columns = 80 };
	const struct devices_page page = { &census, "eth0", 7, 1000 };
	char *text = NULL;
	size_t n = 0, i;
	FILE *f = open_memstream(&text, &n);

	assert(f != NULL && devices_print(f, &page, &style) == 0);
	fclose(f);
	for (i = 0; i < n; i++)
		assert(text[i] == '\n' || (text[i] >= ' ' && text[i] <= '~'));
	free(text);
}

static void
census_check(void)
{
	uint32_t i, j;

	engine_census(engine, &census);
	assert(census.n <= CENSUS_DEVICES);
	for (i = 0; i < census.n; i++) {
		const struct census_device *d = &census.devices[i];

		assert(d->n_ips <= SNAP_IPS && d->n_names <= SNAP_NAMES);
		assert(memchr(d->class, '\0', sizeof d->class) != NULL);
		for (j = 0; j < d->n_names; j++)
			assert(memchr(d->names[j], '\0', NAME_BYTES) != NULL);
		for (j = 0; j < i; j++)
			assert(!mac_equals(&census.devices[j].mac, &d->mac));
	}
}

static size_t
deed(const uint8_t *d, size_t n)
{
	uint8_t copy[FRAME_BYTES];
	size_t len;

	switch (d[0] % 5) {
	case 0:
		ask(n > 1 ? d[1] : 1);
		return (2);
	case 1: case 2:
		if (n > 2)
			somebody(d[1], d[2], d[0] % 5 == 1);
		return (3);
	case 3:
		len = n > 2 ? (d[1] << 8 | d[2]) % FRAME_BYTES : 0;
		if (len > 0 && n >= 3 + len) {
			memcpy(copy, d + 3, len);
			hear(copy, len);
		}
		return (3 + len);
	default:
		census_check();
		if (sweep.round < SWEEP_ROUNDS && sweep_again(&sweep, &census))
			round_begin();
		return (1);
	}
}

static void
own_add(const uint8_t *ip, bool is_v4, uint32_t bits)
{
	struct question_own o = { { is_v4 ? ip_v4(ip) : ip_v6(ip), bits }, 1 };

	bounds.own[bounds.n_own++] = o;
	bounds.prefixes[bounds.n_prefixes++] = o.net;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t link[16] = { 0xfe, 0x80, [15] = 1 };
	const uint8_t v4[4] = { 192, 168, 55, 1 };
	uint8_t v6[16] = { 0xfd, 0, 0, 0x55, [15] = 1 };
	struct engine_setup setup = { .memory_bytes = 0, .key = { 0 } };
	size_t at = 4;

	if (size < 5 || size > HEARD_MOST)
		return (0);
	memset(&setup, 0, sizeof setup);
	memset(&bounds, 0, sizeof bounds);
	setup.memory_bytes = 4 << 20;
	engine = engine_new(&setup);
	assert(engine != NULL);
	now_ns = INT64_C(1795475900000000000);
	round_begin();
	bounds.per_s = 100;
	v6[14] = data[3];
	own_add(v4, true, 96 + data[0] % 33);
	own_add(link, false, 64);
	own_add(v6, false, data[1] % 129);
	if (data[2] & 1)
		own_add(data, true, 96 + data[2] % 33);
	if (!question_bounds_are_sound(&bounds))
		abort();
	sweep_init(&sweep, &bounds);
	while (at < size)
		at += deed(data + at, size - at);
	census_check();
	page_check();
	engine_check(engine);
	engine_free(engine);
	return (0);
}
