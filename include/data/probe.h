/*
 * A mail host that is asked whether it locks us out: which ports, what became
 * of each question, and what follows.  engine/probe.h fills it in from frames,
 * judge/probing.h decides, whoever shows it reads it.
 */

#ifndef DATA_PROBE_H
#define DATA_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "data/event.h"

enum {
	PROBE_ADDRESSES = 8,	/* of one host; those beyond are told */
	PROBE_PORTS = 12,	/* asked in a first round */
	/* Where it is asked again and again, so that a counter of 10 ports
	 * (CSF's PS_LIMIT) is not reached. */
	PROBE_PORTS_AGAIN = 6,
	PROBE_FAMILIES = 2,	/* IPv4, IPv6 */
	PROBE_ROWS = PROBE_ADDRESSES * PROBE_PORTS + PROBE_FAMILIES,
	PROBE_TRIES = 3,	/* then it is silent */
	PROBE_KEY_BYTES = 16, PROBE_KEY_TEXT_BYTES = 2 * PROBE_KEY_BYTES + 1,
	PROBE_REFERENCE_PORT = 443
};

/* What a port is for: each group stands or falls together. */
enum port_group {
	GROUP_NONE,
	GROUP_READ,		/* IMAP, POP3 */
	GROUP_SEND,		/* submission */
	GROUP_MX,		/* 25: providers of lines drop it themselves */
	GROUP_SIEVE,
	GROUP_WEB,		/* 443 */
	GROUP_PANEL,		/* cPanel: webmail, panels */
	GROUP_COUNT
};

/* The ports of a first round, those that say most first. */
struct probe_port {
	uint16_t port;
	enum port_group group;
};
const struct probe_port	*probe_ports(size_t *n);
enum port_group	port_group(uint16_t port);

/* Who is asked. */
enum probe_role { ROLE_HOST, ROLE_REFERENCE };

/* One port of one address. */
struct probe_row {
	struct ip ip;
	uint16_t port;
	enum probe_role role;
	struct probe_answer answer;	/* UNKNOWN: it is open still */
	uint32_t round;		/* 0: the first; counts the times of again */
	int64_t asked_ns;	/* the first SYN of this round, 0 = none */
	int64_t last_ns;	/* the last one */
	int64_t known_ns;	/* when the answer came, or was due */
	bool is_by_traffic;	/* a program's own connection was answered */
	bool is_unseen;		/* silent, but it was not seen to go out */
};

enum alive { ALIVE_UNKNOWN, ALIVE_YES, ALIVE_NO };

/* How the line does, in one family. */
struct probe_line {
	struct ip gateway;	/* zero: none is known */
	struct ip reference;	/* zero: none was named */
	enum alive gateway_is, reference_is;
	bool others_answer;	/* somebody else in the internet was heard */
	bool has_no_route;
};

enum probe_verdict {
	PROBE_UNSAID,		/* nothing can be said */
	PROBE_FREE,		/* not locked out */
	PROBE_LOCKED_MAIL, PROBE_LOCKED_ALL, PROBE_CAPTCHA,
	PROBE_LOCKED_V6, PROBE_LOCKED_V4,	/* this family's address only */
	PROBE_SERVER_DOWN, PROBE_LINE_DOWN,
	PROBE_VERDICTS
};

/*
 * What else looks the same, and what the answers do not tell; a bit each, with
 * a row of words in show/probe_words.c.
 */
enum probe_doubt {
	DOUBT_OFF,		/* the server is switched off */
	DOUBT_NO_MAIL,		/* it has no mail, and hides its other ports */
	DOUBT_STOPPED,		/* its services are stopped */
	DOUBT_FORWARD,		/* ports are forwarded to several machines */
	DOUBT_HIDDEN,		/* it only hides that service, from everybody */
	DOUBT_PART,		/* it may do only the one: to read or to send */
	DOUBT_ROUTER,		/* a firewall in front of it says so */
	DOUBT_RESETS,		/* a firewall resets, nothing is stopped */
	DOUBT_LINE,		/* the line was not looked at */
	DOUBT_NOT_ASKED,	/* the mail ports were not */
	DOUBT_SOME,		/* holds for some of its addresses */
	DOUBT_V6, DOUBT_V4,	/* nothing is known by that family */
	DOUBT_UNSEEN,		/* no question was seen to go out */
	DOUBT_ONE_CLOSED,	/* one service is closed, which is no lockout */
	DOUBT_COUNT
};

struct probe_address {
	struct ip ip;
	enum alive neighbour;	/* on this link: ARP, neighbour discovery */
	enum probe_verdict verdict;
	enum opening_end way;	/* how it refuses, where it does */
	bool is_sure;
	uint32_t doubts;	/* 1 << enum probe_doubt */
};

struct probe_view {
	char host[TLS_NAME_BYTES];
	struct probe_row rows[PROBE_ROWS];
	uint32_t n_rows;
	struct probe_address addresses[PROBE_ADDRESSES];
	uint32_t n_addresses;
	struct probe_line line[PROBE_FAMILIES];
	enum probe_verdict verdict;
	enum opening_end way;
	bool is_sure;
	uint32_t doubts;
	struct ip own[PROBE_FAMILIES];	/* where our SYNs come from */
	bool is_unseen;		/* the capture shows no question */
	int64_t began_ns;	/* the first question */
	int64_t known_ns;	/* the last answer */
	/* It was locked out, and is no longer. */
	enum probe_verdict was;
	int64_t lifted_ns, vain_ns;	/* answered, and last asked in vain */
};

/* 0 for IPv4, 1 for IPv6. */
int	probe_family(const struct ip *a);
bool	probe_is_locked(enum probe_verdict v);
/* "not-locked-out", "mail-ports", ... as the JSON lines have it. */
const char	*probe_verdict_word(enum probe_verdict v);
const char	*probe_doubt_word(enum probe_doubt d);

/* The codes of ICMP's "unreachable" (RFC 792, RFC 4443 3.1); "" is none that
 * refuses. */
const char	*unreachable_word(bool is_v4, uint8_t code);
/* Does it say that the host, or its network, cannot be reached? */
bool	unreachable_is_away(bool is_v4, uint8_t code);

/* A key as text of hexadecimal digits; false: it is none. */
bool	probe_key_read(const char *text, uint8_t key[PROBE_KEY_BYTES]);
void	probe_key_print(const uint8_t key[PROBE_KEY_BYTES],
	    char out[PROBE_KEY_TEXT_BYTES]);

#endif
