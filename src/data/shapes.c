/*
 * What a login looks like from outside.
 *
 * Commands are short and their lengths follow from the RFCs; replies follow
 * from the servers' sources (DOMAIN.md D.3).  Shares, delays and transitions
 * are guesses of what clients and servers do, rounded coarsely so that no
 * single observation can decide; they are marked so, and calibration
 * (make calibrate) tells whether they are any good.
 */

#include "data/shapes.h"

#include "base/when.h"
#include "data/rounds.h"

/* --- lengths --- */

#define ROW(p, s, said, tag, share, a, b) \
	{ PROTO_##p, STEP_##s, said, tag, share, 1, a, b }
#define ROW64(p, s, said, tag, share, a, b) \
	{ PROTO_##p, STEP_##s, said, tag, share, BASE64_STEP, a, b }
/* The client's: a command that opens a login, an answer to a challenge, or
 * either; the server's. */
#define F(p, s, tag, share, a, b) ROW(p, s, SAID_FIRST, tag, share, a, b)
#define A(p, s, tag, share, a, b) ROW(p, s, SAID_AFTER, tag, share, a, b)
#define C(p, s, tag, share, a, b) F(p, s, tag, share, a, b), \
	A(p, s, tag, share, a, b)
#define S(p, s, tag, share, a, b) ROW(p, s, SAID_SERVER, tag, share, a, b)
#define S64(p, s, tag, share, a, b) \
	ROW64(p, s, SAID_SERVER, tag, share, a, b)
/* What the client says does not tell what becomes of it. */
#define LOGIN(p, said, tag, share, a, b) \
	ROW(p, REFUSED, said, tag, share, a, b), \
	ROW(p, ACCEPTED, said, tag, share, a, b), \
	ROW(p, OTHER, said, tag, share, a, b)
#define LOGIN64(p, said, tag, share, a, b) \
	ROW64(p, REFUSED, said, tag, share, a, b), \
	ROW64(p, ACCEPTED, said, tag, share, a, b), \
	ROW64(p, OTHER, said, tag, share, a, b)
#define F_LOGIN(p, tag, share, a, b) LOGIN(p, SAID_FIRST, tag, share, a, b)
#define A_LOGIN(p, tag, share, a, b) LOGIN(p, SAID_AFTER, tag, share, a, b)
/* The same where base 64 makes it longer by four and four. */
#define F_BASE64(p, tag, share, a, b) LOGIN64(p, SAID_FIRST, tag, share, a, b)
#define A_BASE64(p, tag, share, a, b) LOGIN64(p, SAID_AFTER, tag, share, a, b)

/* Lengths by RFC 9051, 1939, 5321, 4954, 5804; the shares are guesses. */
static const struct shape shapes[] = {
	/* IMAP: "CAPABILITY"; "ID (...)" or NIL, "NOOP" */
	C(IMAP, PREPARE, true, 1.f, 13, 13),
	S(IMAP, PREPARE, true, .65f, 40, 260),
	S(IMAP, PREPARE, true, .25f, 261, 700),
	S(IMAP, PREPARE, true, .10f, 701, 1500),
	C(IMAP, NAME, true, .15f, 7, 7), C(IMAP, NAME, true, .55f, 9, 120),
	C(IMAP, NAME, true, .30f, 121, 400),
	S(IMAP, NAME, true, .25f, 11, 40), S(IMAP, NAME, true, .60f, 41, 130),
	S(IMAP, NAME, true, .15f, 131, 600),
	/* "AUTHENTICATE PLAIN" or LOGIN, CRAM-MD5, XOAUTH2, NTLM, SCRAM, or
	 * "LOGIN {4}"; then base 64 */
	F(IMAP, CHALLENGE, true, .60f, 21, 21),
	F(IMAP, CHALLENGE, true, .12f, 24, 24),
	F(IMAP, CHALLENGE, true, .22f, 20, 29),
	F(IMAP, CHALLENGE, true, .06f, 11, 19),
	A(IMAP, CHALLENGE, false, .80f, 6, 120),
	A(IMAP, CHALLENGE, false, .20f, 60, 3000),
	/* "LOGIN user secret", AUTHENTICATE with its token; the last base 64
	 * line, which XOAUTH2 leaves empty after an error, SCRAM and DIGEST-MD5
	 * after a success */
	F_LOGIN(IMAP, true, .54f, 14, 60),
	F_LOGIN(IMAP, true, .12f, 61, 120),
	F_BASE64(IMAP, true, .20f, 34, 62), F_BASE64(IMAP, true, .05f, 66, 122),
	F_BASE64(IMAP, true, .05f, 84, 3000),
	F_LOGIN(IMAP, true, .04f, 80, 3000),
	A_BASE64(IMAP, false, .72f, 6, 90),
	A_BASE64(IMAP, false, .15f, 94, 402),
	A_BASE64(IMAP, false, .06f, 406, 3002),
	A_LOGIN(IMAP, false, .03f, 2, 3),
	A_LOGIN(IMAP, false, .04f, 6, 400),
	S(IMAP, CHALLENGE, false, .45f, 4, 4),
	S(IMAP, CHALLENGE, false, .10f, 3, 3),
	S(IMAP, CHALLENGE, false, .16f, 16, 16),
	S(IMAP, CHALLENGE, false, .02f, 5, 49),
	S64(IMAP, CHALLENGE, false, .02f, 20, 48),
	S64(IMAP, CHALLENGE, false, .20f, 52, 108),	/* CRAM-MD5 */
	S64(IMAP, CHALLENGE, false, .05f, 112, 320),
	S(IMAP, REFUSED, true, .85f, 15, 64),
	S(IMAP, REFUSED, true, .15f, 65, 110),
	S(IMAP, ACCEPTED, true, .40f, 11, 45),
	S(IMAP, ACCEPTED, true, .05f, 46, 80),
	S(IMAP, ACCEPTED, true, .45f, 81, 560),
	S(IMAP, ACCEPTED, true, .10f, 561, 2000),
	S(IMAP, OTHER, true, 1.f, 20, 140),
	/* Many ask for "CAPABILITY" once more: it may have changed. */
	C(IMAP, ACTIVE, true, .12f, 13, 13),
	C(IMAP, ACTIVE, true, .63f, 6, 60),
	C(IMAP, ACTIVE, true, .20f, 61, 300),
	C(IMAP, ACTIVE, false, .05f, 4, 100000),
	S(IMAP, ACTIVE, true, .25f, 10, 60),
	S(IMAP, ACTIVE, true, .35f, 61, 500),
	S(IMAP, ACTIVE, false, .25f, 501, 5000),
	S(IMAP, ACTIVE, false, .15f, 5001, 500000),
	C(IMAP, QUIT, true, 1.f, 9, 9), C(IMAP, LEAVE, true, .95f, 9, 9),
	C(IMAP, LEAVE, true, .05f, 10, 40),
	S(IMAP, QUIT, true, 1.f, 20, 120), S(IMAP, LEAVE, true, 1.f, 20, 140),

	/* POP3: "CAPA"; "USER name" */
	C(POP, PREPARE, false, 1.f, 6, 6), S(POP, PREPARE, false, .20f, 20, 60),
	S(POP, PREPARE, false, .75f, 61, 300),
	S(POP, PREPARE, false, .05f, 301, 600),
	/* ... or "NOOP", refused before a login (RFC 1939 5) */
	C(POP, NAME, false, .92f, 8, 60), C(POP, NAME, false, .04f, 61, 110),
	C(POP, NAME, false, .04f, 6, 6),
	S(POP, NAME, false, .45f, 5, 6), S(POP, NAME, false, .55f, 7, 70),
	/* "AUTH PLAIN" or LOGIN, "AUTH CRAM-MD5"; base 64 */
	F(POP, CHALLENGE, false, .60f, 12, 12),
	F(POP, CHALLENGE, false, .30f, 11, 22),
	F(POP, CHALLENGE, false, .10f, 14, 70),
	A(POP, CHALLENGE, false, .80f, 6, 120),
	A(POP, CHALLENGE, false, .20f, 60, 3000),
	/* "PASS secret", "APOP ...", "AUTH PLAIN token"; base 64 */
	F_LOGIN(POP, false, .60f, 8, 40), F_LOGIN(POP, false, .14f, 41, 130),
	F_LOGIN(POP, false, .02f, 131, 3000),
	F_BASE64(POP, false, .18f, 21, 81),
	F_BASE64(POP, false, .06f, 75, 3003),
	A_BASE64(POP, false, .68f, 6, 62), A_BASE64(POP, false, .22f, 66, 402),
	A_BASE64(POP, false, .03f, 406, 3002), A_LOGIN(POP, false, .03f, 2, 3),
	A_LOGIN(POP, false, .04f, 6, 400),
	S(POP, CHALLENGE, false, .45f, 4, 4),
	S(POP, CHALLENGE, false, .10f, 3, 3),
	S(POP, CHALLENGE, false, .16f, 16, 16),
	S(POP, CHALLENGE, false, .02f, 5, 49),
	S64(POP, CHALLENGE, false, .02f, 20, 48),
	S64(POP, CHALLENGE, false, .20f, 52, 108),
	S64(POP, CHALLENGE, false, .05f, 112, 320),
	S(POP, REFUSED, false, .85f, 14, 64),
	S(POP, REFUSED, false, .15f, 65, 110),
	S(POP, ACCEPTED, false, .80f, 5, 40),
	S(POP, ACCEPTED, false, .20f, 41, 120),
	S(POP, OTHER, false, 1.f, 20, 140),
	/* "STAT", "LIST", "UIDL"; "RETR 1", "TOP 1 0", "DELE 1" */
	C(POP, ACTIVE, false, .60f, 6, 6), C(POP, ACTIVE, false, .35f, 8, 12),
	C(POP, ACTIVE, false, .03f, 13, 16),
	C(POP, ACTIVE, false, .02f, 17, 60),
	S(POP, ACTIVE, false, .40f, 5, 24),
	S(POP, ACTIVE, false, .25f, 25, 120),
	S(POP, ACTIVE, false, .20f, 121, 3000),
	S(POP, ACTIVE, false, .08f, 3001, 8000),
	S(POP, ACTIVE, false, .07f, 8001, 500000),
	C(POP, QUIT, false, .97f, 6, 6), C(POP, QUIT, false, .03f, 8, 8),
	C(POP, LEAVE, false, .97f, 6, 6), C(POP, LEAVE, false, .03f, 8, 8),
	/* "+OK" */
	S(POP, QUIT, false, .25f, 5, 5), S(POP, LEAVE, false, .25f, 5, 5),
	S(POP, QUIT, false, .75f, 5, 80), S(POP, LEAVE, false, .75f, 5, 80),

	/* SMTP: "EHLO name"; "HELO name", "RSET" */
	C(SMTP, PREPARE, false, .85f, 8, 50),
	C(SMTP, PREPARE, false, .15f, 51, 100),
	S(SMTP, PREPARE, false, .80f, 50, 320),
	S(SMTP, PREPARE, false, .20f, 321, 800),
	C(SMTP, NAME, false, .30f, 8, 50), C(SMTP, NAME, false, .70f, 6, 6),
	S(SMTP, NAME, false, .70f, 8, 49), S(SMTP, NAME, false, .30f, 50, 100),
	/* "AUTH LOGIN" or PLAIN, with the user's name or without; base 64.  The
	 * prompts are 334 and base 64 */
	F(SMTP, CHALLENGE, false, .60f, 12, 12),
	F(SMTP, CHALLENGE, false, .25f, 11, 22),
	F(SMTP, CHALLENGE, false, .15f, 14, 70),
	A(SMTP, CHALLENGE, false, .80f, 6, 120),
	A(SMTP, CHALLENGE, false, .20f, 60, 3000),
	/* "AUTH PLAIN token"; the last base 64 line */
	F_BASE64(SMTP, false, .64f, 29, 61),
	F_BASE64(SMTP, false, .20f, 65, 201),
	F_BASE64(SMTP, false, .11f, 75, 3003),
	F_LOGIN(SMTP, false, .05f, 19, 400),
	A_BASE64(SMTP, false, .68f, 6, 62),
	A_BASE64(SMTP, false, .22f, 66, 402),
	A_BASE64(SMTP, false, .03f, 406, 3002),
	A_LOGIN(SMTP, false, .03f, 2, 3),
	A_LOGIN(SMTP, false, .04f, 6, 400),
	S(SMTP, CHALLENGE, false, .70f, 18, 18),
	S(SMTP, CHALLENGE, false, .14f, 5, 6),
	S(SMTP, CHALLENGE, false, .01f, 7, 49),
	S64(SMTP, CHALLENGE, false, .01f, 22, 46),
	S64(SMTP, CHALLENGE, false, .11f, 50, 110),
	S64(SMTP, CHALLENGE, false, .03f, 114, 318),
	S(SMTP, REFUSED, false, .78f, 24, 80),
	S(SMTP, REFUSED, false, .17f, 81, 140),
	S(SMTP, REFUSED, false, .05f, 141, 260),
	S(SMTP, ACCEPTED, false, .90f, 8, 50),
	S(SMTP, ACCEPTED, false, .10f, 51, 90),
	/* "454 4.7.0 Temporary authentication failure", RFC 4954 6 */
	S(SMTP, OTHER, false, .30f, 44, 44),
	S(SMTP, OTHER, false, .70f, 25, 140),
	/* "MAIL FROM:<...>", "RCPT TO:<...>", "DATA", the message */
	C(SMTP, ACTIVE, false, .55f, 14, 100),
	C(SMTP, ACTIVE, false, .20f, 6, 6),
	C(SMTP, ACTIVE, false, .15f, 101, 3000),
	C(SMTP, ACTIVE, false, .10f, 3001, 500000),
	S(SMTP, ACTIVE, false, .70f, 8, 60),
	S(SMTP, ACTIVE, false, .30f, 61, 140),
	/* Addresses have 10 to 35 bytes; RFC 1870 adds " SIZE=n". */
	C(SMTP, BARE, false, .30f, 24, 52), C(SMTP, BARE, false, .27f, 14, 120),
	C(SMTP, BARE, false, .18f, 6, 6),
	C(SMTP, BARE, false, .15f, 101, 3000),
	C(SMTP, BARE, false, .10f, 3001, 500000),
	S(SMTP, BARE, false, .58f, 8, 60), S(SMTP, BARE, false, .37f, 61, 200),
	S(SMTP, BARE, false, .05f, 201, 600),
	C(SMTP, QUIT, false, .97f, 6, 6), C(SMTP, QUIT, false, .03f, 8, 8),
	C(SMTP, LEAVE, false, .97f, 6, 6), C(SMTP, LEAVE, false, .03f, 8, 8),
	/* "221 2.0.0 Bye" */
	S(SMTP, QUIT, false, .30f, 15, 15), S(SMTP, LEAVE, false, .30f, 15, 15),
	S(SMTP, QUIT, false, .70f, 8, 100), S(SMTP, LEAVE, false, .70f, 8, 100),

	/* ManageSieve: "CAPABILITY", NOOP; AUTHENTICATE "PLAIN" "..." */
	C(SIEVE, PREPARE, false, 1.f, 12, 12),
	S(SIEVE, PREPARE, false, 1.f, 61, 800),
	C(SIEVE, NAME, false, 1.f, 6, 80), S(SIEVE, NAME, false, 1.f, 4, 60),
	C(SIEVE, CHALLENGE, false, 1.f, 6, 120),
	S(SIEVE, CHALLENGE, false, .60f, 4, 6),
	S(SIEVE, CHALLENGE, false, .40f, 7, 120),
	/* In quotes, or as a literal of two digits: {28+} */
	F_BASE64(SIEVE, false, .40f, 37, 101),
	F_BASE64(SIEVE, false, .30f, 42, 106),
	F_LOGIN(SIEVE, false, .30f, 25, 400),
	A_BASE64(SIEVE, false, .45f, 8, 104),
	A_BASE64(SIEVE, false, .25f, 13, 109),
	A_LOGIN(SIEVE, false, .30f, 4, 400),
	S(SIEVE, REFUSED, false, 1.f, 6, 80),
	S(SIEVE, ACCEPTED, false, 1.f, 4, 50),
	S(SIEVE, OTHER, false, 1.f, 20, 140),
	C(SIEVE, ACTIVE, false, .80f, 9, 120),
	C(SIEVE, ACTIVE, false, .20f, 121, 100000),
	S(SIEVE, ACTIVE, false, .60f, 4, 120),
	S(SIEVE, ACTIVE, false, .40f, 121, 100000),
	C(SIEVE, QUIT, false, 1.f, 8, 8), C(SIEVE, LEAVE, false, 1.f, 8, 8),
	S(SIEVE, QUIT, false, 1.f, 4, 60), S(SIEVE, LEAVE, false, 1.f, 4, 60),
};

const struct shape *
shapes_all(size_t *n)
{
	*n = sizeof shapes / sizeof shapes[0];
	return (shapes);
}

float
tag_share(uint32_t bytes)
{
	/* K-9 and Thunderbird 1 and 2, curl and mbsync to 4, imaplib 5, Apple
	 * Mail 5 to 7 ("12.854"; DOMAIN.md C.2), c-client 8 ("00000000", mail.c
	 * mail_send); the shares are guesses. */
	static const float share[TAG_MAX + 1] = {
		0.f, .15f, .15f, .09f, .22f, .22f, .09f, .05f, .03f
	};

	return (bytes <= TAG_MAX ? share[bytes] : 0.f);
}

/* --- delays --- */

int
delay_bin(int64_t delay_ns)
{
	static const int64_t ends_ms[DELAY_BINS - 1] = {
		150, 500, 900, 1400, 2700, 4000, 6000
	};
	int i;

	for (i = 0; i < DELAY_BINS - 1; i++)
		if (delay_ns < ends_ms[i] * NS_PER_MS)
			break;
	return (i);
}

float
delay_share(enum step step, const struct server_model *m, int bin)
{
	/* Guesses: any reply but a refusal comes at once unless the server is
	 * busy. */
	static const float at_once[DELAY_BINS] = {
		.93f, .04f, .010f, .006f, .005f, .003f, .003f, .003f
	};
	static const float accepted[DELAY_BINS] = {
		.80f, .12f, .030f, .015f, .012f, .008f, .008f, .007f
	};
	/* Dovecot makes all behind an address that has failed wait 4, 8, 15 s
	 * for its next answer to a login, a good one too, and so do those who
	 * ask it (DOMAIN.md A.1).  No other server is slow with challenges. */
	static const float penalty[DELAY_BINS] = {
		.77f, .09f, .020f, .010f, .010f, .010f, .050f, .040f
	};
	static const float other[DELAY_BINS] = {
		.50f, .10f, .06f, .10f, .14f, .04f, .03f, .03f
	};
	/* Who sends without a login is refused, and servers make him wait as
	 * they do a wrong password (Postfix: smtpd_error_sleep_time). */
	static const float bare[DELAY_BINS] = {
		.63f, .05f, .03f, .07f, .13f, .04f, .03f, .02f
	};
	static const float active[DELAY_BINS] = {
		.82f, .08f, .03f, .02f, .015f, .01f, .01f, .015f
	};

	switch (step) {
	case STEP_REFUSED:
		return (m->delays[bin]);
	case STEP_ACCEPTED:
		return (m->is_penal ? penalty[bin] : accepted[bin]);
	case STEP_CHALLENGE:
		return (penalty[bin]);
	case STEP_OTHER:
		return (other[bin]);
	case STEP_BARE:
		return (bare[bin]);
	case STEP_ACTIVE:
		return (active[bin]);
	default:
		return (at_once[bin]);
	}
}

/* --- what follows what: guesses --- */

float
step_begins(enum proto proto, enum step step)
{
	/* SMTP begins with EHLO, and POP3 has two ways to begin. */
	static const float imap[STEP_COUNT] = {
		[STEP_PREPARE] = .45f, [STEP_NAME] = .16f,
		[STEP_CHALLENGE] = .12f, [STEP_REFUSED] = .07f,
		[STEP_ACCEPTED] = .15f,
		[STEP_OTHER] = .002f, [STEP_QUIT] = .04f
	};
	static const float pop[STEP_COUNT] = {
		[STEP_PREPARE] = .44f, [STEP_NAME] = .38f,
		[STEP_CHALLENGE] = .05f, [STEP_REFUSED] = .03f,
		[STEP_ACCEPTED] = .06f,
		[STEP_OTHER] = .002f, [STEP_QUIT] = .03f
	};
	static const float smtp[STEP_COUNT] = {
		[STEP_PREPARE] = .84f, [STEP_NAME] = .03f,
		[STEP_CHALLENGE] = .02f, [STEP_REFUSED] = .02f,
		[STEP_ACCEPTED] = .04f,
		[STEP_OTHER] = .002f, [STEP_BARE] = .02f, [STEP_QUIT] = .02f
	};
	static const float sieve[STEP_COUNT] = {
		[STEP_PREPARE] = .40f, [STEP_NAME] = .10f,
		[STEP_CHALLENGE] = .12f, [STEP_REFUSED] = .10f,
		[STEP_ACCEPTED] = .22f,
		[STEP_OTHER] = .002f, [STEP_QUIT] = .04f
	};

	switch (proto) {
	case PROTO_IMAP:
		return (imap[step]);
	case PROTO_POP:
		return (pop[step]);
	case PROTO_SMTP:
		return (smtp[step]);
	default:
		return (sieve[step]);
	}
}

float
step_follows(enum proto proto, enum step step, enum step next)
{
	/* After EHLO comes the login, or mail without one. */
	static const float after_ehlo[STEP_COUNT] = {
		[STEP_PREPARE] = .02f, [STEP_NAME] = .03f,
		[STEP_CHALLENGE] = .23f, [STEP_REFUSED] = .16f,
		[STEP_ACCEPTED] = .37f, [STEP_OTHER] = .004f,
		[STEP_BARE] = .02f, [STEP_QUIT] = .06f
	};
	static const float share[STEP_COUNT][STEP_COUNT] = {
		[STEP_PREPARE] = {
			[STEP_PREPARE] = .12f, [STEP_NAME] = .26f,
			[STEP_CHALLENGE] = .15f, [STEP_REFUSED] = .11f,
			[STEP_ACCEPTED] = .25f, [STEP_OTHER] = .003f,
			[STEP_BARE] = .03f, [STEP_QUIT] = .04f },
		[STEP_NAME] = {
			[STEP_PREPARE] = .10f, [STEP_NAME] = .10f,
			[STEP_CHALLENGE] = .11f, [STEP_REFUSED] = .18f,
			[STEP_ACCEPTED] = .39f, [STEP_OTHER] = .006f,
			[STEP_BARE] = .03f, [STEP_QUIT] = .04f },
		[STEP_CHALLENGE] = {
			[STEP_NAME] = .01f, [STEP_CHALLENGE] = .30f,
			[STEP_REFUSED] = .24f, [STEP_ACCEPTED] = .40f,
			[STEP_OTHER] = .006f, [STEP_QUIT] = .002f },
		[STEP_REFUSED] = {
			[STEP_PREPARE] = .03f, [STEP_NAME] = .12f,
			[STEP_CHALLENGE] = .12f, [STEP_REFUSED] = .15f,
			[STEP_ACCEPTED] = .04f,
			[STEP_OTHER] = .003f, [STEP_QUIT] = .30f,
			/* Exim, Sendmail and dma try it without a login. */
			[STEP_BARE] = .06f },
		[STEP_ACCEPTED] = {
			[STEP_ACTIVE] = .80f, [STEP_LEAVE] = .14f },
		[STEP_OTHER] = {
			[STEP_NAME] = .05f, [STEP_CHALLENGE] = .10f,
			[STEP_REFUSED] = .03f, [STEP_ACCEPTED] = .07f,
			[STEP_OTHER] = .10f, [STEP_QUIT] = .40f },
		[STEP_ACTIVE] = {
			[STEP_ACTIVE] = .82f, [STEP_LEAVE] = .12f },
		[STEP_BARE] = {
			[STEP_BARE] = .80f, [STEP_LEAVE] = .15f },
	};

	if (step == STEP_PREPARE && proto == PROTO_SMTP)
		return (after_ehlo[next]);
	if (next == STEP_BARE && proto != PROTO_SMTP)
		return (0.f);
	/* USER comes again; elsewhere who has been refused tries again. */
	if (step == STEP_REFUSED && next == STEP_NAME && proto != PROTO_POP)
		return (share[step][next] / 6.f);
	return (share[step][next]);
}

float
step_ends(enum step step)
{
	static const float share[STEP_COUNT] = {
		[STEP_PREPARE] = .03f, [STEP_NAME] = .02f,
		[STEP_CHALLENGE] = .02f,
		[STEP_REFUSED] = .23f, [STEP_ACCEPTED] = .06f,
		[STEP_OTHER] = .25f, [STEP_ACTIVE] = .06f, [STEP_BARE] = .05f,
		[STEP_QUIT] = 1.f, [STEP_LEAVE] = 1.f
	};

	return (share[step]);
}

float
step_closes(enum step step)
{
	/* nginx closes with each refusal, others after some (DOMAIN.md A);
	 * nobody does in the middle of work, unless the mailbox that was to
	 * be opened is broken.  Guesses. */
	static const float share[STEP_COUNT] = {
		[STEP_PREPARE] = .004f, [STEP_NAME] = .004f,
		[STEP_CHALLENGE] = .002f,
		[STEP_REFUSED] = .12f, [STEP_ACCEPTED] = .02f,
		[STEP_OTHER] = .30f, [STEP_ACTIVE] = .004f, [STEP_BARE] = .01f,
		[STEP_QUIT] = .95f, [STEP_LEAVE] = .95f
	};

	return (share[step]);
}
