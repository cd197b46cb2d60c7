/*
 * A host's log is walked from its newest login back; how far, is bounded.  What
 * it shows is decided here too, for what is read is read for that.
 */

#include "judge/reading.h"

#include <string.h>

#include "base/when.h"
#include "judge/hosts.h"
#include "judge/logins.h"
#include "judge/suspect.h"
#include "judge/tags.h"
#include "judge/usual.h"

enum {
	TRIGGER_LOGINS = 1024,	/* a busy office's in an hour */
	LET_IN = 20,		/* the last ones tell how often it is */
};

enum {
	/* Suspects that were right and are refused, of several accounts (both
	 * guesses). */
	RIGHT = 2, RIGHT_REFUSALS = 3,
	/* One is enough where another has reached a locker's limit (fail2ban,
	 * CSF, cPHulk: 5). */
	TRIGGER_SURE = 5,
	/* Nobody was ever let in: so many are not all wrong (a guess). */
	NEVER = 4, NEVER_REFUSALS = 6
};

#define HOUR_NS		(3600 * NS_PER_S)
/* Postfix counts by the minute; a locker holds for longer (a guess). */
#define LIMIT_NS	(150 * NS_PER_S)
/* What TLS hides may have been wrong once and right the next moment: nothing
 * is read into refusals that are younger (a guess). */
#define HIDDEN_NS	(20 * NS_PER_S)

/* False: there are too many. */
static bool
note_refused(struct reading *r, const struct login *l)
{
	const struct account *a = login_account(r->store, l);
	uint64_t tag = suspect_tag_of_account(r->store, a);
	uint32_t i;

	for (i = 0; i < r->n; i++)
		if (r->at[i].suspect == tag &&
		    r->at[i].account->box == a->box)
			break;
	if (i == READING_REFUSED)
		return (false);
	if (i == r->n)
		r->at[r->n++] = (struct refused){ .suspect = tag,
		    .account = a };
	r->at[i].n++;
	r->at[i].secret_tag = l->secret_tag;
	r->at[i].is_hidden = l->is_inferred;
	r->at[i].first_ns = l->when_ns;
	return (true);
}

/* The times between logins that were let in, before the last. */
static void
note_ok(struct reading *r, const struct login *l, uint32_t n_ok,
    int64_t *newer_ns)
{
	if (n_ok > 1 && *newer_ns - l->when_ns > r->pause_ns)
		r->pause_ns = *newer_ns - l->when_ns;
	*newer_ns = l->when_ns;
}

static bool
is_of_family(const struct reading *r, const struct account *a)
{
	return (r->family == FAMILY_ANY || r->family == account_family(a));
}

static void
read_back(struct reading *r)
{
	const struct account *a;
	const struct login *l;
	int64_t newer_ns = 0;
	uint32_t n = 0, n_ok = 0;
	enum service service;

	for (l = host_newest(r->store, r->host); l != NULL &&
	    n < HOST_LOGINS && n_ok < LET_IN; l = host_older(r->store, l)) {
		a = login_account(r->store, l);
		service = service_of(a->proto);
		n++;
		if ((r->service != SERVICES && service != r->service) ||
		    !is_of_family(r, a))
			continue;
		if (login_got_in(l)) {
			if (n_ok++ == 0) {
				r->ok_ns = l->when_ns;
				r->ok_family = account_family(a);
			}
			note_ok(r, l, n_ok, &newer_ns);
			r->has_ok = true;
		} else if (l->outcome == OUTCOME_FAILED && !r->has_ok &&
		    note_refused(r, l)) {
			r->odd += usual_is_odd(r->store, r->host, service, l);
		}
	}
}

/* Had it got in before this, the last time that it tried the same secret (or,
 * where that is hidden, at all)? */
static bool
was_right(const struct store *st, const struct refused *f)
{
	const struct login *l;

	/* In clear, what it tried was cut off: it may be anything. */
	if (!f->is_hidden && f->account->box == POOL_NONE)
		return (false);
	for (l = logins_newest(st, f->account); l != NULL;
	    l = logins_older(st, l))
		if (l->when_ns < f->first_ns && (login_got_in(l) ||
		    l->outcome == OUTCOME_FAILED) &&
		    (f->secret_tag == 0 || l->secret_tag == f->secret_tag))
			return (login_got_in(l));
	return (false);
}

/* Is it the secret of one that was right at this account? */
static bool
is_right_secret(const struct reading *r, const struct login *l)
{
	uint32_t i;

	for (i = 0; i < r->n && l->secret_tag != 0; i++)
		if (r->at[i].was_right &&
		    r->at[i].secret_tag == l->secret_tag)
			return (true);
	return (false);
}

static void
add_box(struct reading *r, struct tags *boxes, const struct refused *f)
{
	/* What TLS hides may be an account of its own. */
	r->n_boxes += tags_add(boxes, f->account->box == POOL_NONE ?
	    f->suspect : UINT64_C(1) + f->account->box);
}

void
reading_sum_right(struct reading *r)
{
	struct tags boxes = { 0 }, suspects = { 0 };
	uint32_t i;

	for (i = 0; i < r->n; i++) {
		struct refused *f = &r->at[i];

		f->was_right = was_right(r->store, f);
		if (!f->was_right)
			continue;
		if (tags_add(&suspects, f->suspect)) {
			r->n_right++;
			r->n_seen += !f->is_hidden;
		}
		r->refusals += f->n;
		add_box(r, &boxes, f);
		if (r->since_ns == 0 || f->first_ns < r->since_ns)
			r->since_ns = f->first_ns;
	}
}

