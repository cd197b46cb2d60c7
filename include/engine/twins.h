/*
 * Twins: one connection captured twice, before and after a NAT.
 */

#ifndef ENGINE_TWINS_H
#define ENGINE_TWINS_H

#include <stdint.h>

#include "data/frame.h"
#include "wire/packet.h"

struct engine;
struct session;

enum twin { TWIN_UNKNOWN, TWIN_NONE, TWIN_IS_FRESH, TWIN_IS_OLD };

/* Bytes that each twin remembered takes, for cache_new. */
size_t	twins_row_bytes(void);

/*
 * A session begins with this packet: has its twin been heard before, and which
 * of the two is to be forgotten?  The copy on the LAN's side is kept.  Nothing
 * is forgotten here; *old_id (set with TWIN_IS_OLD) says which connection.
 */
enum twin	twins_find(struct engine *e, const struct session *fresh,
		    enum direction direction, const struct packet *p,
		    uint64_t *old_id);

#endif
