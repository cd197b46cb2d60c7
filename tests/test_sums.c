/*
 * The sums of shapes by length: they say what a walk over the rows says, to the
 * last bit, and no road is forgotten.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "talk/roads.h"
#include "talk/sums.h"

static struct sums sums;

static int
begin(void **state)
{
	(void)state;
	sums_make(&sums);
	return (0);
}

static void
walk(enum proto proto, enum said said, struct plain_range bytes, uint32_t tag,
    float out[STEP_COUNT])
{
	bool is_tagged[STEP_COUNT] = { false };
	size_t n, i;
	const struct shape *all = shapes_all(&n);

	for (i = 0; i < n; i++)
		is_tagged[all[i].step] |= all[i].proto == proto &&
		    all[i].said == said && all[i].is_tagged;
	for (i = 0; i < STEP_COUNT; i++)
		out[i] = share_least(bytes.from > tag && is_tagged[i] ?
		    bytes.from - tag : bytes.from);
	for (i = 0; i < n; i++) {
		uint32_t add = all[i].is_tagged ? tag : 0;

		if (all[i].proto == proto && all[i].said == said)
			out[all[i].step] += all[i].share * spread_share(
			    bytes.from, bytes.to, all[i].from + add,
			    all[i].to + add, all[i].by_bytes);
	}
}

static void
check(struct plain_range bytes)
{
	static const uint32_t tags[][LANES] = {
		{ 0, 0, 0, 0 }, { 1, 2, 3, 4 }, { 5, 6, 7, 8 }
	};
	lanes got[STEP_COUNT];
	float want[STEP_COUNT];
	int proto, said, t, l, k;

	for (proto = PROTO_IMAP; proto < PROTO_COUNT; proto++)
		for (said = SAID_FIRST; said <= SAID_SERVER; said++)
			for (t = 0; t < 3; t++) {
				sums_shares(&sums, proto, said, bytes,
				    tags[t], got);
				for (l = 0; l < LANES; l++) {
					walk(proto, said, bytes, tags[t][l],
					    want);
					for (k = 0; k < STEP_COUNT; k++)
						assert_true(got[k][l] ==
						    want[k]);
				}
			}
}

static void
an_exact_length_has_the_share_of_its_rows(void **state)
{
	uint32_t n;

	(void)state;
	for (n = 0; n < 3300; n++)
		check((struct plain_range){ n, n });
	for (n = 3300; n < 600000; n += 1237)
		check((struct plain_range){ n, n });
	for (n = 4998; n < 5012; n++)
		check((struct plain_range){ n, n });
}

static void
a_length_within_bounds_has_it_too(void **state)
{
	uint32_t n;

	(void)state;
	for (n = 0; n < 400; n++)
		check((struct plain_range){ n, n + 15 });
	check((struct plain_range){ 2990, 3010 });
	check((struct plain_range){ 0, 600000 });
}

#define TEST(f)	cmocka_unit_test_setup(f, begin)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_exact_length_has_the_share_of_its_rows),
		TEST(a_length_within_bounds_has_it_too),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
