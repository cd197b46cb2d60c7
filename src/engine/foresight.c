/*
 * Foresight: with many connections open, nearly all the time of a frame is
 * spent waiting for memory, several times in a row: the hash table's cell, the
 * session, the login that waits.  Here the rows of the next frames are asked
 * for together, so that the waits overlap; what was read of a frame on the way
 * is kept for its turn.
 *
 * Only the speed depends on it.
 */

#include "engine/inside.h"

#include <stddef.h>

/* Found again by where its bytes lie: frames come in the order foreseen. */
struct foreseen *
foresight_of(struct engine *e, const struct frame *f)
{
	struct foreseen *s;

	if (e->next_foreseen >= e->n_foreseen)
		return (NULL);
	s = &e->foreseen[e->next_foreseen++];
	return (s->bytes == f->bytes.p ? s : NULL);
}

/* What nearly every packet looks at of its session. */
enum {
	OFTEN_BYTES = (int)(offsetof(struct session, talk) +
	    offsetof(struct talk, server_end))
};

static void
foresee_one(struct engine *e, const struct frame *f, struct foreseen *out)
{
	struct packet *p = &out->packet;

	out->is_mail = false;
	/* Fragments and the like must not be put together twice. */
	out->bytes = packet_peek(f, p) ? f->bytes.p : NULL;
	if (out->bytes == NULL || (p->payload_wire_bytes == 0 &&
	    (p->flags & (TCP_SYN | TCP_FIN | TCP_RST)) == 0) ||
	    ((e->ports[p->src_port] | e->ports[p->dst_port]) & PORT_MAIL) == 0)
		return;
	out->is_mail = true;
	session_address(e, p, &out->to);
	pool_prefetch(e->sessions, (uint32_t)out->to.id);
	if ((p->flags & TCP_SYN) != 0)
		cache_prefetch(e->openings, out->to.id);
}

void
engine_foresee(struct engine *e, const struct frame *frames, int n)
{
	const struct session *sessions[FORESEE_MAX];
	const struct foreseen *s;
	int i;

	if (n > FORESEE_MAX)
		n = FORESEE_MAX;
	for (i = 0; i < n; i++)
		foresee_one(e, &frames[i], &e->foreseen[i]);
	e->n_foreseen = n;
	e->next_foreseen = 0;
	for (i = 0; i < n; i++) {
		s = &e->foreseen[i];
		if (!s->is_mail)
			continue;
		sessions[i] = pool_prefetch_slot(e->sessions,
		    (uint32_t)s->to.id, OFTEN_BYTES);
		if (sessions[i] == NULL &&
		    (s->packet.flags & TCP_SYN) == 0) {
			cache_prefetch(e->flows, s->to.id);
			cache_prefetch(e->openings, s->to.id);
		}
	}
	for (i = 0; i < n; i++) {
		s = &e->foreseen[i];
		if (!s->is_mail)
			continue;
		if (sessions[i] == NULL) {
			cache_prefetch_row(e->flows, s->to.id);
		} else if (sessions[i]->talk.first_pending != POOL_NONE) {
			__builtin_prefetch(pool_at(e->talks.pending,
			    sessions[i]->talk.first_pending), 1);
			/* Its verdict may end what it has to tell. */
			cache_prefetch(e->flows, s->to.id);
		}
	}
}
