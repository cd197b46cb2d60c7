/*
 * The columns of the ranking: each is one row of a table in columns.c, with
 * its title, its widths, what stands in it, and how rows are ordered by it.
 */

#ifndef SHOW_COLUMNS_H
#define SHOW_COLUMNS_H

#include <stdbool.h>

#include "base/text.h"
#include "show/row.h"
#include "show/scene.h"

enum { COLUMNS_MOST = 16 };

struct column {
	const char *title;
	/* Where the title depends on what is asked for; or NULL. */
	const char *(*title_of)(const struct ui *u);
	/* So the help tells of the column; NULL: its title says it all. */
	const char *help;
	int from;			/* window's columns that it needs */
	int least;			/* columns of its own */
	bool is_measured;		/* wider, for the widest of all rows */
	bool is_right;			/* figures, below each other */
	/* What stands there of a row; room as laid out, size is CELL_SIZE. */
	void (*cell)(const struct scene *s, const struct row *r, int room,
	    char *out);
	/* Is a above b, ordered by this column?  NULL: there is no such. */
	bool (*before)(const struct ui *u, const struct row *a,
	    const struct row *b);
	/* As the help calls the order, and its place among the orders that
	 * the key goes through, from 0: that is the first after the start. */
	const char *order;
	int turn;
};

/* How wide each is drawn in this window; 0: there is no room for it. */
struct columns {
	int width[COLUMNS_MOST];
};

/* The table's rows from 0 on; NULL beyond the last. */
const struct column	*columns_at(int i);

struct columns	columns_layout(const struct scene *s);
/* The titles, beside one of them which way the rows are ordered. */
void	columns_titles(const struct scene *s, int row,
	    const struct columns *l);
/* The i-th row of the ranking; it is marked when it is selected. */
void	columns_row(const struct scene *s, int row, int i,
	    const struct columns *l);

/* The order after this one, and which it is: the first is as they are
 * ranked, in which no row is before another. */
enum { COLUMNS_AS_RANKED };
int	columns_next_order(int sort);
bool	columns_before(const struct ui *u, const struct row *a,
	    const struct row *b);
/* "rank, fails, ...": the orders in which the key goes through them. */
void	columns_add_orders(struct text *t);

#endif
