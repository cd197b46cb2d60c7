/*
 * Borrowed bytes and checked reads.  Every take asks first and moves after,
 * so that a failed one changes nothing.
 */

#include "base/span.h"

#include <string.h>

struct span
span_text(const char *text)
{
	struct span s = { (const uint8_t *)text, strlen(text) };

	return (s);
}

bool
span_take(struct span *s, size_t n, struct span *out)
{
	if (n > s->len)
		return (false);
	out->p = s->p;
	out->len = n;
	s->p += n;
	s->len -= n;
	return (true);
}

bool
span_skip(struct span *s, size_t n)
{
	if (n > s->len)
		return (false);
	if (n > 0)
		s->p += n;
	s->len -= n;
	return (true);
}

bool
span_u8(struct span *s, uint8_t *out)
{
	if (s->len < 1)
		return (false);
	*out = s->p[0];
	return (span_skip(s, 1));
}

bool
span_be16(struct span *s, uint16_t *out)
{
	if (s->len < 2)
		return (false);
	*out = (uint16_t)(s->p[0] << 8 | s->p[1]);
	return (span_skip(s, 2));
}

bool
span_be24(struct span *s, uint32_t *out)
{
	if (s->len < 3)
		return (false);
	*out = (uint32_t)s->p[0] << 16 | (uint32_t)s->p[1] << 8 | s->p[2];
	return (span_skip(s, 3));
}

bool
span_be32(struct span *s, uint32_t *out)
{
	if (s->len < 4)
		return (false);
	*out = (uint32_t)s->p[0] << 24 | (uint32_t)s->p[1] << 16 |
	    (uint32_t)s->p[2] << 8 | s->p[3];
	return (span_skip(s, 4));
}

bool
span_le16(struct span *s, uint16_t *out)
{
	if (s->len < 2)
		return (false);
	*out = (uint16_t)(s->p[1] << 8 | s->p[0]);
	return (span_skip(s, 2));
}

bool
span_le32(struct span *s, uint32_t *out)
{
	if (s->len < 4)
		return (false);
	*out = (uint32_t)s->p[3] << 24 | (uint32_t)s->p[2] << 16 |
	    (uint32_t)s->p[1] << 8 | s->p[0];
	return (span_skip(s, 4));
}

static bool
is_blank(uint8_t c)
{
	return (c == ' ' || c == '\t');
}

bool
span_word(struct span *s, struct span *word)
{
	size_t n = 0;

	while (s->len > 0 && is_blank(s->p[0]))
		span_skip(s, 1);
	while (n < s->len && !is_blank(s->p[n]))
		n++;
	return (n > 0 && span_take(s, n, word));
}

struct span
span_trim(struct span s)
{
	while (s.len > 0 && is_blank(s.p[0]))
		span_skip(&s, 1);
	while (s.len > 0 && is_blank(s.p[s.len - 1]))
		s.len--;
	return (s);
}

static uint8_t
fold(uint8_t c)
{
	return (c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c);
}

bool
span_starts(struct span s, const char *text)
{
	size_t n = strlen(text);

	return (n <= s.len && (n == 0 || memcmp(s.p, text, n) == 0));
}

bool
span_starts_nocase(struct span s, const char *text)
{
	size_t i;

	for (i = 0; text[i] != '\0'; i++)
		if (i >= s.len || fold(s.p[i]) != fold((uint8_t)text[i]))
			return (false);
	return (true);
}

bool
span_equals(struct span s, const char *text)
{
	return (s.len == strlen(text) && span_starts(s, text));
}

bool
span_equals_nocase(struct span s, const char *text)
{
	return (s.len == strlen(text) && span_starts_nocase(s, text));
}

uint64_t
span_kinds(struct span s)
{
	uint64_t kinds = 0;
	size_t i;

	for (i = 0; i < s.len; i++)
		kinds |= UINT64_C(1) << (s.p[i] & 0x1f) <<
		    ((s.p[i] & 0x40) >> 1);
	return (kinds);
}

bool
kinds_may_hold(uint64_t kinds, const char *text)
{
	for (; *text != '\0'; text++) {
		uint8_t c = (uint8_t)*text;

		if ((kinds >> (c & 0x1f) >> ((c & 0x40) >> 1) & 1) == 0)
			return (false);
	}
	return (true);
}

enum { NEAR_BYTES = 128 };

static uint8_t
least(uint8_t a, uint8_t b, uint8_t c)
{
	uint8_t m = a < b ? a : b;

	return (m < c ? m : c);
}

/* Levenshtein's distance, row by row; none is over NEAR_BYTES. */
bool
span_is_near(struct span a, struct span b, uint8_t most)
{
	uint8_t row[NEAR_BYTES + 1], last, above;
	size_t i, j;

	if (a.len > NEAR_BYTES || b.len > NEAR_BYTES)
		return (false);
	for (j = 0; j <= b.len; j++)
		row[j] = (uint8_t)j;
	for (i = 0; i < a.len; i++) {
		last = row[0];
		row[0] = (uint8_t)(i + 1);
		for (j = 0; j < b.len; j++) {
			above = row[j + 1];
			row[j + 1] = least((uint8_t)(above + 1),
			    (uint8_t)(row[j] + 1), (uint8_t)(last +
			    (fold(a.p[i]) != fold(b.p[j]))));
			last = above;
		}
	}
	return (row[b.len] <= most);
}

bool
span_holds_nocase(struct span s, const char *text)
{
	size_t n = strlen(text), i;
	uint8_t first = fold((uint8_t)text[0]);

	if (n == 0)
		return (true);
	for (i = 0; i + n <= s.len; i++) {
		struct span rest = { s.p + i, s.len - i };

		if (fold(s.p[i]) == first && span_starts_nocase(rest, text))
			return (true);
	}
	return (false);
}

bool
span_number(struct span s, uint64_t *out)
{
	uint64_t n = 0;
	size_t i;

	if (s.len == 0 || s.len > 20)
		return (false);
	for (i = 0; i < s.len; i++) {
		uint64_t digit = (uint64_t)(s.p[i] - '0');

		if (s.p[i] < '0' || s.p[i] > '9' ||
		    n > (UINT64_MAX - digit) / 10)
			return (false);
		n = n * 10 + digit;
	}
	*out = n;
	return (true);
}

void
wipe(void *p, size_t n)
{
	memset(p, 0, n);
	/* The compiler must believe that somebody reads it afterwards. */
	__asm__ volatile("" : : "r"(p) : "memory");
}
