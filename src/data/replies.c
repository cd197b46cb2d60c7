/*
 * The words of servers, in tables that talk/reply.c searches in order: within
 * one table the first row that fits wins.
 *
 * A phrase must be one that no server uses for a plain wrong password: "try
 * again" alone is not here, because "Login failed, try again" is said too.
 */

#include "data/replies.h"

#define BAD_CREDENTIALS	OUTCOME_FAILED, REASON_CREDENTIALS
#define DISABLED	OUTCOME_FAILED, REASON_DISABLED
#define TEMPORARY	OUTCOME_UNKNOWN, REASON_TEMPORARY
#define POLICY		OUTCOME_UNKNOWN, REASON_POLICY
#define RATE_LIMIT	OUTCOME_UNKNOWN, REASON_RATE_LIMIT
#define PROTOCOL	OUTCOME_UNKNOWN, REASON_PROTOCOL
#define CANCELLED	OUTCOME_UNKNOWN, REASON_CANCELLED
#define SUCCESS		OUTCOME_OK, REASON_UNKNOWN

#define ANY		PROTO_UNKNOWN

#define COUNT(rows) (sizeof (rows) / sizeof (rows)[0])

static const struct phrase sentences[] = {
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
	/* Without an enhanced code it is Courier's, of a mechanism. */
	{ PROTO_SMTP, "535 5.7.", "rejected: your password is too simple",
	    DISABLED, "Tiscali 2016: the password is too simple" },
	{ PROTO_SMTP, "535 5.7.", "authentication rejected", BAD_CREDENTIALS,
	    "Openwave Email Mx (Comcast, Aruba)" },
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
	{ ANY, "", "account locked", RATE_LIMIT, "Exchange Online 5.7.139" },
	{ ANY, "", "account is locked", RATE_LIMIT, "generic wording" },
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
	/* To USER and to AUTH PLAIN: not before TLS. */
	{ PROTO_POP, "-ERR command is not valid in this state", "", POLICY,
	    "Exchange 2013 Pop3RequestAuth, WildDuck pop3" },
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
	{ ANY, "", "failed: login disabled", POLICY,
	    "perdition 2.2 perdition.c: not before TLS" },
	{ ANY, "", "not advertised", POLICY, "exim smtp_in.c" },
	{ ANY, "", "blacklist", POLICY, "generic wording" },
	{ ANY, "", "blocklist", POLICY, "generic wording" },

	/* The server's own trouble. */
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

	/* A proxy's own, before the server behind it was asked. */
	{ ANY, "", "could not connect to server", TEMPORARY,
	    "perdition 2.2 perdition.c" },
	{ ANY, "", "connection negotiation failure", TEMPORARY,
	    "perdition 2.2 perdition.c" },
	{ ANY, "", "could not determine server", TEMPORARY,
	    "perdition 2.2 perdition.c" },

	/* The client's trouble. */
	{ ANY, "", "invalid base64", PROTOCOL, "exim, postfix" },
	{ PROTO_POP, "", "unknown command", PROTOCOL, "dovecot, courier" },
	{ PROTO_POP, "", "invalid command", PROTOCOL, "generic wording" },
	{ PROTO_POP, "", "not implemented", PROTOCOL, "generic wording" },
	{ PROTO_POP, "", "unimplemented", PROTOCOL, "qmail-popup.c" },
	{ PROTO_POP, "", "command not", PROTOCOL, "generic wording" },
	{ PROTO_POP, "", "unrecognized command", PROTOCOL, "cyrus pop3d.c" },
	{ PROTO_POP, "", "authorization first", PROTOCOL, "qmail-popup.c" },
	/* A mechanism that is none here (14), an initial response (10, 16). */
	{ PROTO_POP, "-ERR protocol error", "", PROTOCOL,
	    "Exchange 2013, Exchange Online: Pop3RequestAuth" },
	/* The USER before was refused, so no password was judged. */
	{ PROTO_POP, "", "no username given", PROTOCOL,
	    "dovecot pop3-login client-authenticate.c" },
	{ PROTO_POP, "", "must give USER", PROTOCOL, "cyrus pop3d.c" },
	{ PROTO_POP, "", "USER first", PROTOCOL, "generic wording" },
};

/* Said of a wrong password too, where a response code says that it is one. */
static const struct phrase loose[] = {
	{ ANY, "", "temporar", TEMPORARY,
	    "dovecot, exim, courier, postfix, OpenSMTPD" },
	{ ANY, "", "try again later", TEMPORARY, "courier" },
	{ ANY, "", "try later", TEMPORARY, "generic wording" },
	{ ANY, "", "cancel", CANCELLED, "exim smtp_in.c" },
	{ ANY, "", "aborted", CANCELLED, "dovecot, sendmail" },
};

/*
 * Response codes, right after the status.  They stand here without their
 * closing bracket: a short snaplen may have cut it off.
 */
