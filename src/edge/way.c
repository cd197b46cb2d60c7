/*
 * Routes, one at a time, as the kernel would choose them (rtnetlink(7)): its
 * tables alone would not do, for rules may choose among several.
 */

#define _GNU_SOURCE

#include "edge/way.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct request {
	struct nlmsghdr head;
	struct rtmsg route;
	struct rtattr to;
	uint8_t ip[16];
};

static void
request_fill(struct request *r, const struct ip *to)
{
	size_t n = ip_is_v4(to) ? 4 : 16;

	memset(r, 0, sizeof *r);
	r->head.nlmsg_len = (uint32_t)(NLMSG_LENGTH(sizeof r->route) +
	    RTA_LENGTH(n));
	r->head.nlmsg_type = RTM_GETROUTE;
	r->head.nlmsg_flags = NLM_F_REQUEST;
	r->route.rtm_family = n == 4 ? AF_INET : AF_INET6;
	r->route.rtm_dst_len = (uint8_t)(8 * n);
	r->to.rta_type = RTA_DST;
	r->to.rta_len = (uint16_t)RTA_LENGTH(n);
	memcpy(r->ip, to->b + (16 - n), n);
}

static bool
ip_take(const struct rtattr *a, struct ip *out)
{
	const uint8_t *p = RTA_DATA(a);
	size_t n = RTA_PAYLOAD(a);

	if (n == 4)
		*out = ip_v4(p);
	else if (n == 16)
		*out = ip_v6(p);
	return (n == 4 || n == 16);
}

/* What the kernel says of an interface, in /sys; -1: nothing. */
static int
link_says(const char *interface, const char *what)
{
	char path[128];
	int value = -1;
	FILE *f;

	snprintf(path, sizeof path, "/sys/class/net/%s/%s", interface, what);
	f = fopen(path, "r");
	if (f == NULL)
		return (-1);
	if (fscanf(f, "%d", &value) != 1)
		value = -1;
	fclose(f);
	return (value);
}

static bool
answer_read(const void *bytes, size_t n, struct way *out)
{
	const struct nlmsghdr *h = bytes;
	const struct rtmsg *route;
	const struct rtattr *a;
	size_t left;

	if (n < NLMSG_LENGTH(sizeof *route) || h->nlmsg_len > n ||
	    h->nlmsg_type != RTM_NEWROUTE)
		return (false);
	route = NLMSG_DATA(h);
	if (route->rtm_type != RTN_UNICAST && route->rtm_type != RTN_LOCAL)
		return (false);
	left = h->nlmsg_len - NLMSG_LENGTH(sizeof *route);
	for (a = RTM_RTA(route); RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		uint32_t index;

		if (a->rta_type == RTA_GATEWAY)
			ip_take(a, &out->gateway);
		if (a->rta_type == RTA_PREFSRC)
			ip_take(a, &out->from);
		if (a->rta_type != RTA_OIF ||
		    RTA_PAYLOAD(a) < sizeof index)
			continue;
		memcpy(&index, RTA_DATA(a), sizeof index);
		if_indextoname(index, out->interface);
	}
	return (out->interface[0] != '\0');
}

bool
way_find(const struct ip *to, struct way *out)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	uint32_t bytes[1024];
	struct request r;
	ssize_t n = -1;

	memset(out, 0, sizeof *out);
	if (fd == -1)
		return (false);
	request_fill(&r, to);
	if (send(fd, &r, r.head.nlmsg_len, 0) != -1)
		n = recv(fd, bytes, sizeof bytes, 0);
	close(fd);
	if (n <= 0 || !answer_read(bytes, (size_t)n, out))
		return (false);
	out->is_ethernet = link_says(out->interface, "type") == ARPHRD_ETHER;
	/* The route stays when the cable is out. */
	return (link_says(out->interface, "carrier") != 0);
}
