/* One device: who it is, when it failed, the evidence, what to do. */

#include "show/view_device.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "data/words.h"
#include "show/advice.h"
#include "show/advice_text.h"
#include "show/causes.h"
#include "show/health.h"
#include "show/log.h"
#include "show/named.h"
#include "show/phrases.h"
#include "show/row.h"
#include "show/rows.h"
#include "show/sparkline.h"
#include "show/user.h"
#include "show/wording.h"

/* Draws all the device's addresses, its MAC, and who made it. */
static int
draw_where(const struct scene *s, const struct row *r, int row)
{
	const struct snap_device *d = r->device;
	char buffer[600], address[IP_TEXT_BYTES], mac[MAC_TEXT_BYTES];
	struct text t;
	uint32_t i;

	text_init(&t, buffer, sizeof buffer);
	ip_print(&r->who.ip, address);
	text_add(&t, address);
	for (i = 1; d != NULL && i < d->n_ips; i++) {
		ip_print(&d->ips[i], address);
		text_addf(&t, "  %s", address);
	}
	mac_print(&r->who.mac, mac);
	if (r->who.has_mac)
		text_addf(&t, "  %s  %s", mac,
		    s->ui->style.vendor(&r->who.mac));
	return (canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
	    s->bottom - row, STYLE_PLAIN, buffer));
}

/* Draws why it fails, and what explains its faces. */
static int
draw_why(const struct scene *s, const struct snap_device *d, int row)
{
	char buffer[800];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	if (d->rating >= RATING_MENDED)
		cause_add(&t, d, scene_wording(s));
	cause_add_good(&t, d);
	cause_add_faces(&t, d);
	cause_add_turned(&t, d, scene_wording(s));
	if (t.len < 2)
		return (row);
	return (row + canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
	    s->bottom - row, STYLE_PLAIN, buffer + 1));
}

static int
draw_who(const struct scene *s, const struct row *r, int row)
{
	const struct snap_device *d = r->device;
	enum rating rating = row_rating(r);
	struct canvas *c = s->canvas;
	struct wording w = scene_wording(s);
	char name[NAME_BYTES], right[64], buffer[400];
	struct text t;

	/* Where devices cannot be told apart it is judged as none. */
	const char *word = rating >= RATING_SUSPECT &&
	    !health_tells_devices(s->snap) ? "failing" :
	    wording_rating(rating);

	row_name(s->ui, r, name);
	snprintf(right, sizeof right, "%s  sure %u%%", word, row_sure(r));
	canvas_text(c, row, 1, c->columns - (int)strlen(right) - 4,
	    STYLE_BOLD, name);
	canvas_right(c, row++, c->columns - 1, wording_rating_style(rating),
	    rating >= RATING_SUSPECT ? right : word);
	row += draw_where(s, r, row);
	text_init(&t, buffer, sizeof buffer);
	text_addf(&t, "%u failed, %u ok, %u unknown", d != NULL ?
	    d->failures : 0, r->successes, d != NULL ? d->unknown : 0);
	if (d != NULL && cause_is_guessing(d) && d->users > 1)
		text_addf(&t, "  as %u users", d->users);
	else if (d != NULL && d->n_accounts > 0) {
		text_add(&t, "  as ");
		phrases_accounts(&t, d, w, 2);
	}
	row += canvas_para(c, row, 1, c->columns - 2, s->bottom - row,
	    STYLE_PLAIN, buffer);
	return (d != NULL ? draw_why(s, d, row) : row);
}

/* In high windows failures are drawn as bars, and the highest one's number
 * stands beside it. */
enum { CHART_ROWS = 5, CHART_FROM = 30 };

