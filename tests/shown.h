/* A fixed snapshot of one culprit, and the report made of it. */

#ifndef TESTS_SHOWN_H
#define TESTS_SHOWN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "show/report.h"

static struct snapshot snap;

static const char *
no_vendor(const struct mac *m)
{
	(void)m;
	return ("Maker <&\"> of things, Inc.");
}

static void
fill(const char *name, const char *user)
{
	struct snap_device *d = &snap.devices[0];

	memset(&snap, 0, sizeof snap);
	snap.as_of_ns = INT64_C(1795475900000000000);
	snap.n_devices_seen = snap.n_servers_seen = 1;
	snap.sessions = 9;
	snap.failures = 8;
	snap.n_devices = 1;
	snap.capture.packets = 5;
	snap.capture.point = POINT_LAN;
	snap.capture.first_ns = snap.capture.last_ns = snap.as_of_ns;
	d->rating = RATING_CULPRIT;
	d->cause = CAUSE_STALE_PASSWORD;
	d->remedy = REMEDY_NEW_PASSWORD;
	d->has_mac = true;
	d->mac.b[5] = 7;
	d->n_ips = d->n_names = d->n_accounts = d->n_servers = 1;
	d->ips[0] = ip_v4((const uint8_t *)"\xc0\xa8\x01\x17");
	text_keep(d->names[0], sizeof d->names[0], span_text(name));
	text_keep(d->accounts[0].user, sizeof d->accounts[0].user,
	    span_text(user));
	text_keep(d->accounts[0].reply, sizeof d->accounts[0].reply,
	    span_text("NO \033[2J <script>"));
	d->accounts[0].failures = d->failures = 8;
	d->servers[0].at.ip = d->ips[0];
	d->servers[0].at.port = 143;
	d->servers[0].proto = PROTO_IMAP;
	d->confidence_pct = d->share_pct = 100;
	d->first_ns = d->last_ns = snap.as_of_ns;
}

static const char *(*vendor)(const struct mac *) = no_vendor;

static char *
report(int columns, bool ascii, bool show_users)
{
	struct report_style style = {
		.ascii = ascii, .show_users = show_users,
		.vendor = vendor, .columns = columns
	};
	char *text;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	assert_int_equal(report_print(f, &snap, &style), 0);
	fclose(f);
	return (text);
}

#endif
