/* The lines below the head: how far the capture is read, and is it well? */

#include "show/health.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "show/counts.h"
#include "show/findings.h"
#include "show/host_words.h"
#include "show/lockout_words.h"
#include "show/wording.h"

/* For so long a lockout that is over is still told. */
#define RECENT_NS	(3600 * NS_PER_S)

enum { TWO_LINES_FROM = 14 };		/* rows of the window */

bool
health_counts(const struct scene *s, const struct snap_note *n)
{
	const struct ui_source *f = s->from;

	if (n->note == NOTE_NO_PACKETS)
		return (f->is_live ? f->up_ns >= HEALTH_SILENT_NS : f->is_over);
	if (n->note == NOTE_NO_MAIL)
		return (f->is_live ? f->up_ns >= HEALTH_MAILLESS_NS :
		    f->is_over);
	return (!counts_note_is_told(&s->snap->capture, n->note));
}

bool
health_tells_devices(const struct snapshot *s)
{
	const struct snap_note *n = snapshot_unfit(s);

	return (n == NULL || n->note == NOTE_ONE_WAY);
}

/* How far a file is read, and how fast unless the player's speed says so. */
static void
reading(const struct ui_source *f, char *out, size_t size)
{
	struct text t;

	text_init(&t, out, size);
	text_add(&t, "Read:");
	if (f->size_bytes > 0)
		text_addf(&t, " %.0f%%", 100. * (double)f->read_bytes /
		    (double)f->size_bytes);
	text_addf(&t, "  %.1f MB", (double)f->read_bytes / 1e6);
	if (f->speed != NULL && strcmp(f->speed, "max") != 0)
		return;
	text_addf(&t, "  %.0f MB/s", (double)f->bytes_per_s / 1e6);
	if (f->size_bytes > f->read_bytes && f->bytes_per_s > 0)
		text_addf(&t, "  %llu s left", (unsigned long long)
		    ((f->size_bytes - f->read_bytes) / f->bytes_per_s));
}

static bool
is_wide(const struct scene *s)
{
	return (s->canvas->columns >= SCENE_WIDE);
}

/* Which key tells more; the words leave the drops their room. */
static const char *
key_words(const struct scene *s, const char *words, int before)
{
	enum { DROPS_COLUMNS = 30 };
	int columns = s->canvas->columns;

	return (columns < SCENE_WIDE ? "" : before + (int)strlen(words) +
	    DROPS_COLUMNS < columns ? " (press !)" : " (!)");
}

/* Where the capture was taken, and the first thing that is wrong with it. */
static enum style
state_words(const struct scene *s, char *out, size_t size)
{
	const struct snap_capture *k = &s->snap->capture;
	bool is_lan = k->point == POINT_LAN;
	uint32_t i;

	for (i = 0; i < k->n_notes; i++) {
		const char *brief = finding_brief(k->notes[i].note);
		bool is_mild = finding_is_mild(k->notes[i].note);

		if (!health_counts(s, &k->notes[i]) || brief[0] == '\0')
			continue;
		snprintf(out, size, "%s%s%s", !is_wide(s) ? "" : is_lan ?
		    is_mild ? "Capture OK: LAN side; " :
		    "Capture: LAN side, but " : "Capture: ", brief,
		    key_words(s, brief, 23));
		return (is_mild ? STYLE_PLAIN : STYLE_YELLOW);
	}
	snprintf(out, size, "%s", is_lan ? "Capture OK: LAN side" :
	    s->snap->sessions == 0 ? "Checking the capture point ..." :
	    "Capturing");
	return (STYLE_PLAIN);
}

struct lines {
	const struct scene *s;
	int row, most;
	bool has_counts;		/* still to be drawn */
};

static void
draw_line(struct lines *l, enum style style, const char *left)
{
	const struct snapshot *snap = l->s->snap;
	const struct ui_source *f = l->s->from;
	struct canvas *c = l->s->canvas;
	/* What was dropped is among what was received (pcap_stats(3PCAP)). */
	double share = f->dropped == 0 ? 0. : f->dropped >= f->received ?
	    100. : 100. * (double)f->dropped / (double)f->received;
	char right[120], *drops;
	int room = c->columns - (int)utf8_columns(left) - 4;

	if (l->row > l->most)
		return;
	snprintf(right, sizeof right, "mail %llu sess  drops %llu (%.1f%%)",
	    (unsigned long long)snap->sessions,
	    (unsigned long long)f->dropped, share);
	drops = strstr(right, "drops");
	/* The words on the left need room: the sessions give theirs up. */
	if (room < (int)strlen(right))
		memmove(right, drops, strlen(drops) + 1);
	if (l->has_counts && c->columns >= 60 && room >= (int)strlen(right)) {
		canvas_right(c, l->row, c->columns - 1, f->dropped > 0 ?
		    STYLE_YELLOW : STYLE_PLAIN, right);
		l->has_counts = false;
	}
	canvas_text(c, l->row++, 1, -1, style, left);
}

