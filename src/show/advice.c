/*
 * Advice: what was found -> the steps a person takes.
 *
 * Rows are tried in order; the first whose situation and kind of device both
 * fit gives the steps.  The kind is read off names, maker and DHCP class by
 * the words in another table: a hint, so the steps stay true if it is wrong.
 */

#include "show/advice.h"

#include <string.h>

#include "base/span.h"
#include "base/text.h"

enum { VENDOR_BYTES = 80 };

enum situation {
	SITUATION_ANY, SITUATION_OK, SITUATION_LONE, SITUATION_GUESSING,
	SITUATION_DISABLED, SITUATION_BY_ADDRESS, SITUATION_HIDES,
	SITUATION_PROGRAMS, SITUATION_STALE, SITUATION_SUSPECT
};

enum family {
	FAMILY_ANY, FAMILY_PHONE, FAMILY_PRINTER, FAMILY_NAS, FAMILY_ROUTER,
	FAMILY_COMPUTER,
	FAMILY_MAYBE_PRINTER	/* the maker has printers too */
};

/* Which password is meant: that of incoming or of outgoing mail. */
enum mail { MAIL_ANY, MAIL_IN, MAIL_OUT };

static const struct family_word {
	const char *word;
	enum family family;
	const char *source;
} family_words[] = {
	{ "iphone",	FAMILY_PHONE,	"iOS DHCP host name" },
	{ "ipad",	FAMILY_PHONE,	"iPadOS DHCP host name" },
	{ "android",	FAMILY_PHONE,	"Android DHCP class android-dhcp-N" },
	{ "galaxy",	FAMILY_PHONE,	"Samsung DHCP host name" },
	{ "pixel",	FAMILY_PHONE,	"Google DHCP host name" },
	{ "laserjet",	FAMILY_PRINTER,	"HP host name" },
	{ "officejet",	FAMILY_PRINTER,	"HP host name" },
	{ "printer",	FAMILY_PRINTER,	"generic word" },
	{ "scanner",	FAMILY_PRINTER,	"generic word" },
	{ "hewlett packard enterprise", FAMILY_ANY, "IEEE: servers, switches" },
	{ "brother",	FAMILY_PRINTER,	"IEEE maker, host name BRW..." },
	{ "brw",	FAMILY_PRINTER,	"Brother host name" },
	{ "npi",	FAMILY_PRINTER,	"HP JetDirect host name" },
	{ "kyocera",	FAMILY_PRINTER,	"IEEE maker" },
	{ "ricoh",	FAMILY_PRINTER,	"IEEE maker" },
	{ "canon",	FAMILY_PRINTER,	"IEEE maker" },
	{ "xerox",	FAMILY_PRINTER,	"IEEE maker" },
	{ "lexmark",	FAMILY_PRINTER,	"IEEE maker" },
	{ "konica",	FAMILY_PRINTER,	"IEEE maker" },
	{ "epson",	FAMILY_PRINTER,	"IEEE maker" },
	{ "synology",	FAMILY_NAS,	"IEEE maker" },
	{ "diskstation", FAMILY_NAS,	"Synology host name" },
	{ "qnap",	FAMILY_NAS,	"IEEE maker" },
	{ "tp-link",	FAMILY_ROUTER,	"IEEE maker" },
	{ "mikrotik",	FAMILY_ROUTER,	"IEEE maker Routerboard" },
	{ " avm ",	FAMILY_ROUTER,	"IEEE maker" },
	{ "macbook",	FAMILY_COMPUTER, "macOS host name" },
	{ "desktop-",	FAMILY_COMPUTER, "Windows host name" },
	{ "laptop",	FAMILY_COMPUTER, "Windows host name" },
	{ "msft 5.0",	FAMILY_COMPUTER, "Windows DHCP class" },
	{ "hewlett packard", FAMILY_MAYBE_PRINTER, "IEEE maker" },
	{ "hewlett-packard", FAMILY_MAYBE_PRINTER, "IEEE maker" },
	{ " hp ",	FAMILY_MAYBE_PRINTER, "IEEE maker HP Inc." },
	{ "sharp ",	FAMILY_MAYBE_PRINTER, "IEEE maker" },
	{ "toshiba",	FAMILY_MAYBE_PRINTER, "IEEE maker" },
	{ " oki ",	FAMILY_MAYBE_PRINTER, "IEEE maker" },
	{ "fujifilm",	FAMILY_MAYBE_PRINTER, "IEEE maker" },
	{ "panasonic",	FAMILY_MAYBE_PRINTER, "IEEE maker" },
};

