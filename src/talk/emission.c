/*
 * How likely each step shows what is seen of an exchange.
 */

#include "talk/emission.h"

#include "data/rounds.h"

/* --- rounds of SASL --- */

/* Of SASL's rounds, so many are in no row of data/rounds.c: a guess. */
#define OTHER_ROUND	.08f

enum { ROUNDS_MAX = 64 };

/* The rounds that the answer goes with, and how well. */
struct rounds {
	int n;
	const struct round *at[ROUNDS_MAX];
	float answer[ROUNDS_MAX];
};

static void
rounds_answer(const struct observations *r, const struct exchange *x,
    struct rounds *out)
{
	const struct framing *f = framing_of(r->proto);
	const struct turn *s = &x->server;
	size_t n, i;
	const struct round *all = rounds_all(&n);
	float share;

	out->n = 0;
	for (i = 0; i < n && out->n < ROUNDS_MAX; i++) {
		if (!x->has_answer)
			share = 1.f;
		else if (all[i].challenge_to == 0)
			share = spread_share(s->from, s->to, f->empty_from,
			    f->empty_to, 1);
		else
			share = spread_share(s->from, s->to,
			    (uint32_t)f->challenge + all[i].challenge_from,
			    (uint32_t)f->challenge + all[i].challenge_to,
			    BASE64_STEP);
		if (share == 0.f)
			continue;
		out->at[out->n] = &all[i];
		out->answer[out->n++] = share;
	}
}

/* How well command and answer go together as a round of SASL. */
static float
rounds_share(const struct observations *r, const struct turn *c,
    const struct rounds *rounds, bool is_first, uint32_t tag)
{
	const struct framing *f = framing_of(r->proto);
	float sum = 0.f;
	int i;

	for (i = 0; i < rounds->n; i++) {
		const struct round *o = rounds->at[i];
		uint32_t bare = is_first ? tag + f->command + o->name_bytes +
		    (o->has_response ? f->initial : 0u) : f->response;

		if ((o->name_bytes != 0) == is_first)
			sum += o->share * spread_share(c->from, c->to,
			    bare + o->from, bare + o->to, BASE64_STEP) *
			    rounds->answer[i];
	}
	return (sum);
}

/* --- what a session repeats --- */

/*
 * A server that refuses twice in one session says the same words twice: of its
 * refusals, only so many have others.  A guess, like the four below.
 */
#define OTHER_WORDS	.15f
#define OTHER_WORDS_SMTP .03f	/* one sentence, whatever was wrong */
/* A refusal is one line or two, written at once; so few come in pieces. */
#define IN_PIECES	.15f
/* A challenge is hardly ever as long as the words of a refusal. */
#define LIKE_REFUSAL	.1f
/* So much work is answered just like the work before it: RCPT after RCPT. */
#define SAME_WORK	.25f
/* Of that, so much was also asked with as many bytes: NOOP after NOOP. */
#define SAME_ASKED	.3f
/* Of those who try again in one session, so many send the same again. */
#define SAME_LOGIN	.6f

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

static int
answer_first(const struct observations *r, int i)
{
	int j = 0;

	if (!r->ex[i].has_answer || r->ex[i].server.has_gap)
		return (-1);
	while (!answers_equal(&r->ex[j], &r->ex[i]))
		j++;
	return (j);
}

/* How much likelier work is for being as long as the work before it. */
static lanes
work_again(const struct exchange *x, lanes client, lanes server)
{
	lanes again = lanes_of(1.f);

	if (!answers_equal(x - 1, x))
		return (again);
	again = 1.f - SAME_WORK + SAME_WORK / server;
	if (clients_equal(x - 1, x))
		again *= 1.f - SAME_ASKED + SAME_ASKED / client;
	return (again);
}

