/*
 * Passwords are forgotten: after a login nothing in the writable memory of
 * this process holds the one that was sent, nor its base 64, and no event
 * carries its tag.
 *
 * The password is written down here under a mask only, and is put together
 * in the frame, which is wiped before the search.  The engine runs on a stack
 * of its own, so that the search does not tread on what was left there.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/when.h"
#include "engine/engine.h"
#include "frames.h"
#include "talk/line.h"
#include "wire/stream.h"

enum { CLIENT, SERVER };
enum { MASK = 0x5a, STACK_BYTES = 1 << 19, TEXT_BYTES = 200, TAIL = 15 };

/* 19 characters, the fourth of them a quotation mark; then "Q". */
static const uint8_t masked[] = {
	0x00, 0x23, 0x22, 0x78, 0x0b, 0x2f, 0x3b, 0x28, 0x31, 0x6d, 0x0d,
	0x35, 0x36, 0x2e, 0x3f, 0x37, 0x3b, 0x3e, 0x3f
};
enum { SECRET_LEN = sizeof masked };

/* A line of the client's, put together late and wiped soon. */
static volatile uint8_t text[TEXT_BYTES];
static size_t text_len, secret_at;
/* The end of what was sent for the password, under the mask. */
static volatile uint8_t needles[2][TAIL];

static uint8_t frame_bytes[TEXT_BYTES + 54];
static uint8_t stack[STACK_BYTES] __attribute__((aligned(4096)));

/* --- the line --- */

static uint8_t
plain_at(size_t i, const char *before, size_t n_before)
{
	return (i < n_before ? (uint8_t)before[i] :
	    (uint8_t)(masked[i - n_before] ^ MASK));
}

/* The base 64 of some bytes and the password, into the line. */
static void
put_base64(const char *before, size_t n_before)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
	    "mnopqrstuvwxyz0123456789+/";
	size_t n = n_before + SECRET_LEN, i, k;

	for (i = 0; i < n; i += 3) {
		uint32_t v = 0;

		for (k = 0; k < 3; k++)
			v = v << 8 | (i + k < n ?
			    plain_at(i + k, before, n_before) : 0);
		for (k = 0; k < 4; k++)
			text[text_len++] = k > n - i ? '=' :
			    (uint8_t)set[v >> (18 - 6 * k) & 63];
	}
}

/* "%p" the password, "%q" within quotes, "%b" base 64, "%n" as of PLAIN. */
static void
put_line(const char *format)
{
	size_t i;

	text_len = 0;
	for (; *format != '\0'; format++) {
		if (*format != '%') {
			text[text_len++] = (uint8_t)*format;
			continue;
		}
		secret_at = text_len;
		format++;
		if (*format == 'b')
			put_base64("", 0);
		else if (*format == 'n')
			put_base64("\0anna\0", 6);
		for (i = 0; i < SECRET_LEN && strchr("pq", *format); i++) {
			if (*format == 'q' && i == 3)
				text[text_len++] = '\\';
			text[text_len++] = masked[i] ^ MASK;
		}
		for (i = 0; i < TAIL; i++)
			needles[1][i] = text[text_len - TAIL - 2 + i] ^ MASK;
	}
	for (i = 0; i < TAIL; i++)
		needles[0][i] = masked[SECRET_LEN - TAIL + i];
}

static void
forget(volatile uint8_t *p, size_t n)
{
	while (n > 0)
		p[--n] = 0;
}

/* --- the search --- */

static bool
region_holds(const uint8_t *p, const uint8_t *end,
    const volatile uint8_t *needle)
{
	int i;

	while ((p = memchr(p, needle[0] ^ MASK, (size_t)(end - p))) != NULL) {
		for (i = 1; i < TAIL && p + i < end &&
		    (p[i] ^ MASK) == needle[i]; i++)
			continue;
		if (i == TAIL)
			return (true);
		p++;
	}
	return (false);
}

/* Where it is found: "" nowhere. */
static const char *
found_in(void)
{
	static char line[300];
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long from, to;
	char mode[5];
	int i;

	assert_non_null(maps);
	while (fgets(line, sizeof line, maps) != NULL) {
		if (sscanf(line, "%lx-%lx %4s", &from, &to, mode) != 3 ||
		    mode[0] != 'r' || mode[1] != 'w')
			continue;
		for (i = 0; i < 2; i++)
			if (region_holds((const uint8_t *)from,
			    (const uint8_t *)to, needles[i])) {
				fclose(maps);
				return (line);
			}
	}
	fclose(maps);
	return ("");
}

