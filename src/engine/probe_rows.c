/*
 * The rows of a probe: what was asked, when, and what was answered.
 *
 * A round is one asking: the first has three tries a port, a later one a
 * single SYN.  Times are those of the capture, once it has shown a SYN.
 */

#include "engine/probe_rows.h"

#include <string.h>

#include "base/when.h"

/* So long an answer is waited for; the one SYN of a later round longer. */
#define TRY_NS		(1500 * NS_PER_MS)
#define TRY_AGAIN_NS	(3 * NS_PER_S)

/* Who repeats an answer without end does not fill a disk. */
enum { HEARD_MOST = 16 };

struct probe_row *
rows_find(struct probe *p, const struct ip *ip, uint16_t port,
    enum probe_role role)
{
	struct probe_view *v = &p->view;
	uint32_t i;

	for (i = 0; i < v->n_rows; i++)
		if (v->rows[i].port == port && v->rows[i].role == role &&
		    ip_equals(&v->rows[i].ip, ip))
			return (&v->rows[i]);
	return (NULL);
}

struct row_state *
rows_state(struct probe *p, const struct probe_row *r)
{
	return (&p->states[r - p->view.rows]);
}

/* Whoever is asked is one of the host's addresses; false: no room. */
bool
rows_address(struct probe_view *v, const struct ip *ip)
{
	uint32_t i;

	for (i = 0; i < v->n_addresses; i++)
		if (ip_equals(&v->addresses[i].ip, ip))
			return (true);
	if (v->n_addresses == PROBE_ADDRESSES)
		return (false);
	v->addresses[v->n_addresses++].ip = *ip;
	return (true);
}

struct probe_row *
rows_add(struct probe *p, const struct ip *ip, uint16_t port,
    enum probe_role role)
{
	struct probe_view *v = &p->view;
	struct probe_row *r = rows_find(p, ip, port, role);

	if (r != NULL)
		return (r);
	if (v->n_rows == PROBE_ROWS ||
	    (role == ROLE_HOST && !rows_address(v, ip)))
		return (NULL);
	if (role == ROLE_REFERENCE)
		v->line[probe_family(ip)].reference = *ip;
	r = &v->rows[v->n_rows++];
	r->ip = *ip;
	r->port = port;
	r->role = role;
	return (r);
}

/* A row is asked anew. */
void
rows_begin(struct probe *p, struct probe_row *r, uint32_t round)
{
	struct row_state *s = rows_state(p, r);

	memset(&r->answer, 0, sizeof r->answer);
	r->round = round;
	r->asked_ns = r->last_ns = r->known_ns = 0;
	r->is_by_traffic = r->is_unseen = false;
	memset(s, 0, sizeof *s);
	if (round > p->round)
		p->round = round;
	p->is_over = false;
}

bool
row_is_settled(const struct probe_row *r)
{
	return (r->answer.answer != ANSWER_UNKNOWN);
}

int
row_tries(const struct probe_row *r)
{
	return (r->round == 0 ? PROBE_TRIES : 1);
}

int64_t
row_patience_ns(const struct probe_row *r)
{
	return (r->round == 0 ? TRY_NS : TRY_AGAIN_NS);
}

void
rows_settle(struct probe *p, struct probe_row *r, enum port_answer answer,
    int64_t when_ns)
{
	memset(&r->answer, 0, sizeof r->answer);
	r->answer.answer = answer;
	r->is_unseen = false;
	r->answer.tries = rows_state(p, r)->seen > 0 ? rows_state(p, r)->seen :
	    rows_state(p, r)->sent;
	r->known_ns = when_ns;
	rows_state(p, r)->is_told = false;
	if (when_ns > p->view.known_ns)
		p->view.known_ns = when_ns;
}

/* A SYN went out, by the plan or by the capture. */
void
rows_asked(struct probe *p, struct probe_row *r, int64_t when_ns, bool is_seen)
{
	struct row_state *s = rows_state(p, r);

	/* By the capture's clock, once it has shown one. */
	if (r->asked_ns == 0 || (is_seen && s->seen == 0))
		r->asked_ns = when_ns;
	if (is_seen || s->seen < s->sent)
		r->last_ns = when_ns;
	if (when_ns > p->busy_ns)
		p->busy_ns = when_ns;
}

/* One more answer of this round: is it among the first few? */
bool
rows_heard(struct probe *p, const struct probe_row *r)
{
	struct row_state *s = rows_state(p, r);

	if (s->heard == HEARD_MOST)
		return (false);
	s->heard++;
	return (true);
}

bool
rows_has_tried(const struct probe *p, const struct probe_row *r,
    uint16_t from_port, uint32_t seq)
{
	uint32_t i, row = (uint32_t)(r - p->view.rows);

	for (i = 0; i < p->n_tried && i < PROBE_TRIED; i++)
		if (p->tried[i].row == row && p->tried[i].seq == seq &&
		    p->tried[i].from_port == from_port)
			return (true);
	return (false);
}

bool
rows_tried(struct probe *p, const struct probe_row *r, uint16_t from_port,
    uint32_t seq)
{
	if (rows_has_tried(p, r, from_port, seq))
		return (false);
	p->tried[p->n_tried++ % PROBE_TRIED] = (struct probe_tried){
	    (uint32_t)(r - p->view.rows), seq, from_port };
	return (true);
}
