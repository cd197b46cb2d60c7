/* The report's order and its words for what lies across devices and hosts. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "base/when.h"
#include "show/alert.h"
#include "show/report.h"

#define T0	(INT64_C(1795011200) * NS_PER_S)

static struct snapshot snap;
static struct report_style style;

static const char *
no_vendor(const struct mac *m)
{
	(void)m;
	return ("");
}

static int
begin(void **state)
{
	(void)state;
	memset(&snap, 0, sizeof snap);
	style = (struct report_style){ .ascii = true, .vendor = no_vendor,
	    .columns = 80 };
	snap.as_of_ns = T0 + 60 * NS_PER_S;
	snap.sessions = 50;
	snap.capture.packets = 500;
	snap.capture.point = POINT_LAN;
	return (0);
}

static struct ip
host_ip(uint8_t last)
{
	const uint8_t bytes[4] = { 203, 0, 113, last };

	return (ip_v4(bytes));
}

static struct snap_device *
add(const char *name, enum rating rating, enum cause cause,
    enum remedy remedy)
{
	struct snap_device *d = &snap.devices[snap.n_devices++];
	const uint8_t ip[4] = { 192, 168, 1, (uint8_t)snap.n_devices };

	memset(d, 0, sizeof *d);
	d->rating = rating;
	d->cause = cause;
	d->remedy = remedy;
	d->has_mac = true;
	d->n_macs = 1;
	d->mac = d->macs[0] = (struct mac){ { 0, 1, 2, 3, 4, ip[3] } };
	d->n_ips = d->n_names = d->n_servers = d->n_accounts = 1;
	d->ips[0] = ip_v4(ip);
	strcpy(d->names[0], name);
	d->servers[0].at = (struct endpoint){ host_ip(25), 143 };
	d->servers[0].proto = PROTO_IMAP;
	d->servers[0].failures = d->accounts[0].failures = d->failures = 6;
	strcpy(d->accounts[0].user, "office@example.test");
	d->first_ns = T0 - 300 * NS_PER_S;
	d->last_ns = T0;
	d->interval_ns = 60 * NS_PER_S;
	d->confidence_pct = 100;
	snap.failures += d->failures;
	snap.n_devices_seen++;
	return (d);
}

static struct snap_lockout *
add_lockout(enum lock_kind kind)
{
	struct snap_lockout *l = &snap.lockouts[snap.n_lockouts++];

	memset(l, 0, sizeof *l);
	l->kind = kind;
	l->at = (struct endpoint){ host_ip(25), 143 };
	l->how = OPENING_SILENT;
	l->since_ns = T0 + 10 * NS_PER_S;
	l->tries = 9;
	l->devices = 3;
	l->failures = 6;
	l->n_ports = 1;
	l->ports[0] = 143;
	l->is_likely = true;
	snap.n_locked++;
	return (l);
}

/* The report in one line. */
static const char *
report(void)
{
	static char line[16384];
	char *text, *from, *to = line;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	assert_int_equal(report_print(f, &snap, &style), 0);
	fclose(f);
	assert_true(n < sizeof line);
	for (from = text; *from != '\0'; from++) {
		*to = *from == '\n' ? ' ' : *from;
		if (*to != ' ' || to == line || to[-1] != ' ')
			to++;
	}
	*to = '\0';
	free(text);
	return (line);
}

static void
assert_says(const char *words)
{
	if (strstr(report(), words) == NULL)
		fail_msg("no \"%s\" in: %s", words, report());
}

static void
assert_never(const char *words)
{
	if (strstr(report(), words) != NULL)
		fail_msg("\"%s\" in: %s", words, report());
}

static unsigned
times(const char *words)
{
	const char *at = report();
	unsigned n = 0;

	while ((at = strstr(at, words)) != NULL) {
		at += strlen(words);
		n++;
	}
	return (n);
}

