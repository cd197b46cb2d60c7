/* Lessons, put together by host and protocol into a servers file's rows. */

#ifndef EDGE_LESSON_BOOK_H
#define EDGE_LESSON_BOOK_H

#include <stdbool.h>

#include "data/taught.h"

/* False where there is no room for its host, or it says nothing. */
bool	lesson_book_add(struct taught *t, const struct lesson *l);
/* In the order in which a file has them, whatever order they came in. */
void	lesson_book_sort(struct taught *t);

#endif
