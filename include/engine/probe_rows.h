/* The rows of a probe, one a port of an address, for the rooms of engine/. */

#ifndef ENGINE_PROBE_ROWS_H
#define ENGINE_PROBE_ROWS_H

#include "engine/probe_state.h"

/* NULL: none. */
struct probe_row	*rows_find(struct probe *p, const struct ip *ip,
			    uint16_t port, enum probe_role role);
/* The one there is, or a new one; NULL: no room. */
struct probe_row	*rows_add(struct probe *p, const struct ip *ip,
			    uint16_t port, enum probe_role role);
/* Makes it one of the host's addresses; false: no room. */
bool	rows_address(struct probe_view *v, const struct ip *ip);
struct row_state	*rows_state(struct probe *p,
			    const struct probe_row *r);

/* It is asked anew. */
void	rows_begin(struct probe *p, struct probe_row *r, uint32_t round);
/* A SYN went out, by the plan or by the capture. */
void	rows_asked(struct probe *p, struct probe_row *r, int64_t when_ns,
	    bool is_seen);
void	rows_settle(struct probe *p, struct probe_row *r,
	    enum port_answer answer, int64_t when_ns);

bool	row_is_settled(const struct probe_row *r);
/* So many SYNs in its round, and so long is waited for an answer. */
int	row_tries(const struct probe_row *r);
int64_t	row_patience_ns(const struct probe_row *r);

/* One more answer of this round; false: too many to be kept. */
bool	rows_heard(struct probe *p, const struct probe_row *r);

/* Somebody's program has begun a connection there; false: that is known. */
bool	rows_tried(struct probe *p, const struct probe_row *r,
	    uint16_t from_port, uint32_t seq);
bool	rows_has_tried(const struct probe *p, const struct probe_row *r,
	    uint16_t from_port, uint32_t seq);

#endif
