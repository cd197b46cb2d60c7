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
 *	step     PREPARE 1.00  NAME 1.00    REFUSED .986  QUIT .988
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
 * each, and the runs are weighed by how well they explain the session.  A turn
 * with a hole in it says nothing.
 */

#include "talk/hmm.h"

#include <string.h>

#include "data/rounds.h"
#include "talk/profile.h"

enum { REFUSALS_MAX = 4 };		/* ways to refuse that are tried */

/* A tag's length is sure from so much of the likelihood on. */
#define TAG_SURE	.9

/* --- emissions --- */

/* Of SASL's rounds, so many are in no row of data/rounds.c: a guess. */
#define OTHER_ROUND	.08f

/* How well command and answer go together as a round of SASL. */
static float
rounds_share(const struct observations *r, const struct exchange *x,
    bool is_first, uint32_t tag)
{
	const struct framing *f = framing_of(r->proto);
	const struct turn *c = &x->client, *s = &x->server;
	size_t n, i;
	const struct round *all = rounds_all(&n);
	float sum = 0.f;

	for (i = 0; i < n; i++) {
		const struct round *o = &all[i];
		uint32_t bare = is_first ? tag + f->command + o->name_bytes +
		    (o->has_response ? f->initial : 0u) : f->response;
		float share;

		if ((o->name_bytes != 0) != is_first)
			continue;
		share = o->share * spread_share(c->from, c->to, bare + o->from,
		    bare + o->to, BASE64_STEP);
		if (share == 0.f || !x->has_answer)
			sum += share;
		else if (o->challenge_to == 0)
			sum += share * spread_share(s->from, s->to,
			    f->empty_from, f->empty_to, 1);
		else
			sum += share * spread_share(s->from, s->to,
			    (uint32_t)f->challenge + o->challenge_from,
			    (uint32_t)f->challenge + o->challenge_to,
			    BASE64_STEP);
	}
	return (sum);
}

/* --- what a session repeats --- */

/*
 * A server that refuses twice in one session says the same words twice: of its
 * refusals, only so many have others.  A guess, like the four below.
 */
#define OTHER_WORDS	.15f
/* A refusal is one line or two, written at once; so few come in pieces. */
#define IN_PIECES	.15f
/* So much work is answered just like the work before it: RCPT after RCPT. */
#define SAME_WORK	.25f
/* Of that, so much was also asked with as many bytes: NOOP after NOOP. */
#define SAME_ASKED	.3f
/* Of those who try again in one session, so many send the same again. */
#define SAME_LOGIN	.6f

/* What is taken for true of a whole session. */
struct hypothesis {
	uint32_t tag;
	/* The exchange whose answer is how this server refuses; -1: none. */
	int refusal;
	float share;			/* of such an answer among refusals */
};

static bool
answers_equal(const struct exchange *a, const struct exchange *b)
{
	return (a->has_answer && b->has_answer && !a->server.has_gap &&
	    !b->server.has_gap && a->server.from == b->server.from &&
	    a->server.to == b->server.to);
}

static bool
clients_equal(const struct exchange *a, const struct exchange *b)
{
	return (a->client.from == b->client.from &&
	    a->client.to == b->client.to &&
	    a->client.n_records == b->client.n_records);
}

/* A login as long as one that was refused with these words is that again. */
static float
login_again(const struct observations *r, int i,
    const struct hypothesis *h, float client)
{
	const struct exchange *x = &r->ex[i], *first;

	if (h->refusal < 0 || h->refusal >= i || client <= SHARE_LEAST)
		return (client);
	first = &r->ex[h->refusal];
	if (!answers_equal(first, x) || !clients_equal(first, x))
		return (client);
	return (SAME_LOGIN + (1.f - SAME_LOGIN) * client);
}

/* How much likelier work is for being as long as the work before it. */
static float
work_again(const struct exchange *x, float client, float server)
{
	float again;

	if (!answers_equal(x - 1, x))
		return (1.f);
	again = 1.f - SAME_WORK + SAME_WORK / server;
	if (clients_equal(x - 1, x))
		again *= 1.f - SAME_ASKED + SAME_ASKED / client;
	return (again);
}

