/*
 * A device's failed logins in words.
 *
 * The one rule: what is said of a number of logins is true of each of them.
 * Where several accounts fail each gets its own count, places and passwords;
 * a long list is cut, and says so.
 */

#include "show/phrases.h"

#include <string.h>

#include "base/when.h"
#include "show/causes.h"
#include "show/user.h"

enum { ACCOUNTS_TOLD = 3, SERVERS_TOLD = 3 };

const char *
phrases_proto(enum proto proto)
{
	static const char *const names[PROTO_COUNT] = {
		"mail", "IMAP", "POP3", "SMTP", "ManageSieve"
	};

	return (proto < PROTO_COUNT ? names[proto] : names[0]);
}

static void
add_endpoint(struct text *t, const struct endpoint *at)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&at->ip, ip);
	text_addf(t, ip_is_v4(&at->ip) ? "%s:%u" : "[%s]:%u", ip, at->port);
}

void
phrases_server(struct text *t, const struct snap_server *s, bool ascii)
{
	if (s->name[0] != '\0') {
		text_add_wire(t, span_text(s->name), ascii);
		text_add(t, " (");
	}
	add_endpoint(t, &s->at);
	if (s->name[0] != '\0')
		text_add(t, ")");
}

/* The words before the i-th of n things: ", ", and " and " before the last. */
static const char *
joint(uint32_t i, uint32_t n)
{
	return (i == 0 ? "" : i + 1 < n ? ", " : " and ");
}

static uint32_t
bits_count(uint32_t set)
{
	uint32_t n = 0;

	for (; set != 0; set &= set - 1)
		n++;
	return (n);
}

/* Adds where a set of logins went: ", IMAP to one and SMTP to another". */
static void
add_where(struct text *t, const struct snap_device *d, uint32_t set, bool ascii)
{
	uint32_t n = bits_count(set), told, i, at = 0;

	told = n > SERVERS_TOLD ? SERVERS_TOLD : n;
	for (i = 0; i < d->n_servers && at < told; i++) {
		if ((set >> i & 1) == 0)
			continue;
		text_addf(t, "%s%s to ", at == 0 ? ", " :
		    joint(at, told + (n > told)),
		    phrases_proto(d->servers[i].proto));
		phrases_server(t, &d->servers[i], ascii);
		at++;
	}
	if (n > told)
		text_addf(t, " and to %u more", n - told);
}

static uint32_t
servers_failed_at(const struct snap_device *d)
{
	uint32_t i, set = 0;

	for (i = 0; i < d->n_servers; i++)
		if (d->servers[i].failures > 0)
			set |= UINT32_C(1) << i;
	return (set);
}

/* How many of the listed accounts fail (these come first), and how often. */
static uint32_t
failing(const struct snap_device *d, uint64_t *failures)
{
	uint32_t n;

	*failures = 0;
	for (n = 0; n < d->n_accounts && d->accounts[n].failures > 0; n++)
		*failures += d->accounts[n].failures;
	return (n);
}

/* How many accounts fail in all; a device's list that is full holds fewer. */
static uint32_t
failing_in_all(const struct snap_device *d)
{
	uint64_t failures;
	uint32_t n = failing(d, &failures);

	return (failures < d->failures && d->users > n ? d->users : n);
}

uint32_t
phrases_n_accounts(const struct snap_device *d)
{
	uint64_t failures;
	uint32_t n = failing(d, &failures);

	return (failing_in_all(d) + d->n_accounts - n);
}

static bool
looks_alike(const char *a, const char *b, struct wording w)
{
	char shown[2][USER_BYTES + 8];
	struct text t;

	text_init(&t, shown[0], sizeof shown[0]);
	user_add(&t, a, w.show_users, w.ascii);
	text_init(&t, shown[1], sizeof shown[1]);
	user_add(&t, b, w.show_users, w.ascii);
	return (strcmp(shown[0], shown[1]) == 0);
}

uint32_t
phrases_alike(const struct snap_device *d, uint32_t i, struct wording w,
    phrases_same *same, struct snap_account *sum)
{
	const struct snap_account *a = &d->accounts[i];
	uint32_t j, n = 1;

	*sum = *a;
	for (j = 0; j < d->n_accounts && !w.show_users; j++) {
		const struct snap_account *b = &d->accounts[j];

		if (j == i || !looks_alike(a->user, b->user, w) ||
		    (same != NULL && !same(a, b)))
			continue;
		if (j < i)
			return (0);
		sum->failures += b->failures;
		sum->successes += b->successes;
		n++;
	}
	return (n);
}

