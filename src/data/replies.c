/*
 * What a server's answer to a login means.
 *
 * Two tables, searched in order, first row wins: phrases, which say why in
 * words and beat every code (a 535 for an unusable mechanism is not a wrong
 * password), then codes.  A reply no row knows falls to the generic rule: the
 * first 5xx, -ERR or NO that answers credentials is a refusal of them.
 *
 * A phrase must be one that no server uses for a plain wrong password: "try
 * again" alone is not here, because "Login failed, try again" is said too.
 */

#include "data/replies.h"

#include <stdint.h>

struct phrase {
	enum proto proto;	/* PROTO_UNKNOWN: said in all of them */
	const char *starts;	/* the status, "" for any refusal */
	const char *holds;
	enum outcome outcome;
	enum reason reason;
	const char *source;
};

#define BAD_CREDENTIALS	OUTCOME_FAILED, REASON_CREDENTIALS
#define DISABLED	OUTCOME_FAILED, REASON_DISABLED
#define TEMPORARY	OUTCOME_UNKNOWN, REASON_TEMPORARY
#define POLICY		OUTCOME_UNKNOWN, REASON_POLICY
#define RATE_LIMIT	OUTCOME_UNKNOWN, REASON_RATE_LIMIT
#define PROTOCOL	OUTCOME_UNKNOWN, REASON_PROTOCOL
#define CANCELLED	OUTCOME_UNKNOWN, REASON_CANCELLED
#define SUCCESS		OUTCOME_OK, REASON_UNKNOWN

#define ANY		PROTO_UNKNOWN

