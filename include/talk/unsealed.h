/*
 * A TLS connection whose keys are at hand: its records are put together,
 * opened by whoever has the keys (data/unsealer.h), and what is in them is
 * read like words in the clear.
 *
 * The lengths are looked at all the while as if there were no keys, so that a
 * connection that cannot be opened is judged by them.
 */

#ifndef TALK_UNSEALED_H
#define TALK_UNSEALED_H

#include "data/unsealer.h"
#include "talk/talk.h"
#include "talk/tls_view.h"

/* One direction of it: a record, put together. */
struct unsealed_side {
	uint32_t record;	/* where it is gathered, POOL_NONE: nowhere */
	uint16_t bytes, have;	/* of its body; that came */
	uint8_t type;
	bool is_sealed;		/* it is to be opened */
	bool is_cut;		/* and not all of it was seen */
};

enum unsealed_stage {
	UNSEALED_HELLOS,	/* both are waited for */
	UNSEALED_KEYED,		/* the keys are here, and have opened nothing */
	UNSEALED_OPEN,
	UNSEALED_NOT		/* no_key or no_suite say why */
};

struct unsealed {
	struct seal seal;
	struct unsealed_side sides[2];	/* by enum direction */
	uint32_t number;	/* the unsealer's */
	uint8_t stage;		/* enum unsealed_stage */
	bool has_client;	/* its hello's random */
	bool has_no_key;	/* NOT: for want of a key, or of the suite */
	bool is_broken;		/* OPEN, and a record was not opened */
};

/* A record that is cut by segments, and whose it is. */
struct unsealed_record {
	uint32_t unsealed;
	uint8_t direction;	/* enum direction */
	uint8_t bytes[SEALED_MAX_BYTES];
};

/* What was in a record, until it is read; there is one at a time. */
struct unsealed_words {
	struct chunk chunk;
	uint32_t bytes;		/* of text[], in use */
	uint8_t text[SEALED_MAX_BYTES];
};

/*
 * From now on u opens what it can, for all talks of the store; it is borrowed.
 * To be called once, before the first talk; -1 when there is no memory.
 */
int	unsealed_init(struct talk_store *s, const struct unsealer *u,
	    uint32_t n_connections, const struct hash_key *hash);
void	unsealed_fini(struct talk_store *s);

/* A view has been borrowed, and is about to be given back. */
void	unsealed_begin(struct talk_store *s, struct tls_view *v);
void	unsealed_end(struct talk_store *s, struct tls_view *v);

/* A hello's body, as far as it came; v says what was read of it. */
void	unsealed_hello(struct talk_store *s, struct tls_view *v, uint8_t type,
	    struct span body);
/* A record of v begins, its header whole; a piece of its body; a hole in it, or
 * one that has eaten headers as well. */
void	unsealed_record(struct talk_store *s, struct tls_view *v,
	    enum direction d);
void	unsealed_body(struct talk_store *s, struct tls_view *v,
	    enum direction d, struct span piece, int64_t when_ns);
void	unsealed_hole(struct talk_store *s, struct tls_view *v,
	    enum direction d, uint32_t bytes, int64_t when_ns);

/* Has anything of it been opened? */
bool	unsealed_is_open(const struct talk_store *s,
	    const struct tls_view *v);
/* And is some of it missing? */
bool	unsealed_is_broken(const struct talk_store *s,
	    const struct tls_view *v);
/* The words that wait to be read; NULL: none.  What was read is wiped. */
struct chunk	*unsealed_words(struct talk_store *s);

#endif
