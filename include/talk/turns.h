/*
 * Turns: who said how much before the other spoke, from the lengths of TLS
 * records that hold data.  What only looks like data is left out: session
 * tickets, key updates and close_notify of TLS 1.3, the records of one byte
 * or none that TLS 1.0 splits off.
 */

#ifndef TALK_TURNS_H
#define TALK_TURNS_H

#include "data/suites.h"
#include "talk/talk.h"
#include "talk/tls_view.h"

/* RFC 8446: no session ticket is shorter; nor is a client's certificate. */
enum { TICKET_LEAST = 120 };

enum {
	VERSION_10 = 0x0301,
	VERSION_12 = 0x0303,
	VERSION_13 = 0x0304
};

/* A record of data came, of so many bytes: add it to the turns, and judge
 * what was said so far if that is worth while (guess_run). */
void	turns_data(struct talk *t, struct talk_store *s, struct tls_view *v,
	    enum direction d, struct plain_range plain, int64_t when_ns);
/* This side says that it will say no more. */
void	turns_close(struct tls_view *v, enum direction d, int64_t when_ns);
/* This side has said something that a hole has taken. */
void	turns_gap(struct tls_view *v, enum direction d, int64_t when_ns);

#endif