static void
who_made_the_lockout_reads_first(void **state)
{
	struct snap_device *d;
	struct snap_lockout *l;

	(void)state;
	add("guest", RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_NEW_PASSWORD)->failures = 30;
	d = add("bobs-pc", RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_NEW_PASSWORD);
	assert_true(strncmp(report(), "CULPRIT: guest", 14) == 0);
	l = add_lockout(LOCK_NETWORK);
	l->has_trigger = l->trigger_has_mac = true;
	l->trigger_mac = d->mac;
	l->trigger_ip = d->ips[0];
	l->trigger_failures = 6;
	strcpy(l->trigger, "bobs-pc");
	assert_true(strncmp(report(), "LOCKED OUT: ", 12) == 0);
	assert_true(strstr(report(), "bobs-pc") < strstr(report(), "guest"));
	assert_true(strstr(report(), "CULPRIT: bobs-pc") <
	    strstr(report(), "CULPRIT: guest"));
	assert_says("Take bobs-pc (192.168.1.2) off the network first");
	l->until_ns = T0 + 20 * NS_PER_S;
	assert_true(strncmp(report(), "CULPRIT: guest", 14) == 0);
}

static void
what_devices_have_in_common_is_said_once(void **state)
{
	uint32_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		char name[8] = { 'p', 'c', '-', (char)('a' + i), '\0' };

		add(name, RATING_CULPRIT, CAUSE_ACCOUNT_CHANGED,
		    REMEDY_NEW_PASSWORD)->group = 1;
	}
	assert_says("CULPRITS: The password of o***@example.test was changed; "
	    "3 devices still send the old one.");
	assert_int_equal(times("was changed"), 1);
	assert_int_equal(times("enter the new password"), 1);
	assert_says("pc-a, pc-b, pc-c: 1. On the device");
	/* Another's account is another matter. */
	snap.devices[2].group = 0;
	assert_says("2 devices still send");
}

static void
victims_are_told_of_once_for_their_host(void **state)
{
	(void)state;
	add("pc-a", RATING_VICTIM, CAUSE_LOCKED_INSIDE, REMEDY_WAIT);
	add("pc-b", RATING_VICTIM, CAUSE_LOCKED_INSIDE, REMEDY_WAIT);
	add("pc-c", RATING_VICTIM, CAUSE_LOCKED_INSIDE, REMEDY_WAIT)
	    ->servers[0].at.ip = host_ip(9);
	assert_says("VICTIMS: 2 devices were refused by 203.0.113.25 though "
	    "their passwords are right: pc-a, pc-b.");
	assert_says("VICTIM: 1 device was refused by 203.0.113.9 though its");
	assert_int_equal(times("VICTIM"), 2);
	assert_never("new password");
	assert_never("What to do");
	assert_never("slip");
}

static void
what_is_mended_says_since_when(void **state)
{
	struct snap_device *d = add("mac", RATING_MENDED,
	    CAUSE_STALE_PASSWORD, REMEDY_NONE);

	(void)state;
	d->good_since_ns = T0 + 30 * NS_PER_S;
	assert_says("is good again since 2026-11-18 14:13:50 UTC. Nothing is "
	    "left to do there.");
	assert_never("keeps failing");
	assert_never("new password");
	d->good_since_ns = 0;
	assert_says("and fails no more.");
}

static void
it_keeps_failing_only_as_long_as_it_does(void **state)
{
	struct snap_device *d = add("mac", RATING_CULPRIT,
	    CAUSE_STALE_PASSWORD, REMEDY_NEW_PASSWORD);

	(void)state;
	assert_says("keeps failing");
	snap.as_of_ns = T0 + 8 * 3600 * NS_PER_S;
	assert_never("keeps failing");
	assert_says("failed to log in until 2026-11-18 14:13:20 UTC, and not "
	    "since.");
	/* One that fails every six hours is quiet for five. */
	d->first_ns = T0 - 5 * 6 * 3600 * NS_PER_S;
	d->interval_ns = 6 * 3600 * NS_PER_S;
	assert_says("keeps failing");
	assert_says("one every 6h00m or so");
	/* Nobody fails at a host that is shut. */
	d->first_ns = T0 - 300 * NS_PER_S;
	d->interval_ns = 60 * NS_PER_S;
	add_lockout(LOCK_NETWORK);
	assert_says("keeps failing");
}

