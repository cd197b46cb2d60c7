/*
 * Inference inside TLS: from turns to exchanges, from beliefs to verdicts.
 *
 * No exchange with a hole in it is ever told to be a refusal, nor the one right
 * behind it.
 */

#include "talk/guess.h"

#include <string.h>

#include "base/when.h"
#include "talk/fit.h"
#include "talk/hmm.h"
#include "talk/profile.h"
#include "talk/taught.h"
#include "talk/unsettled.h"

enum { LEARN_PCT = 97 };

/* A login got in somewhere: its likeliest place must have so much of the sum
 * to teach the server's profile. */
#define HERE		.9f

/* An answer that nobody has gone on from yet must be so sure: what the client
 * says next may turn it round. */
#define TELL_EARLY	.995f
/* An answer in the middle of a session must be so sure, for more is to come
 * and what was told was told. */
#define TELL_AMID	.985f

/* --- verdicts --- */

static bool
was_told(const struct tls_view *v, int turn)
{
	return ((v->told >> turn & 1) != 0);
}

/* A verdict that finds no room is told in the next run. */
static bool
has_room(const struct tls_view *v)
{
	return (v->n_verdicts < VERDICTS_MAX);
}

static struct tls_verdict *
verdict_tell(struct tls_view *v, const struct exchange *x, enum outcome outcome,
    enum reason reason, float p, float refused)
{
	struct tls_verdict *out;

	v->told |= UINT64_C(1) << x->number;
	if (outcome == OUTCOME_FAILED)
		v->told_failed |= UINT64_C(1) << x->number;
	out = &v->verdicts[v->n_verdicts++];
	memset(out, 0, sizeof *out);
	out->began_ns = x->client.first_ns;
	out->asked_ns = x->client.last_ns;
	out->ended_ns = x->has_answer ? x->server.last_ns :
	    x->client.last_ns;
	out->outcome = (uint8_t)outcome;
	out->reason = (uint8_t)reason;
	out->confidence_pct = confidence_pct(p);
	out->failed_pct = sharpened_pct(refused);
	if (x->has_answer && x->server.from == x->server.to &&
	    x->server.to <= UINT16_MAX)
		out->reply_bytes = (uint16_t)x->server.to;
	return (out);
}

static void
verdict_unsettle(struct tls_verdict *out, const struct unsettled *d)
{
	out->is_unsettled = true;
	out->unsettled = *d;
}

/* A session has one vote on what its server says, however often it asks. */
static void
learn(struct talk_store *s, struct tls_view *v, struct observations *r,
    const struct exchange *x, const struct belief *at, bool is_refused)
{
	const struct exchange *b;

	v->taught |= UINT64_C(1) << x->number;
	for (b = r->ex; b < x; b++)
		if ((v->taught >> b->number & 1) != 0 && exchange_is_clear(b) &&
		    b->server.from == x->server.from &&
		    b->server.to == x->server.to)
			return;
	profile_learn(s, r, x, at, is_refused);
}

/* What comes right behind is work so surely: a guess. */
#define WORKS		.8f

/* Somebody who got in and goes on shows what this server says to that. */
static bool
learn_shown(struct talk_store *s, struct observations *r,
    const struct belief *b, int i)
{
	bool is_shown = i + 1 < r->n && !r->ex[i + 1].client.has_gap &&
	    b->p[i + 1][STEP_ACTIVE] >= WORKS;

	if (is_shown)
		profile_show(s, r, &r->ex[i], b, false);
	return (is_shown);
}

/*
 * A message was taken behind the last login of the session, however that went.
 * Where servers deliver that is usual; and who was answered the same twice did
 * not get in.
 */
static void
learn_mailed(struct talk_store *s, struct observations *r,
    const struct belief *b)
{
	int i = r->body_at;

	if (i < 0 || r->is_relay || !exchange_is_clear(&r->ex[i]) ||
	    b->p[i][STEP_ACTIVE] + b->p[i][STEP_BARE] + b->p[i][STEP_LEAVE] <
	    WORKS)
		return;
	while (--i >= 0)
		if (exchange_is_clear(&r->ex[i]) && b->p[i][STEP_REFUSED] +
		    b->p[i][STEP_ACCEPTED] >= WORKS) {
			if (!unsettled_is_repeated(r, b, &r->ex[i]))
				profile_show(s, r, &r->ex[i], b, true);
			return;
		}
}

