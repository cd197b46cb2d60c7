/*
 * Inference, from turns to verdicts and profiles: what teaches, what does not,
 * and what is no turn at all.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/when.h"
#include "talk/guess.h"
#include "talk/hmm.h"
#include "talk/profile.h"
#include "talk/tls.h"
#include "talk/unsettled.h"

/*
 * A TLS session without its handshake: ms, who, bytes; ended by ms < 0.  's':
 * the server, who closes right behind.
 */
struct turn_said {
	int ms;
	char who;
	uint32_t bytes;
};

static struct talk_store store;

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

static void
talk_begin(struct talk *t, enum proto proto, uint16_t port)
{
	struct endpoint at;

	memset(&at, 0, sizeof at);
	at.ip.b[15] = 9;
	at.port = port;
	talk_init(t, &at, proto, SECURITY_TLS, false);
	t->proto = (uint8_t)proto;
	t->security = SECURITY_TLS;
	tls_begin(t, &store);
}

static struct profile *
profile_now(enum proto proto, uint16_t port)
{
	struct observations r;
	struct talk t;

	talk_begin(&t, proto, port);
	memset(&r, 0, sizeof r);
	r.proto = proto;
	profile_begin(&store, &t.server_end.ip, &r);
	tls_end(&t, &store);
	return (r.profile);
}

/* The outcomes told, as letters: F, O, "?". */
static bool has_kept;
static struct attempt kept;
static struct unsettled kept_unsettled;

static const char *
judged(enum proto proto, uint16_t port, const struct turn_said *said)
{
	static char out[VERDICTS_MAX + 1];
	struct told told;
	struct tls_view *v;
	struct talk t;
	int n = 0;

	talk_begin(&t, proto, port);
	v = pool_at(store.tls_views, t.tls_view);
	v->version = 0x0304;
	v->rtt_ns = 20 * NS_PER_MS;
	for (; said->ms >= 0; said++) {
		struct turn *x = &v->turns[v->n_turns++];

		memset(x, 0, sizeof *x);
		x->direction = said->who == 'C' ? FROM_CLIENT : FROM_SERVER;
		x->is_closed = said->who == 's';
		x->first_ns = x->last_ns = said->ms * NS_PER_MS;
		x->from = x->to = x->first_from = x->first_to = said->bytes;
		x->n_records = 1;
	}
	guess_run(&t, &store, v, true);
	while (guess_next(&t, &store, &told)) {
		has_kept = told.is_unsettled;
		kept = told.attempt;
		kept_unsettled = told.unsettled;
		out[n++] = kept.outcome == OUTCOME_FAILED ? 'F' :
		    kept.outcome == OUTCOME_OK ? 'O' : '?';
	}
	out[n] = '\0';
	tls_end(&t, &store);
	return (out);
}

static float
taught(const struct seen_length seen[PROFILE_LENGTHS], uint16_t bytes)
{
	int i;

	for (i = 0; i < PROFILE_LENGTHS; i++)
		if (seen[i].n > 0.f && seen[i].bytes == bytes)
			return (seen[i].n);
	return (0.f);
}

static const struct belief no_tag;

static void
teach(struct observations *r, uint32_t bytes, bool is_refused)
{
	struct exchange x;

	memset(&x, 0, sizeof x);
	x.has_answer = true;
	x.bin = 0;
	x.server.from = x.server.to = bytes;
	profile_learn(&store, r, &x, &no_tag, is_refused);
}

static void
what_was_learnt_less_often_was_learnt_wrongly(void **state)
{
	struct observations r;
	struct ip ip;

	(void)state;
	memset(&r, 0, sizeof r);
	memset(&ip, 0, sizeof ip);
	r.proto = PROTO_POP;
	profile_begin(&store, &ip, &r);
	teach(&r, 33, true);
	teach(&r, 33, true);
	assert_true(taught(r.profile->refused, 33) > 1.9f);
	teach(&r, 33, false);
	/* Twice against once. */
	assert_true(taught(r.profile->refused, 33) > 1.9f);
	teach(&r, 33, false);
	assert_true(taught(r.profile->refused, 33) == 0.f);
	assert_true(taught(r.profile->accepted, 33) > 1.9f);
}

static void
a_hint_needs_contrast(void **state)
{
	static const float likely[STEP_COUNT] = { [STEP_REFUSED] = .9f };
	struct exchange x;
	struct observations r;
	struct ip ip;

	(void)state;
	memset(&r, 0, sizeof r);
	memset(&ip, 0, sizeof ip);
	memset(&x, 0, sizeof x);
	ip.b[15] = 2;
	r.proto = PROTO_POP;
	profile_begin(&store, &ip, &r);
	x.has_answer = true;
	x.server.from = x.server.to = 40;
	profile_hint(&store, &r, &x, &no_tag, likely);
	assert_true(taught(r.profile->refused, 40) == 0.f);
	teach(&r, 40, false);
	profile_hint(&store, &r, &x, &no_tag, likely);
	assert_true(taught(r.profile->refused, 40) == 0.f);
	x.server.from = x.server.to = 47;
	profile_hint(&store, &r, &x, &no_tag, likely);
	assert_true(taught(r.profile->refused, 47) > .8f);
}