static void
a_capture_of_days_has_dates(void **state)
{
	(void)state;
	add("mac", RATING_CULPRIT, CAUSE_STALE_PASSWORD, REMEDY_NEW_PASSWORD);
	snap.capture.first_ns = T0 - 3600 * NS_PER_S;
	snap.capture.last_ns = T0;
	assert_says("100% 14:13:20");
	snap.capture.first_ns = T0 - 7 * 86400 * NS_PER_S;
	assert_says("100% 11-18 14:13");
}

static void
malware_is_a_word_for_guessing_alone(void **state)
{
	struct snap_device *d = add("pc", RATING_CULPRIT,
	    CAUSE_FORGOTTEN_PASSWORD, REMEDY_ASK_PERSON);

	(void)state;
	d->is_guessing = true;		/* many secrets, and a person */
	d->secrets = 5;
	assert_never("malware");
	assert_never("guess");
	d->cause = CAUSE_GUESSING;
	d->remedy = REMEDY_ISOLATE;
	assert_says("malware");
	assert_says("this looks like guessing");
}

static void
the_cause_is_told_with_what_is_right(void **state)
{
	struct snap_device *d = add("nas", RATING_CULPRIT,
	    CAUSE_WRONG_USER_NAME, REMEDY_FULL_USER_NAME);

	(void)state;
	strcpy(d->right_user, "anna@example.test");
	assert_says("as a***@example.test the same password is let in");
	assert_never("anna@");
	d->cause = CAUSE_WRONG_METHOD;
	d->remedy = REMEDY_OTHER_METHOD;
	strcpy(d->wrong_mech, "CRAM-MD5");
	strcpy(d->right_mech, "PLAIN");
	assert_says("the same one is let in by PLAIN, and refused by "
	    "CRAM-MD5");
	d->cause = CAUSE_OTHER_REMEDY;
	d->hint = HINT_LICENCE;
	d->remedy = REMEDY_LICENCE;
	assert_says("has no licence for it.");
	d->cause = CAUSE_STALE_PASSWORD;
	d->is_outgoing = true;
	d->remedy = REMEDY_OUTGOING_PASSWORD;
	assert_says("only its outgoing server (SMTP) has an old password");
}

static void
what_was_turned_away_is_counted_with_the_servers_words(void **state)
{
	struct snap_device *d = add("cam", RATING_OK, CAUSE_NOT_ALLOWED,
	    REMEDY_TLS);

	(void)state;
	d->failures = snap.failures = d->accounts[0].failures = 0;
	d->turned_away = 8;
	strcpy(d->turned_reply, "503 AUTH not offered to office@example.test");
	assert_says("Turned away 8 times without a verdict: 503 AUTH not "
	    "offered to o***@example.test");
	d->turned_reply[0] = '\0';
	d->turned_reason = REASON_POLICY;
	assert_says("without a verdict: not allowed that way");
}

static void
several_macs_of_one_device_are_told(void **state)
{
	struct snap_device *d = add("phone", RATING_CULPRIT,
	    CAUSE_STALE_PASSWORD, REMEDY_NEW_PASSWORD);

	(void)state;
	assert_never("one device with");
	d->n_macs = 5;
	d->mac_is_private = true;
	assert_says("It is one device with 5 changing addresses (MACs):");
	assert_says("and 1 more.");
}

