/*
 * Advice: what was found -> the steps a person takes.
 *
 * Rows are tried in order; the first whose situation and kind of device both
 * fit gives the steps.  The kind is read off names, maker and DHCP class by
 * the words in another table: a hint, so the steps stay true if it is wrong.
 */

#include "data/advice.h"

#include <string.h>

#include "base/span.h"

enum situation {
	SITUATION_ANY, SITUATION_OK, SITUATION_GUESSING, SITUATION_DISABLED,
	SITUATION_BY_ADDRESS, SITUATION_HIDES, SITUATION_STALE,
	SITUATION_SUSPECT
};

enum family {
	FAMILY_ANY, FAMILY_PHONE, FAMILY_PRINTER, FAMILY_NAS, FAMILY_ROUTER,
	FAMILY_COMPUTER
};

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
	{ "avm ",	FAMILY_ROUTER,	"IEEE maker" },
	{ "macbook",	FAMILY_COMPUTER, "macOS host name" },
	{ "desktop-",	FAMILY_COMPUTER, "Windows host name" },
	{ "laptop",	FAMILY_COMPUTER, "Windows host name" },
	{ "msft 5.0",	FAMILY_COMPUTER, "Windows DHCP class" },
};

static const struct advice {
	enum situation situation;
	enum family family;
	const char *steps[ADVICE_MAX];
	const char *source;
} advice[] = {
	{ SITUATION_OK, FAMILY_ANY, {
	    "Nothing to do: after a slip the login succeeded.",
	  }, "judgement: one slip is no culprit" },
	{ SITUATION_GUESSING, FAMILY_ANY, {
	    "Take the device off the network: it tries many accounts or "
	    "passwords, as malware does.",
	    "Scan it for malware before it comes back.",
	    "Change the passwords of the accounts it tried, and look whether "
	    "any of its logins succeeded.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: zehr.net, mistake or compromised device" },
	{ SITUATION_DISABLED, FAMILY_ANY, {
	    "Ask the mail host why the account is refused: the server says "
	    "disabled, expired or not allowed, so the password may be right.",
	    "Until then switch off mail checking for it on the device.",
	    "Then ask the mail host to unblock your public address.",
	  }, "RFC 5530 3, RFC 4954 6" },
	{ SITUATION_BY_ADDRESS, FAMILY_ANY, {
	    "Find the computer with this address: the MAC seen here is a "
	    "router's (look into that router's list of leases).",
	    "On it, enter the new mail password, or remove the account.",
	    "Then ask the mail host to unblock your public address.",
	  }, "UX 1.7" },
	{ SITUATION_HIDES, FAMILY_ANY, {
	    "This is a router's address: the failing programs run on "
	    "something connected behind it, perhaps on several devices.",
	    "Capture on its own network side to see which one it is.",
	    "There, enter the new mail password, or remove the account.",
	    "Then ask the mail host to unblock your public address.",
	  }, "UX 1.7" },
	{ SITUATION_ANY, FAMILY_ROUTER, {
	    "This device is a router: the failing program runs on something "
	    "connected behind it.",
	    "Capture on its own network side to see which one it is.",
	    "There, enter the new mail password, or remove the account.",
	    "Then ask the mail host to unblock your public address.",
	  }, "UX 1.7" },
	{ SITUATION_ANY, FAMILY_PHONE, {
	    "On the phone open Settings, Mail, the account named here, and "
	    "enter the new password: for incoming AND outgoing mail.",
	    "Look for a second mail app with the same account (Gmail, "
	    "Outlook, Samsung Email): it keeps its own copy of the password.",
	    "If nobody needs the account there, remove it.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: micron21 KB 242" },
	{ SITUATION_ANY, FAMILY_PRINTER, {
	    "Open the device's web page, scan-to-mail or SMTP settings, and "
	    "enter the new password of the account named here.",
	    "Send a test scan; if the menu offers it, clear waiting jobs "
	    "first: they retry with the old password.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: safaricom kb 34, printer or scanner" },
	{ SITUATION_ANY, FAMILY_NAS, {
	    "Open the device's control panel, notifications (e-mail), and "
	    "enter the new password of the account named here.",
	    "Look for mail backup or mail server packages that fetch the "
	    "same account.",
	    "Then ask the mail host to unblock your public address.",
	  }, "judgement: notification mail" },
	{ SITUATION_ANY, FAMILY_ANY, {
	    "On the device open the mail program's account settings and "
	    "enter the new password: for incoming AND outgoing mail.",
	    "Look for a second profile, another mail program or a script "
	    "that uses the same account.",
	    "If nobody needs the account there, remove it.",
	    "Then ask the mail host to unblock your public address.",
	  }, "DOMAIN F: micron21 KB 242" },
};

static enum situation
situation_of(const struct snap_device *d)
{
	uint32_t i;

	if (d->rating == RATING_OK)
		return (SITUATION_OK);
	if (d->is_guessing)
		return (SITUATION_GUESSING);
	for (i = 0; i < d->n_accounts; i++)
		if (span_holds_nocase(span_text(d->accounts[i].reply),
		    "disabled"))
			return (SITUATION_DISABLED);
	if (d->is_by_address)
		return (SITUATION_BY_ADDRESS);
	if (d->hides_others)
		return (SITUATION_HIDES);
	return (d->rating == RATING_SUSPECT ? SITUATION_SUSPECT :
	    SITUATION_STALE);
}

static enum family
family_of(const struct snap_device *d, const char *vendor)
{
	size_t i;
	uint32_t n;

	for (i = 0; i < sizeof family_words / sizeof family_words[0]; i++) {
		const char *word = family_words[i].word;

		if (span_holds_nocase(span_text(vendor), word) ||
		    span_holds_nocase(span_text(d->class), word))
			return (family_words[i].family);
		for (n = 0; n < d->n_names; n++)
			if (span_holds_nocase(span_text(d->names[n]), word))
				return (family_words[i].family);
	}
	return (FAMILY_ANY);
}

int
advice_for(const struct snap_device *d, const char *vendor,
    const char *steps[ADVICE_MAX])
{
	enum situation situation = situation_of(d);
	enum family family = family_of(d, vendor);
	size_t i;
	int n;

	for (i = 0; i < sizeof advice / sizeof advice[0]; i++) {
		if ((advice[i].situation != SITUATION_ANY &&
		    advice[i].situation != situation) ||
		    (advice[i].family != FAMILY_ANY &&
		    advice[i].family != family))
			continue;
		for (n = 0; n < ADVICE_MAX && advice[i].steps[n] != NULL; n++)
			steps[n] = advice[i].steps[n];
		return (n);
	}
	return (0);
}
