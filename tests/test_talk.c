/*
 * Talk fixtures: tests/talks/NAME.talk, a dialogue a person can read, and the
 * attempts that must come of it however the bytes are cut.
 *
 *	# a comment
 *	port 143		what the port promises; 0 (the default) odd
 *	middle			no handshake was seen
 *	S * OK ready		a line of the server's, CRLF added; "|" cuts
 *	C a LOGIN x y		a line of the client's
 *	S- text			the same without CRLF
 *	hole S 20		20 bytes of the server's are missing
 *	close			the connection was seen to end
 *	at 1500			milliseconds, for all that follows
 *	hello C			TLS: a ClientHello; "hello S": ServerHello, 1.3
 *	hello S cbc		... and 1.2 with AES-128-CBC-SHA, and so on;
 *				"split": 1.0 and each record sent as 1 and n-1;
 *				"hello C h2": it offers that by ALPN
 *	data S 51		a record with 51 bytes of plaintext
 *	alert C			a close_notify
 *	= attempt FAILED WORDS user=x mech=LOGIN reason=bad-credentials
 *	= greeting imap address-locked	a greeting that refused, and its hint
 *				("-" for none)
 *	= relay Exim		what the client has shown to be
 *	= lost 3		logins for which there was no room, 0 unless said
 *
 * "\xNN" is a byte, "\p" a "|".  Keys that are not named are not compared.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>

#include "data/clients.h"
#include "data/protocols.h"
#include "talk/talk.h"

enum { PIECES = 600, GOT_BYTES = 8192, PIECE_BYTES = 6000 };

struct piece_of_talk {
	int64_t at_ms;
	enum direction direction;
	uint32_t hole;
	size_t len;
	uint8_t *bytes;
};

struct fixture {
	int port, n, n_expected;
	int64_t at_ms;
	int adds;		/* TLS: bytes a record adds */
	unsigned lost;
	bool is_cbc, is_split;
	bool is_middle, closes;
	struct piece_of_talk pieces[PIECES];
	char expected[32][256];
	char refused[64], relay[64];
};

static struct attempt got[64];
static int n_got;
static struct greeting refused;
static uint16_t relay;

static size_t
unescape(const char *in, uint8_t *out, size_t *cuts, size_t *n_cuts)
{
	size_t n = 0;

	*n_cuts = 0;
	for (; *in != '\0'; in++) {
		unsigned byte;

		if (*in == '|') {
			cuts[(*n_cuts)++] = n;
		} else if (*in == '\\' && in[1] == 'p') {
			out[n++] = '|';
			in++;
		} else if (*in == '\\' && in[1] == 'x' &&
		    sscanf(in + 2, "%2x", &byte) == 1) {
			out[n++] = (uint8_t)byte;
			in += 3;
		} else
			out[n++] = (uint8_t)*in;
	}
	return (n);
}

static void
add_piece(struct fixture *f, enum direction d, const uint8_t *p, size_t n,
    uint32_t hole)
{
	struct piece_of_talk *piece = &f->pieces[f->n++];

	assert_true(f->n < PIECES);
	piece->at_ms = f->at_ms;
	piece->direction = d;
	piece->hole = hole;
	piece->len = n;
	/* Exactly as long as the bytes, so that ASan sees one too many. */
	piece->bytes = malloc(n == 0 ? 1 : n);
	memcpy(piece->bytes, p, n);
}

static void
add_line(struct fixture *f, enum direction d, const char *text, bool crlf)
{
	uint8_t bytes[PIECE_BYTES];
	size_t cuts[512], n_cuts, n, i, at = 0;

	n = unescape(text, bytes, cuts, &n_cuts);
	if (crlf) {
		bytes[n++] = '\r';
		bytes[n++] = '\n';
	}
	for (i = 0; i < n_cuts; i++) {
		add_piece(f, d, bytes + at, cuts[i] - at, 0);
		at = cuts[i];
	}
	add_piece(f, d, bytes + at, n - at, 0);
}

static void
add_record(struct fixture *f, enum direction d, int type, size_t body,
    const uint8_t *bytes)
{
	uint8_t record[PIECE_BYTES] = { (uint8_t)type, 3, 3,
	    (uint8_t)(body >> 8), (uint8_t)body };

	assert_true(body + 5 <= sizeof record);
	if (bytes != NULL)
		memcpy(record + 5, bytes, body);
	add_piece(f, d, record, body + 5, 0);
}