/*
 * The same at the end of a session, of an answer that was not told to be good:
 * what it shows counts in this very session as well.  A message that is sent
 * shows less: relays try that without a login.
 */
static bool
learn_shown_last(struct talk_store *s, const struct tls_view *v,
    struct observations *r, const struct belief *b)
{
	bool is_shown = false;
	int i;

	if (r->proto == PROTO_SMTP) {
		learn_mailed(s, r, b);
		return (false);
	}
	for (i = 0; i < r->n && !v->has_accepted; i++)
		if (exchange_is_clear(&r->ex[i]) &&
		    b->p[i][STEP_ACCEPTED] >= WORKS)
			is_shown |= learn_shown(s, r, b, i);
	return (is_shown);
}

/* The server's answers to "what can you do?", which come before any login. */
static void
learn_prepared(struct tls_view *v, struct observations *r,
    const struct belief *b)
{
	int i;

	for (i = 0; i < r->n; i++)
		if (b->p[i][STEP_PREPARE] >= LEARN_PCT / 100.f &&
		    exchange_is_clear(&r->ex[i]) &&
		    (v->taught >> r->ex[i].number & 1) == 0) {
			v->taught |= UINT64_C(1) << r->ex[i].number;
			profile_learn_prepared(r, &r->ex[i], b);
		}
}

/*
 * An exchange that stays unsettled teaches too, by as much as the session alone
 * makes it likely: seven that are nearly certain are certain together.
 */
static void
learn_rest(struct talk_store *s, struct tls_view *v, struct observations *r)
{
	bool is_open[EXCHANGES_MAX], may_hint = false;
	struct belief b;
	int i;

	for (i = 0; i < r->n; i++) {
		const struct exchange *x = &r->ex[i];

		is_open[i] = (v->taught >> x->number & 1) == 0 &&
		    exchange_is_clear(x) &&
		    (i == 0 || exchange_is_clear(x - 1));
		if (!is_open[i])
			continue;
		v->taught |= UINT64_C(1) << x->number;
		may_hint |= profile_may_hint(r, x);
	}
	if (!may_hint)
		return;
	r->is_untaught = true;
	hmm_believe(r, &b);
	for (i = 0; i < r->n; i++)
		if (is_open[i])
			profile_hint(s, r, &r->ex[i], &b, b.p[i]);
}

/* Does the session show that a failure that was told was none? */
static bool
may_take_back(const struct tls_view *v, const struct observations *r,
    const struct belief *b, int i)
{
	return ((v->told_failed >> r->ex[i].number & 1) != 0 &&
	    (b->p[i][STEP_ACCEPTED] >= TELL_PCT / 100.f || (r->is_final &&
	    b->p[i][STEP_REFUSED] <= DROP_PCT / 100.f)));
}

static void
take_back(struct talk_store *s, struct tls_view *v, struct observations *r,
    const struct belief *b, int i)
{
	const struct exchange *x = &r->ex[i];
	float accepted = b->p[i][STEP_ACCEPTED];
	bool is_sure = accepted >= TELL_PCT / 100.f;

	v->told_failed &= ~(UINT64_C(1) << x->number);
	verdict_tell(v, x, is_sure ? OUTCOME_OK : OUTCOME_UNKNOWN, is_sure ?
	    REASON_UNKNOWN : REASON_NOT_SEEN, is_sure ? accepted : 0.f,
	    b->p[i][STEP_REFUSED])->is_correction = true;
	if (!is_sure)
		return;
	learn_shown(s, r, b, i);
	learn(s, v, r, x, b, false);
	v->has_accepted = true;
}

