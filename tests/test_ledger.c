/* The ledger, told by hand-written sessions, logins and news. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/when.h"
#include "judge/ledger.h"

static const struct hash_key key = { 11, 22 };
static struct limits limits;
static struct snapshot *snap;

/* A day in 2026, so that no stamp is zero. */
#define T0	(INT64_C(1795000000) * NS_PER_S)

/* One login in a few words; what is not said is as in plain_login(). */
struct say {
	uint8_t mac;		/* last byte, 0 = none */
	uint8_t host;		/* 192.168.77.host */
	int64_t at_s;
	const char *user;
	enum outcome outcome;
	uint64_t tag;
	uint16_t client;
	enum proto proto;	/* IMAP when unknown */
	uint16_t port;		/* 143 when 0 */
	uint16_t from;		/* the client's port */
	enum security security;
};

static struct mac
mac_of(uint8_t last)
{
	struct mac m = { { 0x3c, 0x22, 0xfb, 0, 0, last } };

	return (m);
}

static struct ip
v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
	const uint8_t bytes[4] = { a, b, c, d };

	return (ip_v4(bytes));
}

static struct who
who_of(const struct say *s)
{
	struct who w;

	memset(&w, 0, sizeof w);
	w.has_mac = s->mac != 0;
	w.mac = mac_of(s->mac);
	w.client.ip = v4(192, 168, 77, s->host);
	w.client.port = s->from != 0 ? s->from : (uint16_t)(40000 + s->at_s);
	w.client_ttl = 64;
	w.server.ip = v4(203, 0, 113, 42);
	w.server.port = s->port != 0 ? s->port : 143;
	return (w);
}

static enum secret
login_from(struct ledger *l, const struct who *w, const struct say *s)
{
	struct event ev;
	struct attempt *a = &ev.u.login.attempt;

	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.when_ns = T0 + s->at_s * NS_PER_S;
	ev.who = *w;
	a->proto = s->proto != PROTO_UNKNOWN ? s->proto : PROTO_IMAP;
	a->security = s->security != SECURITY_UNKNOWN ?
	    s->security : SECURITY_PLAIN;
	a->outcome = s->outcome;
	a->reason = s->outcome == OUTCOME_FAILED ?
	    REASON_CREDENTIALS : REASON_NOT_SEEN;
	a->evidence = EVIDENCE_WORDS;
	a->confidence_pct = 100;
	a->secret_tag = s->tag;
	a->client = s->client;
	if (s->user != NULL)
		strncpy(a->user, s->user, sizeof a->user - 1);
	ledger_session(l, ev.when_ns, &ev.who, a->proto, a->security);
	ledger_login(l, &ev);
	return (ev.u.login.secret);
}

static enum secret
login(struct ledger *l, struct say s)
{
	struct who w = who_of(&s);

	return (login_from(l, &w, &s));
}

static void
login_times(struct ledger *l, struct say s, int n)
{
	for (; n > 0; n--) {
		login(l, s);
		s.at_s += 10;
	}
}

static void
tell(struct ledger *l, enum news_kind kind, enum news_from from, uint8_t mac,
    uint8_t host, const char *text)
{
	struct news n;

	memset(&n, 0, sizeof n);
	n.kind = kind;
	n.from = from;
	n.has_mac = mac != 0;
	n.mac = mac_of(mac);
	n.has_ip = host != 0;
	n.ip = v4(192, 168, 77, host);
	strncpy(n.text, text, sizeof n.text - 1);
	ledger_news(l, T0, &n);
}

static struct place_facts
look(struct ledger *l)
{
	struct place_facts f;

	memset(snap, 0, sizeof *snap);
	memset(&f, 0, sizeof f);
	f.packets = 1000;
	ledger_snapshot(l, snap);
	ledger_place(l, &f);
	place_judge(&f, snap);
	return (f);
}

static enum rating
rating_of(struct ledger *l)
{
	look(l);
	assert_int_equal(snap->n_culprits, 1);
	return (snap->culprits[0].rating);
}

static bool
has_note(enum note note)
{
	uint32_t i;

	for (i = 0; i < snap->capture.n_notes; i++)
		if (snap->capture.notes[i].note == note)
			return (true);
	return (false);
}

static int
open_ledger(void **state)
{
	limits_scale(MEMORY_DEFAULT_BYTES, &limits);
	*state = ledger_new(&limits, &key);
	return (*state == NULL ? -1 : 0);
}