static const struct phrase phrases[] = {
	/* Plainly the password, whatever else the sentence offers. */
	{ PROTO_IMAP, "BYE", "login failed", BAD_CREDENTIALS,
	    "apache/james-project HumanReadableText.java" },
	{ PROTO_IMAP, "BYE", "authentication failed", BAD_CREDENTIALS,
	    "generic wording" },
	{ ANY, "", "rate-limit", RATE_LIMIT,
	    "Mailu internal/nginx.py" },
	{ ANY, "", "rate limit", RATE_LIMIT, "generic wording" },
	{ ANY, "", "invalid credentials", BAD_CREDENTIALS,
	    "Gmail, Yahoo, Yandex, maddy" },
	{ ANY, "", "credentials were incorrect", BAD_CREDENTIALS,
	    "Exchange Online 5.7.139" },
	{ ANY, "", "user name or password", BAD_CREDENTIALS,
	    "hMailServer, Exchange POP3" },
	{ ANY, "", "username or password", BAD_CREDENTIALS,
	    "Yahoo POP3, generic wording" },
	{ ANY, "", "bad credentials", BAD_CREDENTIALS, "Yahoo, mox" },
	{ ANY, "", "invalid password", BAD_CREDENTIALS, "generic wording" },
	{ ANY, "", "incorrect password", BAD_CREDENTIALS, "generic wording" },
	{ ANY, "", "wrong password", BAD_CREDENTIALS, "generic wording" },
	{ PROTO_IMAP, "BAD", "login failed", BAD_CREDENTIALS,
	    "generic wording" },
	{ PROTO_IMAP, "BAD", "authentication failed", BAD_CREDENTIALS,
	    "generic wording" },

	/* Too many. */
	{ ANY, "", "too many", RATE_LIMIT,
	    "Gmail 454-4.7.0, Yahoo, Stalwart 455, hMailServer, mox" },
	{ ANY, "", "maximum number of connections", RATE_LIMIT,
	    "dovecot client-common-auth.c" },
	{ PROTO_IMAP, "BAD", "goodbye", RATE_LIMIT,
	    "hMailServer IMAPConnection" },
	{ ANY, "", "ip address is blocked", RATE_LIMIT, "generic wording" },

	/* The account, not the password. */
	{ ANY, "", "application-specific password", DISABLED, "Gmail" },
	{ ANY, "", "log in via your web browser", DISABLED, "Gmail" },
	{ ANY, "", "not enabled for", DISABLED, "Gmail, Zimbra" },
	{ ANY, "", "yet to enable", DISABLED, "Zoho" },
	{ ANY, "", "SmtpClientAuthentication is disabled", DISABLED,
	    "Exchange Online 5.7.139" },
	{ ANY, "", "basic authentication is disabled", DISABLED,
	    "Exchange Online 5.7.139" },
	{ ANY, "", "security defaults policy", DISABLED,
	    "Exchange Online 5.7.139" },
	{ ANY, "", "did not meet the criteria", DISABLED,
	    "Exchange Online 5.7.139" },
	{ ANY, "", "account locked", DISABLED, "Exchange Online 5.7.139" },
	{ ANY, "", "account is locked", DISABLED, "generic wording" },
	{ ANY, "", "account disabled", DISABLED, "cyrus-sasl lib/common.c" },
	{ ANY, "", "account is disabled", DISABLED, "generic wording" },
	{ ANY, "", "user disabled", DISABLED, "dovecot passdb reason" },
	{ ANY, "", "login disabled for this user", DISABLED,
	    "dovecot client-authenticate.c" },
	{ ANY, "", "suspended", DISABLED, "generic wording" },
	{ ANY, "", "password must be changed", DISABLED,
	    "Zimbra ImapHandler.java" },
	{ ANY, "", "password has expired", DISABLED, "Zimbra" },
	{ ANY, "", "passphrase expired", DISABLED, "cyrus-sasl lib/common.c" },
	{ ANY, "", "password expired", DISABLED, "generic wording" },
	{ ANY, "", "access rights to this service", DISABLED, "Yandex" },

	/* TLS or another mechanism wanted: no password was judged. */
	{ ANY, "", "under a layer", POLICY, "cyrus-imapd imapd.c, pop3d.c" },
	{ ANY, "", "non-secure", POLICY,
	    "dovecot client-common-auth.c" },
	{ ANY, "", "without SSL/TLS", POLICY, "dovecot 2.x" },
	{ ANY, "", "SSL/TLS-connection is required", POLICY, "hMailServer" },
	{ ANY, "", "STARTTLS", POLICY, "courier, OpenSMTPD, postfix" },
	{ ANY, "", "TLS required", POLICY, "generic wording" },
	{ ANY, "", "TLS is required", POLICY, "generic wording" },
	{ ANY, "", "encryption required", POLICY, "postfix smtpd.c" },
	{ ANY, "", "plaintext authen", POLICY,
	    "dovecot 2.x: disallowed, disabled" },
	{ ANY, "", "cleartext authentication dis", POLICY, "dovecot 2.4" },
	{ ANY, "", "cleartext logins disabled", POLICY, "Zimbra" },
	{ ANY, "", "authentication are disabled", POLICY, "James" },
	{ ANY, "", "invalid authentication mechanism", POLICY,
	    "postfix xsasl_dovecot_server.c" },
	{ ANY, "", "unsupported authentication mechanism", POLICY,
	    "dovecot client-common-auth.c" },
	{ ANY, "", "mechanism not supported", POLICY, "exim smtp_in.c" },
	{ ANY, "", "no mechanism available", POLICY,
	    "cyrus-sasl lib/common.c" },
	{ ANY, "", "mechanism too weak", POLICY, "cyrus-sasl lib/common.c" },
	{ ANY, "", "unrecognized authentication type", POLICY, "Exchange" },
	{ ANY, "", "authentication required", POLICY, "courieresmtpd.C" },
	{ ANY, "", "authentication rejected", POLICY, "courieresmtpd.C" },
	{ ANY, "", "not advertised", POLICY, "exim smtp_in.c" },

	/* The server's own trouble. */
	{ ANY, "", "temporar", TEMPORARY,
	    "dovecot, exim, courier, postfix, OpenSMTPD" },
	{ ANY, "", "try again later", TEMPORARY, "courier" },
	{ ANY, "", "try later", TEMPORARY, "generic wording" },
	{ ANY, "", "server unavailable", TEMPORARY,
	    "cyrus-sasl lib/common.c" },
	{ ANY, "", "service unavailable", TEMPORARY, "generic wording" },
	{ ANY, "", "connection lost to authentication server", TEMPORARY,
	    "postfix 2.10 smtpd_sasl_glue.c" },
	{ ANY, "", "internal error", TEMPORARY, "generic wording" },
	{ ANY, "", "internal server error", TEMPORARY, "nginx mail" },
	{ ANY, "", "server error", TEMPORARY, "Yahoo" },
	{ ANY, "", "generic failure", TEMPORARY, "cyrus-sasl lib/common.c" },
	{ ANY, "", "undergoing maintenance", TEMPORARY, "Zimbra" },
	{ ANY, "", "shutting down", TEMPORARY, "dovecot" },
	{ PROTO_POP, "", "already locked", TEMPORARY, "RFC 1939 4" },
	{ PROTO_POP, "", "lock busy", TEMPORARY, "RFC 1939 7" },
	{ PROTO_POP, "", "mailbox is locked", TEMPORARY, "generic wording" },
	{ PROTO_POP, "", "unable to lock", TEMPORARY, "generic wording" },
	{ PROTO_POP, "", "lock mail", TEMPORARY, "generic wording" },
	{ PROTO_POP, "", "maildrop lock", TEMPORARY, "generic wording" },
	{ PROTO_POP, "", "mailbox in use", TEMPORARY, "generic wording" },

	/* The client's trouble. */
	{ ANY, "", "invalid base64", PROTOCOL, "exim, postfix" },
	{ ANY, "", "cancel", CANCELLED, "exim smtp_in.c" },
	{ ANY, "", "aborted", CANCELLED, "dovecot, sendmail" },
	{ PROTO_POP, "", "unknown command", PROTOCOL, "dovecot, courier" },
	{ PROTO_POP, "", "invalid command", PROTOCOL, "generic wording" },
	{ PROTO_POP, "", "not implemented", PROTOCOL, "generic wording" },
	{ PROTO_POP, "", "unimplemented", PROTOCOL, "qmail-popup.c" },
	{ PROTO_POP, "", "command not", PROTOCOL, "generic wording" },
	{ PROTO_POP, "", "unrecognized command", PROTOCOL, "cyrus pop3d.c" },
	{ PROTO_POP, "", "authorization first", PROTOCOL, "qmail-popup.c" },
	/* The USER before was refused, so no password was judged. */
	{ PROTO_POP, "", "no username given", PROTOCOL,
	    "dovecot pop3-login client-authenticate.c" },
	{ PROTO_POP, "", "must give USER", PROTOCOL, "cyrus pop3d.c" },
	{ PROTO_POP, "", "USER first", PROTOCOL, "generic wording" },
};

