/*
 * The checks of the capture point (UX 1.7).
 *
 * Each is a row: when it holds, whether a ranking by device can still be
 * trusted, how sure one may be at most, and the sentence.  The thresholds
 * are judged, not measured.  Checks that need a clock (nothing seen for ten
 * seconds) belong to the live screen.
 */

#include "judge/place.h"

#include <string.h>

#include "base/text.h"
#include "base/when.h"

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
	return (f->sessions == 0 && f->vain_tries > 0);
}

static bool
holds_no_mail(const struct place_facts *f)
{
	return (f->packets > 0 && f->sessions == 0 && f->vain_tries == 0 &&
	    f->flows_out + f->flows_in == 0);
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
	if (f->is_top_private)
		return (f->sessions_top == v4 && f->n_macs <= 1);
	if (v4 < MANY_SESSIONS)
		return (f->sessions_top == v4);
	return (is_at_least(f->sessions_top, v4, NEARLY_ALL_PCT));
}

static bool
holds_router_mac(const struct place_facts *f)
{
	return (f->n_router_hosts > 0 && !holds_wan(f));
}

static bool
holds_second_router(const struct place_facts *f)
{
	return (f->n_second_routers > 0 && !holds_wan(f));
}

static bool
holds_one_way(const struct place_facts *f)
{
	uint64_t flows = f->flows_out + f->flows_in + f->flows_both;

	return (flows >= MANY_FLOWS &&
	    !is_at_least(f->flows_both, flows, HARDLY_ANY_PCT));
}

static bool
holds_one_host(const struct place_facts *f)
{
	/* Behind the NAT the router's MAC is everybody's. */
	return (f->mac_sessions >= MANY_FLOWS && !holds_wan(f) &&
	    is_at_least(f->own_sessions, f->mac_sessions, NEARLY_ALL_PCT));
}

static bool
holds_gaps(const struct place_facts *f)
{
	if (f->dropped > 0 &&
	    f->dropped >= f->packets / 1000 * DROPS_PERMILLE)
		return (true);
	return (f->holes > 0 && is_at_least(f->holes, f->segments, GAPS_PCT));
}

static bool
holds_doubles(const struct place_facts *f)
{
	return (f->segments >= MANY_SEGMENTS &&
	    is_at_least(f->doubles, f->segments, DOUBLES_PCT));
}

static bool
holds_snaplen(const struct place_facts *f)
{
	return (f->cut_mail > 0);
}

static bool
holds_clock(const struct place_facts *f)
{
	return (f->clock_steps > 0);
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
	return (f->n_moved > 0 && !holds_wan(f));
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

/* Sentences. */

static void
say_no_packets(struct text *t, const struct place_facts *f)
{
	(void)f;
	text_add(t, "The capture holds no packets: was the mirror session on?");
}

static void
say_no_answer(struct text *t, const struct place_facts *f)
{
	text_addf(t, "%u tries of %u device%s to %s got no answer: it may have "
	    "locked your address out by now, or it or your line is down.",
	    f->vain_tries, f->vain_devices, f->vain_devices == 1 ? "" : "s",
	    f->vain_server);
}

static void
say_no_mail(struct text *t, const struct place_facts *f)
{
	(void)f;
	text_add(t, "No mail traffic passes here. Is this the right VLAN or "
	    "port?");
}

static void
say_wan(struct text *t, const struct place_facts *f)
{
	char ip[IP_TEXT_BYTES];

	if (is_all_outside(f)) {
		text_add(t, "All mail comes from the internet: this was "
		    "captured at the server, where devices behind a NAT "
		    "cannot be told apart. Capture on the LAN side.");
		return;
	}
	ip_print(&f->top, ip);
	text_addf(t, "All mail comes from one %s, %s: this was captured after "
	    "the router's NAT, where devices cannot be told apart. Capture on "
	    "the LAN side.", f->is_top_private ? "router's address" :
	    "public address", ip);
}

static void
say_router_mac(struct text *t, const struct place_facts *f)
{
	char mac[MAC_TEXT_BYTES];

	mac_print(&f->router, mac);
	text_addf(t, "%u addresses share the MAC %s, a router's or access "
	    "point's: they are ranked by address.", f->n_router_hosts, mac);
}

static void
say_second_router(struct text *t, const struct place_facts *f)
{
	text_addf(t, "%s is itself a router: several devices may hide behind "
	    "it. Capture behind it to see which.", f->second_router);
	if (f->n_second_routers > 1)
		text_addf(t, " (And %u more.)", f->n_second_routers - 1);
}

static void
say_one_way(struct text *t, const struct place_facts *f)
{
	text_addf(t, "Only %s packets: the mirror is set to one direction. "
	    "Failures cannot be confirmed.",
	    f->flows_in > f->flows_out ? "incoming" : "outgoing");
}

static void
say_one_host(struct text *t, const struct place_facts *f)
{
	(void)f;
	text_add(t, "You only see this computer: other devices' mail does not "
	    "pass here. Use a mirror port or the router.");
}

static void
say_gaps(struct text *t, const struct place_facts *f)
{
	if (f->dropped > 0)
		text_addf(t, "%.1f%% of all packets (%llu) were dropped while "
		    "capturing: some failures may be missed. Try a larger "
		    "buffer: -B 64.", 100. * (double)f->dropped /
		    (double)(f->dropped + f->packets),
		    (unsigned long long)f->dropped);
	else
		text_addf(t, "%llu gaps in mail streams: packets were lost "
		    "before they came here, some failures may be missed.",
		    (unsigned long long)f->holes);
}

static void
say_doubles(struct text *t, const struct place_facts *f)
{
	(void)f;
	text_add(t, "Packets are seen more than once: duplicates removed.");
}

static void
say_snaplen(struct text *t, const struct place_facts *f)
{
	text_addf(t, "%llu mail packets were cut short by the capture's "
	    "snaplen: user names and refusals may be missing. Capture whole "
	    "packets (tcpdump -s 0).", (unsigned long long)f->cut_mail);
}

static void
say_clock(struct text *t, const struct place_facts *f)
{
	char span[WHEN_SPAN_BYTES];

	when_span(f->clock_back_ns, span);
	text_addf(t, "The clock jumped back by %s: times after it are not to "
	    "be trusted.", span);
}

static void
say_proxy(struct text *t, const struct place_facts *f)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&f->proxy, ip);
	text_addf(t, "All mail goes to %s on this network. If that is a proxy "
	    "or VPN, capture there as well.", ip);
}

