/*
 * The ports that are asked, and the words of what they answer.
 *
 * Twelve: a first round of more would look like a scan (CSF's PS_LIMIT and
 * psad's first danger level count from 5 or 10 on).  2525 is left out, for no
 * standard has it.
 */

#include "data/probe.h"

#include <string.h>

/*
 * The first PROBE_PORTS_AGAIN have two of each kind, of which one is enough to
 * tell the verdicts apart.
 */
static const struct probe_port ports[PROBE_PORTS] = {
	{ 993,	GROUP_READ },
	{ 587,	GROUP_SEND },
	{ 443,	GROUP_WEB },
	{ 2096,	GROUP_PANEL },
	{ 143,	GROUP_READ },
	{ 465,	GROUP_SEND },
	{ 995,	GROUP_READ },
	{ 110,	GROUP_READ },
	{ 25,	GROUP_MX },
	{ 2083,	GROUP_PANEL },
	{ 2087,	GROUP_PANEL },
	{ 4190,	GROUP_SIEVE },
};

const struct probe_port *
probe_ports(size_t *n)
{
	*n = PROBE_PORTS;
	return (ports);
}

enum port_group
port_group(uint16_t port)
{
	size_t i;

	for (i = 0; i < PROBE_PORTS; i++)
		if (ports[i].port == port)
			return (ports[i].group);
	return (GROUP_NONE);
}

int
probe_family(const struct ip *a)
{
	return (ip_is_v4(a) ? 0 : 1);
}

bool
probe_is_locked(enum probe_verdict v)
{
	return (v >= PROBE_LOCKED_MAIL && v <= PROBE_LOCKED_V4);
}

const char *
probe_verdict_word(enum probe_verdict v)
{
	static const char *const words[PROBE_VERDICTS] = {
		[PROBE_UNSAID] = "unknown",
		[PROBE_FREE] = "not-locked-out",
		[PROBE_LOCKED_MAIL] = "mail-ports",
		[PROBE_LOCKED_ALL] = "all-ports",
		[PROBE_CAPTCHA] = "captcha",
		[PROBE_LOCKED_V6] = "ipv6-only",
		[PROBE_LOCKED_V4] = "ipv4-only",
		[PROBE_SERVER_DOWN] = "server-down",
		[PROBE_LINE_DOWN] = "line-down"
	};

	return (words[v < PROBE_VERDICTS ? v : PROBE_UNSAID]);
}

const char *
probe_doubt_word(enum probe_doubt d)
{
	static const char *const words[DOUBT_COUNT] = {
		[DOUBT_OFF] = "off", [DOUBT_NO_MAIL] = "no-mail",
		[DOUBT_STOPPED] = "stopped", [DOUBT_FORWARD] = "forwarded",
		[DOUBT_HIDDEN] = "hidden", [DOUBT_PART] = "in-part",
		[DOUBT_ROUTER] = "by-router", [DOUBT_RESETS] = "resets",
		[DOUBT_LINE] = "line", [DOUBT_NOT_ASKED] = "not-asked",
		[DOUBT_SOME] = "some-addresses", [DOUBT_V6] = "ipv6",
		[DOUBT_V4] = "ipv4", [DOUBT_UNSEEN] = "unseen",
		[DOUBT_ONE_CLOSED] = "one-closed", [DOUBT_EARLY] = "early"
	};

	return (d < DOUBT_COUNT ? words[d] : "");
}

/* The names are those of nft(8); a code without one refuses no SYN. */
static const struct {
	const char *word;
	bool is_away;
} unreachable_v4[] = {
	[0] = { "net-unreachable", true }, [1] = { "host-unreachable", true },
	[2] = { "prot-unreachable", false },
	[3] = { "port-unreachable", false },
	[6] = { "net-unknown", true }, [7] = { "host-unknown", true },
	[9] = { "net-prohibited", false }, [10] = { "host-prohibited", false },
	[13] = { "admin-prohibited", false }
}, unreachable_v6[] = {
	[0] = { "no-route", true }, [1] = { "admin-prohibited", false },
	[3] = { "addr-unreachable", true }, [4] = { "port-unreachable", false },
	[5] = { "policy-fail", false }, [6] = { "reject-route", false }
};

enum {
	N_V4 = sizeof unreachable_v4 / sizeof unreachable_v4[0],
	N_V6 = sizeof unreachable_v6 / sizeof unreachable_v6[0]
};

const char *
unreachable_word(bool is_v4, uint8_t code)
{
	const char *word = NULL;

	if (code < (is_v4 ? N_V4 : N_V6))
		word = is_v4 ? unreachable_v4[code].word :
		    unreachable_v6[code].word;
	return (word != NULL ? word : "");
}

bool
unreachable_is_away(bool is_v4, uint8_t code)
{
	if (code >= (is_v4 ? N_V4 : N_V6))
		return (false);
	return (is_v4 ? unreachable_v4[code].is_away :
	    unreachable_v6[code].is_away);
}

static int
digit(char c)
{
	return (c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ?
	    c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1);
}

bool
probe_key_read(const char *text, uint8_t key[PROBE_KEY_BYTES])
{
	size_t i;

	memset(key, 0, PROBE_KEY_BYTES);
	if (strlen(text) != 2 * PROBE_KEY_BYTES)
		return (false);
	for (i = 0; i < 2 * PROBE_KEY_BYTES; i++) {
		if (digit(text[i]) == -1)
			return (false);
		key[i / 2] = (uint8_t)(key[i / 2] << 4 | digit(text[i]));
	}
	return (true);
}

void
probe_key_print(const uint8_t key[PROBE_KEY_BYTES],
    char out[PROBE_KEY_TEXT_BYTES])
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < 2 * PROBE_KEY_BYTES; i++)
		out[i] = digits[key[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
	out[i] = '\0';
}
