/*
 * Small words that all screens use alike: times, spans, what a rating and a
 * reason are called.
 */

#ifndef SHOW_WORDING_H
#define SHOW_WORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/when.h"
#include "data/snapshot.h"
#include "show/canvas.h"

/* How what came over the wire is written. */
struct wording {
	bool show_users;		/* whole; else mail addresses masked */
	bool ascii;			/* what is not ASCII becomes '?' */
};

enum { WORDING_AGO_BYTES = 16, WORDING_CLOCK_BYTES = 16 };

/* "12s", "6m"; "-" of what never was (then_ns 0). */
void	wording_ago(int64_t now_ns, int64_t then_ns,
	    char out[WORDING_AGO_BYTES]);
/* "4s", "15m28s": of the screen itself, in whole seconds. */
void	wording_span(int64_t span_ns, char out[WHEN_SPAN_BYTES]);
/* Before an answer: "0.04s", "1.6s". */
void	wording_delay(int64_t delay_ns, char out[WHEN_SPAN_BYTES]);
/* "14:13:20" UTC; "--:--:--" of what never was. */
void	wording_clock(int64_t when_ns, char out[WORDING_CLOCK_BYTES]);

/* "mail.example.test:993" */
void	wording_server(const struct snap_server *s, char *out, size_t size);
/* Why a login ended so, where the server's words were not read. */
const char	*wording_reason(enum reason reason);
/* "CULPRIT", and the style that it stands in. */
const char	*wording_rating(enum rating r);
enum style	wording_rating_style(enum rating r);

#endif