static void
say_moved(struct text *t, const struct place_facts *f)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&f->moved, ip);
	text_addf(t, "The address %s passed from one device to another: "
	    "split at the change, by MAC.", ip);
}

static void
say_outside(struct text *t, const struct place_facts *f)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&f->outside_server, ip);
	text_addf(t, "%llu %s came from the internet to your mail server %s, "
	    "%llu failed: not a device of yours, and not ranked.",
	    (unsigned long long)f->outside_logins,
	    f->outside_logins == 1 ? "login" : "logins", ip,
	    (unsigned long long)f->outside_failures);
}

static void
say_evicted(struct text *t, const struct place_facts *f)
{
	text_addf(t, "Memory was full %llu times and the oldest entries were "
	    "forgotten: some failures may be missed. Try --memory.",
	    (unsigned long long)f->evicted);
}

struct check {
	enum note note;
	bool is_unfit;
	uint8_t sure_max_pct;
	bool (*holds)(const struct place_facts *f);
	void (*say)(struct text *t, const struct place_facts *f);
	const char *source;
};

/* What makes a ranking unfit comes first: the list of notes may be full. */
static const struct check checks[] = {
	{ NOTE_WAN, true, 60, holds_wan, say_wan, "UX 1.7" },
	{ NOTE_ONE_WAY, true, 40, holds_one_way, say_one_way, "UX 1.7" },
	{ NOTE_NO_PACKETS, false, 100, holds_no_packets, say_no_packets,
	    "UX 1.7" },
	{ NOTE_NO_ANSWER, false, 100, holds_no_answer, say_no_answer,
	    "DOMAIN B.3" },
	{ NOTE_NO_MAIL, false, 100, holds_no_mail, say_no_mail, "UX 1.7" },
	{ NOTE_ROUTER_MAC, false, 90, holds_router_mac, say_router_mac,
	    "UX 1.7" },
	{ NOTE_SECOND_ROUTER, false, 100, holds_second_router,
	    say_second_router, "DOMAIN E, Which MAC" },
	{ NOTE_ADDRESS_MOVED, false, 100, holds_moved, say_moved, "UX 1.7" },
	{ NOTE_GAPS, false, 90, holds_gaps, say_gaps, "UX 1.7" },
	{ NOTE_EVICTED, false, 90, holds_evicted, say_evicted, "HOUSE 7" },
	{ NOTE_OUTSIDE, false, 100, holds_outside, say_outside,
	    "EVENTS: source" },
	{ NOTE_ONE_HOST, false, 100, holds_one_host, say_one_host, "UX 1.7" },
	{ NOTE_SNAPLEN, false, 100, holds_snaplen, say_snaplen, "UX 1.7" },
	{ NOTE_CLOCK, false, 100, holds_clock, say_clock, "UX 1.7" },
	{ NOTE_PROXY, false, 100, holds_proxy, say_proxy, "UX 1.7" },
	{ NOTE_DOUBLES, false, 100, holds_doubles, say_doubles, "UX 1.7" },
};

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

void
place_judge(const struct place_facts *f, struct snapshot *out)
{
	struct snap_capture *c = &out->capture;
	uint8_t sure_max_pct = 100;
	bool is_unfit = false;
	uint32_t i;

	c->point = place_point(f);
	c->n_notes = 0;
	for (i = 0; i < sizeof checks / sizeof checks[0]; i++) {
		const struct check *check = &checks[i];
		struct snap_note *n;
		struct text t;

		if (!check->holds(f))
			continue;
		if (check->sure_max_pct < sure_max_pct)
			sure_max_pct = check->sure_max_pct;
		is_unfit |= check->is_unfit;
		if (c->n_notes == SNAP_NOTES)
			continue;
		n = &c->notes[c->n_notes++];
		n->note = check->note;
		n->is_unfit = check->is_unfit;
		text_init(&t, n->sentence, sizeof n->sentence);
		check->say(&t, f);
	}
	for (i = 0; i < out->n_devices; i++) {
		struct snap_device *d = &out->devices[i];

		if (d->confidence_pct > sure_max_pct)
			d->confidence_pct = sure_max_pct;
		/* From here nobody can be called the culprit. */
		if (is_unfit && d->rating == RATING_CULPRIT)
			d->rating = RATING_SUSPECT;
	}
}
