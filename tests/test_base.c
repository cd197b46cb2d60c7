/* The floor that knows nothing of mail. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/addr.h"
#include "base/base64.h"
#include "base/cache.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/sha1.h"
#include "base/text.h"
#include "base/when.h"

static void
a_failed_take_changes_nothing(void **state)
{
	static const uint8_t bytes[3] = { 1, 2, 3 };
	struct span s = { bytes, 3 }, out;
	uint32_t n;

	(void)state;
	assert_false(span_take(&s, 4, &out));
	assert_false(span_be32(&s, &n));
	assert_int_equal(s.len, 3);
	assert_true(span_be24(&s, &n));
	assert_int_equal(n, 0x010203);
	assert_int_equal(s.len, 0);
}

static void
words_and_phrases_are_found_in_any_case(void **state)
{
	struct span s = span_text("  LOGIN\tanna "), word;

	(void)state;
	assert_true(span_word(&s, &word));
	assert_true(span_equals_nocase(word, "login"));
	assert_true(span_word(&s, &word));
	assert_true(span_equals(word, "anna"));
	assert_false(span_word(&s, &word));
	assert_true(span_holds_nocase(span_text("NO Login FAILED"), "failed"));
	assert_false(span_holds_nocase(span_text("faile"), "failed"));
	assert_true(span_holds_nocase(span_text(""), ""));
}

static void
numbers_that_overflow_are_none(void **state)
{
	uint64_t n;

	(void)state;
	assert_true(span_number(span_text("18446744073709551615"), &n));
	assert_true(n == UINT64_MAX);
	assert_false(span_number(span_text("18446744073709551616"), &n));
	assert_false(span_number(span_text("12a"), &n));
	assert_false(span_number(span_text(""), &n));
}

struct row {
	uint32_t key, value;
};

/* Filled to three times its cap, with the oldest kept alive by touching. */
static void
a_full_pool_loses_the_stalest(void **state)
{
	struct hash_key hash = { 5, 6 };
	struct pool *p = pool_new(100, sizeof(struct row), 4, &hash);
	uint32_t first = 0, i;
	struct row *r;

	(void)state;
	for (i = 0; i < 300; i++) {
		if (pool_is_full(p))
			pool_evict(p, pool_stalest(p));
		assert_null(pool_find(p, &i));
		r = pool_put(p, &i);
		assert_int_equal(r->value, 0);
		r->value = i * 7;
		pool_touch(p, pool_find(p, &first));
	}
	assert_int_equal(pool_used(p), 100);
	assert_int_equal(pool_evicted(p), 200);
	assert_non_null(pool_find(p, &first));
	for (i = 1; i < 300; i++) {
		r = pool_find(p, &i);
		assert_int_equal(r != NULL, i >= 201);
		if (r != NULL)
			assert_int_equal(r->value, i * 7);
	}
	pool_free(p);
}

/* Against a plain array: the table must not lose a key when others go. */
static void
a_pool_agrees_with_an_array(void **state)
{
	struct hash_key hash = { 1, 9 };
	struct pool *p = pool_new(64, sizeof(struct row), 4, &hash);
	uint8_t here[97] = { 0 };
	uint32_t seed = 3, i, key, n;

	(void)state;
	for (i = 0; i < 200000; i++) {
		seed = seed * 1103515245 + 12345;
		key = seed / 65536 % 97;
		assert_int_equal(pool_find(p, &key) != NULL, here[key]);
		if (here[key])
			pool_drop(p, pool_find(p, &key));
		else if (!pool_is_full(p))
			pool_put(p, &key);
		else
			continue;
		here[key] = !here[key];
	}
	for (n = 0, key = 0; key < 97; key++)
		n += here[key];
	assert_int_equal(pool_used(p), n);
	pool_free(p);
}

static void
age_runs_from_stalest_to_youngest(void **state)
{
	struct pool *p = pool_new(4, 8, 0, NULL);
	void *a = pool_put(p, NULL), *b = pool_put(p, NULL);

	(void)state;
	assert_ptr_equal(pool_stalest(p), a);
	pool_touch(p, a);
	assert_ptr_equal(pool_stalest(p), b);
	assert_ptr_equal(pool_younger(p, b), a);
	assert_null(pool_younger(p, a));
	assert_ptr_equal(pool_at(p, pool_index(p, b)), b);
	pool_free(p);
}

static void
hashes_differ_by_key_and_by_every_byte(void **state)
{
	struct hash_key k = { 1, 2 }, other = { 1, 3 };
	uint8_t in[40] = { 0 };
	uint64_t h = hash_bytes(&k, in, sizeof in);
	size_t i;

	(void)state;
	assert_true(h == hash_bytes(&k, in, sizeof in));
	assert_true(h != hash_bytes(&other, in, sizeof in));
	assert_true(h != hash_bytes(&k, in, sizeof in - 1));
	for (i = 0; i < sizeof in; i++) {
		in[i] ^= 0x10;
		assert_true(h != hash_bytes(&k, in, sizeof in));
		in[i] ^= 0x10;
	}
}

