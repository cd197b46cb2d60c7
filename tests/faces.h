/* Faces, for the tests of devices that have many and of MACs that several
 * share: made-up MACs, what they are called, what DHCP gives them. */

#ifndef TESTS_FACES_H
#define TESTS_FACES_H

#include "says.h"

enum { OLD = 7, NEW = 8 };

/* A MAC that the device made up. */
static inline struct mac
made_up(uint8_t last)
{
	return ((struct mac){ { 0xda, 1, 0x5e, 0, 0, last } });
}

static inline void
call(struct ledger *l, struct mac mac, enum news_from from, const char *name)
{
	struct news n;

	memset(&n, 0, sizeof n);
	n.kind = NEWS_NAME;
	n.from = from;
	n.has_mac = true;
	n.mac = mac;
	strncpy(n.text, name, sizeof n.text - 1);
	ledger_news(l, &n);
}

/* DHCP gives the address to the MAC, by way of the frame's. */
static inline void
lease(struct ledger *l, struct mac mac, struct mac via, uint8_t host,
    const char *name)
{
	struct news n;

	call(l, mac, FROM_DHCP, name);
	memset(&n, 0, sizeof n);
	n.kind = NEWS_ADDRESS;
	n.from = FROM_DHCP;
	n.has_mac = n.has_ip = n.has_via = true;
	n.mac = mac;
	n.via = via;
	n.ip = v4(192, 168, 77, host);
	ledger_news(l, &n);
}

static inline uint32_t
rows(struct ledger *l)
{
	look(l);
	assert_int_equal(snap->n_devices, ledger_failing(l));
	return (snap->n_devices);
}

#endif
