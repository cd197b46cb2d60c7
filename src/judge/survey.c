/*
 * What the books say of the capture point: is all mail one address's, which
 * MACs are routers', where does it all go?  What follows is place.c's to say.
 */

#include "judge/survey.h"

#include "base/text.h"
#include "judge/unit.h"

/* Sessions and MACs of one public address; few hosts have one. */
static void
place_public(const struct books *b, const struct host *top,
    struct place_facts *out)
{
	const struct host *h;

	out->top_public = top->key.ip;
	out->is_top_on_link = true;
	for (h = pool_stalest(b->hosts); h != NULL;
	    h = pool_younger(b->hosts, h)) {
		const struct device *d;

		if (h->far_sessions == 0 ||
		    !ip_equals(&h->key.ip, &top->key.ip))
			continue;
		d = pool_at(b->devices, h->device);
		out->sessions_top_public += h->far_sessions;
		out->n_top_macs += h->key.has_mac;
		if (d->directs <= d->hops)
			out->is_top_on_link = false;
	}
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
		if (ip_is_v4(&h->key.ip) && !ip_is_private(&h->key.ip) &&
		    h->far_sessions > 0 && (top == NULL ||
		    h->far_sessions > top->far_sessions))
			top = h;
	}
	if (top != NULL)
		place_public(b, top, out);
}

static void
place_name_second(const struct books *b, struct device *d,
    struct place_facts *out)
{
	const struct unit u = { d, NULL };
	const struct host *h = unit_next_host(b, &u, NULL);
	char address[IP_TEXT_BYTES];
	struct text t;

	text_init(&t, out->second_router, sizeof out->second_router);
	text_add(&t, unit_name(b, &u));
	if (t.len == 0 && h != NULL) {
		ip_print(&h->key.ip, address);
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
survey_place(const struct books *b, struct place_facts *out)
{
	place_hosts(b, out);
	place_devices(b, out);
	place_servers(b, out);
	out->n_moved = b->n_moved;
	out->moved = b->moved;
}