static void
add_account(struct text *t, const char *user, uint32_t n, struct wording w)
{
	user_add(t, user, w.show_users, w.ascii);
	if (n > 1)
		text_addf(t, " (%u accounts)", n);
}

bool
phrases_is_list(const struct snap_device *d)
{
	uint64_t failures;
	uint32_t n = failing(d, &failures);

	if (cause_is_guessing(d))
		return (false);
	return (n > 1 || (n == 1 && failures < d->failures));
}

void
phrases_logins(struct text *t, const struct snap_device *d, struct wording w)
{
	uint64_t failures;

	if (cause_is_guessing(d) && d->users > 1)
		text_addf(t, " as %u different users", d->users);
	else if (failing(d, &failures) > 0) {
		text_add(t, " as ");
		user_add(t, d->accounts[0].user, w.show_users, w.ascii);
	}
	if (cause_is_guessing(d) && d->secrets > 1)
		text_addf(t, " with %u different passwords", d->secrets);
	if (cause_is_guessing(d))
		text_add(t, ": this looks like guessing");
	else if (d->n_accounts > 0 && d->accounts[0].is_repeating)
		text_add(t, ", the same password each time");
	add_where(t, d, servers_failed_at(d), w.ascii);
}

/* Would phrases_each say the same of both accounts? */
static bool
fails_alike(const struct snap_account *a, const struct snap_account *b)
{
	return (b->failures > 0 && a->failed_at == b->failed_at &&
	    a->is_repeating == b->is_repeating);
}

void
phrases_each(struct text *t, const struct snap_device *d, struct wording w)
{
	uint32_t i, n, all = failing_in_all(d), told = 0, lines = 0, alike;
	struct snap_account sum;
	uint64_t failures;

	n = failing(d, &failures);
	for (i = 0; i < n && lines < ACCOUNTS_TOLD; i++) {
		alike = phrases_alike(d, i, w, fails_alike, &sum);
		if (alike == 0)
			continue;
		text_addf(t, "%s%u as ", lines == 0 ? "" : "; ", sum.failures);
		add_account(t, sum.user, alike, w);
		if (sum.is_repeating)
			text_add(t, ", the same password each time");
		add_where(t, d, sum.failed_at, w.ascii);
		told += alike;
		lines++;
	}
	if (all > told)
		text_addf(t, "; and %u more account%s", all - told,
		    all - told == 1 ? "" : "s");
	if (failures < d->failures && all == n) {
		text_addf(t, "; %u whose account is not known",
		    d->failures - (uint32_t)failures);
		add_where(t, d, d->nameless_at, w.ascii);
	}
}

/*
 * Is this account well again?  Its last login was a good one, or a slip is all
 * there was beside good ones; and these are not another program's.
 */
static bool
is_settled(const struct snap_device *d, const struct snap_account *a)
{
	const struct snap_client *wrong, *right;
	uint32_t i;

	if (a->successes == 0 || snap_device_programs(d, &wrong, &right))
		return (false);
	if (a->failures == 1)
		return (true);
	for (i = 0; i < d->n_logins; i++)
		if (strcmp(d->logins[i].user, a->user) == 0 &&
		    d->logins[i].outcome != OUTCOME_UNKNOWN)
			return (d->logins[i].outcome == OUTCOME_OK);
	return (false);
}

static bool
are_failing(const struct snap_account *a, const struct snap_account *b)
{
	return ((a->failures > 0) == (b->failures > 0));
}

/* Adds by name the failing accounts of *d, which stand first in its list, and
 * how many more there are; all is their number. */
static void
add_accounts(struct text *t, const struct snap_device *d, struct wording w,
    uint32_t most, uint32_t all)
{
	uint32_t i, n, told = 0, lines = 0, groups = 0, alike;
	struct snap_account sum;
	uint64_t failures;
	bool has_more;

	n = failing(d, &failures);
	for (i = 0; i < n; i++) {
		alike = phrases_alike(d, i, w, are_failing, &sum);
		groups += alike > 0;
		told += groups <= most ? alike : 0;
	}
	groups = groups < most ? groups : most;
	has_more = all > told || failures < d->failures;
	for (i = 0; i < n && lines < groups; i++) {
		alike = phrases_alike(d, i, w, are_failing, &sum);
		if (alike == 0)
			continue;
		text_add(t, joint(lines, groups + has_more));
		add_account(t, sum.user, alike, w);
		lines++;
	}
	text_add(t, told > 0 && has_more ? " and " : "");
	if (all > told)
		text_addf(t, "%u more", all - told);
	else if (has_more)
		text_add(t, told > 0 ? "others not known" :
		    "an unknown account");
}

