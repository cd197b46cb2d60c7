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

enum { TELL_PCT = 95, LEARN_PCT = 97, DROP_PCT = 50 };

/* A login got in somewhere: its likeliest place must have so much of the sum
 * to teach the server's profile. */
#define HERE		.9f

/* An answer that nobody has gone on from yet must be so sure: what the client
 * says next may turn it round. */
#define TELL_EARLY	.995f
/* An answer in the middle of a session must be so sure, for more is to come
 * and what was told was told. */
#define TELL_AMID	.985f

/* A login that was less likely refused than this is not called refused later,
 * whatever its server teaches. */
#define UNSETTLED_LEAST	.4f

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

/* Nothing inferred is certain. */
static uint8_t
confidence(float p)
{
	return (p > .99f ? 99 : (uint8_t)(p * 100.f));
}

static struct tls_verdict *
verdict_tell(struct tls_view *v, const struct exchange *x, enum outcome outcome,
    enum reason reason, float p, float refused)
{
	struct tls_verdict *out;

	v->told |= UINT64_C(1) << x->number;
	out = &v->verdicts[v->n_verdicts++];
	memset(out, 0, sizeof *out);
	out->began_ns = x->client.first_ns;
	out->asked_ns = x->client.last_ns;
	out->ended_ns = x->has_answer ? x->server.last_ns :
	    x->client.last_ns;
	out->outcome = (uint8_t)outcome;
	out->reason = (uint8_t)reason;
	out->confidence_pct = confidence(p);
	out->failed_pct = (uint8_t)(refused * 100.f);
	if (x->has_answer && x->server.from == x->server.to &&
	    x->server.to <= UINT16_MAX)
		out->reply_bytes = (uint16_t)x->server.to;
	return (out);
}

/* Keep why it is told so: it may be told otherwise when the server has taught
 * more. */
static void
verdict_unsettle(const struct observations *r, const struct exchange *x,
    const struct belief *b, int i, struct tls_verdict *out)
{
	struct unsettled *d = &out->unsettled;
	float generic[STEP_COUNT];

	out->is_unsettled = true;
	profile_seen(x, (uint32_t)b->tag, d);
	d->ip = r->profile->key.ip;
	d->proto = r->profile->key.proto;
	d->refused = b->p[i][STEP_REFUSED];
	d->accepted = b->p[i][STEP_ACCEPTED];
	observations_shares(r, &x->server, SAID_SERVER, d->tag, generic);
	d->generic[0] = generic[STEP_REFUSED];
	d->generic[1] = generic[STEP_ACCEPTED];
	d->share[0] = fit_unsettled(r, STEP_REFUSED, d->generic[0], d);
	d->share[1] = fit_unsettled(r, STEP_ACCEPTED, d->generic[1], d);
}

bool
guess_again(const struct talk_store *s, const struct unsettled *d,
    struct attempt *a)
{
	float refused, accepted, own, sum, p = 0.f;
	enum outcome now = OUTCOME_UNKNOWN;
	struct observations r;
	bool is_taught;

	memset(&r, 0, sizeof r);
	r.proto = (enum proto)d->proto;
	if (!profile_find(s, &d->ip, &r))
		return (false);
	refused = d->refused * fit_unsettled(&r, STEP_REFUSED, d->generic[0],
	    d) / d->share[0];
	accepted = d->accepted * fit_unsettled(&r, STEP_ACCEPTED,
	    d->generic[1], d) / d->share[1];
	sum = refused + accepted + 1.f - d->refused - d->accepted;
	refused /= sum;
	accepted /= sum;
	own = refused;
	taught_weigh(s, r.profile, d, &refused, &accepted);
	/* An exchange that looked like work is made no login by lengths. */
	if (d->refused >= UNSETTLED_LEAST && refused >= TELL_PCT / 100.f) {
		now = OUTCOME_FAILED;
		p = refused;
	} else if (accepted >= TELL_PCT / 100.f) {
		now = OUTCOME_OK;
		p = accepted;
	} else if (refused > DROP_PCT / 100.f)
		/* A failure is taken back when it is no likelier than not. */
		now = a->outcome;
	/* What a file has said may be seen by now; not the other way. */
	is_taught = now == OUTCOME_FAILED &&
	    (a->outcome != OUTCOME_FAILED || a->is_taught) &&
	    own < TELL_PCT / 100.f &&
	    !taught_is_borne_out(r.profile, d, own);
	if (now == a->outcome && is_taught == a->is_taught)
		return (false);
	a->outcome = now;
	a->is_taught = is_taught;
	a->confidence_pct = confidence(p);
	a->failed_pct = confidence(refused);
	a->evidence = now == OUTCOME_UNKNOWN ? EVIDENCE_UNKNOWN :
	    EVIDENCE_LENGTHS;
	a->reason = now == OUTCOME_FAILED ? REASON_CREDENTIALS :
	    now == OUTCOME_OK ? REASON_UNKNOWN : REASON_NOT_SEEN;
	return (true);
}

