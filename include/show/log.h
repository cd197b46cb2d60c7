/*
 * What happened, as the dashboard keeps it: the newest events, and the devices
 * that only got in.
 *
 * The entries are a ring: event number n (the first is 0) stands at
 * n % LOG_ENTRIES, so the newest is at (n_events - 1) % LOG_ENTRIES and the
 * oldest LOG_ENTRIES are all that is left.  "Back" counts from the newest,
 * which is 0.
 */

#ifndef SHOW_LOG_H
#define SHOW_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "data/event.h"
#include "data/snapshot.h"
#include "show/findings.h"
#include "show/who.h"

struct list;
struct ui;
struct ui_style;

enum { LOG_ENTRIES = 1024, LOG_QUIET = 128 };

struct log_entry {
	int64_t when_ns;
	struct who_key who;
	bool is_named;			/* device is no address */
	char device[NAME_BYTES];	/* "-": nobody's */
	char server[NAME_BYTES];
	uint16_t port;
	uint8_t proto, security, outcome, reason, evidence, action;
	uint8_t confidence_pct;
	bool is_verdict;
	int64_t delay_ns;
	char words[SENTENCE_BYTES];	/* the reply, or the verdict */
};

/* A device that only got in, remembered for "all devices". */
struct log_quiet {
	struct who_key who;
	char name[NAME_BYTES];
	uint32_t successes;
	int64_t last_ns;
};

struct log {
	uint64_t n_events;		/* ever */
	struct log_entry entries[LOG_ENTRIES];
	struct log_quiet quiet[LOG_QUIET];
	int n_quiet;			/* LOG_QUIET: later ones are left out */
};

/* Makes an event an entry, the newest; user names masked as the style says. */
const struct log_entry	*log_record(struct log *l, const struct event *ev,
			    const struct ui_style *style);
/* The clock was set: all entries were so much later. */
void	log_move(struct log *l, int64_t by_ns);

/* The log that is shown: while paused, the one of that moment. */
const struct log	*log_shown(const struct ui *u);
/* The entry so many back in what is shown; NULL beyond the oldest. */
const struct log_entry	*log_at(const struct ui *u, uint64_t back);
/* The device of an entry, as the settings want it; an address stays one where
 * the ranking would name the maker. */
void	log_name(const struct ui *u, const struct log_entry *e,
	    char out[NAME_BYTES]);
/* "FAIL", "LOCK", and why a login ended so. */
const char	*log_result(const struct log_entry *e);
void	log_why(const struct log_entry *e, char *out, size_t size);

/* Does the filter leave this entry? */
bool	log_keeps(const struct ui *u, const struct log_entry *e);
/* Entries that it leaves: the lines of the log, 0 the newest. */
int	log_lines(const struct ui *u);
extern const struct list log_list;

#endif
