/*
 * What a servers file says of a host.
 *
 * Nothing that is told by the file's word teaches the profile: it would bear
 * itself out.
 */

#include "talk/taught.h"

#include "base/when.h"
#include "talk/fit.h"

/* So much likelier is an answer of a length that the file has for it than one
 * that it has not: a guess, and the most that a stranger's word is worth. */
#define FILE_ODDS	100.f
/* A refusal that was less likely by itself is the file's alone: a guess. */
#define OWN_LEAST	.5f
/* What a profile has learnt for certain once (profile.c). */
#define LEARNT		1.f

void
taught_begin(struct talk_store *s, const struct tls_view *v, enum proto proto)
{
	const struct taught_server *row;

	if (s->taught_servers == NULL || proto == PROTO_UNKNOWN)
		return;
	row = taught_find(s->taught_servers, proto, &v->server.ip, v->sni);
	if (row != NULL)
		profile_teach(s, &v->server.ip, proto,
		    (uint32_t)(row - s->taught_servers->at));
}

/* Delays are told apart as coarsely as the model does; the way there and back
 * may be another one here. */
static bool
delay_fits(const struct taught_verdict *v, int bin)
{
	return (bin < 0 ||
	    (bin + 1 >= delay_bin((int64_t)v->least_ms * NS_PER_MS) &&
	    bin - 1 <= delay_bin((int64_t)v->most_ms * NS_PER_MS)));
}

static bool
holds(const struct taught_verdict *at, uint32_t n, uint16_t bytes, int bin)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (fit_alike(at[i].bytes, bytes, bytes) &&
		    delay_fits(&at[i], bin))
			return (true);
	return (false);
}

/* Has this server taught, by what followed, that such an answer is this? */
static bool
is_shown(const struct seen_length seen[PROFILE_LENGTHS], uint16_t bytes)
{
	int i;

	for (i = 0; i < PROFILE_LENGTHS && seen[i].n > 0.f; i++)
		if (seen[i].n >= LEARNT &&
		    fit_alike(seen[i].bytes, bytes, bytes))
			return (true);
	return (false);
}

bool
taught_weigh(const struct talk_store *s, const struct observations *r,
    const struct unsettled *d, float *refused, float *accepted)
{
	const struct profile *l = r->profile;
	const struct taught_server *t;
	uint16_t bytes = fit_exact(d);
	bool is_refusal, is_acceptance;
	float sum;

	if (l->taught == 0 || bytes == 0)
		return (false);
	t = &s->taught_servers->at[l->taught - 1];
	is_refusal = holds(t->refused, t->n_refused, bytes, d->bin) &&
	    !is_shown(l->accepted, bytes) && !fit_is_shown(r, d);
	is_acceptance = holds(t->accepted, t->n_accepted, bytes, d->bin) &&
	    !is_shown(l->refused, bytes);
	/* A file that says both says nothing. */
	if (is_refusal == is_acceptance)
		return (false);
	sum = 1.f - *refused - *accepted;
	*(is_refusal ? refused : accepted) *= FILE_ODDS;
	sum += *refused + *accepted;
	*refused /= sum;
	*accepted /= sum;
	return (true);
}

bool
taught_is_borne_out(const struct observations *r, const struct unsettled *d,
    float refused)
{
	return (refused >= OWN_LEAST && !fit_is_shown(r, d) &&
	    !is_shown(r->profile->accepted, fit_exact(d)) &&
	    fit_bears_out(r, d));
}
