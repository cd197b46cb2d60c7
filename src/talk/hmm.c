/*
 * The hidden Markov model over the exchanges of a session.
 *
 * The hidden state is what an exchange was for, its step.  Each step goes on
 * to others, as likely as data/shapes.c has it; the main roads:
 *
 *	              +------------ once more ------------+
 *	              v                                   |
 *	PREPARE -+-> NAME --+-------------+--> REFUSED ---+--> QUIT
 *	 CAPA    |   USER   |             |
 *	  |      +----------+             +--> OTHER --------> QUIT
 *	  |                 v             |
 *	  |          +-> CHALLENGE --+----+--> ACCEPTED -+---> LEAVE
 *	  |          |   AUTH LOGIN  |                   v       ^
 *	  |          +---------------+               +> ACTIVE --+
 *	  |                                          +----+      |
 *	  +-----------> BARE (SMTP without a login) -------------+
 *
 * A step emits what can be seen: how long the client's turn is, how long the
 * server's is, and how long the server took.  For instance a POP3 server of
 * which nothing is known:
 *
 *	client    6 bytes      12 bytes     15 bytes      6 bytes
 *	server   71, at once    5, at once  36, in 2.1 s  18, at once
 *	step     PREPARE 1.00  NAME 1.00    REFUSED .98   QUIT .98
 *
 * A line of 12 bytes can be "USER anna" or open "AUTH PLAIN", and by itself is
 * far likelier the latter (.62 against .02).  But hardly any challenge has
 * five bytes, and "+OK" alone has, so the second exchange was the name.  Then
 * 15 bytes are as likely a PASS that fails as one that gets in.  36 bytes are
 * one share in 60 of all refusals and one in 45 of all acceptances, so the
 * lengths alone would clear the client; but it is just what Dovecot refuses
 * with, and 2.1 seconds are what Dovecot waits before it.  Who gets in has
 * work to do, and the last 6 bytes are "QUIT" at once: that too speaks for a
 * refusal.  Going forward the model weighs all that came before an exchange,
 * going backward all that came behind it.
 *
 * What holds for a whole session is a hypothesis: the length of the IMAP tag,
 * and which of the answers is how this server refuses.  The model is run under
 * each, four side by side, and the runs are weighed by how well they explain
 * the session.  A turn with a hole in it says nothing.
 */

#include "talk/hmm.h"

#include <string.h>

#include "talk/emission.h"
#include "talk/roads.h"

enum { REFUSALS_MAX = 4 };		/* ways to refuse that are tried */

/* A tag's length is sure from so much of the likelihood on. */
#define TAG_SURE	.9

/* Of an answer that is as good as no refusal so few are so long. */
#define REFUSAL_LEAST	1e-3f

/* Four runs side by side. */
struct run {
	/* How likely each step is at each exchange, by all before it. */
	lanes p[EXCHANGES_MAX][STEP_COUNT];
	/*
	 * The sessions' likelihoods, which get too small for a double and so
	 * were multiplied by 1e150 so many times.
	 */
	double like[LANES];
	int shrunk[LANES];
	bool is_tried[LANES];
};

/* Beliefs summed over hypotheses, each with its likelihood for a weight. */
struct sum {
	/* Likelihoods get too small for a float. */
	double p[EXCHANGES_MAX][STEP_COUNT][LANES];
	double like, by_tag[TAG_MAX + 1];
	int shrunk;			/* of the likeliest run so far */
	bool is_begun;
};

/* --- forward and backward --- */

static lanes
total(const lanes p[STEP_COUNT])
{
	lanes sum = lanes_of(0.f);
	int k;

	for (k = 0; k < STEP_COUNT; k++)
		sum += p[k];
	return (sum);
}

static void
forward_step(const struct observations *r, int i, const struct emission *e,
    const lanes before[STEP_COUNT], lanes out[STEP_COUNT])
{
	const struct roads *roads = roads_to(r, i);
	lanes sum = lanes_of(0.f);
	int k;

	for (k = 0; k < STEP_COUNT; k++)
		out[k] = sum;
	for (k = 0; k < roads->n; k++) {
		const struct road *o = &roads->by_to[k];

		sum += before[o->from] * o->share *
		    e->p[o->emission][o->to];
		if (!o->is_last)
			continue;
		out[o->to] = sum;
		sum = lanes_of(0.f);
	}
}