static int
draw_chart(const struct scene *s, const struct sparkline *k, int row)
{
	uint32_t most = 1;
	char line[SPARKLINE_MOST + 1];
	int i, j;

	for (i = 0; i < k->columns; i++)
		if (k->n[i] > most)
			most = k->n[i];
	for (j = CHART_ROWS; j > 0; j--) {
		/* Whatever is not nothing is seen in the lowest row. */
		uint64_t least = (uint64_t)most * (uint64_t)(j - 1);

		for (i = 0; i < k->columns; i++)
			line[i] = (uint64_t)k->n[i] * CHART_ROWS > least ?
			    '#' : ' ';
		line[k->columns] = '\0';
		canvas_text(s->canvas, row, 1, -1, STYLE_PLAIN, "|");
		canvas_text(s->canvas, row, 2, -1, STYLE_RED, line);
		if (j == CHART_ROWS)
			canvas_textf(s->canvas, row, k->columns + 2, -1,
			    STYLE_PLAIN, "| %u", most);
		else
			canvas_text(s->canvas, row, k->columns + 2, -1,
			    STYLE_PLAIN, "|");
		row++;
	}
	return (row);
}

static int
draw_timeline(const struct scene *s, const struct row *r, int row)
{
	char spark[SPARKLINE_MOST + 1], clock[16];
	struct canvas *c = s->canvas;
	struct sparkline k;
	bool is_high = s->window_rows >= CHART_FROM;

	canvas_textf(c, row++, 1, -1, STYLE_BOLD, "FAILED LOGINS, %s%s",
	    sparkline_words(s->ui->span), c->columns < 72 ? "" : is_high ?
	    "   (t changes the span)" :
	    "   (few . : - = + # many; t changes the span)");
	if (r->device == NULL) {
		canvas_text(c, row++, 1, -1, STYLE_PLAIN, "none");
		return (row);
	}
	k = sparkline(s, r->device, c->columns - (is_high ? 11 : 4), false,
	    spark);
	if (is_high)
		row = draw_chart(s, &k, row);
	else
		canvas_textf(c, row++, 1, -1, STYLE_RED, "[%s]", spark);
	wording_clock(k.from_ns, clock);
	canvas_text(c, row, 2, -1, STYLE_PLAIN, clock);
	wording_clock(s->from->now_ns, clock);
	if (k.columns >= 18)
		canvas_right(c, row, k.columns + 2, STYLE_PLAIN, clock);
	return (row + 1);
}

/* One line of the evidence, from wherever it is known. */
struct evidence_line {
	int64_t when_ns, delay_ns;
	uint8_t proto, security, outcome, reason, evidence, confidence_pct;
	char server[NAME_BYTES + 8];
	char words[SENTENCE_BYTES];
};

/* Where the columns of the evidence begin; 0: there is none. */
static const struct evidence_layout {
	int columns;			/* from this width on */
	int server, server_width, how, result, why;
	const char *title;
} layouts[] = {
	{ 72, 10, 25, 36, 45, 54,
	    "TIME     SERVER                    HOW      RESULT   WHY WE "
	    "THINK SO" },
	{ 60, 19, 22, 0, 10, 42, "TIME     RESULT   SERVER                 "
	    "WHY" },
	{ 0, 0, 0, 0, 10, 19, "TIME     RESULT   WHY" }
};

static const struct evidence_layout *
layout_of(const struct scene *s)
{
	const struct evidence_layout *e = layouts;

	while (s->canvas->columns < e->columns)
		e++;
	return (e);
}