static void
sha1_gives_the_rfcs_digests(void **state)
{
	static const uint8_t abc[] = { 0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06 };
	static const uint8_t two[] = { 0x84, 0x98, 0x3e, 0x44, 0x1c, 0x3b };
	uint8_t out[SHA1_BYTES];

	(void)state;
	sha1("abc", 3, out);
	assert_memory_equal(out, abc, sizeof abc);
	sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
	    out);
	assert_memory_equal(out, two, sizeof two);
}

static void
base64_goes_both_ways_and_stops_at_rubbish(void **state)
{
	uint8_t out[16];
	char text[16];
	bool is_whole;

	(void)state;
	assert_int_equal(base64_decode(span_text("Zm9vYg=="), out, 16,
	    &is_whole), 4);
	assert_true(is_whole);
	assert_memory_equal(out, "foob", 4);
	assert_int_equal(base64_decode(span_text("Zm9v!!"), out, 16,
	    &is_whole), 3);
	assert_false(is_whole);
	assert_int_equal(base64_decode(span_text("Zm9vYmFy"), out, 2, NULL),
	    2);
	base64_encode((const uint8_t *)"foob", 4, text, sizeof text);
	assert_string_equal(text, "Zm9vYg==");
}

static void
strange_bytes_cannot_reach_a_terminal(void **state)
{
	char buffer[64];
	struct text t;

	(void)state;
	text_init(&t, buffer, sizeof buffer);
	text_add_wire(&t, span_text("a\033[31m\r\n\x7f\xff\xc2\x9b"
	    "\xe2\x80\xae\xc3\xa9"), false);
	assert_string_equal(buffer, "a?[31m??????\xc3\xa9");
	text_init(&t, buffer, sizeof buffer);
	text_add_wire(&t, span_text("\xc3\xa9"), true);
	assert_string_equal(buffer, "?");
}

static void
what_shows_nothing_is_shown_as_such(void **state)
{
	/* A filler, a mark over all, no character, no character, a blank. */
	static const char *const odd[] = { "\xe3\x85\xa4", "\xe2\x83\x9d",
	    "\xef\xbf\xbe", "\xf0\x9f\xbf\xbf", "\xe2\xa0\x80" };
	char buffer[64];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		text_init(&t, buffer, sizeof buffer);
		text_add_wire(&t, span_text(odd[i]), false);
		assert_string_equal(buffer, "?");
	}
	text_init(&t, buffer, sizeof buffer);
	text_add_wire(&t, span_text("\xe0\xb9\x80\xe0\xb8\x81\xe0\xb9\x87"
	    "\xef\xbf\xbd"), false);
	assert_string_equal(buffer, "\xe0\xb9\x80\xe0\xb8\x81\xe0\xb9\x87"
	    "\xef\xbf\xbd");
}

static void
a_long_format_is_cut_and_says_so(void **state)
{
	char what[700], out[1024];
	struct text t;
	int shift;

	(void)state;
	for (shift = 0; shift < 3; shift++) {
		int i;

		memset(what, 'a', sizeof what);
		for (i = shift; i + 3 < (int)sizeof what; i += 3)
			memcpy(what + i, "\xe2\x82\xac", 3);
		what[i] = '\0';
		text_init(&t, out, sizeof out);
		text_addf(&t, "%s", what);
		assert_true(t.is_cut);
		assert_true(t.len > 500 && t.len < 512);
		assert_int_equal((t.len - (size_t)shift) % 3, 0);
	}
}

static void
text_is_cut_on_a_characters_border(void **state)
{
	char buffer[4];
	char longer[16];
	struct text t;

	(void)state;
	text_init(&t, buffer, sizeof buffer);
	text_add(&t, "ab\xc3\xa9");
	assert_string_equal(buffer, "ab");
	assert_true(t.is_cut);
	text_keep(buffer, sizeof buffer, span_text("\xff!"));
	assert_string_equal(buffer, "\xef\xbf\xbd");
	text_keep(longer, sizeof longer, (struct span){
	    (const uint8_t *)"a\033\0b", 4 });
	assert_string_equal(longer, "a\033\xef\xbf\xbd" "b");
}

static void
times_are_right_on_both_sides_of_1970(void **state)
{
	char out[WHEN_ISO_BYTES];

	(void)state;
	when_iso(0, out);
	assert_string_equal(out, "1970-01-01T00:00:00.000000000Z");
	when_iso(-1, out);
	assert_string_equal(out, "1969-12-31T23:59:59.999999999Z");
	when_iso(INT64_C(1709210096000000001), out);
	assert_string_equal(out, "2024-02-29T12:34:56.000000001Z");
	when_iso(INT64_C(4102444799) * NS_PER_S, out);
	assert_string_equal(out, "2099-12-31T23:59:59.000000000Z");
	when_iso(INT64_MAX, out);
	assert_string_equal(out, "2262-04-11T23:47:16.854775807Z");
	when_span(400 * NS_PER_MS, out);
	assert_string_equal(out, "0.4s");
	when_span(3 * 3600 * NS_PER_S + 65 * NS_PER_S, out);
	assert_string_equal(out, "3h01m");
}

