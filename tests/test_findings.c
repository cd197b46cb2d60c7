/* Findings and alerts in words: each has a row, and names are harmless. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "data/policies.h"
#include "show/alert.h"
#include "show/report.h"

/* ESC [ 2 J clears a terminal that is given it. */
#define STRANGE	"\033[2J \xe2\x80\xae" "anna"

static const char *
words_of(const struct event *ev, bool whole, enum spelling as)
{
	static char words[SENTENCE_BYTES];
	struct text t;

	text_init(&t, words, sizeof words);
	alert_add(&t, ev, whole, as);
	return (words);
}

static void
every_note_has_its_words(void **state)
{
	char words[SENTENCE_BYTES];
	struct snap_note n;
	enum note note;

	(void)state;
	for (note = NOTE_UNKNOWN + 1; note < NOTE_COUNT; note++) {
		memset(&n, 0, sizeof n);
		n.note = note;
		assert_true(strlen(finding_words(&n, true, words)) > 20);
		assert_true(finding_brief(note)[0] != '\0');
	}
	assert_string_equal(finding_brief(NOTE_UNKNOWN), "");
	assert_string_equal(finding_brief(NOTE_COUNT), "");
}

static void
every_point_has_a_way_out(void **state)
{
	enum point point;

	(void)state;
	for (point = POINT_UNKNOWN; point < POINT_COUNT; point++) {
		assert_true(point_words(point)[0] != '\0');
		assert_true(point_taken(point)[0] != '\0');
		assert_true(strlen(point_way(point)) > 20);
		assert_non_null(point_ways(point)[1]);
	}
}

static void
every_alert_has_its_words(void **state)
{
	enum action action;
	struct event ev;

	(void)state;
	for (action = ACTION_UNKNOWN + 1; action < ACTION_COUNT; action++) {
		memset(&ev, 0, sizeof ev);
		ev.u.verdict.action = action;
		ev.u.verdict.finding.note = NOTE_WAN;
		assert_true(strlen(words_of(&ev, true, SPELLING_RAW)) > 20);
	}
}

static void
every_policy_is_found_by_its_row(void **state)
{
	const struct policy *rows;
	size_t i, n;

	(void)state;
	rows = policies_all(&n);
	for (i = 0; i < n; i++)
		assert_ptr_equal(policy_at(policy_row(&rows[i])), &rows[i]);
	assert_null(policy_at(0));
	assert_null(policy_at((uint16_t)(n + 1)));
}

/* JSON has an escaper of its own, and no reader to protect. */
static void
a_user_is_masked_before_he_is_written(void **state)
{
	struct event ev;

	(void)state;
	memset(&ev, 0, sizeof ev);
	ev.u.verdict.action = ACTION_CULPRIT_NAMED;
	strcpy(ev.u.verdict.user, "anna@example.com");
	strcpy(ev.who.client_name, "anna");
	assert_non_null(strstr(words_of(&ev, false, SPELLING_UTF8),
	    ", as a***@example.com"));
	assert_non_null(strstr(words_of(&ev, true, SPELLING_UTF8),
	    ", as anna@example.com"));
	/* The device's own name is no user's. */
	assert_non_null(strstr(words_of(&ev, false, SPELLING_UTF8),
	    "anna (::) keeps failing"));
	strcpy(ev.u.verdict.user, STRANGE);
	assert_non_null(strstr(words_of(&ev, true, SPELLING_RAW), STRANGE));
}

static void
names_are_harmless_on_a_terminal(void **state)
{
	struct event ev;

	(void)state;
	memset(&ev, 0, sizeof ev);
	ev.u.verdict.action = ACTION_CULPRIT_NAMED;
	strcpy(ev.who.client_name, STRANGE);
	strcpy(ev.who.server_name, STRANGE);
	strcpy(ev.u.verdict.user, STRANGE);
	assert_null(strpbrk(words_of(&ev, true, SPELLING_UTF8), "\033"));
	assert_null(strpbrk(words_of(&ev, true, SPELLING_ASCII),
	    "\033\xe2"));
	assert_non_null(strstr(words_of(&ev, true, SPELLING_RAW), STRANGE));
}

/* What a router calls itself stands in the report. */
static void
a_report_obeys_no_routers_name(void **state)
{
	static struct snapshot snap;
	struct report_style style = { .columns = 80, .ascii = false };
	struct snap_note *n = &snap.capture.notes[0];
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	(void)state;
	snap.capture.packets = snap.sessions = 5;
	snap.capture.n_notes = 1;
	n->note = NOTE_SECOND_ROUTER;
	n->count = 1;
	strcpy(n->name, STRANGE);
	assert_int_equal(report_print(f, &snap, &style), 0);
	fclose(f);
	assert_non_null(strstr(text, "is itself a router"));
	assert_null(strstr(text, "\033"));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_note_has_its_words),
		cmocka_unit_test(every_point_has_a_way_out),
		cmocka_unit_test(every_alert_has_its_words),
		cmocka_unit_test(every_policy_is_found_by_its_row),
		cmocka_unit_test(a_user_is_masked_before_he_is_written),
		cmocka_unit_test(names_are_harmless_on_a_terminal),
		cmocka_unit_test(a_report_obeys_no_routers_name),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
