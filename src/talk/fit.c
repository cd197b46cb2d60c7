/*
 * How well an answer fits what is known of its server.  Nothing is learnt here,
 * that is profile.c's.
 */

#include "talk/fit.h"

enum {
	LONG_BYTES = 100,	/* a longer reply may hold a number ... */
	LONG_SLACK = 6		/* ... of so many digits more or fewer */
};

/* Two verdicts that are nearly certain, and no fewer, are worth trust. */
#define TAUGHT_LEAST	1.8f
/* Added to every share of a delay, so that none decides alone. */
#define DELAY_LEAST	1e-3f
/* Of refusals, so many have the words of an acceptance: a guess. */
#define SAME_WORDS	.005f
/* Where somebody went on with work, in so many sessions, a share of this. */
#define SHOWN_WORDS	.002f
/* Of the acceptances of a server, so many are what was shown to be one. */
#define SHOWN_SHARE	.5f
/* Of a known software's verdicts, so many are worded otherwise. */
#define MODEL_STRANGE	.15f

/* Greetings of all software are spread over so many lengths: a guess. */
#define GREETINGS	200.f

/* --- by the software it may be --- */

static lanes
spans_share(const struct verdict_span *spans, int n, const struct answer *a)
{
	lanes sum = lanes_of(0.f);
	int i, l;

	for (i = 0; i < n && spans[i].to != 0; i++) {
		if (a->to < spans[i].from + a->tag[0] ||
		    a->from > spans[i].to + a->tag[LANES - 1])
			continue;
		for (l = 0; l < LANES; l++)
			sum[l] += spans[i].share * spread_share(a->from, a->to,
			    spans[i].from + a->tag[l],
			    spans[i].to + a->tag[l], 1);
	}
	return (sum);
}

/* A verdict's length under the i-th model; generic: under none. */
static lanes
model_length(const struct observations *r, int i, bool is_refused,
    lanes generic, const struct answer *a)
{
	size_t n;
	const struct server_model *m = &server_models(&n)[r->models[i]];

	if (i == 0)
		return (generic);
	return (MODEL_STRANGE * generic + (1.f - MODEL_STRANGE) *
	    spans_share(is_refused ? m->refused : m->accepted, VERDICT_SPANS,
	    a));
}

/* A goodbye's answer is another with a login than without one, of so many
 * versions of a software: a guess. */
#define BYE_OWN		.7f

/* A goodbye's answer under the i-th model; one of which none was seen says
 * nothing. */
static lanes
model_bye(const struct observations *r, int i, enum step step, lanes generic,
    const struct answer *a)
{
	size_t n;
	const struct server_model *m = &server_models(&n)[r->models[i]];
	const struct verdict_span *own = m->leave, *other = m->quit;

	if (step == STEP_QUIT) {
		own = m->quit;
		other = m->leave;
	}
	if (own[0].to == 0)
		return (generic);
	if (other[0].to == 0)
		other = own;
	return (MODEL_STRANGE * generic + (1.f - MODEL_STRANGE) *
	    (BYE_OWN * spans_share(own, BYE_SPANS, a) +
	    (1.f - BYE_OWN) * spans_share(other, BYE_SPANS, a)));
}

lanes
fit_bye(const struct observations *r, enum step step, lanes generic,
    const struct answer *a)
{
	lanes sum = lanes_of(0.f);
	int i;

	for (i = 0; i < r->n_models; i++)
		sum += r->profile->weights[i] * model_bye(r, i, step, generic,
		    a);
	return (sum);
}

float
fit_model_greeting(const struct observations *r, int i)
{
	size_t n;
	const struct server_model *m = &server_models(&n)[r->models[i]];
	struct answer a = { r->greeting, r->greeting, { 0 } };
	float share = 1.f;

	if (r->greeting != 0 && m->greeting[0].to != 0)
		share = MODEL_STRANGE + (1.f - MODEL_STRANGE) * GREETINGS *
		    spans_share(m->greeting, BYE_SPANS, &a)[0];
	if (r->n_tickets >= 0)
		share *= m->tickets[r->n_tickets];
	return (share);
}

static float
model_delay(const struct observations *r, int i, enum step step, int bin)
{
	size_t n;
	const struct server_model *m = &server_models(&n)[r->models[i]];

	return (delay_share(step, m, bin) + DELAY_LEAST);
}

void
fit_pace(const struct observations *r, enum step step, int bin,
    struct pace_fit *out)
{
	/* Of any other step the models say the same. */
	bool is_verdict = step == STEP_REFUSED || step == STEP_ACCEPTED;
	float delay = model_delay(r, 0, step, bin);
	int i;

	out->all = 0.f;
	for (i = 0; i < r->n_models; i++) {
		if (is_verdict)
			delay = model_delay(r, i, step, bin);
		out->by_model[i] = r->profile->weights[i] * delay;
		out->all += out->by_model[i];
	}
}