/* --- the wire --- */

struct wire {
	struct engine *e;
	struct frame frame;
	int64_t now_ns;
	uint32_t seq[2];
	uint16_t port;
	bool fragments;
	int n_logins, n_failed, n_tagged;
};

static void *
run_engine(void *arg)
{
	struct wire *w = arg;

	engine_frame(w->e, &w->frame);
	return (NULL);
}

static void
on_own_stack(void *(*what)(void *), void *arg)
{
	pthread_attr_t attr;
	pthread_t thread;

	assert_int_equal(pthread_attr_init(&attr), 0);
	assert_int_equal(pthread_attr_setstack(&attr, stack, STACK_BYTES), 0);
	assert_int_equal(pthread_create(&thread, &attr, what, arg), 0);
	pthread_join(thread, NULL);
	pthread_attr_destroy(&attr);
}

static void
take(struct wire *w)
{
	struct event ev;

	while (engine_next_event(w->e, &ev)) {
		if (ev.kind != EVENT_LOGIN)
			continue;
		w->n_logins++;
		w->n_failed += ev.u.login.attempt.outcome == OUTCOME_FAILED;
		w->n_tagged += ev.u.login.secret != SECRET_UNKNOWN;
		/* The tag is the judge's alone. */
		assert_true(ev.u.login.attempt.secret_tag == 0);
	}
}

/* The frame that lies ready as two: RFC 791 3.2, offsets count eights. */
static void
send_fragments(struct wire *w, size_t n)
{
	volatile uint8_t *f = frame_bytes;
	size_t i, cut = 32, len = 20 + n;

	put(frame_bytes + 16, 20 + (uint32_t)cut, 2);
	put(frame_bytes + 20, 0x2000, 2);
	w->frame.bytes.len = 34 + cut;
	w->frame.wire_bytes = (uint32_t)w->frame.bytes.len;
	on_own_stack(run_engine, w);
	for (i = 0; i < len - cut; i++)
		f[34 + i] = f[34 + cut + i];
	put(frame_bytes + 16, (uint32_t)(20 + len - cut), 2);
	put(frame_bytes + 20, (uint32_t)cut / 8, 2);
	w->frame.bytes.len = 34 + len - cut;
	w->frame.wire_bytes = (uint32_t)w->frame.bytes.len;
	on_own_stack(run_engine, w);
}

/* A part of the line, with its place in the stream. */
static void
send(struct wire *w, int from, uint8_t flags, size_t at, size_t n)
{
	const struct end ends[2] = {
		[CLIENT] = { { 192, 168, 77, 5 }, 4000, 2 },
		[SERVER] = { { 203, 0, 113, 42 }, w->port, 9 }
	};
	uint8_t *f = frame_bytes;
	size_t i;

	frame_head(f, &ends[from], &ends[!from], w->seq[from] + (uint32_t)at,
	    w->seq[!from], flags, n);
	for (i = 0; i < n; i++)
		((volatile uint8_t *)f)[54 + i] = text[at + i];
	w->frame = (struct frame){ w->now_ns, ETHERNET, (uint32_t)(54 + n),
	    { f, 54 + n } };
	if (w->fragments)
		send_fragments(w, n);
	else
		on_own_stack(run_engine, w);
	forget(frame_bytes, sizeof frame_bytes);
	w->now_ns += NS_PER_MS;
	take(w);
}

/* How a line comes: some ways leave a copy behind for a while. */
enum way { WHOLE, FRAGMENTS, IN_HALVES, BYTEWISE, TURNED, TURNED_TWICE,
    N_WAYS };

static void
send_line(struct wire *w, int from, enum way way)
{
	size_t half = secret_at + 2, i;

	switch (way) {
	case IN_HALVES:
		send(w, from, ACK, 0, half);
		send(w, from, ACK, half, text_len - half);
		break;
	case BYTEWISE:
		for (i = 0; i < text_len; i++)
			send(w, from, ACK, i, 1);
		break;
	case TURNED_TWICE:
		send(w, from, ACK, secret_at + 1, text_len - secret_at - 1);
		/* FALLTHROUGH */
	case TURNED:
		send(w, from, ACK, half, text_len - half);
		send(w, from, ACK, 0, half);
		break;
	default:
		w->fragments = way == FRAGMENTS && text_len > 12;
		send(w, from, ACK, 0, text_len);
		w->fragments = false;
	}
	w->seq[from] += (uint32_t)text_len;
	forget(text, sizeof text);
}