static const struct advice {
	enum situation situation;
	enum family family;
	enum mail mail;
	const char *steps[ADVICE_MAX];
	const char *source;
} advice[] = {
	{ SITUATION_OK, FAMILY_ANY, MAIL_ANY, {
	    "Nothing to do: after a slip the login succeeded.",
	  }, "judgement: one slip is no culprit" },
	{ SITUATION_LONE, FAMILY_ANY, MAIL_ANY, {
	    "Nothing to do yet: one failed login alone, inferred and not "
	    "read, may have been something else.",
	  }, "judgement: nobody is named for one that was not read" },
	{ SITUATION_GUESSING, FAMILY_ANY, MAIL_ANY, {
	    "Take the device off the network: it tries many accounts or "
	    "passwords, as malware does.",
	    "Scan it for malware before it comes back.",
	    "Change the passwords of the accounts it tried, and look whether "
	    "any of its logins succeeded.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: zehr.net, mistake or compromised device" },
	{ SITUATION_DISABLED, FAMILY_ANY, MAIL_ANY, {
	    "Ask the mail host why the account is refused: the server says "
	    "disabled, expired or not allowed, so the password may be right.",
	    "Until then switch off mail checking for it on the device.",
	    "Then ask the mail host to unblock your public address.",
	  }, "RFC 5530 3, RFC 4954 6" },
	{ SITUATION_BY_ADDRESS, FAMILY_ANY, MAIL_ANY, {
	    "Find the computer with this address: the MAC seen here is a "
	    "router's (look into that router's list of leases).",
	    "On it, enter the new mail password, or remove the account.",
	    "Then ask the mail host to unblock your public address.",
	  }, "UX 1.7" },
	{ SITUATION_HIDES, FAMILY_ANY, MAIL_ANY, {
	    "This is a router's address: the failing programs run on "
	    "something connected behind it, perhaps on several devices.",
	    "Capture on its own network side to see which one it is.",
	    "There, enter the new mail password, or remove the account.",
	    "Then ask the mail host to unblock your public address.",
	  }, "UX 1.7" },
	{ SITUATION_ANY, FAMILY_ROUTER, MAIL_ANY, {
	    "This device is a router: the failing program runs on something "
	    "connected behind it.",
	    "Capture on its own network side to see which one it is.",
	    "There, enter the new mail password, or remove the account.",
	    "Then ask the mail host to unblock your public address.",
	  }, "UX 1.7" },
	{ SITUATION_PROGRAMS, FAMILY_ANY, MAIL_ANY, {
	    "Correct or remove " ADVICE_WRONG ": " ADVICE_RIGHT " on the "
	    "same device logs in fine.",
	    "It may be an old program, a second profile, a script or a "
	    "service that starts by itself.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: a second program keeps its own password" },
	{ SITUATION_ANY, FAMILY_PHONE, MAIL_OUT, {
	    "On the phone open Settings, Mail, the account named here, and "
	    "enter the new password of its outgoing server (SMTP).",
	    "Look for a second mail app with the same account (Gmail, "
	    "Outlook, Samsung Email): it keeps its own copy of the password.",
	    "If nobody needs the account there, remove it.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: micron21 KB 242" },
	{ SITUATION_ANY, FAMILY_PHONE, MAIL_IN, {
	    "On the phone open Settings, Mail, the account named here, and "
	    "enter the new password for incoming mail; outgoing mail may "
	    "have its own copy of it.",
	    "Look for a second mail app with the same account (Gmail, "
	    "Outlook, Samsung Email): it keeps its own copy of the password.",
	    "If nobody needs the account there, remove it.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: micron21 KB 242" },
	{ SITUATION_ANY, FAMILY_PHONE, MAIL_ANY, {
	    "On the phone open Settings, Mail, the account named here, and "
	    "enter the new password: for incoming AND outgoing mail.",
	    "Look for a second mail app with the same account (Gmail, "
	    "Outlook, Samsung Email): it keeps its own copy of the password.",
	    "If nobody needs the account there, remove it.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: micron21 KB 242" },
	{ SITUATION_ANY, FAMILY_PRINTER, MAIL_ANY, {
	    "Open the device's web page (" ADVICE_ADDRESS "), scan-to-mail "
	    "or SMTP settings, and enter the new password of the account "
	    "named here.",
	    "Send a test scan; if the menu offers it, clear waiting jobs "
	    "first: they retry with the old password.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: safaricom kb 34, printer or scanner" },
	{ SITUATION_ANY, FAMILY_NAS, MAIL_ANY, {
	    "Open the device's control panel (" ADVICE_ADDRESS "), "
	    "notifications (e-mail), and enter the new password of the "
	    "account named here.",
	    "Look for mail backup or mail server packages that fetch the "
	    "same account.",
	    "Then ask the mail host to unblock your public address.",
	  }, "judgement: notification mail" },
	{ SITUATION_ANY, FAMILY_MAYBE_PRINTER, MAIL_OUT, {
	    "This may be a printer or scanner: open its web page ("
	    ADVICE_ADDRESS "), scan-to-mail or SMTP settings, and enter the "
	    "new password.",
	    "If it is a computer: enter it in the mail program's account "
	    "settings, for the outgoing server (SMTP).",
	    "If nobody needs the account there, remove it.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: safaricom kb 34, printer or scanner" },
	{ SITUATION_ANY, FAMILY_ANY, MAIL_OUT, {
	    "On the device open the mail program's account settings and "
	    "enter the new password of the outgoing server (SMTP).",
	    "Look for a second profile, another mail program or a script "
	    "that uses the same account.",
	    "If nobody needs the account there, remove it.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: micron21 KB 242" },
	{ SITUATION_ANY, FAMILY_ANY, MAIL_IN, {
	    "On the device open the mail program's account settings and "
	    "enter the new password for incoming mail; outgoing mail may "
	    "have its own copy of it.",
	    "Look for a second profile, another mail program or a script "
	    "that uses the same account.",
	    "If nobody needs the account there, remove it.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: micron21 KB 242" },
	{ SITUATION_ANY, FAMILY_ANY, MAIL_ANY, {
	    "On the device open the mail program's account settings and "
	    "enter the new password: for incoming AND outgoing mail.",
	    "Look for a second profile, another mail program or a script "
	    "that uses the same account.",
	    "If nobody needs the account there, remove it.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: micron21 KB 242" },
};

bool
advice_is_lone(const struct snap_device *d)
{
	uint32_t i;

	if (d->rating != RATING_OK || d->failures != 1 || d->inferred != 1)
		return (false);
	for (i = 0; i < d->n_logins; i++)
		if (d->logins[i].outcome != OUTCOME_UNKNOWN)
			return (d->logins[i].outcome == OUTCOME_FAILED);
	return (false);
}

static enum situation
situation_of(const struct snap_device *d)
{
	const struct snap_client *wrong, *right;
	uint32_t i;

	if (d->rating == RATING_OK)
		return (advice_is_lone(d) ? SITUATION_LONE : SITUATION_OK);
	if (d->is_guessing)
		return (SITUATION_GUESSING);
	for (i = 0; i < d->n_accounts; i++)
		if (span_holds_nocase(span_text(d->accounts[i].reply),
		    "disabled"))
			return (SITUATION_DISABLED);
	if (d->is_by_address || d->is_afar)
		return (SITUATION_BY_ADDRESS);
	if (d->hides_others)
		return (SITUATION_HIDES);
	if (snap_device_programs(d, &wrong, &right))
		return (SITUATION_PROGRAMS);
	return (d->rating == RATING_SUSPECT ? SITUATION_SUSPECT :
	    SITUATION_STALE);
}

static enum mail
mail_of(const struct snap_device *d)
{
	bool is_in = false, is_out = false;
	uint32_t i;

	for (i = 0; i < d->n_servers; i++) {
		if (d->servers[i].failures == 0)
			continue;
		is_out |= d->servers[i].proto == PROTO_SMTP;
		is_in |= d->servers[i].proto != PROTO_SMTP;
	}
	return (is_in == is_out ? MAIL_ANY : is_out ? MAIL_OUT : MAIL_IN);
}

static bool
is_spoken_of(const struct snap_device *d, const char *vendor,
    const char *word)
{
	uint32_t i;

	if (span_holds_nocase(span_text(vendor), word) ||
	    span_holds_nocase(span_text(d->class), word))
		return (true);
	for (i = 0; i < d->n_names; i++)
		if (span_holds_nocase(span_text(d->names[i]), word))
			return (true);
	return (false);
}

static enum family
family_of(const struct snap_device *d, const char *vendor, enum mail mail)
{
	char spaced[VENDOR_BYTES];	/* " hp ": the words stand alone */
	struct text t;
	size_t i;

	text_init(&t, spaced, sizeof spaced);
	text_addf(&t, " %s ", vendor);
	for (i = 0; i < sizeof family_words / sizeof family_words[0]; i++) {
		const struct family_word *w = &family_words[i];

		/* A printer that has a name says more by it. */
		if (w->family == FAMILY_MAYBE_PRINTER &&
		    (mail != MAIL_OUT || d->n_names > 0))
			continue;
		if (is_spoken_of(d, spaced, w->word))
			return (w->family);
	}
	return (FAMILY_ANY);
}

int
advice_for(const struct snap_device *d, const char *vendor,
    const char *steps[ADVICE_MAX])
{
	enum situation situation = situation_of(d);
	enum mail mail = mail_of(d);
	enum family family = family_of(d, vendor, mail);
	size_t i;
	int n;

	for (i = 0; i < sizeof advice / sizeof advice[0]; i++) {
		if ((advice[i].situation != SITUATION_ANY &&
		    advice[i].situation != situation) ||
		    (advice[i].family != FAMILY_ANY &&
		    advice[i].family != family) ||
		    (advice[i].mail != MAIL_ANY && advice[i].mail != mail))
			continue;
		for (n = 0; n < ADVICE_MAX && advice[i].steps[n] != NULL; n++)
			steps[n] = advice[i].steps[n];
		return (n);
	}
	return (0);
}