/* --- by what it has taught --- */

/* A long reply may number something: a session, a time. */
bool
fit_alike(uint32_t seen, uint32_t from, uint32_t to)
{
	uint32_t slack = seen < LONG_BYTES ? 0 : LONG_SLACK;

	return (seen + slack >= from && seen <= to + slack);
}

/* "235" and some words, never a name or a number: in SMTP whoever gets in is
 * told the same, and that is known this much sooner (a guess). */
#define ONE_WORD	.05f

/* What this server's own lengths say; *trust grows with what it taught. */
static lanes
taught_share(const struct observations *r,
    const struct seen_length seen[PROFILE_LENGTHS], const struct answer *a,
    float *trust)
{
	bool is_one_word = seen == r->profile->accepted &&
	    r->proto == PROTO_SMTP;
	lanes hits = lanes_of(0.f);
	float n = 0.f, kinds = 0.f;
	int i, l;

	for (i = 0; i < PROFILE_LENGTHS && seen[i].n > 0.f; i++) {
		kinds += 1.f;
		n += seen[i].n;
		for (l = 0; l < LANES; l++)
			if (fit_alike(seen[i].bytes + a->tag[l], a->from,
			    a->to))
				hits[l] += seen[i].n;
	}
	/* Many lengths, seen seldom: the next may well be another. */
	*trust = n < TAUGHT_LEAST || n <= kinds || r->is_untaught ? 0.f :
	    is_one_word ? .99f * (n - kinds) / (n - kinds + ONE_WORD) :
	    .95f * (n - kinds) / (n - kinds + 1.f);
	return (n > 0.f ? hits / n : hits);
}

static uint16_t
exact_bytes(uint32_t from, uint32_t to, uint32_t tag)
{
	return (from == to && from > tag && from - tag <= UINT16_MAX ?
	    (uint16_t)(from - tag) : 0);
}

/* How often such an answer was followed by work, under this tag. */
static unsigned
shown(const struct observations *r, const struct answer *a, uint32_t tag)
{
	struct shown_look look = { r->stack_tag, a->from, a->to, false };

	return (r->is_untaught ? 0 : shown_count(r->profile->shown, &look,
	    tag));
}

/*
 * Words that this server has said to those who got in are hardly ever those
 * that it refuses with (DOMAIN.md D.3): at most this share of its refusals.
 */
static float
refusal_max(const struct observations *r, const struct answer *a, uint32_t tag)
{
	uint16_t bytes = exact_bytes(a->from, a->to, tag);
	const struct profile *p = r->profile;
	unsigned n_shown = shown(r, a, tag);
	float refused = 0.f, accepted = 0.f;
	int i;

	if (n_shown > 0)
		return (SHOWN_WORDS / (float)n_shown);
	if (bytes == 0 || r->is_untaught)
		return (1.f);
	for (i = 0; i < PROFILE_LENGTHS && p->accepted[i].n > 0.f; i++)
		if (p->accepted[i].bytes == bytes)
			accepted += p->accepted[i].n;
	if (accepted < 1.f)
		return (1.f);
	for (i = 0; i < PROFILE_LENGTHS; i++)
		if (p->refused[i].bytes == bytes)
			refused += p->refused[i].n;
	return (accepted > refused ? SAME_WORDS : 1.f);
}

static lanes
at_most(lanes share, lanes max)
{
	int l;

	for (l = 0; l < LANES; l++)
		share[l] = share[l] < max[l] ? share[l] : max[l];
	return (share);
}

/* --- both --- */

lanes
fit_prepared(const struct observations *r, lanes generic,
    const struct answer *a)
{
	float trust;
	lanes taught = taught_share(r, r->profile->prepared, a, &trust);

	return ((1.f - trust) * generic + trust *
	    (taught + share_least(a->from)));
}

lanes
fit_verdict(const struct observations *r, enum step step, lanes generic,
    const struct answer *a, const struct pace_fit *pace, lanes *length)
{
	bool is_refused = step == STEP_REFUSED;
	lanes sum = lanes_of(0.f), taught, max = lanes_of(1.f), out;
	float trust;
	int i, l;

	out = sum;
	for (i = 0; i < r->n_models; i++) {
		lanes by_model = model_length(r, i, is_refused, generic, a) +
		    share_least(a->from);

		sum += r->profile->weights[i] * by_model;
		out += pace->by_model[i] * by_model;
	}
	taught = taught_share(r, is_refused ? r->profile->refused :
	    r->profile->accepted, a, &trust);
	*length = (1.f - trust) * sum + trust * (taught + share_least(a->from));
	out = (1.f - trust) * out + trust * (taught + share_least(a->from)) *
	    pace->all;
	if (!is_refused) {
		for (l = 0; l < LANES; l++)
			if (out[l] < SHOWN_SHARE * pace->all &&
			    shown(r, a, a->tag[l]) > 0)
				out[l] = SHOWN_SHARE * pace->all;
		return (out);
	}
	for (l = 0; l < LANES; l++)
		max[l] = l > 0 && a->tag[l] == a->tag[l - 1] ? max[l - 1] :
		    refusal_max(r, a, a->tag[l]);
	*length = at_most(*length, max);
	return (at_most(out, max * pace->all));
}

