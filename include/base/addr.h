/*
 * MAC and IP addresses: hold, compare, print, classify.
 *
 * One shape for both families: an IPv4 address is kept as ::ffff:a.b.c.d
 * (RFC 4291 2.5.5.2), so that keys, tables and comparisons know only 16 bytes.
 */

#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MAC_TEXT_BYTES = 18,	/* "aa:bb:cc:dd:ee:ff" and NUL */
	IP_TEXT_BYTES = 46	/* the longest IPv6 text form and NUL */
};

struct mac {
	uint8_t b[6];
};

struct ip {
	uint8_t b[16];
};

struct endpoint {
	struct ip ip;
	uint16_t port;		/* host order */
};

struct ip	ip_v4(const uint8_t b[4]);
struct ip	ip_v6(const uint8_t b[16]);
bool	ip_is_v4(const struct ip *a);
bool	ip_is_zero(const struct ip *a);		/* 0.0.0.0 or :: */
bool	ip_equals(const struct ip *a, const struct ip *b);

/* Of use in one network only: RFC 1918, 6598, 3927; RFC 4193, fe80::/10. */
bool	ip_is_private(const struct ip *a);
bool	ip_is_group(const struct ip *a);	/* multicast or broadcast */

bool	mac_is_zero(const struct mac *m);
bool	mac_is_group(const struct mac *m);
/* Made up by the device, not given by a maker (IEEE 802 "local" bit). */
bool	mac_is_local(const struct mac *m);
bool	mac_equals(const struct mac *a, const struct mac *b);

bool	endpoint_equals(const struct endpoint *a, const struct endpoint *b);

/*
 * Write the usual text form, NUL-ended; returns its length.  MACs as
 * "aa:bb:cc:dd:ee:ff"; IPv6 as RFC 5952 says.
 */
size_t	mac_print(const struct mac *m, char out[MAC_TEXT_BYTES]);
size_t	ip_print(const struct ip *a, char out[IP_TEXT_BYTES]);

#endif
