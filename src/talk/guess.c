/*
 * Inference inside TLS: a hidden Markov model over the exchanges of a session.
 *
 * The hidden step of each exchange emits the lengths of both turns and the
 * server's delay.  The IMAP tag's length is a second unknown: the model is run
 * for each, and the runs are weighed by how well they explain the session.
 * Which software answers is a third, kept per server as weights.
 *
 * Every share has a floor, so no single observation can decide alone.  A turn
 * with a hole in it says nothing, and no refusal is ever told of it.
 */

#include "talk/guess.h"

#include <string.h>

#include "base/when.h"
#include "data/servers.h"

enum {
	EXCHANGES_MAX = TURNS_MAX / 2 + 1,
	TAG_MAX = 7,			/* "12.854" */
	TELL_PCT = 95, LEARN_PCT = 97,
	SEEN_ENOUGH = 200
};

#define FLOOR_LENGTH	2e-5f
#define FLOOR_DELAY	1e-3f
/* Of a known software's verdicts, so many are worded otherwise. */
#define MODEL_STRANGE	.15f
/* Before anybody has gone on: what comes next may turn it round. */
#define TELL_EARLY	.995f
/* The software is what a greeting says it is, with these odds. */
#define BANNER_WEIGHT	30.f

struct exchange {
	struct turn client, server;
	bool has_answer;
	uint8_t number;			/* in v->told */
	int bin;			/* of the delay, -1 = unknown */
};

struct reading {
	struct exchange ex[EXCHANGES_MAX];
	int n;
	enum proto proto;
	struct lesson *lesson;
	uint8_t models[MODELS_MAX];	/* rows of this protocol, 0 = any */
	int n_models;
	bool is_final;
	int64_t rtt_ns;
};

/* Posterior of each step at each exchange. */
struct belief {
	float p[EXCHANGES_MAX][STEP_COUNT];
	int tag;			/* the likeliest length, 0 = none */
};

/* --- what is known of the server --- */

static void
models_pick(struct reading *r)
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
weights_scale(struct lesson *l, int n)
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

static struct lesson *
lesson_of(struct talk_store *s, const struct ip *ip, enum proto proto)
{
	struct lesson_key key;
	struct lesson *l;

	memset(&key, 0, sizeof key);
	key.ip = *ip;
	key.proto = (uint16_t)proto;
	l = pool_find(s->lessons, &key);
	if (l != NULL) {
		pool_touch(s->lessons, l);
		return (l);
	}
	if (pool_is_full(s->lessons))
		pool_drop(s->lessons, pool_stalest(s->lessons));
	return (pool_put(s->lessons, &key));
}