void
phrases_accounts(struct text *t, const struct snap_device *d, struct wording w,
    uint32_t most)
{
	add_accounts(t, d, w, most, failing_in_all(d));
}

bool
phrases_accounts_open(struct text *t, const struct snap_device *d,
    struct wording w)
{
	struct snap_device open = *d;
	uint32_t i, n, all = failing_in_all(d), settled = 0;
	uint64_t failures;

	n = failing(d, &failures);
	open.n_accounts = 0;
	for (i = 0; i < n; i++) {
		if (is_settled(d, &d->accounts[i])) {
			open.failures -= d->accounts[i].failures;
			settled++;
		} else
			open.accounts[open.n_accounts++] = d->accounts[i];
	}
	if (open.n_accounts > 0)
		add_accounts(t, &open, w, SNAP_ACCOUNTS, all - settled);
	return (open.n_accounts > 0);
}

void
phrases_places(struct text *t, const struct snap_device *d, struct wording w,
    uint32_t most)
{
	uint32_t i, n, told;

	for (n = 0; n < d->n_servers && d->servers[n].failures > 0; n++)
		continue;
	told = n < most ? n : most;
	for (i = 0; i < told; i++) {
		const struct snap_server *s = &d->servers[i];

		text_add(t, joint(i, told + (n > told)));
		if (s->name[0] == '\0') {
			add_endpoint(t, &s->at);
			continue;
		}
		text_add_wire(t, span_text(s->name), w.ascii);
		text_addf(t, ":%u", s->at.port);
	}
	if (n > told)
		text_addf(t, " and %u more", n - told);
}

/* Adds a span in whole seconds: people want no stopwatch's tenths. */
static void
add_rounded_span(struct text *t, int64_t ns)
{
	char span[WHEN_SPAN_BYTES];

	if (ns < 10 * NS_PER_S) {
		text_addf(t, "%ds", (int)((ns + NS_PER_S / 2) / NS_PER_S));
		return;
	}
	when_span(ns < 60 * NS_PER_S ? ns + NS_PER_S / 2 : ns, span);
	text_add(t, span);
}

void
phrases_often(struct text *t, const struct snap_device *d)
{
	int64_t whole_ns = d->last_ns - d->first_ns;

	if (d->failures < 2 || whole_ns < NS_PER_S)
		return;
	/* The beat is one account's: of several at once it says nothing; nor
	 * does it where most came together. */
	if (d->interval_ns > 0 && d->n_accounts <= 1 && d->n_servers <= 1 &&
	    d->interval_ns / 3 * 2 <= whole_ns / (d->failures - 1)) {
		text_add(t, ", one every ");
		add_rounded_span(t, d->interval_ns);
		text_add(t, " or so");
		return;
	}
	text_add(t, ", within ");
	add_rounded_span(t, whole_ns);
}

/*
 * For so long at least, and for so many of its beats, a device may be quiet
 * and yet be at it: half an hour is more than mail programs wait as a rule.
 * Guesses both.
 */
#define QUIET_LEAST_NS	(1800 * NS_PER_S)
enum { QUIET_BEATS = 3 };

/* Until when failures could be seen: nobody fails at a host that is shut. */
static int64_t
seen_until(const struct snapshot *s)
{
	int64_t until_ns = s->as_of_ns;
	uint32_t i;

	for (i = 0; i < s->n_lockouts; i++)
		if (s->lockouts[i].until_ns == 0 &&
		    s->lockouts[i].since_ns < until_ns)
			until_ns = s->lockouts[i].since_ns;
	return (until_ns);
}

bool
phrases_goes_on(const struct snap_device *d, const struct snapshot *s)
{
	int64_t quiet_ns = seen_until(s) - d->last_ns;
	int64_t beat_ns = d->interval_ns;

	if (d->failures > 1 && (d->last_ns - d->first_ns) /
	    (d->failures - 1) > beat_ns)
		beat_ns = (d->last_ns - d->first_ns) / (d->failures - 1);
	return (quiet_ns <= QUIET_LEAST_NS ||
	    quiet_ns / QUIET_BEATS <= beat_ns);
}
