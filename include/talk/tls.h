/*
 * TLS as an onlooker sees it: records and their lengths, turn by turn.
 * Nothing is decrypted (RFC 8446 5.1, RFC 5246 6.2).
 */

#ifndef TALK_TLS_H
#define TALK_TLS_H

#include "talk/talk.h"

/* Can a TLS connection begin with this byte (a handshake record)? */
bool	tls_may_begin(uint8_t first);

/*
 * Encryption begins: borrow a view.  When all are taken the stalest talk loses
 * its own.
 */
void	tls_begin(struct talk *t, struct talk_store *s);
/* Give the view back; it is wiped. */
void	tls_end(struct talk *t, struct talk_store *s);

/* Read on until a verdict waits in the view or the chunk is used up. */
void	tls_feed(struct talk *t, struct talk_store *s, struct chunk *c);

#endif