/* Draws one line of the evidence; returns the row below. */
static int
draw_evidence_line(const struct scene *s, const struct evidence_line *p,
    int row, int bottom)
{
	const struct evidence_layout *e = layout_of(s);
	struct canvas *c = s->canvas;
	char clock[16], why[SENTENCE_BYTES + 64], delay[WHEN_SPAN_BYTES];

	wording_clock(p->when_ns, clock);
	wording_delay(p->delay_ns, delay);
	if (p->evidence == EVIDENCE_LENGTHS)
		snprintf(why, sizeof why, "inferred %u%%, after %s",
		    p->confidence_pct, delay);
	else
		snprintf(why, sizeof why, "%s", p->words[0] != '\0' ?
		    p->words : wording_reason((enum reason)p->reason));
	canvas_text(c, row, 1, 8, STYLE_PLAIN, clock);
	if (e->server > 0)
		canvas_middle(c, row, e->server, e->server_width, STYLE_PLAIN,
		    p->server);
	if (e->how > 0)
		canvas_textf(c, row, e->how, 8, STYLE_PLAIN, "%s%s",
		    proto_word((enum proto)p->proto),
		    p->security == SECURITY_PLAIN ? "" : "+tls");
	canvas_text(c, row, e->result, 8, p->outcome == OUTCOME_FAILED ?
	    STYLE_RED : STYLE_PLAIN, p->outcome == OUTCOME_FAILED ?
	    "FAILED" : p->outcome == OUTCOME_OK ? "ok" : "unknown");
	if (why[0] == '\0')
		return (row + 1);
	/* What a server greets with after a good login is long and tells
	 * nothing. */
	return (row + canvas_para(c, row, e->why, c->columns - e->why - 1,
	    p->outcome == OUTCOME_OK ? 1 : bottom - row, STYLE_PLAIN, why));
}

static void
evidence_of_login(const struct scene *s, const struct snap_device *d,
    const struct snap_login *l, struct evidence_line *out)
{
	char ip[IP_TEXT_BYTES];
	const char *name = "";
	struct text t;
	uint32_t i;

	memset(out, 0, sizeof *out);
	out->when_ns = l->when_ns;
	out->delay_ns = l->delay_ms * NS_PER_MS;
	out->proto = l->proto;
	out->security = l->security;
	out->outcome = l->outcome;
	out->reason = l->reason;
	out->evidence = l->evidence;
	out->confidence_pct = l->confidence_pct;
	for (i = 0; i < d->n_servers && name[0] == '\0'; i++)
		if (endpoint_equals(&d->servers[i].at, &l->server))
			name = d->servers[i].name;
	ip_print(&l->server.ip, ip);
	snprintf(out->server, sizeof out->server, "%s:%u",
	    name[0] != '\0' ? name : ip, l->server.port);
	text_init(&t, out->words, sizeof out->words);
	user_add_reply(&t, l->reply, l->user, s->ui->style.show_users,
	    s->canvas->ascii);
}

static void
evidence_of_entry(const struct log_entry *e, struct evidence_line *out)
{
	memset(out, 0, sizeof *out);
	out->when_ns = e->when_ns;
	out->delay_ns = e->delay_ns;
	out->proto = e->proto;
	out->security = e->security;
	out->outcome = e->outcome;
	out->reason = e->reason;
	out->evidence = e->evidence;
	out->confidence_pct = e->confidence_pct;
	snprintf(out->server, sizeof out->server, "%s:%u", e->server,
	    e->port);
	memcpy(out->words, e->words, sizeof out->words);
}

enum { EARLIER_MOST = 48 };

/* Draws logins from the newest on: `most` of them, after the first `skip`. */
static int
draw_evidence(const struct scene *s, const struct row *r, int row,
    int skip, int most)
{
	const int bottom = s->bottom;
	const struct log_entry *e;
	struct evidence_line p;
	int64_t since_ns = INT64_MAX;
	uint64_t i;
	int n = 0;

	for (i = 0; r->device != NULL && i < r->device->n_logins; i++) {
		since_ns = r->device->logins[i].when_ns;
		evidence_of_login(s, r->device, &r->device->logins[i], &p);
		if (n++ >= skip && n <= skip + most && row < bottom)
			row = draw_evidence_line(s, &p, row, bottom);
	}
	/* From before its first failure there is what the log still holds. */
	for (i = 0; row < bottom && n < skip + most &&
	    (e = log_at(s->ui, i)) != NULL; i++) {
		if (!who_equals(&e->who, &r->who) || e->is_verdict ||
		    e->outcome == OUTCOME_FAILED || e->when_ns >= since_ns)
			continue;
		evidence_of_entry(e, &p);
		if (n++ >= skip)
			row = draw_evidence_line(s, &p, row, bottom);
	}
	return (row);
}

