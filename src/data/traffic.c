/* The lists of what matters beside mail, as arrays. */

#include "data/traffic.h"

#define NEWS(port, ends, reader, source) { port, false, #reader, source },
#define TUNNEL(port, head, source) { port, true, #head, source },
static const struct udp_port ports[] = {
	NEWS_PORTS(NEWS)
	TUNNEL_PORTS(TUNNEL)
};
#undef NEWS
#undef TUNNEL

#define ROW(name, number, whole_on, source)				\
	{ number, whole_on, #name, source },
static const struct ip_protocol protocols[] = { IP_PROTOCOLS(ROW) };
#undef ROW

const struct udp_port *
udp_ports(size_t *n)
{
	*n = sizeof ports / sizeof ports[0];
	return (ports);
}

const struct ip_protocol *
ip_protocols(size_t *n)
{
	*n = sizeof protocols / sizeof protocols[0];
	return (protocols);
}
