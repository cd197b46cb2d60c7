/*
 * The ranking: suspects with a failure, worst first.
 *
 * Culprits come before suspects and these before slips; among equals the
 * number of failures decides, then who failed last.  What a row lists is
 * added up over the device's clients and programs, those that fail first, so
 * that a full list loses only what works.
 */

#include "judge/ranking.h"

#include <stdio.h>
#include <string.h>

#include "base/sort.h"
#include "base/text.h"
#include "judge/account.h"
#include "judge/programs.h"
#include "judge/verdict.h"
#include "judge/server_name.h"

struct rank {
	struct suspect suspect;
	enum rating rating;
	bool is_locked_out;	/* at a host where it failed, and still */
	uint32_t failures;
	int64_t first_ns, last_ns;
};

/* Strictly worse: the order is total, so that two runs agree. */
static bool
rank_is_worse(const void *this, const void *that, const void *with)
{
	const struct rank *a = this, *b = that;

	(void)with;
	if (a->rating != b->rating)
		return (a->rating > b->rating);
	/* Who asks is locked out there. */
	if (a->is_locked_out != b->is_locked_out)
		return (a->is_locked_out);
	if (a->failures != b->failures)
		return (a->failures > b->failures);
	if (a->last_ns != b->last_ns)
		return (a->last_ns > b->last_ns);
	if (a->first_ns != b->first_ns)
		return (a->first_ns < b->first_ns);
	return (memcmp(&a->suspect.device->key, &b->suspect.device->key,
	    sizeof(struct client_key)) < 0);
}

/* Did it fail at a host that is locked now? */
static bool
is_locked_out(const struct store *st, const struct suspect *u,
    const struct snapshot *s)
{
	const struct account *a;
	uint32_t i;

	for (a = suspect_next_account(st, u, NULL); a != NULL;
	    a = suspect_next_account(st, u, a))
		for (i = 0; i < s->n_lockouts && a->failures > 0; i++)
			if (s->lockouts[i].until_ns == 0 &&
			    ip_equals(&s->lockouts[i].at.ip, &a->server.ip))
				return (true);
	return (false);
}

static void
rank_span(struct rank *r, uint32_t failures, int64_t first_ns, int64_t last_ns)
{
	if (failures == 0)
		return;
	if (r->first_ns == 0 || first_ns < r->first_ns)
		r->first_ns = first_ns;
	if (last_ns > r->last_ns)
		r->last_ns = last_ns;
}

static struct rank
rank_suspect(const struct store *st, struct suspect u,
    const struct snapshot *s)
{
	struct facts facts;
	struct verdict verdict;
	const struct device *d = NULL;
	const struct client *c;
	struct rank r;

	memset(&r, 0, sizeof r);
	facts_of(st, &u, s->as_of_ns, &facts);
	verdict_of(&facts, &verdict);
	r.suspect = u;
	r.rating = verdict.rating;
	r.is_locked_out = s->n_locked > 0 && is_locked_out(st, &u, s);
	r.failures = facts.failures;
	while ((d = suspect_next_device(st, &u, d)) != NULL)
		rank_span(&r, d->evicted.failures, d->evicted.first_ns,
		    d->evicted.last_ns);
	for (c = suspect_next_client(st, &u, NULL); c != NULL;
	    c = suspect_next_client(st, &u, c))
		rank_span(&r, c->failures, c->first_ns, c->last_ns);
	return (r);
}

/* Has the suspect failed, or been turned away, or can nobody tell? */
static bool
is_listed(const struct store *st, const struct suspect *u)
{
	const struct client *c = NULL;
	uint32_t unknown = 0;

	if (suspect_fails(st, u))
		return (true);
	while ((c = suspect_next_client(st, u, c)) != NULL) {
		if (c->away > 0)
			return (true);
		unknown += c->unknown;
	}
	return (unknown > 0 && untold_is_listed(st, u));
}

/* Did it do mail?  Who was only heard of is no row and not counted. */
static bool
suspect_was_seen(const struct store *st, const struct suspect *u)
{
	const struct device *d = NULL;
	const struct client *c = NULL;

	while ((d = suspect_next_device(st, u, d)) != NULL)
		if (d->sessions > 0 || d->failures > 0)
			return (true);
	while ((c = suspect_next_client(st, u, c)) != NULL)
		if (c->sessions > 0 || c->failures > 0)
			return (true);
	return (false);
}

/* All suspects: count the mail clients, rank those that fail. */
static uint32_t
rank_all(const struct store *st, struct snapshot *s, struct rank *ranks)
{
	struct suspect u = { NULL, NULL };
	uint32_t n = 0;

	const struct sort_kept kept = { ranks, SNAP_DEVICES, sizeof *ranks,
	    rank_is_worse };

	while (suspect_next(st, &u)) {
		struct rank r;

		s->n_devices_seen += suspect_was_seen(st, &u);
		if (!is_listed(st, &u))
			continue;
		r = rank_suspect(st, u, s);
		n = (uint32_t)sort_keep(&kept, n, &r);
	}
	return (n);
}

