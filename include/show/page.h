/*
 * A page of text: paragraphs wrapped to the width, titles, rows, colour.
 */

#ifndef SHOW_PAGE_H
#define SHOW_PAGE_H

#include <stdio.h>

#include "base/text.h"
#include "show/report.h"

enum { PAGE_COLUMNS = 400 };	/* no page is wider */

enum page_color { PAGE_PLAIN, PAGE_RED, PAGE_YELLOW };

struct page {
	FILE *out;
	const struct report_style *style;
	bool is_unfit;			/* no device can be named from here */
};

/* Wire text, escaped as the style wants. */
void	page_wire(const struct page *p, struct text *t, const char *s);
/* Cut a string to so many columns, with ".." where something is missing. */
void	page_fit(const struct page *p, char *s, size_t columns);

void	page_line(const struct page *p, const char *s);
void	page_row(const struct page *p, enum page_color color, const char *s);
void	page_title(const struct page *p, const char *s);
/* Wrapped at blanks; the first line and the others indented. */
void	page_para(const struct page *p, int first, int rest, const char *s);
/* "CULPRIT: sentence", the word in colour. */
void	page_headline(const struct page *p, enum page_color color,
	    const char *word, const char *sentence);

#endif