static void
judge_sure(struct talk_store *s, struct tls_view *v, struct observations *r,
    const struct belief *b)
{
	int i;

	for (i = 0; i < r->n && has_room(v); i++) {
		const struct exchange *x = &r->ex[i];
		bool is_last = i == r->n - 1 && !r->is_final;
		float enough = is_last ? TELL_EARLY :
		    r->is_final ? TELL_PCT / 100.f : TELL_AMID;
		float refused = b->p[i][STEP_REFUSED];
		float accepted = b->p[i][STEP_ACCEPTED];
		struct unsettled d;

		if (exchange_is_clear(x) && !is_last &&
		    may_take_back(v, r, b, i))
			take_back(s, v, r, b, i);
		if (was_told(v, x->number) || !exchange_is_clear(x))
			continue;
		if (refused >= enough)
			unsettled_fill(r, b, i, &d);
		if (refused >= enough && d.is_borne_out &&
		    !(i > 0 && !exchange_is_clear(x - 1))) {
			verdict_unsettle(verdict_tell(v, x, OUTCOME_FAILED,
			    REASON_CREDENTIALS, refused, refused), &d);
			if (refused >= LEARN_PCT / 100.f)
				learn(s, v, r, x, b, true);
		} else if (accepted >= enough && !is_last) {
			verdict_tell(v, x, OUTCOME_OK, REASON_UNKNOWN, accepted,
			    refused);
			if (accepted >= LEARN_PCT / 100.f) {
				learn_shown(s, r, b, i);
				learn(s, v, r, x, b, false);
			}
			v->has_accepted = true;
		}
	}
}

/* A login that is undecided, and what a servers file says of its answer. */
static bool
judge_taught(const struct talk_store *s, struct tls_view *v,
    const struct observations *r, const struct belief *b, int i)
{
	const struct exchange *x = &r->ex[i];
	float own = b->p[i][STEP_REFUSED];
	float refused = own, accepted = b->p[i][STEP_ACCEPTED];
	struct tls_verdict *out;
	struct unsettled d;

	if (r->profile->taught == 0)
		return (false);
	unsettled_fill(r, b, i, &d);
	if (!exchange_is_clear(x) || (i > 0 && !exchange_is_clear(x - 1)) ||
	    (b->tag != 0 && !b->is_tag_sure) ||
	    !taught_weigh(s, r, &d, &refused, &accepted))
		return (false);
	if (refused >= TELL_PCT / 100.f) {
		out = verdict_tell(v, x, OUTCOME_FAILED, REASON_CREDENTIALS,
		    refused, refused);
		out->is_taught = !taught_is_borne_out(r, &d, own);
		verdict_unsettle(out, &d);
		return (true);
	}
	if (accepted < TELL_PCT / 100.f)
		return (false);
	verdict_tell(v, x, OUTCOME_OK, REASON_UNKNOWN, accepted, refused);
	return (true);
}

/* At the end, tell the logins of which nobody knows how they went. */
static void
judge_rest(const struct talk_store *s, struct tls_view *v,
    const struct observations *r, const struct belief *b)
{
	int i;

	for (i = 0; i < r->n && has_room(v); i++) {
		const struct exchange *x = &r->ex[i];
		struct tls_verdict *out;
		struct unsettled d;
		enum reason reason;
		float login = b->p[i][STEP_REFUSED] + b->p[i][STEP_ACCEPTED] +
		    b->p[i][STEP_OTHER];

		if (was_told(v, x->number) || v->has_accepted)
			continue;
		if (login < .5f || judge_taught(s, v, r, b, i))
			continue;
		reason = !x->has_answer ? REASON_CLOSED :
		    b->p[i][STEP_OTHER] >= TELL_PCT / 100.f ?
		    REASON_TEMPORARY : REASON_NOT_SEEN;
		out = verdict_tell(v, x, OUTCOME_UNKNOWN, reason, 0.f,
		    b->p[i][STEP_REFUSED]);
		if (reason == REASON_NOT_SEEN && exchange_is_clear(x) &&
		    (i == 0 || exchange_is_clear(x - 1))) {
			unsettled_fill(r, b, i, &d);
			verdict_unsettle(out, &d);
		}
	}
}

/* At the end, a login that got in for certain, but not certain where. */
static void
judge_somewhere(struct talk_store *s, struct tls_view *v,
    struct observations *r, const struct belief *b)
{
	float sum = 0.f, best = 0.f;
	int i, at = -1;

