/*
 * The findings' words.  A new note wants one row here, a new capture point
 * one row below it.
 */

#include "show/findings.h"

#include "base/when.h"

void
spelling_add(struct text *t, const char *name, enum spelling as)
{
	if (as == SPELLING_RAW)
		text_add(t, name);
	else
		text_add_wire(t, span_text(name), as == SPELLING_ASCII);
}

static void
write_ip(struct text *t, const struct ip *ip)
{
	char words[IP_TEXT_BYTES];

	ip_print(ip, words);
	text_add(t, words);
}

/* --- sentences that hold figures --- */

/* Where a sentence goes, and how names are written there. */
struct writer {
	struct text *t;
	enum spelling as;
};

static void
say_no_answer(const struct writer *w, const struct snap_note *n)
{
	text_addf(w->t, "%llu tries of %u device%s to ",
	    (unsigned long long)n->count, n->devices,
	    n->devices == 1 ? "" : "s");
	spelling_add(w->t, n->name, w->as);
	text_add(w->t, " got no answer: it may have locked your address out by "
	    "now, or it or your line is down.");
}

static void
say_wan(const struct writer *w, const struct snap_note *n)
{
	if (n->is_outside) {
		text_add(w->t, "All mail comes from the internet: this was "
		    "captured at the server, where devices behind a NAT "
		    "cannot be told apart. Capture on the LAN side.");
		return;
	}
	text_addf(w->t, "All mail comes from one %s, ", n->is_private ?
	    "router's address" : "public address");
	write_ip(w->t, &n->ip);
	text_add(w->t, ": this was captured after the router's NAT, where "
	    "devices cannot be told apart. Capture on the LAN side.");
}

static void
say_router_mac(const struct writer *w, const struct snap_note *n)
{
	char mac[MAC_TEXT_BYTES];

	mac_print(&n->mac, mac);
	text_addf(w->t, "%llu addresses share the MAC %s, a router's or access "
	    "point's: they are ranked by address.",
	    (unsigned long long)n->count, mac);
}

static void
say_second_router(const struct writer *w, const struct snap_note *n)
{
	spelling_add(w->t, n->name, w->as);
	text_add(w->t, " is itself a router: several devices may hide behind "
	    "it. Capture behind it to see which.");
	if (n->count > 1)
		text_addf(w->t, " (And %llu more.)",
		    (unsigned long long)n->count - 1);
}

static void
say_one_way(const struct writer *w, const struct snap_note *n)
{
	text_addf(w->t, "Only %s packets: the mirror is set to one direction. "
	    "Failures cannot be confirmed.",
	    n->is_incoming ? "incoming" : "outgoing");
}

static void
say_gaps(const struct writer *w, const struct snap_note *n)
{
	if (n->total > 0)
		text_addf(w->t, "%.1f%% of all packets (%llu) were dropped "
		    "while capturing: some failures may be missed. Try a "
		    "larger buffer: -B 64.", 100. * (double)n->count /
		    (double)n->total, (unsigned long long)n->count);
	else
		text_addf(w->t, "%llu gaps in mail streams: packets were lost "
		    "before they came here, some failures may be missed.",
		    (unsigned long long)n->count);
}

static void
say_snaplen(const struct writer *w, const struct snap_note *n)
{
	text_addf(w->t, "%llu mail packets were cut short by the capture's "
	    "snaplen: user names and refusals may be missing. Capture whole "
	    "packets (tcpdump -s 0).", (unsigned long long)n->count);
}

static void
say_clock(const struct writer *w, const struct snap_note *n)
{
	char span[WHEN_SPAN_BYTES];

	when_span(n->back_ns, span);
	text_addf(w->t, "The clock jumped back by %s: times after it are not "
	    "to be trusted.", span);
}

static void
say_proxy(const struct writer *w, const struct snap_note *n)
{
	text_add(w->t, "All mail goes to ");
	write_ip(w->t, &n->ip);
	text_add(w->t, " on this network. If that is a proxy or VPN, capture "
	    "there as well.");
}

static void
say_moved(const struct writer *w, const struct snap_note *n)
{
	text_add(w->t, "The address ");
	write_ip(w->t, &n->ip);
	text_add(w->t, " passed from one device to another: split at the "
	    "change, by MAC.");
}

static void
say_mixed(const struct writer *w, const struct snap_note *n)
{
	text_add(w->t, "The address ");
	write_ip(w->t, &n->ip);
	text_add(w->t, " is used by several devices at once. If captures of "
	    "several networks are read together, read each alone: mixed, "
	    "they may show what happened in none.");
}

static void
say_evicted(const struct writer *w, const struct snap_note *n)
{
	text_addf(w->t, "Memory was full %llu times and the oldest entries "
	    "were forgotten: some failures may be missed. Try --memory.",
	    (unsigned long long)n->count);
}

static void
say_outside(const struct writer *w, const struct snap_note *n)
{
	text_addf(w->t, "%llu %s came from the internet to your mail server ",
	    (unsigned long long)n->count, n->count == 1 ? "login" : "logins");
	write_ip(w->t, &n->ip);
	text_addf(w->t, ", %llu failed: not a device of yours, and not ranked.",
	    (unsigned long long)n->failures);
}

/* --- one row a note --- */

