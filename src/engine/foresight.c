/*
 * Foresight: with a million connections open, nearly all the time of a frame
 * is spent waiting for memory, several times in a row: the hash table's cell,
 * the session, the login that waits.  Here the rows of the next frames are
 * asked for together, so that the waits overlap.
 *
 * Only the speed depends on it: nothing is read for its value but the numbers
 * that lead on.
 */

#include "engine/inside.h"

/*
 * Below this the sessions lie in the cache anyway; so do the openings of any
 * flood, where copying frames costs more than it saves.
 */
enum { LARGE_SESSIONS = 1 << 14 };

struct seen {
	uint64_t id;
	bool is_mail;
	struct session *session;
};

bool
engine_wants_foresight(const struct engine *e)
{
	return (pool_used(e->sessions) > LARGE_SESSIONS);
}

/* Found again by where its bytes lie: frames come in the order foreseen. */
const struct foreseen *
foresight_of(struct engine *e, const struct frame *f)
{
	const struct foreseen *s;

	if (e->next_foreseen >= e->n_foreseen)
		return (NULL);
	s = &e->foreseen[e->next_foreseen++];
	return (s->bytes == f->bytes.p ? s : NULL);
}

static bool
foresee_one(struct engine *e, const struct frame *f, struct seen *out)
{
	struct flow_key key;
	struct packet p;
	bool src_is_low;

	out->id = 0;
	/* Fragments and the like must not be put together twice. */
	if (!packet_peek(f, &p) || (p.payload_wire_bytes == 0 &&
	    (p.flags & (TCP_SYN | TCP_FIN | TCP_RST)) == 0) ||
	    ((e->ports[p.src_port] | e->ports[p.dst_port]) & PORT_MAIL) == 0)
		return (false);
	flow_key_make(&p, &key, &src_is_low);
	out->id = engine_id(e, &key);
	pool_prefetch(e->sessions, (uint32_t)out->id);
	if ((p.flags & TCP_SYN) == 0)
		cache_prefetch(e->flows, out->id);
	return (true);
}

void
engine_foresee(struct engine *e, const struct frame *frames, int n)
{
	struct seen seen[FORESEE_MAX];
	int i;

	if (n > FORESEE_MAX)
		n = FORESEE_MAX;
	for (i = 0; i < n; i++) {
		seen[i].is_mail = foresee_one(e, &frames[i], &seen[i]);
		e->foreseen[i].bytes = seen[i].is_mail ? frames[i].bytes.p :
		    NULL;
		e->foreseen[i].id = seen[i].id;
	}
	e->n_foreseen = n;
	e->next_foreseen = 0;
	for (i = 0; i < n; i++) {
		if (!seen[i].is_mail)
			continue;
		seen[i].session = pool_prefetch_slot(e->sessions,
		    (uint32_t)seen[i].id, sizeof(struct session));
		if (seen[i].session == NULL) {
			cache_prefetch_row(e->flows, seen[i].id);
			cache_prefetch(e->openings, seen[i].id);
		}
	}
	for (i = 0; i < n; i++)
		if (seen[i].is_mail && seen[i].session != NULL &&
		    seen[i].session->talk.first_ask != POOL_NONE)
			__builtin_prefetch(pool_at(e->talks.asks,
			    seen[i].session->talk.first_ask), 1);
}
