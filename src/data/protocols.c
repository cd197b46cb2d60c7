/*
 * Which port speaks what.  An odd port is found by its greeting; these are
 * the ports whose every connection is read.
 */

#include "data/protocols.h"

static const struct mail_port ports[] = {
	{ 25,	PROTO_SMTP,	SECURITY_PLAIN,	"RFC 5321 4.5.4.2" },
	{ 110,	PROTO_POP,	SECURITY_PLAIN,	"RFC 1939 3" },
	{ 143,	PROTO_IMAP,	SECURITY_PLAIN,	"RFC 9051 2.1" },
	{ 465,	PROTO_SMTP,	SECURITY_TLS,	"RFC 8314 3.3" },
	{ 587,	PROTO_SMTP,	SECURITY_PLAIN,	"RFC 6409 3.1" },
	{ 993,	PROTO_IMAP,	SECURITY_TLS,	"RFC 8314 3.2" },
	{ 995,	PROTO_POP,	SECURITY_TLS,	"RFC 8314 3.1" },
	/* Offered by many hosts where 25 and 587 are filtered. */
	{ 2525,	PROTO_SMTP,	SECURITY_PLAIN,	"common use, no standard" },
	{ 4190,	PROTO_SIEVE,	SECURITY_PLAIN,	"RFC 5804 1.8" },
};

const struct mail_port *
mail_ports(size_t *n)
{
	*n = sizeof ports / sizeof ports[0];
	return (ports);
}

const struct mail_port *
mail_port_find(uint16_t port)
{
	size_t i;

	for (i = 0; i < sizeof ports / sizeof ports[0]; i++)
		if (ports[i].port == port)
			return (&ports[i]);
	return (NULL);
}
