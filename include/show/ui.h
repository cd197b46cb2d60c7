/*
 * The dashboard: which view is up, what is selected, what keys do.  Draws on
 * a canvas from a snapshot and the events; knows neither curses nor engine.
 */

#ifndef SHOW_UI_H
#define SHOW_UI_H

#include <stdbool.h>
#include <stdint.h>

#include "data/event.h"
#include "data/snapshot.h"
#include "show/canvas.h"

struct ui;

/* What the views cannot know from the snapshot. */
struct ui_source {
	const char *name;		/* "eth0", "office.pcap" */
	bool is_live;
	bool is_over;			/* replay: read to its end */
	int64_t now_ns;			/* the clock shown, UTC */
	int64_t up_ns;			/* since the start */
	int64_t steady_ns;		/* for pausing and re-sorting */
	uint64_t packets_per_s;
	uint64_t dropped, received;	/* by kernel and interface */
	uint64_t read_bytes, size_bytes;	/* replay; size 0 = unknown */
	uint64_t bytes_per_s;
	const char *trouble;		/* one sentence, "" = none */
	const char *speed;		/* replay: "x8", "max", "done"; NULL */
	const char *hint;		/* of a key, given room; or NULL */
};

struct ui_style {
	bool ascii, show_users, keybar;
	const char *(*vendor)(const struct mac *m);
};

enum ui_act {
	UI_NOTHING, UI_REDRAW, UI_QUIT, UI_QUIT_PRINT, UI_REDRAW_ALL,
	UI_PAUSE_REPLAY, UI_FASTER, UI_SLOWER, UI_GOTO,
	UI_COPY, UI_COLORS,
	/* b: who is to be asked says ui_target(); then the answer to
	 * ui_confirm(). */
	UI_PROBE, UI_PROBE_ONCE, UI_PROBE_AGAIN
};

/* Keys beside printable characters. */
enum ui_key {
	UI_KEY_UP = 0x1000, UI_KEY_DOWN, UI_KEY_LEFT, UI_KEY_RIGHT,
	UI_KEY_PAGE_UP, UI_KEY_PAGE_DOWN, UI_KEY_HOME, UI_KEY_END,
	UI_KEY_ENTER, UI_KEY_ESCAPE, UI_KEY_BACKSPACE, UI_KEY_TAB,
	UI_KEY_F1, UI_KEY_F2, UI_KEY_F3, UI_KEY_F4, UI_KEY_F5, UI_KEY_F6,
	UI_KEY_F7, UI_KEY_F8, UI_KEY_F9, UI_KEY_F10,
	UI_KEY_RESIZED			/* nobody's key: draw anew */
};

/* The server that is selected, as the last picture has it. */
struct ui_target {
	struct ip ips[2];		/* its own, and its host's by the other
					 * family */
	uint32_t n_ips;
	char name[NAME_BYTES];		/* "" = unknown */
	bool is_locked;
};

/* NULL when there is no memory.  The style is copied. */
struct ui	*ui_new(const struct ui_style *style);
void	ui_free(struct ui *u);

/* Takes note of an event; each is to be told once. */
void	ui_event(struct ui *u, const struct event *ev);
/* The clock was set: what was told is told in its time from now on. */
void	ui_clock_set(struct ui *u, int64_t by_ns);
enum ui_act	ui_key(struct ui *u, int key);
void	ui_draw(struct ui *u, const struct snapshot *s,
	    const struct ui_source *from, struct canvas *c);
/* Pauses, or goes on, as the key for it does: the next picture stands still. */
void	ui_hold(struct ui *u, bool is_paused);
/* Forgets all events, as if none had happened; view and settings stay. */
void	ui_forget(struct ui *u);
/* Shows what a key did, where nothing else does: for some seconds, or until
 * the next key. */
void	ui_say(struct ui *u, const char *words);
/* False: there is none. */
bool	ui_target(const struct ui *u, struct ui_target *out);
/*
 * Asks whether something is to be done: y gives UI_PROBE_ONCE, where
 * takes_again a gives UI_PROBE_AGAIN, and any other key does nothing.
 */
void	ui_confirm(struct ui *u, const char *question, bool takes_again);
/* What came of asking these addresses stands where their server is told of. */
void	ui_answer(struct ui *u, const struct ui_target *whom,
	    const char *words);
/* Says something that is longer than a line, until the next key. */
void	ui_tell(struct ui *u, const char *words);
/* What the goto line was given, once after UI_GOTO; "" otherwise. */
const char	*ui_goto(const struct ui *u);

#endif