static void
each_kind_of_lockout_has_its_words(void **state)
{
	static const struct { enum lock_kind kind; const char *words; } rows[] =
	{
		{ LOCK_NETWORK, "no longer answers since" },
		{ LOCK_INSIDE, "refuses right passwords since" },
		{ LOCK_ACCOUNT, "most likely it has locked o***@example.test" },
		{ LOCK_TOLD, "says that this address is locked out since" },
	};
	struct snap_lockout *l = add_lockout(LOCK_NETWORK);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		l->kind = rows[i].kind;
		strcpy(l->user, "office@example.test");
		strcpy(l->reply, "554 too many failures of "
		    "office@example.test");
		assert_says(rows[i].words);
		assert_never("office@");
	}
	l->kind = LOCK_NETWORK;
	l->how = OPENING_TARPIT;
	assert_says("takes connections and says nothing");
	l->scope = SCOPE_PREFIX;
	assert_says("has locked your IPv6 network out");
}

static void
a_host_that_refuses_everybody_is_no_devices_fault(void **state)
{
	struct snap_host *h = &snap.hosts[snap.n_hosts++];

	(void)state;
	h->n_ips = 1;
	h->ips[0] = host_ip(25);
	h->state = HOST_REFUSES_ALL;
	h->trouble = TROUBLE_BACKEND_GONE;
	h->since_ns = T0;
	add("pc-a", RATING_VICTIM, CAUSE_SERVER_REFUSES_ALL, REMEDY_ASK_HOST);
	assert_true(strncmp(report(), "REFUSES EVERYBODY: ", 19) == 0);
	assert_never("NO CULPRIT");
	assert_never("new password");
}

static void
a_trouble_is_said_to_be_no_lockout(void **state)
{
	struct snap_trouble *x = &snap.troubles[snap.n_troubles++];
	int i;

	(void)state;
	x->at = (struct endpoint){ host_ip(25), 143 };
	x->since_ns = T0;
	for (i = 1; i < TROUBLE_COUNT; i++) {
		x->trouble = (enum trouble)i;
		assert_says("This is no lockout.");
	}
	x->until_ns = T0 + NS_PER_S;
	assert_never("This is no lockout.");
	assert_says("Other trouble at mail hosts");
}

static void
a_budget_is_told_and_that_it_is_used_up(void **state)
{
	struct snap_host *h = &snap.hosts[snap.n_hosts++];

	(void)state;
	h->n_ips = 1;
	h->ips[0] = host_ip(25);
	h->state = HOST_AT_RISK;
	h->policy = 1;
	h->counted = 3;
	h->budget_left = 2;
	h->eta_ns = 240 * NS_PER_S;
	assert_says("AT RISK: 203.0.113.25 has seen 3 failed logins for "
	    "sending within 10 minutes: 2 more and a host with fail2ban's "
	    "defaults locks your address out, at this pace in 4m00s.");
	h->policy = 4;
	assert_says("3 failed logins for reading mail within 60 minutes");
	h->policy = 6;
	assert_says("3 logins that it turned away within 60 minutes");
	h->budget_left = 0;
	assert_says("the budget is used up");
}

static void
nobody_can_be_named_is_not_said_beside_a_name(void **state)
{
	struct snap_server *h = &snap.servers[snap.n_servers++];

	(void)state;
	h->at = (struct endpoint){ host_ip(25), 143 };
	h->status = STATUS_NO_ANSWER;
	h->tries = 4;
	h->devices = 2;
	h->since_ns = T0;
	assert_says("so nobody can be named");
	/* Its devices are also those that logged in before. */
	assert_says("(4 tries in vain)");
	add("mac", RATING_CULPRIT, CAUSE_STALE_PASSWORD, REMEDY_NEW_PASSWORD);
	assert_says("NO ANSWER");
	assert_never("nobody can be named");
}

static void
mail_that_began_before_is_mail(void **state)
{
	(void)state;
	snap.sessions = 0;
	assert_says("NOTHING SEEN: There is no mail in this capture");
	snap.from_middle = 3;
	assert_never("There is no mail");
	assert_says("NO LOGIN SEEN: Mail passes here");
}

static void
an_interrupted_replay_says_first_what_is_missing(void **state)
{
	(void)state;
	add("mac", RATING_CULPRIT, CAUSE_STALE_PASSWORD, REMEDY_NEW_PASSWORD);
	assert_never("INTERRUPTED");
	style.is_interrupted = true;
	style.read_bytes = 1000000;
	style.size_bytes = 4000000;
	assert_ptr_equal(strstr(report(), "INTERRUPTED: 3.0 of 4.0 MB (75%) "
	    "were not read"), report());
	style.size_bytes = 0;
	assert_says("the rest was not read, 1.0 MB were");
}

