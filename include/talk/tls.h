/*
 * TLS as an onlooker sees it: record headers, the two hellos.  Nothing is
 * decrypted (RFC 8446 4.1, 5.1; RFC 5246 6.2, 7.4.1).
 */

#ifndef TALK_TLS_H
#define TALK_TLS_H

#include "talk/talk.h"

/* Can a TLS connection begin with this byte (a handshake record)? */
bool	tls_may_begin(uint8_t first);

/* Use up a chunk; fills t->sni, t->tls_version, t->has_tls. */
void	tls_feed(struct talk *t, struct talk_store *s, struct chunk *c);

#endif