static void
addresses_print_and_classify(void **state)
{
	static const uint8_t v6[16] = { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0,
	    0, 0, 0, 0, 0, 1 };
	struct ip a = ip_v4((const uint8_t *)"\xc0\xa8\x01\x17");
	struct ip b = ip_v6(v6), zero = ip_v4((const uint8_t *)"\0\0\0\0");
	struct mac m = { { 0xda, 0x4b, 0x91, 0x7e, 0xc3, 0x07 } };
	char out[IP_TEXT_BYTES];

	(void)state;
	ip_print(&a, out);
	assert_string_equal(out, "192.168.1.23");
	ip_print(&b, out);
	assert_string_equal(out, "2001:db8::1");
	assert_true(ip_is_private(&a));
	assert_false(ip_is_private(&b));
	assert_true(ip_is_zero(&zero));
	mac_print(&m, out);
	assert_string_equal(out, "da:4b:91:7e:c3:07");
	assert_true(mac_is_local(&m));
	assert_false(mac_is_group(&m));
}

/* Five things in the four places of one set: the stalest has gone. */
static void
a_full_set_of_a_cache_loses_the_stalest(void **state)
{
	struct cache *c = cache_new(CACHE_WAYS, sizeof(uint32_t));
	static const int64_t put[] = { 30, 10, 20, 40, 50 };
	uint64_t lost = 0, id;
	uint32_t *row;

	(void)state;
	assert_non_null(c);
	for (id = 2; id < 7; id++) {
		assert_null(cache_find(c, id));
		row = cache_put(c, id, put[id - 2], &lost);
		assert_int_equal(*row, 0);
		*row = (uint32_t)id + 100;
	}
	assert_int_equal(lost, 1);
	for (id = 2; id < 7; id++) {
		row = cache_find(c, id);
		assert_int_equal(row == NULL, id == 3 ? 1 : 0);
		if (row != NULL)
			assert_int_equal(*row, id + 100);
	}
	cache_drop(c, cache_find(c, 5));
	assert_null(cache_find(c, 5));
	assert_non_null(cache_find(c, 6));
	assert_int_equal(*(uint32_t *)cache_put(c, 9, 5, &lost), 0);
	assert_int_equal(lost, 1);
	cache_free(c);
}

static void
columns_are_the_terminals(void **state)
{
	static const struct {
		const char *text;
		size_t columns;
	} words[] = {
		{ "", 0 }, { "plain", 5 }, { "gr\xc3\xbc\xc3\x9f", 4 },
		{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 6 },
		{ "\xec\x84\x9c\xec\x9a\xb8", 4 },	/* Hangul */
		{ "\xef\xbd\xb6\xef\xbe\x85", 2 },	/* half-width */
		{ "\xef\xbc\xa1", 2 },			/* full-width */
		{ "\xd7\xa9\xd7\x9c\xd6\xb9", 2 },	/* Hebrew, a point */
		{ "\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88", 1 }, /* Thai */
		{ "\xf0\x9f\x96\xa4", 2 },		/* an emoji */
		{ "e\xcc\x81", 1 }, { "\xff\xfe", 2 },
	};
	size_t i, used;

	(void)state;
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (utf8_columns(words[i].text) != words[i].columns)
			fail_msg("%s: %zu", words[i].text,
			    utf8_columns(words[i].text));
	/* Half a character does not fit; a mark stays with its letter. */
	assert_int_equal(utf8_fit("\xe6\x97\xa5\xe6\x9c\xac", 3, &used), 3);
	assert_int_equal(used, 2);
	assert_int_equal(utf8_fit("ae\xcc\x81x", 2, &used), 4);
	assert_int_equal(used, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failed_take_changes_nothing),
		cmocka_unit_test(words_and_phrases_are_found_in_any_case),
		cmocka_unit_test(numbers_that_overflow_are_none),
		cmocka_unit_test(a_full_pool_loses_the_stalest),
		cmocka_unit_test(a_full_set_of_a_cache_loses_the_stalest),
		cmocka_unit_test(a_pool_agrees_with_an_array),
		cmocka_unit_test(age_runs_from_stalest_to_youngest),
		cmocka_unit_test(hashes_differ_by_key_and_by_every_byte),
		cmocka_unit_test(sha1_gives_the_rfcs_digests),
		cmocka_unit_test(base64_goes_both_ways_and_stops_at_rubbish),
		cmocka_unit_test(strange_bytes_cannot_reach_a_terminal),
		cmocka_unit_test(what_shows_nothing_is_shown_as_such),
		cmocka_unit_test(a_long_format_is_cut_and_says_so),
		cmocka_unit_test(text_is_cut_on_a_characters_border),
		cmocka_unit_test(times_are_right_on_both_sides_of_1970),
		cmocka_unit_test(addresses_print_and_classify),
		cmocka_unit_test(columns_are_the_terminals),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
