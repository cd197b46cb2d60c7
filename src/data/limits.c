/*
 * The caps, scaled by one number.
 *
 * Small tables get a fixed share between a floor that a small office needs
 * and a ceiling beyond which more rows help nobody; the sessions and the
 * logins that wait for their verdict share what is left.  The sizes here are
 * a row's, rounded up, with its index.
 */

#include "data/limits.h"

enum {
	/* Few have a long mailbox or an odd mechanism, or wait for a hangup. */
	ASKS_PER_SPILL = 16, SPILL_BYTES = 264,
	HALF_OPEN_BYTES = 48, FLOW_BYTES = 48, TWIN_BYTES = 48,
	SESSION_BYTES = 344,
	ASK_BYTES = 128 + SPILL_BYTES / ASKS_PER_SPILL,
	LINE_SLOT_BYTES = 2112, VEIL_BYTES = 4224, HELLO_SLOT_BYTES = 8256,
	SEGMENT_BYTES = 2128, FRAGMENT_BYTES = 4096,
	DEVICE_BYTES = 2048, HOST_BYTES = 256, ACCOUNT_BYTES = 576,
	SERVER_BYTES = 520, SITE_BYTES = 3304, NAME_SLOT_BYTES = 208,
	EVENT_BYTES = 784
};

/* per_mille of memory in rows of row_bytes, between least and most. */
static uint32_t
share(uint64_t memory_bytes, uint32_t per_mille, uint32_t row_bytes,
    uint32_t least, uint32_t most)
{
	uint64_t n = memory_bytes / 1000 * per_mille / row_bytes;

	return (n < least ? least : n > most ? most : (uint32_t)n);
}

static uint64_t
taken(const struct limits *l)
{
	return ((uint64_t)l->half_open * HALF_OPEN_BYTES +
	    (uint64_t)l->flows * FLOW_BYTES +
	    (uint64_t)l->twins * TWIN_BYTES +
	    (uint64_t)l->lines * LINE_SLOT_BYTES +
	    (uint64_t)l->tls_views * VEIL_BYTES +
	    (uint64_t)l->hellos * HELLO_SLOT_BYTES +
	    (uint64_t)l->segments * SEGMENT_BYTES +
	    (uint64_t)l->fragments * FRAGMENT_BYTES +
	    (uint64_t)l->devices * DEVICE_BYTES +
	    (uint64_t)l->clients * HOST_BYTES +
	    (uint64_t)l->accounts * ACCOUNT_BYTES +
	    (uint64_t)l->servers * SERVER_BYTES +
	    (uint64_t)l->mailhosts * SITE_BYTES +
	    (uint64_t)l->names * NAME_SLOT_BYTES +
	    ((uint64_t)l->events + l->unsettled) * EVENT_BYTES);
}

void
limits_scale(uint64_t memory_bytes, struct limits *out)
{
	uint64_t m = memory_bytes, left, pair = SESSION_BYTES + ASK_BYTES;

	if (m < MEMORY_MIN_BYTES)
		m = MEMORY_MIN_BYTES;
	if (m > MEMORY_MAX_BYTES)
		m = MEMORY_MAX_BYTES;
	/*
	 * Half-open for a round trip, then it talks or it was a scan.  Few,
	 * so that a flood's stay in the processor's cache; one that is
	 * forgotten is read from its first words on, like any that began
	 * before the capture.
	 */
	out->half_open = share(m, 40, HALF_OPEN_BYTES, 2048, 1 << 14);
	/* What was said of a connection that is over, for its late copies. */
	out->flows = share(m, 95, FLOW_BYTES, 2048, 1 << 21);
	/* Cut lines and early segments are there for milliseconds. */
	out->lines = share(m, 50, LINE_SLOT_BYTES, 128, 4096);
	/* Once a login got in its turns are dropped. */
	out->tls_views = share(m, 110, VEIL_BYTES, 64, 65536);
	out->hellos = share(m, 25, HELLO_SLOT_BYTES, 16, 1024);
	out->segments = share(m, 100, SEGMENT_BYTES, 256, 8192);
	out->fragments = share(m, 12, FRAGMENT_BYTES, 16, 256);
	/* An office has tens of devices, a campus thousands. */
	out->devices = share(m, 190, DEVICE_BYTES, 256, 16384);
	out->clients = share(m, 45, HOST_BYTES, 512, 32768);
	out->accounts = share(m, 90, ACCOUNT_BYTES, 512, 32768);
	out->servers = share(m, 12, SERVER_BYTES, 64, 4096);
	/* One where the ports of a mail host are, as a rule. */
	out->mailhosts = share(m, 9, SITE_BYTES, 24, 1024);
	/* The copies of a packet are milliseconds apart. */
	out->twins = share(m, 10, TWIN_BYTES, 512, 1 << 13);
	/* DNS answers live as long as a page. */
	out->names = share(m, 30, NAME_SLOT_BYTES, 512, 32768);
	/* Drained after each frame; a leap in time ends many at once. */
	out->unsettled = share(m, 8, EVENT_BYTES, 32, 1024);
	out->events = share(m, 40, EVENT_BYTES, 128, 4096);
	left = taken(out) < m ? m - taken(out) : 0;
	/* One login waits in one session, seldom more. */
	out->sessions = left / pair < 1024 ? 1024 :
	    left / pair > 1 << 26 ? 1 << 26 : (uint32_t)(left / pair);
	out->pending = out->sessions;
	out->overflows = out->pending / ASKS_PER_SPILL;
}