void
emission_suppose(const struct observations *r, int i,
    const struct hypothesis *h, struct emission all[EXCHANGES_MAX])
{
	struct emission *e = &all[i];
	const struct exchange *x = &r->ex[i];
	float rare = r->proto == PROTO_SMTP ? OTHER_WORDS_SMTP : OTHER_WORDS;
	lanes same = lanes_of(0.f), other = lanes_of(1.f);
	lanes asked[2] = { e->asked[0], e->asked[1] };
	int k, l;

	if (e->is_hidden)
		return;
	for (l = 0; l < LANES; l++) {
		if (h->refusal[l] < 0 || h->refusal[l] != e->answer ||
		    !(h->share[l] > 0.f))
			continue;
		/* Under a hypothesis the words of a refusal are no surprise,
		 * only how they come is: their delay is that of the software
		 * that says them. */
		same[l] = e->refused[l] / h->share[l];
		other[l] = LIKE_REFUSAL;
		/* A login as long as one that was refused with these words is
		 * that again. */
		for (k = 0; k < 2; k++)
			if (h->refusal[l] < i && asked[k][l] > SHARE_LEAST &&
			    clients_equal(&r->ex[h->refusal[l]], x))
				asked[k][l] = SAME_LOGIN +
				    (1.f - SAME_LOGIN) * asked[k][l];
	}
	if (x->has_answer)
		same = rare * e->refused + (1.f - rare) * same;
	else
		same = lanes_of(1.f);
	for (k = 0; k < EMITTED_COUNT; k++)
		e->p[k][STEP_CHALLENGE] = e->challenge[k] * other;
	e->p[EMITTED_FIRST][STEP_REFUSED] = asked[0] * same;
	e->p[EMITTED_AFTER][STEP_REFUSED] = asked[1] * same;
	e->p[EMITTED_AGAIN][STEP_REFUSED] = asked[0] * same;
}

/* --- an exchange --- */

/* What its delay says, which many an exchange shares. */
struct delay {
	bool is_begun;
	struct pace_fit refused, accepted;
	float all[STEP_COUNT];		/* of the other steps */
};

static const struct delay *
delay_of(const struct observations *r, int bin, struct delay delays[DELAY_BINS])
{
	struct delay *d = &delays[bin];
	struct pace_fit fit;
	int k;

	if (d->is_begun)
		return (d);
	d->is_begun = true;
	fit_pace(r, STEP_REFUSED, bin, &d->refused);
	fit_pace(r, STEP_ACCEPTED, bin, &d->accepted);
	for (k = 0; k < STEP_COUNT; k++) {
		if (k == STEP_REFUSED || k == STEP_ACCEPTED)
			continue;
		fit_pace(r, (enum step)k, bin, &fit);
		d->all[k] = fit.all;
	}
	return (d);
}

/* How likely the answer is after each step; server: by its length alone. */
static void
emit_answer(const struct observations *r, const struct exchange *x,
    const struct answer *a, const struct delay *d, struct emission *e,
    lanes server[STEP_COUNT], lanes out[STEP_COUNT])
{
	lanes length;
	int k;

	server[STEP_PREPARE] = fit_prepared(r, server[STEP_PREPARE], a);
	/* Nothing comes after a goodbye. */
	if (x == &r->ex[r->n - 1])
		for (k = STEP_QUIT; k <= STEP_LEAVE; k++)
			server[k] = fit_bye(r, (enum step)k, server[k], a);
	for (k = 0; k < STEP_COUNT; k++)
		if (k != STEP_REFUSED && k != STEP_ACCEPTED)
			out[k] = server[k] * d->all[k];
	out[STEP_REFUSED] = fit_verdict(r, STEP_REFUSED, server[STEP_REFUSED],
	    a, &d->refused, &e->length);
	out[STEP_ACCEPTED] = fit_verdict(r, STEP_ACCEPTED,
	    server[STEP_ACCEPTED], a, &d->accepted, &length);
	if (x->server.n_records > 1) {
		out[STEP_REFUSED] *= IN_PIECES;
		out[STEP_OTHER] *= IN_PIECES;
		/* Who gets in to read may be told at length. */
		if (r->proto == PROTO_SMTP)
			out[STEP_ACCEPTED] *= IN_PIECES;
	}
	for (k = 0; k < STEP_COUNT && x->server.is_closed; k++)
		out[k] *= step_closes((enum step)k);
	e->refused = out[STEP_REFUSED];
}

