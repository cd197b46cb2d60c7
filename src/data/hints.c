/*
 * What refusals ask for, in words that somebody has seen or read: a number
 * with "#" is an issue of that repository, "index" a file of the public index.
 * What any server may say so is in hints_generic.c.
 */

#include "data/hints.h"

#define ANY		PROTO_UNKNOWN

#define SAID(hint, words, source) \
	HINT_##hint, ANY, "", words, "", source

#define COUNT(rows) (sizeof (rows) / sizeof (rows)[0])

static const struct hint_row rows[] = {
	/* Said of a wrong password as well. */
	{ SAID(UNKNOWN, "credentials or IMAP is disabled",
	    "Yandex IMAP: Mailspring#2111") },
	{ SAID(UNKNOWN, "unknown user name or bad password", "Exchange POP3") },
	{ SAID(UNKNOWN, "already authenticated",
	    "RFC 4954 4; CodeIgniter#4613") },

	/* The web account makes a password for the program. */
	{ SAID(APP_PASSWORD, "application-specific password",
	    "Gmail 534-5.7.9, IMAP [ALERT]") },
	{ SAID(APP_PASSWORD, "app-specific password",
	    "Apple, Zoho: index 58521878457, 54490866610") },
	{ SAID(APP_PASSWORD, "application password",
	    "mail.ru 535 5.7.0: print-designer#5") },
	{ SAID(APP_PASSWORD, "parol prilozheniya",
	    "mail.ru 535 5.7.0: thunderbird-android#9069") },
	{ SAID(APP_PASSWORD, "create an app password", "Purelymail#337") },
	{ SAID(APP_PASSWORD, "authorization code",
	    "QQ 535 Login Fail: yapi#2219, SmsForwarder#507") },
	{ SAID(APP_PASSWORD, "ERR.LOGIN.REQCODE",
	    "NetEase 535: index 22808538955, 42844689925") },
	{ SAID(APP_PASSWORD, "授权码", "QQ, NetEase, in UTF-8") },
	{ SAID(APP_PASSWORD, "\xca\xda\xc8\xa8\xc2\xeb",
	    "QQ, NetEase: the same in GB 18030") },

	/* The password was right until it ran out. */
	{ HINT_PASSWORD_EXPIRED, PROTO_IMAP, "", "[EXPIRED", "",
	    "RFC 5530 3" },
	{ SAID(PASSWORD_EXPIRED, "passphrase expired",
	    "cyrus-sasl lib/common.c") },
	{ SAID(PASSWORD_EXPIRED, "password must be changed",
	    "Zimbra ImapHandler.java") },
	{ SAID(PASSWORD_EXPIRED, "password has expired",
	    "Zimbra Pop3Handler.java") },

	/* A browser has to log in first. */
	{ SAID(WEB_LOGIN, "[WEBALERT",
	    "Gmail IMAP: index 24099897875, 1812229568") },
	{ SAID(WEB_LOGIN, "web browser", "Gmail 534-5.7.14, IMAP [ALERT]") },
	{ SAID(WEB_LOGIN, "web login required", "Gmail IMAP [WEBALERT]") },
	{ SAID(WEB_LOGIN, "accounts.google.com",
	    "Gmail 534-5.7.14, [WEBALERT]") },
	{ SAID(WEB_LOGIN, "not a robot", "Yandex 5.7.8: higlabo#17") },

	/* The name is to be written with its domain. */
	{ SAID(FULL_ADDRESS, "full email address",
	    "hMailServer POP3Connection, IMAPCommandLOGIN") },

	/* Whence it comes, whatever the password. */
	{ SAID(COUNTRY, "country blocked", "roundcubemail#6809") },

	/* Not while the connection is in clear text. */
	{ HINT_TLS_FIRST, PROTO_IMAP, "", "[PRIVACYREQUIRED", "",
	    "RFC 5530 3" },
	{ HINT_TLS_FIRST, PROTO_SIEVE, "", "(ENCRYPT-NEEDED", "",
	    "RFC 5804 1.3" },
	{ HINT_TLS_FIRST, ANY, "523", "", "", "RFC 5248, IANA registry" },
	{ HINT_TLS_FIRST, ANY, "538", "", "", "RFC 4954 6" },
	{ SAID(TLS_FIRST, "STARTTLS",
	    "postfix 530 5.7.0, Exim, OpenSMTPD, Courier") },
	{ SAID(TLS_FIRST, "under a layer", "cyrus-imapd imapd.c, pop3d.c") },
	{ SAID(TLS_FIRST, "non-secure", "dovecot client-common-auth.c") },
	{ SAID(TLS_FIRST, "without SSL/TLS", "dovecot 2.x, Yandex 530 5.7.7") },
	{ SAID(TLS_FIRST, "SSL/TLS-connection is required", "hMailServer") },
	{ SAID(TLS_FIRST, "encryption required", "postfix smtpd.c") },
	{ SAID(TLS_FIRST, "plaintext authen",
	    "dovecot 2.x: disallowed, disabled") },
	{ SAID(TLS_FIRST, "cleartext authentication dis", "dovecot 2.4") },
	{ SAID(TLS_FIRST, "cleartext logins disabled", "Zimbra") },
	{ SAID(TLS_FIRST, "plain login / authentication", "James") },
	{ SAID(TLS_FIRST, "failed: login disabled",
	    "perdition 2.2 perdition.c") },
	{ HINT_TLS_FIRST, PROTO_POP, "-ERR command is not valid in this state",
	    "", "", "Exchange 2013 Pop3RequestAuth, WildDuck pop3" },

	/* Logging in at all, or so. */
	{ SAID(NOT_OFFERED, "not advertised", "exim smtp_in.c") },
	{ SAID(NOT_OFFERED, "AUTH not supported",
	    "nginx mail, Mailu helm-charts#157") },
	{ SAID(NOT_OFFERED, "AUTH not available",
	    "sendmail srvrsmtp.c 503 5.3.3") },
	{ SAID(NOT_OFFERED, "authentication not enabled",
	    "postfix smtpd_sasl_proto.c 503 5.5.1") },
	{ SAID(NOT_OFFERED, "authentication mechanism",
	    "postfix, dovecot: invalid, unsupported") },
	{ SAID(NOT_OFFERED, "mechanism not supported", "exim smtp_in.c") },
	{ SAID(NOT_OFFERED, "no mechanism available",
	    "cyrus-sasl lib/common.c") },
	{ SAID(NOT_OFFERED, "mechanism too weak", "cyrus-sasl lib/common.c") },
	{ SAID(NOT_OFFERED, "unrecognized authentication type",
	    "Exchange 504 5.7.4") },
	{ SAID(NOT_OFFERED, "asmodeus demands", "chasquid 534 5.7.9") },
	{ SAID(NOT_OFFERED, "auth type unimplemented",
	    "qmail auth patches 504") },
	{ SAID(NOT_OFFERED, "no initial response", "mox 501: mox#387") },
	{ HINT_NOT_OFFERED, PROTO_SMTP, "502", "", "", "RFC 5321 4.2.4" },
	{ HINT_NOT_OFFERED, PROTO_SMTP, "504", "", "", "RFC 4954 4" },
	{ HINT_NOT_OFFERED, PROTO_SMTP, "503", "AUTH", "", "RFC 4954 4" },
	{ HINT_NOT_OFFERED, PROTO_SMTP, "500", "command", "",
	    "RFC 5321 4.2.4: not known to it" },
	{ HINT_NOT_OFFERED, PROTO_POP, "-ERR", "protocol error", "",
	    "Exchange 2013, Exchange Online: Pop3RequestAuth" },

	/* Another program has it open. */
	{ HINT_MAILBOX_BUSY, PROTO_POP, "", "[IN-USE", "", "RFC 2449 8.1.2" },
	{ HINT_MAILBOX_BUSY, PROTO_IMAP, "", "[INUSE", "", "RFC 5530 3" },
	{ HINT_MAILBOX_BUSY, PROTO_POP, "", "already locked", "",
	    "RFC 1939 4" },
	{ HINT_MAILBOX_BUSY, PROTO_POP, "", "lock busy", "", "RFC 1939 7" },

	/* Of one user at once, or from one address. */
	{ SAID(CONNECTIONS, "too many simultaneous connections",
	    "Gmail: MailKit#377") },
	{ SAID(CONNECTIONS, "maximum number of connections",
	    "dovecot login-common client-common.c") },
	{ SAID(CONNECTIONS, "too many concurrent connections",
	    "FairEmail ConnectionHelper") },
	{ SAID(CONNECTIONS, "too many connections",
	    "postfix anvil 421 4.7.0") },
	{ SAID(CONNECTIONS, "maximum connection limit",
	    "courier tcpd couriertcpd.c") },

	/* The address, for what it did before. */
	{ SAID(ADDRESS_LOCKED, "too many auth failures",
	    "mox imapserver/server.go, pop3, smtp") },
	{ SAID(ADDRESS_LOCKED, "too many AUTH commands from",
	    "postfix anvil 450 4.7.1") },
	{ SAID(ADDRESS_LOCKED, "too many invalid logon attempts",
	    "hMailServer") },

	/* One account, for what somebody did. */
	{ SAID(ACCOUNT_LOCKED, "account locked", "Exchange Online 5.7.139") },
	{ SAID(ACCOUNT_LOCKED, "frozen by dynamic screening",
	    "MDaemon: mdaemon-l msg43345") },
	{ SAID(ACCOUNT_LOCKED, "too many bad auth attempts",
	    "Yahoo (#AUTH005): nodemailer#1112") },

	/* The provider lets the account do it, or not. */
	{ SAID(SWITCHED_OFF, "SmtpClientAuthentication is disabled",
	    "Exchange Online 5.7.139") },
	{ SAID(SWITCHED_OFF, "basic authentication is disabled",
	    "Exchange Online 5.7.139") },
	{ SAID(SWITCHED_OFF, "security defaults policy",
	    "Exchange Online 5.7.139") },
	{ SAID(SWITCHED_OFF, "did not meet the criteria",
	    "Exchange Online 5.7.139") },
	{ SAID(SWITCHED_OFF, "not enabled for",
	    "Gmail [ALERT], [SYS/PERM]; Zimbra Pop3Handler") },
	{ SAID(SWITCHED_OFF, "yet to enable", "Zoho IMAP") },
	{ SAID(SWITCHED_OFF, "enable IMAP",
	    "MailKit#860: OK [ALERT] Please enable ...") },
	{ SAID(SWITCHED_OFF, "access rights to this service",
	    "Yandex 535 5.7.8") },
	{ SAID(SWITCHED_OFF, "user has no permission",
	    "NetEase 550: index 19369048533, 10031209958") },
	{ SAID(SWITCHED_OFF, "\xce\xb4\xbf\xaa\xc6\xf4",
	    "generic wording, in GB 18030") },

	/* It is no more, or not to be used. */
	{ SAID(MAILBOX_DISABLED, "login disabled for this user",
	    "dovecot client-authenticate.c") },
	{ SAID(MAILBOX_DISABLED, "user disabled", "dovecot passdb reason") },
	{ SAID(MAILBOX_DISABLED, "account disabled",
	    "cyrus-sasl lib/common.c") },
	{ HINT_MAILBOX_DISABLED, ANY, "", "no such user", "pass",
	    "RFC 1939 7, generic wording" },
	{ HINT_MAILBOX_DISABLED, ANY, "", "no such account", "pass",
	    "RFC 1939 7, generic wording" },
	{ HINT_MAILBOX_DISABLED, ANY, "", "no such mailbox", "pass",
	    "RFC 1939 7, generic wording" },
	{ HINT_MAILBOX_DISABLED, ANY, "", "no mailbox", "pass",
	    "RFC 1939 7, generic wording" },

	/* What OAuth gave to the program. */
	{ SAID(TOKEN, "invalid_token", "RFC 6750 3.1") },
};

