/*
 * Hand-written sessions, logins and news for the tests of judge/: one login
 * in a few words, and a look at what the ledger then believes.
 */

#ifndef TESTS_SAYS_H
#define TESTS_SAYS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/when.h"
#include "engine/engine.h"
#include "judge/ledger.h"
#include "show/alert.h"

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
	enum evidence evidence;	/* WORDS when unknown */
	int64_t late_s;		/* told as unknown then, known only now */
	enum outcome was;	/* or told so */
	const char *program;	/* what it calls itself, where it has no row */
	const char *server;	/* the mail host's name */
	const char *mech;
	int64_t took_s;		/* from the question to the answer */
	uint8_t address;	/* the mail host's last byte, 42 when 0 */
	bool is_v6;
	enum hint hint;
	enum reason reason;	/* as the outcome has it, when unknown */
	uint8_t maybe_pct;	/* untold: how likely it was refused, */
	bool is_borne_out;	/* and whether more speaks for that */
};

static inline struct mac
mac_of(uint8_t last)
{
	struct mac m = { { 0x3c, 0x22, 0xfb, 0, 0, last } };

	return (m);
}

static inline struct ip
v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
	const uint8_t bytes[4] = { a, b, c, d };

	return (ip_v4(bytes));
}

static inline struct ip
v6(uint8_t last)
{
	const uint8_t bytes[16] = { 0x20, 1, 0x0d, 0xb8, [15] = last };

	return (ip_v6(bytes));
}

static inline struct who
who_of(const struct say *s)
{
	struct who w;

	memset(&w, 0, sizeof w);
	w.has_mac = s->mac != 0;
	w.mac = mac_of(s->mac);
	w.client.ip = v4(192, 168, 77, s->host);
	w.client.port = s->from != 0 ? s->from : (uint16_t)(40000 + s->at_s);
	w.client_ttl = 64;
	w.server.ip = s->is_v6 ? v6(s->address) :
	    v4(203, 0, 113, s->address != 0 ? s->address : 42);
	w.server.port = s->port != 0 ? s->port : 143;
	if (s->server != NULL)
		strncpy(w.server_name, s->server, sizeof w.server_name - 1);
	return (w);
}

static inline enum secret
login_from(struct ledger *l, const struct who *w, const struct say *s)
{
	struct event ev;
	struct attempt *a = &ev.u.login.attempt;

	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.when_ns = T0 + (s->late_s != 0 ? s->late_s : s->at_s) * NS_PER_S;
	a->ended_ns = T0 + s->at_s * NS_PER_S;
	if (s->took_s != 0)
		a->asked_ns = a->ended_ns - s->took_s * NS_PER_S;
	ev.u.login.corrects = s->late_s != 0;
	ev.u.login.was = s->was != 0 ? s->was : OUTCOME_UNKNOWN;
	ev.u.login.was_pct = s->was == OUTCOME_FAILED ? 99 : 0;
	ev.who = *w;
	a->proto = s->proto != PROTO_UNKNOWN ? s->proto : PROTO_IMAP;
	a->security = s->security != SECURITY_UNKNOWN ?
	    s->security : SECURITY_PLAIN;
	a->outcome = s->outcome;
	a->reason = s->outcome == OUTCOME_FAILED ?
	    REASON_CREDENTIALS : REASON_NOT_SEEN;
	a->evidence = s->evidence != EVIDENCE_UNKNOWN ?
	    s->evidence : EVIDENCE_WORDS;
	if (s->reason != REASON_UNKNOWN)
		a->reason = s->reason;
	a->confidence_pct = 100;
	a->is_inferred = a->evidence == EVIDENCE_LENGTHS;
	a->is_inferred |= s->maybe_pct != 0;
	a->failed_pct = s->maybe_pct;
	a->is_borne_out = s->is_borne_out;
	a->hint = s->hint;
	a->secret_tag = s->tag;
	a->client = s->client;
	if (s->program != NULL)
		strncpy(a->program, s->program, sizeof a->program - 1);
	if (s->mech != NULL)
		strncpy(a->mech, s->mech, sizeof a->mech - 1);
	if (s->user != NULL)
		strncpy(a->user, s->user, sizeof a->user - 1);
	if (s->hint != HINT_UNKNOWN)
		strcpy(a->reply, "NO");
	if (s->late_s == 0)
		ledger_session(l, ev.when_ns, &ev.who, a->proto);
	ledger_login(l, &ev);
	return (ev.u.login.secret);
}

static inline enum secret
login(struct ledger *l, struct say s)
{
	struct who w = who_of(&s);

	return (login_from(l, &w, &s));
}

static inline void
login_times(struct ledger *l, struct say s, int n)
{
	for (; n > 0; n--) {
		login(l, s);
		s.at_s += 10;
	}
}

static inline void
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
	ledger_news(l, &n);
}

static inline void
look_at(struct ledger *l, int64_t at_s)
{
	memset(snap, 0, sizeof *snap);
	snap->as_of_ns = at_s != 0 ? T0 + at_s * NS_PER_S : 0;
	snap->capture.packets = 1000;
	ledger_snapshot(l, snap);
}

static inline void
look(struct ledger *l)
{
	look_at(l, 0);
}

/* The row of a device, as of then. */
static inline const struct snap_device *
row_at(struct ledger *l, uint8_t mac, int64_t at_s)
{
	struct mac m = mac_of(mac);
	uint32_t i;

	look_at(l, at_s);
	for (i = 0; i < snap->n_devices; i++)
		if (mac_equals(&snap->devices[i].mac, &m))
			return (&snap->devices[i]);
	fail_msg("no row of %u", mac);
	return (NULL);
}

static inline enum rating
rating_of(struct ledger *l)
{
	look(l);
	assert_int_equal(snap->n_devices, 1);
	return (snap->devices[0].rating);
}

static inline const struct snap_note *
note_of(enum note note)
{
	uint32_t i;

	for (i = 0; i < snap->capture.n_notes; i++)
		if (snap->capture.notes[i].note == note)
			return (&snap->capture.notes[i]);
	return (NULL);
}

static inline bool
has_note(enum note note)
{
	return (note_of(note) != NULL);
}

/* An alert as whoever watches reads it; good until the next call. */
static inline const char *
alert_words(const struct event *ev)
{
	static char words[SENTENCE_BYTES];
	struct text t;

	text_init(&t, words, sizeof words);
	alert_add(&t, ev, true, SPELLING_RAW);
	return (words);
}

static inline int
open_ledger(void **state)
{
	engine_limits(MEMORY_DEFAULT_BYTES, &limits);
	*state = ledger_new(&limits, &key);
	snap = calloc(1, sizeof *snap);
	return (*state == NULL || snap == NULL ? -1 : 0);
}

static inline int
close_ledger(void **state)
{
	ledger_free(*state);
	free(snap);
	return (0);
}

static inline const char *
policy_words(const struct event *ev)
{
	static char words[NAME_BYTES];
	struct text t;

	text_init(&t, words, sizeof words);
	alert_policy(&t, &ev->u.verdict);
	return (words);
}

#define FAIL	.outcome = OUTCOME_FAILED
#define OK	.outcome = OUTCOME_OK

#define T(f)	cmocka_unit_test_setup_teardown(f, open_ledger, close_ledger)

#endif