/* Codes stand here without their closing bracket: a short snaplen may have
 * cut it off. */
static const struct phrase codes[] = {
	{ PROTO_IMAP, "OK", "", SUCCESS, "RFC 9051 7.1.1" },
	{ PROTO_IMAP, "NO", "[AUTHENTICATIONFAILED", BAD_CREDENTIALS,
	    "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[UNAVAILABLE", TEMPORARY, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[INUSE", TEMPORARY, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[SERVERBUG", TEMPORARY, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[LIMIT", RATE_LIMIT, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[PRIVACYREQUIRED", POLICY, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[AUTHORIZATIONFAILED", DISABLED, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[EXPIRED", DISABLED, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[CONTACTADMIN", DISABLED, "RFC 5530 3" },
	{ PROTO_IMAP, "BAD", "", PROTOCOL, "RFC 9051 7.1.3" },
	{ PROTO_IMAP, "BYE", "", OUTCOME_UNKNOWN, REASON_CLOSED,
	    "RFC 9051 7.1.5" },

	{ PROTO_POP, "+OK", "", SUCCESS, "RFC 1939 7" },
	{ PROTO_POP, "-ERR", "[SYS/TEMP", TEMPORARY, "RFC 3206 4" },
	{ PROTO_POP, "-ERR", "[SYS/PERM", DISABLED, "RFC 3206 4" },
	{ PROTO_POP, "-ERR", "[LOGIN-DELAY", RATE_LIMIT, "RFC 2449 8.1.1" },
	{ PROTO_POP, "-ERR", "[IN-USE", TEMPORARY, "RFC 2449 8.1.2" },
	{ PROTO_POP, "-ERR", "[AUTH", BAD_CREDENTIALS, "RFC 3206 5" },

	{ PROTO_SMTP, "235", "", SUCCESS, "RFC 4954 6" },
	{ PROTO_SMTP, "535", "", BAD_CREDENTIALS, "RFC 4954 6" },
	{ PROTO_SMTP, "432", "", DISABLED, "RFC 4954 6" },
	{ PROTO_SMTP, "450", "", RATE_LIMIT, "postfix smtpd.c" },
	{ PROTO_SMTP, "4", "", TEMPORARY, "RFC 5321 4.2.1" },
	{ PROTO_SMTP, "500", "", PROTOCOL, "RFC 4954 6" },
	{ PROTO_SMTP, "501", "", PROTOCOL, "RFC 4954 4" },
	{ PROTO_SMTP, "502", "", POLICY, "RFC 5321 4.2.4" },
	{ PROTO_SMTP, "503", "", POLICY, "RFC 4954 4" },
	{ PROTO_SMTP, "504", "", POLICY, "RFC 4954 4" },
	{ PROTO_SMTP, "521", "", POLICY, "RFC 7504" },
	{ PROTO_SMTP, "523", "", POLICY, "RFC 5248, IANA registry" },
	{ PROTO_SMTP, "525", "", DISABLED, "RFC 5248, IANA registry" },
	{ PROTO_SMTP, "530", "", POLICY, "RFC 4954 6" },
	{ PROTO_SMTP, "534", "", DISABLED, "RFC 4954 6, Gmail 534-5.7.9" },
	{ PROTO_SMTP, "538", "", POLICY, "RFC 4954 6" },
	{ PROTO_SMTP, "55", "authentication failed", BAD_CREDENTIALS,
	    "generic wording" },
	{ PROTO_SMTP, "55", "authentication failure", BAD_CREDENTIALS,
	    "generic wording" },
	{ PROTO_SMTP, "550", "", POLICY, "exim acl_smtp_auth" },
	{ PROTO_SMTP, "553", "", PROTOCOL, "exim smtp_in.c" },
	{ PROTO_SMTP, "554", "", POLICY, "RFC 5321 4.2.3" },

	{ PROTO_SIEVE, "OK", "", SUCCESS, "RFC 5804 1.2" },
	{ PROTO_SIEVE, "NO", "(TRYLATER", TEMPORARY, "RFC 5804 1.3" },
	{ PROTO_SIEVE, "NO", "(ENCRYPT-NEEDED", POLICY, "RFC 5804 1.3" },
	{ PROTO_SIEVE, "NO", "(AUTH-TOO-WEAK", POLICY, "RFC 5804 1.3" },
	{ PROTO_SIEVE, "NO", "(TRANSITION-NEEDED", DISABLED,
	    "RFC 5804 1.3" },
	{ PROTO_SIEVE, "BYE", "", OUTCOME_UNKNOWN, REASON_CLOSED,
	    "RFC 5804 1.2" },
};

/* POP3: USER's own refusal counts only when it names the mailbox. */
static const struct phrase users[] = {
	{ PROTO_POP, "-ERR", "[AUTH", BAD_CREDENTIALS, "RFC 3206 5" },
	{ PROTO_POP, "-ERR", "no such user", BAD_CREDENTIALS,
	    "generic wording" },
	{ PROTO_POP, "-ERR", "unknown user", BAD_CREDENTIALS,
	    "generic wording" },
	{ PROTO_POP, "-ERR", "no mailbox", BAD_CREDENTIALS, "RFC 1939 7" },
	{ PROTO_POP, "-ERR", "no such mailbox", BAD_CREDENTIALS,
	    "RFC 1939 7" },
};

static const struct phrase *
find(const struct phrase *rows, size_t n, enum proto proto, struct span text)
{
	uint64_t kinds = span_kinds(text);
	size_t i;

	for (i = 0; i < n; i++)
		if ((rows[i].proto == ANY || rows[i].proto == proto) &&
		    span_starts_nocase(text, rows[i].starts) &&
		    (rows[i].holds[0] == '\0' ||
		    (kinds_may_hold(kinds, rows[i].holds) &&
		    span_holds_nocase(text, rows[i].holds))))
			return (&rows[i]);
	return (NULL);
}

/* A good reply's words are free: "+OK temporary greeting" is still good. */
static bool
is_good(enum proto proto, struct span text)
{
	if (proto == PROTO_SMTP)
		return (span_starts(text, "2") || span_starts(text, "3"));
	return (span_starts_nocase(text,
	    proto == PROTO_POP ? "+OK" : "OK"));
}

/* The generic rule: does this answer refuse at all? */
static bool
is_refusal(enum proto proto, struct span text)
{
	if (proto == PROTO_SMTP)
		return (span_starts(text, "5"));
	return (span_starts_nocase(text, proto == PROTO_POP ? "-ERR" : "NO"));
}

/*
 * A status at the very end of what was seen, with no word after it, may have
 * any words behind it.
 */
static bool
says_enough(enum proto proto, struct span text)
{
	return (proto != PROTO_SMTP || text.len >= 12);
}

#define COUNT(rows) (sizeof (rows) / sizeof (rows)[0])

struct judgement
reply_judge(enum proto proto, enum asked asked, struct span text,
    bool is_whole)
{
	struct judgement unseen = { OUTCOME_UNKNOWN, REASON_NOT_SEEN, true };
	struct judgement j = { OUTCOME_UNKNOWN, REASON_PROTOCOL, true };
	const struct phrase *row = NULL;

	if (!is_good(proto, text))
		row = find(phrases, COUNT(phrases), proto, text);
	if (row == NULL && asked == ASKED_USER)
		row = find(users, COUNT(users), proto, text);
	if (row == NULL)
		row = find(codes, COUNT(codes), proto, text);
	if (row != NULL) {
		if (!is_whole && row->outcome == OUTCOME_FAILED &&
		    !says_enough(proto, text))
			return (unseen);
		j.outcome = row->outcome;
		j.reason = row->reason;
		j.is_generic = false;
		return (j);
	}
	if (!is_whole)
		return (unseen);
	if (is_refusal(proto, text)) {
		j.outcome = OUTCOME_FAILED;
		j.reason = REASON_CREDENTIALS;
	}
	return (j);
}
