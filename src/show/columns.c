/*
 * The columns of the ranking.  A new one is a row of the table below, and the
 * function that fills its cell; titles, figures, the order, and what the help
 * says of them all come out of that row.
 *
 * Most columns are there from some width of the window on and have a width of
 * their own.  Name and address share what the others leave; what is still
 * left then goes to the makers, and to the sparkline.
 */

#include "show/columns.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "show/sparkline.h"
#include "show/wording.h"

enum {
	CELL_SIZE = 256,
	GAP = 1,			/* before each but the first */
	NAME_LEAST = 8,			/* less names nobody */
	ADDRESS_LEAST = 15,		/* a plain address, whole */
	MAC_LEAST = 29			/* a MAC, and some of its maker */
};

static void
verdict_cell(const struct scene *s, const struct row *r, int room, char *out)
{
	int i = (int)(r - s->ui->rows);

	(void)room;
	snprintf(out, CELL_SIZE, "%c%2d %s", i == s->ui->row ? '>' : ' ',
	    i + 1, wording_rating(row_rating(r)));
}

static const char *
name_title(const struct ui *u)
{
	return (u->names == NAMES_MAC ? "MAC" :
	    u->names == NAMES_ADDRESS ? "ADDRESS" : "DEVICE");
}

static void
name_cell(const struct scene *s, const struct row *r, int room, char *out)
{
	(void)room;
	row_name(s->ui, r, out);
}

/* Names are compared as they are shown. */
static bool
name_before(const struct ui *u, const struct row *a, const struct row *b)
{
	char name[NAME_BYTES], other[NAME_BYTES];

	row_name(u, a, name);
	row_name(u, b, other);
	return (strcasecmp(name, other) < 0);
}

static void
address_cell(const struct scene *s, const struct row *r, int room, char *out)
{
	(void)s;
	(void)room;
	ip_print(&r->who.ip, out);
}

static bool
address_before(const struct ui *u, const struct row *a, const struct row *b)
{
	(void)u;
	return (memcmp(&a->who.ip, &b->who.ip, sizeof a->who.ip) < 0);
}

static void
mac_cell(const struct scene *s, const struct row *r, int room, char *out)
{
	char mac[MAC_TEXT_BYTES];

	(void)room;
	if (!r->who.has_mac)
		return;
	mac_print(&r->who.mac, mac);
	snprintf(out, CELL_SIZE, "%s %s", mac,
	    s->ui->style.vendor(&r->who.mac));
}

static void
fails_cell(const struct scene *s, const struct row *r, int room, char *out)
{
	(void)s;
	(void)room;
	snprintf(out, CELL_SIZE, "%u", row_failures(r));
}

static bool
fails_before(const struct ui *u, const struct row *a, const struct row *b)
{
	(void)u;
	return (row_failures(a) > row_failures(b));
}

static void
rate_cell(const struct scene *s, const struct row *r, int room, char *out)
{
	(void)room;
	snprintf(out, CELL_SIZE, "%u", sparkline_recent(r->device,
	    s->from->now_ns));
}

static bool
rate_before(const struct ui *u, const struct row *a, const struct row *b)
{
	return (sparkline_recent(a->device, u->now_ns) >
	    sparkline_recent(b->device, u->now_ns));
}

static const char *
spark_title(const struct ui *u)
{
	return (sparkline_title(u->span));
}

static void
spark_cell(const struct scene *s, const struct row *r, int room, char *out)
{
	if (r->device != NULL)
		sparkline(s, r->device, room, true, out);
}

static void
sure_cell(const struct scene *s, const struct row *r, int room, char *out)
{
	(void)s;
	(void)room;
	if (row_rating(r) >= RATING_SUSPECT)
		snprintf(out, CELL_SIZE, "%u%%", row_sure(r));
	else
		snprintf(out, CELL_SIZE, "-");
}

static bool
sure_before(const struct ui *u, const struct row *a, const struct row *b)
{
	(void)u;
	return (row_sure(a) > row_sure(b));
}

static void
ago_cell(const struct scene *s, const struct row *r, int room, char *out)
{
	(void)room;
	wording_ago(s->from->now_ns, r->last_ns, out);
}

static bool
ago_before(const struct ui *u, const struct row *a, const struct row *b)
{
	(void)u;
	return (a->last_ns > b->last_ns);
}

/* Columns that the layout below treats apart; the table has them by name. */
enum { VERDICT, NAME, ADDRESS, MAC, FAILS, RATE, SPARK, SURE, AGO };

