/*
 * Which lengths of SASL go together.
 *
 * The lengths follow from the mechanisms' RFCs, the shares are guesses.  What
 * the rows do not know is left to the generic shapes of a challenge.
 */

#include "data/rounds.h"

static const struct round rounds[] = {
	{ "LOGIN", .28f, 5, false, 0, 0, 12, 12 },	/* "Username:" */
	{ "LOGIN, \"User Name\"", .02f, 5, false, 0, 0, 16, 16 },
	{ "LOGIN with the name", .08f, 5, true, 4, 80, 12, 12 },
	{ "PLAIN, RFC 4616", .28f, 5, false, 0, 0, 0, 0 },
	{ "CRAM-MD5, RFC 2195", .14f, 8, false, 0, 0, 24, 120 },
	{ "DIGEST-MD5, RFC 2831", .02f, 10, false, 0, 0, 100, 520 },
	{ "NTLM", .02f, 4, false, 0, 0, 0, 0 },
	{ "NTLM with type 1", .02f, 4, true, 40, 120, 160, 520 },
	{ "GSSAPI", .02f, 6, false, 0, 0, 0, 0 },
	{ "SCRAM-SHA-1, RFC 5802", .01f, 11, false, 0, 0, 0, 0 },
	{ "SCRAM-SHA-1", .02f, 11, true, 36, 140, 76, 200 },
	{ "SCRAM-SHA-256, RFC 7677", .01f, 13, false, 0, 0, 0, 0 },
	{ "SCRAM-SHA-256", .02f, 13, true, 36, 140, 76, 200 },
	{ "XOAUTH2", .01f, 7, false, 0, 0, 0, 0 },
	{ "XOAUTH2, refused", .04f, 7, true, 60, 3000, 40, 320 },
	{ "OAUTHBEARER, RFC 7628, refused", .01f, 11, true, 60, 3000, 20, 320 },

	{ "LOGIN, the name", .70f, 0, true, 4, 80, 12, 12 },
	{ "NTLM, type 1", .06f, 0, true, 40, 120, 160, 520 },
	{ "DIGEST-MD5, rspauth", .04f, 0, true, 200, 520, 52, 60 },
	{ "SCRAM, first message", .05f, 0, true, 36, 140, 76, 200 },
	{ "SCRAM, final message", .05f, 0, true, 80, 280, 40, 100 },
	{ "GSSAPI", .03f, 0, true, 400, 3000, 40, 320 },
	{ "XOAUTH2, refused", .07f, 0, true, 60, 3000, 40, 320 },
};

const struct round *
rounds_all(size_t *n)
{
	*n = sizeof rounds / sizeof rounds[0];
	return (rounds);
}

const struct framing *
framing_of(enum proto proto)
{
	/* " AUTHENTICATE ", RFC 9051 6.2.2: "+ " or "+"; RFC 5034; RFC 4954:
	 * "334 "; RFC 5804 2.1: strings in quotes. */
	static const struct framing imap = { 16, 1, 2, 4, 3, 4 };
	static const struct framing pop = { 7, 1, 2, 4, 3, 4 };
	static const struct framing smtp = { 7, 1, 2, 6, 5, 6 };
	static const struct framing sieve = { 17, 3, 4, 4, 4, 8 };

	switch (proto) {
	case PROTO_IMAP:
		return (&imap);
	case PROTO_POP:
		return (&pop);
	case PROTO_SMTP:
		return (&smtp);
	default:
		return (&sieve);
	}
}
