/*
 * Fuzz: records for which there are keys, and which were not made with them.
 * Bytes 0 and 1 pick suite and version; then records: one byte of direction,
 * kind and holes, two of length, the body.  Nothing opens, nothing is written
 * beyond what there is room for, and no number of them holds a slot for ever.
 */

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypt/seals.h"
#include "crypt/unseal.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const labels[] = {
	"CLIENT_RANDOM", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
	"SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0",
	"SERVER_TRAFFIC_SECRET_0"
};

/* Secrets of both lengths: of 32 bytes for one client, of 48 for another. */
static struct unseal *
room(void)
{
	static struct unseal *u;
	char line[256];
	size_t i, j;
	int n;

	if (u != NULL)
		return (u);
	u = unseal_new(2);
	assert(u != NULL);
	for (i = 0; i < sizeof labels / sizeof labels[0]; i++)
		for (j = 32; j <= 48; j += 16) {
			n = snprintf(line, sizeof line, "%s %064x %0*x\n",
			    labels[i], (unsigned)j, (int)(2 * j), 0x77U);
			keylog_feed(unseal_keylog(u), (struct span){
			    (const uint8_t *)line, (size_t)n });
		}
	keylog_end(unseal_keylog(u));
	return (u);
}

static size_t
suites(void)
{
	size_t n = 0;

	while (suite_seal_at(n) != NULL)
		n++;
	return (n);
}

static void
records(const struct unsealer *d, uint32_t number, const uint8_t *data,
    size_t size)
{
	uint8_t *out = malloc(SEALED_MAX_BYTES);
	size_t at = 0, n, got;

	while (at + 3 <= size) {
		enum direction from = data[at] & 1 ? FROM_SERVER :
		    FROM_CLIENT;
		struct sealed_record in = { data[at] & 2 ? 23 : 22,
		    { NULL, 0 } };
		uint8_t type, *copy;

		n = (size_t)(data[at + 1] << 8 | data[at + 2]);
		if (data[at] & 4)
			d->lose(d->room, number, from);
		at += 3;
		if (n > size - at)
			n = size - at;
		copy = malloc(n + 1);
		memcpy(copy, data + at, n);
		in.body = (struct span){ copy, n };
		assert(!d->open(d->room, number, from, &in, out, &got, &type));
		assert(got == 0);
		free(copy);
		at += n;
	}
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct unsealer *d = unseal_door(room());
	const struct suite_seal *suite;
	struct seal seal;
	uint32_t number;

	if (size < 5 || size > 1 << 14)
		return (0);
	memset(&seal, 0, sizeof seal);
	suite = suite_seal_at(data[0] % suites());
	seal.suite = suite->suite;
	seal.version = (uint16_t)(0x0300 | (data[1] & 7));
	seal.client_random[SEAL_RANDOM_BYTES - 1] =
	    suite->prf == DIGEST_SHA384 || seal.version < 0x0304 ? 48 : 32;
	if (d->begin(d->room, &seal, &number) != UNSEAL_BEGUN) {
		assert(seal.version < 0x0301 || seal.version > 0x0304 ||
		    (seal.version == 0x0304) != (seal.suite >> 8 == 0x13));
		return (0);
	}
	records(d, number, data + 2, size - 2);
	d->end(d->room, number);
	return (0);
}
