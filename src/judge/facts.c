/* A suspect's accounts, each replayed, and then looked at beside the others. */

#include "judge/facts.h"

#include <string.h>

#include "base/sort.h"
#include "base/span.h"
#include "base/when.h"
#include "judge/account.h"
#include "judge/automatic.h"
#include "judge/beside.h"
#include "judge/credentials.h"
#include "judge/hosts.h"
#include "judge/logins.h"
#include "judge/doubt.h"
#include "judge/queue.h"
#include "judge/router.h"
#include "judge/server_name.h"
#include "judge/tags.h"

/* An account that is gone had failed for a while, and not by chance (both a
 * guess). */
enum { REMOVED_FAILURES = 6 };
#define A_WHILE_NS	(10 * 60 * NS_PER_S)

/* --- the sums that are counted --- */

static void
sum_client(const struct store *st, const struct client *c, struct facts *out,
    struct tags *users, struct tags *secrets)
{
	const struct tried *d = store_find_tried(st, c);
	uint32_t i;

	out->failures += c->failures;
	out->successes += c->successes;
	out->unknown += c->unknown;
	out->away += c->away;
	out->is_relay |= c->is_relay;
	if (c->away > 0 && c->away_hint != HINT_UNKNOWN)
		out->away_hint = (enum hint)c->away_hint;
	out->certainty += c->certainty;
	out->open += c->lost_open;
	out->open_users += c->lost_users;
	if (d == NULL)
		return;
	for (i = 0; i < d->n_users; i++)
		tags_add(users, d->users[i]);
	for (i = 0; i < d->n_secrets; i++)
		tags_add(secrets, d->secrets[i]);
}

static void
sum_evicted(const struct evicted *p, struct facts *out)
{
	out->failures += p->failures;
	out->successes += p->successes;
	out->unknown += p->unknown;
	out->certainty += p->certainty;
	out->open += p->open;
	out->open_users += p->open_users;
}

static void
sum_counted(const struct look *k, struct facts *out)
{
	struct tags users = { 0 }, secrets = { 0 };
	const struct suspect *u = k->suspect;
	const struct device *d;
	const struct client *c;
	uint32_t i;

	for (c = suspect_next_client(k->store, u, NULL); c != NULL;
	    c = suspect_next_client(k->store, u, c))
		sum_client(k->store, c, out, &users, &secrets);
	for (d = suspect_next_device(k->store, u, NULL); d != NULL;
	    d = suspect_next_device(k->store, u, d))
		sum_evicted(&d->evicted, out);
	for (i = 0; i < k->n; i++)
		if (k->all[i]->failures > 0)
			tags_add(&users, mailbox_tag(&k->all[i]->mailbox));
	out->users = users.n;
	out->secrets = secrets.n;
	out->is_own_link = u->only == NULL && u->device->key.has_mac;
	out->is_afar = u->device->is_afar;
	out->hides_others = u->only == NULL &&
	    router_hides_others(k->store, u->device);
}

/* --- the accounts --- */

static void
collect(struct look *k)
{
	const struct account *a;
	int pass;

	for (pass = 0; pass < 2; pass++)
		for (a = suspect_next_account(k->store, k->suspect, NULL);
		    a != NULL && k->n < ALL_ACCOUNTS;
		    a = suspect_next_account(k->store, k->suspect, a))
			if ((a->failures > 0) == (pass == 0))
				k->all[k->n++] = a;
}

/* One more account; of too many the one goes that was used longest ago, but
 * for the first, which the group is called by. */
static void
group_put(struct group *g, const struct account *a)
{
	const struct login *l, *oldest = logins_newest(g->store, a);
	uint32_t i, at = GROUP_ACCOUNTS;

	if (g->n_accounts < GROUP_ACCOUNTS) {
		g->accounts[g->n_accounts++] = a;
		return;
	}
	for (i = 1; i < GROUP_ACCOUNTS && oldest != NULL; i++) {
		l = logins_newest(g->store, g->accounts[i]);
		if (l == NULL || l->when_ns < oldest->when_ns) {
			oldest = l;
			at = i;
		}
	}
	if (at < GROUP_ACCOUNTS)
		g->accounts[at] = a;
}

static const char *
server_name_of(struct look *k, uint32_t i)
{
	if (k->server_names[i] == NULL)
		k->server_names[i] = server_firm_name(k->store,
		    &k->all[i]->server);
	return (k->server_names[i]);
}

/* Are both of one group?  They are one suspect's. */
static bool
accounts_alike(struct look *k, uint32_t i, uint32_t j)
{
	const struct account *a = k->all[i], *b = k->all[j];

	if (a == b)
		return (true);
	if (!mailbox_equals(&a->mailbox, &b->mailbox) ||
	    (a->mailbox.local == 0 && (a->proto != b->proto ||
	    !programs_alike(a, b) || a->stack_tag != b->stack_tag ||
	    a->server.port != b->server.port)))
		return (false);
	return (a->host == b->host || servers_alike_named(&a->server,
	    server_name_of(k, i), &b->server, server_name_of(k, j)));
}

