/*
 * The engine: frames go to the room that knows what to do with them.  It joins
 * wire, talk and judge and decides nothing about logins or devices.
 *
 * The fast no comes first: nearly every frame of an office is not mail, and
 * such a frame costs the reading of its headers and one look into a table of
 * ports that stays in the cache.
 */

#include "engine/engine.h"

#include <stddef.h>
#include <string.h>

#include "base/span.h"
#include "base/when.h"
#include "data/protocols.h"
#include "data/traffic.h"
#include "engine/events.h"
#include "engine/memory.h"
#include "engine/opening.h"
#include "engine/prefetch.h"
#include "engine/session.h"
#include "engine/snapshot.h"
#include "engine/state.h"
#include "engine/unsettled.h"
#include "talk/lessons.h"
#include "talk/unsealed.h"
#include "wire/neighbour.h"

/* What is asked of every frame's ports is worked out once. */
static void
ports_init(struct engine *e)
{
	const struct mail_port *mail;
	const struct udp_port *udp;
	size_t i, n;

	mail = mail_ports(&n);
	for (i = 0; i < n; i++)
		e->ports[mail[i].port] |= PORT_MAIL;
	udp = udp_ports(&n);
	for (i = 0; i < n; i++)
		if (neighbour_wants(udp[i].port))
			e->ports[udp[i].port] |= PORT_NEWS;
}

void
engine_limits(uint64_t bytes, struct limits *out)
{
	limits_scale(bytes == 0 ? MEMORY_DEFAULT_BYTES : bytes, memory_bytes,
	    out);
}

uint64_t
engine_bytes(const struct limits *l)
{
	return (memory_bytes(l));
}

/* What few runs are given, and takes memory of its own. */
static int
setup_take(struct engine *e, const struct engine_setup *setup,
    const struct limits *l)
{
	e->talks.taught_servers = setup->taught;
	if (setup->unsealer != NULL && unsealed_init(&e->talks,
	    setup->unsealer, l->tls_views, &e->hash_key) == -1)
		return (-1);
	return (setup->learns ? lessons_init(&e->talks, l->sessions,
	    &e->hash_key) : 0);
}

struct engine *
engine_new(const struct engine_setup *setup)
{
	struct hash_key hash_key, secret_key;
	struct limits limits;
	struct engine *e;

	memcpy(&hash_key, setup->key, sizeof hash_key);
	memcpy(&secret_key, setup->key + sizeof hash_key, sizeof secret_key);
	engine_limits(setup->memory_bytes, &limits);
	e = memory_new(&limits, &hash_key, &secret_key);
	wipe(&secret_key, sizeof secret_key);
	if (e == NULL)
		return (NULL);
	if (setup_take(e, setup, &limits) == -1) {
		memory_free(e);
		return (NULL);
	}
	wheel_init(&e->wheel, e->sessions, offsetof(struct session, wheel));
	unsettled_init(e);
	ports_init(e);
	return (e);
}

void
engine_free(struct engine *e)
{
	if (e != NULL)
		memory_free(e);
}

/* Time goes on, never back; a frame from the past is handled now. */
static void
time_goes_on(struct engine *e, const struct frame *f)
{
	/* A clock that was never set begins at 0, which stands for "none". */
	int64_t when_ns = f->when_ns > 0 ? f->when_ns : 1;
	int64_t back_ns = e->now_ns - when_ns;

	if (!e->has_time) {
		e->has_time = true;
		e->now_ns = when_ns;
		e->capture.first_ns = when_ns;
	} else if (back_ns > 0) {
		e->capture.late++;
		if (back_ns > NS_PER_S) {
			e->counts->clock_steps++;
			if (back_ns > e->counts->clock_back_ns)
				e->counts->clock_back_ns = back_ns;
		}
	} else
		e->now_ns = when_ns;
	e->capture.last_ns = e->now_ns;
	sessions_expire(e, e->now_ns);
}

static void
news_packet(struct engine *e, const struct packet *p)
{
	struct news news[NEWS_MAX];
	int i, n = neighbour_read(p, news);

	for (i = 0; i < n; i++)
		ledger_news(e->ledger, &news[i]);
}

/* Most TCP is none of ours. */
static void
tcp_packet(struct engine *e, struct packet *p)
{
	struct flow_address to;
	uint8_t bits = e->ports[p->dst_port];

	if ((bits & PORT_MAIL) == 0)
		bits |= e->ports[p->src_port];
	if ((bits & PORT_MAIL) == 0 &&
	    (e->n_odd == 0 || (bits & PORT_ODD) == 0) &&
	    !flow_looks_like_greeting(p->payload)) {
		if ((p->flags & TCP_SYN) != 0)
			opening_elsewhere(e, p);
		return;
	}
	/* A bare acknowledgement has nothing to tell. */
	if (p->payload_wire_bytes == 0 &&
	    (p->flags & (TCP_SYN | TCP_FIN | TCP_RST)) == 0)
		return;
	p->when_ns = e->now_ns;
	flow_address(&e->hash_key, p, &to);
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
		opening_icmp(e, &p);
	news_packet(e, &p);
}

void
engine_frame(struct engine *e, const struct frame *f)
{
	struct prefetched *known;

	e->capture.packets++;
	e->capture.bytes += f->wire_bytes;
	if (f->bytes.len < f->wire_bytes)
		e->capture.truncated++;
	time_goes_on(e, f);
	known = e->n_prefetched > 0 ? prefetch_of(e, f) : NULL;
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
engine_prefetch(struct engine *e, const struct frame *frames, int n)
{
	prefetch_frames(e, frames, n);
}

void
engine_advance(struct engine *e, int64_t now_ns)
{
	if (now_ns <= e->now_ns)
		return;
	e->now_ns = now_ns;
	/* The first frame brings the time, and may be older than now. */
	if (!e->has_time)
		return;
	sessions_expire(e, now_ns);
}

bool
engine_finish(struct engine *e)
{
	if (sessions_finish(e))
		return (true);
	if (e->has_time && !e->is_finished) {
		ledger_finish(e->ledger, e->now_ns);
		events_verdicts(e);
	}
	e->is_finished = true;
	return (false);
}

bool
engine_next_event(struct engine *e, struct event *out)
{
	return (events_next(e, out));
}

void
engine_snapshot(struct engine *e, struct snapshot *out)
{
	snapshot_fill(e, out);
}

void
engine_census(const struct engine *e, struct census *out)
{
	ledger_census(e->ledger, out);
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

void
engine_check(const struct engine *e)
{
	sessions_check(e);
	unsettled_check(e);
	ledger_check(e->ledger);
}

void
engine_unsealed(const struct engine *e, struct unsealed_counts *out)
{
	*out = e->talks.unsealed_counts;
}

bool
engine_lesson(const struct engine *e, uint32_t i, struct lesson *out)
{
	if (!lessons_at(&e->talks, i, out))
		return (false);
	ledger_server_name(e->ledger, &out->server, out->name);
	return (true);
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
