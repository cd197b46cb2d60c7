/*
 * Fuzz: a talk.  The first byte picks the port (and so the protocol), then
 * records: one byte of direction and kind, one of length, the bytes.  The
 * same bytes one at a time must give the same attempts, and no hole may make
 * a failure out of nothing.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "data/protocols.h"
#include "talk/talk.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KEPT = 64 };

static struct attempt kept[2][KEPT];
static int n_kept[2];

static void
keep(int run, const struct attempt *a)
{
	assert(a->outcome < OUTCOME_COUNT && a->reason < REASON_COUNT);
	assert(a->outcome != OUTCOME_FAILED ||
	    a->reason == REASON_CREDENTIALS || a->reason == REASON_DISABLED);
	assert(a->confidence_pct <= 100);
	assert(memchr(a->user, 0, sizeof a->user) != NULL);
	assert(memchr(a->reply, 0, sizeof a->reply) != NULL);
	assert(memchr(a->mech, 0, sizeof a->mech) != NULL);
	assert(memchr(a->program, 0, sizeof a->program) != NULL);
	assert(a->program[0] == '\0' || a->client == 0);
	if (n_kept[run] < KEPT)
		kept[run][n_kept[run]++] = *a;
}

static void
feed(struct talk *t, struct talk_store *s, enum direction d,
    const uint8_t *p, size_t n, uint32_t hole, int run)
{
	uint8_t *copy = malloc(n + 1);
	struct chunk c = { 5, d, { copy, n }, hole };
	struct told told;

	if (n > 0)
		memcpy(copy, p, n);
	while (talk_next(t, s, &c, &told))
		keep(run, &told.attempt);
	assert(c.bytes.len == 0 && c.hole_bytes == 0);
	free(copy);
}

static bool
replay(const uint8_t *data, size_t size, struct talk_store *s, int run)
{
	const struct mail_port *rows;
	struct told told;
	struct talk t;
	size_t at = 1, n_rows;
	struct endpoint server = { .port = 143 };
	bool had_hole = false, was_tls;

	rows = mail_ports(&n_rows);
	n_kept[run] = 0;
	if (data[0] % (n_rows + 1) == n_rows)
		talk_init(&t, &server, PROTO_UNKNOWN, SECURITY_UNKNOWN, false);
	else
		talk_init(&t, &server, rows[data[0] % (n_rows + 1)].proto,
		    rows[data[0] % (n_rows + 1)].security, data[0] > 127);
	while (at + 2 <= size) {
		enum direction d = data[at] & 1 ? FROM_SERVER : FROM_CLIENT;
		size_t n = data[at + 1], i;
		bool is_hole = (data[at] & 0x1e) == 0x1e;

		at += 2;
		had_hole |= is_hole;
		if (is_hole) {
			feed(&t, s, d, NULL, 0, (uint32_t)n + 1, run);
			continue;
		}
		if (n > size - at)
			n = size - at;
		if (run == 0)
			feed(&t, s, d, data + at, n, 0, run);
		else
			for (i = 0; i < n; i++)
				feed(&t, s, d, data + at + i, 1, 0, run);
		at += n;
	}
	was_tls = t.tls_view != POOL_NONE || t.security != SECURITY_PLAIN;
	while (talk_close(&t, s, 9, (data[0] & 64) != 0, &told))
		keep(run, &told.attempt);
	talk_fini(&t, s);
	assert(pool_used(s->pending) == 0 && pool_used(s->lines) == 0 &&
	    pool_used(s->overflows) == 0);
	assert(pool_used(s->tls_views) == 0 && pool_used(s->hellos) == 0);
	/* Behind a hole TLS is taken up again where a segment begins: then
	 * the cut does matter. */
	return (had_hole && was_tls);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hash_key key = { 3, 4 };
	struct talk_store s;
	struct limits l;
	bool cuts_matter = false;
	int i;

	if (size < 3 || size > 1 << 14)
		return (0);
	memset(&l, 0, sizeof l);
	l.pending = 32;
	l.overflows = 2;
	l.tls_views = 4;
	l.hellos = 4;
	l.servers = 4;
	l.lines = 8;
	for (i = 0; i < 2; i++) {
		if (talk_store_init(&s, &l, &key) != 0)
			return (0);
		cuts_matter = replay(data, size, &s, i);
		talk_store_fini(&s);
	}
	if (cuts_matter)
		return (0);
	assert(n_kept[0] == n_kept[1]);
	for (i = 0; i < n_kept[0]; i++) {
		assert(kept[0][i].outcome == kept[1][i].outcome);
		assert(kept[0][i].reason == kept[1][i].reason);
		assert(strcmp(kept[0][i].user, kept[1][i].user) == 0);
		assert(kept[0][i].secret_tag == kept[1][i].secret_tag);
	}
	return (0);
}
