/* Words inside TLS, opened by a seal of one byte (opened.h). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "opened.h"
#include "talk/lessons.h"
#include "talk/talk.h"
#include "talk/unsealed.h"

enum { DATA = 23, HANDSHAKE = 22 };

static struct opened opened;
static struct unsealer door;
static struct talk_store store;
static struct talk talk;
static struct told told[128];
static int n_told;

static const struct hash_key key = { 3, 4 };

static void
talk_start(struct talk *t)
{
	const struct endpoint server = { .port = 993 };

	talk_init(t, &server, PROTO_IMAP, SECURITY_TLS, false);
}

static int
begin(void **state)
{
	const struct limits l = { .pending = 8, .overflows = 2,
	    .tls_views = 80, .hellos = 4, .servers = 4, .lines = 80 };

	(void)state;
	memset(&opened, 0, sizeof opened);
	opened.answer = UNSEAL_BEGUN;
	door = opened_door(&opened);
	n_told = 0;
	assert_int_equal(talk_store_init(&store, &l, &key), 0);
	assert_int_equal(unsealed_init(&store, &door, 80, &key), 0);
	assert_int_equal(lessons_init(&store, 4, &key), 0);
	talk_start(&talk);
	return (0);
}

static int
end(void **state)
{
	(void)state;
	talk_fini(&talk, &store);
	assert_int_equal(pool_used(store.unsealed), 0);
	assert_int_equal(pool_used(store.cut_records), 0);
	assert_int_equal(opened.n_begun, opened.n_ended);
	talk_store_fini(&store);
	return (0);
}

static void
give(struct talk *t, enum direction d, const void *p, size_t n, uint32_t hole)
{
	struct chunk c = { 5, d, { p, n }, hole };

	while (talk_next(t, &store, &c, &told[n_told]))
		n_told++;
}

static void
close_talk(void)
{
	while (talk_close(&talk, &store, 9, true, &told[n_told]))
		n_told++;
}

static size_t
record_make(const char *words, uint8_t type, uint8_t *out)
{
	size_t n = strlen(words);

	memcpy(out, (const uint8_t[]){ DATA, 3, 3, 0, (uint8_t)(n + 1) }, 5);
	memcpy(out + 5, words, n);
	out[5 + n] = type;
	return (n + 6);
}

static void
say(struct talk *t, enum direction d, const char *words, uint8_t type)
{
	uint8_t record[300];
	size_t n = record_make(words, type, record);

	give(t, d, record, n, 0);
}

static void
shake_hands(struct talk *t)
{
	give(t, FROM_CLIENT, opened_client_hello, sizeof opened_client_hello,
	    0);
	give(t, FROM_SERVER, opened_server_hello, sizeof opened_server_hello,
	    0);
	say(t, FROM_CLIENT, "a Finished, let it be", HANDSHAKE);
	say(t, FROM_SERVER, "* OK ready\r\n", DATA);
}

static void
a_refusal_inside_is_read(void **state)
{
	const struct attempt *a = &told[0].attempt;

	(void)state;
	shake_hands(&talk);
	say(&talk, FROM_CLIENT, "a1 LOGIN anna secret\r\n", DATA);
	say(&talk, FROM_SERVER, "a1 NO [AUTHENTICATIONFAILED] no\r\n", DATA);
	assert_int_equal(n_told, 1);
	assert_int_equal(a->outcome, OUTCOME_FAILED);
	assert_int_equal(a->evidence, EVIDENCE_WORDS);
	assert_int_equal(a->confidence_pct, 100);
	assert_int_equal(a->security, SECURITY_TLS);
	assert_string_equal(a->user, "anna");
	close_talk();
	assert_int_equal(n_told, 1);
}

/* The buffer that words lie in is wiped when they are read. */
static void
nothing_read_is_kept(void **state)
{
	size_t i;

	(void)state;
	shake_hands(&talk);
	say(&talk, FROM_CLIENT, "a1 LOGIN anna secret\r\n", DATA);
	for (i = 0; i < sizeof store.words->text; i++)
		assert_int_equal(store.words->text[i], 0);
}

static void
what_has_no_key_is_left_to_lengths(void **state)
{
	(void)state;
	opened.answer = UNSEAL_NO_KEY;
	shake_hands(&talk);
	assert_false(talk.is_opened);
	assert_int_equal(talk.stage, TALK_TLS);
	talk_fini(&talk, &store);
	assert_int_equal(store.unsealed_counts.no_key, 1);
	talk_start(&talk);
}

static void
a_key_that_opens_nothing_is_unfit(void **state)
{
	(void)state;
	give(&talk, FROM_CLIENT, opened_client_hello,
	    sizeof opened_client_hello, 0);
	give(&talk, FROM_SERVER, opened_server_hello,
	    sizeof opened_server_hello, 0);
	say(&talk, FROM_CLIENT, "\xff is of another key ", HANDSHAKE);
	say(&talk, FROM_SERVER, "\xff so is this", DATA);
	assert_int_equal(talk.stage, TALK_TLS);
	talk_fini(&talk, &store);
	assert_int_equal(store.unsealed_counts.unfit, 1);
	talk_start(&talk);
}

