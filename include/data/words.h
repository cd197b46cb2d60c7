/*
 * The shared words: every enum that more than one floor speaks.  Their text
 * forms (words.c) are those of the JSON lines, so a word is spelled once.
 */

#ifndef DATA_WORDS_H
#define DATA_WORDS_H

enum proto {
	PROTO_UNKNOWN, PROTO_IMAP, PROTO_POP, PROTO_SMTP, PROTO_SIEVE,
	PROTO_COUNT
};

enum security {
	SECURITY_UNKNOWN, SECURITY_PLAIN, SECURITY_STARTTLS, SECURITY_TLS,
	SECURITY_COUNT
};

enum outcome {
	OUTCOME_UNKNOWN, OUTCOME_OK, OUTCOME_FAILED, OUTCOME_COUNT
};

/* Why an attempt ended as it did; FAILED only with the first two. */
enum reason {
	REASON_UNKNOWN, REASON_CREDENTIALS, REASON_DISABLED, REASON_TEMPORARY,
	REASON_POLICY, REASON_RATE_LIMIT, REASON_PROTOCOL, REASON_CANCELLED,
	REASON_CLOSED, REASON_NOT_SEEN, REASON_COUNT
};

enum evidence {
	EVIDENCE_UNKNOWN, EVIDENCE_WORDS, EVIDENCE_LENGTHS, EVIDENCE_HANGUP,
	EVIDENCE_COUNT
};

/* The secret of this login beside this device's last one for the account. */
enum secret {
	SECRET_UNKNOWN, SECRET_FIRST, SECRET_REPEATED, SECRET_CHANGED,
	SECRET_COUNT
};

/* What is believed of a device. */
enum rating {
	RATING_UNKNOWN, RATING_OK, RATING_SUSPECT, RATING_CULPRIT, RATING_COUNT
};

/* How a mail server does, as seen from here. */
enum server_status {
	STATUS_UNKNOWN, STATUS_OK,
	STATUS_AT_RISK,	/* failures come near the commonest limits */
	STATUS_NO_ANSWER,	/* nobody knows why */
	STATUS_LOCKED,	/* no answer, after failed logins */
	STATUS_COUNT
};

/* What became of a connection that was asked for, before a byte was said. */
enum opening_end {
	OPENING_UNKNOWN,
	OPENING_ANSWERED,	/* SYN-ACK, or words: it is open */
	OPENING_SILENT,		/* asked again, for nothing has come */
	OPENING_RESET,		/* RST: closed, or a firewall's tcp-reset */
	OPENING_REJECTED,	/* ICMP in the server's own name: a firewall */
	OPENING_UNREACHABLE,	/* ICMP by somebody on the way: no lockout */
	OPENING_COUNT
};

/* Where the capture was taken. */
enum point {
	POINT_UNKNOWN, POINT_LAN, POINT_WAN, POINT_BEHIND_ROUTER,
	POINT_ONE_WAY, POINT_COUNT
};

/* What a verdict event announces. */
enum action {
	ACTION_UNKNOWN, ACTION_CULPRIT_NAMED, ACTION_LOCKOUT_FORECAST,
	ACTION_LOCKOUT_STARTED, ACTION_LOCKOUT_ENDED, ACTION_CAPTURE_UNFIT,
	ACTION_CULPRIT_CLEARED,
	ACTION_COUNT
};

/* "imap", "starttls", "failure", "bad-credentials", ...; "" for UNKNOWN
 * except outcome_word, which says "unknown". */
const char	*proto_word(enum proto v);
const char	*security_word(enum security v);
const char	*outcome_word(enum outcome v);
const char	*reason_word(enum reason v);
const char	*evidence_word(enum evidence v);
const char	*secret_word(enum secret v);
const char	*rating_word(enum rating v);
const char	*opening_word(enum opening_end v);
const char	*point_word(enum point v);
const char	*action_word(enum action v);

#endif
