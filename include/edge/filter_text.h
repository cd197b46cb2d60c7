/*
 * What lockhound reads, as an expression of pcap-filter(7): for links without
 * Ethernet, and for people who capture with tcpdump.
 */

#ifndef EDGE_FILTER_TEXT_H
#define EDGE_FILTER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Room enough for an expression of ours, with its '\0'. */
enum { FILTER_TEXT_BYTES = 2048 };

/*
 * What edge/filter.h takes on Ethernet, for another link; and_this (NULL:
 * none) holds as well.  has_ether_types: it is one of Linux's cooked links.
 * size is FILTER_TEXT_BYTES and twice the length of and_this at least.
 */
void	filter_text(bool all_ports, bool has_ether_types,
	    const char *and_this, char *out, size_t size);

/*
 * For tcpdump on Ethernet: all that lockhound reads, on one line that ends in
 * '\n'.  What is tagged once is chosen from as what is not; rarer wraps are
 * kept whole.  size is FILTER_TEXT_BYTES at least.
 */
void	filter_for_tcpdump(bool all_ports, char *out, size_t size);

#endif