static void
draw_evidence_title(const struct scene *s, int row)
{
	canvas_text(s->canvas, row, 1, -1, STYLE_BOLD,
	    layout_of(s)->title);
}

static int
draw_steps(const struct scene *s, const struct snap_device *d, int row)
{
	const char *steps[ADVICE_MAX];
	char buffer[512];
	struct text t;
	int i, n;

	if (!health_tells_devices(s->snap))
		return (row + canvas_para(s->canvas, row, 1,
		    s->canvas->columns - 2, s->bottom - row, STYLE_YELLOW,
		    "Which device it is cannot be told from here: ! tells "
		    "where to capture instead."));
	text_init(&t, buffer, sizeof buffer);
	text_add(&t, "WHAT TO DO");
	if (phrases_is_list(d)) {
		text_add(&t, " FOR EACH ACCOUNT: ");
		phrases_accounts(&t, d, scene_wording(s), SNAP_ACCOUNTS);
	}
	row += canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
	    s->bottom - row, STYLE_BOLD, buffer);
	if (named_urgent(s->snap, d)[0] != '\0')
		row += canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
		    s->bottom - row, STYLE_RED, named_urgent(s->snap, d));
	n = advice_for(d, snap_device_owns_mac(d) ?
	    s->ui->style.vendor(&d->mac) : "", steps);
	for (i = 0; i < n && row < s->bottom; i++) {
		text_init(&t, buffer, sizeof buffer);
		text_addf(&t, "%d ", i + 1);
		advice_text_add(&t, steps[i], d, scene_wording(s));
		row += canvas_para(s->canvas, row, 2, s->canvas->columns - 3,
		    s->bottom - row, STYLE_PLAIN, buffer);
	}
	return (row);
}

void
view_device_person(const struct scene *s)
{
	const struct row *r = &s->ui->rows[s->ui->row];
	int row = draw_who(s, r, s->top) + 1;

	row = draw_timeline(s, r, row) + 1;
	if (r->device != NULL && r->device->rating >= RATING_MENDED)
		draw_steps(s, r->device, row);
}

void
view_device_evidence(const struct scene *s)
{
	draw_evidence_title(s, s->top);
	draw_evidence(s, &s->ui->rows[s->ui->row], s->top + 1, 0,
	    EARLIER_MOST);
}

/*
 * The device's screen is a text of any length.  The newest logins come first,
 * as many as leave room for what is to be done; the earlier ones are at its
 * end.
 */
static void
draw_device(const struct scene *s)
{
	enum { REST = 17, LEAST = 3 };	/* rows that all else takes */
	const struct ui *u = s->ui;
	const struct row *r = &u->rows[u->row];
	int row = s->top, from, first = s->window_rows - REST -
	    (s->window_rows >= CHART_FROM ? CHART_ROWS : 0);

	if (u->n_rows == 0) {
		canvas_text(s->canvas, row, 1, -1, STYLE_PLAIN,
		    "No device is selected: Esc goes back.");
		return;
	}
	row = draw_who(s, r, row);
	canvas_rule(s->canvas, row++);
	row = draw_timeline(s, r, row);
	canvas_rule(s->canvas, row++);
	draw_evidence_title(s, row++);
	if (r->device == NULL || r->device->rating < RATING_MENDED) {
		draw_evidence(s, r, row, 0, EARLIER_MOST);
		return;
	}
	if (first < LEAST)
		first = LEAST;
	row = draw_evidence(s, r, row, 0, first);
	canvas_rule(s->canvas, row++);
	row = draw_steps(s, r->device, row);
	from = row;
	row = draw_evidence(s, r, row + 2, first, EARLIER_MOST);
	if (row == from + 2)
		return;
	canvas_rule(s->canvas, from);
	canvas_text(s->canvas, from + 1, 1, -1, STYLE_BOLD, "EARLIER");
}

const struct view view_device = {
	.name = "device", .draw = draw_device, .bar = BAR_DEVICE,
	.is_text = true, .is_detail = true, .steps = &rows_list
};
