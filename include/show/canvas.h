/*
 * A grid of cells that views draw on: curses shows it, tests print it.
 */

#ifndef SHOW_CANVAS_H
#define SHOW_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CANVAS_ROWS = 200, CANVAS_COLUMNS = 400, CELL_BYTES = 8 };

enum style {
	STYLE_PLAIN, STYLE_BOLD, STYLE_RED, STYLE_YELLOW, STYLE_DIM,
	STYLE_REVERSE
};

struct cell {
	/* One character of UTF-8, maybe with a mark on it; "" = blank. */
	char text[CELL_BYTES];
	uint8_t style;		/* enum style */
	bool is_tail;		/* the right half of a wide character */
};

struct canvas {
	int rows, columns;	/* the part in use */
	int left;		/* where a pane begins, else 0 */
	int top, bottom, by;	/* rows that scroll, and how far */
	int deepest;		/* row drawn on, shown or not */
	bool ascii;		/* what is not ASCII becomes '?' */
	struct cell cells[CANVAS_ROWS][CANVAS_COLUMNS];
};

/* Makes the canvas blank and this large; sizes out of range are cut. */
void	canvas_begin(struct canvas *c, int rows, int columns, bool ascii);

/*
 * Text at row and column, at most `width` columns of it (-1: to the edge).
 * What finds no room is cut, and a mark stands where.  Text of the wire is
 * made harmless: control characters, marks that turn the direction, and
 * invalid bytes become '?'.  Returns the columns used.
 */
int	canvas_text(struct canvas *c, int row, int column, int width,
	    enum style style, const char *text);
int	canvas_textf(struct canvas *c, int row, int column, int width,
	    enum style style, const char *format, ...)
	    __attribute__((format(printf, 6, 7)));
/* The same, cut in the middle: of an address both ends tell something. */
int	canvas_middle(struct canvas *c, int row, int column, int width,
	    enum style style, const char *text);
/* The same text, all of it, ending before this column. */
void	canvas_right(struct canvas *c, int row, int column, enum style style,
	    const char *text);
/* Wraps words into the box; returns the rows used. */
int	canvas_para(struct canvas *c, int row, int column, int width,
	    int rows, enum style style, const char *text);
void	canvas_rule(struct canvas *c, int row);
/* A line downwards, from row `from` to before `to`. */
void	canvas_bar(struct canvas *c, int column, int from, int to);
/*
 * From now on columns are counted in the pane of so many that begins at left,
 * and nothing is drawn outside it.
 */
void	canvas_pane(struct canvas *c, int left, int columns);
/*
 * From now on rows are those of a page of any length: of it, what stands `by`
 * rows further down shows in top..bottom-1, and nothing else is drawn.  From
 * here `deepest` is counted anew.  canvas_still ends it.
 */
void	canvas_scroll(struct canvas *c, int top, int bottom, int by);
void	canvas_still(struct canvas *c);
/* Gives a whole row this style. */
void	canvas_mark(struct canvas *c, int row, enum style style);

/* One row as text of UTF-8, trailing blanks cut. */
void	canvas_line(const struct canvas *c, int row, char *out, size_t size);
/* The row whose first cell has this style, or -1. */
int	canvas_marked(const struct canvas *c, enum style style);

#endif