/* A hello with nothing but what a reader must find. */
static void
add_hello(struct fixture *f, enum direction d, const char *kind)
{
	uint8_t b[64] = { 0, 0, 0, 0, 3, 3 };
	size_t n = 4 + 2 + 32;

	b[n++] = 0;			/* no session id */
	if (d == FROM_CLIENT) {
		b[0] = 1;
		b[n++] = 0; b[n++] = 2; b[n++] = 0x13; b[n++] = 1;
		b[n++] = 1; b[n++] = 0;
		if (strcmp(kind, "h2") == 0) {
			static const uint8_t alpn[] = {
				0, 9, 0, 16, 0, 5, 0, 3, 2, 'h', '2'
			};

			memcpy(b + n, alpn, sizeof alpn);
			n += sizeof alpn;
		}
	} else {
		bool is_13 = strcmp(kind, "") == 0;

		b[0] = 2;
		f->is_split = strcmp(kind, "split") == 0;
		f->is_cbc = f->is_split || strcmp(kind, "cbc") == 0;
		b[5] = f->is_split ? 1 : 3;
		f->adds = is_13 ? 17 : strcmp(kind, "chacha") == 0 ? 16 : 24;
		b[n++] = is_13 ? 0x13 : f->is_cbc ? 0 :
		    strcmp(kind, "chacha") == 0 ? 0xcc : 0;
		b[n++] = is_13 ? 1 : f->is_cbc ? 0x2f :
		    strcmp(kind, "chacha") == 0 ? 0xa8 : 0x9c;
		b[n++] = 0;
		if (is_13) {
			static const uint8_t ext[] = {
				0, 6, 0, 43, 0, 2, 3, 4
			};

			memcpy(b + n, ext, sizeof ext);
			n += sizeof ext;
		}
	}
	b[3] = (uint8_t)(n - 4);
	add_record(f, d, 22, n, b);
	if (d == FROM_SERVER && f->adds == 17) {
		add_record(f, d, 23, 900, NULL);
		add_record(f, FROM_CLIENT, 23, 53, NULL);
	} else if (d == FROM_SERVER) {
		add_record(f, FROM_CLIENT, 20, 1, (const uint8_t *)"\1");
		add_record(f, d, 20, 1, (const uint8_t *)"\1");
	}
}

static void
add_data(struct fixture *f, enum direction d, size_t plain)
{
	size_t iv = f->is_split ? 0 : 16;

	if (f->is_split) {
		add_record(f, d, 23, 32, NULL);
		plain--;
	}
	add_record(f, d, 23, f->is_cbc ? iv + (plain + 20 + 16) / 16 * 16 :
	    plain + (size_t)f->adds, NULL);
}

static bool
read_tls(const char *line, struct fixture *f)
{
	char who, kind[16] = "";
	long long at;
	unsigned n;
	enum direction d;

	if (sscanf(line, "at %lld", &at) == 1) {
		f->at_ms = at;
		return (true);
	}
	if (sscanf(line, "%*s %c", &who) != 1)
		return (false);
	d = who == 'S' ? FROM_SERVER : FROM_CLIENT;
	if (sscanf(line, "hello %c %15s", &who, kind) >= 1)
		add_hello(f, d, kind);
	else if (sscanf(line, "data %c %u", &who, &n) == 2)
		add_data(f, d, n);
	else if (strncmp(line, "alert ", 6) == 0 && f->adds == 17)
		add_record(f, d, 23, 19, NULL);
	else if (strncmp(line, "alert ", 6) == 0)
		add_record(f, d, 21, f->is_cbc ? 48 : (size_t)f->adds + 2,
		    NULL);
	else
		return (false);
	return (true);
}