static int
close_ledger(void **state)
{
	ledger_free(*state);
	return (0);
}

#define FAIL	.outcome = OUTCOME_FAILED
#define OK	.outcome = OUTCOME_OK

/* Judgement. */

static void
one_slip_and_a_success_is_ok(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };

	login(*state, s);
	s.at_s = 5, s.outcome = OUTCOME_OK, s.tag = 8;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_OK);
	assert_int_equal(snap->culprits[0].failures, 1);
}

static void
five_slips_and_a_success_are_no_culprit(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", FAIL };

	/* Refused as often as a culprit's, but the right one came at last. */
	for (s.at_s = 0; s.at_s < 5; s.at_s++) {
		s.tag = 100 + (uint64_t)s.at_s;
		login(*state, s);
	}
	s.outcome = OUTCOME_OK, s.tag = 9;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_SUSPECT);
	assert_false(snap->culprits[0].is_guessing);
}

static void
one_failure_makes_a_suspect(void **state)
{
	login(*state, (struct say){ .mac = 1, .host = 10, .user = "a", FAIL });
	assert_int_equal(rating_of(*state), RATING_SUSPECT);
	assert_true(snap->culprits[0].confidence_pct < 100);
}

static void
a_stale_password_makes_a_culprit(void **state)
{
	struct snap_device *d = &snap->culprits[0];

	login_times(*state, (struct say){ .mac = 1, .host = 10,
	    .user = "anna@example.test", .tag = 7, FAIL }, 9);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_true(d->is_repeating);
	assert_false(d->is_guessing);
	assert_int_equal(d->failures, 9);
	assert_int_equal(d->failed_connections, 9);
	assert_int_equal(d->secrets, 1);
	assert_int_equal(d->share_pct, 100);
	assert_int_equal(d->confidence_pct, 100);
	assert_int_equal(d->interval_ns, 10 * NS_PER_S);
	assert_string_equal(d->accounts[0].user, "anna@example.test");
}

