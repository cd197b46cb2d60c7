/*
 * Fragments of IP put together (RFC 791 3.2, RFC 8200 4.5).  All memory is
 * taken at the start; when it is full, the datagram that has waited longest
 * goes and is counted.
 */

#ifndef WIRE_DEFRAG_H
#define WIRE_DEFRAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct defrag;
struct layer;
struct packet;

/* n_slots datagrams at once; NULL when there is no memory. */
struct defrag	*defrag_new(uint32_t n_slots);
void	defrag_free(struct defrag *d);
/* The datagram put together last was read; it is wiped, for mail is in it. */
void	defrag_done(struct defrag *d);
uint64_t	defrag_evicted(const struct defrag *d);
/* The bytes that defrag_new takes for so many slots. */
uint64_t	defrag_bytes(uint32_t n_slots);

/*
 * Keep a fragment: the payload in *l, of the packet whose addresses and time
 * are in *p; offset in bytes.  True when its datagram is whole: *l is then its
 * payload, good until the next call.
 */
bool	defrag_take(struct defrag *d, const struct packet *p, uint32_t id,
	    uint8_t protocol, uint32_t offset, bool more, struct layer *l);

#endif