static void
read_fixture(const char *path, struct fixture *f)
{
	char line[PIECE_BYTES];
	FILE *in = fopen(path, "r");
	unsigned hole;
	char who;

	assert_non_null(in);
	memset(f, 0, sizeof *f);
	while (fgets(line, sizeof line, in) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		if (strncmp(line, "S ", 2) == 0 || strcmp(line, "S") == 0)
			add_line(f, FROM_SERVER, line + (line[1] ? 2 : 1),
			    true);
		else if (strncmp(line, "C ", 2) == 0 ||
		    strcmp(line, "C") == 0)
			add_line(f, FROM_CLIENT, line + (line[1] ? 2 : 1),
			    true);
		else if (strncmp(line, "S- ", 3) == 0)
			add_line(f, FROM_SERVER, line + 3, false);
		else if (strncmp(line, "C- ", 3) == 0)
			add_line(f, FROM_CLIENT, line + 3, false);
		else if (sscanf(line, "hole %c %u", &who, &hole) == 2)
			add_piece(f, who == 'S' ? FROM_SERVER : FROM_CLIENT,
			    (const uint8_t *)"", 0, hole);
		else if (sscanf(line, "port %d", &f->port) == 1)
			continue;
		else if (strcmp(line, "middle") == 0)
			f->is_middle = true;
		else if (strcmp(line, "close") == 0)
			f->closes = true;
		else if (strncmp(line, "= attempt ", 10) == 0)
			snprintf(f->expected[f->n_expected++],
			    sizeof f->expected[0], "%.255s", line + 10);
		else if (strncmp(line, "= relay ", 8) == 0)
			snprintf(f->relay, sizeof f->relay, "%.60s", line + 8);
		else if (strncmp(line, "= greeting ", 11) == 0)
			snprintf(f->refused, sizeof f->refused, "%.60s",
			    line + 11);
		else if (sscanf(line, "= lost %u", &f->lost) != 1 &&
		    !read_tls(line, f))
			fail_msg("%s: what is \"%s\"?", path, line);
	}
	fclose(in);
}

static void
free_fixture(struct fixture *f)
{
	int i;

	for (i = 0; i < f->n; i++)
		free(f->pieces[i].bytes);
}

static void
keep(const struct told *told)
{
	got[n_got] = told->attempt;
	n_got += n_got < 63;
}

static void
feed(struct talk *t, struct talk_store *s, int64_t at_ms, enum direction d,
    const uint8_t *p, size_t n, uint32_t hole)
{
	struct chunk c = { 1000 + at_ms * 1000000, d, { p, n }, hole };
	struct told told;

	if (n == 0 && hole == 0)
		return;
	while (talk_next(t, s, &c, &told))
		keep(&told);
	(void)talk_refused(s, &refused);
	if (s->relay != 0)
		relay = talk_relay(s);
}

/* cut: split every piece after this many bytes; 0 not at all; -1 each byte. */
static void
run(const struct fixture *f, struct talk_store *s, long cut)
{
	const struct mail_port *port = mail_port_find((uint16_t)f->port);
	struct endpoint server = { .port = (uint16_t)f->port };
	struct told told;
	struct talk t;
	int i;

	/* Each run on its own: nothing is learnt from the one before. */
	while (pool_used(s->profiles) > 0)
		pool_drop(s->profiles, pool_stalest(s->profiles));
	n_got = 0;
	memset(&refused, 0, sizeof refused);
	relay = 0;
	s->pending_lost = 0;
	talk_init(&t, &server, port ? port->proto : PROTO_UNKNOWN,
	    port ? port->security : SECURITY_UNKNOWN, f->is_middle);
	for (i = 0; i < f->n; i++) {
		const struct piece_of_talk *p = &f->pieces[i];
		size_t at = 0, n;

		while (at < p->len || p->hole > 0) {
			uint8_t *copy;

			n = p->len - at;
			if (cut == -1 && n > 1)
				n = 1;
			else if (cut > 0 && at == 0 && (size_t)cut < n)
				n = (size_t)cut;
			copy = malloc(n == 0 ? 1 : n);
			memcpy(copy, p->bytes + at, n);
			feed(&t, s, p->at_ms, p->direction, copy, n, p->hole);
			free(copy);
			at += n;
			if (p->hole > 0)
				break;
		}
	}
	while (talk_close(&t, s, 2000 + f->at_ms * 1000000, f->closes, &told))
		keep(&told);
	talk_fini(&t, s);
}

static const char *
value_of(const struct attempt *a, const char *key)
{
	static char number[32], reply[REPLY_BYTES];
	char *at;

	if (strcmp(key, "user") == 0)
		return (a->user);
	if (strcmp(key, "reply") == 0 || strcmp(key, "program") == 0) {
		/* "reply=NO_such_user" */
		snprintf(reply, sizeof reply, "%s", key[0] == 'r' ? a->reply :
		    a->program[0] != '\0' ? a->program :
		    client_name(a->client));
		for (at = strchr(reply, ' '); at != NULL;
		    at = strchr(at, ' '))
			*at = '_';
		return (reply);
	}
	if (strcmp(key, "mech") == 0)
		return (a->mech);
	if (strcmp(key, "reason") == 0)
		return (reason_word(a->reason));
	if (strcmp(key, "hint") == 0)
		return (hint_word(a->hint));
	if (strcmp(key, "security") == 0)
		return (security_word(a->security));
	if (strcmp(key, "proto") == 0)
		return (proto_word(a->proto));
	if (strcmp(key, "secret") == 0) {
		int i, seen = -1;

		/* "secret=2": the same as that of attempt 2; -1 none. */
		for (i = 0; i < n_got && a->secret_tag != 0 && seen < 0; i++)
			if (got[i].secret_tag == a->secret_tag)
				seen = i;
		snprintf(number, sizeof number, "%d", seen);
		return (number);
	}
	fail_msg("no key %s", key);
	return ("");
}

