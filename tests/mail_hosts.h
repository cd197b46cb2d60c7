/* Mail hosts written by hand: who asks them, and how they answer. */

#ifndef TESTS_MAIL_HOSTS_H
#define TESTS_MAIL_HOSTS_H

#include "openings.h"

#define NAME	"mail.example.test"

/* An address of the office and one of the host, over IPv6 or behind NAT. */
static inline struct who
ends(uint8_t host, uint16_t port, enum where where, const char *name)
{
	const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, 0x88, [15] = host };
	struct who w;

	memset(&w, 0, sizeof w);
	w.has_mac = true;
	w.mac = mac_of(host);
	w.client.ip = where == FAR_V6 ? ip_v6(six) : v4(192, 168, 77, host);
	w.client.port = 40000;
	w.client_ttl = 64;
	w.server.ip = server_ip(where);
	w.server.port = port;
	strncpy(w.server_name, name, NAME_BYTES - 1);
	return (w);
}

static inline bool
opens_at(struct ledger *l, int64_t at_ms, const struct who *w,
    enum opening_end end, int waited_ms)
{
	struct opening k;

	memset(&k, 0, sizeof k);
	k.when_ns = T0 + at_ms * NS_PER_MS;
	k.asked_ns = k.when_ns - waited_ms * NS_PER_MS;
	k.who = *w;
	k.end = end;
	return (ledger_opening(l, &k));
}

static inline bool
shows(struct ledger *l, int64_t at_ms, const struct who *w,
    enum host_sign sign)
{
	struct sign s;

	memset(&s, 0, sizeof s);
	s.when_ns = s.asked_ns = T0 + at_ms * NS_PER_MS;
	s.who = *w;
	s.sign = sign;
	return (ledger_sign(l, &s));
}

static inline bool
greets(struct ledger *l, int64_t at_ms, const struct who *w, enum hint hint,
    const char *words)
{
	struct greeting g;

	memset(&g, 0, sizeof g);
	g.when_ns = T0 + at_ms * NS_PER_MS;
	g.who = *w;
	g.hint = hint;
	strncpy(g.reply, words, sizeof g.reply - 1);
	return (ledger_greeting(l, &g));
}

/* n refused logins of these ends, ten seconds apart, the last at last_s. */
static inline void
fails_at(struct ledger *l, const struct who *w, int n, int64_t last_s)
{
	struct say s = { .user = "anna", FAIL };

	opens_at(l, (last_s - 10 * n) * S, w, OPENING_ANSWERED, 0);
	shows(l, (last_s - 10 * n) * S, w, SIGN_WORDS);
	for (; n > 0; n--) {
		s.at_s = last_s - 10 * (n - 1);
		login_from(l, w, &s);
	}
	drain(l);
}

static inline void
is_let_in(struct ledger *l, int64_t at_ms, const struct who *w)
{
	opens_at(l, at_ms, w, OPENING_ANSWERED, 0);
	shows(l, at_ms + 20, w, SIGN_WORDS);
}

/* SYNs each second in vain; the web answers each time. */
static inline bool
is_silent(struct ledger *l, int64_t at_ms, const struct who *w, int seconds)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, 2, [15] = 80 };
	struct ip web = ip_is_v4(&w->server.ip) ? v4(198, 51, 100, 80) :
	    ip_v6(six);
	bool told = false;
	int i;

	for (i = 1; i <= seconds; i++) {
		ledger_elsewhere(l, T0 + (at_ms + i * S - 100) * NS_PER_MS,
		    &web);
		told |= opens_at(l, at_ms + i * S, w, OPENING_SILENT, 1 * S);
	}
	return (told);
}

#endif
