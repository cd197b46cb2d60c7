/* One device: who it is, when it failed, the evidence, what to do. */

#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "data/advice.h"
#include "data/words.h"
#include "show/how.h"
#include "show/view.h"

static int
draw_who(const struct scene *s, const struct ui_row *r, int row)
{
	const struct snap_device *d = r->device;
	struct canvas *c = s->canvas;
	struct wording w = { s->ui->style.show_users, c->ascii };
	char name[NAME_BYTES], mac[MAC_TEXT_BYTES], address[IP_TEXT_BYTES];
	char right[64], buffer[400];
	struct text t;

	ui_device_name(s->ui, r, name);
	ip_print(&r->who.ip, address);
	mac_print(&r->who.mac, mac);
	canvas_textf(c, row, 1, c->columns - 22, STYLE_BOLD, "%s  %s  %s",
	    name, address, r->who.has_mac ? mac : "");
	snprintf(right, sizeof right, "%s  sure %u%%", ui_rating_word(
	    d != NULL ? d->rating : RATING_OK), d != NULL ?
	    d->confidence_pct : 0);
	canvas_right(c, row++, c->columns - 1, ui_rating_style(d != NULL ?
	    d->rating : RATING_OK), right);
	text_init(&t, buffer, sizeof buffer);
	text_addf(&t, "%u failed, %u good, %u unknown", d != NULL ?
	    d->failures : 0, r->successes, d != NULL ? d->unknown : 0);
	if (d != NULL && d->is_guessing && d->users > 1)
		text_addf(&t, "  as %u users", d->users);
	else if (d != NULL && d->n_accounts > 0) {
		text_add(&t, "  as ");
		how_accounts(&t, d, w, 2);
	}
	if (r->who.has_mac)
		text_addf(&t, "  %s", s->ui->style.vendor(&r->who.mac));
	canvas_text(c, row++, 1, -1, STYLE_PLAIN, buffer);
	return (row);
}

static int
draw_timeline(const struct scene *s, const struct ui_row *r, int row)
{
	char spark[128 + 1];
	struct canvas *c = s->canvas;
	int bins = c->columns - 4 < 128 ? c->columns - 4 : 128;
	int hours = s->ui->span_h;
	int64_t span = hours > 0 ? hours * 3600 * NS_PER_S :
	    s->from->now_ns - s->snap->capture.first_ns + 1;

	if (hours > 0)
		canvas_textf(c, row++, 1, -1, STYLE_BOLD, "FAILED LOGINS, "
		    "last %d h   (few . : - = + # many; t changes the span)",
		    hours);
	else
		canvas_text(c, row++, 1, -1, STYLE_BOLD, "FAILED LOGINS, "
		    "whole capture   (few . : - = + # many)");
	ui_spark(s->ui, &r->who, s->from->now_ns, span > 0 ? span : 1, bins,
	    spark);
	canvas_textf(c, row++, 1, -1, STYLE_RED, "[%s]", spark);
	return (row);
}

static const char *
result_of(const struct ui_entry *e)
{
	return (e->outcome == OUTCOME_FAILED ? "FAILED" :
	    e->outcome == OUTCOME_OK ? "ok" : "unknown");
}

static int
draw_evidence(const struct scene *s, const struct ui_row *r, int row,
    int bottom)
{
	const struct ui_entry *e;
	struct canvas *c = s->canvas;
	bool is_wide = c->columns >= 60;
	uint64_t i;

	canvas_text(c, row++, 1, -1, STYLE_BOLD, is_wide ?
	    "TIME     SERVER                    HOW      RESULT   WHY WE "
	    "THINK SO" : "TIME     RESULT   WHY");
	for (i = 0; row < bottom && (e = ui_entry_at(s->ui, i)) != NULL;
	    i++) {
		char clock[16], why[SENTENCE_BYTES + 64];
		char delay[WHEN_SPAN_BYTES];

		if (!ui_who_equals(&e->who, &r->who) || e->is_verdict)
			continue;
		ui_clock(e->when_ns, clock);
		when_span(e->delay_ns < 0 ? 0 : e->delay_ns, delay);
		if (e->evidence == EVIDENCE_LENGTHS)
			snprintf(why, sizeof why, "inferred %u%%, answered "
			    "after %s", e->confidence_pct, delay);
		else if (e->words[0] != '\0')
			snprintf(why, sizeof why, "%s", e->words);
		else
			snprintf(why, sizeof why, "%s",
			    reason_word((enum reason)e->reason));
		canvas_text(c, row, 1, 8, STYLE_PLAIN, clock);
		if (is_wide) {
			canvas_textf(c, row, 10, 25, STYLE_PLAIN, "%s:%u",
			    e->server, e->port);
			canvas_textf(c, row, 36, 8, STYLE_PLAIN, "%s%s",
			    proto_word((enum proto)e->proto),
			    e->security == SECURITY_PLAIN ? "" : "+tls");
		}
		canvas_text(c, row, is_wide ? 45 : 10, 8, e->outcome ==
		    OUTCOME_FAILED ? STYLE_RED : STYLE_PLAIN, result_of(e));
		canvas_text(c, row++, is_wide ? 54 : 19, -1, STYLE_PLAIN,
		    why);
	}
	return (row);
}

static void
draw_steps(const struct scene *s, const struct snap_device *d, int row)
{
	const char *steps[ADVICE_MAX];
	char buffer[512];
	struct text t;
	int i, n;

	text_init(&t, buffer, sizeof buffer);
	text_add(&t, "WHAT TO DO");
	if (how_is_list(d)) {
		struct wording w = { s->ui->style.show_users,
		    s->canvas->ascii };

		text_add(&t, " FOR EACH ACCOUNT: ");
		how_accounts(&t, d, w, SNAP_ACCOUNTS);
	}
	row += canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
	    s->bottom - row, STYLE_BOLD, buffer);
	n = advice_for(d, snap_device_owns_mac(d) ?
	    s->ui->style.vendor(&d->mac) : "", steps);
	for (i = 0; i < n && row < s->bottom; i++) {
		snprintf(buffer, sizeof buffer, "%d %s", i + 1, steps[i]);
		row += canvas_para(s->canvas, row, 2, s->canvas->columns - 3,
		    s->bottom - row, STYLE_PLAIN, buffer);
	}
}

void
view_person(const struct scene *s)
{
	const struct ui_row *r = &s->ui->rows[s->ui->row];
	int row = draw_who(s, r, s->top) + 1;

	row = draw_timeline(s, r, row) + 1;
	if (r->device != NULL && r->device->rating >= RATING_SUSPECT)
		draw_steps(s, r->device, row);
}

void
view_evidence(const struct scene *s)
{
	draw_evidence(s, &s->ui->rows[s->ui->row], s->top, s->bottom);
}

void
view_device(const struct scene *s)
{
	const struct ui *u = s->ui;
	const struct ui_row *r = &u->rows[u->row];
	int row = s->top, bottom = s->bottom;

	if (u->n_rows == 0) {
		canvas_text(s->canvas, row, 1, -1, STYLE_PLAIN,
		    "No device is selected: Esc goes back.");
		return;
	}
	row = draw_who(s, r, row);
	if (s->canvas->rows >= 16) {
		canvas_rule(s->canvas, row++);
		row = draw_timeline(s, r, row);
	}
	if (s->canvas->rows >= 20 && r->device != NULL &&
	    r->device->rating >= RATING_SUSPECT) {
		bottom -= 7;
		canvas_rule(s->canvas, bottom);
		draw_steps(s, r->device, bottom + 1);
	}
	canvas_rule(s->canvas, row++);
	draw_evidence(s, r, row, bottom);
}