/* --- one row --- */

/* IPv4 addresses stand before all IPv6 ones. */
static bool
only_first_is_v4(const void *a, const void *b, const void *with)
{
	(void)with;
	return (ip_is_v4(a) && !ip_is_v4(b));
}

static void
row_add_ip(struct snap_device *row, const struct ip *ip)
{
	const struct sort_kept kept = { row->ips, SNAP_IPS, sizeof *ip,
	    only_first_is_v4 };

	row->n_ips = (uint32_t)sort_keep(&kept, row->n_ips, ip);
}

/* A row's account while programs are added to it. */
struct seen {
	struct mailbox mailbox;
	uint64_t tag;		/* of its failures, 0 = none yet */
	bool is_mixed;		/* with several secrets, or with unknown ones */
};

static void
seen_note(struct seen *seen, const struct account *a)
{
	if (a->tagged < a->failures || a->repeats + 1 < a->tagged ||
	    (seen->tag != 0 && seen->tag != a->failed_tag))
		seen->is_mixed = true;
	seen->tag = a->failed_tag;
}

/* The bit of the account's server; 0 when that is not in the list. */
static uint32_t
row_server_bit(const struct snap_device *row, const struct account *a)
{
	uint32_t i;

	for (i = 0; i < row->n_servers; i++)
		if (endpoint_equals(&row->servers[i].at, &a->server) &&
		    row->servers[i].proto == a->proto)
			return (UINT32_C(1) << i);
	return (0);
}

static void
row_add_account(struct snap_device *row, struct seen *seen,
    const struct account *a)
{
	uint32_t i, bit = a->failures > 0 ? row_server_bit(row, a) : 0;
	struct snap_account *s;

	if (a->mailbox.local == 0) {
		row->nameless_at |= bit;
		return;
	}
	for (i = 0; i < row->n_accounts; i++)
		if (mailbox_equals(&seen[i].mailbox, &a->mailbox))
			break;
	if (i == SNAP_ACCOUNTS)
		return;
	s = &row->accounts[i];
	if (i == row->n_accounts) {
		row->n_accounts++;
		memset(&seen[i], 0, sizeof seen[i]);
		seen[i].mailbox = a->mailbox;
		memcpy(s->user, a->user, sizeof s->user);
	}
	if (a->failures > 0)
		seen_note(&seen[i], a);
	s->failed_at |= bit;
	s->failures += a->failures;
	s->successes += a->successes;
	if (a->failures > 0 && a->last_ns >= s->last_failure_ns) {
		s->last_failure_ns = a->last_ns;
		memcpy(s->reply, a->reply, sizeof s->reply);
	}
	if (a->hint != HINT_UNKNOWN)
		s->hint = a->hint;
	s->is_repeating = s->failures > 1 && !seen[i].is_mixed;
}

static void
row_add_server(const struct store *st, struct snap_device *row,
    const struct account *a)
{
	const struct server *known;
	struct snap_server *s;
	uint32_t i;

	for (i = 0; i < row->n_servers; i++)
		if (endpoint_equals(&row->servers[i].at, &a->server) &&
		    row->servers[i].proto == a->proto)
			break;
	if (i == SNAP_SERVERS)
		return;
	s = &row->servers[i];
	if (i == row->n_servers) {
		row->n_servers++;
		s->at = a->server;
		s->proto = a->proto;
		known = pool_find(st->servers, &a->server);
		if (known != NULL)
			memcpy(s->name, known->name, sizeof s->name);
	}
	s->failures += a->failures;
	s->successes += a->successes;
	s->unknown += a->unknown;
}

/* A program by what it says of itself, its protocol and its server. */
static void
row_add_client(const struct store *st, struct snap_device *row,
    const struct account **seen, const struct account *a)
{
	struct snap_client *s;
	uint32_t i;

	for (i = 0; i < row->n_clients; i++)
		if (programs_alike(seen[i], a) &&
		    (seen[i]->stack_tag == a->stack_tag ||
		    account_program(a)[0] != '\0') &&
		    seen[i]->proto == a->proto &&
		    servers_alike(st, &seen[i]->server, &a->server))
			break;
	if (i == SNAP_CLIENTS)
		return;
	s = &row->clients[i];
	if (i == row->n_clients) {
		row->n_clients++;
		seen[i] = a;
		s->proto = a->proto;
		text_keep(s->name, sizeof s->name,
		    span_text(account_program(a)));
		s->is_named = s->name[0] != '\0';
		if (!s->is_named && a->ja4[0] != '\0')
			snprintf(s->name, sizeof s->name,
			    "with JA4 %.36s", a->ja4);
	}
	s->failures += a->failures;
	s->successes += a->successes;
}

