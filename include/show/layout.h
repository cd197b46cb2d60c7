/*
 * The layout of text for people: paragraphs wrapped to the width, titles,
 * rows, colour.
 */

#ifndef SHOW_LAYOUT_H
#define SHOW_LAYOUT_H

#include <stdio.h>

#include "base/text.h"
#include "show/report.h"
#include "show/wording.h"

enum { LAYOUT_COLUMNS = 400 };	/* none is wider */

enum layout_color { LAYOUT_PLAIN, LAYOUT_RED, LAYOUT_YELLOW };

struct layout {
	FILE *out;
	const struct report_style *style;
	bool is_unfit;			/* no device can be named from here */
	bool is_long;			/* of several days: times have dates */
};

/* How names are written in this report. */
struct wording	layout_wording(const struct layout *p);
/* Wire text, escaped as the style wants. */
void	layout_wire(const struct layout *p, struct text *t, const char *s);
/* Cut a string to so many columns, with ".." where something is missing. */
void	layout_fit(char *s, size_t columns);

void	layout_line(const struct layout *p, const char *s);
void	layout_row(const struct layout *p, enum layout_color color,
	    const char *s);
void	layout_title(const struct layout *p, const char *s);
/* A paragraph wrapped at blanks; its first line and the others indented. */
void	layout_para(const struct layout *p, int first, int rest, const char *s);
/* "CULPRIT: sentence", the word in colour. */
void	layout_headline(const struct layout *p, enum layout_color color,
	    const char *word, const char *sentence);

#endif
