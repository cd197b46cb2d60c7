/*
 * A dashboard without program and terminal, for the tests of show/: devices
 * put into its snapshot, keys pressed, lines of the picture looked at.
 */

#ifndef TESTS_PICTURE_H
#define TESTS_PICTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "base/when.h"
#include "show/ui.h"

/* 14:13:20 of a day in 2026. */
#define T0	(INT64_C(1795011200) * NS_PER_S)

enum { LINE_BYTES = CANVAS_COLUMNS * CELL_BYTES };

static struct canvas canvas;
static struct snapshot snap;
static struct ui_source from;
static struct ui *ui;

static const char *maker;		/* of all devices */

static inline const char *
maker_of(const struct mac *m)
{
	(void)m;
	return (maker);
}

static inline struct ip
v4(uint8_t last)
{
	const uint8_t bytes[4] = { 192, 168, 1, last };

	return (ip_v4(bytes));
}

/* One more device with failures. */
static inline struct snap_device *
add_device(const char *name, uint8_t last, uint32_t failures)
{
	struct snap_device *d = &snap.devices[snap.n_devices++];

	memset(d, 0, sizeof *d);
	d->rating = failures > 2 ? RATING_CULPRIT : RATING_SUSPECT;
	d->cause = CAUSE_STALE_PASSWORD;
	d->remedy = REMEDY_NEW_PASSWORD;
	d->has_mac = true;
	d->mac = (struct mac){ { 0x3c, 0x22, 0xfb, 0, 0, last } };
	d->n_ips = 1;
	d->ips[0] = v4(last);
	d->n_names = name[0] != '\0';
	text_keep(d->names[0], NAME_BYTES, span_text(name));
	d->failures = failures;
	d->confidence_pct = 90;
	d->first_ns = d->last_ns = T0;
	bins_init(&d->failed_in[SPAN_HOUR], 60 * NS_PER_S, false);
	bins_add(&d->failed_in[SPAN_HOUR], T0, failures);
	snap.n_devices_seen++;
	return (d);
}

static inline int
begin(void **state)
{
	struct ui_style style = { .ascii = true, .keybar = true,
	    .vendor = maker_of };

	(void)state;
	memset(&snap, 0, sizeof snap);
	snap.sessions = 9;
	snap.capture.point = POINT_LAN;
	snap.capture.packets = 9;
	snap.capture.first_ns = T0 - 3600 * NS_PER_S;
	maker = "";
	memset(&from, 0, sizeof from);
	from.name = "eth0";
	from.is_live = true;
	from.trouble = "";
	from.now_ns = T0 + 12 * NS_PER_S;
	from.steady_ns = 1;
	ui = ui_new(&style);
	return (ui == NULL ? -1 : 0);
}

static inline int
end(void **state)
{
	(void)state;
	ui_free(ui);
	return (0);
}

static inline void
draw(int rows, int columns)
{
	canvas_begin(&canvas, rows, columns, true);
	ui_draw(ui, &snap, &from, &canvas);
}

static inline const char *
line(int row)
{
	static char text[LINE_BYTES];

	canvas_line(&canvas, row, text, sizeof text);
	return (text);
}

/* The row with these words, or -1. */
static inline int
row_with(const char *words)
{
	int row;

	for (row = 0; row < canvas.rows; row++)
		if (strstr(line(row), words) != NULL)
			return (row);
	return (-1);
}

static inline void
press(const char *keys)
{
	for (; *keys != '\0'; keys++)
		ui_key(ui, *keys);
}

static inline void
login_of(uint8_t last, enum outcome outcome, int64_t when_ns)
{
	struct event ev;

	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.when_ns = ev.u.login.attempt.ended_ns = when_ns;
	ev.has_client = ev.has_server = true;
	ev.who.has_mac = true;
	ev.who.mac = (struct mac){ { 0x3c, 0x22, 0xfb, 0, 0, last } };
	ev.who.client.ip = v4(last);
	ev.u.login.attempt.outcome = outcome;
	ui_event(ui, &ev);
}

#define T(f)	cmocka_unit_test_setup_teardown(f, begin, end)

#endif
