/*
 * A key log, read in pieces.
 *
 * A line is gathered up to the length that a good one may have; what is longer
 * is passed over without being kept.  Secrets are put behind one another and
 * sorted once, when the file has ended.
 */

#include "crypt/keylog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/* The longest label, the random, the longest secret, two blanks, a
	 * CR and a few more. */
	LINE_BYTES = 256,
	READ_BYTES = 16384,
	FIRST_SECRETS = 64
};

struct keylog {
	struct tls_secret *at;
	size_t n, room, left_out;
	size_t n_good, n_strange;	/* lines, comments left out */
	bool is_sorted, is_long;	/* the line has more than fits */
	size_t have;
	uint8_t line[LINE_BYTES];
};

/* What NSS, OpenSSL, GnuTLS and BoringSSL write; -1: good, and of no use. */
static const struct label {
	const char *word;
	int kind;
} labels[] = {
	{ "CLIENT_RANDOM", SECRET_MASTER },
	{ "CLIENT_HANDSHAKE_TRAFFIC_SECRET", SECRET_CLIENT_HANDSHAKE },
	{ "SERVER_HANDSHAKE_TRAFFIC_SECRET", SECRET_SERVER_HANDSHAKE },
	{ "CLIENT_TRAFFIC_SECRET_0", SECRET_CLIENT_TRAFFIC },
	{ "SERVER_TRAFFIC_SECRET_0", SECRET_SERVER_TRAFFIC },
	{ "EXPORTER_SECRET", -1 },
	{ "EARLY_EXPORTER_SECRET", -1 },
	{ "CLIENT_EARLY_TRAFFIC_SECRET", -1 },
	{ "ECH_SECRET", -1 },
	{ "ECH_CONFIG", -1 },
	{ "RSA", -1 },
};

enum { N_LABELS = sizeof labels / sizeof labels[0] };

struct keylog *
keylog_new(void)
{
	return (calloc(1, sizeof(struct keylog)));
}

void
keylog_free(struct keylog *k)
{
	if (k == NULL)
		return;
	if (k->at != NULL)
		wipe(k->at, k->room * sizeof *k->at);
	free(k->at);
	wipe(k, sizeof *k);
	free(k);
}

/* realloc() would leave the old secrets behind. */
static bool
make_room(struct keylog *k)
{
	size_t room = k->room == 0 ? FIRST_SECRETS : k->room * 2;
	struct tls_secret *more;

	if (k->n < k->room)
		return (true);
	if (k->n >= KEYLOG_SECRETS_MAX)
		return (false);
	more = calloc(room, sizeof *more);
	if (more == NULL)
		return (false);
	if (k->at != NULL) {
		memcpy(more, k->at, k->n * sizeof *more);
		wipe(k->at, k->room * sizeof *k->at);
	}
	free(k->at);
	k->at = more;
	k->room = room;
	return (true);
}

static int
digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	if (c >= 'a' && c <= 'f')
		return (c - 'a' + 10);
	if (c >= 'A' && c <= 'F')
		return (c - 'A' + 10);
	return (-1);
}

static bool
hex_read(struct span word, uint8_t *out, size_t bytes)
{
	size_t i;

	if (word.len != 2 * bytes)
		return (false);
	for (i = 0; i < bytes; i++) {
		int high = digit(word.p[2 * i]), low = digit(word.p[2 * i + 1]);

		if (high == -1 || low == -1)
			return (false);
		out[i] = (uint8_t)(high << 4 | low);
	}
	return (true);
}

static const struct label *
label_find(struct span word)
{
	size_t i;

	for (i = 0; i < N_LABELS; i++)
		if (span_equals(word, labels[i].word))
			return (&labels[i]);
	return (NULL);
}

/* The random, and a secret as long as its kind may be. */
static bool
secret_read(int kind, struct span rest, struct tls_secret *out)
{
	struct span random, secret;

	memset(out, 0, sizeof *out);
	if (!span_word(&rest, &random) || !span_word(&rest, &secret) ||
	    span_trim(rest).len > 0 || secret.len > 2 * SECRET_MAX_BYTES)
		return (false);
	out->kind = (uint8_t)kind;
	out->bytes = (uint8_t)(secret.len / 2);
	if (out->bytes != SECRET_MAX_BYTES &&
	    (kind == SECRET_MASTER || out->bytes != 32))
		return (false);
	return (hex_read(random, out->client_random, SEAL_RANDOM_BYTES) &&
	    hex_read(secret, out->secret, out->bytes));
}

