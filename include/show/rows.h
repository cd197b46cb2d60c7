/*
 * The rows of the ranking: filtered, sorted, and held still while somebody
 * reads them.
 */

#ifndef SHOW_ROWS_H
#define SHOW_ROWS_H

#include <stdbool.h>

#include "data/snapshot.h"

struct list;
struct ui;

/*
 * The rows of this snapshot, with the selection where its device stands now.
 * is_held: in the order they had, those that are new at the end.
 */
void	rows_fill(struct ui *u, const struct snapshot *s, bool is_held);
extern const struct list rows_list;

#endif
