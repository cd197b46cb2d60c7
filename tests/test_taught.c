/* What a servers file says of a host, and how little that is worth. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "data/shapes.h"
#include "edge/lesson_book.h"
#include "edge/servers_file.h"
#include "talk/taught.h"

static struct taught known;
static struct talk_store store;
static struct profile profile;
static struct observations seen;

/* One host: refuses with 50 bytes after 2 s, lets in with 30 at once. */
static int
host_make(void **state)
{
	struct taught_server *s = &known.at[0];

	(void)state;
	memset(&known, 0, sizeof known);
	memset(&store, 0, sizeof store);
	memset(&profile, 0, sizeof profile);
	memset(&seen, 0, sizeof seen);
	seen.profile = &profile;
	seen.proto = PROTO_POP;
	known.n = 1;
	s->proto = PROTO_POP;
	s->n_refused = s->n_accepted = 1;
	s->refused[0] = (struct taught_verdict){ 50, 3, 2000, 2100 };
	s->accepted[0] = (struct taught_verdict){ 30, 9, 0, 10 };
	store.taught_servers = &known;
	profile.taught = 1;
	return (0);
}

static struct unsettled
answer_of(uint32_t bytes, int64_t delay_ms)
{
	struct unsettled d;

	memset(&d, 0, sizeof d);
	d.from = d.to = bytes;
	d.bin = (int8_t)delay_bin(delay_ms * 1000000);
	return (d);
}

static bool
weigh(uint32_t bytes, int64_t delay_ms, float *refused, float *accepted)
{
	struct unsettled d = answer_of(bytes, delay_ms);

	return (taught_weigh(&store, &seen, &d, refused, accepted));
}

static void
an_undecided_login_is_settled(void **state)
{
	float refused = .5f, accepted = .4f;

	(void)state;
	assert_true(weigh(50, 2050, &refused, &accepted));
	assert_true(refused > .95f && accepted < .05f);
	refused = .9f;
	accepted = .1f;
	assert_true(weigh(30, 5, &refused, &accepted));
	assert_true(accepted > .9f);
}

/* Somebody who works after the answer was let in, whatever a file says. */
static void
what_the_session_shows_beats_it(void **state)
{
	float refused = .001f, accepted = .998f;

	(void)state;
	assert_true(weigh(50, 2050, &refused, &accepted));
	assert_true(refused < .5f);
}

static void
what_the_server_has_shown_beats_it(void **state)
{
	float refused = .5f, accepted = .4f;

	(void)state;
	profile.accepted[0] = (struct seen_length){ 50, 1.f };
	assert_false(weigh(50, 2050, &refused, &accepted));
	assert_true(refused == .5f && accepted == .4f);
	/* Half a witness is none. */
	profile.accepted[0].n = .6f;
	assert_true(weigh(50, 2050, &refused, &accepted));
	profile.refused[0] = (struct seen_length){ 30, 1.f };
	assert_false(weigh(30, 5, &refused, &accepted));
}

static void
another_answer_is_not_meant(void **state)
{
	float refused = .5f, accepted = .4f;
	struct unsettled open = answer_of(49, 2050);

	(void)state;
	assert_false(weigh(51, 2050, &refused, &accepted));
	assert_false(weigh(50, 1, &refused, &accepted));
	open.to = 51;
	assert_false(taught_weigh(&store, &seen, &open, &refused,
	    &accepted));
	profile.taught = 0;
	assert_false(weigh(50, 2050, &refused, &accepted));
}

static void
who_says_both_says_nothing(void **state)
{
	float refused = .5f, accepted = .4f;

	(void)state;
	known.at[0].accepted[0] = known.at[0].refused[0];
	assert_false(weigh(50, 2050, &refused, &accepted));
}

static void
a_refusal_is_borne_out_by_another_who_is_let_in(void **state)
{
	struct unsettled d = answer_of(50, 2050);

	(void)state;
	assert_false(taught_is_borne_out(&seen, &d, .9f));
	profile.accepted[0] = (struct seen_length){ 33, 2.f };
	assert_true(taught_is_borne_out(&seen, &d, .9f));
	assert_false(taught_is_borne_out(&seen, &d, .3f));
	profile.accepted[1] = (struct seen_length){ 50, 1.f };
	assert_false(taught_is_borne_out(&seen, &d, .9f));
}