static void
many_secrets_are_guessing(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", FAIL };

	for (s.at_s = 0; s.at_s < 5; s.at_s++) {
		s.tag = 100 + (uint64_t)s.at_s;
		login(*state, s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_true(snap->culprits[0].is_guessing);
	assert_false(snap->culprits[0].is_repeating);
	assert_int_equal(snap->culprits[0].secrets, 5);
}

static void
many_users_are_guessing_and_are_counted(void **state)
{
	struct say s = { .mac = 1, .host = 10, FAIL };
	char user[] = "userA";

	for (s.at_s = 0; s.at_s < 26; s.at_s++) {
		user[4] = (char)('A' + s.at_s);
		s.user = user;
		s.tag = 1 + (uint64_t)s.at_s;
		login(*state, s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_true(snap->culprits[0].is_guessing);
	assert_int_equal(snap->culprits[0].users, 26);
	assert_int_equal(snap->culprits[0].failures, 26);
}

static void
four_mailboxes_with_stale_passwords_are_no_guessing(void **state)
{
	static const char *const users[] = { "a", "b", "c", "d" };
	int round, i;

	for (round = 0; round < 5; round++)
		for (i = 0; i < 4; i++)
			login(*state, (struct say){ .mac = 1, .host = 10,
			    .at_s = round * 60 + i, .user = users[i],
			    .tag = 50 + (uint64_t)i, FAIL });
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_false(snap->culprits[0].is_guessing);
	assert_true(snap->culprits[0].is_repeating);
}

static void
another_programs_success_clears_nothing(void **state)
{
	struct say bad = { .mac = 1, .host = 10, .user = "bob", .client = 3,
	    .tag = 7, FAIL };
	struct say good = { .mac = 1, .host = 10, .user = "bob", .client = 4,
	    .tag = 8, OK };

	for (; bad.at_s < 40; bad.at_s += 10) {
		good.at_s = bad.at_s + 5;
		login(*state, bad);
		login(*state, good);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->culprits[0].n_clients, 2);
	assert_int_equal(snap->culprits[0].clients[0].failures, 4);
	assert_int_equal(snap->culprits[0].clients[0].successes, 0);
	assert_int_equal(snap->culprits[0].clients[1].successes, 4);
}

static void
a_secret_that_fails_again_after_another_got_in_is_stale(void **state)
{
	struct say bad = { .mac = 1, .host = 10, .user = "bob", .tag = 7,
	    FAIL };
	struct say good = { .mac = 1, .host = 10, .user = "bob", .tag = 8, OK };

	/* Two programs that say nothing of themselves look like one. */
	for (; bad.at_s < 30; bad.at_s += 10) {
		good.at_s = bad.at_s + 5;
		login(*state, bad);
		login(*state, good);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
}

static void
success_on_smtp_does_not_clear_imap(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "bob", FAIL };

	login_times(*state, s, 3);
	s.proto = PROTO_SMTP, s.port = 587, s.outcome = OUTCOME_OK;
	s.at_s = 60;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
}

static void
an_unknown_outcome_is_no_failure(void **state)
{
	login_times(*state, (struct say){ .mac = 1, .host = 10,
	    .security = SECURITY_TLS }, 9);
	look(*state);
	assert_int_equal(snap->n_culprits, 0);
	assert_int_equal(snap->unknown, 9);
	assert_int_equal(snap->encrypted, 9);
	assert_int_equal(snap->n_devices, 1);
}

static void
the_worst_comes_first(void **state)
{
	login_times(*state, (struct say){ .mac = 1, .host = 10, .user = "a",
	    .at_s = 100, FAIL }, 2);
	login_times(*state, (struct say){ .mac = 2, .host = 11, .user = "b",
	    FAIL }, 4);
	login_times(*state, (struct say){ .mac = 3, .host = 12, .user = "c",
	    FAIL }, 6);
	look(*state);
	assert_int_equal(snap->n_culprits, 3);
	assert_int_equal(snap->culprits[0].mac.b[5], 3);
	assert_int_equal(snap->culprits[1].mac.b[5], 2);
	assert_int_equal(snap->culprits[2].mac.b[5], 1);
	assert_int_equal(snap->culprits[0].share_pct, 50);
	assert_int_equal(ledger_failing(*state), 3);
	assert_int_equal(snap->hosts[0].failures, 12);
}

static void
a_culprit_is_named_once(void **state)
{
	struct event ev;

	tell(*state, NEWS_NAME, FROM_DHCP, 1, 10, "Annas-iPhone");
	login_times(*state, (struct say){ .mac = 1, .host = 10, .user = "anna",
	    FAIL }, 2);
	assert_false(ledger_next_verdict(*state, &ev));
	login_times(*state, (struct say){ .mac = 1, .host = 10, .user = "anna",
	    .at_s = 50, FAIL }, 5);
	assert_true(ledger_next_verdict(*state, &ev));
	assert_int_equal(ev.kind, EVENT_VERDICT);
	assert_int_equal(ev.u.verdict.action, ACTION_CULPRIT_NAMED);
	assert_int_equal(ev.when_ns, T0 + 50 * NS_PER_S);
	assert_non_null(strstr(ev.u.verdict.sentence, "Annas-iPhone"));
	assert_false(ledger_next_verdict(*state, &ev));
}

/* Secrets and accounts. */

static void
secrets_are_compared_per_device_and_account(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };

	assert_int_equal(login(*state, s), SECRET_FIRST);
	s.at_s = 1;
	assert_int_equal(login(*state, s), SECRET_REPEATED);
	s.at_s = 2, s.tag = 8;
	assert_int_equal(login(*state, s), SECRET_CHANGED);
	s.at_s = 3, s.tag = 0;
	assert_int_equal(login(*state, s), SECRET_UNKNOWN);
	s.at_s = 4, s.tag = 8, s.user = "bert";
	assert_int_equal(login(*state, s), SECRET_FIRST);
	s.at_s = 5, s.user = "anna", s.mac = 2, s.host = 11;
	assert_int_equal(login(*state, s), SECRET_FIRST);
}

static void
spellings_of_one_account_are_joined(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };

	login(*state, s);
	s.at_s = 1, s.user = "EXAMPLE\\anna";
	login(*state, s);
	s.at_s = 2, s.user = "anna@Example.Test";
	assert_int_equal(login(*state, s), SECRET_REPEATED);
	s.at_s = 3, s.user = "anna%example.test";
	login(*state, s);
	s.at_s = 4, s.user = "Anna";
	login(*state, s);
	look(*state);
	assert_int_equal(snap->culprits[0].n_accounts, 1);
	assert_int_equal(snap->culprits[0].users, 1);
	assert_int_equal(snap->culprits[0].accounts[0].failures, 5);
	assert_string_equal(snap->culprits[0].accounts[0].user,
	    "anna@Example.Test");
}

static void
two_domains_keep_a_bare_user_apart(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "info@a.test", FAIL };

	login(*state, s);
	s.at_s = 1, s.user = "info@b.test";
	login(*state, s);
	s.at_s = 2, s.user = "info";
	login(*state, s);
	look(*state);
	assert_int_equal(snap->culprits[0].n_accounts, 3);
}

/* Who. */

static void
addresses_of_one_mac_go_together(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };
	struct who w;

	login(*state, s);
	s.at_s = 1;
	w = who_of(&s);
	w.client.ip = ip_v6(six);
	assert_int_equal(login_from(*state, &w, &s), SECRET_REPEATED);
	s.at_s = 2, s.host = 60;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->culprits[0].n_ips, 3);
	assert_true(ip_is_v4(&snap->culprits[0].ips[1]));
	assert_false(ip_is_v4(&snap->culprits[0].ips[2]));
	assert_false(snap->culprits[0].is_by_address);
}

