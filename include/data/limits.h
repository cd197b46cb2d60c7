/*
 * Every cap, with its unit and its reason.  One number scales them all: the
 * memory the user grants.  What a full table loses is counted and shown.
 */

#ifndef DATA_LIMITS_H
#define DATA_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* Of the 32 MB a process may take by default, libraries and code need about
 * a quarter. */
#define MEMORY_DEFAULT_BYTES	((uint64_t)22 << 20)
#define MEMORY_MIN_BYTES	((uint64_t)4 << 20)
#define MEMORY_MAX_BYTES	((uint64_t)64 << 30)

/* Slots of each pool.  Filled by limits_scale (data/limits.c). */
struct limits {
	uint32_t half_open;	/* half-open connections */
	uint32_t flows;		/* ignored and closed connections */
	uint32_t twins;		/* where new sessions were first heard */
	uint32_t sessions;	/* connections that carry mail */
	uint32_t pending;	/* logins that wait for their verdict */
	uint32_t overflows;	/* of those, what few have */
	uint32_t lines;		/* lines cut by a segment's end */
	uint32_t tls_views;	/* encrypted sessions whose turns are kept */
	uint32_t hellos;	/* TLS handshake messages being read */
	uint32_t segments;	/* pieces that came too early */
	uint32_t fragments;	/* IP datagrams being put together */
	uint32_t devices;	/* by MAC */
	uint32_t clients;	/* their addresses: MAC and IP pairs */
	uint32_t accounts;	/* device x account x server */
	uint32_t servers;	/* mail servers, ip:port */
	uint32_t mailhosts;	/* their addresses, and how they answer */
	uint32_t names;		/* DNS: ip -> name */
	uint32_t unsettled;	/* inferred logins that may be settled later */
	uint32_t events;	/* waiting for engine_next_event */
};

void	limits_scale(uint64_t memory_bytes, struct limits *out);

#endif
