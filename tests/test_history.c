/* Each device's own past: slices of time, and its last logins. */

#include "says.h"

#include "base/bins.h"
#include "judge/history.h"

static const struct snap_device *
row_of(struct ledger *l, uint8_t mac)
{
	uint32_t i;

	look(l);
	for (i = 0; i < snap->n_devices; i++)
		if (snap->devices[i].mac.b[5] == mac)
			return (&snap->devices[i]);
	fail_msg("no row of device %u", mac);
	return (NULL);
}

static uint32_t
failed_in(const struct snap_device *d, enum snap_span span, int64_t from_s,
    int64_t until_s)
{
	return (bins_sum(&d->failed_in[span], T0 + from_s * NS_PER_S,
	    T0 + until_s * NS_PER_S));
}

static void
a_noisy_device_pushes_nobodys_past_out(void **state)
{
	const struct snap_device *d;
	struct say noisy = { .mac = 2, .host = 11, .user = "b", FAIL };

	login_times(*state, (struct say){ .mac = 1, .host = 10, .user = "a",
	    FAIL }, 3);
	for (noisy.at_s = 60; noisy.at_s < 1860; noisy.at_s++)
		login_times(*state, noisy, 2);
	d = row_of(*state, 1);
	assert_int_equal(failed_in(d, SPAN_HOUR, -60, 60), 3);
	assert_int_equal(failed_in(d, SPAN_ALL, 0, 60), 3);
	assert_int_equal(d->n_logins, 3);
	assert_int_equal(d->logins[0].when_ns, T0 + 20 * NS_PER_S);
	assert_string_equal(d->logins[0].user, "a");
	d = row_of(*state, 2);
	assert_int_equal(failed_in(d, SPAN_SIX, -300, 2100), 3600);
}

static void
what_works_does_not_push_out_what_fails(void **state)
{
	const struct snap_device *d;

	login(*state, (struct say){ .mac = 1, .host = 10, .user = "a",
	    FAIL });
	login_times(*state, (struct say){ .mac = 1, .host = 10, .at_s = 5,
	    .user = "b", OK }, 100);
	d = row_of(*state, 1);
	assert_int_equal(d->n_logins, 1 + HISTORY_OTHER);
	assert_int_equal(d->logins[0].outcome, OUTCOME_OK);
	assert_int_equal(d->logins[HISTORY_OTHER].outcome, OUTCOME_FAILED);
}

static void
all_addresses_of_a_device_make_one_past(void **state)
{
	const struct snap_device *d;

	login_times(*state, (struct say){ .mac = 1, .host = 10, .user = "a",
	    FAIL }, 20);
	login_times(*state, (struct say){ .mac = 1, .host = 11, .at_s = 5,
	    .user = "a", FAIL }, 20);
	d = row_of(*state, 1);
	assert_int_equal(failed_in(d, SPAN_HOUR, -60, 300), 40);
	assert_int_equal(d->n_logins, SNAP_LOGINS);
	assert_int_equal(d->logins[0].when_ns, T0 + 195 * NS_PER_S);
	assert_int_equal(d->logins[1].when_ns, T0 + 190 * NS_PER_S);
}

/* A login told late stands where it happened, once. */
static void
what_a_lesson_settles_moves_and_is_not_doubled(void **state)
{
	static struct history h;
	static struct snap_device row;
	struct event ev;

	(void)state;
	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.seq = 7;
	ev.when_ns = ev.u.login.attempt.ended_ns = T0;
	ev.u.login.attempt.outcome = OUTCOME_UNKNOWN;
	history_add(&h, &ev);
	ev.seq = 9;
	ev.u.login.corrects = 7;
	ev.when_ns = T0 + 7200 * NS_PER_S;
	ev.u.login.attempt.outcome = OUTCOME_FAILED;
	history_add(&h, &ev);
	history_begin(&row);
	history_read(&h, &row);
	assert_int_equal(row.n_logins, 1);
	assert_int_equal(row.logins[0].outcome, OUTCOME_FAILED);
	assert_int_equal(row.logins[0].when_ns, T0);
	assert_int_equal(failed_in(&row, SPAN_HOUR, -60, 60), 1);
}

/* Slices. */

static void
old_slices_fall_off_and_late_ones_stay_out(void **state)
{
	struct bins b;
	int64_t i;

	(void)state;
	bins_init(&b, 60, false);
	for (i = 0; i < 1000; i++)
		bins_add(&b, i * 60 + 59, 2);
	assert_int_equal(bins_sum(&b, 0, INT64_MAX), 2 * BINS_SLOTS);
	bins_add(&b, (999 - BINS_SLOTS) * 60, 5);
	assert_int_equal(bins_sum(&b, 0, INT64_MAX), 2 * BINS_SLOTS);
	bins_add(&b, (1000 - BINS_SLOTS) * 60, 5);
	assert_int_equal(bins_sum(&b, 0, INT64_MAX), 2 * BINS_SLOTS + 5);
	bins_add(&b, INT64_C(1) << 62, 1);
	assert_int_equal(bins_sum(&b, 0, INT64_MAX), 1);
}

static void
growing_slices_lose_nothing(void **state)
{
	struct bins b, c;
	int64_t at, sum = 0;

	(void)state;
	bins_init(&b, 1, true);
	for (at = 5000; at > -5000; at -= 7)
		bins_add(&b, at * at * (at < 0 ? -1 : 1), 1), sum++;
	assert_int_equal(bins_sum(&b, INT64_MIN, INT64_MAX), sum);
	assert_true(b.width_ns * BINS_SLOTS >= 50000000);
	assert_true(b.width_ns * BINS_SLOTS <= 200000000);
	/* A finer one goes into a coarser one, and the other way round. */
	bins_init(&c, 1, true);
	bins_add(&c, 3, 4);
	bins_merge(&c, &b);
	assert_int_equal(c.width_ns, b.width_ns);
	assert_int_equal(bins_sum(&c, INT64_MIN, INT64_MAX), sum + 4);
	bins_init(&c, 1, true);
	bins_add(&c, 3, 4);
	bins_merge(&b, &c);
	assert_int_equal(bins_sum(&b, INT64_MIN, INT64_MAX), sum + 4);
}

static void
a_full_slice_stays_full(void **state)
{
	struct bins b;

	(void)state;
	bins_init(&b, 10, true);
	bins_add(&b, 5, 100000);
	bins_add(&b, 15, 100000);
	assert_int_equal(bins_sum(&b, 0, 10), UINT16_MAX);
	bins_add(&b, 15 * BINS_SLOTS, 1);
	assert_int_equal(bins_sum(&b, 0, 20), UINT16_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_noisy_device_pushes_nobodys_past_out),
		T(what_works_does_not_push_out_what_fails),
		T(all_addresses_of_a_device_make_one_past),
		cmocka_unit_test(
		    what_a_lesson_settles_moves_and_is_not_doubled),
		cmocka_unit_test(old_slices_fall_off_and_late_ones_stay_out),
		cmocka_unit_test(growing_slices_lose_nothing),
		cmocka_unit_test(a_full_slice_stays_full),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