/* How likely the answer is after each step; server: by its length alone. */
static void
emit_answer(const struct observations *r, int i,
    const struct hypothesis *h, float server[STEP_COUNT], float out[STEP_COUNT])
{
	const struct exchange *x = &r->ex[i];
	float same;
	struct unsettled seen;
	enum step k;

	observations_shares(r, &x->server, SAID_SERVER, h->tag, server);
	profile_seen(x, h->tag, &seen);
	server[STEP_PREPARE] = profile_prepared(r, server[STEP_PREPARE],
	    &seen);
	for (k = 0; k < STEP_COUNT; k++) {
		if (k == STEP_REFUSED || k == STEP_ACCEPTED)
			out[k] = profile_share(r, k, server[k], &seen);
		else
			out[k] = server[k] * profile_pace(r, k, x->bin);
	}
	if (x->server.n_records > 1)
		out[STEP_REFUSED] *= IN_PIECES;
	for (k = 0; k < STEP_COUNT && x->server.is_closed; k++)
		out[k] *= step_closes(k);
	/* Under a hypothesis the words of a refusal are no surprise, only how
	 * they come is: their delay is that of the software that says them. */
	same = h->refusal >= 0 && answers_equal(&r->ex[h->refusal], x) ?
	    out[STEP_REFUSED] / h->share : 0.f;
	out[STEP_REFUSED] = OTHER_WORDS * out[STEP_REFUSED] +
	    (1.f - OTHER_WORDS) * same;
}

/* How likely each step shows what is seen of an exchange. */
struct emission {
	/* [0]: of a command; [1]: of a line that answers a challenge. */
	float p[2][STEP_COUNT];
	/* The same step is so much likelier after itself. */
	float again[STEP_COUNT];
};

static void
emit(const struct observations *r, int i, const struct hypothesis *h,
    struct emission *e)
{
	const struct exchange *x = &r->ex[i];
	float server[STEP_COUNT], answer[STEP_COUNT];
	float (*out)[STEP_COUNT] = e->p;
	int k;

	for (k = 0; k < STEP_COUNT; k++)
		answer[k] = out[0][k] = out[1][k] = e->again[k] = 1.f;
	if (x->client.has_gap || (x->has_answer && x->server.has_gap))
		return;
	if (x->has_answer)
		emit_answer(r, i, h, server, answer);
	observations_shares(r, &x->client, SAID_FIRST, h->tag, out[0]);
	observations_shares(r, &x->client, SAID_AFTER, h->tag, out[1]);
	for (k = STEP_ACTIVE; i > 0 && x->has_answer && k <= STEP_BARE; k++)
		e->again[k] = work_again(x, out[0][k], server[k]);
	for (k = 0; k < 2; k++)
		out[k][STEP_REFUSED] = login_again(r, i, h,
		    out[k][STEP_REFUSED]);
	for (k = 0; k < STEP_COUNT; k++) {
		out[0][k] *= answer[k];
		out[1][k] *= answer[k];
	}
	for (k = 0; k < 2; k++)
		out[k][STEP_CHALLENGE] = OTHER_ROUND * out[k][STEP_CHALLENGE] +
		    (1.f - OTHER_ROUND) * rounds_share(r, x, k == 0, h->tag) *
		    (x->has_answer ? profile_pace(r, STEP_CHALLENGE, x->bin) :
		    1.f);
}

/* --- forward and backward --- */

/*
 * Where mail servers deliver to each other most sessions have no login: mail
 * without one is so much likelier there, a guess.
 */
#define RELAY_ODDS	20.f
/* Of those who log in to send, so few leave without having sent: a guess. */
#define UNSENT_ODDS	.25f

/* Has nobody sent a message by the i-th exchange, after a login to send? */
static bool
is_unsent(const struct observations *r, int i, int step)
{
	return (r->proto == PROTO_SMTP && (step == STEP_ACTIVE ||
	    step == STEP_ACCEPTED) && (r->body_at < 0 || r->body_at >= i));
}

static float
ends(const struct observations *r, int step)
{
	float share = step_ends((enum step)step);

	return (is_unsent(r, r->n, step) ? share * UNSENT_ODDS : share);
}

static float
follows(const struct observations *r, int i, int step, int next)
{
	float share = step_follows(r->proto, (enum step)step, (enum step)next);

	if (r->is_relay && next == STEP_BARE && step == STEP_PREPARE)
		return (share * RELAY_ODDS);
	if (next == STEP_LEAVE && is_unsent(r, i, step))
		return (share * UNSENT_ODDS);
	return (share);
}

static float
emitted(const struct emission *e, int step, int next)
{
	float p = e->p[step == STEP_CHALLENGE][next];

	return (step == next ? p * e->again[next] : p);
}

/*
 * One run under one hypothesis: p is the probability of each step at each
 * exchange, the return value the session's likelihood, which is too small for
 * a double and so was multiplied by 1e150 *shrunk times.
 */