/* Dovecot's words, three times in one session: one witness. */
static void
a_session_has_one_vote(void **state)
{
	static const struct turn_said said[] = {
		{ 0, 'S', 20 }, { 100, 'C', 10 }, { 120, 'S', 5 },
		{ 140, 'C', 13 }, { 2200, 'S', 36 },
		{ 2300, 'C', 10 }, { 2320, 'S', 5 },
		{ 2400, 'C', 13 }, { 4450, 'S', 36 },
		{ 4500, 'C', 10 }, { 4520, 'S', 5 },
		{ 4600, 'C', 13 }, { 6650, 'S', 36 },
		{ 6700, 'C', 6 }, { 6720, 'S', 18 }, { -1, 0, 0 }
	};

	(void)state;
	assert_string_equal(judged(PROTO_POP, 995, said), "FFF");
	assert_true(taught(profile_now(PROTO_POP, 995)->refused, 36) == 1.f);
	assert_string_equal(judged(PROTO_POP, 995, said), "FFF");
	assert_true(taught(profile_now(PROTO_POP, 995)->refused, 36) == 2.f);
}

/* Nobody's words, at once, but the same each time for the same question. */
static const struct turn_said again_refused[] = {
	{ 0, 'S', 34 }, { 100, 'C', 27 }, { 121, 'S', 41 },
	{ 140, 'C', 27 }, { 161, 'S', 41 },
	{ 180, 'C', 27 }, { 201, 'S', 41 },
	{ 220, 'C', 10 }, { 240, 'S', 33 }, { -1, 0, 0 }
};

static void
the_same_again_and_again_is_a_refusal(void **state)
{
	(void)state;
	assert_string_equal(judged(PROTO_IMAP, 993, again_refused), "FFF");
}

/* Let in, and then the same work three times. */
static void
the_same_work_again_is_none(void **state)
{
	static const struct turn_said said[] = {
		{ 0, 'S', 34 }, { 100, 'C', 27 }, { 121, 'S', 41 },
		{ 140, 'C', 10 }, { 161, 'S', 24 },
		{ 180, 'C', 10 }, { 201, 'S', 24 },
		{ 220, 'C', 10 }, { 240, 'S', 24 },
		{ 260, 'C', 10 }, { 280, 'S', 33 }, { -1, 0, 0 }
	};

	(void)state;
	assert_null(strchr(judged(PROTO_IMAP, 993, said), 'F'));
}

/*
 * Refused, as it looked, for the answer was Courier's and as slow; but then
 * others, who go on to work, are answered so again and again.
 */
static void
a_charge_is_dropped_when_the_server_shows_better(void **state)
{
	static const struct turn_said slow[] = {
		{ 0, 'S', 288 }, { 100, 'C', 27 }, { 5121, 'S', 21 },
		{ 5140, 'C', 11 }, { 5160, 'S', 65 }, { -1, 0, 0 }
	};
	struct attempt a;
	struct observations r;
	struct unsettled d;
	int i;

	(void)state;
	assert_string_equal(judged(PROTO_IMAP, 993, slow), "F");
	assert_true(has_kept);
	a = kept;
	d = kept_unsettled;
	assert_int_equal(a.outcome, OUTCOME_FAILED);
	assert_false(unsettled_again(&store, &d, &a));
	memset(&r, 0, sizeof r);
	r.proto = PROTO_IMAP;
	assert_true(profile_find(&store, &d.ip, &r));
	for (i = 0; i < 4; i++) {
		assert_int_equal(a.outcome, OUTCOME_FAILED);
		teach(&r, d.from - d.tag, false);
	}
	assert_true(unsettled_again(&store, &d, &a));
	assert_int_not_equal(a.outcome, OUTCOME_FAILED);
	assert_true(a.confidence_pct >= 95 || a.outcome == OUTCOME_UNKNOWN);
}

/* A handshake record, its header alone seen as far as lengths go. */
static void
feed(struct talk *t, enum direction d, uint8_t type, const uint8_t *body,
    size_t n, int64_t when_ns)
{
	uint8_t b[512];
	struct chunk c;

	memset(b, 0, sizeof b);
	b[0] = type;
	b[1] = b[2] = 3;
	b[3] = (uint8_t)(n >> 8);
	b[4] = (uint8_t)n;
	if (body != NULL)
		memcpy(b + 5, body, n);
	memset(&c, 0, sizeof c);
	c.direction = d;
	c.when_ns = when_ns;
	c.bytes.p = b;
	c.bytes.len = n + 5;
	tls_feed(t, &store, &c);
}