static void
forward(const struct observations *r, const struct emission e[EXCHANGES_MAX],
    struct run *run)
{
	lanes sum;
	int i, k, l;

	for (i = 0; i < r->n; i++) {
		for (k = 0; i == 0 && k < STEP_COUNT; k++)
			run->p[0][k] = step_begins(r->proto, (enum step)k) *
			    e[0].p[EMITTED_FIRST][k];
		if (i > 0)
			forward_step(r, i, &e[i], run->p[i - 1], run->p[i]);
		sum = total(run->p[i]);
		for (l = 0; l < LANES; l++) {
			if (!(sum[l] > 0.f))
				sum[l] = 1e-30f;
			run->like[l] *= (double)sum[l];
			while (run->is_tried[l] && run->like[l] < 1e-150) {
				run->like[l] *= 1e150;
				run->shrunk[l]++;
			}
		}
		for (k = 0; k < STEP_COUNT; k++)
			run->p[i][k] /= sum;
	}
}

/* Divide by their sum; what has none stays out of it. */
static lanes
evened(lanes p[STEP_COUNT])
{
	lanes sum = total(p), by = sum;
	int k, l;

	for (l = 0; l < LANES; l++)
		if (!(sum[l] > 0.f)) {
			by[l] = 1.f;
			for (k = 0; k < STEP_COUNT; k++)
				p[k][l] = 0.f;
		}
	for (k = 0; k < STEP_COUNT; k++)
		p[k] /= by;
	return (sum);
}

/* One exchange back: back becomes that of the one before the i-th. */
static void
back_step(const struct observations *r, int i, const struct emission *e,
    lanes back[STEP_COUNT])
{
	const struct roads *roads = roads_to(r, i);
	lanes out[STEP_COUNT], sum = lanes_of(0.f);
	int k;

	for (k = 0; k < STEP_COUNT; k++)
		out[k] = sum;
	for (k = 0; k < roads->n; k++) {
		const struct road *o = &roads->by_from[k];

		sum += o->share * back[o->to] * e->p[o->emission][o->to];
		if (!o->is_last)
			continue;
		out[o->from] = sum;
		sum = lanes_of(0.f);
	}
	evened(out);
	memcpy(back, out, sizeof out);
}

static void
sum_step(struct sum *s, int i, const lanes p[STEP_COUNT],
    const double weight[LANES])
{
	int k, l;

	for (k = 0; k < STEP_COUNT; k++)
		for (l = 0; l < LANES; l++)
			s->p[i][k][l] += weight[l] * (double)p[k][l];
}

/* From the end back; what that makes of each exchange goes to the sum. */
static void
backward(const struct observations *r, const struct emission e[EXCHANGES_MAX],
    struct run *run, const struct hypothesis *h, struct sum *s)
{
	lanes back[STEP_COUNT], all;
	int i, k, l;

	for (k = 0; k < STEP_COUNT; k++)
		back[k] = lanes_of(r->is_final ? roads_end(r, k) : 1.f);
	for (i = r->n - 1; i >= 0; i--) {
		for (k = 0; k < STEP_COUNT; k++)
			run->p[i][k] *= back[k];
		all = evened(run->p[i]);
		for (l = 0; i == r->n - 1 && l < LANES; l++) {
			run->like[l] *= (double)all[l];
			s->like += run->like[l];
			s->by_tag[h->tag[l]] += run->like[l];
		}
		sum_step(s, i, run->p[i], run->like);
		if (i > 0)
			back_step(r, i, &e[i], back);
	}
}

/* --- over all hypotheses --- */

/* Which runs are likely enough to count; false: none. */
static bool
sum_admit(struct sum *s, struct run *run)
{
	int l, least = -1;

	for (l = 0; l < LANES; l++)
		if (run->is_tried[l] && (least < 0 || run->shrunk[l] < least))
			least = run->shrunk[l];
	if (s->is_begun && least > s->shrunk)
		return (false);
	/* So much likelier a run makes nothing of those before it. */
	if (!s->is_begun || least < s->shrunk) {
		memset(s, 0, sizeof *s);
		s->is_begun = true;
		s->shrunk = least;
	}
	for (l = 0; l < LANES; l++)
		if (!run->is_tried[l] || run->shrunk[l] > s->shrunk)
			run->like[l] = 0.;
	return (true);
}

