/*
 * Logins that are told by guesses, and what is made of them later: by what
 * their server has taught since, and by others that are alike.
 */

#include "talk/unsettled.h"

#include <string.h>

#include "talk/fit.h"
#include "talk/profile.h"
#include "talk/taught.h"

/* A login that was less likely refused than this is not called refused later,
 * whatever its server teaches. */
#define UNSETTLED_LEAST	.4f

/* Nothing inferred is certain. */
uint8_t
confidence_pct(float p)
{
	return (p > .99f ? 99 : (uint8_t)(p * 100.f));
}

/*
 * What the model believes of a login at a server whose software it does not
 * know is not sure enough, to both sides: over the captures of make calibrate
 * the odds are the model's to the power of 1.5 or so.
 */
uint8_t
sharpened_pct(float p)
{
	float odds = p / (1.f - p + 1e-6f), root = odds > 1.f ? odds : 1.f;
	int i;

	for (i = 0; i < 24; i++)	/* Newton's */
		root = (root + odds / root) / 2.f;
	odds *= root;
	return (confidence_pct(odds / (1.f + odds)));
}

/* A login that was answered with the same words twice has been refused. */
bool
unsettled_is_repeated(const struct observations *r, const struct belief *b,
    const struct exchange *x)
{
	int i;

	for (i = 0; i < r->n; i++) {
		const struct exchange *o = &r->ex[i];

		if (o != x && exchange_is_clear(o) &&
		    b->p[i][STEP_REFUSED] > DROP_PCT / 100.f &&
		    o->server.from == x->server.from &&
		    o->server.to == x->server.to)
			return (true);
	}
	return (false);
}

/* Why it is told so: it may be told otherwise when the server has taught
 * more. */
void
unsettled_fill(const struct observations *r, const struct belief *b, int i,
    struct unsettled *d)
{
	const struct exchange *x = &r->ex[i];
	float generic[STEP_COUNT];

	profile_seen(x, (uint32_t)b->tag, d);
	d->ip = r->profile->key.ip;
	d->proto = r->profile->key.proto;
	d->stack_tag = r->stack_tag;
	d->is_repeated = unsettled_is_repeated(r, b, x);
	d->refused = b->p[i][STEP_REFUSED];
	d->accepted = b->p[i][STEP_ACCEPTED];
	observations_shares(r, &x->server, SAID_SERVER, d->tag, generic);
	d->generic[0] = generic[STEP_REFUSED];
	d->generic[1] = generic[STEP_ACCEPTED];
	d->share[0] = fit_unsettled(r, STEP_REFUSED, d->generic[0], d);
	d->share[1] = fit_unsettled(r, STEP_ACCEPTED, d->generic[1], d);
	d->is_borne_out = fit_bears_out(r, d);
}

/*
 * A login, its answer, and goodbye: by the model's guesses alone that is a
 * refusal, but a probe that tries whether it can log in looks the same.  A
 * failure is told only if something else speaks for it (fit_bears_out).  A
 * delay does not: some servers are slow with everybody.
 */
bool
unsettled_is_failure(const struct observations *r, const struct unsettled *d,
    float refused, float enough)
{
	return (refused >= enough && fit_bears_out(r, d));
}

/* What is to be believed of it by all that is known now. */
struct odds {
	float refused, accepted;
};

static bool
odds_now(const struct talk_store *s, const struct unsettled *d,
    struct observations *r, struct odds *out)
{
	float sum;

	memset(r, 0, sizeof *r);
	r->proto = (enum proto)d->proto;
	r->stack_tag = d->stack_tag;
	if (!profile_find(s, &d->ip, r))
		return (false);
	out->refused = d->refused * fit_unsettled(r, STEP_REFUSED,
	    d->generic[0], d) / d->share[0];
	out->accepted = d->accepted * fit_unsettled(r, STEP_ACCEPTED,
	    d->generic[1], d) / d->share[1];
	sum = out->refused + out->accepted + 1.f - d->refused - d->accepted;
	out->refused /= sum;
	out->accepted /= sum;
	return (true);
}

static void
attempt_settle(struct attempt *a, enum outcome now, float p, float refused)
{
	a->outcome = now;
	a->confidence_pct = confidence_pct(p);
	a->failed_pct = now == OUTCOME_UNKNOWN ? sharpened_pct(refused) :
	    confidence_pct(refused);
	a->evidence = now == OUTCOME_UNKNOWN ? EVIDENCE_UNKNOWN :
	    EVIDENCE_LENGTHS;
	a->reason = now == OUTCOME_FAILED ? REASON_CREDENTIALS :
	    now == OUTCOME_OK ? REASON_UNKNOWN : REASON_NOT_SEEN;
}

