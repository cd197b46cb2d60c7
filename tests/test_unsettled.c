/*
 * Inference that accuses nobody without reason: what bears a refusal out, what
 * others showed, sessions that are alike, and relays.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/when.h"
#include "talk/guess.h"
#include "talk/profile.h"
#include "talk/tls.h"
#include "talk/unsettled.h"

/* A TLS session without its handshake: ms, who, bytes; ended by ms < 0. */
struct turn_said {
	int ms;
	char who;
	uint32_t bytes;
};

static struct talk_store store;
static struct told last;
static uint16_t version = 0x0304;

static int
begin(void **state)
{
	struct hash_key key = { 1, 2 };
	struct limits l;

	(void)state;
	memset(&l, 0, sizeof l);
	l.pending = l.overflows = l.tls_views = l.hellos = 8;
	l.servers = l.lines = 8;
	return (talk_store_init(&store, &l, &key));
}

static int
end(void **state)
{
	(void)state;
	talk_store_fini(&store);
	return (0);
}

/* The outcomes told: F, O, "?"; of a correction "f", "o", "-". */
static const char *
judged(enum proto proto, uint16_t port, uint64_t stack_tag,
    const struct turn_said *said)
{
	static char out[2 * VERDICTS_MAX + 1];
	struct endpoint at;
	struct tls_view *v;
	struct talk t;
	int n = 0;

	memset(&at, 0, sizeof at);
	at.ip.b[15] = 9;
	at.port = port;
	talk_init(&t, &at, proto, SECURITY_TLS, false);
	t.proto = (uint8_t)proto;
	t.security = SECURITY_TLS;
	tls_begin(&t, &store);
	v = pool_at(store.tls_views, t.tls_view);
	v->version = version;
	v->rtt_ns = 20 * NS_PER_MS;
	v->stack_tag = stack_tag;
	for (; said->ms >= 0; said++) {
		struct turn *x = &v->turns[v->n_turns++];

		memset(x, 0, sizeof *x);
		x->direction = said->who == 'C' ? FROM_CLIENT : FROM_SERVER;
		x->first_ns = x->last_ns = said->ms * NS_PER_MS;
		x->from = x->to = x->first_from = x->first_to = said->bytes;
		x->n_records = 1;
		if (said->who == 'C')
			guess_run(&t, &store, v, false);
	}
	guess_run(&t, &store, v, true);
	while (guess_next(&t, &store, &last))
		out[n++] = last.is_correction ? "-fo"[last.attempt.outcome ==
		    OUTCOME_FAILED ? 1 : last.attempt.outcome == OUTCOME_OK ?
		    2 : 0] : last.attempt.outcome == OUTCOME_FAILED ? 'F' :
		    last.attempt.outcome == OUTCOME_OK ? 'O' : '?';
	out[n] = '\0';
	tls_end(&t, &store);
	return (out);
}

/* POP3 of a server that nobody knows: refused or let in, and goodbye. */
static const struct turn_said slow_and_left[] = {
	{ 0, 'S', 33 }, { 100, 'C', 12 }, { 121, 'S', 7 },
	{ 140, 'C', 17 }, { 3161, 'S', 47 },
	{ 3180, 'C', 6 }, { 3201, 'S', 14 }, { -1, 0, 0 }
};
/* ... and the same answer, with a mailbox read behind it. */
static const struct turn_said slow_and_read[] = {
	{ 0, 'S', 33 }, { 100, 'C', 12 }, { 121, 'S', 7 },
	{ 140, 'C', 17 }, { 3161, 'S', 47 },
	{ 3180, 'C', 6 }, { 3201, 'S', 14 }, { 3220, 'C', 6 }, { 3241, 'S', 90 },
	{ 3260, 'C', 8 }, { 3281, 'S', 4000 },
	{ 3300, 'C', 6 }, { 3321, 'S', 14 }, { -1, 0, 0 }
};
/* POP3 as Courier speaks it, to the goodbye of who did not get in. */
static const struct turn_said courier_refuses[] = {
	{ 0, 'S', 18 }, { 100, 'C', 12 }, { 121, 'S', 27 },
	{ 140, 'C', 17 }, { 5161, 'S', 20 },
	{ 5180, 'C', 6 }, { 5201, 'S', 28 }, { -1, 0, 0 }
};

static void
a_delay_bears_nothing_out(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 10; i++)
		assert_string_equal(judged(PROTO_POP, 995, 7, slow_and_left),
		    "?");
	assert_true(last.attempt.failed_pct > 80);
	assert_false(last.attempt.is_borne_out);
}

static void
the_words_of_a_software_do_where_its_greeting_fits(void **state)
{
	struct turn_said strange[8];

	(void)state;
	assert_string_equal(judged(PROTO_POP, 995, 7, courier_refuses), "F");
	talk_store_fini(&store);
	begin(state);
	memcpy(strange, courier_refuses, sizeof strange);
	strange[0].bytes = 160;
	strange[6].bytes = 60;
	assert_string_equal(judged(PROTO_POP, 995, 7, strange), "?");
}