/* A lane whose share is 0 is not tried. */
static void
sum_add(struct sum *s, const struct observations *r, struct emission *e,
    const struct hypothesis *h)
{
	struct run run;
	int i, l;

	for (i = 0; i < r->n; i++)
		emission_suppose(r, i, h, e);
	for (l = 0; l < LANES; l++) {
		run.shrunk[l] = 0;
		run.is_tried[l] = h->share[l] > 0.f;
		run.like[l] = (double)(h->share[l] *
		    (r->proto == PROTO_IMAP ? tag_share(h->tag[l]) : 1.f));
	}
	forward(r, e, &run);
	if (sum_admit(s, &run))
		backward(r, e, &run, h, s);
}

/* The hypotheses of one tag, or of four at once where there are tags. */
struct trial {
	struct hypothesis h;
	float left[LANES];		/* of all refusals */
	int n[LANES];			/* refusals tried, by tag */
	int n_lanes;			/* taken, where there are no tags */
};

/* Where there are no tags each lane takes another hypothesis. */
static void
trial_flush(struct trial *t, struct sum *s, const struct observations *r,
    struct emission *e)
{
	int l;

	for (l = t->n_lanes; l < LANES; l++)
		t->h.share[l] = 0.f;
	if (t->n_lanes > 0)
		sum_add(s, r, e, &t->h);
	t->n_lanes = 0;
}

static void
trial_add(struct trial *t, struct sum *s, const struct observations *r,
    struct emission *e, int refusal, lanes share)
{
	int l;

	if (r->proto != PROTO_IMAP) {
		t->h.refusal[t->n_lanes] = refusal;
		t->h.share[t->n_lanes++] = share[0];
		if (t->n_lanes == LANES)
			trial_flush(t, s, r, e);
		return;
	}
	for (l = 0; l < LANES; l++)
		t->h.refusal[l] = refusal;
	t->h.share = share;
	sum_add(s, r, e, &t->h);
}

/* All hypotheses with four lengths of the tag, from this one on. */
static void
sum_tags(struct sum *s, const struct observations *r, uint32_t tag)
{
	struct emission e[EXCHANGES_MAX];
	struct trial t;
	lanes share;
	int i, l, n_tried;

	memset(&t, 0, sizeof t);
	for (l = 0; l < LANES; l++) {
		t.h.tag[l] = tag == 0 ? 0 : tag + (uint32_t)l;
		t.left[l] = 1.f;
	}
	emission_all(r, &t.h, e);
	for (i = 0; i < r->n; i++) {
		if (e[i].answer != i)
			continue;
		share = lanes_of(0.f);
		for (l = 0, n_tried = 0; l < LANES; l++) {
			/* An answer of that length is as good as no refusal. */
			if (e[i].length[l] < REFUSAL_LEAST ||
			    t.n[l] == REFUSALS_MAX)
				continue;
			share[l] = e[i].length[l];
			t.left[l] -= share[l];
			t.n[l]++;
			n_tried++;
		}
		if (n_tried > 0)
			trial_add(&t, s, r, e, i, share);
	}
	for (l = 0; l < LANES; l++)
		share[l] = t.left[l] > 0.f ? t.left[l] : 1e-6f;
	trial_add(&t, s, r, e, -1, share);
	trial_flush(&t, s, r, e);
}

void
hmm_believe(const struct observations *r, struct belief *out)
{
	uint32_t tag;
	struct sum s;
	int i, k, l;

	memset(out, 0, sizeof *out);
	memset(&s, 0, sizeof s);
	if (r->proto == PROTO_IMAP)
		for (tag = 1; tag <= TAG_MAX; tag += LANES)
			sum_tags(&s, r, tag);
	else
		sum_tags(&s, r, 0);
	for (tag = 1; tag <= TAG_MAX; tag++)
		if (s.by_tag[tag] > s.by_tag[out->tag])
			out->tag = (int)tag;
	out->is_tag_sure = s.by_tag[out->tag] >= TAG_SURE * s.like;
	for (i = 0; i < r->n && s.like > 0.; i++)
		for (k = 0; k < STEP_COUNT; k++) {
			double p = 0.;

			for (l = 0; l < LANES; l++)
				p += s.p[i][k][l];
			out->p[i][k] = (float)(p / s.like);
		}
}
