/*
 * The checks of the capture point (UX 1.7).
 *
 * Each is a row: when it holds, whether a ranking by device can still be
 * trusted, how sure one may be at most, and which figures tell of it.  The
 * thresholds are judged, not measured.  Checks that need a clock (nothing seen
 * for ten seconds) belong to the live screen.
 */

#include "judge/place.h"

#include <string.h>

enum {
	NEARLY_ALL_PCT = 95,
	HARDLY_ANY_PCT = 5,
	MANY_SESSIONS = 3,	/* before "nearly all" means anything */
	MANY_FLOWS = 8,
	MANY_SEGMENTS = 50,
	GAPS_PCT = 1,
	DOUBLES_PCT = 30,
	DROPS_PERMILLE = 1
};

static bool
is_at_least(uint64_t part, uint64_t whole, uint64_t pct)
{
	return (whole > 0 && part >= whole / 100 * pct +
	    (whole % 100 * pct + 99) / 100);
}

static bool
holds_no_packets(const struct place_facts *f)
{
	return (f->packets == 0);
}

/* A capture that begins in a lockout shows nothing else. */
static bool
holds_no_answer(const struct place_facts *f)
{
	return (f->sessions == 0 && f->unanswered_tries > 0);
}

static bool
holds_no_mail(const struct place_facts *f)
{
	return (f->packets > 0 && f->sessions == 0 &&
	    f->unanswered_tries == 0 && f->counts.from_middle == 0 &&
	    f->counts.flows_out + f->counts.flows_in == 0);
}

/* At the server, where every client is somewhere in the internet. */
static bool
is_all_outside(const struct place_facts *f)
{
	return (f->sessions > 0 && f->sessions_outside == f->sessions);
}

/*
 * After the NAT all IPv4 mail comes from one address.  One device with a
 * public address of its own looks the same but for its TTL: its packets have
 * passed no router yet.  A private address is a router's only if it is the
 * one client there is.  IPv6 is not translated and tells nothing.
 */
static bool
holds_wan(const struct place_facts *f)
{
	uint64_t v4 = f->sessions_private_v4 + f->sessions_public_v4;

	if (is_all_outside(f))
		return (true);
	if (f->sessions_top == 0 || f->is_top_on_link || f->n_top_macs > 1)
		return (false);
	/* One device alone may have set out with a TTL of its own. */
	if (f->is_top_private)
		return (v4 >= MANY_SESSIONS && f->sessions_top == v4 &&
		    f->n_macs <= 1);
	if (v4 < MANY_SESSIONS)
		return (f->sessions_top == v4);
	return (is_at_least(f->sessions_top, v4, NEARLY_ALL_PCT));
}

static bool
holds_router_mac(const struct place_facts *f)
{
	return (f->n_router_clients > 0 && !holds_wan(f));
}

static bool
holds_second_router(const struct place_facts *f)
{
	return (f->n_second_routers > 0 && !holds_wan(f));
}

static bool
holds_one_way(const struct place_facts *f)
{
	const struct capture_counts *c = &f->counts;
	uint64_t flows = c->flows_out + c->flows_in + c->flows_both;

	return (flows >= MANY_FLOWS &&
	    !is_at_least(c->flows_both, flows, HARDLY_ANY_PCT));
}

static bool
holds_one_host(const struct place_facts *f)
{
	const struct capture_counts *c = &f->counts;

	/* Behind the NAT the router's MAC is everybody's. */
	return (c->mac_sessions >= MANY_FLOWS && !holds_wan(f) &&
	    is_at_least(c->own_sessions, c->mac_sessions, NEARLY_ALL_PCT));
}

static bool
holds_gaps(const struct place_facts *f)
{
	if (f->dropped > 0 &&
	    f->dropped >= f->packets / 1000 * DROPS_PERMILLE)
		return (true);
	return (f->holes > 0 &&
	    is_at_least(f->holes, f->counts.segments, GAPS_PCT));
}

