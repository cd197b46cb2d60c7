/* Key logs, what cipher suites are made of, and records that have no key. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypt/cipher.h"
#include "crypt/seals.h"
#include "crypt/unseal.h"

#define RANDOM	"00112233445566778899aabbccddeeff" \
		"00112233445566778899AABBCCDDEEFF"
#define TEXT32	"01010101010101010101010101010101" \
		"01010101010101010101010101010101"
#define TEXT48	TEXT32 "02020202020202020202020202020202"

static uint8_t client_random[SEAL_RANDOM_BYTES];

static struct keylog *
keylog_of(const char *text, size_t step)
{
	struct keylog *k = keylog_new();
	size_t n = strlen(text), at;

	for (at = 0; at < n; at += step)
		keylog_feed(k, (struct span){ (const uint8_t *)text + at,
		    n - at < step ? n - at : step });
	keylog_end(k);
	return (k);
}

static int
random_make(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < SEAL_RANDOM_BYTES; i++)
		client_random[i] = (uint8_t)(i % 16 * 0x11);
	return (0);
}

static void
a_line_is_a_secret_however_it_is_cut(void **state)
{
	static const char text[] = "# Wireshark's form\r\n"
	    "CLIENT_RANDOM " RANDOM " " TEXT48 "\r\n"
	    "SERVER_TRAFFIC_SECRET_0 " RANDOM " " TEXT32 "\n"
	    "EXPORTER_SECRET " RANDOM " " TEXT32;
	size_t step;

	(void)state;
	for (step = 1; step <= sizeof text; step++) {
		struct keylog *k = keylog_of(text, step);
		const struct tls_secret *s;

		assert_int_equal(keylog_secrets(k), 2);
		s = keylog_find(k, client_random, SECRET_MASTER);
		assert_non_null(s);
		assert_int_equal(s->bytes, 48);
		assert_int_equal(s->secret[47], 2);
		s = keylog_find(k, client_random, SECRET_SERVER_TRAFFIC);
		assert_non_null(s);
		assert_int_equal(s->bytes, 32);
		assert_null(keylog_find(k, client_random,
		    SECRET_CLIENT_TRAFFIC));
		keylog_free(k);
	}
}

static void
what_is_no_good_line_is_no_secret(void **state)
{
	static const char *const bad[] = {
		"CLIENT_RANDOM " RANDOM " " TEXT32,	/* is always of 48 */
		"CLIENT_RANDOM " RANDOM "00 " TEXT48,
		"CLIENT_RANDOM " RANDOM " " TEXT48 "02",
		"CLIENT_RANDOM " RANDOM " " TEXT48 " x",
		"CLIENT_RANDOM " RANDOM,
		"client_random " RANDOM " " TEXT48,
		"CLIENT_RANDOM x" RANDOM " " TEXT48,
		"CLIENT_TRAFFIC_SECRET_0 " RANDOM " " TEXT32 "0101",
		"CLIENT_TRAFFIC_SECRET_0 " RANDOM " " TEXT32 "0",
		"CLIENT_TRAFFIC_SECRET_1 " RANDOM " " TEXT32,
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct keylog *k = keylog_of(bad[i], 7);

		assert_int_equal(keylog_secrets(k), 0);
		keylog_free(k);
	}
}

static void
a_line_without_end_takes_no_memory_and_hides_no_other(void **state)
{
	struct keylog *k = keylog_new();
	uint8_t letter = 'a';
	int i;

	(void)state;
	for (i = 0; i < 100000; i++)
		keylog_feed(k, (struct span){ &letter, 1 });
	keylog_feed(k, span_text("\nCLIENT_RANDOM " RANDOM " " TEXT48 "\n"));
	keylog_end(k);
	assert_int_equal(keylog_secrets(k), 1);
	keylog_free(k);
}

static void
of_several_the_last_holds(void **state)
{
	struct keylog *k = keylog_of("CLIENT_TRAFFIC_SECRET_0 " RANDOM " "
	    TEXT32 "\nCLIENT_TRAFFIC_SECRET_0 " RANDOM " " TEXT48 "\n", 99);

	(void)state;
	assert_int_equal(keylog_find(k, client_random,
	    SECRET_CLIENT_TRAFFIC)->bytes, 48);
	keylog_free(k);
}

static void
more_than_fit_are_left_out_and_counted(void **state)
{
	struct keylog *k = keylog_new();
	char line[256];
	int i, n;

	(void)state;
	for (i = 0; i < KEYLOG_SECRETS_MAX + 5; i++) {
		n = snprintf(line, sizeof line, "CLIENT_RANDOM %056x%08x "
		    TEXT48 "\n", 0U, (unsigned)i * 2654435761U);
		keylog_feed(k, (struct span){ (const uint8_t *)line,
		    (size_t)n });
	}
	keylog_end(k);
	assert_int_equal(keylog_secrets(k), KEYLOG_SECRETS_MAX);
	assert_int_equal(keylog_left_out(k), 5);
	/* They were sorted, whatever order they came in. */
	memset(client_random, 0, sizeof client_random);
	assert_non_null(keylog_find(k, client_random, SECRET_MASTER));
	random_make(NULL);
	keylog_free(k);
}