static const struct finding {
	bool is_mild;
	const char *brief;
	const char *words;		/* all there is to say, or NULL */
	void (*say)(const struct writer *w, const struct snap_note *n);
} findings[NOTE_COUNT] = {
	[NOTE_NO_PACKETS] = { false, "silent: is the mirror session on?",
	    "The capture holds no packets: was the mirror session on?", NULL },
	[NOTE_NO_ANSWER] = { false, "no mail server answers: locked out?",
	    NULL, say_no_answer },
	[NOTE_NO_MAIL] = { false, "no mail: is it the right VLAN or port?",
	    "No mail traffic passes here. Is this the right VLAN or port?",
	    NULL },
	[NOTE_WAN] = { false, "WAN side, devices look the same",
	    NULL, say_wan },
	[NOTE_ROUTER_MAC] = { false, "behind a router: ranked by address",
	    NULL, say_router_mac },
	[NOTE_SECOND_ROUTER] = { false, "a second router hides devices",
	    NULL, say_second_router },
	[NOTE_ONE_WAY] = { false, "one direction, no failure is certain",
	    NULL, say_one_way },
	[NOTE_ONE_HOST] = { false, "you only see this computer",
	    "You only see this computer: other devices' mail does not pass "
	    "here. Use a mirror port or the router.", NULL },
	[NOTE_GAPS] = { false, "packets are missing", NULL, say_gaps },
	[NOTE_DOUBLES] = { true, "packets come twice, kept once",
	    "Packets are seen more than once: duplicates removed.", NULL },
	[NOTE_SNAPLEN] = { false, "mail packets are cut short",
	    NULL, say_snaplen },
	[NOTE_CLOCK] = { false, "the clock jumped back", NULL, say_clock },
	[NOTE_PROXY] = { false, "all mail goes to one local address",
	    NULL, say_proxy },
	[NOTE_ADDRESS_MOVED] = { true, "an address changed its device",
	    NULL, say_moved },
	[NOTE_MIXED] = { false, "one address at several devices",
	    NULL, say_mixed },
	[NOTE_EVICTED] = { false, "memory was full: some is forgotten",
	    NULL, say_evicted },
	[NOTE_OUTSIDE] = { true, "logins from the internet as well",
	    NULL, say_outside },
};

static const struct finding *
finding_of(enum note note)
{
	return (&findings[note < NOTE_COUNT ? note : NOTE_UNKNOWN]);
}

void
finding_add(struct text *t, const struct snap_note *n, enum spelling as)
{
	const struct writer w = { t, as };
	const struct finding *f = finding_of(n->note);

	if (f->say != NULL)
		f->say(&w, n);
	else if (f->words != NULL)
		text_add(t, f->words);
}

const char *
finding_words(const struct snap_note *n, bool ascii,
    char out[SENTENCE_BYTES])
{
	struct text t;

	text_init(&t, out, SENTENCE_BYTES);
	finding_add(&t, n, ascii ? SPELLING_ASCII : SPELLING_UTF8);
	return (out);
}

const char *
finding_brief(enum note note)
{
	const char *brief = finding_of(note)->brief;

	return (brief != NULL ? brief : "");
}

bool
finding_is_mild(enum note note)
{
	return (finding_of(note)->is_mild);
}

/* --- one row a point --- */

static const char way_to_lan[] =
    "On the router that is its bridge (tcpdump -i br-lan -w mail.pcap), "
    "elsewhere a switch port that mirrors the router's LAN port in both "
    "directions.";

#define WAYS_TO_LAN	{ "the router itself, on its LAN side: lockhound -i " \
	"br-lan", "a switch port that mirrors the router's LAN port in both " \
	"directions", "no mirror port? On the router: tcpdump -i br-lan -s 0 " \
	"-w mail.pcap; then here: lockhound -r mail.pcap" }

static const struct place {
	const char *words, *taken, *way;
	const char *ways[FINDING_WAYS];
} places[POINT_COUNT] = {
	[POINT_UNKNOWN] = { "not known yet", "somewhere unknown", way_to_lan,
	    WAYS_TO_LAN },
	[POINT_LAN] = { "the LAN side", "on the LAN side", way_to_lan,
	    WAYS_TO_LAN },
	[POINT_WAN] = { "after the NAT (WAN side)", "after the NAT (WAN side)",
	    way_to_lan, WAYS_TO_LAN },
	[POINT_BEHIND_ROUTER] = { "behind a router", "behind a router",
	    way_to_lan, WAYS_TO_LAN },
	[POINT_ONE_WAY] = { "one direction only", "one direction only",
	    "Set the mirror to both directions (ingress and egress), or "
	    "capture on the router itself (tcpdump -i br-lan -w mail.pcap).",
	    { "a mirror session of both directions (ingress and egress)",
	    "the router itself: lockhound -i br-lan" } },
};

static const struct place *
place_of(enum point point)
{
	return (&places[point < POINT_COUNT ? point : POINT_UNKNOWN]);
}

const char *
point_words(enum point point)
{
	return (place_of(point)->words);
}

const char *
point_taken(enum point point)
{
	return (place_of(point)->taken);
}

const char *
point_way(enum point point)
{
	return (place_of(point)->way);
}

const char *const *
point_ways(enum point point)
{
	return (place_of(point)->ways);
}
