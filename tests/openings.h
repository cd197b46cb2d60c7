/* Openings written by hand, for the tests of lockouts. */

#ifndef TESTS_OPENINGS_H
#define TESTS_OPENINGS_H

#include "says.h"

enum { S = 1000 };		/* times here are in milliseconds */
enum where { FAR, NEAR, FAR_V6 };

struct try {
	uint8_t host;		/* 192.168.77.host, and the MAC's last byte */
	uint16_t port;
	enum opening_end end;
	int waited_ms;		/* since it was asked */
	enum where where;	/* is the server */
	uint32_t isn;
	bool is_gateway;	/* after NAT */
};

#define TRY(h, p, ...)	{ .host = (h), .port = (p), .end = __VA_ARGS__ }

static inline struct ip
server_ip(enum where where)
{
	static const uint8_t v6[16] = { 0x20, 1, 0xd, 0xb8, 1, [15] = 42 };

	if (where == FAR_V6)
		return (ip_v6(v6));
	return (where == NEAR ? v4(192, 168, 77, 2) : v4(203, 0, 113, 42));
}

static inline bool
opens(struct ledger *l, int64_t at_ms, struct try t)
{
	struct opening k;

	memset(&k, 0, sizeof k);
	k.when_ns = T0 + at_ms * NS_PER_MS;
	k.asked_ns = k.when_ns - t.waited_ms * NS_PER_MS;
	k.who.client.ip = t.is_gateway ? v4(198, 51, 100, 23) :
	    v4(192, 168, 77, t.host);
	k.who.client.port = 40000;
	k.who.client_ttl = 64;
	k.who.has_mac = true;
	k.who.mac = mac_of(t.host);
	k.who.server.ip = server_ip(t.where);
	k.who.server.port = t.port;
	k.proto = t.port == 587 ? PROTO_SMTP : PROTO_IMAP;
	k.end = t.end;
	k.isn = t.isn;
	return (ledger_opening(l, &k));
}

static inline struct event
next(struct ledger *l, enum action action)
{
	struct event ev;

	do
		assert_true(ledger_next_alert(l, &ev));
	while (ev.u.verdict.action == ACTION_CULPRIT_NAMED);
	assert_int_equal(ev.u.verdict.action, action);
	return (ev);
}

static inline void
drain(struct ledger *l)
{
	struct event ev;

	while (ledger_next_alert(l, &ev))
		;
}

/* The host is told to fail for that reason, and nothing else. */
static inline void
is_trouble(struct ledger *l, enum trouble why)
{
	struct event ev = next(l, ACTION_HOST_TROUBLE);

	assert_int_equal(ev.u.verdict.trouble, why);
	assert_false(ledger_next_alert(l, &ev));
}

static inline void
snap_at(struct ledger *l, int64_t at_ms)
{
	memset(snap, 0, sizeof *snap);
	snap->as_of_ns = T0 + at_ms * NS_PER_MS;
	ledger_snapshot(l, snap);
}

/* Port 143 answers host 10; then it fails n times, ten seconds apart. */
static inline void
fails(struct ledger *l, int n)
{
	opens(l, 0, (struct try)TRY(10, 143, OPENING_ANSWERED));
	tell(l, NEWS_NAME, FROM_DHCP, 10, 10, "reception-pc");
	login_times(l, (struct say){ .mac = 10, .host = 10, .user = "anna",
	    FAIL }, n);
	drain(l);
}

static inline void
web_answers(struct ledger *l, int64_t at_ms)
{
	struct ip web = v4(198, 51, 100, 80);

	ledger_elsewhere(l, T0 + at_ms * NS_PER_MS, &web);
}

/* Another host of that kind answers; of one here, another port. */
static inline void
other_answers(struct ledger *l, int64_t at_ms, enum where where)
{
	static const uint8_t v6[16] = { 0x20, 1, 0xd, 0xb8, 2, [15] = 80 };
	struct ip web = where == FAR_V6 ? ip_v6(v6) : v4(198, 51, 100, 80);
	struct try post = TRY(9, 587, OPENING_ANSWERED, .where = where);

	if (where == NEAR)
		opens(l, at_ms, post);
	else
		ledger_elsewhere(l, T0 + at_ms * NS_PER_MS, &web);
}

/*
 * One client's SYNs, after 0, 1, 3, 7 and 15 seconds: each waits in vain,
 * while others answer, or are not heard of.
 */
static inline bool
all_in_silence(struct ledger *l, int64_t at_ms, struct try t, bool others)
{
	static const int waits[] = { 1 * S, 2 * S, 4 * S, 8 * S };
	bool is_told = false;
	int i;

	t.end = OPENING_SILENT;
	for (i = 0; i < 4; i++) {
		at_ms += waits[i];
		t.waited_ms = waits[i];
		if (others)
			other_answers(l, at_ms - 100, t.where);
		is_told |= opens(l, at_ms, t);
	}
	return (is_told);
}

static inline bool
in_silence(struct ledger *l, int64_t at_ms, uint8_t host)
{
	return (all_in_silence(l, at_ms, (struct try){ .host = host,
	    .port = 143 }, true));
}

static inline bool
alone_in_silence(struct ledger *l, int64_t at_ms, uint8_t host)
{
	return (all_in_silence(l, at_ms, (struct try){ .host = host,
	    .port = 143 }, false));
}

#endif