static const struct phrase codes[] = {
	{ PROTO_IMAP, "NO", "[AUTHENTICATIONFAILED", BAD_CREDENTIALS,
	    "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[UNAVAILABLE", TEMPORARY, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[INUSE", TEMPORARY, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[SERVERBUG", TEMPORARY, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[LIMIT", RATE_LIMIT, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[OVERQUOTA", RATE_LIMIT,
	    "RFC 5530 3; Gmail says it of bandwidth" },
	{ PROTO_IMAP, "NO", "[PRIVACYREQUIRED", POLICY, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[AUTHORIZATIONFAILED", DISABLED, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[EXPIRED", DISABLED, "RFC 5530 3" },
	{ PROTO_IMAP, "NO", "[CONTACTADMIN", DISABLED, "RFC 5530 3" },
	{ PROTO_POP, "-ERR", "[SYS/TEMP", TEMPORARY, "RFC 3206 4" },
	{ PROTO_POP, "-ERR", "[SYS/PERM", DISABLED, "RFC 3206 4" },
	{ PROTO_POP, "-ERR", "[LOGIN-DELAY", RATE_LIMIT, "RFC 2449 8.1.1" },
	{ PROTO_POP, "-ERR", "[IN-USE", TEMPORARY, "RFC 2449 8.1.2" },
	{ PROTO_POP, "-ERR", "[AUTH", BAD_CREDENTIALS, "RFC 3206 5" },
	{ PROTO_SIEVE, "NO", "(TRYLATER", TEMPORARY, "RFC 5804 1.3" },
	{ PROTO_SIEVE, "NO", "(ENCRYPT-NEEDED", POLICY, "RFC 5804 1.3" },
	{ PROTO_SIEVE, "NO", "(AUTH-TOO-WEAK", POLICY, "RFC 5804 1.3" },
	{ PROTO_SIEVE, "NO", "(TRANSITION-NEEDED", DISABLED,
	    "RFC 5804 1.3" },
};

static const struct phrase statuses[] = {
	{ PROTO_IMAP, "OK", "", SUCCESS, "RFC 9051 7.1.1" },
	{ PROTO_IMAP, "BAD", "", PROTOCOL, "RFC 9051 7.1.3" },
	{ PROTO_IMAP, "BYE", "", OUTCOME_UNKNOWN, REASON_CLOSED,
	    "RFC 9051 7.1.5" },
	{ PROTO_POP, "+OK", "", SUCCESS, "RFC 1939 7" },
	{ PROTO_SMTP, "235", "", SUCCESS, "RFC 4954 6" },
	{ PROTO_SMTP, "334 5.7.8", "", DISABLED,
	    "stalwart smtp auth.rs: a second factor is missing" },
	{ PROTO_SMTP, "535 5.7.139", "", DISABLED, "Exchange Online" },
	{ PROTO_SMTP, "535", "", BAD_CREDENTIALS, "RFC 4954 6" },
	{ PROTO_SMTP, "5", "5.7.8", BAD_CREDENTIALS, "RFC 4954 6, 5248" },
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
	{ PROTO_SMTP, "553", "", PROTOCOL, "exim smtp_in.c" },
	{ PROTO_SMTP, "5", "", POLICY,
	    "RFC 4954 6: 535 alone refuses credentials" },
	{ PROTO_SIEVE, "OK", "", SUCCESS, "RFC 5804 1.2" },
	{ PROTO_SIEVE, "BYE", "", OUTCOME_UNKNOWN, REASON_CLOSED,
	    "RFC 5804 1.2" },
};

/* POP3: USER's own refusal counts only when it names the mailbox. */
static const struct phrase users[] = {
	{ PROTO_POP, "-ERR", "no such user", BAD_CREDENTIALS,
	    "generic wording" },
	{ PROTO_POP, "-ERR", "unknown user", BAD_CREDENTIALS,
	    "generic wording" },
	{ PROTO_POP, "-ERR", "no mailbox", BAD_CREDENTIALS, "RFC 1939 7" },
	{ PROTO_POP, "-ERR", "no such mailbox", BAD_CREDENTIALS,
	    "RFC 1939 7" },
};

static const struct {
	const struct phrase *rows;
	size_t n;
} tables[REPLY_TABLES] = {
	[REPLY_SENTENCES] = { sentences, COUNT(sentences) },
	[REPLY_CODES] = { codes, COUNT(codes) },
	[REPLY_LOOSE] = { loose, COUNT(loose) },
	[REPLY_USERS] = { users, COUNT(users) },
	[REPLY_STATUSES] = { statuses, COUNT(statuses) }
};

const struct phrase *
replies_all(enum reply_table table, size_t *n)
{
	*n = tables[table].n;
	return (tables[table].rows);
}

/* The last word of a phrase may be a stem, "temporar"; a code may not. */
enum { ENDING_BYTES = 3 };

/* Words part at blanks, and a response code's name is a word. */
static bool
phrase_has_word(const char *phrase, struct span word, size_t ending_bytes)
{
	struct span rest = span_text(phrase), own;
	size_t i;

	while (span_word(&rest, &own)) {
		if (own.p[0] == '[' || own.p[0] == '(')
			span_skip(&own, 1);
		if (own.len == 0 || own.len > word.len ||
		    word.len - own.len > (rest.len > 0 ? 0 : ending_bytes))
			continue;
		for (i = own.len; i < word.len && byte_is_letter(word.p[i]);
		    i++)
			continue;
		if (i < word.len)
			continue;
		for (i = 0; i < own.len; i++)
			if (own.p[i] != word.p[i] &&
			    !(byte_is_letter(own.p[i]) &&
			    (own.p[i] ^ word.p[i]) == 0x20))
				break;
		if (i == own.len)
			return (true);
	}
	return (false);
}

bool
replies_have_word(struct span word)
{
	size_t i, k;

	for (i = 0; i < COUNT(tables); i++)
		for (k = 0; k < tables[i].n; k++)
			if (phrase_has_word(tables[i].rows[k].holds, word,
			    ENDING_BYTES) ||
			    phrase_has_word(tables[i].rows[k].starts, word, 0))
				return (true);
	return (false);
}
