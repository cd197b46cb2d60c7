/*
 * The dashboard's inside, for ui.c and the views alone.
 */

#ifndef SHOW_VIEW_H
#define SHOW_VIEW_H

#include "base/when.h"
#include "show/alert.h"
#include "show/ui.h"

enum {
	UI_LOG = 1024,			/* events kept */
	UI_ROWS = 128,			/* of the ranking */
	UI_INPUT = 64,
	UI_SAID = UI_INPUT + 32,
	SPARK_BINS = 12,		/* in the ranking, at least */
	SPARK_MOST = 128
};

/* A silent interface is no news at once, nor is one without mail (UX 1.7). */
#define UI_SILENT_NS	(10 * NS_PER_S)
#define UI_MAILLESS_NS	(5 * 60 * NS_PER_S)

enum ui_view { VIEW_RANK, VIEW_SERVERS, VIEW_LOG, VIEW_DEVICE, VIEW_HELP,
    VIEW_REPORT, VIEW_CAPTURE, VIEW_SERVER };
enum ui_sort { SORT_RANK, SORT_FAILS, SORT_RATE, SORT_SURE, SORT_LAST,
    SORT_NAME, SORT_ADDRESS, SORT_COUNT };
enum ui_names { NAMES_NAME, NAMES_ADDRESS, NAMES_MAC, NAMES_COUNT };
enum ui_asking { ASK_NOTHING, ASK_FIND, ASK_FILTER, ASK_GOTO };

/* Who it was, as the selection follows it. */
struct ui_who {
	bool has_mac;
	struct mac mac;
	struct ip ip;
};

struct ui_entry {
	int64_t when_ns;
	struct ui_who who;
	bool is_named;			/* device is no address */
	char device[NAME_BYTES];
	char server[NAME_BYTES];
	uint16_t port;
	uint8_t proto, security, outcome, reason, evidence, action;
	uint8_t confidence_pct;
	bool is_verdict;
	int64_t delay_ns;
	char words[SENTENCE_BYTES];	/* the reply, or the verdict */
};

struct ui_row {
	const struct snap_device *device;	/* NULL: no failed login */
	struct ui_who who;
	char name[NAME_BYTES];
	uint32_t successes;
	int64_t last_ns;
};

/* A device that only got in, remembered for "all devices". */
struct ui_quiet {
	struct ui_who who;
	char name[NAME_BYTES];
	uint32_t successes;
	int64_t last_ns;
};

/* What happened, as far as it is kept. */
struct ui_past {
	uint64_t n_events;		/* ever */
	struct ui_entry log[UI_LOG];	/* a ring */
	struct ui_quiet quiet[UI_ROWS];
	int n_quiet;
};

/* All that a picture is made of. */
struct ui_held {
	struct snapshot snap;
	struct ui_source from;
	struct ui_past past;
};

struct ui {
	struct ui_style style;
	enum ui_view view, before;	/* before: where help returns to */
	enum ui_sort sort;
	bool is_reversed, shows_all, is_paused, follows, must_sort;
	enum ui_names names;
	enum snap_span span;
	enum ui_asking asking;
	char input[UI_INPUT], find[UI_INPUT], filter[UI_INPUT];
	char goto_text[UI_INPUT];
	bool has_selected;
	struct ui_who selected;
	int row, server_row;		/* selection */
	int log_back, log_found;	/* lines from the end; -1 = none */
	int page_top;			/* first line shown of a long text */
	int page_rows;			/* what fits at once */
	bool is_text;			/* the view is one, no list */
	char said[UI_SAID];		/* of the last key; "" = nothing */
	int n_servers;			/* drawn last, with their names */
	char servers[SNAP_MAIL_SERVERS][NAME_BYTES];
	int64_t key_ns, sorted_ns, paused_ns;
	int64_t now_ns;			/* the clock shown last */
	struct ui_past past;
	struct ui_row rows[UI_ROWS];
	int n_rows;
	struct ui_who order[UI_ROWS];	/* as last sorted */
	int n_order;
	uint32_t n_hidden;		/* devices without a failure */
	uint32_t n_unfailed;		/* of them, what the filter matches */
	bool has_held;			/* while paused */
	struct ui_held held;
};

