/*
 * What a server is known for: which software it may be, as weights, and the
 * lengths of the verdicts that were told for sure.  Within one server a
 * refusal and an acceptance never have one length (DOMAIN.md D.3).
 */

#include "talk/profile.h"

#include <string.h>

#include "data/servers.h"

enum {
	SEEN_ENOUGH = 200,
	LONG_BYTES = 100,	/* a longer reply may hold a number ... */
	LONG_SLACK = 6		/* ... of so many digits more or fewer */
};

/* A verdict that is less likely than this hints at nothing. */
#define HINT		.6f
/* Two verdicts that are nearly certain, and no fewer, are worth trust. */
#define TAUGHT_LEAST	1.8f
/* Added to every share of a delay, so that none decides alone. */
#define DELAY_LEAST	1e-3f
/* Of refusals, so many have the words of an acceptance: a guess. */
#define SAME_WORDS	.005f
/* Of a known software's verdicts, so many are worded otherwise. */
#define MODEL_STRANGE	.15f
/* With these odds the software is what a greeting says it is. */
#define BANNER_WEIGHT	30.f

static void
models_pick(struct observations *r)
{
	size_t n, i;
	const struct server_model *m = server_models(&n);

	r->models[0] = 0;
	r->n_models = 1;
	for (i = 1; i < n && r->n_models < MODELS_MAX; i++)
#ifdef LEAVE_OUT	/* make calibrate: as if this one were unknown */
		if (m[i].proto == r->proto &&
		    strstr(m[i].software, LEAVE_OUT) == NULL)
#else
		if (m[i].proto == r->proto)
#endif
			r->models[r->n_models++] = (uint8_t)i;
}

static void
weights_scale(struct profile *l, int n)
{
	float sum = 0.f;
	int i;

	for (i = 0; i < n; i++)
		sum += l->weights[i];
	for (i = 0; i < n; i++) {
		l->weights[i] /= sum;
		if (l->weights[i] < .002f)
			l->weights[i] = .002f;
		if (i == 0 && l->weights[i] < .03f)
			l->weights[i] = .03f;
	}
}

static void
profile_key_make(struct profile_key *key, const struct ip *ip, enum proto proto)
{
	memset(key, 0, sizeof *key);
	key->ip = *ip;
	key->proto = (uint16_t)proto;
}

static struct profile *
profile_of(struct talk_store *s, const struct ip *ip, enum proto proto)
{
	struct profile_key key;
	struct profile *l;

	profile_key_make(&key, ip, proto);
	l = pool_find(s->profiles, &key);
	if (l != NULL) {
		pool_touch(s->profiles, l);
		return (l);
	}
	if (pool_is_full(s->profiles))
		pool_drop(s->profiles, pool_stalest(s->profiles));
	return (pool_put(s->profiles, &key));
}

static void
profile_weigh(struct observations *r)
{
	const char *name = server_software(r->profile->software);
	struct profile *l = r->profile;
	size_t n;
	const struct server_model *m = server_models(&n);
	int i;

	if (l->is_begun)
		return;
	for (i = 0; i < r->n_models; i++) {
		l->weights[i] = i == 0 ? .4f : .6f / (float)(r->n_models - 1);
		if (name[0] != '\0' &&
		    strcmp(m[r->models[i]].software, name) == 0)
			l->weights[i] *= BANNER_WEIGHT;
	}
	l->is_begun = true;
	weights_scale(l, r->n_models);
}

void
profile_begin(struct talk_store *s, const struct ip *ip, struct observations *r)
{
	models_pick(r);
	r->profile = profile_of(s, ip, r->proto);
	profile_weigh(r);
}

bool
profile_find(const struct talk_store *s, const struct ip *ip,
    struct observations *r)
{
	struct profile_key key;

	profile_key_make(&key, ip, r->proto);
	r->profile = pool_find(s->profiles, &key);
	models_pick(r);
	return (r->profile != NULL && r->profile->is_begun);
}

