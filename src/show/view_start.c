/*
 * Before anything failed: a checklist while the capture is young, then what
 * has been watched so far.  Never an empty screen.
 */

#include "show/view_start.h"

#include <stdio.h>

#include "base/when.h"
#include "data/protocols.h"
#include "show/counts.h"
#include "show/findings.h"
#include "show/health.h"
#include "show/lockout_words.h"
#include "show/view_capture.h"
#include "show/view_servers.h"
#include "show/wording.h"

/* Whether a thing has come, may still come, or should have come. */
enum state { STATE_WAIT, STATE_OK, STATE_BAD };

static void
check(const struct scene *s, int *row, enum state state, const char *text)
{
	static const char *const marks[] = {
		[STATE_WAIT] = "[..]", [STATE_OK] = "[ok]",
		[STATE_BAD] = "[!!]"
	};
	enum style style = state == STATE_BAD ? STYLE_YELLOW : STYLE_PLAIN;
	struct canvas *c = s->canvas;
	bool is_wide = c->columns >= SCENE_WIDE;
	int at = is_wide ? 3 : 1, gap = is_wide ? 7 : 5;

	canvas_text(c, *row, at, -1, style, marks[state]);
	*row += canvas_para(c, *row, at + gap, c->columns - at - gap - 1,
	    s->bottom - *row, style, text);
}

static enum state
state_of(bool is_so, bool is_late)
{
	return (is_so ? STATE_OK : is_late ? STATE_BAD : STATE_WAIT);
}

static void
check_packets(const struct scene *s, int *row)
{
	const struct ui_source *f = s->from;
	uint64_t n = s->snap->capture.packets;
	bool is_late = f->up_ns >= HEALTH_SILENT_NS;
	char words[200];
	struct text t;

	text_init(&t, words, sizeof words);
	if (n > 0) {
		text_addf(&t, "%s is up; ", f->name);
		counts_add(&t, n, "packet", "packets");
		text_addf(&t, ", %llu a second now", (unsigned long long)
		    f->packets_per_s);
	} else
		text_addf(&t, is_late ? "%s is silent: is it plugged in, the "
		    "mirror session on?" : "%s: waiting for the first packet",
		    f->name);
	check(s, row, state_of(n > 0, is_late), words);
}

static void
say_no_mail(struct text *t, bool is_late, const char *up)
{
	const struct mail_port *ports;
	size_t i, n;

	if (is_late) {
		text_addf(t, "no mail passes here in %s: is this the right "
		    "VLAN or port?", up);
		return;
	}
	ports = mail_ports(&n);
	text_add(t, "mail on ports");
	for (i = 0; i < n; i++)
		text_addf(t, " %u", ports[i].port);
	text_addf(t, ": none yet (%s)", up);
}

static void
check_mail(const struct scene *s, int *row)
{
	const struct ui_source *f = s->from;
	uint64_t n = s->snap->sessions;
	bool is_late = f->up_ns >= HEALTH_MAILLESS_NS;
	char words[200], up[WHEN_SPAN_BYTES];
	struct text t;

	text_init(&t, words, sizeof words);
	wording_span(f->up_ns, up);
	if (n > 0)
		counts_add(&t, n, "mail session", "mail sessions");
	else if (lockout_unanswered(s->snap) != NULL) {
		text_add(&t, "mail is asked for, and no server answers");
		is_late = true;
	} else
		say_no_mail(&t, is_late, up);
	check(s, row, state_of(n > 0, is_late), words);
}

static void
draw_checks(const struct scene *s)
{
	const struct snapshot *snap = s->snap;
	const struct snap_capture *k = &snap->capture;
	int row = s->top + 1, left = s->canvas->columns < SCENE_WIDE ? 1 : 3;
	char words[100], finding[SENTENCE_BYTES];
	struct text t;
	uint32_t i;

	check_packets(s, &row);
	check(s, &row, state_of(snap->sessions > 0 &&
	    k->point != POINT_ONE_WAY, false), "traffic in both directions");
	text_init(&t, words, sizeof words);
	text_add(&t, "more than one device: ");
	text_addf(&t, snap->n_devices_seen == 0 ? "none with mail yet" :
	    "%u with mail so far", snap->n_devices_seen);
	check(s, &row, state_of(snap->n_devices_seen > 1, false), words);
	check(s, &row, state_of(k->point == POINT_LAN, false),
	    k->point == POINT_LAN ? "this is the LAN side" :
	    "LAN side or not: mail will tell");
	check_mail(s, &row);
	for (i = 0; i < k->n_notes; i++)
		if (k->notes[i].note != NOTE_NO_MAIL &&
		    k->notes[i].note != NOTE_NO_PACKETS &&
		    health_counts(s, &k->notes[i]))
			check(s, &row, STATE_BAD, finding_words(&k->notes[i],
			    s->canvas->ascii, finding));
	row++;
	row += canvas_para(s->canvas, row, left, s->canvas->columns - left - 1,
	    s->bottom - row, STYLE_PLAIN, "Mail programs check every 1 to 15 "
	    "minutes. Leave this running; a device with a wrong password "
	    "usually shows within 5 minutes.");
	row++;
	canvas_para(s->canvas, row, left, s->canvas->columns - left - 1,
	    s->bottom - row, STYLE_PLAIN, "Watching only. lockhound sends "
	    "nothing and never stores passwords.");
}