static void
lesson_begin(struct reading *r)
{
	const char *name = server_software(r->lesson->software);
	struct lesson *l = r->lesson;
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
guess_learn_software(struct talk_store *s, const struct endpoint *at,
    enum proto proto, uint16_t server)
{
	struct lesson *l = lesson_of(s, &at->ip, proto);

	if (l->software != server)
		l->is_begun = false;
	l->software = server;
}

/* --- the session's exchanges --- */

static void
exchange_add(struct reading *r, const struct turn *client,
    const struct turn *server, int number)
{
	struct exchange *x;

	if (r->n == EXCHANGES_MAX)
		return;
	x = &r->ex[r->n++];
	memset(x, 0, sizeof *x);
	x->client = *client;
	x->has_answer = server != NULL;
	if (server != NULL)
		x->server = *server;
	x->number = (uint8_t)number;
	x->bin = -1;
}

/* A turn's first record, and the rest of it, as two turns. */
static void
turn_split(const struct turn *t, struct turn *first, struct turn *rest)
{
	*first = *rest = *t;
	first->last_ns = t->first_ns;
	first->from = t->first_from;
	first->to = t->first_to;
	first->n_records = 1;
	rest->first_ns = t->second_ns;
	rest->from -= t->first_from;
	rest->to -= t->first_to;
	rest->n_records--;
}

/*
 * A client that does not wait for the first answer: as many records back as
 * forth are as many exchanges.  A bare CRLF is the end of its own line.
 */
static void
exchanges_of(struct reading *r, const struct turn *client,
    const struct turn *server, int number)
{
	struct turn c[2], s[2];

	if (client->n_records < 2 || client->n_records != server->n_records ||
	    client->has_gap || server->has_gap ||
	    client->to - client->first_to <= 2) {
		exchange_add(r, client, server, number + 1);
		return;
	}
	turn_split(client, &c[0], &c[1]);
	turn_split(server, &s[0], &s[1]);
	/* The answer to the second is not sooner than that to the first. */
	if (c[1].last_ns < s[0].first_ns)
		c[1].last_ns = s[0].first_ns - r->rtt_ns;
	exchange_add(r, &c[0], &s[0], number);
	exchange_add(r, &c[1], &s[1], number + 1);
}

static void
reading_fill(struct veil *v, struct reading *r)
{
	int64_t delay_ns;
	int i;

	r->rtt_ns = v->rtt_ns;
	for (i = 0; i + 1 < v->n_turns; i++) {
		const struct turn *t = &v->turns[i];

		if (t->direction != FROM_CLIENT || t->has_gap ||
		    t[1].has_gap || t->n_records > 1)
			continue;
		delay_ns = t[1].first_ns - t->last_ns;
		if (delay_ns >= 0 && (r->rtt_ns == 0 || delay_ns < r->rtt_ns))
			r->rtt_ns = delay_ns;
	}
	v->rtt_ns = r->rtt_ns;
	for (i = 0; i < v->n_turns; i++) {
		const struct turn *t = &v->turns[i];

		if (t->direction != FROM_CLIENT)
			continue;
		if (i + 1 < v->n_turns)
			exchanges_of(r, t, t + 1, i);
		else
			exchange_add(r, t, NULL, i);
	}
	for (i = 0; i < r->n; i++) {
		struct exchange *x = &r->ex[i];

		if (!x->has_answer || x->server.has_gap || x->client.has_gap)
			continue;
		delay_ns = x->server.first_ns - x->client.last_ns - r->rtt_ns;
		x->bin = delay_bin(delay_ns > 0 ? delay_ns : 0);
	}
}

/* --- emissions --- */

/* The share of an even spread a..b that lies in from..to. */
static float
overlap(uint32_t from, uint32_t to, uint32_t a, uint32_t b)
{
	uint32_t low = from > a ? from : a, high = to < b ? to : b;

	if (low > high)
		return (0.f);
	return ((float)(high - low + 1) / (float)(b - a + 1));
}

static float
spans_share(const struct verdict_span spans[VERDICT_SPANS], uint32_t from,
    uint32_t to, uint32_t tag)
{
	float sum = 0.f;
	int i;

	for (i = 0; i < VERDICT_SPANS && spans[i].to != 0; i++)
		sum += spans[i].share * overlap(from, to,
		    spans[i].from + tag, spans[i].to + tag);
	return (sum);
}

/* What this server's own lengths say; *trust grows with what it taught. */
static float
lesson_share(const struct seen_length seen[LESSON_LENGTHS], uint32_t from,
    uint32_t to, uint32_t tag, float *trust)
{
	uint32_t n = 0, hits = 0, kinds = 0;
	int i;

	for (i = 0; i < LESSON_LENGTHS && seen[i].n > 0; i++) {
		kinds++;
		n += seen[i].n;
		if (seen[i].bytes + tag >= from && seen[i].bytes + tag <= to)
			hits += seen[i].n;
	}
	/* Many kinds of few each: the next may well be another. */
	*trust = n < 2 || n <= kinds ? 0.f :
	    .9f * (float)(n - kinds) / (float)(n + 1);
	return (n == 0 ? 0.f : (float)hits / (float)n);
}

/* Length and delay of a verdict under all models of this server. */
static float
verdict_share(const struct reading *r, enum step step, float generic,
    const struct doubt *d)
{
	bool is_refused = step == STEP_REFUSED;
	uint32_t from = d->from, to = d->to, tag = d->tag;
	size_t n;
	const struct server_model *all = server_models(&n);
	float sum = 0.f, pace = 0.f, taught, trust;
	int i;

	for (i = 0; i < r->n_models; i++) {
		const struct server_model *m = &all[r->models[i]];
		float w = r->lesson->weights[i], length = generic, delay;

		delay = delay_share(step, (enum pace)m->pace, d->bin) +
		    FLOOR_DELAY;
		if (i > 0)
			length = MODEL_STRANGE * generic +
			    (1.f - MODEL_STRANGE) * spans_share(is_refused ?
			    m->refused : m->accepted, from, to, tag);
		sum += w * (length + FLOOR_LENGTH) * delay;
		pace += w * delay;
	}
	taught = lesson_share(is_refused ? r->lesson->refused :
	    r->lesson->accepted, from, to, tag, &trust);
	return ((1.f - trust) * sum + trust * (taught + FLOOR_LENGTH) * pace);
}

/* Sums of the generic shapes for every step, one side of an exchange. */
static void
shapes_sum(const struct reading *r, const struct turn *turn, bool is_server,
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
static void
verdict_seen(const struct exchange *x, uint32_t tag, struct doubt *out)
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
	shapes_sum(r, &x->client, false, tag, client);
	if (x->has_answer)
		shapes_sum(r, &x->server, true, tag, server);
	verdict_seen(x, tag, &seen);
	for (k = 0; k < STEP_COUNT; k++) {
		out[k] = client[k];
		if (!x->has_answer)
			continue;
		if (k == STEP_REFUSED || k == STEP_ACCEPTED)
			out[k] *= verdict_share(r, k, server[k], &seen);
		else
			out[k] *= server[k] * (delay_share(k, PACE_ANY,
			    x->bin) + FLOOR_DELAY);
	}
}

/* --- forward and backward --- */

/* One run for one tag length; returns the session's likelihood, scaled. */
static double
run_tag(const struct reading *r, uint32_t tag, float p[][STEP_COUNT],
    int *thousands)
{
	float e[EXCHANGES_MAX][STEP_COUNT], back[STEP_COUNT], next[STEP_COUNT];
	double like = 1.;
	int i, j, k;

	*thousands = 0;
	for (i = 0; i < r->n; i++) {
		float sum = 0.f;

		emit(r, i, tag, e[i]);
		for (k = 0; k < STEP_COUNT; k++) {
			float in = 0.f;

			if (i == 0)
				in = step_begins(r->proto, (enum step)k);
			for (j = 0; i > 0 && j < STEP_COUNT; j++)
				in += p[i - 1][j] * step_follows(r->proto,
				    (enum step)j, (enum step)k);
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
			(*thousands)++;
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
				next[j] += step_follows(r->proto,
				    (enum step)j, (enum step)k) * e[i][k] *
				    back[k];
			sum += next[j];
		}
		for (j = 0; j < STEP_COUNT; j++)
			back[j] = sum > 0.f ? next[j] / sum : 0.f;
	}
	return (like);
}

static void
believe(const struct reading *r, struct belief *out)
{
	float p[EXCHANGES_MAX][STEP_COUNT];
	uint32_t tag, last = r->proto == PROTO_IMAP ? TAG_MAX : 1;
	double like, sum = 0., best = 0.;
	int thousands, least = 0, i, k;

	memset(out, 0, sizeof *out);
	for (tag = 1; tag <= last; tag++) {
		like = run_tag(r, r->proto == PROTO_IMAP ? tag : 0, p,
		    &thousands);
		if (tag == 1 || thousands < least) {
			/* Better by so much that those before are nothing. */
			if (tag > 1) {
				memset(out->p, 0, sizeof out->p);
				sum = best = 0.;
			}
			least = thousands;
		} else if (thousands > least)
			continue;
		if (like > best) {
			best = like;
			out->tag = r->proto == PROTO_IMAP ? (int)tag : 0;
		}
		sum += like;
		for (i = 0; i < r->n; i++)
			for (k = 0; k < STEP_COUNT; k++)
				out->p[i][k] += (float)(like * p[i][k]);
	}
	for (i = 0; i < r->n && sum > 0.; i++)
		for (k = 0; k < STEP_COUNT; k++)
			out->p[i][k] = (float)(out->p[i][k] / sum);
}

/* --- lessons --- */

static bool
length_known(const struct seen_length seen[LESSON_LENGTHS], uint32_t from,
    uint32_t to, uint32_t tag)
{
	int i;

	for (i = 0; i < LESSON_LENGTHS && seen[i].n > 0; i++)
		if (seen[i].bytes + tag >= from && seen[i].bytes + tag <= to)
			return (true);
	return (false);
}

static void
length_learn(struct seen_length seen[LESSON_LENGTHS], uint16_t bytes)
{
	int i;

	for (i = 0; i < LESSON_LENGTHS && seen[i].n > 0; i++)
		if (seen[i].bytes == bytes) {
			if (seen[i].n < SEEN_ENOUGH)
				seen[i].n++;
			return;
		}
	if (i == LESSON_LENGTHS)
		i--;
	seen[i].bytes = bytes;
	seen[i].n = 1;
}

static void
learn(struct talk_store *s, struct reading *r, const struct exchange *x, const struct belief *b,
    bool is_refused)
{
	struct lesson *l = r->lesson;
	uint32_t tag = (uint32_t)b->tag, from = x->server.from;
	uint32_t to = x->server.to;
	float generic[STEP_COUNT];
	size_t n;
	const struct server_model *all = server_models(&n);
	int i;

	shapes_sum(r, &x->server, true, tag, generic);
	/* The same words once more tell nothing new of who says them. */
	for (i = 0; i < r->n_models && !length_known(is_refused ? l->refused :
	    l->accepted, from, to, tag); i++) {
		const struct server_model *m = &all[r->models[i]];
		float any = generic[is_refused ? STEP_REFUSED : STEP_ACCEPTED];
		float length = i == 0 ? any : MODEL_STRANGE * any +
		    (1.f - MODEL_STRANGE) * spans_share(is_refused ?
		    m->refused : m->accepted, from, to, tag);

		l->weights[i] *= length * (delay_share(is_refused ?
		    STEP_REFUSED : STEP_ACCEPTED, (enum pace)m->pace, x->bin) +
		    FLOOR_DELAY);
	}
	weights_scale(l, r->n_models);
	s->n_lessons++;
	if (from == to && from > tag && from - tag <= UINT16_MAX)
		length_learn(is_refused ? l->refused : l->accepted,
		    (uint16_t)(from - tag));
}

/* --- verdicts --- */

static bool
was_told(const struct veil *v, int turn)
{
	return ((v->told >> turn & 1) != 0);
}

static struct veil_verdict *
tell(struct veil *v, const struct exchange *x, enum outcome outcome,
    enum reason reason, float p)
{
	struct veil_verdict *out;

	v->told |= UINT64_C(1) << x->number;
	if (v->n_verdicts == VERDICTS_MAX)
		return (NULL);
	out = &v->verdicts[v->n_verdicts++];
	memset(out, 0, sizeof *out);
	out->began_ns = x->client.first_ns;
	out->asked_ns = x->client.last_ns;
	out->ended_ns = x->has_answer ? x->server.last_ns :
	    x->client.last_ns;
	out->outcome = (uint8_t)outcome;
	out->reason = (uint8_t)reason;
	out->confidence_pct = p > .99f ? 99 : (uint8_t)(p * 100.f);
	return (out);
}

/* What may be told later, when the server has taught more. */
static void
doubt_keep(const struct reading *r, const struct exchange *x,
    const struct belief *b, int i, struct veil_verdict *out)
{
	struct doubt *d = &out->doubt;
	float generic[STEP_COUNT];

	out->has_doubt = true;
	verdict_seen(x, (uint32_t)b->tag, d);
	d->ip = r->lesson->key.ip;
	d->proto = r->lesson->key.proto;
	d->refused = b->p[i][STEP_REFUSED];
	d->accepted = b->p[i][STEP_ACCEPTED];
	shapes_sum(r, &x->server, true, d->tag, generic);
	d->generic[0] = generic[STEP_REFUSED];
	d->generic[1] = generic[STEP_ACCEPTED];
	d->share[0] = verdict_share(r, STEP_REFUSED, d->generic[0], d);
	d->share[1] = verdict_share(r, STEP_ACCEPTED, d->generic[1], d);
}

enum outcome
guess_again(const struct talk_store *s, const struct doubt *d,
    uint8_t *confidence_pct)
{
	float refused, accepted, sum;
	struct lesson_key key;
	struct reading r;

	memset(&r, 0, sizeof r);
	memset(&key, 0, sizeof key);
	key.ip = d->ip;
	key.proto = d->proto;
	r.proto = (enum proto)d->proto;
	r.lesson = pool_find(s->lessons, &key);
	if (r.lesson == NULL || !r.lesson->is_begun)
		return (OUTCOME_UNKNOWN);
	models_pick(&r);
	refused = d->refused * verdict_share(&r, STEP_REFUSED, d->generic[0],
	    d) / d->share[0];
	accepted = d->accepted * verdict_share(&r, STEP_ACCEPTED,
	    d->generic[1], d) / d->share[1];
	sum = refused + accepted + 1.f - d->refused - d->accepted;
	if (refused >= sum * TELL_PCT / 100.f) {
		*confidence_pct = (uint8_t)(refused / sum * 99.f);
		return (OUTCOME_FAILED);
	}
	if (accepted >= sum * TELL_PCT / 100.f) {
		*confidence_pct = (uint8_t)(accepted / sum * 99.f);
		return (OUTCOME_OK);
	}
	return (OUTCOME_UNKNOWN);
}

static bool
is_clear(const struct exchange *x)
{
	return (x->has_answer && !x->server.has_gap &&
	    !x->client.has_gap);
}

static void
judge(struct talk_store *s, struct veil *v, struct reading *r, const struct belief *b)
{
	int i;

	for (i = 0; i < r->n; i++) {
		const struct exchange *x = &r->ex[i];
		bool is_last = i == r->n - 1 && !r->is_final;
		float enough = is_last ? TELL_EARLY : TELL_PCT / 100.f;
		float refused = b->p[i][STEP_REFUSED];
		float accepted = b->p[i][STEP_ACCEPTED];

		if (was_told(v, x->number) || !is_clear(x))
			continue;
		if (refused >= enough && !(i > 0 && !is_clear(x - 1))) {
			tell(v, x, OUTCOME_FAILED, REASON_CREDENTIALS,
			    refused);
			if (refused >= LEARN_PCT / 100.f)
				learn(s, r, x, b, true);
		} else if (accepted >= enough && !is_last) {
			tell(v, x, OUTCOME_OK, REASON_UNKNOWN, accepted);
			if (accepted >= LEARN_PCT / 100.f)
				learn(s, r, x, b, false);
			v->has_accepted = true;
		}
	}
}

/* At the end: what was a login, and nobody knows how it went. */
static void
judge_rest(struct veil *v, const struct reading *r, const struct belief *b)
{
	int i;

	for (i = 0; i < r->n; i++) {
		const struct exchange *x = &r->ex[i];
		struct veil_verdict *out;
		float login = b->p[i][STEP_REFUSED] + b->p[i][STEP_ACCEPTED] +
		    b->p[i][STEP_OTHER];

		if (was_told(v, x->number) || v->has_accepted)
			continue;
		if (login < .5f)
			continue;
		out = tell(v, x, OUTCOME_UNKNOWN, !x->has_answer ?
		    REASON_CLOSED : b->p[i][STEP_OTHER] >= TELL_PCT / 100.f ?
		    REASON_TEMPORARY : REASON_NOT_SEEN, 0.f);
		if (out != NULL && is_clear(x) && (i == 0 || is_clear(x - 1)))
			doubt_keep(r, x, b, i, out);
	}
}

/* An acceptance somewhere is certain, where exactly is not. */
static void
judge_somewhere(struct veil *v, const struct reading *r,
    const struct belief *b)
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
	if (v->has_accepted || at == -1 || sum < TELL_PCT / 100.f)
		return;
	tell(v, &r->ex[at], OUTCOME_OK, REASON_UNKNOWN, sum);
	v->has_accepted = true;
}

