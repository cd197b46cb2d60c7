/*
 * The rows of the ranking: filtered, sorted, and held still while somebody
 * reads them.
 */

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "show/view.h"

void
ui_device_name(const struct ui *u, const struct ui_row *r,
    char out[NAME_BYTES])
{
	char address[IP_TEXT_BYTES], mac[MAC_TEXT_BYTES];

	ip_print(&r->who.ip, address);
	mac_print(&r->who.mac, mac);
	if (u->names == NAMES_MAC && r->who.has_mac)
		text_keep(out, NAME_BYTES, span_text(mac));
	else if (u->names != NAMES_ADDRESS && r->name[0] != '\0')
		text_keep(out, NAME_BYTES, span_text(r->name));
	else if (u->names == NAMES_NAME && r->who.has_mac &&
	    u->style.vendor(&r->who.mac)[0] != '\0')
		text_keep(out, NAME_BYTES,
		    span_text(u->style.vendor(&r->who.mac)));
	else
		text_keep(out, NAME_BYTES, span_text(address));
}

/*
 * By the name that its row has now, if it has one.  Not by its maker: here no
 * address stands beside it.
 */
void
ui_entry_name(const struct ui *u, const struct ui_entry *e,
    char out[NAME_BYTES])
{
	struct ui_row r;
	int i;

	memset(&r, 0, sizeof r);
	r.who = e->who;
	memcpy(r.name, e->device, NAME_BYTES);
	for (i = 0; !e->is_named && i < u->n_rows; i++)
		if (ui_who_equals(&u->rows[i].who, &e->who) &&
		    u->rows[i].name[0] != '\0') {
			memcpy(r.name, u->rows[i].name, NAME_BYTES);
			break;
		}
	if (strcmp(e->device, "-") == 0)
		text_keep(out, NAME_BYTES, span_text(e->device));
	else
		ui_device_name(u, &r, out);
}

static bool
holds(const char *text, const char *what)
{
	return (span_holds_nocase(span_text(text), what));
}

/* By all that is known of it, whatever of that is shown. */
bool
ui_row_matches(const struct ui *u, const struct ui_row *r, const char *what)
{
	const struct snap_device *d = r->device;
	char text[MAC_TEXT_BYTES + IP_TEXT_BYTES];
	uint32_t i;

	ip_print(&r->who.ip, text);
	if (what[0] == '\0' || holds(r->name, what) || holds(text, what))
		return (true);
	mac_print(&r->who.mac, text);
	if (r->who.has_mac && (holds(text, what) ||
	    holds(u->style.vendor(&r->who.mac), what)))
		return (true);
	for (i = 0; d != NULL && i < d->n_names; i++)
		if (holds(d->names[i], what))
			return (true);
	for (i = 0; d != NULL && i < d->n_ips; i++) {
		ip_print(&d->ips[i], text);
		if (holds(text, what))
			return (true);
	}
	return (false);
}

struct ui_row
ui_row_of(const struct snap_device *d)
{
	struct ui_row r;

	memset(&r, 0, sizeof r);
	r.device = d;
	r.who = ui_who_of(d);
	r.successes = d->successes;
	r.last_ns = d->last_ns;
	if (d->n_names > 0)
		memcpy(r.name, d->names[0], NAME_BYTES);
	return (r);
}

static void
row_add(struct ui *u, const struct ui_row *r)
{
	if (u->n_rows < UI_ROWS && ui_row_matches(u, r, u->filter))
		u->rows[u->n_rows++] = *r;
}

enum rating
ui_rating(const struct ui_row *r)
{
	return (r->device != NULL ? r->device->rating : RATING_OK);
}

static uint32_t
fails_of(const struct ui_row *r)
{
	return (r->device != NULL ? r->device->failures : 0);
}

uint32_t
ui_sure(const struct ui_row *r)
{
	return (ui_rating(r) >= RATING_SUSPECT ? r->device->confidence_pct :
	    0);
}

/* As it is shown. */
static int
name_compare(const struct ui *u, const struct ui_row *a,
    const struct ui_row *b)
{
	char name[NAME_BYTES], other[NAME_BYTES];

	ui_device_name(u, a, name);
	ui_device_name(u, b, other);
	return (strcasecmp(name, other));
}