static void
an_address_that_moves_does_not_take_failures_along(void **state)
{
	login_times(*state, (struct say){ .mac = 1, .host = 10, .user = "a",
	    FAIL }, 3);
	tell(*state, NEWS_ADDRESS, FROM_DHCP, 2, 10, "");
	login(*state, (struct say){ .mac = 2, .host = 10, .at_s = 99,
	    .user = "b", OK });
	look(*state);
	assert_int_equal(snap->n_culprits, 1);
	assert_int_equal(snap->culprits[0].mac.b[5], 1);
	assert_true(has_note(NOTE_ADDRESS_MOVED));
	assert_int_equal(snap->n_devices, 2);
}

static void
a_mac_with_five_private_addresses_is_a_router(void **state)
{
	struct say s = { .mac = 1, .user = "x", FAIL };
	struct place_facts f;

	for (s.host = 20; s.host < 26; s.host++) {
		s.at_s++;
		login(*state, s);
	}
	s.host = 22;
	s.at_s = 60;
	login_times(*state, s, 3);
	f = look(*state);
	assert_int_equal(f.n_router_hosts, 6);
	assert_int_equal(snap->n_culprits, 6);
	assert_int_equal(snap->n_devices, 6);
	assert_int_equal(ledger_failing(*state), 6);
	assert_true(snap->culprits[0].is_by_address);
	assert_int_equal(snap->culprits[0].ips[0].b[15], 22);
	assert_int_equal(snap->culprits[0].failures, 4);
	assert_int_equal(snap->culprits[1].rating, RATING_SUSPECT);
	assert_true(has_note(NOTE_ROUTER_MAC));
	assert_int_equal(snap->capture.point, POINT_BEHIND_ROUTER);
}

static void
a_device_that_dhcp_moves_about_is_no_router(void **state)
{
	struct say s = { .mac = 1, .user = "x", FAIL };

	for (s.host = 20; s.host < 30; s.host++) {
		s.at_s++;
		tell(*state, NEWS_ADDRESS, FROM_DHCP, 1, s.host, "");
		login(*state, s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_false(snap->culprits[0].is_by_address);
	assert_int_equal(snap->culprits[0].failures, 10);
}

static void
addresses_an_hour_apart_are_no_router(void **state)
{
	struct say s = { .mac = 1, .user = "x", FAIL };

	for (s.host = 20; s.host < 30; s.host++) {
		s.at_s += 3000;
		login(*state, s);
	}
	look(*state);
	assert_int_equal(snap->n_culprits, 1);
}

static void
a_gateways_mac_is_nobody(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "x", FAIL };

	tell(*state, NEWS_ROUTER, FROM_NDP, 1, 0, "");
	tell(*state, NEWS_NAME, FROM_MDNS, 1, 0, "fritzbox");
	login_times(*state, s, 3);
	s.host = 11, s.at_s = 50;
	login(*state, s);
	look(*state);
	assert_int_equal(snap->n_culprits, 2);
	assert_true(snap->culprits[0].is_by_address);
	assert_int_equal(snap->culprits[0].n_names, 0);
}

static void
a_hop_in_the_ttl_shows_a_second_router(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "x", FAIL };
	struct who w = who_of(&s);

	tell(*state, NEWS_NAME, FROM_DHCP, 1, 10, "TL-WR841N");
	w.client_ttl = 63;
	login_from(*state, &w, &s);
	login(*state, (struct say){ .mac = 2, .host = 11, .user = "y", OK });
	look(*state);
	assert_true(has_note(NOTE_SECOND_ROUTER));
	assert_non_null(strstr(snap->capture.notes[0].sentence, "TL-WR841N"));
	assert_int_equal(snap->n_culprits, 1);
	assert_true(snap->culprits[0].has_mac);
	assert_int_equal(snap->capture.point, POINT_LAN);
}

