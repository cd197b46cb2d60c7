/*
 * The hidden Markov model over the exchanges of a session.
 *
 * The hidden step of each exchange emits the lengths of both turns and the
 * server's delay.  The IMAP tag's length is a second unknown: the model is run
 * for each, and the runs are weighed by how well they explain the session.
 * A turn with a hole in it says nothing.
 */

#include "talk/reading.h"

#include <string.h>

enum { TAG_MAX = 7 };			/* "12.854" */

/* --- emissions --- */

/* Sums of the generic shapes for every step, one side of an exchange. */
void
chain_shapes(const struct reading *r, const struct turn *turn, bool is_server,
    uint32_t tag, float out[STEP_COUNT])
{
	size_t n, i;
	const struct shape *all = shapes_all(&n);

	for (i = 0; i < STEP_COUNT; i++)
		out[i] = FLOOR_LENGTH;
	for (i = 0; i < n; i++) {
		const struct shape *s = &all[i];
		uint32_t add = s->is_tagged ? tag : 0;

		if (s->proto == r->proto && s->is_server == is_server)
			out[s->step] += s->share * overlap(turn->from,
			    turn->to, s->from + add, s->to + add);
	}
}

/* What there is to see of a verdict. */
void
chain_verdict(const struct exchange *x, uint32_t tag, struct doubt *out)
{
	memset(out, 0, sizeof *out);
	out->bin = (int8_t)x->bin;
	out->tag = (uint8_t)tag;
	out->from = x->server.from;
	out->to = x->server.to;
}

static void
emit(const struct reading *r, int i, uint32_t tag, float out[STEP_COUNT])
{
	const struct exchange *x = &r->ex[i];
	float client[STEP_COUNT], server[STEP_COUNT];
	struct doubt seen;
	enum step k;

	for (k = 0; k < STEP_COUNT; k++)
		out[k] = client[k] = server[k] = 1.f;
	if (x->client.has_gap || (x->has_answer && x->server.has_gap))
		return;
	chain_shapes(r, &x->client, false, tag, client);
	if (x->has_answer)
		chain_shapes(r, &x->server, true, tag, server);
	chain_verdict(x, tag, &seen);
	for (k = 0; k < STEP_COUNT; k++) {
		out[k] = client[k];
		if (!x->has_answer)
			continue;
		if (k == STEP_REFUSED || k == STEP_ACCEPTED)
			out[k] *= lesson_share(r, k, server[k], &seen);
		else
			out[k] *= server[k] * (delay_share(k, PACE_ANY,
			    x->bin) + FLOOR_DELAY);
	}
}

/* --- forward and backward --- */

/*
 * Where mail servers deliver to each other, most sessions have no login: a
 * guess of how much likelier mail without one is there.
 */
#define RELAY_ODDS	10.f

static float
follows(const struct reading *r, int step, int next)
{
	float share = step_follows(r->proto, (enum step)step, (enum step)next);

	return (r->is_relay && next == STEP_BARE && step == STEP_PREPARE ?
	    share * RELAY_ODDS : share);
}

/* One run for one tag length; returns the session's likelihood, scaled. */
static double
run_tag(const struct reading *r, uint32_t tag, float p[][STEP_COUNT],
    int *shrunk)
{
	float e[EXCHANGES_MAX][STEP_COUNT], back[STEP_COUNT], next[STEP_COUNT];
	double like = 1.;
	int i, j, k;

	*shrunk = 0;
	for (i = 0; i < r->n; i++) {
		float sum = 0.f;

		emit(r, i, tag, e[i]);
		for (k = 0; k < STEP_COUNT; k++) {
			float in = 0.f;

			if (i == 0)
				in = step_begins(r->proto, (enum step)k);
			for (j = 0; i > 0 && j < STEP_COUNT; j++)
				in += p[i - 1][j] * follows(r, j, k);
			p[i][k] = in * e[i][k];
			sum += p[i][k];
		}
		if (!(sum > 0.f))
			sum = 1e-30f;
		for (k = 0; k < STEP_COUNT; k++)
			p[i][k] /= sum;
		like *= sum;
		while (like < 1e-150) {
			like *= 1e150;
			(*shrunk)++;
		}
	}
	for (k = 0; k < STEP_COUNT; k++)
		back[k] = r->is_final ? step_ends((enum step)k) : 1.f;
	for (i = r->n - 1; i >= 0; i--) {
		float sum = 0.f;

		for (k = 0; k < STEP_COUNT; k++) {
			p[i][k] *= back[k];
			sum += p[i][k];
		}
		if (i == r->n - 1)
			like *= sum;
		for (k = 0; k < STEP_COUNT; k++)
			p[i][k] = sum > 0.f ? p[i][k] / sum : 0.f;
		if (i == 0)
			break;
		sum = 0.f;
		for (j = 0; j < STEP_COUNT; j++) {
			next[j] = 0.f;
			for (k = 0; k < STEP_COUNT; k++)
				next[j] += follows(r, j, k) * e[i][k] *
				    back[k];
			sum += next[j];
		}
		for (j = 0; j < STEP_COUNT; j++)
			back[j] = sum > 0.f ? next[j] / sum : 0.f;
	}
	return (like);
}

void
chain_believe(const struct reading *r, struct belief *out)
{
	/* Likelihoods get too small for a float. */
	double all[EXCHANGES_MAX][STEP_COUNT];
	float p[EXCHANGES_MAX][STEP_COUNT];
	uint32_t tag, last = r->proto == PROTO_IMAP ? TAG_MAX : 1;
	double like, sum = 0., best = 0.;
	int shrunk, least = 0, i, k;

	memset(out, 0, sizeof *out);
	memset(all, 0, sizeof all);
	for (tag = 1; tag <= last; tag++) {
		like = run_tag(r, r->proto == PROTO_IMAP ? tag : 0, p,
		    &shrunk);
		if (tag == 1 || shrunk < least) {
			/* Better by so much that those before are nothing. */
			if (tag > 1) {
				memset(all, 0, sizeof all);
				sum = best = 0.;
			}
			least = shrunk;
		} else if (shrunk > least)
			continue;
		if (like > best) {
			best = like;
			out->tag = r->proto == PROTO_IMAP ? (int)tag : 0;
		}
		sum += like;
		for (i = 0; i < r->n; i++)
			for (k = 0; k < STEP_COUNT; k++)
				all[i][k] += like * p[i][k];
	}
	for (i = 0; i < r->n && sum > 0.; i++)
		for (k = 0; k < STEP_COUNT; k++)
			out->p[i][k] = (float)(all[i][k] / sum);
}