static void
what_was_followed_by_work_is_no_refusal_in_any_session(void **state)
{
	struct unsettled before;
	struct attempt a;

	(void)state;
	assert_string_equal(judged(PROTO_POP, 995, 7, slow_and_left), "?");
	before = last.unsettled;
	a = last.attempt;
	assert_string_equal(judged(PROTO_POP, 995, 7, slow_and_read), "O");
	assert_string_equal(judged(PROTO_POP, 995, 7, slow_and_left), "O");
	/* The one before it is told anew. */
	assert_true(unsettled_again(&store, &before, &a));
	assert_int_equal(a.outcome, OUTCOME_OK);
}

/* Courier's refusal, as it looks, told in the middle; then a mailbox is read. */
static void
a_session_takes_back_what_it_shows_to_be_wrong(void **state)
{
	struct turn_said shown[12];
	int i;

	(void)state;
	for (i = 0; i < 3; i++)
		judged(PROTO_POP, 995, 7, courier_refuses);
	memcpy(shown, courier_refuses, sizeof courier_refuses);
	shown[5] = (struct turn_said){ 5180, 'C', 6 };
	shown[6] = (struct turn_said){ 5201, 'S', 13 };
	shown[7] = (struct turn_said){ 5220, 'C', 6 };
	shown[8] = (struct turn_said){ 5241, 'S', 260 };
	shown[9] = (struct turn_said){ 5260, 'C', 8 };
	shown[10] = (struct turn_said){ 5281, 'S', 40000 };
	shown[11] = (struct turn_said){ -1, 0, 0 };
	assert_null(strchr(judged(PROTO_POP, 995, 7, shown), '?'));
	assert_true(last.attempt.outcome != OUTCOME_FAILED);
	assert_true(last.is_correction);
}

/* Three sessions alike tell what one does not, if words bear it out. */
static void
alike_sessions_are_known_together(void **state)
{
	static const struct turn_said exim_refuses[] = {
		{ 0, 'S', 74 }, { 100, 'C', 14 }, { 121, 'S', 187 },
		{ 140, 'C', 53 }, { 161, 'S', 35 }, { -1, 0, 0 }
	};
	struct unsettled_pool p;
	struct attempt a;
	struct unsettled d;

	(void)state;
	/* Without tickets to know it by. */
	version = 0x0303;
	assert_string_equal(judged(PROTO_SMTP, 465, 7, exim_refuses), "?");
	version = 0x0304;
	d = last.unsettled;
	a = last.attempt;
	assert_true(a.is_borne_out);
	unsettled_pool(&p, &d);
	unsettled_pool_add(&store, &p, &d);
	unsettled_pool_add(&store, &p, &d);
	assert_false(unsettled_pooled(&store, &p, &d, &a));
	unsettled_pool_add(&store, &p, &d);
	unsettled_pool_add(&store, &p, &d);
	assert_true(unsettled_pooled(&store, &p, &d, &a));
	assert_int_equal(a.outcome, OUTCOME_FAILED);
}

/* ... and never without. */
static void
ten_slow_goodbyes_accuse_nobody_together(void **state)
{
	struct unsettled_pool p;
	struct attempt a;
	int i;

	(void)state;
	judged(PROTO_POP, 995, 7, slow_and_left);
	a = last.attempt;
	unsettled_pool(&p, &last.unsettled);
	for (i = 0; i < 10; i++)
		unsettled_pool_add(&store, &p, &last.unsettled);
	assert_false(unsettled_pooled(&store, &p, &last.unsettled, &a));
	assert_int_equal(a.outcome, OUTCOME_UNKNOWN);
}

/* An office's own relay goes on without a login: MAIL is no proof. */
static void
mail_behind_a_slow_answer_is_no_proof(void **state)
{
	static const struct turn_said relay[] = {
		{ 0, 'S', 49 }, { 100, 'C', 22 }, { 121, 'S', 88 },
		{ 140, 'C', 53 }, { 2161, 'S', 40 },
		{ 2180, 'C', 80 }, { 2201, 'S', 77 },
		{ 2220, 'C', 6 }, { 2241, 'S', 15 }, { -1, 0, 0 }
	};

	(void)state;
	assert_string_equal(judged(PROTO_SMTP, 465, 7, relay), "?");
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_delay_bears_nothing_out),
		TEST(the_words_of_a_software_do_where_its_greeting_fits),
		TEST(what_was_followed_by_work_is_no_refusal_in_any_session),
		TEST(a_session_takes_back_what_it_shows_to_be_wrong),
		TEST(alike_sessions_are_known_together),
		TEST(ten_slow_goodbyes_accuse_nobody_together),
		TEST(mail_behind_a_slow_answer_is_no_proof),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
