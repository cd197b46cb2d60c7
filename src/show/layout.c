/*
 * The layout of text for people, wrapped by columns and not by bytes.
 */

#include "show/layout.h"

#include <string.h>

struct wording
layout_wording(const struct layout *p)
{
	struct wording w = { p->style->show_users, p->style->ascii };

	return (w);
}

void
layout_wire(const struct layout *p, struct text *t, const char *s)
{
	text_add_wire(t, span_text(s), p->style->ascii);
}

void
layout_fit(char *s, size_t columns)
{
	size_t used;

	if (utf8_columns(s) <= columns)
		return;
	/* Two dots replace at least three columns, so at least three bytes. */
	memcpy(s + utf8_fit(s, columns - 2, &used), "..", 3);
}

static const char *
color_on(const struct layout *p, enum layout_color color)
{
	static const char *const codes[] = { "", "\033[1;31m", "\033[1;33m" };

	return (p->style->color ? codes[color] : "");
}

static const char *
color_off(const struct layout *p, enum layout_color color)
{
	return (p->style->color && color != LAYOUT_PLAIN ? "\033[0m" : "");
}

void
layout_line(const struct layout *p, const char *s)
{
	fprintf(p->out, "%s\n", s);
}

void
layout_row(const struct layout *p, enum layout_color color, const char *s)
{
	fprintf(p->out, "%s%s%s\n", color_on(p, color), s,
	    color_off(p, color));
}

void
layout_title(const struct layout *p, const char *s)
{
	fprintf(p->out, "\n%s\n", s);
}

/* The bytes of the next word, and its columns; no more than fit. */
static size_t
word_bytes(const char *s, size_t most, size_t *columns)
{
	char word[LAYOUT_COLUMNS * 4 + 1];
	size_t n = strcspn(s, " ");

	if (n >= sizeof word)
		n = sizeof word - 1;
	memcpy(word, s, n);
	word[n] = '\0';
	return (utf8_fit(word, most, columns));
}

static void
wrap(const struct layout *p, size_t at, int rest, const char *s)
{
	size_t width = (size_t)p->style->columns, columns;
	size_t start = (size_t)rest;
	bool is_first = true;

	while (*s != '\0') {
		size_t n = word_bytes(s, width - start, &columns);

		if (at > start && at + !is_first + columns > width) {
			fprintf(p->out, "\n%*s", rest, "");
			at = start;
			is_first = true;
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
layout_para(const struct layout *p, int first, int rest, const char *s)
{
	fprintf(p->out, "%*s", first, "");
	wrap(p, (size_t)first, rest, s);
}

void
layout_headline(const struct layout *p, enum layout_color color,
    const char *word, const char *sentence)
{
	fprintf(p->out, "%s%s:%s ", color_on(p, color), word,
	    color_off(p, color));
	wrap(p, strlen(word) + 2, 2, sentence);
}