/* Bits i and i - 1 of a set change places. */
static uint32_t
bits_swap(uint32_t set, uint32_t i)
{
	uint32_t differ = (set >> i ^ set >> (i - 1)) & 1;

	return (set ^ (differ << i | differ << (i - 1)));
}

static void
row_swap_servers(struct snap_device *row, uint32_t i)
{
	struct snap_server t = row->servers[i];
	uint32_t a;

	row->servers[i] = row->servers[i - 1];
	row->servers[i - 1] = t;
	row->nameless_at = bits_swap(row->nameless_at, i);
	for (a = 0; a < row->n_accounts; a++)
		row->accounts[a].failed_at =
		    bits_swap(row->accounts[a].failed_at, i);
}

static bool
account_is_worse(const void *a, const void *b, const void *with)
{
	const struct snap_account *x = a, *y = b;

	(void)with;
	return (x->failures > y->failures);
}

static bool
program_is_worse(const void *a, const void *b, const void *with)
{
	const struct snap_client *x = a, *y = b;

	(void)with;
	return (x->failures > y->failures);
}

/* The servers are sorted by hand: bits elsewhere go with them. */
static void
row_sort(struct snap_device *row)
{
	uint32_t i, j;

	sort_rows(row->accounts, row->n_accounts, sizeof row->accounts[0],
	    account_is_worse, NULL);
	sort_rows(row->clients, row->n_clients, sizeof row->clients[0],
	    program_is_worse, NULL);
	for (i = 1; i < row->n_servers; i++)
		for (j = i; j > 0 && row->servers[j].failures >
		    row->servers[j - 1].failures; j--)
			row_swap_servers(row, j);
}

static void
row_fill_lists(const struct store *st, const struct suspect *u,
    struct snap_device *row)
{
	const struct account *clients[SNAP_CLIENTS];
	struct seen seen[SNAP_ACCOUNTS];
	const struct account *a;
	int pass;

	for (pass = 0; pass < 2; pass++)
		for (a = suspect_next_account(st, u, NULL); a != NULL;
		    a = suspect_next_account(st, u, a)) {
			if ((a->failures > 0) != (pass == 0))
				continue;
			row_add_server(st, row, a);
			row_add_account(row, seen, a);
			row_add_client(st, row, clients, a);
		}
	row_sort(row);
}

static void
row_add_name(struct snap_device *row, const char *name)
{
	uint32_t i;

	for (i = 0; i < row->n_names; i++)
		if (strcmp(row->names[i], name) == 0)
			return;
	if (name[0] != '\0' && row->n_names < SNAP_NAMES)
		memcpy(row->names[row->n_names++], name, NAME_BYTES);
}

static void
row_add_mac(struct snap_device *row, const struct mac *m)
{
	if (row->n_macs < SNAP_MACS)
		row->macs[row->n_macs++] = *m;
}

/* The head's MAC and names come first. */
static void
row_fill_names(const struct store *st, const struct suspect *u,
    struct snap_device *row)
{
	const struct device *d = NULL;
	uint32_t i;

	while ((d = suspect_next_device(st, u, d)) != NULL) {
		if (d->key.has_mac)
			row_add_mac(row, &d->key.mac);
		for (i = 0; i < d->n_names; i++)
			row_add_name(row, d->names[i].text);
		if (row->class[0] == '\0')
			memcpy(row->class, d->class, sizeof row->class);
	}
	if (row->n_names == 0)
		row_add_name(row, suspect_name(st, u));
}

static void
row_fill_history(const struct store *st, const struct suspect *u,
    struct snap_device *row)
{
	const struct tried *d;
	const struct client *c;

	history_begin(row);
	for (c = suspect_next_client(st, u, NULL); c != NULL;
	    c = suspect_next_client(st, u, c)) {
		d = store_find_tried(st, c);
		if (d != NULL)
			history_read(&d->history, row);
	}
}

/* The addresses that failed come first: a full list keeps these. */
static void
row_fill_clients(const struct store *st, const struct suspect *u,
    struct snap_device *row)
{
	const struct device *d = NULL;
	const struct client *c;
	int pass;

