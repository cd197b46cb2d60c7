/*
 * Bounded text and the escapers for people's eyes.
 *
 * Whatever a stranger wrote is shown as printable characters or not at all:
 * an escape sequence must not repaint a terminal and a right-to-left override
 * must not turn a name around.
 */

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/width.h"

void
text_init(struct text *t, char *buffer, size_t size)
{
	t->at = buffer;
	t->size = size;
	t->len = 0;
	t->is_cut = false;
	if (size > 0)
		buffer[0] = '\0';
}

/* A character is added whole or not at all: a cut one would be invalid. */
static void
text_add_bytes(struct text *t, const uint8_t *p, size_t n)
{
	size_t room = t->size - t->len;

	if (t->size == 0 || t->is_cut || n >= room) {
		size_t fit = 0, step;
		struct span s = { p, n };

		if (t->size == 0 || t->is_cut)
			return;
		while (s.len > 0) {
			step = utf8_length(s);
			step = step == 0 ? 1 : step;
			if (fit + step >= room)
				break;
			fit += step;
			span_skip(&s, step);
		}
		n = fit;
		t->is_cut = true;
	}
	memcpy(t->at + t->len, p, n);
	t->len += n;
	t->at[t->len] = '\0';
}

void
text_add(struct text *t, const char *s)
{
	text_add_bytes(t, (const uint8_t *)s, strlen(s));
}

void
text_addf(struct text *t, const char *format, ...)
{
	char line[512];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	if (n >= (int)sizeof line) {
		struct span last = { (uint8_t *)line + sizeof line - 2, 1 };

		/* Not in the middle of a character. */
		while (last.len < 4 && (*last.p & 0xc0) == 0x80) {
			last.p--;
			last.len++;
		}
		if (utf8_length(last) == 0)
			line[sizeof line - 1 - last.len] = '\0';
	}
	text_add(t, line);
	if (n >= (int)sizeof line)
		t->is_cut = true;
}

static uint32_t
utf8_value(const uint8_t *p, size_t n)
{
	static const uint8_t first[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t c = p[0] & first[n];
	size_t i;

	for (i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3f);
	return (c);
}

/* RFC 3629 4: shortest forms only, no surrogates, nothing past U+10FFFF. */
size_t
utf8_length(struct span s)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t i, n;
	uint32_t c;

	if (s.len == 0)
		return (0);
	if (s.p[0] < 0x80)
		return (1);
	n = s.p[0] >= 0xf0 ? 4 : s.p[0] >= 0xe0 ? 3 : 2;
	if (s.p[0] < 0xc2 || s.p[0] > 0xf4 || s.len < n)
		return (0);
	for (i = 1; i < n; i++)
		if ((s.p[i] & 0xc0) != 0x80)
			return (0);
	c = utf8_value(s.p, n);
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return (0);
	return (n);
}

unsigned
utf8_width(struct span s)
{
	size_t n = utf8_length(s);

	return (n == 0 ? 1 : width_of(utf8_value(s.p, n)));
}

size_t
utf8_fit(const char *text, size_t columns, size_t *used)
{
	struct span s = span_text(text);
	size_t n;

	*used = 0;
	while (s.len > 0 && *used + utf8_width(s) <= columns) {
		*used += utf8_width(s);
		n = utf8_length(s);
		span_skip(&s, n == 0 ? 1 : n);
	}
	return ((size_t)((const char *)s.p - text));
}

size_t
utf8_columns(const char *s)
{
	size_t columns;

	utf8_fit(s, SIZE_MAX, &columns);
	return (columns);
}

static bool
is_control(uint32_t c)
{
	return (c < 0x20 || (c >= 0x7f && c < 0xa0));
}

/*
 * Characters that change how their neighbours are shown, or show nothing:
 * marks that stand over another whatever the script, fillers, what directs
 * and joins, what never is a character (Unicode 15, 23.7).
 */
static const struct { uint32_t from, to; } tricks[] = {
	{ 0xad, 0xad }, { 0x300, 0x36f }, { 0x61c, 0x61c },
	{ 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x20d0, 0x20ff },
	{ 0x2800, 0x2800 }, { 0x3164, 0x3164 }, { 0xfdd0, 0xfdef },
	{ 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a }, { 0xe0000, UINT32_MAX }
};

static bool
is_trick(uint32_t c)
{
	size_t i;

	for (i = 0; i < sizeof tricks / sizeof tricks[0]; i++)
		if (c >= tricks[i].from && c <= tricks[i].to)
			return (true);
	return ((c & 0xfffe) == 0xfffe);
}

void
text_add_wire(struct text *t, struct span s, bool ascii_only)
{
	while (s.len > 0) {
		size_t n = utf8_length(s);
		uint32_t c = n == 0 ? 0 : utf8_value(s.p, n);

		if (n == 0 || is_control(c) || is_trick(c) ||
		    (ascii_only && c > 0x7e))
			text_add(t, "?");
		else
			text_add_bytes(t, s.p, n);
		span_skip(&s, n == 0 ? 1 : n);
	}
}

void
text_keep(char *out, size_t size, struct span s)
{
	struct text t;

	text_init(&t, out, size);
	while (s.len > 0 && !t.is_cut) {
		size_t n = utf8_length(s);

		if (n == 0 || s.p[0] == '\0')
			text_add(&t, "\xef\xbf\xbd");
		else
			text_add_bytes(&t, s.p, n);
		span_skip(&s, n == 0 ? 1 : n);
	}
}
