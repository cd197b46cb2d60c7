/* What is wrong with the capture ("!"), and how good it is in figures. */

#include "show/view_capture.h"

#include <stdio.h>

#include "base/text.h"
#include "base/when.h"
#include "show/counts.h"
#include "show/findings.h"
#include "show/health.h"

/* A word, and its text beside it, or below it in narrow windows. */
static int
draw_fact(const struct scene *s, int row, const char *word, const char *text)
{
	struct canvas *c = s->canvas;
	int at = c->columns < SCENE_WIDE ? 3 : 12;

	canvas_text(c, row, 1, -1, STYLE_BOLD, word);
	row += c->columns < SCENE_WIDE;
	return (row + canvas_para(c, row, at, c->columns - at - 1,
	    s->bottom - row, STYLE_PLAIN, text));
}

static int
draw_finding(const struct scene *s, int row, const char *text)
{
	canvas_text(s->canvas, row, 1, -1, STYLE_YELLOW, "!!");
	return (row + canvas_para(s->canvas, row, 4, s->canvas->columns - 5,
	    s->bottom - row, STYLE_YELLOW, text));
}

int
way_out_draw(const struct scene *s, int row)
{
	const char *const *ways = point_ways(s->snap->capture.point);
	int i;

	canvas_text(s->canvas, row++, 1, -1, STYLE_BOLD,
	    "MOVE THE CAPTURE to one of:");
	for (i = 0; i < FINDING_WAYS && ways[i] != NULL; i++) {
		canvas_textf(s->canvas, row, 2, -1, STYLE_PLAIN, "%d", i + 1);
		row += canvas_para(s->canvas, row, 4, s->canvas->columns - 5,
		    s->bottom - row, STYLE_PLAIN, ways[i]);
	}
	return (row);
}

static int
draw_findings(const struct scene *s, int row)
{
	const struct snap_capture *k = &s->snap->capture;
	char words[SENTENCE_BYTES];
	int top = row;
	uint32_t i;

	if (s->from->trouble[0] != '\0')
		row = draw_finding(s, row, s->from->trouble);
	for (i = 0; i < k->n_notes; i++)
		if (health_counts(s, &k->notes[i]))
			row = draw_finding(s, row, finding_words(&k->notes[i],
			    s->canvas->ascii, words));
	if (snapshot_unfit(s->snap) != NULL)
		row = way_out_draw(s, row);
	if (row > top)
		return (row);
	return (row + canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
	    s->bottom - row, STYLE_PLAIN, s->snap->sessions > 0 ?
	    "Nothing is wrong with it, as far as can be seen from here." :
	    "Nothing is known to be wrong with it; no mail was seen yet."));
}

static int
draw_mail(const struct scene *s, int row)
{
	const struct snapshot *snap = s->snap;
	char text[400];
	struct text t;

	text_init(&t, text, sizeof text);
	counts_add(&t, snap->sessions, "session", "sessions");
	text_add(&t, " of ");
	counts_add(&t, snap->n_devices_seen, "device", "devices");
	text_add(&t, " with ");
	counts_servers(&t, snap);
	row = draw_fact(s, row, "Mail", text);
	text_init(&t, text, sizeof text);
	text_addf(&t, "%llu failed, %llu ok, %llu unknown (neither ok "
	    "nor a wrong password)", (unsigned long long)snap->failures,
	    (unsigned long long)snap->successes,
	    (unsigned long long)snap->unknown);
	if (snap->encrypted > 0)
		text_addf(&t, "; %llu of these encrypted and not to be told",
		    (unsigned long long)snap->encrypted);
	return (draw_fact(s, row, "Logins", text));
}

static void
draw_capture(const struct scene *s)
{
	const struct snap_capture *k = &s->snap->capture;
	char text[400], first[WHEN_ISO_BYTES], last[WHEN_ISO_BYTES];
	int row = s->top;
	struct text t;

	canvas_textf(s->canvas, row++, 1, -1, STYLE_BOLD, "THE CAPTURE, %s",
	    s->from->name);
	row = draw_findings(s, row) + 1;
	row = draw_fact(s, row, "Taken", point_words(k->point));
	text_init(&t, text, sizeof text);
	counts_add(&t, k->packets, "packet", "packets");
	if (k->packets > 0) {
		when_short(k->first_ns, first);
		when_short(k->last_ns, last);
		text_addf(&t, ", %s to %s UTC", first, last);
	}
	row = draw_fact(s, row, "Seen", text);
	row = draw_mail(s, row);
	text_init(&t, text, sizeof text);
	text_addf(&t, "%llu dropped while capturing, ", (unsigned long long)
	    s->from->dropped);
	counts_add(&t, k->holes, "gap in a mail stream",
	    "gaps in mail streams");
	text_add(&t, ", ");
	counts_add(&t, k->truncated, "packet cut short",
	    "packets cut short");
	text_add(&t, ", ");
	counts_add(&t, k->doubles, "packet seen twice",
	    "packets seen twice");
	draw_fact(s, row, "Lost", text);
}

const struct view view_capture = {
	.name = "capture", .draw = draw_capture, .bar = BAR_TEXT,
	.is_text = true, .lies_over = true
};
