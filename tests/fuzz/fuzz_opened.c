/*
 * Fuzz: words inside TLS that is opened, by a seal of one byte (tests/opened.h)
 * so that any words can be had.  The first byte picks the port; then records:
 * one byte of direction and kind, one of length, the words.  Cut anywhere the
 * same logins are told; all that was borrowed is given back.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "data/protocols.h"
#include "opened.h"
#include "talk/lessons.h"
#include "talk/talk.h"
#include "talk/unsealed.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KEPT = 64 };

static struct attempt kept[2][KEPT];
static int n_kept[2];

static void
keep(int run, const struct attempt *a)
{
	assert(a->outcome < OUTCOME_COUNT && a->reason < REASON_COUNT);
	assert(a->security != SECURITY_PLAIN);
	assert(memchr(a->user, 0, sizeof a->user) != NULL);
	assert(memchr(a->reply, 0, sizeof a->reply) != NULL);
	if (n_kept[run] < KEPT)
		kept[run][n_kept[run]++] = *a;
}

static void
feed(struct talk *t, struct talk_store *s, enum direction d,
    const uint8_t *p, size_t n, uint32_t hole, int run)
{
	size_t step = run == 0 || n == 0 ? n : 1, at = 0;
	struct told told;

	do {
		uint8_t *copy = malloc(step + 1);
		struct chunk c = { 5, d, { copy, step }, hole };

		if (step > 0)
			memcpy(copy, p + at, step);
		while (talk_next(t, s, &c, &told))
			keep(run, &told.attempt);
		assert(c.bytes.len == 0 && c.hole_bytes == 0);
		assert(unsealed_words(s) == NULL);
		free(copy);
		at += step;
	} while (at < n);
}

static void
feed_record(struct talk *t, struct talk_store *s, enum direction d,
    const uint8_t *p, size_t n, uint8_t type, int run)
{
	uint8_t record[5 + 256 + 1] = { 23, 3, 3, 0, 0 };

	record[3] = (uint8_t)((n + 1) >> 8);
	record[4] = (uint8_t)(n + 1);
	memcpy(record + 5, p, n);
	record[5 + n] = type;
	feed(t, s, d, record, 5 + n + 1, 0, run);
}

static bool
replay(const uint8_t *data, size_t size, struct talk_store *s, int run)
{
	static const uint8_t finished = 20;
	const struct mail_port *rows;
	struct endpoint server = { .port = 993 };
	size_t at = 1, n_rows, n;
	bool had_hole = false;
	struct told told;
	struct talk t;

	rows = mail_ports(&n_rows);
	n_kept[run] = 0;
	talk_init(&t, &server, rows[data[0] % n_rows].proto, SECURITY_TLS,
	    false);
	feed(&t, s, FROM_CLIENT, opened_client_hello,
	    sizeof opened_client_hello, 0, run);
	feed(&t, s, FROM_SERVER, opened_server_hello,
	    sizeof opened_server_hello, 0, run);
	feed_record(&t, s, FROM_CLIENT, &finished, 1, 22, run);
	while (at + 2 <= size) {
		enum direction d = data[at] & 1 ? FROM_SERVER : FROM_CLIENT;
		uint8_t type = data[at] & 2 ? 23 : data[at] & 4 ? 22 : 21;

		n = data[at + 1];
		at += 2;
		if ((data[at - 2] & 0x38) == 0x38) {
			had_hole = true;
			feed(&t, s, d, NULL, 0, (uint32_t)n + 1, run);
			continue;
		}
		if (n > size - at)
			n = size - at;
		feed_record(&t, s, d, data + at, n, type, run);
		at += n;
	}
	while (talk_close(&t, s, 9, (data[0] & 64) != 0, &told))
		keep(run, &told.attempt);
	talk_fini(&t, s);
	assert(pool_used(s->pending) == 0 && pool_used(s->lines) == 0);
	assert(pool_used(s->tls_views) == 0 && pool_used(s->unsealed) == 0 &&
	    pool_used(s->cut_records) == 0 && pool_used(s->pupils) == 0);
	return (had_hole);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct opened o = { .answer = UNSEAL_BEGUN };
	const struct unsealer door = opened_door(&o);
	struct hash_key key = { 3, 4 };
	struct talk_store s;
	struct limits l;
	bool had_hole = false;
	int i;

	if (size < 3 || size > 1 << 13)
		return (0);
	memset(&l, 0, sizeof l);
	l.pending = 32;
	l.overflows = 2;
	l.tls_views = 4;
	l.hellos = 4;
	l.servers = 4;
	l.lines = 8;
	for (i = 0; i < 2; i++) {
		if (talk_store_init(&s, &l, &key) != 0 ||
		    unsealed_init(&s, &door, 4, &key) != 0 ||
		    lessons_init(&s, 4, &key) != 0)
			abort();
		had_hole = replay(data, size, &s, i);
		talk_store_fini(&s);
	}
	assert(o.n_begun == o.n_ended);
	if (had_hole)
		return (0);
	assert(n_kept[0] == n_kept[1]);
	for (i = 0; i < n_kept[0]; i++) {
		assert(kept[0][i].outcome == kept[1][i].outcome);
		assert(kept[0][i].reason == kept[1][i].reason);
		assert(strcmp(kept[0][i].user, kept[1][i].user) == 0);
	}
	return (0);
}