static bool
matches(const struct attempt *a, const char *expected, char *why)
{
	static const char *const outcomes[] = { "UNKNOWN", "OK", "FAILED" };
	static const char *const kinds[] = { "UNKNOWN", "WORDS", "LENGTHS",
	    "HANGUP" };
	char copy[256], *word, *save = NULL;
	int i = 0;

	snprintf(copy, sizeof copy, "%s", expected);
	for (word = strtok_r(copy, " ", &save); word != NULL;
	    word = strtok_r(NULL, " ", &save), i++) {
		char *equals = strchr(word, '=');
		const char *is;

		if (i == 0)
			is = outcomes[a->outcome];
		else if (i == 1)
			is = kinds[a->evidence];
		else {
			assert_non_null(equals);
			*equals = '\0';
			is = value_of(a, word);
			word = equals + 1;
		}
		if (strcmp(is, word) != 0) {
			sprintf(why, "wanted %.100s got %.100s", word, is);
			return (false);
		}
	}
	return (true);
}

static void
check(const struct fixture *f, const char *path, long cut)
{
	char why[256] = "", told[64] = "";
	int i;

	if (refused.proto != PROTO_UNKNOWN)
		snprintf(told, sizeof told, "%s %s",
		    proto_word(refused.proto), refused.hint == HINT_UNKNOWN ?
		    "-" : hint_word(refused.hint));
	if (strcmp(told, f->refused) != 0)
		fail_msg("%s (cut %ld): greeting \"%s\"", path, cut, told);
	if (strcmp(client_name(relay), f->relay) != 0 ||
	    client_is_relay(relay) != (relay != 0))
		fail_msg("%s (cut %ld): relay \"%s\"", path, cut,
		    client_name(relay));
	if (n_got != f->n_expected)
		fail_msg("%s (cut %ld): %d attempts, wanted %d", path, cut,
		    n_got, f->n_expected);
	for (i = 0; i < n_got; i++)
		if (!matches(&got[i], f->expected[i], why))
			fail_msg("%s (cut %ld): attempt %d: %s", path, cut, i,
			    why);
}

static int
run_file(const char *path, struct talk_store *s)
{
	static struct fixture f;
	size_t longest = 0;
	long cut;
	int i, runs = 0;

	read_fixture(path, &f);
	for (i = 0; i < f.n; i++)
		if (f.pieces[i].len > longest)
			longest = f.pieces[i].len;
	for (cut = -1; cut <= (long)longest; cut++, runs++) {
		run(&f, s, cut);
		check(&f, path, cut);
		assert_int_equal(s->pending_lost, f.lost);
		assert_int_equal(pool_used(s->pending), 0);
		assert_int_equal(pool_used(s->overflows), 0);
		assert_int_equal(pool_used(s->lines), 0);
	}
	free_fixture(&f);
	return (runs);
}

static void
every_fixture_cut_anywhere_gives_its_attempts(void **state)
{
	const char *dir = getenv("TALKS");
	struct limits l;
	struct talk_store s;
	struct hash_key key = { 1, 2 };
	struct dirent **names;
	int i, n, runs = 0;

	(void)state;
	if (dir == NULL)
		dir = "tests/talks";
	memset(&l, 0, sizeof l);
	l.pending = 64;
	l.overflows = 4;
	l.tls_views = 4;
	l.hellos = 4;
	l.servers = 4;
	l.lines = 64;
	assert_int_equal(talk_store_init(&s, &l, &key), 0);
	n = scandir(dir, &names, NULL, alphasort);
	assert_true(n > 2);
	for (i = 0; i < n; i++) {
		char path[512];

		if (strstr(names[i]->d_name, ".talk") != NULL) {
			snprintf(path, sizeof path, "%s/%s", dir,
			    names[i]->d_name);
			runs += run_file(path, &s);
		}
		free(names[i]);
	}
	free(names);
	talk_store_fini(&s);
	print_message("%d runs of the fixtures\n", runs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    every_fixture_cut_anywhere_gives_its_attempts),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