/* --- one answer by itself --- */

static struct answer
answer_of(const struct unsettled *d)
{
	struct answer a = { d->from, d->to, { d->tag, d->tag, d->tag,
	    d->tag } };

	return (a);
}

float
fit_unsettled(const struct observations *r, enum step step, float generic,
    const struct unsettled *d)
{
	struct answer a = answer_of(d);
	struct pace_fit pace;
	lanes length;

	fit_pace(r, step, d->bin, &pace);
	return (fit_verdict(r, step, lanes_of(generic), &a, &pace,
	    &length)[0]);
}

bool
fit_is_taught(const struct observations *r,
    const struct seen_length seen[PROFILE_LENGTHS], const struct unsettled *d)
{
	struct answer a = answer_of(d);
	float trust;

	return (taught_share(r, seen, &a, &trust)[0] != 0.f);
}

uint16_t
fit_exact(const struct unsettled *d)
{
	return (exact_bytes(d->from, d->to, d->tag));
}

float
fit_model(const struct observations *r, int i, enum step step, float generic,
    const struct unsettled *d)
{
	struct answer a = answer_of(d);

	return (model_length(r, i, step == STEP_REFUSED, lanes_of(generic),
	    &a)[0] * model_delay(r, i, step, d->bin));
}

float
fit_model_bye(const struct observations *r, int i, enum step step,
    float generic, const struct unsettled *d)
{
	struct answer a = answer_of(d);

	return (model_bye(r, i, step, lanes_of(generic), &a)[0]);
}

/*
 * A refusal is borne out by the words of software that the server is so likely
 * to be, and so much likelier than one that lets in with as many bytes; words
 * that many lengths may be are none.  Guesses.
 */
#define BORNE_OUT	.07f
#define BORNE_ODDS	4.f
#define WORDS_SHARE	.05f

/*
 * A greeting bears out only what is known by its greeting.  What is not might
 * have gained as much by it as others did, and its acceptances count so.
 */
#define NOT_GAINED	4.f

static float
knows(const struct observations *r, const struct server_model *m,
    enum step step)
{
	if (!r->profile->is_greeted || m->greeting[0].to != 0)
		return (1.f);
	return (step == STEP_REFUSED ? 0.f : NOT_GAINED);
}

/* How likely the server is a software that has words of this length. */
static float
models_known(const struct observations *r, enum step step,
    const struct unsettled *d)
{
	size_t n;
	const struct server_model *m = server_models(&n);
	struct answer a = answer_of(d);
	float all = 0.f;
	int i;

	for (i = 1; i < r->n_models; i++) {
		const struct server_model *o = &m[r->models[i]];

		if (spans_share(step == STEP_REFUSED ? o->refused :
		    o->accepted, VERDICT_SPANS, &a)[0] >= WORDS_SHARE)
			all += r->profile->weights[i] * knows(r, o, step);
	}
	return (all);
}

bool
fit_is_shown(const struct observations *r, const struct unsettled *d)
{
	struct shown_look look = { d->stack_tag, d->from, d->to, false };
	unsigned n = shown_count(r->profile->shown, &look, d->tag);

	look.is_mail = true;
	return (n + shown_count(r->profile->shown, &look, d->tag) > 0);
}

/* Has somebody sent a message behind the same answer, and nothing is known of
 * what else the server lets in with? */
static bool
may_be_good(const struct observations *r, const struct unsettled *d)
{
	struct shown_look look = { d->stack_tag, d->from, d->to, true };

	return (r->profile->accepted[0].n < 1.f &&
	    shown_count(r->profile->shown, &look, d->tag) > 0);
}

bool
fit_bears_out(const struct observations *r, const struct unsettled *d)
{
	struct answer a = answer_of(d);
	float trust, refused;
	int i;

	taught_share(r, r->profile->refused, &a, &trust);
	if (may_be_good(r, d))
		return (false);
	if (d->is_repeated)
		return (true);
	if (trust > 0.f || d->is_closed)
		return (trust > 0.f);
	for (i = 0; i < PROFILE_LENGTHS; i++)
		if (r->profile->accepted[i].n >= 1.f)
			return (true);
	/* Some software's refusal is another's acceptance. */
	refused = models_known(r, STEP_REFUSED, d);
	return (refused >= BORNE_OUT && refused >=
	    BORNE_ODDS * models_known(r, STEP_ACCEPTED, d));
}