static bool
row_before(const struct ui *u, const struct ui_row *a, const struct ui_row *b)
{
	switch (u->sort) {
	case SORT_FAILS:
		return (fails_of(a) > fails_of(b));
	case SORT_RATE:
		return (ui_recent(a->device, u->now_ns) >
		    ui_recent(b->device, u->now_ns));
	case SORT_SURE:
		return (ui_sure(a) > ui_sure(b));
	case SORT_LAST:
		return (a->last_ns > b->last_ns);
	case SORT_NAME:
		return (name_compare(u, a, b) < 0);
	case SORT_ADDRESS:
		return (memcmp(&a->who.ip, &b->who.ip, sizeof a->who.ip) < 0);
	default:
		return (false);		/* as ranked */
	}
}

static void
rows_sort(struct ui *u)
{
	int i, j;

	for (i = 1; i < u->n_rows; i++) {
		struct ui_row r = u->rows[i];

		for (j = i; j > 0 && row_before(u, &r, &u->rows[j - 1]); j--)
			u->rows[j] = u->rows[j - 1];
		u->rows[j] = r;
	}
	for (i = 0; u->is_reversed && i < u->n_rows / 2; i++) {
		struct ui_row r = u->rows[i];

		u->rows[i] = u->rows[u->n_rows - 1 - i];
		u->rows[u->n_rows - 1 - i] = r;
	}
}

/* But a culprit stands above a suspect, and this one above who is all right. */
static void
rows_rate(struct ui *u)
{
	int i, j, way = u->is_reversed ? -1 : 1;

	for (i = 1; i < u->n_rows; i++) {
		struct ui_row r = u->rows[i];
		int rating = way * (int)ui_rating(&r);

		for (j = i; j > 0 && rating > way *
		    (int)ui_rating(&u->rows[j - 1]); j--)
			u->rows[j] = u->rows[j - 1];
		u->rows[j] = r;
	}
}

/* The order of before; who is new comes last. */
static void
rows_hold(struct ui *u)
{
	int i, k, done = 0;

	for (i = 0; i < u->n_order; i++)
		for (k = done; k < u->n_rows; k++) {
			struct ui_row r = u->rows[k];

			if (!ui_who_equals(&r.who, &u->order[i]))
				continue;
			memmove(&u->rows[done + 1], &u->rows[done],
			    (size_t)(k - done) * sizeof r);
			u->rows[done++] = r;
			break;
		}
	if (u->sort == SORT_RANK)
		rows_rate(u);
}

/* One that only got in, unless it has failed as well. */
static void
quiet_row_add(struct ui *u, const struct snapshot *s,
    const struct ui_quiet *q)
{
	struct ui_row r;
	uint32_t i;

	memset(&r, 0, sizeof r);
	r.who = q->who;
	for (i = 0; i < s->n_devices; i++) {
		const struct snap_device *d = &s->devices[i];
		struct ui_who w = ui_who_of(d);

		if (ui_who_equals(&w, &q->who))
			return;
		/* Behind that router its MAC tells nothing of it either. */
		if (d->is_by_address && mac_equals(&d->mac, &q->who.mac))
			r.who.has_mac = false;
	}
	memcpy(r.name, q->name, NAME_BYTES);
	r.successes = q->successes;
	r.last_ns = q->last_ns;
	if (u->shows_all)
		row_add(u, &r);
	else if (u->filter[0] != '\0')
		u->n_unfailed += ui_row_matches(u, &r, u->filter);
}

void
ui_rows_fill(struct ui *u, const struct snapshot *s, bool is_held)
{
	const struct ui_past *past = ui_past(u);
	uint32_t i;
	int k;

	u->n_rows = 0;
	for (i = 0; i < s->n_devices; i++) {
		struct ui_row r = ui_row_of(&s->devices[i]);

		row_add(u, &r);
	}
	u->n_hidden = s->n_devices_seen > s->n_devices ?
	    s->n_devices_seen - s->n_devices : 0;
	u->n_unfailed = 0;
	for (k = 0; k < past->n_quiet; k++)
		quiet_row_add(u, s, &past->quiet[k]);
	if (is_held)
		rows_hold(u);
	else
		rows_sort(u);
	for (k = 0; k < u->n_rows; k++)
		u->order[k] = u->rows[k].who;
	u->n_order = u->n_rows;
	/* It stays with its device, also while a filter hides it; who has
	 * chosen none is told of the worst. */
	for (k = 0; u->has_selected && k < u->n_rows; k++)
		if (ui_who_equals(&u->rows[k].who, &u->selected)) {
			u->row = k;
			return;
		}
	u->row = 0;
}
