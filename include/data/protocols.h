/* Mail protocols by port. */

#ifndef DATA_PROTOCOLS_H
#define DATA_PROTOCOLS_H

#include <stddef.h>
#include <stdint.h>

#include "data/words.h"

struct mail_port {
	uint16_t port;
	enum proto proto;
	enum security security;	/* PLAIN (may turn to STARTTLS) or TLS */
	const char *source;
};

/* The row of a port, or NULL. */
const struct mail_port	*mail_port_find(uint16_t port);
/* All rows, for a filter or a map. */
const struct mail_port	*mail_ports(size_t *n);

#endif