/* A verdict in a record that cannot be opened was not seen. */
static void
a_lost_record_is_a_hole_in_the_words(void **state)
{
	(void)state;
	shake_hands(&talk);
	say(&talk, FROM_CLIENT, "a1 LOGIN anna secret\r\n", DATA);
	say(&talk, FROM_SERVER, "\xff""1 NO [AUTHENTICATIONFAILED] no\r\n",
	    DATA);
	close_talk();
	assert_int_equal(n_told, 1);
	assert_int_equal(told[0].attempt.outcome, OUTCOME_UNKNOWN);
	assert_int_equal(told[0].attempt.reason, REASON_NOT_SEEN);
	assert_true(opened.n_lost > 0);
}

static void
behind_a_hole_words_are_read_again(void **state)
{
	(void)state;
	shake_hands(&talk);
	give(&talk, FROM_CLIENT, NULL, 0, 40);
	say(&talk, FROM_CLIENT, "a2 LOGIN anna secret\r\n", DATA);
	say(&talk, FROM_SERVER, "a2 NO [AUTHENTICATIONFAILED] no\r\n", DATA);
	assert_int_equal(n_told, 1);
	assert_int_equal(told[0].attempt.outcome, OUTCOME_FAILED);
}

/* STARTTLS inside TLS is forbidden, and must not begin it anew. */
static void
no_tls_begins_inside_of_it(void **state)
{
	(void)state;
	shake_hands(&talk);
	say(&talk, FROM_CLIENT, "a1 STARTTLS\r\n", DATA);
	say(&talk, FROM_SERVER, "a1 OK begin\r\n", DATA);
	say(&talk, FROM_CLIENT, "\x16\x03\x01", DATA);
	assert_int_equal(pool_used(store.tls_views), 1);
	assert_int_equal(talk.security, SECURITY_TLS);
}

/* Where there are more cut records than slots the stalest one is lost. */
static void
half_records_take_no_more_than_there_is(void **state)
{
	static struct talk many[70];
	uint8_t record[300];
	size_t n = record_make("a1 LOGIN anna secret\r\n", DATA, record);
	int i;

	(void)state;
	for (i = 0; i < 70; i++) {
		talk_start(&many[i]);
		shake_hands(&many[i]);
		give(&many[i], FROM_CLIENT, record, n - 3, 0);
	}
	assert_int_equal(pool_used(store.cut_records), 64);
	for (i = 0; i < 70; i++) {
		give(&many[i], FROM_CLIENT, record + n - 3, 3, 0);
		say(&many[i], FROM_SERVER, "a1 BAD what\r\n", DATA);
	}
	for (i = 0; i < 70; i++)
		talk_fini(&many[i], &store);
}

/* A turn's length is of all its words, but for the tag. */
static void
a_verdict_teaches_its_length(void **state)
{
	struct lesson l;

	(void)state;
	shake_hands(&talk);
	say(&talk, FROM_CLIENT, "tag7 LOGIN anna secret\r\n", DATA);
	say(&talk, FROM_SERVER, "* CAPABILITY X\r\n", DATA);
	say(&talk, FROM_SERVER, "tag7 NO no\r\n", DATA);
	assert_false(lessons_at(&store, 0, &l));
	say(&talk, FROM_CLIENT, "tag8 LOGOUT\r\n", DATA);
	assert_true(lessons_at(&store, 0, &l));
	assert_true(l.is_refused);
	assert_int_equal(l.verdict.bytes, 16 + 8);
	assert_int_equal(l.verdict.n, 1);
	assert_false(lessons_at(&store, 1, &l));
}

static void
two_commands_in_one_turn_teach_nothing(void **state)
{
	struct lesson l;

	(void)state;
	shake_hands(&talk);
	say(&talk, FROM_CLIENT, "a1 NOOP\r\na2 LOGIN anna secret\r\n", DATA);
	say(&talk, FROM_SERVER, "a1 OK\r\na2 NO no\r\n", DATA);
	close_talk();
	talk_fini(&talk, &store);
	assert_int_equal(n_told, 1);
	assert_false(lessons_at(&store, 0, &l));
	talk_start(&talk);
}

int
main(void)
{
#define FRESH(test)	cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		FRESH(a_refusal_inside_is_read),
		FRESH(nothing_read_is_kept),
		FRESH(what_has_no_key_is_left_to_lengths),
		FRESH(a_key_that_opens_nothing_is_unfit),
		FRESH(a_lost_record_is_a_hole_in_the_words),
		FRESH(behind_a_hole_words_are_read_again),
		FRESH(no_tls_begins_inside_of_it),
		FRESH(half_records_take_no_more_than_there_is),
		FRESH(a_verdict_teaches_its_length),
		FRESH(two_commands_in_one_turn_teach_nothing),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
