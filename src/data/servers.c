/*
 * Mail server software by its greeting.
 *
 * Most servers say their name in the first line unless told otherwise; the
 * first row whose words the line holds is taken.  The protocol matters only
 * where one wording means another software elsewhere.
 */

#include "data/servers.h"

struct software {
	enum proto proto;	/* PROTO_UNKNOWN = any */
	const char *words;	/* held by the greeting, any case */
	const char *name;
	const char *source;
};

#define SEEN	"seen in labelled captures (pcaps/)"
#define DEFAULT	"default greeting, from memory; unverified"

static const struct software software[] = {
	{ PROTO_UNKNOWN, "", "", "" },
	{ PROTO_SIEVE, "Pigeonhole", "Dovecot Pigeonhole", SEEN },
	{ PROTO_UNKNOWN, "Dovecot", "Dovecot", SEEN },
	{ PROTO_SMTP, " Exim ", "Exim", SEEN },
	{ PROTO_SMTP, "Postfix", "Postfix", SEEN },
	{ PROTO_SMTP, "OpenSMTPD", "OpenSMTPD", "DOMAIN A.6; " DEFAULT },
	{ PROTO_SMTP, "Sendmail", "Sendmail", "DOMAIN A.6; " DEFAULT },
	{ PROTO_SMTP, "Haraka", "Haraka", "DOMAIN A.6; " DEFAULT },
	{ PROTO_UNKNOWN, "Stalwart", "Stalwart", "DOMAIN A.6; " DEFAULT },
	{ PROTO_UNKNOWN, "maddy", "maddy", "DOMAIN A.6; " DEFAULT },
	{ PROTO_SMTP, "ESMTP mox", "mox", "DOMAIN A.6; " DEFAULT },
	{ PROTO_IMAP, "mox imap", "mox", "DOMAIN A.6; " DEFAULT },
	{ PROTO_UNKNOWN, "hMailServer", "hMailServer", "DOMAIN A.6" },
	{ PROTO_IMAP, "* OK IMAPrev1", "hMailServer",
	    "DOMAIN A.6; " DEFAULT },
	{ PROTO_UNKNOWN, "Zimbra", "Zimbra", "DOMAIN A.6; " DEFAULT },
	{ PROTO_UNKNOWN, "JAMES", "Apache James", "DOMAIN A.6; " DEFAULT },
	{ PROTO_UNKNOWN, "Microsoft Exchange", "Exchange",
	    "DOMAIN A.7; " DEFAULT },
	{ PROTO_SMTP, "Microsoft ESMTP MAIL", "Exchange",
	    "DOMAIN A.7; " DEFAULT },
	{ PROTO_SMTP, "gsmtp", "Gmail", "DOMAIN A.7" },
	{ PROTO_IMAP, "Gimap", "Gmail", "DOMAIN A.7; " DEFAULT },
	{ PROTO_POP, "Gpop", "Gmail", "DOMAIN A.7; " DEFAULT },
	{ PROTO_UNKNOWN, "Courier", "Courier", "DOMAIN A.5; " DEFAULT },
	{ PROTO_POP, "+OK Hello there.", "Courier", "DOMAIN A.5; " DEFAULT },
	{ PROTO_UNKNOWN, "Cyrus", "Cyrus", "DOMAIN A.4; " DEFAULT },
	{ PROTO_UNKNOWN, "Citadel", "Citadel", "DOMAIN A.6; " DEFAULT },
	{ PROTO_UNKNOWN, "Kerio", "Kerio Connect", "DOMAIN A.7; " DEFAULT },
	{ PROTO_UNKNOWN, "MDaemon", "MDaemon", "DOMAIN A.7; " DEFAULT },
	{ PROTO_UNKNOWN, "Axigen", "Axigen", DEFAULT },
	{ PROTO_UNKNOWN, "SmarterMail", "SmarterMail", DEFAULT },
	{ PROTO_UNKNOWN, "MailEnable", "MailEnable", DEFAULT },
	{ PROTO_UNKNOWN, "IceWarp", "IceWarp", DEFAULT },
	{ PROTO_SMTP, "qmail", "qmail", "DOMAIN A.6; " DEFAULT },
	{ PROTO_SMTP, "Python SMTP", "aiosmtpd", "1.4.3 seen" },
	{ PROTO_IMAP, "* OK IMAP4 ready", "nginx", "ngx_mail_imap_module.c" },
	/*
	 * Greetings that say nothing, or what others say too: these names are
	 * for the models.
	 */
	{ PROTO_POP, "GNU mailutils", "GNU Mailutils", "pop3d" },
	{ PROTO_POP, "popa3d", "popa3d", "popa3d" },
	{ PROTO_SMTP, "chasquid", "chasquid", "default greeting; RUNS S11" },
	{ PROTO_SMTP, "msmtpd", "msmtpd", "default greeting; RUNS S17" },
	{ PROTO_UNKNOWN, "perdition", "perdition", "default; RUNS S17" },
	{ PROTO_UNKNOWN, "DavMail", "DavMail", "default; RUNS S14" },
	{ PROTO_IMAP, "Hoodiecrow", "hoodiecrow", "default; RUNS S16" },
	{ PROTO_SMTP, "Nodemailer", "smtp-server", "the banner is its user's" },
};

enum { N_SOFTWARE = sizeof software / sizeof software[0] };

uint16_t
server_by_greeting(enum proto proto, struct span line)
{
	uint64_t kinds = span_kinds(line);
	uint16_t i;

	for (i = 1; i < N_SOFTWARE; i++)
		if ((software[i].proto == PROTO_UNKNOWN ||
		    software[i].proto == proto) &&
		    kinds_may_hold(kinds, software[i].words) &&
		    span_holds_nocase(line, software[i].words))
			return (i);
	return (0);
}

const char *
server_software(uint16_t row)
{
	return (row < N_SOFTWARE ? software[row].name : "");
}