/* --- alerts --- */

static const char *
alert(struct event *ev)
{
	static char words[400];
	struct text t;

	text_init(&t, words, sizeof words);
	alert_add(&t, ev, false, SPELLING_ASCII);
	return (words);
}

static struct event
event_of(enum action action)
{
	struct event ev;

	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_VERDICT;
	ev.when_ns = T0;
	ev.has_client = ev.has_server = true;
	ev.who.server.ip = host_ip(25);
	ev.who.client.ip = host_ip(1);
	strcpy(ev.who.client_name, "pc");
	strcpy(ev.u.verdict.user, "office@example.test");
	ev.u.verdict.action = action;
	ev.u.verdict.failures = 3;
	ev.u.verdict.users = 1;
	return (ev);
}

static void
every_alert_has_words_and_masks_its_user(void **state)
{
	int i;

	(void)state;
	for (i = 1; i < ACTION_COUNT; i++) {
		struct event ev = event_of((enum action)i);

		if (i == ACTION_CAPTURE_UNFIT)
			ev.u.verdict.finding.note = NOTE_NO_MAIL;
		ev.u.verdict.lock_kind = LOCK_ACCOUNT;
		if (strlen(alert(&ev)) < 20)
			fail_msg("%d: \"%s\"", i, alert(&ev));
		assert_null(strstr(alert(&ev), "office@"));
	}
}

static void
an_alert_says_why(void **state)
{
	struct event ev = event_of(ACTION_CULPRIT_NAMED);

	(void)state;
	ev.u.verdict.cause = CAUSE_WRONG_METHOD;
	assert_string_equal(alert(&ev), "pc (203.0.113.1) keeps failing to "
	    "log in (wrong method): 3 times, at 203.0.113.25, as "
	    "o***@example.test");
	ev.u.verdict.is_guessing = true;
	assert_null(strstr(alert(&ev), "guess"));
	ev.u.verdict.cause = CAUSE_GUESSING;
	assert_non_null(strstr(alert(&ev), "is guessing passwords"));
	ev = event_of(ACTION_CULPRIT_CLEARED);
	ev.u.verdict.cause = CAUSE_LOCKED_INSIDE;
	assert_non_null(strstr(alert(&ev), "its password is right"));
	ev = event_of(ACTION_LOCKOUT_FORECAST);
	assert_non_null(strstr(alert(&ev), "budget is used up"));
	ev = event_of(ACTION_HOST_TROUBLE);
	ev.u.verdict.trouble = TROUBLE_GONE;
	assert_non_null(strstr(alert(&ev), "no lockout"));
}

#define T(f)	cmocka_unit_test_setup(f, begin)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(who_made_the_lockout_reads_first),
		T(what_devices_have_in_common_is_said_once),
		T(victims_are_told_of_once_for_their_host),
		T(what_is_mended_says_since_when),
		T(it_keeps_failing_only_as_long_as_it_does),
		T(a_capture_of_days_has_dates),
		T(malware_is_a_word_for_guessing_alone),
		T(the_cause_is_told_with_what_is_right),
		T(what_was_turned_away_is_counted_with_the_servers_words),
		T(several_macs_of_one_device_are_told),
		T(each_kind_of_lockout_has_its_words),
		T(a_host_that_refuses_everybody_is_no_devices_fault),
		T(a_trouble_is_said_to_be_no_lockout),
		T(a_budget_is_told_and_that_it_is_used_up),
		T(nobody_can_be_named_is_not_said_beside_a_name),
		T(mail_that_began_before_is_mail),
		T(an_interrupted_replay_says_first_what_is_missing),
		T(every_alert_has_words_and_masks_its_user),
		T(an_alert_says_why),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
