/*
 * Names to addresses, by the system's resolver: it is the one that the mail
 * programs here ask too.
 *
 * A host with more addresses than there is room for keeps some of both
 * families, for one of them alone may be locked out.
 */

#define _GNU_SOURCE

#include "edge/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static bool
ip_of(const struct sockaddr *a, struct ip *out)
{
	if (a->sa_family == AF_INET)
		*out = ip_v4((const uint8_t *)&((const struct sockaddr_in *)
		    (const void *)a)->sin_addr);
	else if (a->sa_family == AF_INET6)
		*out = ip_v6(((const struct sockaddr_in6 *)
		    (const void *)a)->sin6_addr.s6_addr);
	return (a->sa_family == AF_INET || a->sa_family == AF_INET6);
}

static bool
has(const struct resolved *r, const struct ip *ip)
{
	uint32_t i;

	for (i = 0; i < r->n; i++)
		if (ip_equals(&r->ips[i], ip))
			return (true);
	return (false);
}

static void
take(const struct addrinfo *all, struct resolved *out)
{
	const struct addrinfo *a;
	uint32_t n_of[PROBE_FAMILIES] = { 0, 0 }, kept[PROBE_FAMILIES] = { 0 };
	struct ip ip;
	int f;

	for (a = all; a != NULL; a = a->ai_next)
		n_of[a->ai_family == AF_INET6]++;
	for (a = all; a != NULL; a = a->ai_next) {
		if (!ip_of(a->ai_addr, &ip) || has(out, &ip))
			continue;
		f = probe_family(&ip);
		if (out->n == PROBE_ADDRESSES ||
		    (n_of[!f] > 0 && kept[f] == PROBE_ADDRESSES / 2)) {
			out->n_left_out++;
			continue;
		}
		kept[f]++;
		out->ips[out->n++] = ip;
	}
}

int
resolve_host(const char *name, struct resolved *out, struct err *err)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC,
	    .ai_socktype = SOCK_STREAM };
	struct addrinfo *all = NULL;
	int rc = getaddrinfo(name, NULL, &hints, &all);
	struct ip ip;
	uint32_t i;

	memset(out, 0, sizeof *out);
	if (rc != 0) {
		out->is_transient = rc == EAI_AGAIN;
		return (err_set(err, rc == EAI_AGAIN ? "%.100s cannot be "
		    "looked up now (%s): is your line down? Its address can "
		    "be given instead" : "there is no host %.100s (%s)", name,
		    gai_strerror(rc)));
	}
	take(all, out);
	out->is_name = inet_pton(AF_INET, name, &ip) != 1 &&
	    inet_pton(AF_INET6, name, &ip) != 1;
	freeaddrinfo(all);
	for (i = 0; i < out->n; i++)
		if (ip_is_group(&out->ips[i]) || ip_is_zero(&out->ips[i]))
			return (err_set(err, "%.100s is the address of no "
			    "host", name));
	for (i = 0; i < out->n; i++)
		if (out->ips[i].b[0] == 0xfe && out->ips[i].b[1] >> 6 == 2)
			return (err_set(err, "%.100s is an address of one link "
			    "alone (fe80::): give its other one", name));
	return (out->n > 0 ? 0 : err_set(err, "%.100s has no address", name));
}