	for (i = 0; i < r->n; i++) {
		if (was_told(v, r->ex[i].number) ||
		    !exchange_is_clear(&r->ex[i]))
			continue;
		sum += b->p[i][STEP_ACCEPTED];
		if (b->p[i][STEP_ACCEPTED] > best) {
			best = b->p[i][STEP_ACCEPTED];
			at = i;
		}
	}
	if (v->has_accepted || !has_room(v) || at == -1 ||
	    sum < TELL_PCT / 100.f)
		return;
	verdict_tell(v, &r->ex[at], OUTCOME_OK, REASON_UNKNOWN, sum, 0.f);
	if (best >= HERE * sum)
		learn(s, v, r, &r->ex[at], b, false);
	v->has_accepted = true;
}

void
guess_run(struct talk *t, struct talk_store *s, struct tls_view *v,
    bool is_final)
{
	struct belief belief;
	struct observations r;

	if (v->was_read || v->version == 0 || t->proto == PROTO_UNKNOWN)
		return;
	/* "h2", "http/1.1": something else behind a port of mail's (RFC 7301;
	 * mail's own names are "imap", "pop3" and "managesieve"). */
	if (v->alpn[0] == 'h')
		return;
	memset(&r, 0, sizeof r);
	r.proto = (enum proto)t->proto;
	r.is_final = is_final;
	r.is_relay = v->server.port == 25;
	observations_fill(v, &r);
	if (r.n == 0)
		return;
	profile_begin(s, &v->server.ip, &r);
	hmm_believe(&r, &belief);
#ifdef LEARN	/* make learn: show what was seen */
	if (is_final)
		guess_observed(t, v, &r, &belief);
#endif
	if (is_final && (profile_left(s, &r, &belief) ||
	    learn_shown_last(s, v, &r, &belief)))
		hmm_believe(&r, &belief);
	judge_sure(s, v, &r, &belief);
	if (is_final || v->has_accepted)
		learn_prepared(v, &r, &belief);
#ifndef LEARN
	/* The login got in and work goes on: the rest is nobody's business. */
	if (v->has_accepted && !is_final && r.n >= 2)
		v->was_read = true;
#endif
	if (is_final) {
		judge_somewhere(s, v, &r, &belief);
		judge_rest(s, v, &r, &belief);
		learn_rest(s, v, &r);
	}
	/* The observations held what the client's turns measure. */
	wipe(&r, sizeof r);
}

bool
guess_has_read(const struct tls_view *v)
{
	bool is_broken = v->sides[FROM_CLIENT].is_lost ||
	    v->sides[FROM_SERVER].is_lost;
	int i;

	if (v->is_refused || v->told != 0)
		return (true);
	if (v->version == 0 || is_broken)
		return (false);
	for (i = 0; i < v->n_turns; i++)
		if (v->turns[i].has_gap)
			return (false);
	return (!v->sides[FROM_CLIENT].has_data ||
	    v->sides[FROM_SERVER].has_data);
}

bool
guess_next(struct talk *t, struct talk_store *s, struct told *out)
{
	struct attempt *a = &out->attempt;
	const struct tls_verdict *w;
	struct tls_view *v;

	if (t->tls_view == POOL_NONE)
		return (false);
	v = pool_at(s->tls_views, t->tls_view);
	if (v->n_verdicts == 0)
		return (false);
	w = &v->verdicts[0];
	memset(out, 0, sizeof *out);
	a->began_ns = w->began_ns;
	a->asked_ns = w->asked_ns;
	a->ended_ns = w->ended_ns;
	a->proto = (enum proto)t->proto;
	a->security = (enum security)t->security;
	a->outcome = (enum outcome)w->outcome;
	a->reason = (enum reason)w->reason;
	a->evidence = w->outcome == OUTCOME_UNKNOWN ? EVIDENCE_UNKNOWN :
	    EVIDENCE_LENGTHS;
	a->confidence_pct = w->confidence_pct;
	a->is_inferred = true;
	a->is_taught = w->is_taught;
	a->failed_pct = w->failed_pct;
	a->is_borne_out = w->is_unsettled && w->unsettled.is_borne_out;
	a->reply_bytes = w->reply_bytes;
	a->stack_tag = v->stack_tag;
	program_tell(&s->programs, t->client_row, a);
	a->server = t->server_row;
	out->is_correction = w->is_correction;
	out->is_unsettled = w->is_unsettled;
	out->unsettled = w->unsettled;
	v->n_verdicts--;
	memmove(v->verdicts, v->verdicts + 1,
	    v->n_verdicts * sizeof v->verdicts[0]);
	return (true);
}