/* A ServerHello of TLS 1.3. */
static const uint8_t hello_13[] = {
	2, 0, 0, 46, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x13, 1,
	0, 0, 6, 0, 43, 0, 2, 3, 4
};

/* A client that is asked for a certificate and has none says so: no turn. */
static void
no_certificate_is_no_word(void **state)
{
	struct tls_view *v;
	struct talk t;

	(void)state;
	talk_begin(&t, PROTO_SMTP, 465);
	v = pool_at(store.tls_views, t.tls_view);
	feed(&t, FROM_SERVER, 22, hello_13, sizeof hello_13, 1);
	assert_int_equal(v->version, 0x0304);
	feed(&t, FROM_SERVER, 23, NULL, 400, 2);
	feed(&t, FROM_CLIENT, 23, NULL, 8 + 17, 3);
	feed(&t, FROM_CLIENT, 23, NULL, 36 + 17, 4);
	assert_int_equal(v->n_turns, 0);
	feed(&t, FROM_SERVER, 23, NULL, 50 + 17, 5);
	feed(&t, FROM_CLIENT, 23, NULL, 20 + 17, 6);
	assert_int_equal(v->n_turns, 2);
	assert_int_equal(v->turns[0].to, 50);
	assert_int_equal(v->turns[1].to, 20);
	tls_end(&t, &store);
}

/* "235 OK", and more when nothing was asked, after so long. */
static uint32_t
answer_bytes(bool is_gone, int64_t after_ns)
{
	struct tls_view *v;
	struct talk t;
	uint32_t bytes;

	talk_begin(&t, PROTO_SMTP, 465);
	v = pool_at(store.tls_views, t.tls_view);
	feed(&t, FROM_SERVER, 22, hello_13, sizeof hello_13, 1);
	feed(&t, FROM_SERVER, 23, NULL, 400, 2);
	feed(&t, FROM_CLIENT, 23, NULL, 36 + 17, 4);
	feed(&t, FROM_SERVER, 23, NULL, 50 + 17, 5);
	feed(&t, FROM_CLIENT, 23, NULL, 20 + 17, 6);
	feed(&t, FROM_SERVER, 23, NULL, 37 + 17, 7);
	/* close_notify, or an empty line. */
	if (is_gone)
		feed(&t, FROM_CLIENT, 23, NULL, 2 + 17, 7);
	t.client_gone = is_gone;
	feed(&t, FROM_SERVER, 23, NULL, 32 + 17, 7 + after_ns);
	assert_int_equal(v->n_turns, 3);
	bytes = v->turns[2].to;
	tls_end(&t, &store);
	return (bytes);
}

/* "421 Timeout", or a word to one who has gone: no part of the answer. */
static void
what_nobody_asked_for_is_no_answer(void **state)
{
	(void)state;
	assert_int_equal(answer_bytes(false, NS_PER_MS), 37 + 32);
	assert_int_equal(answer_bytes(false, 60 * NS_PER_S), 37);
	assert_int_equal(answer_bytes(true, NS_PER_MS), 37);
	assert_int_equal(answer_bytes(true, NS_PER_S), 37);
}

/* A session up to the server's answer to "20 bytes"; the third turn. */
static struct tls_view *
answered(struct talk *t)
{
	talk_begin(t, PROTO_SMTP, 465);
	feed(t, FROM_SERVER, 22, hello_13, sizeof hello_13, 1);
	feed(t, FROM_SERVER, 23, NULL, 400, 2);
	feed(t, FROM_CLIENT, 23, NULL, 36 + 17, 4);
	feed(t, FROM_SERVER, 23, NULL, 50 + 17, 5);
	feed(t, FROM_CLIENT, 23, NULL, 20 + 17, 6);
	feed(t, FROM_SERVER, 23, NULL, 37 + 17, 7);
	return (pool_at(store.tls_views, t->tls_view));
}

