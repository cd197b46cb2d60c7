/*
 * TLS records and inference: hellos, then records and holes of any length at
 * any time.  However a record is cut, the verdicts are the same; where a hole
 * is, no refusal is told of it.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "data/protocols.h"
#include "talk/talk.h"

enum { KEPT = 64 };

static struct attempt kept[2][KEPT];
static int n_kept[2];

static void
feed(struct talk *t, struct talk_store *s, int64_t at_ns, enum direction d,
    const uint8_t *p, size_t n, int run)
{
	size_t step = run == 0 ? n : 1, at;
	struct told told;

	for (at = 0; at < n; at += step) {
		uint8_t *copy = malloc(step);
		struct chunk c = { at_ns, d, { copy, step }, 0 };

		memcpy(copy, p + at, step);
		while (talk_next(t, s, &c, &told)) {
			assert(told.attempt.confidence_pct < 100);
			assert(told.attempt.failed_pct <= 100);
			if (n_kept[run] < KEPT)
				kept[run][n_kept[run]++] = told.attempt;
		}
		assert(c.bytes.len == 0);
		free(copy);
	}
}

static void
replay(const uint8_t *data, size_t size, struct talk_store *s, int run)
{
	static const uint8_t client[] = {
		22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9,
		1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3,
		4, 5, 0, 0, 2, 0x13, 1, 1, 0, 0, 0
	};
	uint8_t server[] = {
		22, 3, 3, 0, 50, 2, 0, 0, 46, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9,
		1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3,
		4, 5, 0, 0, 0, 0, 0, 6, 0, 43, 0, 2, 3, 4
	};
	struct endpoint end = { .port = 993 };
	uint8_t record[5 + 2048];
	const struct mail_port *rows;
	struct told told;
	int64_t now_ns = 1000000;
	size_t at = 4, n_rows;
	struct talk t;

	rows = mail_ports(&n_rows);
	n_kept[run] = 0;
	memset(record, 0, sizeof record);
	talk_init(&t, &end, rows[data[0] % n_rows].proto, SECURITY_TLS, false);
	server[44] = data[1];
	server[45] = data[2];
	if (data[3] & 1)		/* not 1.3 */
		server[54] = data[3];
	feed(&t, s, now_ns, FROM_CLIENT, client, sizeof client, run);
	feed(&t, s, now_ns, FROM_SERVER, server, sizeof server, run);
	for (; at + 4 <= size; at += 4) {
		enum direction d = data[at] & 1 ? FROM_SERVER : FROM_CLIENT;
		/* Long enough for every shape, short enough to be quick. */
		size_t n = (size_t)(data[at + 1] | (data[at] & 2 ?
		    (data[at + 2] & 7) << 8 : 0));

		now_ns += (int64_t)data[at + 3] * data[at + 3] * 100000;
		if (data[at] & 4) {
			struct chunk c = { now_ns, d, { NULL, 0 },
			    (uint32_t)n + 1 };

			while (talk_next(&t, s, &c, &told))
				;
			continue;
		}
		record[0] = data[at] & 8 ? (uint8_t)(20 + data[at + 2] % 5) :
		    23;
		record[1] = record[2] = 3;
		record[3] = (uint8_t)(n >> 8);
		record[4] = (uint8_t)n;
		feed(&t, s, now_ns, d, record, 5 + n, run);
	}
	while (talk_close(&t, s, now_ns, true, &told))
		if (n_kept[run] < KEPT)
			kept[run][n_kept[run]++] = told.attempt;
	talk_fini(&t, s);
	assert(pool_used(s->tls_views) == 0 && pool_used(s->hellos) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hash_key key = { 3, 4 };
	struct talk_store s;
	struct limits l;
	size_t at;
	int i;

	if (size < 8 || size > 1 << 10)
		return (0);
	memset(&l, 0, sizeof l);
	l.pending = l.overflows = l.lines = l.tls_views = 2;
	l.hellos = l.servers = 2;
	for (i = 0; i < 2; i++) {
		if (talk_store_init(&s, &l, &key) != 0)
			return (0);
		replay(data, size, &s, i);
		talk_store_fini(&s);
	}
	/* Behind a hole the walk begins again where a segment does. */
	for (at = 4; at + 4 <= size; at += 4)
		if (data[at] & 4)
			return (0);
	assert(n_kept[0] == n_kept[1]);
	for (i = 0; i < n_kept[0]; i++) {
		assert(kept[0][i].outcome == kept[1][i].outcome);
		assert(kept[0][i].confidence_pct ==
		    kept[1][i].confidence_pct);
	}
	return (0);
}
