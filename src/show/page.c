/*
 * A page of text, wrapped by columns and not by bytes.
 */

#include "show/page.h"

#include <string.h>

void
page_wire(const struct page *p, struct text *t, const char *s)
{
	text_add_wire(t, span_text(s), p->style->ascii);
}

void
page_fit(const struct page *p, char *s, size_t columns)
{
	size_t n = 0;
	char *at = s, *cut = s;

	(void)p;
	if (utf8_columns(s) <= columns)
		return;
	for (; *at != '\0' && n <= columns; at++)
		if (((unsigned char)*at & 0xc0) != 0x80 && n++ == columns - 2)
			cut = at;
	/* Two dots replace at least three bytes. */
	memcpy(cut, "..", 3);
}

static const char *
color_on(const struct page *p, enum page_color color)
{
	static const char *const codes[] = { "", "\033[1;31m", "\033[1;33m" };

	return (p->style->color ? codes[color] : "");
}

static const char *
color_off(const struct page *p, enum page_color color)
{
	return (p->style->color && color != PAGE_PLAIN ? "\033[0m" : "");
}

void
page_line(const struct page *p, const char *s)
{
	fprintf(p->out, "%s\n", s);
}

void
page_row(const struct page *p, enum page_color color, const char *s)
{
	fprintf(p->out, "%s%s%s\n", color_on(p, color), s,
	    color_off(p, color));
}

void
page_title(const struct page *p, const char *s)
{
	fprintf(p->out, "\n%s\n", s);
}

/* The bytes of the next word, and its columns. */
static size_t
word_bytes(const char *s, size_t *columns)
{
	size_t n = 0;

	*columns = 0;
	for (; s[n] != '\0' && s[n] != ' '; n++)
		*columns += ((unsigned char)s[n] & 0xc0) != 0x80;
	return (n);
}

/* As much of a word as fits the width: nothing may be wider than the page. */
static size_t
bytes_of_columns(const char *s, size_t columns)
{
	size_t n = 0, used = 0;

	for (; s[n] != '\0'; n++) {
		bool starts = ((unsigned char)s[n] & 0xc0) != 0x80;

		if (starts && used++ == columns)
			break;
	}
	return (n);
}

static void
wrap(const struct page *p, size_t at, int rest, const char *s)
{
	size_t width = (size_t)p->style->columns, columns;
	size_t start = (size_t)rest;
	bool is_first = true;

	while (*s != '\0') {
		size_t n = word_bytes(s, &columns);

		if (at > start && at + !is_first + columns > width) {
			fprintf(p->out, "\n%*s", rest, "");
			at = start;
			is_first = true;
		}
		if (columns > width - start) {
			n = bytes_of_columns(s, width - (is_first ? at :
			    at + 1));
			columns = width - (is_first ? at : at + 1);
		}
		fprintf(p->out, "%s%.*s", is_first ? "" : " ", (int)n, s);
		at += columns + !is_first;
		is_first = false;
		s += n;
		while (*s == ' ')
			s++;
	}
	fputc('\n', p->out);
}

void
page_para(const struct page *p, int first, int rest, const char *s)
{
	fprintf(p->out, "%*s", first, "");
	wrap(p, (size_t)first, rest, s);
}

void
page_headline(const struct page *p, enum page_color color, const char *word,
    const char *sentence)
{
	fprintf(p->out, "%s%s:%s ", color_on(p, color), word,
	    color_off(p, color));
	wrap(p, strlen(word) + 2, 2, sentence);
}