/* A challenge is known by what is asked and answered together. */
static void
emit_challenge(const struct observations *r, const struct exchange *x,
    const uint32_t tag[LANES], const struct delay *d, struct emission *e)
{
	float pace = d == NULL ? 1.f : d->all[STEP_CHALLENGE];
	struct rounds known;
	int k, l;

	rounds_answer(r, x, &known);
	for (k = 0; k < 2; k++) {
		lanes rounds = lanes_of(0.f);

		for (l = 0; l < LANES && known.n > 0; l++)
			rounds[l] = l > 0 && tag[l] == tag[l - 1] ?
			    rounds[l - 1] : rounds_share(r, &x->client, &known,
			    k == EMITTED_FIRST, tag[l]);
		e->p[k][STEP_CHALLENGE] = OTHER_ROUND *
		    e->p[k][STEP_CHALLENGE] + (1.f - OTHER_ROUND) * rounds *
		    pace;
	}
}

static void
emit_hidden(struct emission *e)
{
	int i, k;

	e->is_hidden = true;
	for (i = 0; i < EMITTED_COUNT; i++)
		for (k = 0; k < STEP_COUNT; k++)
			e->p[i][k] = lanes_of(1.f);
}

static void
emit(const struct observations *r, int i, const uint32_t tag[LANES],
    struct delay delays[DELAY_BINS], struct emission *e)
{
	const struct exchange *x = &r->ex[i];
	const struct turn *c = &x->client, *s = &x->server;
	struct plain_range asked = { c->from, c->to };
	struct plain_range said = { s->from, s->to };
	struct answer a = { s->from, s->to, { tag[0], tag[1], tag[2],
	    tag[3] } };
	const struct delay *d = NULL;
	lanes server[STEP_COUNT], answer[STEP_COUNT], again[STEP_COUNT];
	int k;

	for (k = 0; k < STEP_COUNT; k++)
		answer[k] = again[k] = lanes_of(1.f);
	e->answer = answer_first(r, i);
	if (e->answer >= 0) {
		d = delay_of(r, x->bin < 0 ? 0 : x->bin, delays);
		sums_shares(r->sums, r->proto, SAID_SERVER, said, tag, server);
		emit_answer(r, x, &a, d, e, server, answer);
	}
	e->is_hidden = c->has_gap || (x->has_answer && s->has_gap);
	if (e->is_hidden) {
		emit_hidden(e);
		return;
	}
	sums_shares(r->sums, r->proto, SAID_FIRST, asked, tag,
	    e->p[EMITTED_FIRST]);
	sums_shares(r->sums, r->proto, SAID_AFTER, asked, tag,
	    e->p[EMITTED_AFTER]);
	e->asked[0] = e->p[EMITTED_FIRST][STEP_REFUSED];
	e->asked[1] = e->p[EMITTED_AFTER][STEP_REFUSED];
	for (k = STEP_ACTIVE; i > 0 && x->has_answer && k <= STEP_BARE; k++)
		again[k] = work_again(x, e->p[EMITTED_FIRST][k], server[k]);
	for (k = 0; k < STEP_COUNT; k++) {
		e->p[EMITTED_FIRST][k] *= answer[k];
		e->p[EMITTED_AFTER][k] *= answer[k];
	}
	emit_challenge(r, x, tag, d, e);
	for (k = 0; k < STEP_COUNT; k++)
		e->p[EMITTED_AGAIN][k] = e->p[k == STEP_CHALLENGE][k] *
		    again[k];
	for (k = 0; k < EMITTED_COUNT; k++)
		e->challenge[k] = e->p[k][STEP_CHALLENGE];
}

void
emission_all(const struct observations *r, const struct hypothesis *h,
    struct emission out[EXCHANGES_MAX])
{
	struct delay delays[DELAY_BINS];
	int i;

	for (i = 0; i < DELAY_BINS; i++)
		delays[i].is_begun = false;
	for (i = 0; i < r->n; i++)
		emit(r, i, h->tag, delays, &out[i]);
}
