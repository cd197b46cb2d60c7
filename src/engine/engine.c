/*
 * The engine: joins wire, talk and judge, and no more.
 *
 * The fast no comes first: nearly every frame of an office is not mail, and
 * such a frame costs the reading of its headers and one look into a table of
 * ports that stays in the cache.
 */

#include "engine/inside.h"

#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "talk/guess.h"
#include "wire/neighbour.h"

static struct wheel_link *
session_link(void *owner, uint32_t number)
{
	struct engine *e = owner;
	struct session *s = pool_at(e->sessions, number);

	return (&s->wheel);
}

static void
ports_init(struct engine *e)
{
	const struct mail_port *rows;
	uint32_t port;
	size_t i, n;

	rows = mail_ports(&n);
	for (i = 0; i < n; i++)
		e->ports[rows[i].port] |= PORT_MAIL;
	for (port = 0; port < 65536; port++)
		if (neighbour_wants((uint16_t)port))
			e->ports[port] |= PORT_NEWS;
}

struct engine *
engine_new(const struct engine_setup *setup)
{
	struct pool *self = pool_new(1, sizeof(struct engine), 0, NULL);
	struct hash_key secret_key;
	const struct limits *l;
	struct engine *e;

	if (self == NULL)
		return (NULL);
	e = pool_put(self, NULL);
	e->self = self;
	limits_scale(setup->memory_bytes == 0 ? MEMORY_DEFAULT_BYTES :
	    setup->memory_bytes, &e->limits);
	memcpy(&e->hash_key, setup->key, sizeof e->hash_key);
	memcpy(&secret_key, setup->key + sizeof e->hash_key,
	    sizeof secret_key);
	l = &e->limits;
	e->openings = cache_new(l->openings, sizeof(struct flow));
	e->flows = cache_new(l->flows, sizeof(struct flow));
	e->sessions = pool_new(l->sessions, sizeof(struct session),
	    sizeof(uint64_t), &e->hash_key);
	e->twins = cache_new(l->twins, sizeof(struct twin));
	e->segments = stream_store_new(l->segments);
	e->events = pool_new(l->events, sizeof(struct event), 0, NULL);
	e->doubts = pool_new(l->doubts, sizeof(struct doubtful), 0, NULL);
	e->beliefs = pool_new(1, sizeof(struct snapshot), 0, NULL);
	e->defrag = defrag_new(l->fragments);
	e->ledger = ledger_new(l, &e->hash_key);
	if (talk_store_init(&e->talks, l, &secret_key) != 0 ||
	    e->openings == NULL || e->flows == NULL || e->sessions == NULL ||
	    e->twins == NULL ||
	    e->segments == NULL || e->events == NULL ||
	    e->beliefs == NULL || e->doubts == NULL || e->defrag == NULL ||
	    e->ledger == NULL) {
		engine_free(e);
		return (NULL);
	}
	wipe(&secret_key, sizeof secret_key);
	wheel_init(&e->wheel, e, session_link);
	ports_init(e);
	return (e);
}

void
engine_free(struct engine *e)
{
	if (e == NULL)
		return;
	talk_store_fini(&e->talks);
	ledger_free(e->ledger);
	defrag_free(e->defrag);
	pool_free(e->beliefs);
	pool_free(e->doubts);
	pool_free(e->events);
	pool_free(e->segments);
	cache_free(e->twins);
	pool_free(e->sessions);
	cache_free(e->flows);
	cache_free(e->openings);
	pool_free(e->self);
}

/* The next event, to be filled where it waits; good until the next but one. */
static struct event *
event_new(struct engine *e)
{
	struct event *ev;

	if (pool_is_full(e->events))
		pool_evict(e->events, pool_stalest(e->events));
	ev = pool_put(e->events, NULL);
	ev->seq = ++e->seq;
	return (ev);
}

/* Returns the number it was given. */
static uint64_t
event_queue(struct engine *e, const struct event *ev)
{
	struct event *slot = event_new(e);
	uint64_t seq = slot->seq;

	*slot = *ev;
	slot->seq = seq;
	return (seq);
}

/*
 * Worked out from all the books; where it keeps names back they come again
 * with each failure, so that is asked once a second.
 */
static enum point
place_of(struct engine *e)
{
	struct place_facts facts = e->facts;

	if (place_is_unfit(e->point) && e->now_ns - e->point_ns < NS_PER_S)
		return (e->point);
	ledger_place(e->ledger, &facts);
	e->point = place_point(&facts);
	e->point_ns = e->now_ns;
	return (e->point);
}