bool
unsettled_again(const struct talk_store *s, const struct unsettled *d,
    struct attempt *a)
{
	bool is_taught = false, was_taught = a->is_taught, is_own;
	enum outcome now = OUTCOME_UNKNOWN;
	struct observations r;
	struct odds o, own;
	float p = 0.f;

	if (!odds_now(s, d, &r, &own))
		return (false);
	o = own;
	is_taught = taught_weigh(s, &r, d, &o.refused, &o.accepted);
	/* A failure is taken back when it is no likelier than not, or nothing
	 * bears it out any more. */
	is_own = unsettled_is_failure(&r, d, own.refused,
	    (a->outcome == OUTCOME_FAILED && !was_taught ? DROP_PCT :
	    TELL_PCT) / 100.f);
	/* An exchange that looked like work is made no login by lengths. */
	if ((d->refused >= UNSETTLED_LEAST || a->outcome == OUTCOME_FAILED) &&
	    (is_own || (is_taught && o.refused >= TELL_PCT / 100.f))) {
		now = OUTCOME_FAILED;
		p = o.refused;
	} else if (o.accepted >= TELL_PCT / 100.f) {
		now = OUTCOME_OK;
		p = o.accepted;
	}
	is_taught = now == OUTCOME_FAILED && !is_own &&
	    !taught_is_borne_out(&r, d, own.refused);
	if (now == a->outcome && is_taught == was_taught)
		return (false);
	attempt_settle(a, now, p, o.refused);
	a->is_taught = is_taught;
	return (true);
}

/* --- logins that are alike, together --- */

/*
 * One refusal and one probe that gets in and leaves look alike; what the two
 * say of lengths and delays they say again each time, and it counts once.  But
 * who gets in has work to do sooner or later: n sessions without any are left
 * to those who never have, and these are few.
 *
 *	P(leaves n times | gets in) = MONITORS + (1 - MONITORS) q^n
 *
 * where q is chosen so that n = 1 gives what the model of one session has.
 */
#define MONITORS_SEND	.02f	/* of who logs in to send: a guess, */
#define MONITORS_READ	.05f	/* and to read */
#define LEAVES_SEND	.06f	/* of the model of one session, roads.c */
#define LEAVES_READ	.20f

enum { POOL_LEAST = 3 };

void
unsettled_pool(struct unsettled_pool *p, const struct unsettled *like)
{
	memset(p, 0, sizeof *p);
	p->like = *like;
}

static bool
is_alike(const struct unsettled *a, const struct unsettled *b)
{
	return (a->from - a->tag == b->from - b->tag &&
	    a->to - a->tag == b->to - b->tag);
}

void
unsettled_pool_add(const struct talk_store *s, struct unsettled_pool *p,
    const struct unsettled *d)
{
	struct observations r;
	struct odds o;

	if (!is_alike(&p->like, d) || !odds_now(s, d, &r, &o))
		return;
	p->n++;
	p->refused += o.refused / (o.refused + o.accepted + 1e-6f);
}

/* How much less likely n such sessions are for who gets in, than one. */
static float
leaves_again(enum proto proto, int n)
{
	float few = proto == PROTO_SMTP ? MONITORS_SEND : MONITORS_READ;
	float one = proto == PROTO_SMTP ? LEAVES_SEND : LEAVES_READ;
	float others = 1.f - few, q = (one - few) / others;

	while (n-- > 0)
		others *= q;
	return ((few + others) / one);
}

bool
unsettled_pooled(const struct talk_store *s, const struct unsettled_pool *p,
    const struct unsettled *d, struct attempt *a)
{
	struct observations r;
	struct odds o;
	float mean, odds, refused;

	if (p->n < POOL_LEAST || a->outcome == OUTCOME_FAILED ||
	    !is_alike(&p->like, d) || !odds_now(s, d, &r, &o))
		return (false);
	mean = p->refused / (float)p->n;
	odds = mean / (1.f - mean + 1e-6f) / leaves_again((enum proto)d->proto,
	    p->n);
	refused = (o.refused + o.accepted) * odds / (1.f + odds);
	if (!unsettled_is_failure(&r, d, refused, TELL_PCT / 100.f))
		return (false);
	attempt_settle(a, OUTCOME_FAILED, refused, refused);
	return (true);
}
