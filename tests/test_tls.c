/*
 * What is read of TLS: JA4 by its definition's own example, what suites add,
 * names in hellos and certificates.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"
#include "data/suites.h"
#include "engine/engine.h"
#include "talk/hello.h"
#include "talk/talk.h"

struct bytes {
	uint8_t p[2048];
	size_t n;
};

static void
put16(struct bytes *b, unsigned v)
{
	b->p[b->n++] = (uint8_t)(v >> 8);
	b->p[b->n++] = (uint8_t)v;
}

static void
put(struct bytes *b, const void *p, size_t n)
{
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

static void
put_extension(struct bytes *b, unsigned type, const struct bytes *body)
{
	put16(b, type);
	put16(b, (unsigned)body->n);
	put(b, body->p, body->n);
}

/*
 * The example of JA4.md: t13d1516h2_8daaf6152771_e5627efa2ab1.  with_psk adds
 * the extension that a resumption brings.
 */
static void
make_hello(struct bytes *b, int with_psk)
{
	static const unsigned suites[] = {
		0x0a0a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c,
		0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d,
		0x002f, 0x0035
	}, plain[] = {
		0x1a1a, 0x001b, 0x0033, 0x4469, 0x0017, 0x002d, 0x0005,
		0x0023, 0x0012, 0xff01, 0x000b, 0x000a, 0x0015
	}, signatures[] = {
		0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601
	};
	static const char name[] = "mail.example.test";
	struct bytes exts = { .n = 0 }, ext = { .n = 0 };
	size_t i;

	memset(b, 0, sizeof *b);
	put16(b, 0x0303);
	b->n += 32;
	b->p[b->n++] = 0;
	put16(b, sizeof suites / sizeof suites[0] * 2);
	for (i = 0; i < sizeof suites / sizeof suites[0]; i++)
		put16(b, suites[i]);
	put16(b, 0x0100);
	for (i = 0; i < sizeof plain / sizeof plain[0]; i++)
		put_extension(&exts, plain[i], &ext);
	put16(&ext, sizeof name - 1 + 3);
	ext.p[ext.n++] = 0;
	put16(&ext, sizeof name - 1);
	put(&ext, name, sizeof name - 1);
	put_extension(&exts, 0, &ext);
	ext.n = 0;
	put(&ext, "\0\3\2h2", 5);
	put_extension(&exts, 16, &ext);
	ext.n = 0;
	put16(&ext, sizeof signatures / sizeof signatures[0] * 2);
	for (i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
		put16(&ext, signatures[i]);
	put_extension(&exts, 13, &ext);
	ext.n = 0;
	put(&ext, "\6\x2a\x2a\3\4\3\3", 7);
	put_extension(&exts, 43, &ext);
	ext.n = 0;
	if (with_psk)
		put_extension(&exts, 41, &ext);
	put16(b, (unsigned)exts.n);
	put(b, exts.p, exts.n);
}

static void
ja4_is_what_its_definition_says(void **state)
{
	struct bytes b;
	char ja4[JA4_BYTES];
	size_t n;

	(void)state;
	make_hello(&b, 0);
	hello_ja4((struct span){ b.p, b.n }, ja4);
	assert_string_equal(ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
	/* Half a hello has none. */
	for (n = 0; n < b.n; n++) {
		hello_ja4((struct span){ b.p, n }, ja4);
		assert_true(ja4[0] == '\0' || n == 2 + 32 + 1 + 2 + 32 + 2);
	}
}

static void
a_program_is_known_again_when_it_resumes(void **state)
{
	struct hash_key key = { 1, 2 };
	struct bytes a, b;
	uint64_t tag;

	(void)state;
	make_hello(&a, 0);
	make_hello(&b, 1);
	tag = hello_stack(&key, (struct span){ a.p, a.n }, "x");
	assert_true(tag != 0);
	assert_true(tag == hello_stack(&key, (struct span){ b.p, b.n }, "x"));
	assert_true(tag != hello_stack(&key, (struct span){ a.p, a.n }, "y"));
}

static void
the_server_name_is_read_from_a_cut_hello_too(void **state)
{
	struct bytes b;
	struct tls_view v;

	(void)state;
	make_hello(&b, 0);
	memset(&v, 0, sizeof v);
	assert_true(hello_read(&v, MESSAGE_CLIENT_HELLO,
	    (struct span){ b.p, b.n - 30 }));
	assert_string_equal(v.sni, "mail.example.test");
}

static void
a_certificate_names_the_server(void **state)
{
	static const uint8_t der[] = {
		0, 0, 40, 0, 0, 37,
		0x06, 3, 0x55, 4, 3, 0x0c, 4, 'R', 'o', 'o', 't',
		0x06, 3, 0x55, 0x1d, 0x11, 0x04, 22, 0x30, 20,
		0x82, 13, 'm', 'x', '.', 'e', 'x', 'a', 'm', 'p', 'l', 'e',
		'.', 'd', 'e', 0, 0
	};
	struct tls_view v;

	(void)state;
	memset(&v, 0, sizeof v);
	assert_true(hello_read(&v, MESSAGE_CERTIFICATE,
	    (struct span){ der, sizeof der }));
	assert_string_equal(v.certificate, "mx.example.de");
}

/* DOMAIN.md D.2: measured record lengths of 1 and 100 bytes of plaintext. */
static void
suites_add_what_was_measured(void **state)
{
	static const struct {
		uint16_t suite, version;
		uint32_t body, plain;
	} rows[] = {
		{ 0x1302, 0x0304, 18, 1 }, { 0x1301, 0x0304, 117, 100 },
		{ 0x1305, 0x0304, 109, 100 },	/* by RFC 6655, not measured */
		{ 0xc02f, 0x0303, 25, 1 }, { 0xcca8, 0x0303, 17, 1 },
		{ 0xc013, 0x0303, 52, 1 }, { 0xc027, 0x0303, 64, 1 },
		{ 0xc028, 0x0303, 80, 1 }, { 0xc013, 0x0303, 148, 100 },
		{ 0xc027, 0x0303, 160, 100 }, { 0xc028, 0x0303, 176, 100 },
		{ 0x002f, 0x0301, 32, 11 }, { 0x0005, 0x0301, 30, 10 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct plain_range r = suite_plain(rows[i].suite,
		    rows[i].version, rows[i].body);

		assert_true(r.from <= rows[i].plain && rows[i].plain <= r.to);
		assert_true(r.to - r.from <= 15);
	}
}

/* FIPS 180-4's example values: one block, and two. */
static void
sha256_is_sha256(void **state)
{
	static const char *const texts[] = {
		"abc",
		"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
	}, *const sums[] = { "ba7816bf8f01cfea", "248d6a61d20638b8" };
	uint8_t out[SHA256_BYTES];
	char hex[17];
	int i, k;

	(void)state;
	for (i = 0; i < 2; i++) {
		sha256(texts[i], strlen(texts[i]), out);
		for (k = 0; k < 8; k++)
			snprintf(hex + 2 * k, 3, "%02x", out[k]);
		assert_string_equal(hex, sums[i]);
	}
}

/* A ClientHello's record, all of it or the first n bytes, into a talk. */
static void
say_hello(struct talk *t, struct talk_store *s, const struct bytes *hello,
    size_t n)
{
	const struct endpoint server = { .port = 993 };
	struct bytes b = { .n = 0 };
	struct told told;
	struct chunk c;

	put(&b, "\x16\3\1", 3);
	put16(&b, (unsigned)hello->n + 4);
	put16(&b, 0x0100);
	put16(&b, (unsigned)hello->n);
	put(&b, hello->p, hello->n);
	talk_init(t, &server, PROTO_IMAP, SECURITY_TLS, false);
	memset(&c, 0, sizeof c);
	c.direction = FROM_CLIENT;
	c.bytes = (struct span){ b.p, n == 0 ? b.n : n };
	assert_false(talk_next(t, s, &c, &told));
}

/* Connections that stop in mid-hello must not take all the room there is. */
static void
half_hellos_blind_nobody(void **state)
{
	static struct talk talks[64], t;
	static struct talk_store s;
	struct hash_key key = { 1, 2 };
	struct limits limits;
	struct bytes hello;
	int i;

	(void)state;
	make_hello(&hello, 0);
	engine_limits(16 << 20, &limits);
	limits.hellos = 16;
	assert_int_equal(talk_store_init(&s, &limits, &key), 0);
	for (i = 0; i < 64; i++)
		say_hello(&talks[i], &s, &hello, 100);
	say_hello(&t, &s, &hello, 0);
	assert_string_equal(talk_tls_view(&t, &s)->ja4,
	    "t13d1516h2_8daaf6152771_e5627efa2ab1");
	for (i = 0; i < 64; i++)
		talk_fini(&talks[i], &s);
	talk_fini(&t, &s);
	talk_store_fini(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ja4_is_what_its_definition_says),
		cmocka_unit_test(a_program_is_known_again_when_it_resumes),
		cmocka_unit_test(the_server_name_is_read_from_a_cut_hello_too),
		cmocka_unit_test(a_certificate_names_the_server),
		cmocka_unit_test(suites_add_what_was_measured),
		cmocka_unit_test(sha256_is_sha256),
		cmocka_unit_test(half_hellos_blind_nobody),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