static const struct column columns[] = {
	[VERDICT] = { .title = "# VERDICT", .least = 11, .cell = verdict_cell,
	    .help = "victim: refused though right; mended: good again",
	    .order = "rank", .turn = 0 },
	[NAME] = { .title = "DEVICE", .title_of = name_title,
	    .least = ADDRESS_LEAST, .is_measured = true, .cell = name_cell,
	    .before = name_before, .order = "name", .turn = 5 },
	[ADDRESS] = { .title = "ADDRESS", .from = SCENE_WIDE,
	    .least = ADDRESS_LEAST, .is_measured = true, .cell = address_cell,
	    .before = address_before, .order = "address", .turn = 6 },
	[MAC] = { .title = "MAC / MAKER", .from = SCENE_WIDEST,
	    .least = MAC_TEXT_BYTES, .is_measured = true, .cell = mac_cell },
	[FAILS] = { .title = "FAIL", .least = 4, .is_measured = true,
	    .is_right = true, .cell = fails_cell, .before = fails_before,
	    .order = "fails", .turn = 1 },
	[RATE] = { .title = "10min", .from = SCENE_WIDER, .least = 5,
	    .is_right = true,
	    .help = "failures of the last ten minutes", .cell = rate_cell,
	    .before = rate_before, .order = "10min", .turn = 2 },
	[SPARK] = { .title = "LAST HOUR", .title_of = spark_title,
	    .from = SCENE_WIDER, .least = SPARKLINE_LEAST,
	    .help = "failures over time, few . : - = + # many",
	    .cell = spark_cell },
	[SURE] = { .title = "SURE", .from = SCENE_WIDER, .least = 4,
	    .is_right = true,
	    .help = "how certain; 100% only where the server's words were "
	    "read", .cell = sure_cell, .before = sure_before, .order = "sure",
	    .turn = 3 },
	[AGO] = { .title = "AGO", .from = SCENE_WIDE, .least = 3,
	    .is_right = true, .cell = ago_cell, .before = ago_before,
	    .order = "last", .turn = 4 },
};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

_Static_assert(N_COLUMNS <= (int)COLUMNS_MOST, "struct columns has no room");
_Static_assert((int)VERDICT == (int)COLUMNS_AS_RANKED, "no order but this");

const struct column *
columns_at(int i)
{
	return (i >= 0 && i < N_COLUMNS ? &columns[i] : NULL);
}

static void
cell_fill(const struct scene *s, int i, const struct row *r, int room,
    char out[CELL_SIZE])
{
	out[0] = '\0';
	columns[i].cell(s, r, room, out);
}

/* A column that stands for the name needs not stand beside it as well. */
static bool
is_wanted(const struct scene *s, int i)
{
	return (s->canvas->columns >= columns[i].from &&
	    !(i == ADDRESS && s->ui->names == NAMES_ADDRESS) &&
	    !(i == MAC && s->ui->names == NAMES_MAC));
}

/* Each column's widest cell of all rows, seen or not: so scrolling moves
 * nothing. */
static struct columns
widths_wanted(const struct scene *s)
{
	struct columns l;
	char text[CELL_SIZE];
	int i, k, n;

	memset(&l, 0, sizeof l);
	for (i = 0; i < N_COLUMNS; i++) {
		if (!is_wanted(s, i))
			continue;
		l.width[i] = columns[i].least;
		for (k = 0; columns[i].is_measured && k < s->ui->n_rows; k++) {
			cell_fill(s, i, &s->ui->rows[k], 0, text);
			n = (int)utf8_columns(text);
			if (n > l.width[i])
				l.width[i] = n;
		}
	}
	return (l);
}

/* The columns of the window that all others leave to name and address. */
static int
room_beside(const struct scene *s, const struct columns *l)
{
	int columns_left = s->canvas->columns - 1, i;

	/* In narrow windows the last column is left blank. */
	if (s->canvas->columns < SCENE_WIDE)
		columns_left--;
	for (i = 0; i < N_COLUMNS; i++) {
		if (l->width[i] == 0)
			continue;
		columns_left -= i > 0 ? GAP : 0;
		if (i != NAME && i != ADDRESS)
			columns_left -= l->width[i];
	}
	return (columns_left);
}

/*
 * An address or a MAC that somebody asked for is shown whole if leaving out
 * the sparkline, or the rate as well, helps.
 */
static void
make_way(const struct scene *s, struct columns *l)
{
	int missing = l->width[NAME] + l->width[ADDRESS] - room_beside(s, l);
	int spark = l->width[SPARK] + GAP, rate = l->width[RATE] + GAP;

	if (s->ui->names == NAMES_NAME || l->width[SPARK] == 0 ||
	    missing <= 0 || missing > spark + rate)
		return;
	l->width[SPARK] = 0;
	if (missing > spark)
		l->width[RATE] = 0;
}

/* What is left goes to the makers, as far as they are cut, and to the
 * sparkline. */