/*
 * A refusal before a word was said judges whence it comes.  A list of spammers
 * ("blocked using") counts no failed logins.
 */
static const struct hint_row greetings[] = {
	{ HINT_UNKNOWN, ANY, "", "blocked using", "", "postfix smtpd.c" },
	/* Of the server itself, whoever asks. */
	{ SAID(SERVER_TROUBLE, "shutting down",
	    "RFC 5321 4.2.2, dovecot: Server shutting down") },
	{ SAID(SERVER_TROUBLE, "shut down", "RFC 5321 3.8") },
	{ SAID(SERVER_TROUBLE, "shutdown", "generic wording") },
	{ SAID(SERVER_TROUBLE, "maintenance", "generic wording") },
	{ SAID(SERVER_TROUBLE, "internal error",
	    "dovecot: Internal error occurred") },
	{ SAID(SERVER_TROUBLE, "internal server error", "generic wording") },
	{ SAID(SERVER_TROUBLE, "system problem", "generic wording") },
	{ SAID(SERVER_TROUBLE, "system error", "generic wording") },
	{ SAID(SERVER_TROUBLE, "local error",
	    "RFC 5321 4.2.2: 451 local error in processing") },
	{ SAID(SERVER_TROUBLE, "configuration problem",
	    "postfix: 451 4.3.5 Server configuration problem") },
	{ SAID(SERVER_TROUBLE, "configuration error", "generic wording") },
	{ SAID(SERVER_TROUBLE, "insufficient system", "RFC 5321 4.2.2: 452") },
	{ SAID(SERVER_TROUBLE, "out of memory", "generic wording") },
	{ SAID(SERVER_TROUBLE, "database", "generic wording") },
	{ SAID(SERVER_TROUBLE, "overload", "generic wording") },
	{ SAID(SERVER_TROUBLE, "load too high", "generic wording") },
	{ SAID(SERVER_TROUBLE, "high load", "generic wording") },
	{ SAID(SERVER_TROUBLE, "load average", "sendmail: 421 4.3.2") },
	{ SAID(SERVER_TROUBLE, "server busy", "generic wording") },
	{ SAID(SERVER_TROUBLE, "has moved", "generic wording") },
	{ SAID(SERVER_TROUBLE, "umgezogen", "generic wording") },
	{ SAID(SERVER_TROUBLE, "wartung", "generic wording") },
	{ SAID(SERVER_TROUBLE, "manutenzione", "generic wording") },
	{ SAID(SERVER_TROUBLE, "mantenimiento", "generic wording") },
	{ SAID(SERVER_TROUBLE, "onderhoud", "generic wording") },
	{ SAID(SERVER_TROUBLE, "konserwac", "generic wording") },
	{ SAID(SERVER_TROUBLE, "manuten\xc3\xa7\xc3\xa3o", "generic wording") },
	{ SAID(CONNECTIONS, "too many connections", "postfix anvil 421") },
	{ SAID(CONNECTIONS, "maximum number of connections", "dovecot") },
	{ SAID(CONNECTIONS, "maximum connection limit", "courier") },
	{ SAID(CONNECTIONS, "simultaneous", "generic wording") },
	{ SAID(CONNECTIONS, "concurrent", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "auth failures", "mox imapserver/server.go") },
	{ SAID(ADDRESS_LOCKED, "authentication failures", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "authentication errors", "Stalwart 455") },
	{ SAID(ADDRESS_LOCKED, "failed login", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "login failures", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "failed auth", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "login attempts", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "logon attempts", "hMailServer") },
	{ SAID(ADDRESS_LOCKED, "auth attempts", "Yahoo (#AUTH005)") },
	{ SAID(ADDRESS_LOCKED, "banned", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "blocked", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "locked", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "gesperrt", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "bloqu", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "bloccato", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "geblokkeerd", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "zablokowan", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "заблокирован", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "too many failed", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "too many attempts", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "too many logins", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "too many errors from", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "trop de tentatives", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "tentatives de connexion", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "tentatives infructueuses", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "zu viele anmelde", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "zu viele fehl", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "zu viele login", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "zu viele versuche", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "fehlgeschlagene anmelde", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "fehlversuche", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "troppi tentativi", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "tentativi di accesso", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "demasiados intentos", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "intentos fallidos", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "muitas tentativas", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "demasiadas tentativas", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "te veel pogingen", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "te veel mislukte", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "te veel inlog", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "te veel aanmeld", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "mislukte inlog", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "zbyt wiele pr", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "zbyt wielu pr", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "nieudanych pr", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "mnoho pokus", "generic wording") },
	{ SAID(ADDRESS_LOCKED, "много попыток",
	    "generic wording") },
	/* What may be said after either of them. */
	{ SAID(SERVER_TROUBLE, "unavailable", "generic wording") },
	{ SAID(SERVER_TROUBLE, "not available", "RFC 5321 4.2.2: 421") },
	{ SAID(SERVER_TROUBLE, "nicht verf", "generic wording") },
	{ SAID(SERVER_TROUBLE, "indisponible", "generic wording") },
	{ SAID(SERVER_TROUBLE, "temporary problem", "generic wording") },
	{ SAID(SERVER_TROUBLE, "temporary failure", "generic wording") },
	{ SAID(SERVER_TROUBLE, "temporary error", "generic wording") },
};

const struct hint_row *
hints_all(enum hint_table table, size_t *n)
{
	if (table == HINTS_GENERIC)
		return (hints_generic(n));
	*n = table == HINTS_SAID ? COUNT(rows) : COUNT(greetings);
	return (table == HINTS_SAID ? rows : greetings);
}