static void
without_a_mac_the_address_is_the_device(void **state)
{
	login_times(*state, (struct say){ .host = 10, .user = "x", FAIL }, 3);
	login(*state, (struct say){ .host = 11, .user = "x", OK });
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_false(snap->culprits[0].has_mac);
	assert_int_equal(snap->culprits[0].n_ips, 1);
	assert_int_equal(snap->n_devices, 2);
}

static void
all_mail_from_one_public_address_is_the_wan(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "x", FAIL };
	struct who w;

	for (; s.at_s < 4; s.at_s++) {
		w = who_of(&s);
		w.client.ip = v4(198, 51, 100, 23);
		w.client_ttl = 63;
		login_from(*state, &w, &s);
	}
	look(*state);
	assert_int_equal(snap->capture.point, POINT_WAN);
	assert_true(snap->capture.notes[0].is_unfit);
	assert_true(snap->culprits[0].confidence_pct <= 60);
}

/* Names. */

static void
the_most_trusted_name_comes_first(void **state)
{
	struct snap_device *d = &snap->culprits[0];

	tell(*state, NEWS_NAME, FROM_NBNS, 1, 10, "RECEPTION");
	tell(*state, NEWS_NAME, FROM_MDNS, 1, 10, "reception-pc.local");
	tell(*state, NEWS_NAME, FROM_DHCP, 1, 0, "RECEPTION-PC");
	tell(*state, NEWS_NAME, FROM_LLMNR, 1, 10, "reception");
	tell(*state, NEWS_CLASS, FROM_DHCP, 1, 0, "MSFT 5.0");
	login(*state, (struct say){ .mac = 1, .host = 10, .user = "x", FAIL });
	look(*state);
	assert_int_equal(d->n_names, 2);
	assert_string_equal(d->names[0], "RECEPTION-PC");
	assert_string_equal(d->names[1], "RECEPTION");
	assert_string_equal(d->class, "MSFT 5.0");
}

static void
a_name_told_for_the_address_alone_is_kept(void **state)
{
	tell(*state, NEWS_NAME, FROM_NBNS, 0, 10, "DiskStation");
	login(*state, (struct say){ .mac = 1, .host = 10, .user = "x", FAIL });
	tell(*state, NEWS_NAME, FROM_MDNS, 0, 10, "nas");
	look(*state);
	assert_int_equal(snap->culprits[0].n_names, 2);
	assert_string_equal(snap->culprits[0].names[0], "nas");
	assert_string_equal(snap->culprits[0].names[1], "DiskStation");
}

static void
a_dns_answer_names_the_server(void **state)
{
	struct news n;

	memset(&n, 0, sizeof n);
	n.kind = NEWS_SERVER;
	n.from = FROM_DNS;
	n.has_ip = true;
	n.ip = v4(203, 0, 113, 42);
	strcpy(n.text, "mail.example.test");
	ledger_news(*state, T0, &n);
	login(*state, (struct say){ .mac = 1, .host = 10, .user = "x", FAIL });
	look(*state);
	assert_string_equal(snap->hosts[0].name, "mail.example.test");
	assert_string_equal(snap->culprits[0].servers[0].name,
	    "mail.example.test");
}

static void
a_group_address_is_no_device(void **state)
{
	struct news n;

	memset(&n, 0, sizeof n);
	n.kind = NEWS_NAME;
	n.from = FROM_MDNS;
	n.has_mac = true;
	memset(&n.mac, 0xff, sizeof n.mac);
	strcpy(n.text, "everyone");
	ledger_news(*state, T0, &n);
	look(*state);
	assert_int_equal(snap->n_devices, 0);
}

/* Room. */