static void
who_closes_first_is_told_apart(void **state)
{
	struct tls_view *v;
	struct talk t;

	(void)state;
	v = answered(&t);
	feed(&t, FROM_SERVER, 23, NULL, 2 + 17, 8);
	assert_true(v->turns[2].is_closed);
	assert_int_equal(v->turns[2].to, 37);
	tls_end(&t, &store);
	/* The client closed, and the server does as well. */
	v = answered(&t);
	feed(&t, FROM_CLIENT, 23, NULL, 2 + 17, 8);
	feed(&t, FROM_SERVER, 23, NULL, 2 + 17, 9);
	assert_false(v->turns[2].is_closed);
	tls_end(&t, &store);
	/* Much later: it was tired of waiting. */
	v = answered(&t);
	feed(&t, FROM_SERVER, 23, NULL, 2 + 17, NS_PER_S);
	assert_false(v->turns[2].is_closed);
	tls_end(&t, &store);
	/* It goes on: the two were the end of a line, written apart. */
	v = answered(&t);
	feed(&t, FROM_SERVER, 23, NULL, 2 + 17, 8);
	feed(&t, FROM_CLIENT, 23, NULL, 30 + 17, 9);
	feed(&t, FROM_SERVER, 23, NULL, 60 + 17, 10);
	assert_false(v->turns[2].is_closed);
	assert_int_equal(v->turns[2].to, 39);
	tls_end(&t, &store);
}

/* STARTTLS: the second ticket is late, and no part of the first answer. */
static void
tickets_may_come_apart(void **state)
{
	struct tls_view *v;
	struct talk t;

	(void)state;
	talk_begin(&t, PROTO_IMAP, 143);
	v = pool_at(store.tls_views, t.tls_view);
	v->greets = false;
	feed(&t, FROM_SERVER, 22, hello_13, sizeof hello_13, 1);
	feed(&t, FROM_SERVER, 23, NULL, 400, 2);
	feed(&t, FROM_CLIENT, 23, NULL, 36 + 17, 4);
	feed(&t, FROM_SERVER, 23, NULL, 249 + 17, 5);
	feed(&t, FROM_CLIENT, 23, NULL, 20 + 17, NS_PER_MS);
	feed(&t, FROM_SERVER, 23, NULL, 249 + 17, 40 * NS_PER_MS);
	feed(&t, FROM_SERVER, 23, NULL, 96 + 17, 40 * NS_PER_MS);
	assert_int_equal(v->n_turns, 2);
	assert_int_equal(v->turns[1].to, 96);
	tls_end(&t, &store);
}

/*
 * Let in, and the server closes; others are answered so and work.  It is in
 * trouble: no charge.
 */
static void
a_server_that_closes_convicts_nobody(void **state)
{
	static const struct turn_said closed[] = {
		{ 0, 'S', 34 }, { 50, 'C', 14 }, { 71, 'S', 120 },
		{ 100, 'C', 27 }, { 121, 's', 41 }, { -1, 0, 0 }
	};
	int i;

	(void)state;
	for (i = 0; i < 6; i++)
		assert_null(strchr(judged(PROTO_IMAP, 993, closed), 'F'));
}

/* src/talk/hmm.c walks through this session. */
static void
the_example_of_the_model_is_true(void **state)
{
	static const struct {
		uint32_t client, server;
		int64_t ms;
	} said[] = { { 6, 71, 0 }, { 12, 5, 0 }, { 15, 36, 2100 },
	    { 6, 18, 0 } };
	struct observations r;
	struct belief b;
	struct ip ip;

	(void)state;
	memset(&ip, 0, sizeof ip);
	memset(&r, 0, sizeof r);
	r.proto = PROTO_POP;
	r.is_final = true;
	r.body_at = -1;
	profile_begin(&store, &ip, &r);
	for (; r.n < 4; r.n++) {
		struct exchange *x = &r.ex[r.n];

		x->has_answer = true;
		x->client.from = x->client.to = said[r.n].client;
		x->server.from = x->server.to = said[r.n].server;
		x->client.n_records = x->server.n_records = 1;
		x->bin = delay_bin(said[r.n].ms * NS_PER_MS);
	}
	hmm_believe(&r, &b);
	assert_true(b.p[0][STEP_PREPARE] > .995f);
	assert_true(b.p[1][STEP_NAME] > .995f);
	assert_true(b.p[2][STEP_REFUSED] > .975f);
	assert_true(b.p[2][STEP_REFUSED] < .985f);
	assert_true(b.p[3][STEP_QUIT] > .975f);
	assert_true(b.p[3][STEP_QUIT] < .985f);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_learnt_less_often_was_learnt_wrongly),
		TEST(a_hint_needs_contrast),
		TEST(a_session_has_one_vote),
		TEST(the_same_again_and_again_is_a_refusal),
		TEST(the_same_work_again_is_none),
		TEST(a_charge_is_dropped_when_the_server_shows_better),
		TEST(no_certificate_is_no_word),
		TEST(what_nobody_asked_for_is_no_answer),
		TEST(who_closes_first_is_told_apart),
		TEST(tickets_may_come_apart),
		TEST(a_server_that_closes_convicts_nobody),
		TEST(the_example_of_the_model_is_true),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
