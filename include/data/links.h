/*
 * Link types: what a capture may have been taken on (the registry is
 * tcpdump.org/linktypes.html).
 *
 * LINKS is a list of rows for the preprocessor, and no array, because three
 * rooms that may not include each other are written from it: the look-ups of
 * data/links.c, which the filters use, and in wire/link.c the functions that
 * take the headers off.  A row whose function is missing does not compile, and
 * a function without a row draws a warning.
 *
 * ROW(linktype, dlt, skip_bytes, head, name)
 *
 *	linktype	LINKTYPE_ number, as it stands in files
 *	dlt		DLT_ number of the same in libpcap on Linux; where
 *			two rows share one, the first is what it means
 *	skip_bytes	0, or so many bytes stand before IP: libpcap is then
 *			to filter what is behind them as raw IP.  (It knows
 *			IPv6 on a loopback, 0 and 108, by this system's number
 *			alone, and looks for IP in front of the headers of
 *			SLIP, 8, and frame relay, 107.)
 *	head		peel_<head> of wire/link.c takes it off
 *	name		what libpcap calls the dlt
 *
 * Ethernet is the first row: nearly all frames are of it.
 */

#ifndef DATA_LINKS_H
#define DATA_LINKS_H

#include <stddef.h>
#include <stdint.h>

#define LINKS(ROW)							\
	ROW(1,	 1,   0,  ethernet,	"EN10MB")			\
	ROW(0,	 0,   4,  null,		"NULL")				\
	ROW(108, 108, 4,  null,		"LOOP")				\
	ROW(113, 113, 0,  sll,		"LINUX_SLL")			\
	ROW(276, 276, 0,  sll2,		"LINUX_SLL2")			\
	ROW(101, 12,  0,  raw,		"RAW")				\
	/* The DLT_RAW of Linux, written to a file as it is. */		\
	ROW(12,	 12,  0,  raw,		"RAW")				\
	ROW(228, 228, 0,  raw,		"IPV4")				\
	ROW(229, 229, 0,  raw,		"IPV6")				\
	ROW(9,	 9,   0,  ppp,		"PPP")				\
	ROW(50,	 50,  0,  ppp,		"PPP_SERIAL")			\
	ROW(51,	 51,  0,  pppoe_link,	"PPP_ETHER")			\
	ROW(104, 104, 0,  hdlc,		"C_HDLC")			\
	ROW(107, 107, 4,  frelay,	"FRELAY")			\
	ROW(105, 105, 0,  80211,	"IEEE802_11")			\
	ROW(127, 127, 0,  radiotap,	"IEEE802_11_RADIO")		\
	ROW(192, 192, 0,  ppi,		"PPI")				\
	ROW(8,	 8,   16, slip,		"SLIP")				\
	ROW(239, 239, 0,  nflog,	"NFLOG")			\
	ROW(258, 258, 0,  pktap,	"PKTAP")			\
	/* Apple's DLT_PKTAP, the same; a number for anybody elsewhere. */ \
	ROW(149, 149, 0,  pktap,	"USER2")			\
	/* The DLT_RAW of OpenBSD, written to a file as it is. */	\
	ROW(14,	 12,  0,  raw,		"RAW")

/* The LINKTYPE_ numbers that code speaks of by name. */
enum {
	LINK_ETHERNET = 1, LINK_PPP = 9, LINK_RAW = 101, LINK_80211 = 105
};

struct link_type {
	uint32_t linktype;
	int dlt;
	uint32_t skip_bytes;
	const char *name;
};

/* All rows; they live for ever. */
const struct link_type	*link_types(size_t *n);
/* The row of a LINKTYPE_, or NULL: lockhound does not read it. */
const struct link_type	*link_type_find(uint32_t linktype);
/* The LINKTYPE_ of libpcap's DLT_; the same number where no row has it. */
uint32_t	link_of_dlt(int dlt);

#endif
