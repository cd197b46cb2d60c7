/*
 * Prefetch: with many connections open, nearly all the time of a frame is
 * spent waiting for memory, several times in a row: the hash table's cell, the
 * session, the login that waits.  Here the rows of the next frames are asked
 * for together, so that the waits overlap; what was read of a frame on the way
 * is kept for its turn.
 *
 * Only the speed depends on it.
 */

#include "engine/prefetch.h"

#include <stddef.h>

#include "engine/state.h"

/* Frames come in the order they were named in; the bytes' place proves it. */
struct prefetched *
prefetch_of(struct engine *e, const struct frame *f)
{
	struct prefetched *s;

	if (e->next_prefetched >= e->n_prefetched)
		return (NULL);
	s = &e->prefetched[e->next_prefetched++];
	return (s->bytes == f->bytes.p ? s : NULL);
}

/* What nearly every packet looks at of its session. */
enum {
	OFTEN_BYTES = (int)(offsetof(struct session, talk) +
	    offsetof(struct talk, server_end))
};

static void
prefetch_one(struct engine *e, const struct frame *f, struct prefetched *out)
{
	struct packet *p = &out->packet;

	out->is_mail = false;
	/* Fragments must not be put together twice: they are left alone. */
	out->bytes = packet_peek(f, p) ? f->bytes.p : NULL;
	if (out->bytes == NULL || (p->payload_wire_bytes == 0 &&
	    (p->flags & (TCP_SYN | TCP_FIN | TCP_RST)) == 0) ||
	    ((e->ports[p->src_port] | e->ports[p->dst_port]) & PORT_MAIL) == 0)
		return;
	out->is_mail = true;
	flow_address(&e->hash_key, p, &out->to);
	pool_prefetch(e->sessions, (uint32_t)out->to.id);
	if ((p->flags & TCP_SYN) != 0)
		cache_prefetch(e->half_open, out->to.id);
}

void
prefetch_frames(struct engine *e, const struct frame *frames, int n)
{
	const struct session *sessions[PREFETCH_MAX];
	const struct prefetched *s;
	int i;

	if (n > PREFETCH_MAX)
		n = PREFETCH_MAX;
	for (i = 0; i < n; i++)
		prefetch_one(e, &frames[i], &e->prefetched[i]);
	e->n_prefetched = n;
	e->next_prefetched = 0;
	for (i = 0; i < n; i++) {
		s = &e->prefetched[i];
		if (!s->is_mail)
			continue;
		sessions[i] = pool_prefetch_slot(e->sessions,
		    (uint32_t)s->to.id, OFTEN_BYTES);
		if (sessions[i] == NULL &&
		    (s->packet.flags & TCP_SYN) == 0) {
			cache_prefetch(e->flows, s->to.id);
			cache_prefetch(e->half_open, s->to.id);
		}
	}
	for (i = 0; i < n; i++) {
		s = &e->prefetched[i];
		if (!s->is_mail)
			continue;
		if (sessions[i] == NULL) {
			cache_prefetch_row(e->flows, s->to.id);
		} else if (sessions[i]->talk.first_pending != POOL_NONE) {
			__builtin_prefetch(pool_at(e->talks.pending,
			    sessions[i]->talk.first_pending), 1);
			/* A verdict may make a flow of the session. */
			cache_prefetch(e->flows, s->to.id);
		}
	}
}