static void
line_read(struct keylog *k, struct span line)
{
	const struct label *label;
	struct tls_secret *s, fresh;
	struct span word;

	if (line.len > 0 && line.p[line.len - 1] == '\r')
		line.len--;
	if (!span_word(&line, &word) || word.p[0] == '#')
		return;
	label = label_find(word);
	if (label == NULL) {
		k->n_strange++;
		return;
	}
	if (label->kind == -1) {
		k->n_good++;
		return;
	}
	if (!secret_read(label->kind, line, &fresh))
		k->n_strange++;
	else if (!make_room(k)) {
		k->n_good++;
		k->left_out++;
	} else {
		k->n_good++;
		s = &k->at[k->n];
		*s = fresh;
		s->order = (uint32_t)k->n++;
	}
	wipe(&fresh, sizeof fresh);
}

static void
line_end(struct keylog *k)
{
	if (k->is_long)
		k->n_strange++;
	else
		line_read(k, (struct span){ k->line, k->have });
	wipe(k->line, k->have);
	k->have = 0;
	k->is_long = false;
}

void
keylog_feed(struct keylog *k, struct span piece)
{
	size_t i;

	for (i = 0; i < piece.len; i++) {
		if (piece.p[i] == '\n')
			line_end(k);
		else if (k->have < LINE_BYTES)
			k->line[k->have++] = piece.p[i];
		else
			k->is_long = true;
	}
}

static bool
comes_before(const struct tls_secret *a, const struct tls_secret *b)
{
	int c = memcmp(a->client_random, b->client_random, SEAL_RANDOM_BYTES);

	if (c != 0)
		return (c < 0);
	if (a->kind != b->kind)
		return (a->kind < b->kind);
	return (a->order < b->order);
}

static void
swap(struct tls_secret *a, struct tls_secret *b)
{
	struct tls_secret held = *a;

	*a = *b;
	*b = held;
	wipe(&held, sizeof held);
}

/* Of n rows the one at i may be smaller than those below it. */
static void
sink(struct tls_secret *at, size_t i, size_t n)
{
	size_t below;

	for (; (below = 2 * i + 1) < n; i = below) {
		if (below + 1 < n && comes_before(&at[below], &at[below + 1]))
			below++;
		if (!comes_before(&at[i], &at[below]))
			return;
		swap(&at[i], &at[below]);
	}
}

/* A heap sorts where the rows lie: no copy is left in memory given back. */
static void
sort(struct tls_secret *at, size_t n)
{
	size_t i;

	for (i = n / 2; i > 0; i--)
		sink(at, i - 1, n);
	for (i = n; i > 1; i--) {
		swap(&at[0], &at[i - 1]);
		sink(at, 0, i - 1);
	}
}

void
keylog_end(struct keylog *k)
{
	if (k->have > 0 || k->is_long)
		line_end(k);
	sort(k->at, k->n);
	k->is_sorted = true;
}

int
keylog_read(struct keylog *k, int fd, struct err *err)
{
	uint8_t bytes[READ_BYTES];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof bytes)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		keylog_feed(k, (struct span){ bytes, (size_t)n });
	}
	wipe(bytes, sizeof bytes);
	if (n < 0)
		return (err_set(err, "%s", strerror(errno)));
	keylog_end(k);
	if (k->n_good == 0 && k->n_strange > 0)
		return (err_set(err, "this is no key log: its lines begin with "
		    "CLIENT_RANDOM or CLIENT_TRAFFIC_SECRET_0"));
	return (0);
}

/* The first that does not come before the one looked for. */
static size_t
lower(const struct keylog *k, const struct tls_secret *wanted)
{
	size_t low = 0, high = k->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (comes_before(&k->at[mid], wanted))
			low = mid + 1;
		else
			high = mid;
	}
	return (low);
}

const struct tls_secret *
keylog_find(const struct keylog *k,
    const uint8_t client_random[SEAL_RANDOM_BYTES], enum secret_kind kind)
{
	struct tls_secret last = { .order = UINT32_MAX, .kind = (uint8_t)kind };
	const struct tls_secret *s;
	size_t i;

	if (!k->is_sorted)
		return (NULL);
	memcpy(last.client_random, client_random, SEAL_RANDOM_BYTES);
	i = lower(k, &last);
	if (i == 0)
		return (NULL);
	s = &k->at[i - 1];
	return (s->kind == kind && memcmp(s->client_random, client_random,
	    SEAL_RANDOM_BYTES) == 0 ? s : NULL);
}

size_t
keylog_secrets(const struct keylog *k)
{
	return (k->n);
}

size_t
keylog_left_out(const struct keylog *k)
{
	return (k->left_out);
}