/* What TLS shows of the two ends. */
static void
login_veil(const struct engine *e, const struct session *s, struct event *ev)
{
	const struct tls_view *v = talk_tls_view(&s->talk, &e->talks);
	struct login_event *l = &ev->u.login;
	const char *name;

	if (v == NULL)
		return;
	l->tls_established = s->talk.has_tls;
	l->tls_version = v->version;
	memcpy(l->server_name, v->sni, sizeof l->server_name);
	memcpy(l->ja4, v->ja4, sizeof l->ja4);
	name = v->sni[0] != '\0' ? v->sni : v->certificate;
	text_keep(ev->who.server_name, sizeof ev->who.server_name,
	    span_text(name));
}

static void
login_book(struct engine *e, struct event *ev)
{
	ledger_login(e->ledger, ev);
	/* The tag has done its work. */
	ev->u.login.attempt.secret_tag = 0;
}

/* A place that cannot tell devices apart is worth an alert of its own, once. */
static void
place_tell(struct engine *e)
{
	struct snapshot *s = pool_put(e->beliefs, NULL);
	struct event ev;
	uint32_t i;

	engine_snapshot(e, s);
	for (i = 0; i < s->capture.n_notes; i++) {
		const struct snap_note *n = &s->capture.notes[i];

		if (!n->is_unfit || (e->told_notes >> n->note & 1) != 0)
			continue;
		e->told_notes |= UINT32_C(1) << n->note;
		memset(&ev, 0, sizeof ev);
		ev.kind = EVENT_VERDICT;
		ev.when_ns = e->now_ns;
		ev.u.verdict.action = ACTION_CAPTURE_UNFIT;
		ev.u.verdict.budget_left = ev.u.verdict.eta_s = -1;
		memcpy(ev.u.verdict.sentence, n->sentence,
		    sizeof ev.u.verdict.sentence);
		event_queue(e, &ev);
	}
	pool_drop(e->beliefs, s);
}

/*
 * After the NAT a server that answers nobody is seen as well as before it, but
 * not whose fault that is; and where the answers are not seen, nothing is.
 */
static bool
place_lets_tell(struct engine *e, struct event *verdict)
{
	enum point point = place_of(e);

	if (!place_is_unfit(point))
		return (true);
	if (!action_is_lockout(verdict->u.verdict.action))
		return (false);
	ledger_unname(e->ledger, verdict);
	return (point == POINT_WAN);
}

/* What is believed; where that cannot be told, this and why. */
void
engine_verdicts(struct engine *e)
{
	struct event verdict;

	while (ledger_next_verdict(e->ledger, &verdict)) {
		if (place_lets_tell(e, &verdict)) {
			event_queue(e, &verdict);
			continue;
		}
		/* The place may turn out to be better than it looks. */
		ledger_withhold(e->ledger, &verdict);
		if (e->told_notes == 0)
			place_tell(e);
	}
}

static void
doubt_keep(struct engine *e, const struct event *ev,
    const struct unsettled *why)
{
	struct doubtful *d;

	if (pool_is_full(e->doubts))
		pool_drop(e->doubts, pool_stalest(e->doubts));
	d = pool_put(e->doubts, NULL);
	d->doubt = *why;
	d->event = *ev;
}

/* A server has taught something: are there logins that it settles? */
static void
doubts_settle(struct engine *e, const struct profile_key *taught,
    int64_t when_ns)
{
	struct doubtful *d = pool_stalest(e->doubts), *next;
	enum outcome was;
	uint8_t was_pct;

	for (; d != NULL; d = next) {
		struct login_event *l = &d->event.u.login;
		struct attempt *a = &l->attempt;
		struct event ev;

		next = pool_younger(e->doubts, d);
		if (d->doubt.proto != taught->proto ||
		    !ip_equals(&d->doubt.ip, &taught->ip))
			continue;
		was = a->outcome;
		was_pct = a->confidence_pct;
		if (!guess_again(&e->talks, &d->doubt, a))
			continue;
		l->was = was;
		l->was_pct = was_pct;
		l->corrects = d->event.seq;
		ev = d->event;
		ev.seq = e->seq + 1;
		/* Known when the lesson was learnt, not when we looked. */
		if (when_ns > ev.when_ns)
			ev.when_ns = when_ns;
		login_book(e, &ev);
		d->event.seq = event_queue(e, &ev);
		if (a->outcome == OUTCOME_OK)
			pool_drop(e->doubts, d);
		engine_verdicts(e);
	}
}

void
engine_login(struct engine *e, const struct session *s,
    const struct told *told)
{
	const struct attempt *a = &told->attempt;
	struct event *ev = event_new(e);
	struct profile_key taught;

	ev->kind = EVENT_LOGIN;
	ev->when_ns = a->ended_ns;
	ev->has_client = ev->has_server = true;
	ev->who = session_who(s);
	ev->u.login.attempt = *a;
	login_veil(e, s, ev);
	login_book(e, ev);
	if (told->is_unsettled)
		doubt_keep(e, ev, &told->unsettled);
	engine_verdicts(e);
	if (talk_taught(&e->talks, &taught))
		doubts_settle(e, &taught, a->ended_ns);
}