static void
suites_are_sorted_and_of_one_version(void **state)
{
	const struct suite_seal *s;
	uint16_t last = 0;
	size_t i;

	(void)state;
	for (i = 0; (s = suite_seal_at(i)) != NULL; i++) {
		bool is_13 = s->suite >> 8 == 0x13;

		assert_true(s->suite > last);
		last = s->suite;
		assert_ptr_equal(suite_seal(is_13 ? 0x0304 : 0x0303,
		    s->suite), s);
		assert_null(suite_seal(is_13 ? 0x0303 : 0x0304, s->suite));
		assert_true(cipher_key_bytes(s->cipher) <= CIPHER_KEY_MAX);
		assert_true(digest_bytes(s->mac) <= DIGEST_MAX_BYTES);
	}
	assert_true(i > 50);
	assert_null(suite_seal(0x0303, 0x0005));	/* RC4 */
}

/* RFC 8448 3: the server's handshake secret makes this key and this IV. */
static void
keys_come_of_secrets_as_the_rfc_has_it(void **state)
{
	static const uint8_t secret[] = {
		0xb6, 0x7b, 0x7d, 0x69, 0x0c, 0xc1, 0x6c, 0x4e, 0x75, 0xe5,
		0x42, 0x13, 0xcb, 0x2d, 0x37, 0xb4, 0xe9, 0xc9, 0x12, 0xbc,
		0xde, 0xd9, 0x10, 0x5d, 0x42, 0xbe, 0xfd, 0x59, 0xd3, 0x91,
		0xad, 0x38
	}, key[] = {
		0x3f, 0xce, 0x51, 0x60, 0x09, 0xc2, 0x17, 0x27, 0xd0, 0xf2,
		0xe4, 0xe8, 0x6e, 0xe4, 0x03, 0xbc
	}, iv[] = {
		0x5d, 0x31, 0x3e, 0xb2, 0x67, 0x12, 0x76, 0xee, 0x13, 0x00,
		0x0b, 0x30
	};
	struct cipher_kit *k = cipher_kit_new();
	uint8_t out[16];

	(void)state;
	assert_non_null(k);
	assert_true(cipher_expand(k, DIGEST_SHA256, (struct span){ secret,
	    sizeof secret }, "key", out, sizeof key));
	assert_memory_equal(out, key, sizeof key);
	assert_true(cipher_expand(k, DIGEST_SHA256, (struct span){ secret,
	    sizeof secret }, "iv", out, sizeof iv));
	assert_memory_equal(out, iv, sizeof iv);
	cipher_kit_free(k);
}

static void
no_key_no_suite_and_no_room_are_told_apart(void **state)
{
	struct unseal *u = unseal_new(1);
	const struct unsealer *d;
	struct seal seal = { .version = 0x0303, .suite = 0xc02f };
	uint32_t number, other;

	(void)state;
	assert_non_null(u);
	d = unseal_door(u);
	keylog_feed(unseal_keylog(u), span_text("CLIENT_RANDOM " RANDOM " "
	    TEXT48));
	keylog_end(unseal_keylog(u));
	assert_int_equal(d->begin(u, &seal, &number), UNSEAL_NO_KEY);
	memcpy(seal.client_random, client_random, sizeof client_random);
	seal.suite = 0x0005;
	assert_int_equal(d->begin(u, &seal, &number), UNSEAL_NO_SUITE);
	seal.suite = 0x1301;
	seal.version = 0x0304;
	assert_int_equal(d->begin(u, &seal, &number), UNSEAL_NO_KEY);
	seal.suite = 0xc02f;
	seal.version = 0x0303;
	assert_int_equal(d->begin(u, &seal, &number), UNSEAL_BEGUN);
	assert_int_equal(d->begin(u, &seal, &other), UNSEAL_NO_SUITE);
	d->end(u, number);
	assert_int_equal(d->begin(u, &seal, &number), UNSEAL_BEGUN);
	unseal_free(u);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_secret_however_it_is_cut),
		cmocka_unit_test(what_is_no_good_line_is_no_secret),
		cmocka_unit_test(
		    a_line_without_end_takes_no_memory_and_hides_no_other),
		cmocka_unit_test(of_several_the_last_holds),
		cmocka_unit_test(more_than_fit_are_left_out_and_counted),
		cmocka_unit_test(suites_are_sorted_and_of_one_version),
		cmocka_unit_test(keys_come_of_secrets_as_the_rfc_has_it),
		cmocka_unit_test(no_key_no_suite_and_no_room_are_told_apart),
	};

	return (cmocka_run_group_tests(tests, random_make, NULL));
}
