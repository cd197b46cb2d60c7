/*
 * What the store says of the capture point: is all mail one address's, which
 * MACs are routers', where does it all go?  What follows is place.c's to say.
 */

#include "judge/survey.h"

#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "judge/suspect.h"

/* Sessions that tell of a NAT; one to a private server passes none. */
static uint64_t
client_tells_wan(const struct client *c)
{
	if (!ip_is_v4(&c->key.ip))
		return (0);
	return (ip_is_private(&c->key.ip) ? c->sessions : c->far_sessions);
}

/* A device's packets may come by a hop or without; a router's always by one. */
static bool
device_is_on_link(const struct device *d, bool is_private)
{
	return (is_private ? d->hops == 0 || d->directs > 0 :
	    d->directs > d->hops);
}

/* Sessions and MACs of the address that may be the NAT's. */
static void
place_top(const struct store *st, const struct client *top,
    struct place_facts *out)
{
	const struct client *c;

	out->top = top->key.ip;
	out->is_top_private = ip_is_private(&top->key.ip);
	out->is_top_on_link = true;
	for (c = pool_stalest(st->clients); c != NULL;
	    c = pool_younger(st->clients, c)) {
		const struct device *d;

		if (client_tells_wan(c) == 0 ||
		    !ip_equals(&c->key.ip, &top->key.ip))
			continue;
		d = pool_at(st->devices, c->device);
		out->sessions_top += client_tells_wan(c);
		out->n_top_macs += c->key.has_mac;
		if (!device_is_on_link(d, out->is_top_private))
			out->is_top_on_link = false;
	}
}

/* A public address comes first: private ones are a LAN's, as a rule. */
static bool
client_is_more_wan(const struct client *c, const struct client *top)
{
	bool is_public = !ip_is_private(&c->key.ip);

	if (top == NULL)
		return (true);
	if (is_public == ip_is_private(&top->key.ip))
		return (is_public);
	return (client_tells_wan(c) > client_tells_wan(top));
}

static void
place_clients(const struct store *st, struct place_facts *out)
{
	const struct client *c, *top = NULL;

	for (c = pool_stalest(st->clients); c != NULL;
	    c = pool_younger(st->clients, c)) {
		if (c->sessions == 0)
			continue;
		out->n_clients++;
		if (client_tells_wan(c) > 0 && client_is_more_wan(c, top))
			top = c;
	}
	if (top != NULL)
		place_top(st, top, out);
}

static void
place_name_second(const struct store *st, struct device *d,
    struct place_facts *out)
{
	const struct suspect u = { d, NULL };
	const struct client *c, *first = NULL;
	char address[IP_TEXT_BYTES];
	struct text t;

	text_init(&t, out->second_router, sizeof out->second_router);
	text_add(&t, suspect_name(st, &u));
	/* The address that its row in the ranking begins with. */
	for (c = suspect_next_client(st, &u, NULL); c != NULL;
	    c = suspect_next_client(st, &u, c))
		if (first == NULL || (ip_is_v4(&c->key.ip) &&
		    !ip_is_v4(&first->key.ip)) ||
		    (ip_is_v4(&c->key.ip) == ip_is_v4(&first->key.ip) &&
		    c->failures > 0 && first->failures == 0))
			first = c;
	if (t.len == 0 && first != NULL) {
		ip_print(&first->key.ip, address);
		text_add(&t, address);
	}
}

/* Devices that are routers, and those whose packets passed one. */
static void
place_devices(const struct store *st, struct place_facts *out)
{
	struct device *d, *second = NULL;
	uint32_t n_hopped = 0, n_direct = 0;
	uint64_t most = 0;

	for (d = pool_stalest(st->devices); d != NULL;
	    d = pool_younger(st->devices, d)) {
		if (d->sessions == 0 || !d->key.has_mac)
			continue;
		out->n_macs++;
		if (device_is_split(d)) {
			out->sessions_by_address += d->sessions;
			if (d->is_router && d->sessions >= most) {
				most = d->sessions;
				out->router = d->key.mac;
				out->n_router_clients = d->n_clients;
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
	/* With none to compare to, the hop may lie before all. */
	if (n_hopped == 0 || (n_direct == 0 && n_hopped > 1))
		return;
	out->n_second_routers = n_hopped;
	place_name_second(st, second, out);
}

static void
place_servers(const struct store *st, struct place_facts *out)
{
	const struct server *s;

	/*
	 * One local address with all its ports.  Servers are few; when they
	 * are many, no single one has all the sessions and the loop ends.
	 */
	for (s = pool_stalest(st->servers); s != NULL;
	    s = pool_younger(st->servers, s)) {
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
survey_init(struct survey *s, const struct store *st)
{
	memset(s, 0, sizeof *s);
	s->store = st;
}

void
survey_facts(const struct survey *s, struct place_facts *out)
{
	const struct store *st = s->store;

	*out = s->counted;
	place_clients(st, out);
	place_devices(st, out);
	place_servers(st, out);
	out->n_moved = st->n_moved;
	out->moved = st->moved;
	out->n_mixed = st->n_mixed;
	out->mixed = st->mixed;
}

/*
 * It is worked out from all the store.  Where it keeps names back they come
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