static bool
holds_doubles(const struct place_facts *f)
{
	return (f->counts.segments >= MANY_SEGMENTS &&
	    is_at_least(f->counts.doubles, f->counts.segments, DOUBLES_PCT));
}

static bool
holds_snaplen(const struct place_facts *f)
{
	return (f->counts.cut_mail > 0);
}

static bool
holds_clock(const struct place_facts *f)
{
	return (f->counts.clock_steps > 0);
}

static bool
holds_proxy(const struct place_facts *f)
{
	/* What the internet may reach is a mail server. */
	return (f->sessions_to_proxy >= MANY_SESSIONS && f->n_clients > 1 &&
	    f->sessions_to_proxy >= f->sessions && f->sessions_outside == 0);
}

static bool
holds_moved(const struct place_facts *f)
{
	return (f->n_moved > 0 && !holds_wan(f) && f->n_mixed == 0);
}

static bool
holds_mixed(const struct place_facts *f)
{
	return (f->n_mixed > 0);
}

static bool
holds_outside(const struct place_facts *f)
{
	return (f->outside_logins > 0);
}

static bool
holds_evicted(const struct place_facts *f)
{
	return (f->evicted > 0);
}

/* Figures. */

static void
fill_no_answer(struct snap_note *n, const struct place_facts *f)
{
	n->count = f->unanswered_tries;
	n->devices = f->unanswered_devices;
	memcpy(n->name, f->unanswered_server, sizeof n->name);
}

static void
fill_wan(struct snap_note *n, const struct place_facts *f)
{
	n->is_outside = is_all_outside(f);
	n->is_private = f->is_top_private;
	n->ip = f->top;
}

static void
fill_router_mac(struct snap_note *n, const struct place_facts *f)
{
	n->count = f->n_router_clients;
	n->mac = f->router;
}

static void
fill_second_router(struct snap_note *n, const struct place_facts *f)
{
	n->count = f->n_second_routers;
	memcpy(n->name, f->second_router, sizeof n->name);
}

static void
fill_one_way(struct snap_note *n, const struct place_facts *f)
{
	n->is_incoming = f->counts.flows_in > f->counts.flows_out;
}

static void
fill_gaps(struct snap_note *n, const struct place_facts *f)
{
	if (f->dropped > 0) {
		n->count = f->dropped;
		n->total = f->dropped + f->packets;
	} else
		n->count = f->holes;
}

static void
fill_snaplen(struct snap_note *n, const struct place_facts *f)
{
	n->count = f->counts.cut_mail;
}

static void
fill_clock(struct snap_note *n, const struct place_facts *f)
{
	n->back_ns = f->counts.clock_back_ns;
}

static void
fill_proxy(struct snap_note *n, const struct place_facts *f)
{
	n->ip = f->proxy;
}

static void
fill_moved(struct snap_note *n, const struct place_facts *f)
{
	n->ip = f->moved;
}

static void
fill_mixed(struct snap_note *n, const struct place_facts *f)
{
	n->ip = f->mixed;
}

static void
fill_outside(struct snap_note *n, const struct place_facts *f)
{
	n->ip = f->outside_server;
	n->count = f->outside_logins;
	n->failures = f->outside_failures;
}

static void
fill_evicted(struct snap_note *n, const struct place_facts *f)
{
	n->count = f->evicted;
}

struct check {
	enum note note;
	bool is_unfit;
	uint8_t sure_max_pct;
	bool (*holds)(const struct place_facts *f);
	void (*fill)(struct snap_note *n, const struct place_facts *f);
	const char *source;
};