/*
 * The group that this account is the first of; none: it is empty.  One may be
 * like two that are not alike (by IPv6, beside two of IPv4): it goes with the
 * first, lest its failures count twice.
 */
static void
group_begin(struct look *k, uint32_t first, struct group *g)
{
	uint32_t i;

	memset(g, 0, offsetof(struct group, logins));
	g->n_typed = 0;
	g->typed_ns = 0;
	g->store = k->store;
	if (k->is_taken[first])
		return;
	for (i = first; i < k->n; i++) {
		if (k->is_taken[i] ||
		    !accounts_alike(k, i, first))
			continue;
		group_put(g, k->all[i]);
		k->is_taken[i] = true;
	}
}

/* --- one set of credentials --- */

static void
weigh_key(struct look *k, const struct group *g, const struct credentials *c,
    struct facts *out)
{
	/* One that had got in by this name has the right one. */
	const struct account *renamed = c->n_ok > 0 ? NULL :
	    beside_other_name(k, c);
	uint32_t open = credentials_open(g, c);

	if (open > 0 && beside_is_of_unknown(k, c))
		open = 0;
	if (renamed != NULL && open > 0 && beside_is_renamed(k, c, renamed)) {
		if (open > out->slip_max)
			out->slip_max = open;
		open = 0;
	}
	out->open += open;
	out->open_taught += credentials_open_taught(c, open);
	/* What had got in before is not guessed. */
	if (open > 0 && c->n_ok == 0)
		tags_add(&k->open_users, mailbox_tag(&c->account->mailbox));
	if (open > 0 && c->was_right && doubt_holds(k->store, c, k->now_ns))
		out->held += c->streak < open ? c->streak : open;
	/* What was kept by a program, and is gone, is made good as a whole. */
	if (open == 0 && c->is_back && c->n_own > out->slip_max)
		out->slip_max = c->n_own;
	out->relapses += credentials_relapses(c);
	if (c->n_method * 2 >= c->n_own) {
		out->by_method += c->n_own;
		out->right = c->account;
	}
	beside_weigh_secret(k, c, renamed, out);
	if (beside_reads_well(k, c))
		out->outgoing += c->n_own;
	if (c->good_ns != 0 && c->good_ns > out->good_since_ns)
		out->good_since_ns = c->good_ns;
}

/* Who types, and how fast: of the account with most secrets. */
static void
weigh_typed(struct group *g, struct facts *out)
{
	uint32_t i, failures = 0, same = 0;
	struct tags secrets = { 0 };

	for (i = 0; i < g->n_keys; i++) {
		if (g->keys[i].n_own == 0 || g->keys[i].secret_tag == 0)
			continue;
		tags_add(&secrets, g->keys[i].secret_tag);
		failures += g->keys[i].n_own;
		if (g->keys[i].n_own > same)
			same = g->keys[i].n_own;
	}
	/* The last of the keys stands for as many as it was refused. */
	if (g->n_keys == GROUP_KEYS)
		secrets.n += g->keys[GROUP_KEYS - 1].n_own;
	if (secrets.n <= out->typed)
		return;
	out->typed = secrets.n;
	out->typed_failures = failures;
	out->typed_same = same;
	out->typed_ms = sort_median(g->typed_ms, g->n_typed);
}

/*
 * Is it the same device that goes on with the account?  By its MAC it is; an
 * address behind a router may have passed on, unless it had used the account
 * before.
 */
static bool
is_of_same(const struct look *k, const struct account *a, int64_t failed_ns)
{
	const struct login *l;

	if (k->suspect->only == NULL && k->suspect->device->key.has_mac)
		return (true);
	for (l = logins_newest(k->store, a); l != NULL;
	    l = logins_older(k->store, l))
		if (l->when_ns <= failed_ns)
			return (true);
	return (false);
}

/*
 * Was the whole account taken off the device?  It failed for a while, has not
 * been tried since, and the device goes on by the same protocol.  first: of g.
 */
static bool
is_removed(struct look *k, const struct group *g, uint32_t first,
    int64_t last_ns)
{
	const struct login *l;
	uint32_t i, n = 0;
	int64_t first_ns = 0, span_ns = 0, failed_ns = last_ns;

	for (i = 0; i < g->n_keys; i++) {
		const struct credentials *c = &g->keys[i];

		n += c->n_own;
		if (c->n_ok > 0)
			return (false);
		if (c->n_own > 0 && (first_ns == 0 || c->first_ns < first_ns))
			first_ns = c->first_ns;
		if (c->n_own > 0 && credentials_span_ns(c) > span_ns)
			span_ns = credentials_span_ns(c);
	}
	if (n < REMOVED_FAILURES || last_ns - first_ns < A_WHILE_NS)
		return (false);
	last_ns += span_ns;
	for (i = n = 0; i < k->n && n < 2; i++) {
		if (k->all[i]->proto != g->accounts[0]->proto ||
		    accounts_alike(k, i, first) ||
		    !is_of_same(k, k->all[i], failed_ns))
			continue;
		for (l = logins_newest(k->store, k->all[i]); l != NULL &&
		    l->when_ns > last_ns; l = logins_older(k->store, l))
			n += l->outcome == OUTCOME_OK;
	}
	return (n >= 2);
}

