/*
 * What the books say of the capture point: is all mail one address's, which
 * MACs are routers', where does it all go?  What follows is place.c's to say.
 */

#include "judge/survey.h"

#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "judge/unit.h"

/* What tells of a place after the NAT: a private server is inside. */
static uint64_t
host_tells_wan(const struct host *h)
{
	if (!ip_is_v4(&h->key.ip))
		return (0);
	return (ip_is_private(&h->key.ip) ? h->sessions : h->far_sessions);
}

/* One device may have come by a hop and without: a router does not. */
static bool
device_is_on_link(const struct device *d, bool is_private)
{
	return (is_private ? d->hops == 0 || d->directs > 0 :
	    d->directs > d->hops);
}

/* Sessions and MACs of the address in question. */
static void
place_top(const struct books *b, const struct host *top,
    struct place_facts *out)
{
	const struct host *h;

	out->top = top->key.ip;
	out->is_top_private = ip_is_private(&top->key.ip);
	out->is_top_on_link = true;
	for (h = pool_stalest(b->hosts); h != NULL;
	    h = pool_younger(b->hosts, h)) {
		const struct device *d;

		if (host_tells_wan(h) == 0 ||
		    !ip_equals(&h->key.ip, &top->key.ip))
			continue;
		d = pool_at(b->devices, h->device);
		out->sessions_top += host_tells_wan(h);
		out->n_top_macs += h->key.has_mac;
		if (!device_is_on_link(d, out->is_top_private))
			out->is_top_on_link = false;
	}
}

/* A public address first: a private one is that of a LAN, as a rule. */
static bool
host_is_more_wan(const struct host *h, const struct host *top)
{
	bool is_public = !ip_is_private(&h->key.ip);

	if (top == NULL)
		return (true);
	if (is_public == ip_is_private(&top->key.ip))
		return (is_public);
	return (host_tells_wan(h) > host_tells_wan(top));
}

static void
place_hosts(const struct books *b, struct place_facts *out)
{
	const struct host *h, *top = NULL;

	for (h = pool_stalest(b->hosts); h != NULL;
	    h = pool_younger(b->hosts, h)) {
		if (h->sessions == 0)
			continue;
		out->n_clients++;
		if (host_tells_wan(h) > 0 && host_is_more_wan(h, top))
			top = h;
	}
	if (top != NULL)
		place_top(b, top, out);
}

static void
place_name_second(const struct books *b, struct device *d,
    struct place_facts *out)
{
	const struct unit u = { d, NULL };
	const struct host *h, *first = NULL;
	char address[IP_TEXT_BYTES];
	struct text t;

	text_init(&t, out->second_router, sizeof out->second_router);
	text_add(&t, unit_name(b, &u));
	/* The address that its row in the ranking begins with. */
	for (h = unit_next_host(b, &u, NULL); h != NULL;
	    h = unit_next_host(b, &u, h))
		if (first == NULL || (ip_is_v4(&h->key.ip) &&
		    !ip_is_v4(&first->key.ip)) ||
		    (ip_is_v4(&h->key.ip) == ip_is_v4(&first->key.ip) &&
		    h->failures > 0 && first->failures == 0))
			first = h;
	if (t.len == 0 && first != NULL) {
		ip_print(&first->key.ip, address);
		text_add(&t, address);
	}
}

/* Devices that are routers, and those whose packets passed one. */
static void
place_devices(const struct books *b, struct place_facts *out)
{
	struct device *d, *second = NULL;
	uint32_t n_hopped = 0, n_direct = 0;
	uint64_t most = 0;

	for (d = pool_stalest(b->devices); d != NULL;
	    d = pool_younger(b->devices, d)) {
		if (d->sessions == 0 || !d->key.has_mac)
			continue;
		out->n_macs++;
		if (device_is_split(d)) {
			out->sessions_by_address += d->sessions;
			if (d->is_router && d->sessions >= most) {
				most = d->sessions;
				out->router = d->key.mac;
				out->n_router_hosts = d->n_hosts;
			}
			continue;
		}
		if (d->hops > 0) {
			n_hopped++;
			second = d;
		} else if (d->directs > 0) {
			n_direct++;
		}
	}
	/* Without a neighbour to compare, the hop may lie before us all. */
	if (n_hopped == 0 || (n_direct == 0 && n_hopped > 1))
		return;
	out->n_second_routers = n_hopped;
	place_name_second(b, second, out);
}

static void
place_servers(const struct books *b, struct place_facts *out)
{
	const struct server *s;

	/*
	 * One local address with all its ports.  Servers are few; when they
	 * are many, no single one has all the sessions and the loop ends.
	 */
	for (s = pool_stalest(b->servers); s != NULL;
	    s = pool_younger(b->servers, s)) {
		if (s->sessions == 0)
			continue;
		if (!ip_is_private(&s->at.ip) ||
		    (out->sessions_to_proxy > 0 &&
		    !ip_equals(&out->proxy, &s->at.ip))) {
			out->sessions_to_proxy = 0;
			return;
		}
		out->proxy = s->at.ip;
		out->sessions_to_proxy += s->sessions;
	}
}

void
survey_init(struct survey *s, const struct books *b)
{
	memset(s, 0, sizeof *s);
	s->books = b;
}

void
survey_facts(const struct survey *s, struct place_facts *out)
{
	const struct books *b = s->books;

	*out = s->counted;
	place_hosts(b, out);
	place_devices(b, out);
	place_servers(b, out);
	out->n_moved = b->n_moved;
	out->moved = b->moved;
}

/*
 * It is worked out from all the books.  Where it keeps names back they come
 * again with each failure, so there it is worked out once a second.
 */
enum point
survey_point(struct survey *s, int64_t now_ns)
{
	struct place_facts facts;

	if (place_is_unfit(s->point) && now_ns - s->point_ns < NS_PER_S)
		return (s->point);
	survey_facts(s, &facts);
	s->point = place_point(&facts);
	s->point_ns = now_ns;
	return (s->point);
}

bool
survey_names_devices(struct survey *s, int64_t now_ns)
{
	return (!place_is_unfit(survey_point(s, now_ns)));
}
