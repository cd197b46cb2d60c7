/*
 * SASL inside TLS: which lengths go together.
 *
 * IMAP, POP3, SMTP and ManageSieve all carry SASL in base 64, four characters
 * at a time with padding (RFC 4648 4), and each mechanism's challenge answers
 * one kind of response: "AUTH LOGIN" is followed by 18 bytes, a line of 31 by
 * no challenge at all.
 */

#ifndef DATA_ROUNDS_H
#define DATA_ROUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/words.h"

enum { BASE64_STEP = 4 };

/* A round of SASL that ends in a challenge. */
struct round {
	const char *what;
	float share;		/* among first rounds, or among later ones */
	/* Letters of the mechanism's name in the command; 0 = a later round. */
	uint8_t name_bytes;
	bool has_response;	/* base 64 comes with it: from..to of it */
	uint16_t from, to;
	uint16_t challenge_from, challenge_to;	/* base 64 in the answer */
};

const struct round	*rounds_all(size_t *n);

/* What is not base 64 in each line, CRLF included; an IMAP tag adds on. */
struct framing {
	uint8_t command;	/* less the mechanism's name */
	uint8_t initial;	/* more, when a response comes with it */
	uint8_t response;	/* a line that answers a challenge */
	uint8_t challenge;
	uint8_t empty_from, empty_to;	/* a challenge that asks nothing */
};

const struct framing	*framing_of(enum proto proto);

#endif
