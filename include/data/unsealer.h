/*
 * Whoever has the keys of TLS connections opens their records: the shape of
 * that door.  The talks know no library and no key; they say what both hellos
 * agreed on and hand in records, and are handed what is in them.
 *
 * It stands among the data because the two sides of it, talk/ and crypt/, do
 * not know each other.  For the same keys and the same records it gives the
 * same bytes, so the floors above it stay pure.
 */

#ifndef DATA_UNSEALER_H
#define DATA_UNSEALER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "data/frame.h"

enum {
	SEAL_RANDOM_BYTES = 32,
	/* A record's body: RFC 5246 6.2.3. */
	SEALED_MAX_BYTES = 16384 + 2048
};

/* What the two hellos agreed on. */
struct seal {
	uint16_t version, suite;
	uint8_t client_random[SEAL_RANDOM_BYTES];
	uint8_t server_random[SEAL_RANDOM_BYTES];
};

enum unseal_begun {
	UNSEAL_BEGUN,
	UNSEAL_NO_KEY,		/* for this client's random */
	UNSEAL_NO_SUITE		/* unknown, or there is no room */
};

/* A record, its body whole. */
struct sealed_record {
	uint8_t type;		/* as it stands on the record */
	struct span body;
};

struct unsealer {
	void *room;
	/* A connection; its number in *out, to be given back by end. */
	enum unseal_begun (*begin)(void *room, const struct seal *seal,
	    uint32_t *out);
	/*
	 * What is in the record of one direction, into out, which has room for
	 * SEALED_MAX_BYTES; its true type and length.  False: it cannot be
	 * opened.  Records come in the order they were sent.
	 */
	bool (*open)(void *room, uint32_t number, enum direction d,
	    const struct sealed_record *in, uint8_t *out, size_t *out_bytes,
	    uint8_t *type);
	/* A record has passed that was not seen whole, or several. */
	void (*lose)(void *room, uint32_t number, enum direction d);
	void (*end)(void *room, uint32_t number);
};

/* What became of the TLS connections, each counted once, as it ends. */
struct unsealed_counts {
	uint64_t opened;
	uint64_t no_key;	/* the key log has none for it */
	uint64_t no_suite;	/* a suite that is not known here */
	uint64_t no_start;	/* its handshake was not seen whole */
	uint64_t unfit;		/* the key opens nothing of it */
	uint64_t broken;	/* opened, and not to its end */
};

#endif