static double
run_hypothesis(const struct observations *r,
    const struct hypothesis *h, float p[][STEP_COUNT], int *shrunk)
{
	struct emission e[EXCHANGES_MAX];
	float back[STEP_COUNT], next[STEP_COUNT];
	double like = h->share * (r->proto == PROTO_IMAP ?
	    tag_share(h->tag) : 1.f);
	int i, j, k;

	*shrunk = 0;
	for (i = 0; i < r->n; i++) {
		float sum = 0.f;

		emit(r, i, h, &e[i]);
		for (k = 0; k < STEP_COUNT; k++) {
			float in = 0.f;

			if (i == 0)
				in = step_begins(r->proto, (enum step)k) *
				    e[i].p[0][k];
			for (j = 0; i > 0 && j < STEP_COUNT; j++)
				in += p[i - 1][j] * follows(r, i, j, k) *
				    emitted(&e[i], j, k);
			p[i][k] = in;
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
		back[k] = r->is_final ? ends(r, k) : 1.f;
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
				next[j] += follows(r, i, j, k) * back[k] *
				    emitted(&e[i], j, k);
			sum += next[j];
		}
		for (j = 0; j < STEP_COUNT; j++)
			back[j] = sum > 0.f ? next[j] / sum : 0.f;
	}
	return (like);
}

/* Beliefs summed over hypotheses, each with its likelihood for a weight. */
struct sum {
	/* Likelihoods get too small for a float. */
	double p[EXCHANGES_MAX][STEP_COUNT];
	double like, by_tag[TAG_MAX + 1];
	int shrunk;			/* of the likeliest run so far */
	bool is_begun;
};

static void
sum_add(struct sum *s, const struct observations *r,
    const struct hypothesis *h)
{
	float p[EXCHANGES_MAX][STEP_COUNT];
	int shrunk, i, k;
	double like = run_hypothesis(r, h, p, &shrunk);

	if (s->is_begun && shrunk > s->shrunk)
		return;
	/* So much likelier a run makes nothing of those before it. */
	if (!s->is_begun || shrunk < s->shrunk) {
		memset(s, 0, sizeof *s);
		s->is_begun = true;
		s->shrunk = shrunk;
	}
	s->by_tag[h->tag] += like;
	s->like += like;
	for (i = 0; i < r->n; i++)
		for (k = 0; k < STEP_COUNT; k++)
			s->p[i][k] += like * p[i][k];
}

/* All hypotheses with this length of the tag. */
static void
sum_tag(struct sum *s, const struct observations *r, uint32_t tag)
{
	struct hypothesis h = { tag, -1, 1.f };
	float generic[STEP_COUNT], left = 1.f;
	struct unsettled d;
	int i, j, n = 0;

	for (i = 0; i < r->n && n < REFUSALS_MAX; i++) {
		const struct exchange *x = &r->ex[i];

		if (!x->has_answer || x->server.has_gap)
			continue;
		for (j = 0; j < i; j++)
			if (answers_equal(&r->ex[j], x))
				break;
		if (j < i)
			continue;
		profile_seen(x, tag, &d);
		observations_shares(r, &x->server, SAID_SERVER, tag, generic);
		h.share = profile_length(r, STEP_REFUSED,
		    generic[STEP_REFUSED], &d);
		/* An answer of that length is as good as no refusal. */
		if (h.share < 1e-3f)
			continue;
		h.refusal = i;
		left -= h.share;
		n++;
		sum_add(s, r, &h);
	}
	h.refusal = -1;
	h.share = left > 0.f ? left : 1e-6f;
	sum_add(s, r, &h);
}

void
hmm_believe(const struct observations *r, struct belief *out)
{
	uint32_t tag;
	struct sum s;
	int i, k;

	memset(out, 0, sizeof *out);
	memset(&s, 0, sizeof s);
	if (r->proto == PROTO_IMAP)
		for (tag = 1; tag <= TAG_MAX; tag++)
			sum_tag(&s, r, tag);
	else
		sum_tag(&s, r, 0);
	for (tag = 1; tag <= TAG_MAX; tag++)
		if (s.by_tag[tag] > s.by_tag[out->tag])
			out->tag = (int)tag;
	out->is_tag_sure = s.by_tag[out->tag] >= TAG_SURE * s.like;
	for (i = 0; i < r->n && s.like > 0.; i++)
		for (k = 0; k < STEP_COUNT; k++)
			out->p[i][k] = (float)(s.p[i][k] / s.like);
}
