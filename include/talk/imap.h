/*
 * What IMAP's reader (RFC 9051, 3501) keeps of a talk, and the reader.
 */

#ifndef TALK_IMAP_H
#define TALK_IMAP_H

#include <stdbool.h>
#include <stdint.h>

struct imap_state {
	uint64_t starttls_tag;	/* keyed hash of STARTTLS's tag */
	bool wants_tls;		/* STARTTLS was sent, its reply is to come */
	bool said_logout;	/* a BYE now is no verdict */
};

extern const struct reader reader_imap;

#endif
