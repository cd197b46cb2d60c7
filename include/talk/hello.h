/*
 * The readable part of a TLS handshake: ClientHello, ServerHello,
 * Certificate (RFC 8446 4, RFC 5246 7.4, RFC 6066 3, RFC 7301), and JA4.
 */

#ifndef TALK_HELLO_H
#define TALK_HELLO_H

#include "base/hash.h"
#include "base/span.h"
#include "talk/tls_view.h"

enum {
	MESSAGE_CLIENT_HELLO = 1,
	MESSAGE_SERVER_HELLO = 2,
	MESSAGE_TICKET = 4,
	MESSAGE_CERTIFICATE = 11
};

/*
 * One message's body, maybe without its end; fills v's names, version,
 * suite.  False when it is none of the three.
 */
bool	hello_read(struct tls_view *v, uint8_t type, struct span body);

/* The random of either hello; false where it is cut off. */
bool	hello_random(struct span body, uint8_t out[32]);

/*
 * JA4 of a ClientHello's body over TCP, as FoxIO's BSD-licensed definition
 * has it (github.com/FoxIO-LLC/ja4, technical_details/JA4.md); "" when the
 * body is not whole.
 */
void	hello_ja4(struct span body, char out[JA4_BYTES]);

/*
 * The same program again?  A keyed tag of what it offers, and to whom, but
 * for what changes when it resumes a session; 0 when the body is not whole.
 */
uint64_t	hello_stack(const struct hash_key *key, struct span body,
		    const char *server_name);

#endif