static void
a_flood_of_passers_by_does_not_push_the_culprit_out(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };
	struct who w;
	uint32_t i;

	login_times(*state, s, 3);
	s.outcome = OUTCOME_OK;
	for (i = 0; i < 3 * limits.hosts; i++) {
		s.at_s = 100 + i / 1000;
		w = who_of(&s);
		w.mac.b[2] = (uint8_t)(i >> 16);
		w.mac.b[3] = (uint8_t)(i >> 8);
		w.mac.b[4] = (uint8_t)i;
		w.mac.b[5] = 0xee;
		w.client.ip.b[13] = (uint8_t)(i >> 16);
		w.client.ip.b[14] = (uint8_t)(i >> 8);
		w.client.ip.b[15] = (uint8_t)i;
		login_from(*state, &w, &s);
	}
	look(*state);
	assert_int_equal(snap->n_culprits, 1);
	assert_int_equal(snap->culprits[0].failures, 3);
	assert_string_equal(snap->culprits[0].accounts[0].user, "anna");
	assert_true(ledger_evicted(*state) > limits.hosts);
}

static void
when_all_fail_the_stalest_goes_and_the_newest_comes(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };
	struct who w;
	uint32_t i;

	for (i = 0; i < 3 * limits.devices; i++) {
		s.at_s = i;
		w = who_of(&s);
		w.mac.b[3] = (uint8_t)(i >> 16);
		w.mac.b[4] = (uint8_t)(i >> 8);
		w.mac.b[5] = (uint8_t)i;
		w.client.ip.b[14] = (uint8_t)(i >> 8);
		w.client.ip.b[15] = (uint8_t)i;
		login_from(*state, &w, &s);
	}
	look(*state);
	assert_int_equal(snap->n_culprits, SNAP_CULPRITS);
	assert_int_equal(snap->n_devices, limits.devices);
	assert_int_equal(ledger_failing(*state), limits.devices);
	assert_int_equal(snap->culprits[0].mac.b[5], (uint8_t)(i - 1));
}

static void
a_device_with_countless_addresses_stays_one(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8 };
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };
	struct who w;
	uint32_t i;

	for (i = 0; i < 1000; i++) {
		s.at_s = i;
		w = who_of(&s);
		w.client.ip = ip_v6(six);
		w.client.ip.b[14] = (uint8_t)(i >> 8);
		w.client.ip.b[15] = (uint8_t)i;
		login_from(*state, &w, &s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->culprits[0].n_ips, SNAP_IPS);
	assert_int_equal(snap->culprits[0].failures, 1000);
	assert_int_equal(snap->culprits[0].failed_connections, 1000);
	assert_int_equal(snap->culprits[0].first_ns, T0);
	assert_int_equal(ledger_failing(*state), 1);
}

#define T(f)	cmocka_unit_test_setup_teardown(f, open_ledger, close_ledger)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(one_slip_and_a_success_is_ok),
		T(five_slips_and_a_success_are_no_culprit),
		T(one_failure_makes_a_suspect),
		T(a_stale_password_makes_a_culprit),
		T(many_secrets_are_guessing),
		T(many_users_are_guessing_and_are_counted),
		T(four_mailboxes_with_stale_passwords_are_no_guessing),
		T(another_programs_success_clears_nothing),
		T(a_secret_that_fails_again_after_another_got_in_is_stale),
		T(success_on_smtp_does_not_clear_imap),
		T(an_unknown_outcome_is_no_failure),
		T(the_worst_comes_first),
		T(a_culprit_is_named_once),
		T(secrets_are_compared_per_device_and_account),
		T(spellings_of_one_account_are_joined),
		T(two_domains_keep_a_bare_user_apart),
		T(addresses_of_one_mac_go_together),
		T(an_address_that_moves_does_not_take_failures_along),
		T(a_mac_with_five_private_addresses_is_a_router),
		T(a_device_that_dhcp_moves_about_is_no_router),
		T(addresses_an_hour_apart_are_no_router),
		T(a_gateways_mac_is_nobody),
		T(a_hop_in_the_ttl_shows_a_second_router),
		T(without_a_mac_the_address_is_the_device),
		T(all_mail_from_one_public_address_is_the_wan),
		T(the_most_trusted_name_comes_first),
		T(a_name_told_for_the_address_alone_is_kept),
		T(a_dns_answer_names_the_server),
		T(a_group_address_is_no_device),
		T(a_flood_of_passers_by_does_not_push_the_culprit_out),
		T(when_all_fail_the_stalest_goes_and_the_newest_comes),
		T(a_device_with_countless_addresses_stays_one),
	};
	int failed;

	snap = calloc(1, sizeof *snap);
	if (snap == NULL)
		return (1);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(snap);
	return (failed);
}