void
profile_set_software(struct talk_store *s, const struct endpoint *at,
    enum proto proto, uint16_t server)
{
	struct profile *l = profile_of(s, &at->ip, proto);

	if (l->software != server)
		l->is_begun = false;
	l->software = server;
}

void
profile_seen(const struct exchange *x, uint32_t tag, struct unsettled *out)
{
	memset(out, 0, sizeof *out);
	out->bin = (int8_t)x->bin;
	out->tag = (uint8_t)tag;
	out->from = x->server.from;
	out->to = x->server.to;
}

static float
spans_share(const struct verdict_span spans[VERDICT_SPANS], uint32_t from,
    uint32_t to, uint32_t tag)
{
	float sum = 0.f;
	int i;

	for (i = 0; i < VERDICT_SPANS && spans[i].to != 0; i++)
		sum += spans[i].share * spread_share(from, to,
		    spans[i].from + tag, spans[i].to + tag, 1);
	return (sum);
}

/* A long reply may number something: a session, a time. */
static bool
lengths_alike(uint32_t seen, uint32_t from, uint32_t to)
{
	uint32_t slack = seen < LONG_BYTES ? 0 : LONG_SLACK;

	return (seen + slack >= from && seen <= to + slack);
}

/* What this server's own lengths say; *trust grows with what it taught. */
static float
taught_share(const struct observations *r,
    const struct seen_length seen[PROFILE_LENGTHS], const struct unsettled *d,
    float *trust)
{
	float n = 0.f, hits = 0.f, kinds = 0.f;
	int i;

	for (i = 0; i < PROFILE_LENGTHS && seen[i].n > 0.f; i++) {
		kinds += 1.f;
		n += seen[i].n;
		if (lengths_alike(seen[i].bytes + d->tag, d->from, d->to))
			hits += seen[i].n;
	}
	/* Many lengths, seen seldom: the next may well be another. */
	*trust = n < TAUGHT_LEAST || n <= kinds || r->is_untaught ? 0.f :
	    .95f * (n - kinds) / (n - kinds + 1.f);
	return (n > 0.f ? hits / n : 0.f);
}

/* A length without the tag, or 0 where it is not exact. */
static uint16_t
exact_bytes(const struct unsettled *d)
{
	return (d->from == d->to && d->from > d->tag &&
	    d->from - d->tag <= UINT16_MAX ?
	    (uint16_t)(d->from - d->tag) : 0);
}

/*
 * Words that this server has said to those who got in are hardly ever those
 * that it refuses with (DOMAIN.md D.3): at most this share of its refusals.
 */
static float
refusal_max(const struct observations *r, const struct unsettled *d)
{
	uint16_t bytes = exact_bytes(d);
	float refused = 0.f, accepted = 0.f;
	int i;

	if (bytes == 0 || r->is_untaught)
		return (1.f);
	for (i = 0; i < PROFILE_LENGTHS; i++) {
		if (r->profile->refused[i].bytes == bytes)
			refused += r->profile->refused[i].n;
		if (r->profile->accepted[i].bytes == bytes)
			accepted += r->profile->accepted[i].n;
	}
	return (accepted >= 1.f && accepted > refused ?
	    SAME_WORDS : 1.f);
}

static float
at_most(float share, float max)
{
	return (share < max ? share : max);
}

/* A verdict's length under the i-th model; generic: under none. */
static float
model_length(const struct observations *r, int i, bool is_refused,
    float generic, const struct unsettled *d)
{
	size_t n;
	const struct server_model *m = &server_models(&n)[r->models[i]];

	if (i == 0)
		return (generic);
	return (MODEL_STRANGE * generic + (1.f - MODEL_STRANGE) *
	    spans_share(is_refused ? m->refused : m->accepted, d->from, d->to,
	    d->tag));
}

