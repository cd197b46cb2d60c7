/*
 * What a check of the capture point has found, in figures.  The words for it
 * are in show/findings.c.
 */

#ifndef DATA_NOTE_H
#define DATA_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"

enum { NAME_BYTES = 64 };	/* a device's or server's name */

/* The checks (UX 1.7), and which figures each one fills in. */
enum note {
	NOTE_UNKNOWN,
	NOTE_NO_PACKETS,	/* an empty capture */
	NOTE_NO_ANSWER,		/* count tries of devices at name */
	NOTE_NO_MAIL,		/* packets, but no mail session */
	NOTE_WAN,		/* after the NAT; at the server: is_outside */
	NOTE_ROUTER_MAC,	/* count addresses behind one mac */
	NOTE_SECOND_ROUTER,	/* count routers (TTL), one of them name */
	NOTE_ONE_WAY,		/* only one direction */
	NOTE_ONE_HOST,		/* only this computer */
	NOTE_GAPS,		/* count of total dropped; total 0: holes */
	NOTE_DOUBLES,		/* every packet twice */
	NOTE_SNAPLEN,		/* count packets cut on mail ports */
	NOTE_CLOCK,		/* the clock jumped back, by back_ns */
	NOTE_PROXY,		/* all mail goes to one local address, ip */
	NOTE_ADDRESS_MOVED,	/* the address ip had several devices */
	NOTE_MIXED,		/* several used the address ip by turns */
	NOTE_EVICTED,		/* a table was full, count times */
	NOTE_OUTSIDE,		/* count logins from the internet at ip */
	NOTE_COUNT
};

struct snap_note {
	enum note note;
	bool is_unfit;		/* a ranking by device cannot be trusted */
	bool is_outside;	/* WAN: all mail comes from the internet */
	bool is_private;	/* WAN: ip, the one client, is a router's */
	bool is_incoming;	/* ONE_WAY: the direction that is seen */
	uint32_t devices;
	uint64_t count, total;
	uint64_t failures;	/* OUTSIDE: of its logins */
	int64_t back_ns;
	struct ip ip;
	struct mac mac;
	char name[NAME_BYTES];
};

#endif
