/*
 * Fuzz: a key log.  However it is cut, the same secrets are found; what is
 * found was asked for, and is as long as such a secret may be.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "crypt/keylog.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct keylog *
read_in(const uint8_t *data, size_t size, size_t step)
{
	struct keylog *k = keylog_new();
	size_t at;

	for (at = 0; at < size; at += step) {
		size_t n = size - at < step ? size - at : step;
		uint8_t *copy = malloc(n);

		memcpy(copy, data + at, n);
		keylog_feed(k, (struct span){ copy, n });
		free(copy);
	}
	keylog_end(k);
	return (k);
}

/* Each run of 64 digits may be a random that it knows. */
static void
look_up(const struct keylog *a, const struct keylog *b, const uint8_t *at)
{
	uint8_t random[SEAL_RANDOM_BYTES];
	int i, kind;

	for (i = 0; i < SEAL_RANDOM_BYTES; i++) {
		char digits[3] = { (char)at[2 * i], (char)at[2 * i + 1], 0 };

		random[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	for (kind = 0; kind < SECRET_KINDS; kind++) {
		const struct tls_secret *x, *y;

		x = keylog_find(a, random, (enum secret_kind)kind);
		y = keylog_find(b, random, (enum secret_kind)kind);
		assert((x == NULL) == (y == NULL));
		if (x == NULL)
			continue;
		assert(x->kind == kind && x->bytes == y->bytes);
		assert(x->bytes == 48 || (x->bytes == 32 &&
		    kind != SECRET_MASTER));
		assert(memcmp(x->secret, y->secret, x->bytes) == 0);
		assert(memcmp(x->client_random, random, sizeof random) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct keylog *a, *b;
	size_t i;

	if (size == 0 || size > 1 << 14)
		return (0);
	a = read_in(data, size, size);
	b = read_in(data, size, 1);
	assert(keylog_secrets(a) == keylog_secrets(b));
	assert(keylog_left_out(a) == 0);
	for (i = 0; i + 64 <= size; i++)
		if (i == 0 || data[i - 1] == ' ')
			look_up(a, b, data + i);
	keylog_free(a);
	keylog_free(b);
	return (0);
}