static float
model_delay(const struct observations *r, int i, enum step step, int bin)
{
	size_t n;
	const struct server_model *m = &server_models(&n)[r->models[i]];

	return (delay_share(step, (enum pace)m->pace, bin) + DELAY_LEAST);
}

float
profile_pace(const struct observations *r, enum step step, int bin)
{
	float sum = 0.f;
	int i;

	for (i = 0; i < r->n_models; i++)
		sum += r->profile->weights[i] * model_delay(r, i, step, bin);
	return (sum);
}

float
profile_length(const struct observations *r, enum step step, float generic,
    const struct unsettled *d)
{
	bool is_refused = step == STEP_REFUSED;
	float sum = 0.f, taught, trust;
	int i;

	for (i = 0; i < r->n_models; i++)
		sum += r->profile->weights[i] * (model_length(r, i, is_refused,
		    generic, d) + SHARE_LEAST);
	taught = taught_share(r, is_refused ? r->profile->refused :
	    r->profile->accepted, d, &trust);
	sum = (1.f - trust) * sum + trust * (taught + SHARE_LEAST);
	return (is_refused ? at_most(sum, refusal_max(r, d)) : sum);
}

float
profile_share(const struct observations *r, enum step step, float generic,
    const struct unsettled *d)
{
	bool is_refused = step == STEP_REFUSED;
	float sum = 0.f, pace = 0.f, taught, trust;
	int i;

	for (i = 0; i < r->n_models; i++) {
		float w = r->profile->weights[i] *
		    model_delay(r, i, step, d->bin);

		sum += w * (model_length(r, i, is_refused, generic, d) +
		    SHARE_LEAST);
		pace += w;
	}
	taught = taught_share(r, is_refused ? r->profile->refused :
	    r->profile->accepted, d, &trust);
	sum = (1.f - trust) * sum + trust * (taught + SHARE_LEAST) * pace;
	return (is_refused ? at_most(sum, refusal_max(r, d) * pace) : sum);
}

/* A verdict bears out if known software makes it so much likelier: a guess. */
#define BORNE_OUT	2.f

/* How much likelier the verdict is from all software than from none. */
static float
models_gain(const struct observations *r, enum step step, float generic,
    const struct unsettled *d)
{
	float all = 0.f;
	int i;

	for (i = 0; i < r->n_models; i++)
		all += r->profile->weights[i] * model_length(r, i,
		    step == STEP_REFUSED, generic, d) *
		    model_delay(r, i, step, d->bin);
	return (all / (r->profile->weights[0] * generic *
	    model_delay(r, 0, step, d->bin)));
}

