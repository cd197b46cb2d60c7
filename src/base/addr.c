/*
 * MAC and IP addresses: hold, compare, print, classify.
 */

#include "base/addr.h"

#include <stdio.h>
#include <string.h>

static const uint8_t v4_prefix[12] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
};

struct ip
ip_v4(const uint8_t b[4])
{
	struct ip a;

	memcpy(a.b, v4_prefix, sizeof v4_prefix);
	memcpy(a.b + 12, b, 4);
	return (a);
}

struct ip
ip_v6(const uint8_t b[16])
{
	struct ip a;

	memcpy(a.b, b, sizeof a.b);
	return (a);
}

bool
ip_is_v4(const struct ip *a)
{
	return (memcmp(a->b, v4_prefix, sizeof v4_prefix) == 0);
}

bool
ip_is_zero(const struct ip *a)
{
	static const uint8_t zero[16];
	size_t from = ip_is_v4(a) ? 12 : 0;

	return (memcmp(a->b + from, zero, 16 - from) == 0);
}

bool
ip_equals(const struct ip *a, const struct ip *b)
{
	return (memcmp(a, b, sizeof *a) == 0);
}

/* 169.254/16 and fe80::/10 (RFC 3927 2.1, RFC 4291 2.5.6). */
static bool
is_link_local(const struct ip *a)
{
	if (ip_is_v4(a))
		return (a->b[12] == 169 && a->b[13] == 254);
	return (a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80);
}

bool
ip_is_private(const struct ip *a)
{
	const uint8_t *v4 = a->b + 12;

	if (is_link_local(a))
		return (true);
	if (!ip_is_v4(a))
		return ((a->b[0] & 0xfe) == 0xfc);	/* RFC 4193 */
	return (v4[0] == 10 || (v4[0] == 172 && (v4[1] & 0xf0) == 16) ||
	    (v4[0] == 192 && v4[1] == 168) ||
	    (v4[0] == 100 && (v4[1] & 0xc0) == 64));
}

bool
ip_is_group(const struct ip *a)
{
	if (!ip_is_v4(a))
		return (a->b[0] == 0xff);
	return (a->b[12] >= 224);	/* 224/4, 240/4 and broadcast */
}

bool
mac_is_zero(const struct mac *m)
{
	static const struct mac zero;

	return (mac_equals(m, &zero));
}

bool
mac_is_group(const struct mac *m)
{
	return ((m->b[0] & 1) != 0);
}

bool
mac_is_local(const struct mac *m)
{
	return ((m->b[0] & 2) != 0);
}

bool
mac_equals(const struct mac *a, const struct mac *b)
{
	return (memcmp(a, b, sizeof *a) == 0);
}

bool
endpoint_equals(const struct endpoint *a, const struct endpoint *b)
{
	return (a->port == b->port && ip_equals(&a->ip, &b->ip));
}

size_t
mac_print(const struct mac *m, char out[MAC_TEXT_BYTES])
{
	return ((size_t)snprintf(out, MAC_TEXT_BYTES,
	    "%02x:%02x:%02x:%02x:%02x:%02x", m->b[0], m->b[1], m->b[2],
	    m->b[3], m->b[4], m->b[5]));
}

/* RFC 5952 4.2: the longest run of two or more zero groups, the first of
 * equals. */
static void
zero_run(const uint16_t group[8], int *at, int *run)
{
	int i, j;

	*at = -1;
	*run = 1;
	for (i = 0; i < 8; i++) {
		for (j = i; j < 8 && group[j] == 0; j++)
			continue;
		if (j - i > *run) {
			*at = i;
			*run = j - i;
		}
	}
}

size_t
ip_print(const struct ip *a, char out[IP_TEXT_BYTES])
{
	uint16_t group[8];
	size_t n = 0;
	int i, at, run;

	if (ip_is_v4(a))
		return ((size_t)snprintf(out, IP_TEXT_BYTES, "%u.%u.%u.%u",
		    a->b[12], a->b[13], a->b[14], a->b[15]));
	for (i = 0; i < 8; i++)
		group[i] = (uint16_t)(a->b[2 * i] << 8 | a->b[2 * i + 1]);
	zero_run(group, &at, &run);
	for (i = 0; i < 8; i++) {
		if (i == at) {
			n += (size_t)snprintf(out + n, IP_TEXT_BYTES - n,
			    "::");
			i += run - 1;
			continue;
		}
		n += (size_t)snprintf(out + n, IP_TEXT_BYTES - n, "%s%x",
		    i == 0 || i == at + run ? "" : ":", group[i]);
	}
	return (n);
}
