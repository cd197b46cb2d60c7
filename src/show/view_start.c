/*
 * Before anything failed: a checklist while the capture is young, then what
 * has been watched so far.  Never an empty screen.
 */

#include <stdio.h>

#include "base/when.h"
#include "data/protocols.h"
#include "show/view.h"

static void
check(const struct scene *s, int *row, int state, const char *text)
{
	static const char *const marks[] = { "[..]", "[ok]", "[!!]" };

	if (*row >= s->bottom)
		return;
	canvas_textf(s->canvas, *row, s->canvas->columns < 60 ? 1 : 3, -1,
	    state == 2 ? STYLE_YELLOW : STYLE_PLAIN, "%s   %s", marks[state],
	    text);
	(*row)++;
}

static void
draw_checks(const struct scene *s)
{
	const struct snapshot *snap = s->snap;
	const struct snap_capture *k = &snap->capture;
	char buffer[200];
	int row = s->top + 1, left = s->canvas->columns < 60 ? 1 : 3;
	uint32_t i;

	snprintf(buffer, sizeof buffer, "%s is up; %llu packets, %llu a "
	    "second now", s->from->name, (unsigned long long)k->packets,
	    (unsigned long long)s->from->packets_per_s);
	check(s, &row, k->packets > 0 ? 1 : s->from->up_ns > 10 * NS_PER_S ?
	    2 : 0, k->packets > 0 ? buffer : s->from->up_ns > 10 * NS_PER_S ?
	    "up but silent: is the mirror session on?" :
	    "waiting for the first packet");
	snprintf(buffer, sizeof buffer, "more than one device: %u so far",
	    snap->n_devices);
	check(s, &row, snap->n_devices > 1, buffer);
	check(s, &row, snap->sessions > 0 && k->point != POINT_ONE_WAY,
	    "traffic in both directions");
	check(s, &row, k->point == POINT_LAN ? 1 : k->point == POINT_WAN ?
	    2 : 0, k->point == POINT_WAN ? "this is behind the NAT: devices "
	    "cannot be told apart" : k->point == POINT_LAN ?
	    "this is the LAN side" : "LAN side or not: not known yet");
	snprintf(buffer, sizeof buffer, "mail traffic: %llu session%s",
	    (unsigned long long)snap->sessions, snap->sessions == 1 ? "" :
	    "s");
	check(s, &row, snap->sessions > 0, buffer);
	for (i = 0; i < k->n_notes; i++)
		if (k->notes[i].note != NOTE_NO_MAIL &&
		    k->notes[i].note != NOTE_NO_PACKETS)
			check(s, &row, 2, k->notes[i].sentence);
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

void
view_start(const struct scene *s)
{
	const struct snapshot *snap = s->snap;
	struct canvas *c = s->canvas;
	int row = s->top + 1, left = c->columns < 60 ? 1 : 3;
	int name = c->columns < 60 ? c->columns - 18 : 32;
	char text[120];
	uint32_t i;

	if (snap->sessions == 0 || s->from->up_ns < 10 * NS_PER_S) {
		if (s->from->is_live) {
			draw_checks(s);
			return;
		}
	}
	canvas_text(c, row, left, -1, STYLE_BOLD, s->from->is_live ?
	    "Capturing. NOTHING WRONG SEEN YET." :
	    s->from->is_over ? "NO FAILED LOGIN IN THIS CAPTURE." :
	    "Reading. Nothing wrong seen yet.");
	row += 2;
	snprintf(text, sizeof text, "%llu mail session%s watched, %u "
	    "device%s, %u server%s", (unsigned long long)snap->sessions,
	    snap->sessions == 1 ? "" : "s", snap->n_devices,
	    snap->n_devices == 1 ? "" : "s", snap->n_servers,
	    snap->n_servers == 1 ? "" : "s");
	row += canvas_para(c, row, left + 2, c->columns - left - 3,
	    s->bottom - row, STYLE_PLAIN, text);
	canvas_textf(c, row++, left + 2, -1, STYLE_PLAIN,
	    "%llu logins succeeded", (unsigned long long)snap->successes);
	canvas_textf(c, row++, left + 2, -1, STYLE_PLAIN,
	    "%llu undecided", (unsigned long long)snap->unknown);
	canvas_textf(c, row++, left + 2, -1, STYLE_PLAIN,
	    "%llu failed", (unsigned long long)snap->failures);
	row++;
	if (snap->n_hosts > 0 && row < s->bottom) {
		canvas_text(c, row, left, -1, STYLE_BOLD, "SERVER");
		canvas_text(c, row++, left + name + 1, -1, STYLE_BOLD,
		    "     OK  FAILED");
	}
	for (i = 0; i < snap->n_hosts && row < s->bottom - 4; i++) {
		char ip[IP_TEXT_BYTES];

		ip_print(&snap->hosts[i].at.ip, ip);
		snprintf(text, sizeof text, "%s:%u",
		    snap->hosts[i].name[0] != '\0' ? snap->hosts[i].name : ip,
		    snap->hosts[i].at.port);
		canvas_middle(c, row, left, name, STYLE_PLAIN, text);
		canvas_textf(c, row++, left + name + 1, -1, STYLE_PLAIN,
		    "%7u %7u", snap->hosts[i].successes,
		    snap->hosts[i].failures);
	}
	row++;
	canvas_para(c, row, left, c->columns - left - 1, s->bottom - row,
	    STYLE_PLAIN, "If the host says you are blocked right now, a "
	    "device that is switched off or away may be the cause. Keep this "
	    "running until it comes back, or ask the host for the account "
	    "name and the time of the last failed login.");
}

/* From here no device can be named; servers still can. */
void
view_unfit(const struct scene *s)
{
	const struct snap_capture *k = &s->snap->capture;
	struct canvas *c = s->canvas;
	struct scene below = *s;
	int row = s->top, width = c->columns - 2;
	uint32_t i;

	for (i = 0; i < k->n_notes; i++)
		if (k->notes[i].is_unfit)
			row += canvas_para(c, row, 1, width, s->bottom - row,
			    STYLE_YELLOW, k->notes[i].sentence);
	row = way_out_draw(s, row);
	row += c->rows >= 18;
	row += canvas_para(c, row, 1, width, s->bottom - row, STYLE_BOLD,
	    "Which device it is cannot be told from here. What fails, by "
	    "server:");
	below.top = row;
	view_servers(&below);
}