/* What a view is given besides. */
struct scene {
	struct ui *ui;
	const struct snapshot *snap;
	const struct ui_source *from;
	struct canvas *canvas;
	int top, bottom;		/* rows for the view: top..bottom-1 */
};

typedef void view_draw(const struct scene *s);

view_draw view_rank, view_servers, view_log, view_device, view_help;
view_draw view_report, view_capture, view_server;
view_draw view_start, view_unfit;
/* Parts of view_device, for wide windows: who, when, what to do; and why. */
view_draw view_person, view_evidence;

/* What is shown of it: while paused, all up to then. */
const struct ui_past	*ui_past(const struct ui *u);
/* The i-th newest entry, 0 the newest; NULL beyond. */
const struct ui_entry	*ui_entry_at(const struct ui *u, uint64_t back);
bool	ui_who_equals(const struct ui_who *a, const struct ui_who *b);
/* The row of a device that has failed. */
struct ui_row	ui_row_of(const struct snap_device *d);
struct ui_who	ui_who_of(const struct snap_device *d);
bool	ui_row_matches(const struct ui *u, const struct ui_row *r,
	    const char *what);
/* Does the i-th line from the end of the log have what is to be found? */
bool	ui_log_matches(const struct ui *u, int i);
/* Lines of the log that the filter leaves, and which they are. */
bool	ui_log_keeps(const struct ui *u, const struct ui_entry *e);
int	ui_log_lines(const struct ui *u);
bool	ui_server_matches(const struct ui *u, int i);
/* "mail.example.test:993" */
void	ui_server_name(const struct snap_server *h, char *out, size_t size);
/* is_held: the order stays as it was. */
void	ui_rows_fill(struct ui *u, const struct snapshot *s, bool is_held);
/* As the settings want it: name, address or MAC. */
void	ui_device_name(const struct ui *u, const struct ui_row *r,
	    char out[NAME_BYTES]);
/* The same of who stands in the log. */
void	ui_entry_name(const struct ui *u, const struct ui_entry *e,
	    char out[NAME_BYTES]);
/* Why a login ended so, where the server's words were not read. */
const char	*ui_reason_words(enum reason reason);
/* "LAST HOUR", and in the middle of a sentence. */
const char	*ui_span_title(enum snap_span span);
const char	*ui_span_words(enum snap_span span);
/* Failures of the last ten minutes, this one included; NULL has none. */
uint32_t	ui_recent(const struct snap_device *d, int64_t now_ns);

/* What a spark line shows. */
struct spark {
	int64_t from_ns, until_ns;
	int columns;
	uint32_t n[SPARK_MOST];		/* failures, by column */
};

/*
 * One character for so much of the span asked for, oldest first, in at most
 * room columns (is_fixed: in so many); SPARK_MOST + 1 bytes suffice.
 */
struct spark	ui_spark(const struct scene *s, const struct snap_device *d,
		    int room, bool is_fixed, char *out);
/* Columns that stand for equal parts of the span: SPARK_BINS, or up to room. */
int	ui_spark_columns(enum snap_span span, int room);
/* Lines of the capture's health from this row on; returns the row below. */
int	health_draw(const struct scene *s, int row);
/* False of what is no finding: silence of a moment, what others tell. */
bool	health_counts(const struct scene *s, const struct snap_note *n);
/* Each device's failures are its own, be they certain or not. */
bool	health_tells_devices(const struct snapshot *s);
/* Where to capture instead; returns the row below. */
int	way_out_draw(const struct scene *s, int row);
/* A word below the view: there is more than fits. */
void	ui_more(const struct scene *s, const char *words);
/* How it is judged, and how sure that is: 0 of one that is all right. */
enum rating	ui_rating(const struct ui_row *r);
uint32_t	ui_sure(const struct ui_row *r);
/* "12s", "6m", "-". */
void	ui_ago(int64_t now_ns, int64_t then_ns, char out[16]);
/* "4s", "15m28s": of the screen itself, in whole seconds. */
void	ui_span(int64_t span_ns, char out[WHEN_SPAN_BYTES]);
/* Before an answer: "0.04s", "1.6s". */
void	ui_delay(int64_t delay_ns, char out[WHEN_SPAN_BYTES]);
void	ui_clock(int64_t when_ns, char out[16]);
enum style	ui_rating_style(enum rating r);
const char	*ui_rating_word(enum rating r);

#endif
