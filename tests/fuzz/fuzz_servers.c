/*
 * Fuzz: a servers file.  What is taken of it is bounded; written again it
 * reads the same; and no row is found by what it does not know.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "edge/servers_file.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
verdicts_check(const struct taught_verdict *v, uint32_t n)
{
	uint32_t i;

	assert(n <= TAUGHT_VERDICTS);
	for (i = 0; i < n; i++) {
		assert(v[i].bytes > 0 && v[i].n > 0 &&
		    v[i].n <= TAUGHT_COUNT_MAX);
		assert(v[i].least_ms <= v[i].most_ms &&
		    v[i].most_ms <= TAUGHT_DELAY_MAX_MS);
	}
}

static void
server_check(const struct taught *t, const struct taught_server *s)
{
	static const struct ip nobody;
	uint32_t i;

	assert(s->n_names <= TAUGHT_NAMES &&
	    s->n_addresses <= TAUGHT_ADDRESSES);
	assert(s->n_names + s->n_addresses > 0);
	for (i = 0; i < s->n_names; i++) {
		assert(taught_name_fits(s->names[i]));
		assert(taught_find(t, s->proto, &nobody, s->names[i]) !=
		    NULL);
	}
	for (i = 0; i < s->n_addresses; i++)
		assert(taught_find(t, s->proto, &s->addresses[i], "") !=
		    NULL);
	verdicts_check(s->refused, s->n_refused);
	verdicts_check(s->accepted, s->n_accepted);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct taught once, again;
	struct err err;
	const char *text;
	uint32_t i;

	if (size > SERVERS_FILE_MAX_BYTES + 16)
		return (0);
	if (servers_file_parse((struct span){ data, size }, &once, &err) ==
	    -1) {
		assert(once.n == 0 && err.text[0] != '\0');
		return (0);
	}
	assert(once.n <= TAUGHT_SERVERS);
	for (i = 0; i < once.n; i++)
		server_check(&once, &once.at[i]);
	text = servers_file_text(&once);
	/* Laid out for people it may be longer than it came. */
	if (strlen(text) > SERVERS_FILE_MAX_BYTES)
		return (0);
	assert(servers_file_parse(span_text(text), &again, &err) == 0);
	assert(memcmp(&once, &again, sizeof once) == 0);
	return (0);
}