static struct wire
begin(uint16_t port)
{
	struct engine_setup setup = { .memory_bytes = MEMORY_MIN_BYTES, .key = { 5 } };
	struct wire w = { .now_ns = INT64_C(1795000000) * NS_PER_S,
	    .port = port, .seq = { 1000, 2000 } };

	w.e = engine_new(&setup);
	assert_non_null(w.e);
	send(&w, CLIENT, SYN, 0, 0);
	w.seq[CLIENT]++;
	send(&w, SERVER, SYN | ACK, 0, 0);
	w.seq[SERVER]++;
	return (w);
}

/* --- the talks --- */

/* The odd lines are the server's; each with a "%" tells the password. */
static const struct dialogue {
	uint16_t port;
	const char *lines[10];
} dialogues[] = {
	{ 143, { "* OK ready\r\n", "a LOGIN anna \"%q\"\r\n",
	    "a NO [AUTHENTICATIONFAILED] no\r\n" } },
	{ 143, { "* OK ready\r\n", "a LOGIN anna {19+}\r\n%p\r\n",
	    "a NO [AUTHENTICATIONFAILED] no\r\n" } },
	{ 143, { "* OK ready\r\n", "a AUTHENTICATE PLAIN\r\n",
	    "+ \r\n", "%n\r\n", "a NO [AUTHENTICATIONFAILED] no\r\n" } },
	{ 143, { "* OK ready\r\n", "a AUTHENTICATE PLAIN %n\r\n",
	    "a NO [AUTHENTICATIONFAILED] no\r\n" } },
	{ 143, { "* OK ready\r\n", "a AUTHENTICATE LOGIN\r\n",
	    "+ VXNlcm5hbWU6\r\n", "YW5uYQ==\r\n", "+ UGFzc3dvcmQ6\r\n",
	    "%b\r\n", "a NO [AUTHENTICATIONFAILED] no\r\n" } },
	{ 110, { "+OK ready\r\n", "USER anna\r\n", "+OK\r\n",
	    "PASS %p\r\n", "-ERR [AUTH] no\r\n" } },
	{ 110, { "+OK ready\r\n", "AUTH PLAIN %n\r\n",
	    "-ERR [AUTH] no\r\n" } },
	{ 587, { "220 m ESMTP\r\n", "EHLO x\r\n",
	    "250 AUTH PLAIN LOGIN\r\n", "AUTH PLAIN %n\r\n",
	    "535 5.7.8 no\r\n" } },
	{ 587, { "220 m ESMTP\r\n", "EHLO x\r\n",
	    "250 AUTH PLAIN LOGIN\r\n", "AUTH LOGIN\r\n",
	    "334 VXNlcm5hbWU6\r\n", "YW5uYQ==\r\n",
	    "334 UGFzc3dvcmQ6\r\n", "%b\r\n", "535 5.7.8 no\r\n" } },
	{ 4190, { "\"SASL\" \"PLAIN\"\r\nOK\r\n",
	    "AUTHENTICATE \"PLAIN\" \"%n\"\r\n", "NO \"no\"\r\n" } },
	/* And servers that repeat it. */
	{ 143, { "* OK ready\r\n", "a LOGIN anna \"%q\"\r\n",
	    "a NO [AUTHENTICATIONFAILED] no: %p\r\n" } },
	{ 143, { "* OK ready\r\n", "a LOGIN anna \"%q\"\r\n",
	    "a NO [AUTHENTICATIONFAILED] no: \"%q\"\r\n" } },
	{ 110, { "+OK ready\r\n", "USER anna\r\n", "+OK\r\n",
	    "PASS %p\r\n", "-ERR [AUTH] no: %b\r\n" } },
	{ 587, { "220 m ESMTP\r\n", "EHLO x\r\n",
	    "250 AUTH PLAIN LOGIN\r\n", "AUTH PLAIN %n\r\n",
	    "535 5.7.8 not AUTH PLAIN %n\r\n" } },
	{ 587, { "220 m ESMTP\r\n", "EHLO x\r\n",
	    "250 AUTH PLAIN LOGIN\r\n", "AUTH PLAIN %n\r\n",
	    "535 5.7.8 not %p\r\n" } },
};

static void
talk(struct wire *w, const struct dialogue *d, enum way way)
{
	const char *where;
	int i;

	for (i = 0; d->lines[i] != NULL; i++) {
		bool is_secret = strchr(d->lines[i], '%') != NULL;

		put_line(d->lines[i]);
		send_line(w, i % 2 == 0 ? SERVER : CLIENT,
		    is_secret ? way : WHOLE);
		if (!is_secret)
			continue;
		where = found_in();
		if (where[0] != '\0')
			fail_msg("%s after %s, way %d", where, d->lines[i],
			    way);
	}
}

