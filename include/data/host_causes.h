/*
 * Why a mail host does not serve this office: the explanations that compete,
 * and what each expects to be seen.  How well one fits is said by
 * judge/host_explain.c, which is written from this list: a row without a
 * predicate does not compile.
 */

#ifndef DATA_HOST_CAUSES_H
#define DATA_HOST_CAUSES_H

#include <stddef.h>

#include "data/words.h"

/*
 * CAUSE(name, kind of lockout, how it looks, trouble, expects, source): either
 * a lockout or a trouble.  "Run" are the captures of RUNS.md, L1 to L7.
 */
#define HOST_CAUSES(CAUSE)						\
	CAUSE(locked_silent, LOCK_NETWORK, OPENING_SILENT,		\
	    TROUBLE_UNKNOWN, "silence right after a locker's last failure, " \
	    "and others answer", "run: CSF, sshguard, crowdsec")	\
	CAUSE(locked_rejected, LOCK_NETWORK, OPENING_REJECTED,		\
	    TROUBLE_UNKNOWN, "ICMP in the host's own name after a failure", \
	    "run: fail2ban 1.1.0")					\
	CAUSE(locked_reset, LOCK_NETWORK, OPENING_RESET,		\
	    TROUBLE_UNKNOWN, "resets right after a locker's last failure, " \
	    "and no goodbye", "iptables-extensions(8): tcp-reset")	\
	CAUSE(locked_tarpit, LOCK_NETWORK, OPENING_TARPIT,		\
	    TROUBLE_UNKNOWN, "let in everywhere, and told nothing",	\
	    "run: nft redirect")					\
	CAUSE(locked_told, LOCK_TOLD, OPENING_ANSWERED,			\
	    TROUBLE_UNKNOWN, "the greeting refuses this client",	\
	    "RFC 5321 3.1, RFC 9051 7.1.5")				\
	CAUSE(stopped, LOCK_UNKNOWN, OPENING_RESET, TROUBLE_STOPPED,	\
	    "a goodbye on what runs, then resets", "run: server-stopped") \
	CAUSE(gone, LOCK_UNKNOWN, OPENING_SILENT, TROUBLE_GONE,		\
	    "silence of everything, and a router misses it",		\
	    "run: host-gone, reboot")					\
	CAUSE(moved, LOCK_UNKNOWN, OPENING_SILENT, TROUBLE_MOVED,	\
	    "the name has a new address, and that answers", "a guess")	\
	CAUSE(port_closed, LOCK_UNKNOWN, OPENING_RESET,			\
	    TROUBLE_PORT_CLOSED, "one port refuses, and the other of that " \
	    "service answers", "run: port-closed")			\
	CAUSE(family_broken, LOCK_UNKNOWN, OPENING_SILENT,		\
	    TROUBLE_FAMILY_BROKEN, "one kind of address is silent for all, " \
	    "the other answers", "run: v6-broken")			\
	CAUSE(rate_limit, LOCK_UNKNOWN, OPENING_ANSWERED,		\
	    TROUBLE_RATE_LIMIT, "some are let in, others not; or it says so", \
	    "run: syn-limit, L5")					\
	CAUSE(said_trouble, LOCK_UNKNOWN, OPENING_ANSWERED,		\
	    TROUBLE_SAID, "the greeting speaks of the host, not of whoever " \
	    "asks", "RFC 5321 3.8: 421; RFC 9051 7.1.5: BYE")		\
	CAUSE(line_down, LOCK_UNKNOWN, OPENING_SILENT, TROUBLE_LINE_DOWN, \
	    "nobody out there answers", "run: uplink, gw-reboot")	\
	CAUSE(mtu, LOCK_UNKNOWN, OPENING_TARPIT, TROUBLE_MTU,		\
	    "let in, then what is sent there is lost", "run: mtu-hole")

#define HOST_CAUSES_NAME(name, ...)	CAUSE_OF_HOST_##name,
enum host_cause {
	HOST_CAUSES(HOST_CAUSES_NAME)
	HOST_CAUSES_COUNT
};
#undef HOST_CAUSES_NAME

struct host_cause_row {
	const char *name;
	enum lock_kind kind;		/* UNKNOWN: it is a trouble */
	enum opening_end how;
	enum trouble trouble;
	const char *expects;
	const char *source;
};

const struct host_cause_row	*host_cause(enum host_cause c);

#endif