void
guess_run(struct talk *t, struct talk_store *s, struct veil *v, bool is_final)
{
	struct belief belief;
	struct reading r;

	if (v->was_read || v->version == 0 || t->proto == PROTO_UNKNOWN)
		return;
	memset(&r, 0, sizeof r);
	r.proto = (enum proto)t->proto;
	r.is_final = is_final;
	reading_fill(v, &r);
	if (r.n == 0)
		return;
	models_pick(&r);
	r.lesson = lesson_of(s, &v->server.ip, r.proto);
	lesson_begin(&r);
	believe(&r, &belief);
	judge(s, v, &r, &belief);
	/* Accepted, and work goes on: the rest is nobody's business. */
	if (v->has_accepted && !is_final && r.n >= 2)
		v->was_read = true;
	if (is_final) {
		judge_somewhere(v, &r, &belief);
		judge_rest(v, &r, &belief);
	}
}

bool
guess_has_read(const struct veil *v)
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
guess_next(struct talk *t, struct talk_store *s, struct attempt *out)
{
	const struct veil_verdict *w;
	struct veil *v;

	if (t->veil == POOL_NONE)
		return (false);
	v = pool_at(s->veils, t->veil);
	if (v->n_verdicts == 0)
		return (false);
	w = &v->verdicts[0];
	memset(out, 0, sizeof *out);
	out->began_ns = w->began_ns;
	out->asked_ns = w->asked_ns;
	out->ended_ns = w->ended_ns;
	out->proto = (enum proto)t->proto;
	out->security = (enum security)t->security;
	out->outcome = (enum outcome)w->outcome;
	out->reason = (enum reason)w->reason;
	out->evidence = w->outcome == OUTCOME_UNKNOWN ? EVIDENCE_UNKNOWN :
	    EVIDENCE_LENGTHS;
	out->confidence_pct = w->confidence_pct;
	out->client = t->client;
	out->server = t->server;
	s->has_doubt = w->has_doubt;
	s->doubt = w->doubt;
	v->n_verdicts--;
	memmove(v->verdicts, v->verdicts + 1,
	    v->n_verdicts * sizeof v->verdicts[0]);
	return (true);
}
