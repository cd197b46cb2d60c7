/*
 * Lessons.
 *
 *	client	one line, the last of its credentials
 *	server	words ... words		so many bytes, the first so late
 *	client	speaks again, or nobody does any more: the turn is over
 *
 * That is the turn that inference sees of it inside TLS (turns.h).  Only one
 * that is plain teaches: one line asked, one login told, and no hole.
 */

#include "talk/lessons.h"

#include <string.h>

#include "base/when.h"

enum {
	LESSONS = 4096,		/* lengths: a host has a handful */
	MS_MAX = TAUGHT_DELAY_MAX_MS
};

int
lessons_init(struct talk_store *s, uint32_t n_talks,
    const struct hash_key *hash)
{
	s->pupils = pool_new(n_talks, sizeof(struct pupil),
	    sizeof(const struct talk *), hash);
	s->lessons = pool_new(LESSONS, sizeof(struct lesson_row),
	    sizeof(struct lesson_key), hash);
	if (s->pupils != NULL && s->lessons != NULL)
		return (0);
	lessons_fini(s);
	return (-1);
}

void
lessons_fini(struct talk_store *s)
{
	pool_free(s->pupils);
	pool_free(s->lessons);
	s->pupils = s->lessons = NULL;
}

static struct pupil *
pupil_of(struct talk_store *s, const struct talk *t)
{
	struct pupil *p = pool_find(s->pupils, &t);

	if (p != NULL) {
		pool_touch(s->pupils, p);
		return (p);
	}
	if (pool_is_full(s->pupils))
		pool_evict(s->pupils, pool_stalest(s->pupils));
	return (pool_put(s->pupils, &t));
}

static uint32_t
delay_ms(const struct pupil *p)
{
	int64_t ms = (p->answered_ns - p->asked_ns) / NS_PER_MS;

	return (ms < 0 ? 0 : ms > MS_MAX ? MS_MAX : (uint32_t)ms);
}

static void
lesson_add(struct talk_store *s, const struct talk *t, const struct pupil *p)
{
	uint32_t ms = delay_ms(p);
	struct lesson_row *row;
	struct lesson_key key;

	memset(&key, 0, sizeof key);
	key.ip = t->server_end.ip;
	key.bytes = (uint16_t)(p->server_bytes - p->tag_bytes);
	key.proto = t->proto;
	key.is_refused = p->is_refused;
	row = pool_find(s->lessons, &key);
	if (row == NULL && pool_is_full(s->lessons))
		return;
	if (row == NULL) {
		row = pool_put(s->lessons, &key);
		row->port = t->server_end.port;
		row->least_ms = row->most_ms = ms;
	}
	row->n += row->n < TAUGHT_COUNT_MAX;
	if (ms < row->least_ms)
		row->least_ms = ms;
	if (ms > row->most_ms)
		row->most_ms = ms;
}

static void
turn_end(struct talk_store *s, const struct talk *t, struct pupil *p)
{
	if (p->n_logins == 1 && p->client_lines == 1 && !p->has_hole &&
	    p->server_bytes > p->tag_bytes && p->server_bytes <= UINT16_MAX)
		lesson_add(s, t, p);
	p->server_bytes = 0;
	p->client_lines = p->n_logins = p->tag_bytes = 0;
	p->has_hole = false;
}

static uint8_t
lines_add(uint8_t n, struct span words)
{
	size_t i;

	for (i = 0; i < words.len && n < UINT8_MAX; i++)
		n = (uint8_t)(n + (words.p[i] == '\n'));
	return (n);
}

void
lessons_words(struct talk_store *s, const struct talk *t, enum direction d,
    struct span words, uint32_t hole_bytes, int64_t when_ns)
{
	struct pupil *p = pupil_of(s, t);

	if (d == FROM_CLIENT) {
		if (p->server_bytes > 0)
			turn_end(s, t, p);
		p->client_lines = lines_add(p->client_lines, words);
		p->asked_ns = when_ns;
	} else {
		if (p->server_bytes == 0)
			p->answered_ns = when_ns;
		if (p->server_bytes <= UINT16_MAX)
			p->server_bytes += (uint32_t)words.len;
	}
	p->has_hole |= hole_bytes > 0;
}

void
lessons_line(struct talk_store *s, const struct talk *t, struct span line)
{
	struct span tag;

	if (t->proto == PROTO_IMAP && span_word(&line, &tag) &&
	    !span_equals(tag, "*") && !span_equals(tag, "+") &&
	    tag.len <= UINT8_MAX)
		pupil_of(s, t)->tag_bytes = (uint8_t)tag.len;
}

void
lessons_login(struct talk_store *s, const struct talk *t,
    const struct attempt *a)
{
	struct pupil *p = pupil_of(s, t);

	if (p->n_logins < UINT8_MAX)
		p->n_logins++;
	p->is_refused = a->outcome == OUTCOME_FAILED;
	/* "Try later" is no refusal, and of no length that counts. */
	p->has_hole |= a->evidence != EVIDENCE_WORDS ||
	    (a->outcome != OUTCOME_FAILED && a->outcome != OUTCOME_OK);
}

void
lessons_end(struct talk_store *s, const struct talk *t)
{
	struct pupil *p = pool_find(s->pupils, &t);

	if (p == NULL)
		return;
	turn_end(s, t, p);
	pool_drop(s->pupils, p);
}

bool
lessons_at(const struct talk_store *s, uint32_t i, struct lesson *out)
{
	const struct lesson_row *row = s->lessons == NULL ? NULL :
	    pool_stalest(s->lessons);

	while (row != NULL && i-- > 0)
		row = pool_younger(s->lessons, row);
	memset(out, 0, sizeof *out);
	if (row == NULL)
		return (false);
	out->server.ip = row->key.ip;
	out->server.port = row->port;
	out->proto = (enum proto)row->key.proto;
	out->is_refused = row->key.is_refused != 0;
	out->verdict = (struct taught_verdict){ row->key.bytes, row->n,
	    row->least_ms, row->most_ms };
	return (true);
}