/* Nobody was ever let in. */
void
reading_sum_never(struct reading *r)
{
	struct tags boxes = { 0 }, suspects = { 0 };
	uint32_t i;

	for (i = 0; i < r->n; i++) {
		r->n_right += tags_add(&suspects, r->at[i].suspect);
		r->refusals += r->at[i].n;
		add_box(r, &boxes, &r->at[i]);
		if (r->since_ns == 0 || r->at[i].first_ns < r->since_ns)
			r->since_ns = r->at[i].first_ns;
	}
}

static bool
is_right(const struct reading *r, uint64_t suspect)
{
	uint32_t i;

	for (i = 0; i < r->n; i++)
		if (r->at[i].was_right && r->at[i].suspect == suspect)
			return (true);
	return (false);
}

/* Who had failed before, at the host, or at the account of box. */
void
reading_find_trigger(struct reading *r, uint32_t box)
{
	const struct login *l;
	struct tags seen = { 0 };
	uint32_t counts[TAGS_MAX] = { 0 }, i, n = 0;

	for (l = host_newest(r->store, r->host); l != NULL &&
	    l->when_ns > r->since_ns - HOUR_NS && n++ < TRIGGER_LOGINS;
	    l = host_older(r->store, l)) {
		const struct account *a = login_account(r->store, l);
		uint64_t tag = suspect_tag_of_account(r->store, a);

		if (l->outcome != OUTCOME_FAILED || is_right(r, tag) ||
		    is_right_secret(r, l) ||
		    l->when_ns >= r->since_ns || !is_of_family(r, a) ||
		    (box != POOL_NONE && a->box != box))
			continue;
		r->failures++;
		if (r->failed_ns == 0)
			r->failed_ns = l->when_ns;
		tags_add(&seen, tag);
		for (i = 0; i < seen.n && seen.at[i] != tag; i++)
			continue;
		if (i < seen.n && ++counts[i] > r->most) {
			r->most = counts[i];
			r->trigger = a;
		}
	}
}

void
reading_of_host(struct reading *r, const struct store *st, struct host *h,
    enum service service, enum family family)
{
	memset(r, 0, sizeof *r);
	r->family = family;
	r->store = st;
	r->host = h;
	r->service = service;
	read_back(r);
}

/* Who was right at this account, and is refused since it last let in. */
void
reading_of_box(struct reading *k, const struct store *st, const struct box *b)
{
	const struct login *l;
	uint32_t n = 0;

	memset(k, 0, sizeof *k);
	k->store = st;
	k->host = pool_at(st->hosts, b->host);
	for (l = host_newest(st, k->host); l != NULL &&
	    n++ < TRIGGER_LOGINS; l = host_older(st, l)) {
		if (account_box(st, login_account(st, l)) != b)
			continue;
		if (l->outcome == OUTCOME_OK) {
			k->ok_ns = l->when_ns;
			break;
		}
		if (l->outcome == OUTCOME_FAILED)
			(void)note_refused(k, l);
	}
}

/* --- what it shows --- */

/* Is it long that nobody was let in, for this host? */
bool
reading_is_long(const struct reading *r, int64_t now_ns)
{
	return (now_ns - r->ok_ns > r->pause_ns);
}

/* A limit refuses everybody as well, but not for long. */
static bool
may_be_limit(const struct reading *r, int64_t now_ns)
{
	return (r->odd > 0 && now_ns - r->ok_ns <= LIMIT_NS);
}

static bool
is_too_young(const struct reading *r, int64_t now_ns)
{
	return (r->n_seen < RIGHT && now_ns - r->since_ns < HIDDEN_NS);
}

bool
reading_refuses_all(struct reading *r, int64_t now_ns)
{
	bool is_one;

	if (!r->has_ok) {
		reading_sum_never(r);
		return (r->n_right >= NEVER && r->n_boxes >= NEVER &&
		    r->refusals >= NEVER_REFUSALS);
	}
	reading_sum_right(r);
	if (r->n_right == 0 || may_be_limit(r, now_ns) ||
	    is_too_young(r, now_ns))
		return (false);
	reading_find_trigger(r, POOL_NONE);
	if (r->n_right >= RIGHT && r->n_boxes >= RIGHT)
		return (r->refusals >= RIGHT_REFUSALS &&
		    (r->n_right > RIGHT || reading_is_long(r, now_ns)));
	/* A lock of its own account is looked at elsewhere. */
	is_one = r->trigger != NULL && r->trigger->box != POOL_NONE &&
	    r->trigger->box == r->at[0].account->box;
	return (r->most >= TRIGGER_SURE && !is_one && r->refusals >= 2 &&
	    reading_is_long(r, now_ns));
}

/*
 * The same of one family, while the host lets in by the other: only a locker
 * does so, which somebody's failures by this one have set off.
 */
bool
reading_refuses_family(struct reading *r, int64_t now_ns)
{
	if (!r->has_ok)
		return (false);
	reading_sum_right(r);
	if (r->n_right < RIGHT || r->n_boxes < RIGHT ||
	    r->refusals < RIGHT_REFUSALS || may_be_limit(r, now_ns) ||
	    is_too_young(r, now_ns))
		return (false);
	reading_find_trigger(r, POOL_NONE);
	return (r->most >= TRIGGER_SURE && reading_is_long(r, now_ns));
}