/* "     4 logins succeeded", the figures below each other. */
static void
draw_sum(const struct scene *s, int *row, uint64_t n, const char *one,
    const char *more, const char *why)
{
	struct canvas *c = s->canvas;
	int at = c->columns < SCENE_WIDE ? 1 : 3;

	canvas_textf(c, *row, at, -1, STYLE_PLAIN, "%6llu %s",
	    (unsigned long long)n, n == 1 ? one : more);
	if (c->columns >= SCENE_WIDE)
		canvas_text(c, *row, at + 31, -1, STYLE_PLAIN, why);
	(*row)++;
}

static void
draw_sums(const struct scene *s, int *row)
{
	const struct snapshot *snap = s->snap;
	char from[100], why[100] = "neither ok nor a wrong password";
	struct text t;

	text_init(&t, from, sizeof from);
	text_add(&t, "of ");
	counts_add(&t, snap->n_devices_seen, "device", "devices");
	text_add(&t, " with ");
	counts_servers(&t, snap);
	if (snap->encrypted > 0)
		snprintf(why, sizeof why, "%llu encrypted and not to be told",
		    (unsigned long long)snap->encrypted);
	draw_sum(s, row, snap->sessions, "mail session watched",
	    "mail sessions watched", from);
	draw_sum(s, row, snap->successes, "login ok", "logins ok", "");
	draw_sum(s, row, snap->unknown, "unknown", "unknown",
	    snap->unknown > 0 ? why : "");
	draw_sum(s, row, snap->failures, "failed", "failed", "");
}

static void
draw_hosts(const struct scene *s, int *row)
{
	const struct snapshot *snap = s->snap;
	struct canvas *c = s->canvas;
	int left = c->columns < SCENE_WIDE ? 1 : 3;
	int name = c->columns < SCENE_WIDE ? c->columns - 18 : 32;
	char text[NAME_BYTES + 8];
	uint32_t i;

	if (snap->n_servers == 0)
		return;
	canvas_text(c, *row, left, -1, STYLE_BOLD, "SERVER");
	canvas_text(c, (*row)++, left + name + 1, -1, STYLE_BOLD,
	    "   FAIL      OK");
	for (i = 0; i < snap->n_servers; i++) {
		wording_server(&snap->servers[i], text, sizeof text);
		canvas_middle(c, *row, left, name, STYLE_PLAIN, text);
		canvas_textf(c, (*row)++, left + name + 1, -1, STYLE_PLAIN,
		    "%7u %7u", snap->servers[i].failures,
		    snap->servers[i].successes);
	}
	(*row)++;
}

static void
draw_start(const struct scene *s)
{
	struct canvas *c = s->canvas;
	int row = s->top + 1, left = c->columns < SCENE_WIDE ? 1 : 3;
	char words[SENTENCE_BYTES];

	if (s->from->is_live && (s->snap->sessions == 0 ||
	    s->from->up_ns < HEALTH_SILENT_NS)) {
		draw_checks(s);
		return;
	}
	canvas_text(c, row, left, -1, STYLE_BOLD, s->from->is_live ?
	    "Capturing. NOTHING WRONG SEEN YET." :
	    !s->from->is_over ? "Reading. Nothing wrong seen yet." :
	    lockout_unanswered(s->snap) != NULL ? "NO MAIL SERVER ANSWERS." :
	    s->snap->sessions == 0 ? s->snap->from_middle > 0 ?
	    "NO LOGIN IN THIS CAPTURE." : "NO MAIL IN THIS CAPTURE." :
	    "NO FAILED LOGIN IN THIS CAPTURE.");
	row += 2;
	if (lockout_unanswered(s->snap) != NULL)
		row += canvas_para(c, row, left, c->columns - left - 1,
		    s->bottom - row, STYLE_YELLOW,
		    finding_words(lockout_unanswered(s->snap), c->ascii,
		    words)) + 1;
	draw_sums(s, &row);
	row++;
	draw_hosts(s, &row);
	canvas_para(c, row, left, c->columns - left - 1, s->bottom - row,
	    STYLE_PLAIN, !s->from->is_live ? "If the host says you were "
	    "blocked at that time, a device that was switched off or away "
	    "may be the cause, or the capture was made elsewhere: press !" :
	    "If the host says you are blocked right now, a device that is "
	    "switched off or away may be the cause. Keep this running until "
	    "it comes back, or ask the host for the account name and the "
	    "time of the last failed login.");
}

/* From here no device can be named; servers still can. */
static void
draw_unfit(const struct scene *s)
{
	const struct snap_capture *k = &s->snap->capture;
	struct canvas *c = s->canvas;
	struct scene below = *s;
	int row = s->top, width = c->columns - 2;
	char words[SENTENCE_BYTES];
	uint32_t i;

	for (i = 0; i < k->n_notes; i++)
		if (k->notes[i].is_unfit)
			row += canvas_para(c, row, 1, width, s->bottom - row,
			    STYLE_YELLOW, finding_words(&k->notes[i],
			    c->ascii, words));
	row = way_out_draw(s, row);
	row += c->rows >= SCENE_HIGH;
	row += canvas_para(c, row, 1, width, s->bottom - row, STYLE_BOLD,
	    health_tells_devices(s->snap) ? "What was tried, by server; how "
	    "it ended is mostly unknown:" : "Which device it is cannot be "
	    "told from here. What fails, by server:");
	below.top = row;
	view_servers_part(&below);
}

const struct view view_start = {
	.name = "start", .draw = draw_start, .bar = BAR_RANK, .is_text = true
};

const struct view view_unfit = {
	.name = "wan", .draw = draw_unfit, .bar = BAR_RANK, .is_text = true
};