static void
a_login_leaves_no_password(void **state)
{
	size_t i;
	int way;

	(void)state;
	for (i = 0; i < sizeof dialogues / sizeof dialogues[0]; i++)
		for (way = 0; way < N_WAYS; way++) {
			struct wire w = begin(dialogues[i].port);

			talk(&w, &dialogues[i], way);
			while (engine_finish(w.e))
				take(&w);
			take(&w);
			/* It was read, and its secret told apart. */
			if (w.n_failed != 1 || w.n_tagged != 1)
				fail_msg("dialogue %zu, way %d: %d failed, "
				    "%d tagged", i, way, w.n_failed,
				    w.n_tagged);
			engine_free(w.e);
		}
}

/* The connection breaks while a part of the password waits. */
static void
what_never_came_whole_is_wiped_too(void **state)
{
	const char *where;
	int out_of_order;

	(void)state;
	for (out_of_order = 0; out_of_order < 2; out_of_order++) {
		struct wire w = begin(110);

		put_line("+OK ready\r\n");
		send_line(&w, SERVER, WHOLE);
		put_line("USER anna\r\n");
		send_line(&w, CLIENT, WHOLE);
		put_line("PASS %p");
		send(&w, CLIENT, ACK, (size_t)out_of_order,
		    text_len - (size_t)out_of_order);
		forget(text, sizeof text);
		/* It waits: the search does see what is there. */
		assert_string_not_equal(found_in(), "");
		w.seq[CLIENT] += 5 + SECRET_LEN;
		send(&w, CLIENT, RST | ACK, 0, 0);
		while (engine_finish(w.e))
			take(&w);
		where = found_in();
		if (where[0] != '\0')
			fail_msg("%s, out of order %d", where, out_of_order);
		engine_free(w.e);
	}
}

/* --- full stores --- */

static void
a_line_that_loses_its_slot_is_wiped(void **state)
{
	struct pool *store = line_store_new(1);
	struct line one, other;
	struct line_view view;
	struct span in = { frame_bytes, 0 };

	(void)state;
	line_init(&one);
	line_init(&other);
	put_line("PASS %p");
	for (; in.len < text_len; in.len++)
		((volatile uint8_t *)frame_bytes)[in.len] = text[in.len];
	forget(text, sizeof text);
	line_take(&one, store, false, &in, &view);
	forget(frame_bytes, sizeof frame_bytes);
	assert_string_not_equal(found_in(), "");
	in = span_text("x");
	line_take(&other, store, false, &in, &view);
	assert_string_equal(found_in(), "");
	line_reset(&other, store);
	pool_free(store);
}

static void
a_piece_that_loses_its_slot_is_wiped(void **state)
{
	struct pool *store = stream_store_new(1);
	struct piece piece = { .when_ns = 1, .seq = 10 };
	struct stream one, other;
	struct chunk chunk;
	uint64_t n_old = 0;
	struct stream_round round = { store, 1, false, &n_old };

	(void)state;
	stream_init(&one);
	stream_init(&other);
	stream_start(&one, 0);
	stream_start(&other, 0);
	put_line("PASS %p");
	piece.bytes.p = frame_bytes;
	for (; piece.bytes.len < text_len; piece.bytes.len++)
		((volatile uint8_t *)frame_bytes)[piece.bytes.len] =
		    text[piece.bytes.len];
	piece.wire_bytes = (uint32_t)text_len;
	forget(text, sizeof text);
	stream_next(&one, NULL, &round, &piece, &chunk);
	forget(frame_bytes, sizeof frame_bytes);
	assert_string_not_equal(found_in(), "");
	piece.seq = 10;
	piece.wire_bytes = 1;
	piece.bytes = span_text("x");
	round.now_ns = 2;
	stream_next(&other, NULL, &round, &piece, &chunk);
	assert_string_equal(found_in(), "");
	stream_fini(&one, store);
	stream_fini(&other, store);
	pool_free(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_login_leaves_no_password),
		cmocka_unit_test(what_never_came_whole_is_wiped_too),
		cmocka_unit_test(a_line_that_loses_its_slot_is_wiped),
		cmocka_unit_test(a_piece_that_loses_its_slot_is_wiped),
	};

#ifdef __SANITIZE_ADDRESS__
	(void)tests;
	puts("skipped, the sanitizer's memory is too large to be searched");
	return (77);
#else
	return (cmocka_run_group_tests(tests, NULL, NULL));
#endif
}
