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

enum {
	PREFETCH_MAX = 64,	/* frames named ahead: their rows are cached */
	OWN_MACS = 16		/* of this computer's interfaces */
};

/*
 * One row for each limit: a field of struct limits, and how many of it there
 * are.  A list that makes both is worth the macro, which C has nothing else
 * for: a row that stood in one of two places would be no limit at all.
 *
 * SHARE(field, per_mille, least, most): so much of the memory that is granted,
 * less what is taken whatever the limits; what all of these leave goes to the
 * sessions, whose own per_mille is 0.
 * PART(field, of, one_in, least): one for so many of another field.
 *
 * The least is what a small office needs, the most is where more would help
 * nobody.
 */
#define LIMITS(SHARE, PART)						\
	/* Connections that carry mail. */				\
	SHARE(sessions, 0, 960, 1 << 28)				\
	/* Logins that wait for their verdict: one a session, as a rule. */ \
	PART(pending, sessions, 1, 1)					\
	/* Few have a long mailbox or an odd mechanism, or a hint. */	\
	PART(overflows, pending, 16, 1)					\
	/*								\
	 * Half-open connections: for a round trip, then it talks or it	\
	 * was a scan.  Few, so that a flood's stay in the processor's	\
	 * cache; one that is forgotten is read from its first words	\
	 * on, like any that began before the capture.			\
	 */								\
	SHARE(half_open, 36, 2048, 1 << 14)				\
	/* Connections over or ignored, kept for their late copies. */	\
	SHARE(flows, 71, 2048, 1 << 21)					\
	/* Where sessions were first heard: copies are milliseconds apart. */ \
	SHARE(twins, 9, 512, 1 << 13)					\
	/* Lines cut by a segment's end: for milliseconds. */		\
	SHARE(lines, 52, 64, 4096)					\
	/* TLS connections as seen: until a login gets in. */		\
	SHARE(tls_views, 115, 64, 65536)				\
	/* TLS handshake messages being read. */			\
	SHARE(hellos, 26, 16, 1024)					\
	/* Segments that came too early: for milliseconds. */		\
	SHARE(segments, 97, 128, 8192)					\
	/* IP datagrams being put together. */				\
	SHARE(fragments, 54, 8, 256)					\
	/* By MAC: an office has tens, a campus thousands. */		\
	SHARE(devices, 98, 256, 16384)					\
	/* Devices that fail at a time: what they tried is kept. */	\
	PART(tried, devices, 8, 16)					\
	/* Clients' addresses: pairs of MAC and IP. */			\
	SHARE(clients, 39, 448, 32768)					\
	/* Each is a device, a mailbox and a server. */			\
	SHARE(accounts, 90, 512, 32768)					\
	/* Their last logins, which verdicts are made of. */		\
	SHARE(logins, 29, 768, 1 << 18)				\
	/* Mailboxes of the hosts, whoever uses them. */		\
	SHARE(boxes, 9, 128, 32768)					\
	/* Mail servers, by IP and port; what they teach, by IP. */	\
	SHARE(servers, 14, 64, 4096)					\
	/* Mail hosts' addresses, and how their ports answer. */	\
	SHARE(mailhosts, 10, 16, 1024)					\
	/* Names of addresses: DNS answers live as long as a page. */	\
	SHARE(names, 28, 512, 32768)					\
	/* Inferred logins that later ones may settle. */		\
	SHARE(unsettled, 10, 32, 1024)					\
	/* Taken after each frame; a leap in time ends many at once. */	\
	SHARE(events, 41, 128, 4096)

#define LIMITS_FIELD_SHARE(field, per_mille, least, most) uint32_t field;
#define LIMITS_FIELD_PART(field, of, one_in, least) uint32_t field;

/* Slots of each pool: see LIMITS. */
struct limits {
	LIMITS(LIMITS_FIELD_SHARE, LIMITS_FIELD_PART)
};

#undef LIMITS_FIELD_SHARE
#undef LIMITS_FIELD_PART

/*
 * Scale all to this memory (held between the bounds above).  bytes says what
 * would be taken under given limits: data knows no struct of the floors above,
 * so whoever owns the pools adds them up.  It must not shrink when a limit
 * grows.
 */
void	limits_scale(uint64_t memory_bytes,
	    uint64_t (*bytes)(const struct limits *), struct limits *out);

/* For tests: how many limits there are, the name of each, and its field. */
size_t	limits_count(void);
const char	*limits_name(size_t i);
uint32_t	*limits_field(struct limits *l, size_t i);

#endif
