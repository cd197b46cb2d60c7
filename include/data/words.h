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

/* What is believed of a device, best first. */
enum rating {
	RATING_UNKNOWN, RATING_OK,
	RATING_MENDED,	/* it failed, and is good again, or gone */
	RATING_VICTIM,	/* refused though right */
	RATING_SUSPECT, RATING_CULPRIT, RATING_COUNT
};

/* Why a device's logins fail: the rows of data/explanations.h. */
enum cause {
	CAUSE_UNKNOWN, CAUSE_STALE_PASSWORD, CAUSE_WRONG_USER_NAME,
	CAUSE_WRONG_METHOD, CAUSE_FORGOTTEN_PASSWORD, CAUSE_GUESSING,
	CAUSE_ACCOUNT_CHANGED, CAUSE_EXPIRED_TOKEN, CAUSE_OTHER_REMEDY,
	CAUSE_NOT_ALLOWED, CAUSE_AUTOMATIC_SETTINGS, CAUSE_LOCKED_INSIDE,
	CAUSE_SERVER_REFUSES_ALL,
	CAUSE_PROBABLY_REFUSED,
	CAUSE_COUNT
};

/* What mends it. */
enum remedy {
	REMEDY_UNKNOWN,
	REMEDY_NONE,		/* nothing is left to do */
	REMEDY_NEW_PASSWORD,
	REMEDY_OUTGOING_PASSWORD,	/* that of the outgoing server */
	REMEDY_OTHER_PROGRAM,	/* a second program has the old password */
	REMEDY_FULL_USER_NAME,
	REMEDY_OTHER_METHOD,	/* of authentication */
	REMEDY_APP_PASSWORD, REMEDY_WEB_LOGIN, REMEDY_SIGN_IN,
	REMEDY_RENEW_PASSWORD,	/* it has run out at the host */
	REMEDY_SWITCHED_ON,	/* the provider allows it, or not */
	REMEDY_LICENCE, REMEDY_COUNTRY,
	REMEDY_REMOVE_ACCOUNT,	/* it is no more */
	REMEDY_CREDENTIALS,	/* none were given */
	REMEDY_TLS,		/* turn it on in the program */
	REMEDY_FEWER_CONNECTIONS,
	REMEDY_ASK_PERSON,	/* who has forgotten it */
	REMEDY_ISOLATE,		/* malware */
	REMEDY_SMARTHOST,	/* of a relay, and its queue */
	REMEDY_UNTICK_AUTOMATIC,	/* Apple Mail's settings */
	REMEDY_WAIT, REMEDY_ASK_HOST,
	REMEDY_COUNT
};

/* What a server's refusal asks for, beside "no": data/hints.c. */
enum hint {
	HINT_UNKNOWN,
	HINT_APP_PASSWORD, HINT_WEB_LOGIN, HINT_FULL_ADDRESS,
	HINT_PASSWORD_EXPIRED,	/* it was right, and has to be set anew */
	HINT_MAILBOX_DISABLED,	/* or not there any more */
	HINT_SWITCHED_OFF,	/* sending, IMAP or POP3: by the provider */
	HINT_COUNTRY, HINT_LICENCE,
	HINT_NO_NAME,		/* the user name that was sent is empty */
	HINT_TLS_FIRST,
	HINT_NOT_OFFERED,	/* AUTH, or this mechanism */
	HINT_CONNECTIONS,	/* too many of one user */
	HINT_ACCOUNT_LOCKED,
	HINT_ADDRESS_LOCKED,	/* for this client's address */
	HINT_TOKEN,		/* an OAuth token was refused */
	HINT_MAILBOX_BUSY,	/* somebody else has it open */
	HINT_SERVER_TROUBLE,	/* of the server's own, whoever asks */
	HINT_COUNT
};

/* How a lockout works, and so who can lift it. */
enum lock_kind {
	LOCK_UNKNOWN,
	LOCK_NETWORK,	/* packets are dropped or refused */
	LOCK_INSIDE,	/* right passwords are refused for this address */
	LOCK_ACCOUNT,	/* for one account, from everywhere */
	LOCK_TOLD,	/* the server says so */
	LOCK_COUNT
};

/* Whom it meets. */
enum lock_scope {
	SCOPE_UNKNOWN, SCOPE_LINE, SCOPE_PREFIX, SCOPE_ONE_ADDRESS,
	SCOPE_COUNT
};

/* Why a mail host fails, if it is no lockout. */
enum trouble {
	TROUBLE_UNKNOWN, TROUBLE_STOPPED, TROUBLE_GONE, TROUBLE_MOVED,
	TROUBLE_PORT_CLOSED, TROUBLE_FAMILY_BROKEN, TROUBLE_BACKEND_GONE,
	TROUBLE_RATE_LIMIT, TROUBLE_LINE_DOWN, TROUBLE_LOSSY, TROUBLE_MTU,
	TROUBLE_SAID,	/* by the host, of itself */
	TROUBLE_SILENCE,	/* long, and nobody knows why */
	TROUBLE_COUNT
};

/* How a mail host does, worst last. */
enum host_state {
	HOST_UNKNOWN, HOST_OK, HOST_AT_RISK, HOST_SILENT, HOST_TROUBLE,
	HOST_REFUSES_ALL, HOST_LOCKED, HOST_STATES
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
	OPENING_TARPIT,		/* granted, and then not a word */
	OPENING_COUNT
};

/* What a port said that was asked by one SYN. */
enum port_answer {
	ANSWER_UNKNOWN,
	ANSWER_OPEN, ANSWER_CLOSED,
	ANSWER_FILTERED,	/* nothing, after so many tries */
	ANSWER_REFUSED,		/* by ICMP */
	ANSWER_COUNT
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
	ACTION_CULPRIT_CLEARED, ACTION_CULPRIT_MENDED,
	ACTION_HOST_REFUSES_ALL, ACTION_HOST_TROUBLE,
	ACTION_HOST_TROUBLE_ENDED, ACTION_PROBE_ANSWERED,
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
const char	*cause_word(enum cause v);
const char	*remedy_word(enum remedy v);
const char	*hint_word(enum hint v);
const char	*lock_kind_word(enum lock_kind v);
const char	*lock_scope_word(enum lock_scope v);
const char	*trouble_word(enum trouble v);
const char	*host_state_word(enum host_state v);
const char	*opening_word(enum opening_end v);
const char	*port_answer_word(enum port_answer v);
const char	*point_word(enum point v);
const char	*action_word(enum action v);

#endif
