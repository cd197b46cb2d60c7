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
/* Of a known software's verdicts, so many are worded otherwise. */
#define MODEL_STRANGE	.15f

/* --- by the software it may be --- */

static lanes
spans_share(const struct verdict_span spans[VERDICT_SPANS],
    const struct answer *a)
{
	lanes sum = lanes_of(0.f);
	int i, l;

	for (i = 0; i < VERDICT_SPANS && spans[i].to != 0; i++) {
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
	    spans_share(is_refused ? m->refused : m->accepted, a));
}

static float
model_delay(const struct observations *r, int i, enum step step, int bin)
{
	size_t n;
	const struct server_model *m = &server_models(&n)[r->models[i]];

	return (delay_share(step, (enum pace)m->pace, bin) + DELAY_LEAST);
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

/* What this server's own lengths say; *trust grows with what it taught. */
static lanes
taught_share(const struct observations *r,
    const struct seen_length seen[PROFILE_LENGTHS], const struct answer *a,
    float *trust)
{
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
	    .95f * (n - kinds) / (n - kinds + 1.f);
	return (n > 0.f ? hits / n : hits);
}

static uint16_t
exact_bytes(uint32_t from, uint32_t to, uint32_t tag)
{
	return (from == to && from > tag && from - tag <= UINT16_MAX ?
	    (uint16_t)(from - tag) : 0);
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
	float refused = 0.f, accepted = 0.f;
	int i;

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

	return ((1.f - trust) * generic + trust * (taught + SHARE_LEAST));
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
		    SHARE_LEAST;

		sum += r->profile->weights[i] * by_model;
		out += pace->by_model[i] * by_model;
	}
	taught = taught_share(r, is_refused ? r->profile->refused :
	    r->profile->accepted, a, &trust);
	*length = (1.f - trust) * sum + trust * (taught + SHARE_LEAST);
	out = (1.f - trust) * out + trust * (taught + SHARE_LEAST) *
	    pace->all;
	if (!is_refused)
		return (out);
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

/* A verdict bears out if known software makes it so much likelier: a guess. */
#define BORNE_OUT	2.f

/* How much likelier the verdict is from all software than from none. */
static float
models_gain(const struct observations *r, enum step step, float generic,
    const struct unsettled *d)
{
	struct answer a = answer_of(d);
	float all = 0.f;
	int i;

	for (i = 0; i < r->n_models; i++)
		all += r->profile->weights[i] * model_length(r, i,
		    step == STEP_REFUSED, lanes_of(generic), &a)[0] *
		    model_delay(r, i, step, d->bin);
	return (all / (r->profile->weights[0] * generic *
	    model_delay(r, 0, step, d->bin)));
}

bool
fit_bears_out(const struct observations *r, const float generic[STEP_COUNT],
    const struct unsettled *d, bool is_closed)
{
	struct answer a = answer_of(d);
	float trust, other;
	int i;

	taught_share(r, r->profile->refused, &a, &trust);
	if (trust > 0.f || is_closed)
		return (trust > 0.f);
	for (i = 0; i < PROFILE_LENGTHS; i++)
		if (r->profile->accepted[i].n >= 1.f)
			return (true);
	/* Some software's refusal is another's acceptance. */
	other = models_gain(r, STEP_ACCEPTED, generic[STEP_ACCEPTED], d);
	return (models_gain(r, STEP_REFUSED, generic[STEP_REFUSED], d) >
	    BORNE_OUT * (other > 1.f ? other : 1.f));
}
