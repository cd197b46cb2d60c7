/*
 * Where else was the same secret taken: of this suspect, of another device, by
 * another name or protocol?  Each question walks what is kept of one suspect,
 * one mailbox or one host, so far back as is kept.
 */

#include "judge/beside.h"

#include "base/span.h"
#include "judge/hosts.h"
#include "judge/logins.h"

enum {
	BOX_ACCOUNTS = 32,	/* the newest users of one mailbox */
	SLIPS = 2		/* of typing, in one name (a guess) */
};

static bool
is_let_in_with(const struct login *l, const struct credentials *c,
    bool by_name)
{
	return (l->outcome == OUTCOME_OK && l->secret_tag == c->secret_tag &&
	    (l->user_tag != c->user_tag) == by_name);
}

/*
 * May the one be meant by the other's name?  It is a form of it, or nearly
 * spelled so.  Two names that are whole and far apart are two accounts, and
 * people use one password for both.
 */
static bool
may_be_meant(const struct account *a, const struct account *b)
{
	return (!a->mailbox.is_firm || !b->mailbox.is_firm ||
	    a->mailbox.local == b->mailbox.local ||
	    span_is_near(span_text(a->user), span_text(b->user), SLIPS));
}

/* An account of this suspect, at this host, that was let in with the secret;
 * by another name, or by another protocol. */
static const struct account *
let_in_with(const struct look *k, const struct credentials *c, bool by_name)
{
	const struct login *l;
	uint32_t i;

	if (c->secret_tag == 0 || !logins_may_hold(k->store, c->secret_tag))
		return (NULL);
	for (i = 0; i < k->n; i++) {
		const struct account *a = k->all[i];

		if (a->successes == 0 || a->host != c->account->host ||
		    (by_name ? !may_be_meant(a, c->account) :
		    a->proto == c->account->proto))
			continue;
		for (l = logins_newest(k->store, a); l != NULL;
		    l = logins_older(k->store, l))
			if (is_let_in_with(l, c, by_name))
				return (a);
	}
	return (NULL);
}

/* Has anybody been let in by just this name?  Then it is right. */
static bool
is_name_right(const struct look *k, const struct credentials *c)
{
	const struct box *b = account_box(k->store, c->account);
	const struct account *a;
	const struct login *l;
	uint32_t n = 0;

	for (a = b == NULL ? NULL : box_first(k->store, b); a != NULL &&
	    n++ < BOX_ACCOUNTS; a = box_next(k->store, a))
		for (l = a->successes == 0 ? NULL : logins_newest(k->store, a);
		    l != NULL; l = logins_older(k->store, l))
			if (l->outcome == OUTCOME_OK &&
			    l->user_tag == c->user_tag)
				return (true);
	return (false);
}

const struct account *
beside_other_name(const struct look *k, const struct credentials *c)
{
	const struct account *a = let_in_with(k, c, true);

	return (a != NULL && is_name_right(k, c) ? NULL : a);
}

/* One that was let in by the other name amid these refusals tries both. */
bool
beside_is_renamed(const struct look *k, const struct credentials *c,
    const struct account *right)
{
	const struct login *l;
	bool is_since = false;

	for (l = logins_newest(k->store, right); l != NULL;
	    l = logins_older(k->store, l)) {
		if (!is_let_in_with(l, c, true))
			continue;
		if (l->when_ns < c->last_ns)
			return (l->when_ns < c->first_ns && is_since);
		is_since = true;
	}
	return (is_since);
}

/* The same, of another device: by a name that may be this one in full. */
static const struct account *
others_let_in_with(const struct look *k, const struct credentials *c)
{
	const struct host *h = account_host(k->store, c->account);
	const struct account *a;
	const struct login *l;
	uint32_t n = 0;

	if (h == NULL || c->secret_tag == 0 ||
	    !logins_may_hold(k->store, c->secret_tag))
		return (NULL);
	for (l = host_newest(k->store, h); l != NULL && n < HOST_LOGINS;
	    l = host_older(k->store, l), n++) {
		if (l->outcome != OUTCOME_OK ||
		    l->secret_tag != c->secret_tag ||
		    l->user_tag == c->user_tag)
			continue;
		a = login_account(k->store, l);
		if (mailbox_may_join(&a->mailbox, &c->account->mailbox))
			return (a);
	}
	return (NULL);
}

/*
 * How many suspects send this secret for the account in vain?  It is the one
 * that worked before: where that was not seen, no other one has.
 */
static uint32_t
senders_in_vain(const struct look *k, const struct credentials *c)
{
	const struct box *b = account_box(k->store, c->account);
	struct tags senders = { 0 };
	const struct account *a;
	const struct login *l;
	bool was_right = false, was_other = false;
	uint32_t n = 0;

	for (a = b == NULL ? NULL : box_first(k->store, b); a != NULL &&
	    n++ < BOX_ACCOUNTS; a = box_next(k->store, a)) {
		uint64_t suspect = suspect_tag_of_account(k->store, a);
		bool is_seen = false;

		for (l = logins_newest(k->store, a); l != NULL;
		    l = logins_older(k->store, l)) {
			if (l->outcome == OUTCOME_OK &&
			    l->when_ns < c->first_ns) {
				was_right |= l->secret_tag == c->secret_tag;
				was_other |= l->secret_tag != c->secret_tag;
			}
			/* The last time tells. */
			if (l->secret_tag == c->secret_tag && !is_seen &&
			    l->outcome != OUTCOME_UNKNOWN) {
				is_seen = true;
				if (l->outcome == OUTCOME_FAILED)
					tags_add(&senders, suspect);
			}
		}
	}
	return (was_right || !was_other ? senders.n : 0);
}

bool
beside_reads_well(const struct look *k, const struct credentials *c)
{
	uint32_t i;

	if (c->account->proto != PROTO_SMTP)
		return (false);
	for (i = 0; i < k->n; i++) {
		const struct account *a = k->all[i];

		if (a->proto == PROTO_SMTP) {
			if (a->successes > 0 && a->failures == 0)
				return (false);
			continue;
		}
		if (a->successes > 0 && a->host == c->account->host &&
		    (a->mailbox.local == 0 || c->account->mailbox.local == 0 ||
		    a->mailbox.local == c->account->mailbox.local))
			return (true);
	}
	return (false);
}

void
beside_weigh_secret(const struct look *k, const struct credentials *c,
    const struct account *right, struct facts *out)
{
	if (right == NULL && c->n_ok == 0)
		right = others_let_in_with(k, c);
	if (right != NULL) {
		out->by_name += c->n_own;
		out->right = right;
		return;
	}
	right = let_in_with(k, c, false);
	if (right != NULL) {
		out->by_service += c->n_own;
		out->right = right;
	} else if (c->secret_tag != 0 && senders_in_vain(k, c) > 1) {
		out->by_change += c->n_own;
		out->box = c->account->box + 1;
	}
}

bool
beside_is_of_unknown(const struct look *k, const struct credentials *c)
{
	const struct login *l;
	uint32_t i;

	for (i = 0; i < k->n && c->n_own == 1 && c->is_unknown; i++) {
		const struct account *a = k->all[i];

		if (a->host != c->account->host ||
		    a->proto != c->account->proto)
			continue;
		l = logins_newest(k->store, a);
		if (l != NULL && l->outcome == OUTCOME_OK &&
		    l->when_ns > c->last_ns)
			return (true);
	}
	return (false);
}