static void
spend(const struct ui *u, struct columns *l, int rest, int mac_wanted)
{
	int n = mac_wanted - l->width[MAC];

	if (l->width[MAC] > 0 && n > 0) {
		n = n > rest ? rest : n;
		l->width[MAC] += n;
		rest -= n;
	}
	if (l->width[SPARK] > 0)
		l->width[SPARK] = sparkline_columns(u->span,
		    l->width[SPARK] + rest);
}

/* Too little room: who it is goes before how often, and what is cut is
 * marked. */
static void
share(const struct ui *u, struct columns *l, int room)
{
	int *name = &l->width[NAME], *address = &l->width[ADDRESS];

	if (*address == 0) {
		if (room < NAME_LEAST) {
			room += l->width[FAILS] + GAP;
			l->width[FAILS] = 0;
		}
		*name = room > 0 ? room : 0;
		return;
	}
	/* A MAC is never cut; a name first gives way to a plain address. */
	if (u->names != NAMES_MAC && *name > room - ADDRESS_LEAST)
		*name = room - ADDRESS_LEAST;
	if (*address > room - *name)
		*address = room - *name;
}

struct columns
columns_layout(const struct scene *s)
{
	struct columns l = widths_wanted(s);
	int mac = l.width[MAC], rest;

	if (l.width[MAC] > MAC_LEAST)
		l.width[MAC] = MAC_LEAST;
	make_way(s, &l);
	rest = room_beside(s, &l) - l.width[NAME] - l.width[ADDRESS];
	if (rest >= 0)
		spend(s->ui, &l, rest, mac);
	else
		share(s->ui, &l, room_beside(s, &l));
	return (l);
}

/* Beside the title of the column that decides the order: which way.  An
 * address that has no column of its own is in the name's. */
static void
draw_order(const struct scene *s, int row, int i, int begin, int end)
{
	const struct ui *u = s->ui;
	bool is_address = u->sort == ADDRESS && i == NAME &&
	    !is_wanted(s, ADDRESS);

	if ((u->sort != i && !is_address) ||
	    (u->sort == COLUMNS_AS_RANKED && !u->is_reversed))
		return;
	canvas_text(s->canvas, row, i == VERDICT || columns[i].is_right ?
	    begin - 1 : end + GAP, -1, STYLE_BOLD, u->is_reversed ? "^" : "v");
}

void
columns_titles(const struct scene *s, int row, const struct columns *l)
{
	int i, at = 0, begin, n;

	for (i = 0; i < N_COLUMNS; i++) {
		const struct column *k = &columns[i];
		const char *title = k->title_of != NULL ?
		    k->title_of(s->ui) : k->title;

		if (l->width[i] == 0)
			continue;
		at += i > 0 ? GAP : 0;
		n = (int)strlen(title);
		begin = k->is_right || i == VERDICT ? at + l->width[i] - n :
		    at;
		canvas_text(s->canvas, row, begin, i == NAME ? l->width[i] :
		    -1, STYLE_BOLD, title);
		draw_order(s, row, i, begin, begin + n);
		at += l->width[i];
	}
}

void
columns_row(const struct scene *s, int row, int i, const struct columns *l)
{
	const struct row *r = &s->ui->rows[i];
	struct canvas *c = s->canvas;
	char text[CELL_SIZE];
	int k, at = 0, width;

	for (k = 0; k < N_COLUMNS; k++) {
		width = l->width[k];
		if (width == 0)
			continue;
		at += k > 0 ? GAP : 0;
		cell_fill(s, k, r, width, text);
		if (columns[k].is_right)
			canvas_right(c, row, at + width, STYLE_PLAIN, text);
		else if (k == ADDRESS ||
		    (k == NAME && s->ui->names != NAMES_NAME))
			canvas_middle(c, row, at, width, STYLE_PLAIN, text);
		else
			canvas_text(c, row, at, width, k == VERDICT ?
			    wording_rating_style(row_rating(r)) : STYLE_PLAIN,
			    text);
		at += width;
	}
	if (i == s->ui->row)
		canvas_mark(c, row, STYLE_REVERSE);
}

/* The column that has this turn; -1: none has. */
static int
order_of_turn(int turn)
{
	int i;

	for (i = 0; i < N_COLUMNS; i++)
		if (columns[i].order != NULL && columns[i].turn == turn)
			return (i);
	return (-1);
}

int
columns_next_order(int sort)
{
	int next = order_of_turn(columns[sort].turn + 1);

	return (next == -1 ? COLUMNS_AS_RANKED : next);
}

bool
columns_before(const struct ui *u, const struct row *a, const struct row *b)
{
	const struct column *k = &columns[u->sort];

	return (k->before != NULL && k->before(u, a, b));
}

void
columns_add_orders(struct text *t)
{
	int turn, i;

	for (turn = 0; (i = order_of_turn(turn)) != -1; turn++)
		text_addf(t, "%s%s", turn > 0 ? ", " : "", columns[i].order);
}
