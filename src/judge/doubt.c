/*
 * A host that lets another device in by the same service refuses not
 * everybody; an account at which nobody else fails is not locked.  Until one
 * of them is known, or for long enough, there is a doubt.
 */

#include "judge/doubt.h"

#include "base/when.h"
#include "judge/hosts.h"
#include "judge/logins.h"
#include "judge/suspect.h"
#include "judge/tags.h"

enum {
	TRIGGER = 3,		/* failures that may have locked an account */
	/* Refusals after which it is charged though nobody vouches for the
	 * host: after some minutes, or at once (guesses). */
	ENOUGH = 5, PLENTY = 12
};

/* Lockers of accounts hold for a quarter of an hour, as a rule (cPHulk: 15
 * minutes; Exchange, Active Directory: 30). */
#define HIDDEN_NS	(15 * 60 * NS_PER_S)
/* Where the secret is seen, and where nobody else is there to vouch for the
 * host, it takes so long (guesses). */
#define KNOWN_NS	(3600 * NS_PER_S)
#define HOUR_NS		(3600 * NS_PER_S)
#define ALONE_NS	(5 * 60 * NS_PER_S)
#define ALONE_MOST_NS	(30 * 60 * NS_PER_S)

/* What others did at the host. */
struct others {
	bool is_vouched;	/* let in by the service since */
	bool is_changed;	/* the account lets in another secret since */
	uint32_t triggers;	/* failures before, of the account if known */
};

static void
weigh(const struct store *st, const struct credentials *k,
    const struct login *l, struct others *out)
{
	const struct account *a = pool_at(st->accounts, l->account);
	bool is_box = k->account->box != POOL_NONE;

	if (l->outcome == OUTCOME_OK && l->when_ns > k->streak_ns) {
		out->is_vouched |=
		    service_of(a->proto) == service_of(k->account->proto);
		out->is_changed |= is_box && a->box == k->account->box &&
		    l->secret_tag != 0 && l->secret_tag != k->secret_tag;
	}
	if (l->outcome != OUTCOME_FAILED || l->when_ns > k->streak_ns ||
	    k->streak_ns - l->when_ns > HOUR_NS)
		return;
	out->triggers += !is_box || (a->box == k->account->box &&
	    (l->secret_tag == 0 || l->secret_tag != k->secret_tag));
}

bool
doubt_holds(const struct store *st, const struct credentials *k,
    int64_t now_ns)
{
	uint64_t mine = suspect_tag_of_account(st, k->account);
	const struct host *h = account_host(st, k->account);
	struct others o = { false, false, 0 };
	const struct account *a;
	const struct login *l;
	uint32_t n = 0;

	if (h == NULL || k->streak == 0)
		return (false);
	for (l = host_newest(st, h); l != NULL && n < HOST_LOGINS &&
	    l->when_ns > k->streak_ns - HOUR_NS;
	    l = host_older(st, l), n++) {
		a = pool_at(st->accounts, l->account);
		if (suspect_tag_of_account(st, a) != mine)
			weigh(st, k, l, &o);
	}
	if (o.triggers >= TRIGGER && !o.is_changed &&
	    now_ns - k->streak_ns < (k->account->box == POOL_NONE ?
	    HIDDEN_NS : KNOWN_NS))
		return (true);
	if (o.is_vouched || o.is_changed ||
	    now_ns - k->streak_ns >= ALONE_MOST_NS)
		return (false);
	return (k->streak < ENOUGH || (k->streak < PLENTY &&
	    now_ns - k->streak_ns < ALONE_NS));
}
