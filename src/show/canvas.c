/* A grid of cells.  What is drawn outside it, or outside its pane, is cut. */

#include "show/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { PARA_BYTES = 4096 };

void
canvas_begin(struct canvas *c, int rows, int columns, bool ascii)
{
	int i;

	c->rows = rows < 1 ? 1 : rows > CANVAS_ROWS ? CANVAS_ROWS : rows;
	c->columns = columns < 1 ? 1 : columns > CANVAS_COLUMNS ?
	    CANVAS_COLUMNS : columns;
	c->left = 0;
	c->ascii = ascii;
	canvas_still(c);
	for (i = 0; i < c->rows; i++)
		memset(c->cells[i], 0, sizeof c->cells[i]);
}

static struct cell *
cell_at(struct canvas *c, int row, int column)
{
	row -= c->by;
	if (row < c->top || row >= c->bottom || column < 0 ||
	    column >= c->columns)
		return (NULL);
	return (&c->cells[row][c->left + column]);
}

/* Half a wide character cannot be left standing beside what is drawn. */
static void
cell_part(struct canvas *c, struct cell *cell, int column)
{
	if (cell->is_tail && c->left + column > 0)
		cell[-1].text[0] = '\0';
	if (c->left + column + 1 < CANVAS_COLUMNS)
		cell[1].is_tail = false;
	cell->is_tail = false;
}

static void
cell_set(struct canvas *c, int row, int column, enum style style,
    const char *p, size_t n)
{
	struct cell *cell = cell_at(c, row, column);

	if (row > c->deepest)
		c->deepest = row;
	if (cell == NULL)
		return;
	cell_part(c, cell, column);
	memcpy(cell->text, p, n);
	cell->text[n] = '\0';
	cell->style = (uint8_t)style;
}

/* Both halves of a wide character, or blanks where one is outside. */
static void
cell_set_wide(struct canvas *c, int row, int column, enum style style,
    const char *p, size_t n)
{
	struct cell *tail = cell_at(c, row, column + 1);

	if (tail == NULL || cell_at(c, row, column) == NULL) {
		cell_set(c, row, column, style, " ", 1);
		cell_set(c, row, column + 1, style, " ", 1);
		return;
	}
	cell_set(c, row, column + 1, style, "", 0);
	cell_set(c, row, column, style, p, n);
	tail->is_tail = true;
}

/* Puts a combining mark on its letter; one that finds no room is not shown. */
static void
cell_join(struct canvas *c, int row, int column, const char *p, size_t n)
{
	struct cell *cell = cell_at(c, row, column);
	size_t len;

	if (cell != NULL && cell->is_tail && column > 0)
		cell--;
	if (cell == NULL || cell->text[0] == '\0')
		return;
	len = strlen(cell->text);
	if (len + n >= sizeof cell->text)
		return;
	memcpy(cell->text + len, p, n);
	cell->text[len + n] = '\0';
}

/* Draws text that is harmless already, as much as fits width columns. */
static int
put(struct canvas *c, int row, int column, int width, enum style style,
    const char *safe)
{
	struct span s;
	int used = 0;

	for (s = span_text(safe); s.len > 0; ) {
		const char *p = (const char *)s.p;
		size_t n = utf8_length(s);
		int columns = (int)utf8_width(s);

		if (n == 0 || (width >= 0 && used + columns > width))
			break;
		if (columns == 0 && used > 0)
			cell_join(c, row, column + used - 1, p, n);
		else if (columns == 1)
			cell_set(c, row, column + used, style, p, n);
		else if (columns == 2)
			cell_set_wide(c, row, column + used, style, p, n);
		span_skip(&s, n);
		used += columns;
	}
	return (used);
}

/* In fewer columns a mark would say less than the letters it hides. */
enum { CUT_LEAST = 5 };

/*
 * Draws as much of the text's beginning as leaves room for the mark and for
 * tail columns of its end.
 */
static int
put_cut(struct canvas *c, int row, int column, int width, int tail,
    enum style style, const char *text)
{
	char safe[CANVAS_COLUMNS * 4 + 1];
	const char *mark = c->ascii ? ".." : "\xe2\x80\xa6", *end;
	size_t used, all;
	struct text t;
	int at;