bool
engine_next_event(struct engine *e, struct event *out)
{
	struct event *oldest = pool_stalest(e->events);

	if (oldest == NULL)
		return (false);
	*out = *oldest;
	pool_drop(e->events, oldest);
	return (true);
}

/* Time goes on, never back; a frame from the past is handled now. */
static void
time_goes_on(struct engine *e, const struct frame *f)
{
	int64_t back_ns = e->now_ns - f->when_ns;

	if (!e->has_time) {
		e->has_time = true;
		e->now_ns = f->when_ns;
		e->capture.first_ns = f->when_ns;
	} else if (back_ns > 0) {
		e->capture.late++;
		if (back_ns > NS_PER_S) {
			e->facts.clock_steps++;
			if (back_ns > e->facts.clock_back_ns)
				e->facts.clock_back_ns = back_ns;
		}
	} else
		e->now_ns = f->when_ns;
	e->capture.last_ns = e->now_ns;
	sessions_expire(e, e->now_ns);
}

static void
news_packet(struct engine *e, const struct packet *p)
{
	struct news news[NEWS_MAX];
	int i, n = neighbour_read(p, news);

	for (i = 0; i < n; i++)
		ledger_news(e->ledger, e->now_ns, &news[i]);
}

/* Most TCP is none of ours. */
static void
tcp_packet(struct engine *e, struct packet *p)
{
	struct addressed to;
	uint8_t bits = e->ports[p->dst_port];

	if ((bits & PORT_MAIL) == 0)
		bits |= e->ports[p->src_port];
	if ((bits & PORT_MAIL) == 0 &&
	    (e->n_odd == 0 || (bits & PORT_ODD) == 0) &&
	    !flow_looks_like_greeting(p->payload)) {
		if ((p->flags & TCP_SYN) != 0)
			knock_elsewhere(e, p);
		return;
	}
	/* A bare acknowledgement has nothing to tell. */
	if (p->payload_wire_bytes == 0 &&
	    (p->flags & (TCP_SYN | TCP_FIN | TCP_RST)) == 0)
		return;
	p->when_ns = e->now_ns;
	session_address(e, p, &to);
	session_packet(e, p, &to);
}

static void
frame_read(struct engine *e, const struct frame *f)
{
	struct packet p;

	switch (packet_read(e->defrag, f, &p)) {
	case PACKET_TCP:
		tcp_packet(e, &p);
		return;
	case PACKET_UDP:
		if (((e->ports[p.src_port] | e->ports[p.dst_port]) &
		    PORT_NEWS) == 0)
			return;
		break;
	case PACKET_ARP:
	case PACKET_ICMP:
		break;
	default:
		return;
	}
	p.when_ns = e->now_ns;
	if (p.kind == PACKET_ICMP)
		knock_icmp(e, &p);
	news_packet(e, &p);
}

void
engine_frame(struct engine *e, const struct frame *f)
{
	struct foreseen *known;

	e->capture.packets++;
	e->capture.bytes += f->wire_bytes;
	if (f->bytes.len < f->wire_bytes)
		e->capture.truncated++;
	time_goes_on(e, f);
	known = e->n_foreseen > 0 ? foresight_of(e, f) : NULL;
	if (known != NULL && known->is_mail) {
		known->packet.when_ns = e->now_ns;
		session_packet(e, &known->packet, &known->to);
		return;
	}
	if (known != NULL) {
		tcp_packet(e, &known->packet);
		return;
	}
	frame_read(e, f);
	defrag_done(e->defrag);
}

void
engine_advance(struct engine *e, int64_t now_ns)
{
	if (now_ns <= e->now_ns)
		return;
	e->now_ns = now_ns;
	if (!e->has_time)	/* the first frame's, which may be older */
		return;
	sessions_expire(e, now_ns);
}

bool
engine_finish(struct engine *e)
{
	if (sessions_finish(e))
		return (true);
	if (e->has_time && !e->is_finished)
		place_tell(e);
	e->is_finished = true;
	return (false);
}

void
engine_set_dropped(struct engine *e, uint64_t dropped)
{
	e->capture.dropped = dropped;
}

void
engine_own_mac(struct engine *e, const struct mac *m)
{
	if (e->n_own < OWN_MACS)
		e->own[e->n_own++] = *m;
}

uint32_t
engine_failing(const struct engine *e)
{
	return (ledger_failing(e->ledger));
}

bool
engine_memory(const struct engine *e, int i, void **at, size_t *bytes)
{
	switch (i) {
	case 0:
		return (pool_memory(e->sessions, 1, at, bytes));
	case 1:
		cache_memory(e->flows, at, bytes);
		return (true);
	default:
		return (false);
	}
}
