/* A grid of cells; everything clips. */

#include "show/canvas.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"

void
canvas_begin(struct canvas *c, int rows, int columns, bool ascii)
{
	int i;

	c->rows = rows < 1 ? 1 : rows > CANVAS_ROWS ? CANVAS_ROWS : rows;
	c->columns = columns < 1 ? 1 : columns > CANVAS_COLUMNS ?
	    CANVAS_COLUMNS : columns;
	c->left = 0;
	c->ascii = ascii;
	for (i = 0; i < c->rows; i++)
		memset(c->cells[i], 0, sizeof c->cells[i]);
}

static void
cell_set(struct canvas *c, int row, int column, enum style style,
    const char *p, size_t n)
{
	struct cell *cell;

	if (row < 0 || row >= c->rows || column < 0 || column >= c->columns)
		return;
	cell = &c->cells[row][c->left + column];
	memcpy(cell->text, p, n);
	cell->text[n] = '\0';
	cell->style = (uint8_t)style;
}

/* One column wide: neither CJK, emoji nor combining. */
static bool
is_single(const uint8_t *p, size_t n)
{
	static const struct { uint32_t from, to; } others[] = {
		{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd },
		{ 0x0610, 0x061a }, { 0x064b, 0x065f }, { 0x1100, 0x115f },
		{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
		{ 0x20d0, 0x20ff }, { 0x231a, 0x231b }, { 0x23e9, 0x23f3 },
		{ 0x2614, 0x2615 }, { 0x2e80, 0xa4cf }, { 0xac00, 0xd7a3 },
		{ 0xd800, 0xf8ff }, { 0xf900, 0xfaff }, { 0xfe00, 0xfe6f },
		{ 0xfeff, 0xfeff }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 },
		{ 0xfff0, 0xfffb }, { 0x1f000, 0x10ffff }
	};
	uint32_t c;
	size_t i;

	if (n < 2)
		return (true);
	c = n == 2 ? p[0] & 0x1fu : n == 3 ? p[0] & 0x0fu : p[0] & 0x07u;
	for (i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3fu);
	for (i = 0; i < sizeof others / sizeof others[0]; i++)
		if (c >= others[i].from && c <= others[i].to)
			return (false);
	return (true);
}

int
canvas_text(struct canvas *c, int row, int column, int width,
    enum style style, const char *text)
{
	char safe[CANVAS_COLUMNS * 4 + 1];
	struct text t;
	struct span s;
	int used = 0;

	text_init(&t, safe, sizeof safe);
	text_add_wire(&t, span_text(text), c->ascii);
	s = span_text(safe);
	while (s.len > 0 && (width < 0 || used < width)) {
		size_t n = utf8_length(s);

		if (n == 0)
			break;
		/* What takes two columns, or none, would shift the rest. */
		if (is_single(s.p, n))
			cell_set(c, row, column + used, style,
			    (const char *)s.p, n);
		else
			cell_set(c, row, column + used, style, "?", 1);
		span_skip(&s, n);
		used++;
	}
	return (used);
}

int
canvas_textf(struct canvas *c, int row, int column, int width,
    enum style style, const char *format, ...)
{
	char buffer[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(buffer, sizeof buffer, format, ap);
	va_end(ap);
	return (canvas_text(c, row, column, width, style, buffer));
}

void
canvas_right(struct canvas *c, int row, int column, enum style style,
    const char *text)
{
	canvas_text(c, row, column - (int)utf8_columns(text), -1, style, text);
}

int
canvas_para(struct canvas *c, int row, int column, int width, int rows,
    enum style style, const char *text)
{
	char line[CANVAS_COLUMNS * 4 + 1];
	int used = 0;

	while (*text != '\0' && used < rows && width > 0) {
		size_t n = 0, at = 0, columns = 0;

		/* As many words as fit; a longer one is cut. */
		while (text[at] != '\0' && columns < (size_t)width) {
			struct span s = span_text(text + at);
			size_t one = utf8_length(s);

			at += one == 0 ? 1 : one;
			columns++;
			if (text[at] == ' ' || text[at] == '\0')
				n = at;
		}
		if (n == 0)
			n = at;
		if (n >= sizeof line)
			n = sizeof line - 1;
		memcpy(line, text, n);
		line[n] = '\0';
		canvas_text(c, row + used, column, width, style, line);
		used++;
		text += n;
		while (*text == ' ')
			text++;
	}
	return (used);
}

void
canvas_rule(struct canvas *c, int row)
{
	int i;

	for (i = 0; i < c->columns; i++)
		cell_set(c, row, i, STYLE_PLAIN, c->ascii ? "-" :
		    "\xe2\x94\x80", c->ascii ? 1 : 3);
}

void
canvas_mark(struct canvas *c, int row, enum style style)
{
	int i;

	if (row < 0 || row >= c->rows)
		return;
	for (i = 0; i < c->columns; i++)
		c->cells[row][c->left + i].style = (uint8_t)style;
}

void
canvas_bar(struct canvas *c, int column, int from, int to)
{
	for (; from < to; from++)
		cell_set(c, from, column, STYLE_PLAIN, c->ascii ? "|" :
		    "\xe2\x94\x82", c->ascii ? 1 : 3);
}

void
canvas_pane(struct canvas *c, int left, int columns)
{
	if (left < 0 || left >= CANVAS_COLUMNS)
		left = 0;
	if (columns > CANVAS_COLUMNS - left)
		columns = CANVAS_COLUMNS - left;
	c->left = left;
	c->columns = columns;
}

void
canvas_line(const struct canvas *c, int row, char *out, size_t size)
{
	struct text t;
	int i, last;

	text_init(&t, out, size);
	for (last = c->columns; last > 0 &&
	    (c->cells[row][last - 1].text[0] == '\0' ||
	    c->cells[row][last - 1].text[0] == ' '); last--)
		;
	for (i = 0; i < last; i++)
		text_add(&t, c->cells[row][i].text[0] == '\0' ? " " :
		    c->cells[row][i].text);
}

int
canvas_marked(const struct canvas *c, enum style style)
{
	int row;

	for (row = 0; row < c->rows; row++)
		if (c->cells[row][0].style == style)
			return (row);
	return (-1);
}

void
canvas_print(const struct canvas *c, FILE *out)
{
	char line[CANVAS_COLUMNS * (CELL_BYTES - 1) + 1];
	int row;

	for (row = 0; row < c->rows; row++) {
		canvas_line(c, row, line, sizeof line);
		fprintf(out, "%s\n", line);
	}
}
