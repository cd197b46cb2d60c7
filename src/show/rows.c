/*
 * The rows of the ranking: filtered, sorted, and held still while somebody
 * reads them.
 *
 * The selection is a device, not a row: when the order changes it stays with
 * the device.
 */

#include "show/rows.h"

#include <string.h>

#include "base/sort.h"
#include "show/columns.h"
#include "show/state.h"
#include "show/view.h"

static void
row_keep(struct ui *u, const struct row *r)
{
	if (u->n_rows < UI_ROWS && row_matches(u, r, u->filter))
		u->rows[u->n_rows++] = *r;
}

static bool
column_is_before(const void *a, const void *b, const void *u)
{
	return (columns_before(u, a, b));
}

static void
rows_sort(struct ui *u)
{
	int i;

	sort_rows(u->rows, (size_t)u->n_rows, sizeof u->rows[0],
	    column_is_before, u);
	for (i = 0; u->is_reversed && i < u->n_rows / 2; i++) {
		struct row r = u->rows[i];

		u->rows[i] = u->rows[u->n_rows - 1 - i];
		u->rows[u->n_rows - 1 - i] = r;
	}
}

static bool
rating_is_before(const void *a, const void *b, const void *with)
{
	const struct ui *u = with;
	enum rating x = row_rating(a), y = row_rating(b);

	return (u->is_reversed ? x < y : x > y);
}

/* Puts the rows into the order of before; those that are new come last. */
static void
rows_hold(struct ui *u)
{
	int i, k, done = 0;

	for (i = 0; i < u->n_order; i++)
		for (k = done; k < u->n_rows; k++) {
			struct row r = u->rows[k];

			if (!who_equals(&r.who, &u->order[i]))
				continue;
			memmove(&u->rows[done + 1], &u->rows[done],
			    (size_t)(k - done) * sizeof r);
			u->rows[done++] = r;
			break;
		}
	/* A culprit still stands above a suspect, and a suspect above those
	 * that are all right. */
	if (u->sort == COLUMNS_AS_RANKED)
		sort_rows(u->rows, (size_t)u->n_rows, sizeof u->rows[0],
		    rating_is_before, u);
}

/* Adds a device that only got in, unless it has failed as well. */
static void
quiet_row_add(struct ui *u, const struct snapshot *s,
    const struct log_quiet *q)
{
	struct row r;
	uint32_t i;

	memset(&r, 0, sizeof r);
	r.who = q->who;
	for (i = 0; i < s->n_devices; i++) {
		const struct snap_device *d = &s->devices[i];
		struct who_key w = who_of(d);

		if (who_equals(&w, &q->who))
			return;
		/* Behind that router its MAC tells nothing of it either. */
		if (d->is_by_address && mac_equals(&d->mac, &q->who.mac))
			r.who.has_mac = false;
	}
	memcpy(r.name, q->name, NAME_BYTES);
	r.successes = q->successes;
	r.last_ns = q->last_ns;
	if (u->shows_all)
		row_keep(u, &r);
	else if (u->filter[0] != '\0')
		u->n_unfailed += row_matches(u, &r, u->filter);
}

/*
 * The selection stays with its device, also while a filter hides it; who has
 * chosen none is told of the worst.
 */
static void
rows_follow(struct ui *u)
{
	int k;

	u->row = 0;
	for (k = 0; u->has_selected && k < u->n_rows; k++)
		if (who_equals(&u->rows[k].who, &u->selected)) {
			u->row = k;
			return;
		}
}

void
rows_fill(struct ui *u, const struct snapshot *s, bool is_held)
{
	const struct log *log = log_shown(u);
	uint32_t i, n = 0;
	int k;

	u->n_rows = 0;
	for (i = 0; i < s->n_devices; i++) {
		struct row r = row_of_device(&s->devices[i]);

		if (!u->shows_all && !row_is_worth_it(&s->devices[i]))
			continue;
		row_keep(u, &r);
		n++;
	}
	u->n_hidden = s->n_devices_seen > n ? s->n_devices_seen - n : 0;
	u->n_unfailed = 0;
	for (k = 0; k < log->n_quiet; k++)
		quiet_row_add(u, s, &log->quiet[k]);
	if (is_held)
		rows_hold(u);
	else
		rows_sort(u);
	for (k = 0; k < u->n_rows; k++)
		u->order[k] = u->rows[k].who;
	u->n_order = u->n_rows;
	rows_follow(u);
}

static int
row_lines(const struct ui *u)
{
	return (u->n_rows);
}

static int
row_at(const struct ui *u)
{
	return (u->row);
}

static void
row_select(struct ui *u, int at)
{
	if (u->n_rows == 0)
		return;
	u->row = at;
	state_clamp(u, u->page_top, LOG_ENTRIES);
	u->has_selected = true;
	u->selected = u->rows[u->row].who;
}

static void
row_move(struct ui *u, int by)
{
	row_select(u, u->row + by);
}

static bool
row_is_found(const struct ui *u, int at)
{
	return (row_matches(u, &u->rows[at], u->find));
}

const struct list rows_list = {
	row_lines, row_at, row_move, row_select, row_is_found
};