/* The likeness that holds for most is worth telling. */
static void
weigh_lengths(const struct group *g, struct facts *out)
{
	uint32_t i, j, n;

	for (i = 0; i < g->n_logins; i++) {
		const struct login *l = g->logins[i];

		if (l->outcome != OUTCOME_FAILED || !l->is_inferred)
			continue;
		if (out->inferred++ == 0 || l->delay_ms < out->delay_least_ms)
			out->delay_least_ms = l->delay_ms;
		out->taught += l->is_taught;
		if (l->delay_ms > out->delay_most_ms)
			out->delay_most_ms = l->delay_ms;
		for (n = 0, j = i; j < g->n_logins; j++)
			n += g->logins[j]->is_inferred &&
			    g->logins[j]->outcome == OUTCOME_FAILED &&
			    g->logins[j]->reply_bytes == l->reply_bytes;
		if (n > out->alike) {
			out->alike = n;
			out->reply_bytes = l->reply_bytes;
		}
	}
}

static void
weigh_group(struct look *k, struct group *g, uint32_t first, struct facts *out)
{
	uint32_t i, own = out->own, open = out->open, held = out->held;
	uint32_t open_taught = out->open_taught;
	int64_t last_ns = 0;

	group_replay(g, out);
	if (g->slip_max > out->slip_max)
		out->slip_max = g->slip_max;
	for (i = 0; i < g->n_keys; i++) {
		if (g->keys[i].n_own == 0)
			continue;
		weigh_key(k, g, &g->keys[i], out);
		if (g->keys[i].last_ns > last_ns)
			last_ns = g->keys[i].last_ns;
	}
	weigh_typed(g, out);
	weigh_lengths(g, out);
	if (out->open > open && is_removed(k, g, first, last_ns)) {
		if (out->open - open > out->slip_max)
			out->slip_max = out->open - open;
		out->open = open;
		out->held = held;
		out->open_taught = open_taught;
	}
	own = out->own - own;
	if (own > k->most) {
		k->most = own;
		out->wrong = g->accounts[0];
	}
}

static enum settings_program
program_of(const struct account *a)
{
	const char *name = account_program(a);

	if (name[0] == '\0')
		return (PROGRAM_UNNAMED);
	return (span_holds_nocase(span_text(name), "Apple") ? PROGRAM_APPLE :
	    PROGRAM_OTHER);
}

/* Refusals at the host of the account that fails most, of this mailbox. */
static void
weigh_automatic(const struct look *k, struct facts *out)
{
	struct settings_try tries[SETTINGS_TRIES];
	const struct account *wrong = out->wrong;
	const struct login *l;
	uint32_t i, n = 0;

	if (wrong == NULL)
		return;
	for (i = 0; i < k->n; i++) {
		const struct account *a = k->all[i];

		if (a->host != wrong->host || (a->mailbox.local != 0 &&
		    wrong->mailbox.local != 0 &&
		    a->mailbox.local != wrong->mailbox.local))
			continue;
		for (l = logins_newest(k->store, a); l != NULL &&
		    n < SETTINGS_TRIES; l = logins_older(k->store, l))
			if (l->outcome == OUTCOME_FAILED)
				tries[n++] = (struct settings_try){
				    l->when_ns, a->server.port, l->mech,
				    l->form };
	}
	out->automatic = automatic_tries(tries, n, program_of(wrong));
}

/* One account that only sends, several mails at once: a relay. */
static bool
has_queue(const struct look *k, const struct facts *f)
{
	uint32_t i;

	if (f->users > 1 || f->hides_others || f->is_afar ||
	    f->wrong == NULL)
		return (false);
	for (i = 0; i < k->n; i++)
		if (k->all[i]->proto != PROTO_SMTP)
			return (false);
	return (queue_shows(k->store, f->wrong));
}

void
facts_of(const struct store *st, const struct suspect *u, int64_t now_ns,
    struct facts *out)
{
	struct look k = { .store = st, .suspect = u, .now_ns = now_ns };
	struct group g;
	uint32_t i;

	memset(out, 0, sizeof *out);
	collect(&k);
	sum_counted(&k, out);
	for (i = 0; i < k.n && k.all[i]->failures > 0; i++) {
		out->tagged += k.all[i]->tagged;
		out->repeats += k.all[i]->repeats;
		group_begin(&k, i, &g);
		if (g.n_accounts > 0)
			weigh_group(&k, &g, i, out);
	}
	for (i = 0; i < k.n && out->failures == 0; i++)
		untold_look(st, k.all[i], &out->untold);
	out->open_users += k.open_users.n;
	weigh_automatic(&k, out);
	out->is_relay |= has_queue(&k, out);
}