	text_init(&t, safe, sizeof safe);
	text_add_wire(&t, span_text(text), c->ascii);
	if (width < 0 && column >= 0)
		width = c->columns - column;
	all = utf8_columns(safe);
	if (width < CUT_LEAST || all <= (size_t)width)
		return (put(c, row, column, width, style, safe));
	at = width - (c->ascii ? 2 : 1) - tail;
	at = put(c, row, column, at, style, safe);
	end = safe + utf8_fit(safe, all - (size_t)tail, &used);
	at += put(c, row, column + at, -1, style, mark);
	return (at + put(c, row, column + at, tail, style, end));
}

int
canvas_text(struct canvas *c, int row, int column, int width,
    enum style style, const char *text)
{
	return (put_cut(c, row, column, width, 0, style, text));
}

int
canvas_middle(struct canvas *c, int row, int column, int width,
    enum style style, const char *text)
{
	if (width < 0)
		width = c->columns - column;
	return (put_cut(c, row, column, width, width / 2 - 1, style, text));
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
	char safe[CANVAS_COLUMNS * 4 + 1];
	struct text t;

	text_init(&t, safe, sizeof safe);
	text_add_wire(&t, span_text(text), c->ascii);
	canvas_text(c, row, column - (int)utf8_columns(safe), -1, style, safe);
}

/* The bytes of as many whole words as fit; a word that is longer is cut. */
static size_t
line_bytes(const char *text, int width)
{
	size_t used, fit = utf8_fit(text, (size_t)width, &used), n = fit;

	if (text[fit] == '\0' || text[fit] == ' ')
		return (fit);
	while (n > 0 && text[n] != ' ')
		n--;
	if (n == 0 && fit == 0)
		return (strlen(text));	/* not even one character fits */
	return (n > 0 ? n : fit);
}

/* Says at the line's end that there is more than it shows. */
static void
mark_cut(struct canvas *c, int row, int column, int width, enum style style,
    const char *line)
{
	const char *mark = c->ascii ? ".." : "\xe2\x80\xa6";
	int n = c->ascii ? 2 : 1, at = (int)utf8_columns(line);

	if (width >= CUT_LEAST)
		put(c, row, column + (at + n > width ? width - n : at), n,
		    style, mark);
}

int
canvas_para(struct canvas *c, int row, int column, int width, int rows,
    enum style style, const char *text)
{
	char safe[PARA_BYTES], line[CANVAS_COLUMNS * 4 + 1];
	const char *at = safe;
	struct text t;
	int used = 0;

	text_init(&t, safe, sizeof safe);
	text_add_wire(&t, span_text(text), c->ascii);
	while (*at != '\0' && used < rows && width > 0) {
		size_t n = line_bytes(at, width);

		if (n >= sizeof line)
			n = sizeof line - 1;
		memcpy(line, at, n);
		line[n] = '\0';
		put(c, row + used, column, width, style, line);
		used++;
		at += n;
		while (*at == ' ')
			at++;
	}
	if (*at != '\0' && used > 0)
		mark_cut(c, row + used - 1, column, width, style, line);
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

	for (i = 0; i < c->columns; i++) {
		struct cell *cell = cell_at(c, row, i);

		if (cell != NULL)
			cell->style = (uint8_t)style;
	}
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
canvas_scroll(struct canvas *c, int top, int bottom, int by)
{
	c->top = top < 0 ? 0 : top;
	c->bottom = bottom > c->rows ? c->rows : bottom;
	c->by = by;
	c->deepest = -1;
}

void
canvas_still(struct canvas *c)
{
	canvas_scroll(c, 0, c->rows, 0);
}

void
canvas_line(const struct canvas *c, int row, char *out, size_t size)
{
	struct text t;
	int i, last;

	text_init(&t, out, size);
	for (last = c->columns; last > 0 &&
	    !c->cells[row][last - 1].is_tail &&
	    (c->cells[row][last - 1].text[0] == '\0' ||
	    c->cells[row][last - 1].text[0] == ' '); last--)
		;
	for (i = 0; i < last; i++)
		if (!c->cells[row][i].is_tail)
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
