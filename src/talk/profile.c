/*
 * What a server is known for: which software it may be, as weights, and the
 * lengths of the verdicts that were told for sure.  Within one server a
 * refusal and an acceptance never have one length (DOMAIN.md D.3).
 */

#include "talk/profile.h"

#include <string.h>

#include "data/servers.h"
#include "talk/fit.h"

enum { SEEN_ENOUGH = 200 };

/* A verdict that is less likely than this hints at nothing. */
#define HINT		.6f
/* A goodbye that is less sure than this tells nothing of the server. */
#define LEFT		.95f
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

/* Equal weights, but for what a greeting in the clear has named. */
static void
weights_begin(struct observations *r, const char *name)
{
	struct profile *l = r->profile;
	size_t n;
	const struct server_model *m = server_models(&n);
	int i;

	for (i = 0; i < r->n_models; i++) {
		l->weights[i] = i == 0 ? .4f : .6f / (float)(r->n_models - 1);
		if (name[0] != '\0' &&
		    strcmp(m[r->models[i]].software, name) == 0)
			l->weights[i] *= BANNER_WEIGHT;
	}
	weights_scale(l, r->n_models);
}

static void
profile_weigh(struct observations *r)
{
	const char *name = server_software(r->profile->software);
	struct profile *l = r->profile;
	int i;

	if (!l->is_begun) {
		weights_begin(r, name);
		l->is_begun = true;
		l->is_greeted = false;
	}
	/* Inside STARTTLS nobody is greeted again. */
	if (l->is_greeted || r->greeting == 0)
		return;
	for (i = 0; i < r->n_models; i++)
		l->weights[i] *= fit_model_greeting(r, i);
	l->is_greeted = true;
	weights_scale(l, r->n_models);
}

void
profile_begin(struct talk_store *s, const struct ip *ip, struct observations *r)
{
	models_pick(r);
	r->sums = s->sums;
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
	r->sums = s->sums;
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
profile_teach(struct talk_store *s, const struct ip *ip, enum proto proto,
    uint32_t row)
{
	profile_of(s, ip, proto)->taught = (uint16_t)(row + 1);
}

void
profile_seen(const struct exchange *x, uint32_t tag, struct unsettled *out)
{
	memset(out, 0, sizeof *out);
	out->bin = (int8_t)x->bin;
	out->tag = (uint8_t)tag;
	out->from = x->server.from;
	out->to = x->server.to;
	out->is_closed = x->server.is_closed;
}

static void
length_learn(struct seen_length seen[PROFILE_LENGTHS], uint16_t bytes,
    float n)
{
	int i, least = 0;

	for (i = 0; i < PROFILE_LENGTHS && seen[i].n > 0.f; i++) {
		if (fit_alike(seen[i].bytes, bytes, bytes)) {
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
	return (b->tag == 0 || b->is_tag_sure ? fit_exact(&d) : 0);
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
		if (fit_alike(seen[i].bytes, bytes, bytes))
			return (false);
		has_any |= seen[i].n >= 1.f;
	}
	return (has_any);
}

/* May the length be other than one of these, whatever the tag is? */
static bool
may_be_other(const struct observations *r,
    const struct seen_length seen[PROFILE_LENGTHS], const struct exchange *x)
{
	int i;

	if (r->proto != PROTO_IMAP)
		return (length_is_other(seen, (uint16_t)x->server.from));
	for (i = 0; i < PROFILE_LENGTHS && seen[i].n > 0.f; i++)
		if (seen[i].n >= 1.f)
			return (true);
	return (false);
}

bool
profile_may_hint(const struct observations *r, const struct exchange *x)
{
	return (x->server.from == x->server.to && x->server.to <= UINT16_MAX &&
	    (may_be_other(r, r->profile->refused, x) ||
	    may_be_other(r, r->profile->accepted, x)));
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

bool
profile_left(struct talk_store *s, struct observations *r,
    const struct belief *b)
{
	const struct exchange *x = &r->ex[r->n - 1];
	const float *p = b->p[r->n - 1];
	struct profile *l = r->profile;
	float generic[STEP_COUNT];
	struct unsettled d;
	int i;

	if (l->has_left || !x->has_answer || x->server.has_gap ||
	    p[STEP_LEAVE] + p[STEP_QUIT] < LEFT)
		return (false);
	profile_seen(x, (uint32_t)b->tag, &d);
	observations_shares(r, &x->server, SAID_SERVER, d.tag, generic);
	for (i = 0; i < r->n_models; i++)
		l->weights[i] *= p[STEP_QUIT] * fit_model_bye(r, i, STEP_QUIT,
		    generic[STEP_QUIT], &d) + p[STEP_LEAVE] *
		    fit_model_bye(r, i, STEP_LEAVE, generic[STEP_LEAVE], &d);
	l->has_left = true;
	weights_scale(l, r->n_models);
	s->has_taught = true;
	s->taught = l->key;
	return (true);
}

void
profile_show(struct talk_store *s, struct observations *r,
    const struct exchange *x, const struct belief *b, bool is_mail)
{
	struct shown_look a = { r->stack_tag, x->server.from, x->server.to,
	    is_mail };

	shown_learn(r->profile->shown, &a, (uint32_t)b->tag,
	    b->tag == 0 || b->is_tag_sure);
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
	float generic[STEP_COUNT];
	struct unsettled d;
	int i;

	profile_seen(x, (uint32_t)b->tag, &d);
	observations_shares(r, &x->server, SAID_SERVER, d.tag, generic);
	/* The same words once more tell nothing new of who says them. */
	if (!fit_is_taught(r, seen, &d))
		for (i = 0; i < r->n_models; i++)
			l->weights[i] *= fit_model(r, i, step, generic[step],
			    &d);
	weights_scale(l, r->n_models);
	s->has_taught = true;
	s->taught = l->key;
	if (bytes == 0)
		return;
	length_learn(seen, bytes, 1.f);
	length_contest(seen, is_refused ? l->accepted : l->refused, bytes);
}