static bool
is_clear(const struct exchange *x)
{
	return (x->has_answer && !x->server.has_gap &&
	    !x->client.has_gap);
}

/* A session has one vote on what its server says, however often it asks. */
static void
learn(struct talk_store *s, struct tls_view *v, struct observations *r,
    const struct exchange *x, const struct belief *at, bool is_refused)
{
	const struct exchange *b;

	v->taught |= UINT64_C(1) << x->number;
	for (b = r->ex; b < x; b++)
		if ((v->taught >> b->number & 1) != 0 && is_clear(b) &&
		    b->server.from == x->server.from &&
		    b->server.to == x->server.to)
			return;
	profile_learn(s, r, x, at, is_refused);
}

/* The server's answers to "what can you do?", which come before any login. */
static void
learn_prepared(struct tls_view *v, struct observations *r,
    const struct belief *b)
{
	int i;

	for (i = 0; i < r->n; i++)
		if (b->p[i][STEP_PREPARE] >= LEARN_PCT / 100.f &&
		    is_clear(&r->ex[i]) &&
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
		    is_clear(x) && (i == 0 || is_clear(x - 1));
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

/* An answer of this bin (1.4 s) or a later one is hardly but a refusal: a
 * guess. */
enum { SLOW_BIN = 4 };

/*
 * A login, its answer, and goodbye: by the model's guesses alone that is a
 * refusal, but a probe that tries whether it can log in looks the same.  A
 * failure is told only if something else speaks for it: what this server says
 * to others, the words of a software, a delay, or that the same was asked and
 * answered again.
 */
static bool
is_borne_out(const struct observations *r, const struct exchange *x, int tag)
{
	float generic[STEP_COUNT];
	struct unsettled d;
	int i;

	for (i = 0; i < r->n; i++) {
		const struct exchange *o = &r->ex[i];

		if (o != x && is_clear(o) &&
		    o->server.from == x->server.from &&
		    o->server.to == x->server.to)
			return (true);
	}
	/* Not so in SMTP: a program that checks its login sends nothing
	 * either, and some servers are slow with everybody. */
	if (x->bin >= SLOW_BIN && r->proto != PROTO_SMTP)
		return (true);
	profile_seen(x, (uint32_t)tag, &d);
	observations_shares(r, &x->server, SAID_SERVER, (uint32_t)tag, generic);
	return (fit_bears_out(r, generic, &d, x->server.is_closed));
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

		if (was_told(v, x->number) || !is_clear(x))
			continue;
		if (refused >= enough && !(i > 0 && !is_clear(x - 1)) &&
		    is_borne_out(r, x, b->tag)) {
			verdict_unsettle(r, x, b, i, verdict_tell(v, x,
			    OUTCOME_FAILED,
			    REASON_CREDENTIALS, refused, refused));
			if (refused >= LEARN_PCT / 100.f)
				learn(s, v, r, x, b, true);
		} else if (accepted >= enough && !is_last) {
			verdict_tell(v, x, OUTCOME_OK, REASON_UNKNOWN, accepted,
			    refused);
			if (accepted >= LEARN_PCT / 100.f)
				learn(s, v, r, x, b, false);
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

	profile_seen(x, (uint32_t)b->tag, &d);
	if (!is_clear(x) || (i > 0 && !is_clear(x - 1)) ||
	    (b->tag != 0 && !b->is_tag_sure) ||
	    !taught_weigh(s, r->profile, &d, &refused, &accepted))
		return (false);
	if (refused >= TELL_PCT / 100.f) {
		out = verdict_tell(v, x, OUTCOME_FAILED, REASON_CREDENTIALS,
		    refused, refused);
		out->is_taught = !taught_is_borne_out(r->profile, &d, own);
		verdict_unsettle(r, x, b, i, out);
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
		if (reason == REASON_NOT_SEEN && is_clear(x) &&
		    (i == 0 || is_clear(x - 1)))
			verdict_unsettle(r, x, b, i, out);
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
		    !is_clear(&r->ex[i]))
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
	judge_sure(s, v, &r, &belief);
	if (is_final || v->has_accepted)
		learn_prepared(v, &r, &belief);
	/* The login got in and work goes on: the rest is nobody's business. */
	if (v->has_accepted && !is_final && r.n >= 2)
		v->was_read = true;
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
	a->reply_bytes = w->reply_bytes;
	a->stack_tag = v->stack_tag;
	program_tell(&s->programs, t->client_row, a);
	a->server = t->server_row;
	out->is_unsettled = w->is_unsettled;
	out->unsettled = w->unsettled;
	v->n_verdicts--;
	memmove(v->verdicts, v->verdicts + 1,
	    v->n_verdicts * sizeof v->verdicts[0]);
	return (true);
}