	while ((d = suspect_next_device(st, u, d)) != NULL) {
		row->failed_connections += d->evicted.failed_connections;
		/* Its clients may be forgotten, its address is known still. */
		if (!d->key.has_mac && store_first_client(st, d) == NULL)
			row_add_ip(row, &d->key.ip);
	}
	for (pass = 0; pass < 2; pass++)
		for (c = suspect_next_client(st, u, NULL); c != NULL;
		    c = suspect_next_client(st, u, c)) {
			if ((c->failures > 0) != (pass == 0))
				continue;
			if (row->n_ips < SNAP_IPS || pass == 0)
				row_add_ip(row, &c->key.ip);
			row->failed_connections += c->failed_connections;
			row->turned_away += c->away;
			if (c->away == 0)
				continue;
			row->turned_reason = (enum reason)c->away_reason;
			memcpy(row->turned_reply, c->away_reply, REPLY_BYTES);
		}
}

static void
row_fill_facts(struct facts *f, struct snap_device *row)
{
	uint32_t i;

	row->failures = f->failures;
	row->successes = f->successes;
	row->unknown = f->unknown;
	row->inferred = f->inferred;
	row->alike = f->alike;
	row->taught = f->taught;
	row->reply_bytes = f->reply_bytes;
	row->delay_least_ms = f->delay_least_ms;
	row->delay_most_ms = f->delay_most_ms;
	row->users = f->users;
	row->secrets = f->secrets;
	for (i = EXCUSE_NONE + 1; i < EXCUSES; i++)
		row->excused += f->excused[i];
	/* Those that are not kept were told as those that are. */
	if (f->inferred > 0 && f->inferred >= f->own + row->excused)
		row->inferred = row->failures;
	row->confidence_pct = facts_confidence(f);
	row->is_repeating = facts_are_repeating(f);
	row->is_guessing = facts_are_guessing(f);
	row->hides_others = f->hides_others;
	row->interval_ns = facts_interval(f);
}

/* What is believed of it, and why. */
static void
row_fill_verdict(const struct facts *f, struct snap_device *row)
{
	struct verdict v;

	verdict_of(f, &v);
	row->rating = v.rating;
	row->cause = v.cause;
	row->remedy = v.remedy;
	row->hint = v.hint;
	row->is_outgoing = v.remedy == REMEDY_OUTGOING_PASSWORD;
	if (v.rating == RATING_MENDED)
		row->good_since_ns = f->good_since_ns;
	if (v.cause == CAUSE_ACCOUNT_CHANGED)
		row->group = f->box;
	if (f->wrong != NULL)
		memcpy(row->wrong_mech, f->wrong->failed_mech, MECH_BYTES);
	if (f->right == NULL)
		return;
	memcpy(row->right_user, f->right->right_user, USER_BYTES);
	memcpy(row->right_mech, f->right->right_mech, MECH_BYTES);
}

/* Of several faces, one may be an address behind another's MAC: it is found by
 * a MAC of its own, where a face of it has one. */
static void
row_fill_mac(const struct store *st, const struct suspect *u,
    struct snap_device *row)
{
	const struct device *d = suspect_next_device(st, u, NULL);
	const struct device *own = d != NULL ? d : u->device;

	row->is_by_address = d == NULL;
	for (; d != NULL && !own->key.has_mac;
	    d = suspect_next_device(st, u, d))
		if (d->key.has_mac)
			own = d;
	row->has_mac = own->key.has_mac;
	row->mac = own->key.mac;
	row->mac_is_private = row->has_mac && mac_is_local(&row->mac);
}

static void
row_fill(const struct store *st, const struct rank *r,
    const struct snapshot *s, struct snap_device *row)
{
	const struct suspect *u = &r->suspect;
	uint64_t all = s->failures - s->outside_failures;
	struct facts facts;

	memset(row, 0, sizeof *row);
	facts_of(st, u, s->as_of_ns, &facts);
	row_fill_mac(st, u, row);
	row->is_afar = u->device->is_afar;
	row_fill_clients(st, u, row);
	row_fill_names(st, u, row);
	row_fill_lists(st, u, row);
	row_fill_history(st, u, row);
	row_fill_facts(&facts, row);
	row_fill_verdict(&facts, row);
	if (all > 0)
		row->share_pct = facts.failures >= all ? 100 : (uint8_t)
		    ((facts.failures * UINT64_C(100) + all / 2) / all);
	row->first_ns = r->first_ns;
	row->last_ns = r->last_ns;
	untold_fill(st, &facts.untold, row);
	programs_judge(row);
	if (row->has_wrong_program && row->remedy == REMEDY_NEW_PASSWORD)
		row->remedy = REMEDY_OTHER_PROGRAM;
}

void
ranking_fill(const struct store *st, struct snapshot *out)
{
	struct rank ranks[SNAP_DEVICES];
	uint32_t i;

	out->n_devices_seen = 0;
	out->n_devices = rank_all(st, out, ranks);
	for (i = 0; i < out->n_devices; i++)
		row_fill(st, &ranks[i], out, &out->devices[i]);
}