/* What makes a ranking unfit comes first: the list of notes may be full. */
static const struct check checks[] = {
	{ NOTE_WAN, true, 60, holds_wan, fill_wan, "UX 1.7" },
	{ NOTE_ONE_WAY, true, 40, holds_one_way, fill_one_way, "UX 1.7" },
	{ NOTE_NO_PACKETS, false, 100, holds_no_packets, NULL,
	    "UX 1.7" },
	{ NOTE_NO_ANSWER, false, 100, holds_no_answer, fill_no_answer,
	    "DOMAIN B.3" },
	{ NOTE_NO_MAIL, false, 100, holds_no_mail, NULL, "UX 1.7" },
	{ NOTE_ROUTER_MAC, false, 90, holds_router_mac, fill_router_mac,
	    "UX 1.7" },
	{ NOTE_SECOND_ROUTER, false, 100, holds_second_router,
	    fill_second_router, "DOMAIN E, Which MAC" },
	{ NOTE_ADDRESS_MOVED, false, 100, holds_moved, fill_moved, "UX 1.7" },
	{ NOTE_MIXED, false, 90, holds_mixed, fill_mixed, "RFC 5227 1" },
	{ NOTE_GAPS, false, 90, holds_gaps, fill_gaps, "UX 1.7" },
	{ NOTE_EVICTED, false, 90, holds_evicted, fill_evicted, "HOUSE 7" },
	{ NOTE_OUTSIDE, false, 100, holds_outside, fill_outside,
	    "EVENTS: source" },
	{ NOTE_ONE_HOST, false, 100, holds_one_host, NULL, "UX 1.7" },
	{ NOTE_SNAPLEN, false, 100, holds_snaplen, fill_snaplen, "UX 1.7" },
	{ NOTE_CLOCK, false, 100, holds_clock, fill_clock, "UX 1.7" },
	{ NOTE_PROXY, false, 100, holds_proxy, fill_proxy, "UX 1.7" },
	{ NOTE_DOUBLES, false, 100, holds_doubles, NULL, "UX 1.7" },
};

_Static_assert(sizeof checks / sizeof checks[0] == NOTE_COUNT - 1,
    "notes and checks");

enum point
place_point(const struct place_facts *f)
{
	if (holds_one_way(f))
		return (POINT_ONE_WAY);
	if (f->sessions == 0)
		return (POINT_UNKNOWN);
	if (holds_wan(f))
		return (POINT_WAN);
	if (f->sessions_by_address > f->sessions / 2)
		return (POINT_BEHIND_ROUTER);
	return (POINT_LAN);
}

bool
place_is_unfit(enum point point)
{
	return (point == POINT_WAN || point == POINT_ONE_WAY);
}

uint8_t
place_notes(const struct place_facts *f, struct snap_capture *out)
{
	uint8_t sure_max_pct = 100;
	uint32_t i;

	out->point = place_point(f);
	out->n_notes = 0;
	for (i = 0; i < sizeof checks / sizeof checks[0]; i++) {
		const struct check *check = &checks[i];
		struct snap_note *n;

		if (!check->holds(f))
			continue;
		if (check->sure_max_pct < sure_max_pct)
			sure_max_pct = check->sure_max_pct;
		if (out->n_notes == SNAP_NOTES)
			continue;
		n = &out->notes[out->n_notes++];
		memset(n, 0, sizeof *n);
		n->note = check->note;
		n->is_unfit = check->is_unfit;
		if (check->fill != NULL)
			check->fill(n, f);
	}
	return (sure_max_pct);
}

void
place_judge(const struct place_facts *f, struct snapshot *out)
{
	uint8_t sure_max_pct = place_notes(f, &out->capture);
	bool is_unfit = snapshot_unfit(out) != NULL;
	uint32_t i;

	for (i = 0; i < out->n_devices; i++) {
		struct snap_device *d = &out->devices[i];

		if (d->confidence_pct > sure_max_pct)
			d->confidence_pct = sure_max_pct;
		/* From here nobody can be called the culprit. */
		if (is_unfit && d->rating == RATING_CULPRIT)
			d->rating = RATING_SUSPECT;
	}
}