bool
profile_bears_out(const struct observations *r, const float generic[STEP_COUNT],
    const struct unsettled *d, bool is_closed)
{
	float trust, other;
	int i;

	taught_share(r, r->profile->refused, d, &trust);
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

static void
length_learn(struct seen_length seen[PROFILE_LENGTHS], uint16_t bytes,
    float n)
{
	int i, least = 0;

	for (i = 0; i < PROFILE_LENGTHS && seen[i].n > 0.f; i++) {
		if (lengths_alike(seen[i].bytes, bytes, bytes)) {
			if (seen[i].n < SEEN_ENOUGH)
				seen[i].n += n;
			return;
		}
		if (seen[i].n < seen[least].n)
			least = i;
	}
	if (i == PROFILE_LENGTHS)
		i = least;
	seen[i].bytes = bytes;
	seen[i].n = n;
}

/*
 * A refusal and an acceptance have no length in common: what one of them
 * teaches, the other has wrongly learnt, unless it has learnt it more often.
 */
static void
length_contest(struct seen_length won[PROFILE_LENGTHS],
    struct seen_length lost[PROFILE_LENGTHS], uint16_t bytes)
{
	float n = 0.f;
	int i, j;

	for (i = 0; i < PROFILE_LENGTHS; i++)
		if (won[i].n > 0.f && won[i].bytes == bytes)
			n = won[i].n;
	for (i = 0; i < PROFILE_LENGTHS && lost[i].n > 0.f; i++) {
		if (lost[i].bytes != bytes || lost[i].n > n)
			continue;
		for (j = i; j + 1 < PROFILE_LENGTHS; j++)
			lost[j] = lost[j + 1];
		lost[PROFILE_LENGTHS - 1].n = 0.f;
		return;
	}
}

/* The length of the answer, 0 where it is not known to a byte. */
static uint16_t
bytes_known(const struct exchange *x, const struct belief *b)
{
	struct unsettled d;

	profile_seen(x, (uint32_t)b->tag, &d);
	return (b->tag == 0 || b->is_tag_sure ? exact_bytes(&d) : 0);
}

float
profile_prepared(const struct observations *r, float generic,
    const struct unsettled *d)
{
	float trust, taught = taught_share(r, r->profile->prepared, d, &trust);

	return ((1.f - trust) * generic + trust * (taught + SHARE_LEAST));
}

void
profile_learn_prepared(struct observations *r, const struct exchange *x,
    const struct belief *b)
{
	uint16_t bytes = bytes_known(x, b);

	if (bytes != 0)
		length_learn(r->profile->prepared, bytes, 1.f);
}

/* Has the server taught such lengths, and this is none of them? */
static bool
length_is_other(const struct seen_length seen[PROFILE_LENGTHS], uint16_t bytes)
{
	bool has_any = false;
	int i;

	for (i = 0; i < PROFILE_LENGTHS && seen[i].n > 0.f; i++) {
		if (lengths_alike(seen[i].bytes, bytes, bytes))
			return (false);
		has_any |= seen[i].n >= 1.f;
	}
	return (has_any);
}

void
profile_hint(struct talk_store *s, struct observations *r,
    const struct exchange *x, const struct belief *b, const float p[STEP_COUNT])
{
	uint16_t bytes = bytes_known(x, b);

	if (bytes == 0)
		return;
	/*
	 * The same unsettled session again is no second witness: a probe
	 * whose logins all get in looks like that too.  It is a witness where
	 * the server is known to say something else to those who do get in.
	 */
	if (p[STEP_REFUSED] >= HINT &&
	    length_is_other(r->profile->accepted, bytes))
		length_learn(r->profile->refused, bytes, p[STEP_REFUSED]);
	else if (p[STEP_ACCEPTED] >= HINT &&
	    length_is_other(r->profile->refused, bytes))
		length_learn(r->profile->accepted, bytes, p[STEP_ACCEPTED]);
	else
		return;
	s->has_taught = true;
	s->taught = r->profile->key;
}

void
profile_learn(struct talk_store *s, struct observations *r,
    const struct exchange *x, const struct belief *b, bool is_refused)
{
	enum step step = is_refused ? STEP_REFUSED : STEP_ACCEPTED;
	struct profile *l = r->profile;
	struct seen_length *seen = is_refused ? l->refused : l->accepted;
	uint16_t bytes = bytes_known(x, b);
	float generic[STEP_COUNT], trust;
	struct unsettled d;
	int i;

	profile_seen(x, (uint32_t)b->tag, &d);
	observations_shares(r, &x->server, SAID_SERVER, d.tag, generic);
	/* The same words once more tell nothing new of who says them. */
	if (taught_share(r, seen, &d, &trust) == 0.f)
		for (i = 0; i < r->n_models; i++)
			l->weights[i] *= model_length(r, i, is_refused,
			    generic[step], &d) *
			    model_delay(r, i, step, d.bin);
	weights_scale(l, r->n_models);
	s->has_taught = true;
	s->taught = l->key;
	if (bytes == 0)
		return;
	length_learn(seen, bytes, 1.f);
	length_contest(seen, is_refused ? l->accepted : l->refused, bytes);
}