/* The office's mail is locked out, or was a short while ago. */
static void
draw_locked(struct lines *l)
{
	const struct snapshot *snap = l->s->snap;
	const struct snap_lockout *o = lockout_now(snap);
	int64_t now_ns = l->s->from->now_ns;
	char words[300], clock[16], span[WHEN_SPAN_BYTES];
	bool is_over = o == NULL;
	struct text t;

	if (is_over && snap->n_lockouts > 0)
		o = &snap->lockouts[0];
	if (o == NULL || (is_over && now_ns - o->until_ns > RECENT_NS))
		return;
	text_init(&t, words, sizeof words);
	text_add(&t, is_over ? "Was locked out" : "LOCKED");
	if (is_wide(l->s)) {
		text_add(&t, is_over ? ": " : "  ");
		lockout_server(&t, o, l->s->canvas->ascii);
	}
	wording_clock(o->since_ns, clock);
	wording_span((is_over ? o->until_ns : now_ns) - o->since_ns, span);
	if (!is_over && is_wide(l->s))
		text_addf(&t, " %s", lockout_deed(o->kind, o->how, false));
	text_addf(&t, is_over ? " from %s, for %s" : " since %s (%s)", clock,
	    span);
	if (is_over)
		text_add(&t, is_wide(l->s) ? " (press 2)" : " (2)");
	draw_line(l, is_over ? STYLE_YELLOW : STYLE_RED, words);
}

/* The worst host of this state; NULL: none is in it. */
static const struct snap_host *
host_in(const struct snapshot *s, enum host_state state)
{
	uint32_t i;

	for (i = 0; i < s->n_hosts; i++)
		if (s->hosts[i].state == state)
			return (&s->hosts[i]);
	return (NULL);
}

/* What else is wrong with a mail host, or will be soon. */
static void
draw_host(struct lines *l)
{
	const struct snapshot *snap = l->s->snap;
	const struct snap_host *all = host_in(snap, HOST_REFUSES_ALL);
	const struct snap_host *trouble = host_in(snap, HOST_TROUBLE);
	const struct snap_host *risk = host_in(snap, HOST_AT_RISK);
	const struct snap_host *h = all != NULL ? all : trouble != NULL ?
	    trouble : risk;
	char words[400];
	struct text t;

	if (h == NULL || (h == risk && !host_is_at_risk(h)))
		return;
	text_init(&t, words, sizeof words);
	text_addf(&t, "%s: ", h == risk ? "AT RISK" : h == all ? "HOST" :
	    "TROUBLE");
	if (is_wide(l->s)) {
		host_name(&t, h, l->s->canvas->ascii);
		text_add(&t, h == risk ? ", " : " ");
	}
	if (h == risk)
		host_budget_brief(&t, h);
	else
		text_addf(&t, "%s", h == all ? "refuses everybody's login" :
		    trouble_deed(h->trouble));
	draw_line(l, STYLE_YELLOW, words);
}

/* Trouble, how far a file is read, and where the capture was taken: none of
 * these hides that from such a place no device can be named. */
int
health_draw(const struct scene *s, int row)
{
	const struct snap_note *unfit = snapshot_unfit(s->snap);
	const struct ui_source *f = s->from;
	struct lines l = { s, row, row +
	    (s->canvas->rows >= TWO_LINES_FROM ? 2 : 1), true };
	char words[SENTENCE_BYTES + 40];
	enum style style;

	if (f->trouble[0] != '\0')
		draw_line(&l, STYLE_YELLOW, f->trouble);
	if (!f->is_live && !f->is_over) {
		reading(f, words, sizeof words);
		draw_line(&l, STYLE_PLAIN, words);
	}
	if (unfit != NULL) {
		snprintf(words, sizeof words, "!! %s%s%s",
		    is_wide(s) ? "CAPTURE POINT: " : "",
		    finding_brief(unfit->note),
		    is_wide(s) ? " (press !)" : "");
		draw_line(&l, STYLE_YELLOW, words);
	}
	if (l.row == row) {
		style = state_words(s, words, sizeof words);
		draw_line(&l, style, words);
	}
	/* What is goes before what was. */
	if (lockout_now(s->snap) != NULL)
		draw_locked(&l);
	draw_host(&l);
	if (lockout_now(s->snap) == NULL)
		draw_locked(&l);
	return (l.row);
}
