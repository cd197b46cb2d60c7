/*
 * An unsealer whose seal is one byte: the last of a record is its true type, a
 * record that begins with 0xff is of another key.  For tests of what is made
 * of words inside TLS, where ciphers are no matter.
 */

#ifndef TESTS_OPENED_H
#define TESTS_OPENED_H

#include <assert.h>
#include <string.h>

#include "data/unsealer.h"

struct opened {
	int n_begun, n_ended, n_lost;
	enum unseal_begun answer;
};

static inline enum unseal_begun
opened_begin(void *room, const struct seal *seal, uint32_t *out)
{
	struct opened *o = room;

	(void)seal;
	if (o->answer == UNSEAL_BEGUN)
		*out = (uint32_t)o->n_begun++;
	return (o->answer);
}

static inline bool
opened_open(void *room, uint32_t number, enum direction d,
    const struct sealed_record *in, uint8_t *out, size_t *out_bytes,
    uint8_t *type)
{
	struct opened *o = room;

	(void)d;
	assert(number < (uint32_t)o->n_begun);
	assert(in->body.len > 0 && in->body.len <= SEALED_MAX_BYTES);
	*out_bytes = 0;
	if (in->body.p[0] == 0xff)
		return (false);
	*out_bytes = in->body.len - 1;
	memcpy(out, in->body.p, *out_bytes);
	*type = in->body.p[in->body.len - 1];
	return (true);
}

static inline void
opened_lose(void *room, uint32_t number, enum direction d)
{
	struct opened *o = room;

	(void)number;
	(void)d;
	o->n_lost++;
}

static inline void
opened_end(void *room, uint32_t number)
{
	struct opened *o = room;

	assert(number < (uint32_t)o->n_begun);
	o->n_ended++;
}

static inline struct unsealer
opened_door(struct opened *o)
{
	return ((struct unsealer){ o, opened_begin, opened_open, opened_lose,
	    opened_end });
}

/* Hellos of TLS 1.3 with TLS_AES_128_GCM_SHA256, as records. */
static const uint8_t opened_client_hello[] = {
	22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2,
	3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 0, 0,
	2, 0x13, 1, 1, 0, 0, 0
};
static const uint8_t opened_server_hello[] = {
	22, 3, 3, 0, 50, 2, 0, 0, 46, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2,
	3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 0,
	0x13, 1, 0, 0, 6, 0, 43, 0, 2, 3, 4
};

#endif