static void
a_name_is_known_better_than_an_address(void **state)
{
	struct ip ip = ip_v4((const uint8_t[]){ 192, 0, 2, 1 });
	struct ip other = ip_v4((const uint8_t[]){ 192, 0, 2, 2 });

	(void)state;
	known.n = 2;
	known.at[1].proto = PROTO_POP;
	known.at[0].n_addresses = known.at[1].n_names = 1;
	known.at[0].addresses[0] = ip;
	strcpy(known.at[1].names[0], "mail.example.test");
	assert_ptr_equal(taught_find(&known, PROTO_POP, &ip, ""),
	    &known.at[0]);
	assert_ptr_equal(taught_find(&known, PROTO_POP, &ip,
	    "MAIL.example.test"), &known.at[1]);
	assert_null(taught_find(&known, PROTO_IMAP, &ip,
	    "mail.example.test"));
	assert_null(taught_find(&known, PROTO_POP, &other, "x.test"));
}

static void
names_of_devices_and_accounts_do_not_fit(void **state)
{
	static const char *const bad[] = {
		"", "anna", "annas-nas.local", "nas.fritz.LAN", "a@b.test",
		"*.example.test", "mail..test", ".test", "mail.", "10.0.0.1",
		"mail.example.test\n", "m\xc3\xa4il.test"
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(taught_name_fits(bad[i]));
	assert_true(taught_name_fits("imap.example.com"));
	assert_true(taught_name_fits("mx1.xn--mail-cua.test"));
}

static struct lesson
lesson_of(uint8_t address, const char *name, bool is_refused, uint16_t bytes)
{
	struct lesson l;

	memset(&l, 0, sizeof l);
	l.server.ip = ip_v4((const uint8_t[]){ 192, 0, 2, address });
	l.proto = PROTO_IMAP;
	l.is_refused = is_refused;
	strcpy(l.name, name);
	l.verdict = (struct taught_verdict){ bytes, 2, 5, bytes };
	return (l);
}

static void
lessons_in_any_order_make_one_file(void **state)
{
	static struct taught a, b;
	const struct lesson lessons[] = {
		lesson_of(1, "b.test", true, 50),
		lesson_of(2, "b.test", true, 40),
		lesson_of(3, "a.test", false, 30),
		lesson_of(2, "b.test", false, 20),
		lesson_of(1, "b.test", true, 50),
	};
	enum { N = sizeof lessons / sizeof lessons[0] };
	char text[4096];
	int i;

	(void)state;
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	for (i = 0; i < N; i++) {
		assert_true(lesson_book_add(&a, &lessons[i]));
		assert_true(lesson_book_add(&b, &lessons[N - 1 - i]));
	}
	lesson_book_sort(&a);
	lesson_book_sort(&b);
	assert_memory_equal(&a, &b, sizeof a);
	assert_int_equal(a.n, 2);
	assert_string_equal(a.at[0].names[0], "a.test");
	assert_int_equal(a.at[1].n_addresses, 2);
	assert_int_equal(a.at[1].refused[1].bytes, 50);
	assert_int_equal(a.at[1].refused[1].n, 4);
	strncpy(text, servers_file_text(&a), sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_int_equal(servers_file_parse(span_text(text), &b, &(struct err){
	    "" }), 0);
	assert_memory_equal(&a, &b, sizeof a);
}

static void
more_lengths_than_fit_leave_the_commonest(void **state)
{
	static struct taught t;
	struct lesson l;
	int i;

	(void)state;
	memset(&t, 0, sizeof t);
	for (i = 1; i <= TAUGHT_VERDICTS + 3; i++) {
		l = lesson_of(1, "a.test", true, (uint16_t)(100 + i));
		l.verdict.n = (uint32_t)i;
		assert_true(lesson_book_add(&t, &l));
	}
	lesson_book_sort(&t);
	assert_int_equal(t.at[0].n_refused, TAUGHT_VERDICTS);
	assert_int_equal(t.at[0].refused[0].bytes, 104);
}

int
main(void)
{
#define FRESH(test)	cmocka_unit_test_setup(test, host_make)
	const struct CMUnitTest tests[] = {
		FRESH(an_undecided_login_is_settled),
		FRESH(what_the_session_shows_beats_it),
		FRESH(what_the_server_has_shown_beats_it),
		FRESH(another_answer_is_not_meant),
		FRESH(who_says_both_says_nothing),
		FRESH(a_refusal_is_borne_out_by_another_who_is_let_in),
		FRESH(a_name_is_known_better_than_an_address),
		FRESH(names_of_devices_and_accounts_do_not_fit),
		FRESH(lessons_in_any_order_make_one_file),
		FRESH(more_lengths_than_fit_leave_the_commonest),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
