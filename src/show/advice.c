/*
 * Advice: what mends a device -> the steps a person takes.
 *
 * Each remedy has its row; where the way to it is another on some kinds of
 * device, a row of the table above it goes first.  The judge says which remedy
 * it is, and here nothing is weighed any more: "enter the new password" stands
 * in the rows of those remedies alone.
 */

#include "show/advice.h"

#include "show/family.h"

#define UNBLOCK	"If you are locked out, then ask the mail host to unblock " \
	"your public address."
#define REMOVE	"If nobody needs the account there, remove it."
#define SECOND	"Look for a second profile, another mail program or a script " \
	"that uses the same account."
#define MAYBE_RELAY	"If this is a mail server or a NAS that passes " \
	"others' mail on: correct the login of its smarthost (relay), and " \
	"then look into its queue."
#define SECOND_APP	"Look for a second mail app with the same account " \
	"(Gmail, Outlook, Samsung Email): it keeps its own copy of the " \
	"password."
#define ON_PHONE	"On the phone open Settings, Apps, Mail, Mail " \
	"Accounts (before iOS 18 Settings, Mail, Accounts; on Android the " \
	"mail app's settings), the account named here, and "
#define ON_DEVICE	"On the device open the mail program's account " \
	"settings and "
#define WEB_PAGE	"Open the device's web page (" ADVICE_ADDRESS "), " \
	"scan-to-mail or SMTP settings, and "
#define PANEL	"Open the device's control panel (" ADVICE_ADDRESS "), " \
	"notifications (e-mail), and "

/* Where the way to a remedy depends on the device. */
static const struct way {
	enum remedy remedy;
	enum family family;
	enum mail mail;			/* MAIL_ANY: whichever */
	const char *steps[ADVICE_MAX];
	const char *source;
} ways[] = {
	{ REMEDY_NEW_PASSWORD, FAMILY_PHONE, MAIL_IN, {
	    ON_PHONE "enter the new password for incoming mail; outgoing "
	    "mail may have its own copy of it.",
	    SECOND_APP, REMOVE, UNBLOCK,
	  }, "DOMAIN F: micron21 KB 242; Settings as of iOS 18" },
	{ REMEDY_NEW_PASSWORD, FAMILY_PHONE, MAIL_OUT, {
	    ON_PHONE "enter the new password of its outgoing server (SMTP).",
	    SECOND_APP, REMOVE, UNBLOCK,
	  }, "DOMAIN F: micron21 KB 242; Settings as of iOS 18" },
	{ REMEDY_NEW_PASSWORD, FAMILY_PHONE, MAIL_ANY, {
	    ON_PHONE "enter the new password: for incoming AND outgoing "
	    "mail.",
	    SECOND_APP, REMOVE, UNBLOCK,
	  }, "DOMAIN F: micron21 KB 242; Settings as of iOS 18" },
	{ REMEDY_NEW_PASSWORD, FAMILY_PRINTER, MAIL_ANY, {
	    WEB_PAGE "enter the new password of the account named here.",
	    "Send a test scan; if the menu offers it, clear waiting jobs "
	    "first: they retry with the old password.",
	    UNBLOCK,
	  }, "DOMAIN F: safaricom kb 34, printer or scanner" },
	{ REMEDY_NEW_PASSWORD, FAMILY_NAS, MAIL_ANY, {
	    PANEL "enter the new password of the account named here.",
	    "Look for mail backup or mail server packages that fetch the "
	    "same account.",
	    UNBLOCK,
	  }, "judgement: notification mail" },
	{ REMEDY_NEW_PASSWORD, FAMILY_MAYBE_PRINTER, MAIL_OUT, {
	    "This may be a printer or scanner: open its web page ("
	    ADVICE_ADDRESS "), scan-to-mail or SMTP settings, and enter the "
	    "new password.",
	    "If it is a computer: enter it in the mail program's account "
	    "settings, for the outgoing server (SMTP).",
	    REMOVE, UNBLOCK,
	  }, "DOMAIN F: safaricom kb 34, printer or scanner" },
	{ REMEDY_NEW_PASSWORD, FAMILY_ANY, MAIL_OUT, {
	    ON_DEVICE "enter the new password of the outgoing server (SMTP).",
	    MAYBE_RELAY, SECOND, REMOVE, UNBLOCK,
	  }, "DOMAIN F: micron21 KB 242; RUNS: relays" },
	{ REMEDY_NEW_PASSWORD, FAMILY_ANY, MAIL_IN, {
	    ON_DEVICE "enter the new password for incoming mail; outgoing "
	    "mail may have its own copy of it.",
	    SECOND, REMOVE, UNBLOCK,
	  }, "DOMAIN F: micron21 KB 242" },
	{ REMEDY_OUTGOING_PASSWORD, FAMILY_PHONE, MAIL_ANY, {
	    ON_PHONE "under its outgoing mail server (SMTP) enter the new "
	    "password.",
	    "Incoming mail has the right one already: leave it.",
	    UNBLOCK,
	  }, "DOMAIN F: micron21 KB 242; Settings as of iOS 18" },
	{ REMEDY_UNTICK_AUTOMATIC, FAMILY_PHONE, MAIL_ANY, {
	    "On the iPhone or iPad open Settings, Apps, Mail, Mail Accounts "
	    "(before iOS 18 Settings, Mail, Accounts), the account, and set "
	    "by hand what the mail host tells: server names, ports, SSL and "
	    "the user name, for incoming and for outgoing mail (SMTP).",
	    "There is no box there to switch the trying off. If it goes on, "
	    "delete the account and add it anew with these settings.",
	    "If this is a Mac, or the account is on one too: Mail, Settings, "
	    "Accounts, Server Settings, untick \"Automatically manage "
	    "connection settings\" there.",
	    UNBLOCK,
	  }, "judgement: iOS 18 has the account's settings there, and no "
	    "such box" },
};

enum { N_WAYS = sizeof ways / sizeof ways[0] };

/* All other devices, and what needs no such way: one row a remedy. */
static const struct remedy_row {
	const char *steps[ADVICE_MAX];
	const char *source;
} remedies[] = {
	[REMEDY_UNKNOWN] = { {
	    "Look at the account's settings on the device: server, user "
	    "name, password and method are to be those that the mail host "
	    "tells.",
	    REMOVE, UNBLOCK,
	  }, "judgement: what mends it is not known" },
	[REMEDY_NONE] = { {
	    "Nothing is left to do on this device.",
	  }, "judgement: what has been mended is told and left" },
	[REMEDY_NEW_PASSWORD] = { {
	    ON_DEVICE "enter the new password: for incoming AND outgoing "
	    "mail.",
	    SECOND, REMOVE, UNBLOCK,
	  }, "DOMAIN F: micron21 KB 242" },
	[REMEDY_OUTGOING_PASSWORD] = { {
	    ON_DEVICE "enter the new password of the outgoing server (SMTP): "
	    "it has a copy of its own, and that is the old one.",
	    "Incoming mail has the right one already: leave it.",
	    UNBLOCK,
	  }, "DOMAIN F: micron21 KB 242" },
	[REMEDY_OTHER_PROGRAM] = { {
	    "Correct or remove " ADVICE_WRONG ": " ADVICE_RIGHT " on the "
	    "same device logs in fine.",
	    "It may be an old program, another mail app, a second profile, a "
	    "script or a service that starts by itself.",
	    UNBLOCK,
	  }, "DOMAIN F: a second program keeps its own password" },
	[REMEDY_FULL_USER_NAME] = { {
	    "In the account's settings on the device enter " ADVICE_USER
	    " as user name, for incoming and outgoing mail.",
	    "Leave the password as it is, unless that is refused too.",
	    UNBLOCK,
	  }, "RUNS: the same password is taken under the full address" },
	[REMEDY_OTHER_METHOD] = { {
	    "In the account's settings on the device change the "
	    "authentication method: not " ADVICE_REFUSED ", but "
	    ADVICE_TAKEN ".",
	    "Leave the password as it is: it is right.",
	    "If the program has no such choice, ask the mail host to stop "
	    "offering " ADVICE_REFUSED ".",
	    UNBLOCK,
	  }, "RUNS: a right password is refused for its mechanism" },
	[REMEDY_APP_PASSWORD] = { {
	    "Log in to the mail account's web page and make an app password "
	    "(some call it application-specific, or an authorization code) "
	    "for this device.",
	    "Enter that, and not the mailbox's own, in the account's "
	    "settings on the device.",
	    UNBLOCK,
	  }, "data/hints.c: what the server's refusal asks for" },
	[REMEDY_WEB_LOGIN] = { {
	    "Log in to the mail account on the provider's web page, and "
	    "answer what it asks there (a check, new terms, a suspicious "
	    "login).",
	    "Then let the device try again; its settings may stay as they "
	    "are.",
	    UNBLOCK,
	  }, "data/hints.c: what the server's refusal asks for" },
	[REMEDY_RENEW_PASSWORD] = { {
	    "The password has run out at the mail host: set a new one on its "
	    "web page, or ask whoever administers the accounts.",
	    "Then enter the new one on the device, and on every other that "
	    "uses the account.",
	    UNBLOCK,
	  }, "RFC 5530 3: EXPIRED; Zimbra, cyrus-sasl" },
	[REMEDY_SIGN_IN] = { {
	    "Sign in again: open the account in the mail program and follow "
	    "its question for the provider's sign-in page.",
	    "If it asks nothing, remove the account there and add it anew.",
	    UNBLOCK,
	  }, "RFC 7628 3.2.3: the token was refused" },
	[REMEDY_SWITCHED_ON] = { {
	    "Logins of this kind are switched off (disabled) at the "
	    "provider: allow them in the account's web settings (IMAP, POP3 "
	    "or SMTP access), or ask whoever administers the accounts.",
	    "Until then switch off mail checking or sending for it on the "
	    "device.",
	    UNBLOCK,
	  }, "data/hints.c: what the server's refusal says" },
	[REMEDY_LICENCE] = { {
	    "The account has no licence for this: ask whoever administers "
	    "the accounts to give it one, or take the account off the "
	    "device.",
	    UNBLOCK,
	  }, "data/hints.c: what the server's refusal says" },
	[REMEDY_COUNTRY] = { {
	    "The server refuses logins from this country or place, whatever "
	    "the password: allow it in the account's web settings, or ask "
	    "the mail host to.",
	    "A VPN may put the device into another country: switch it off.",
	    UNBLOCK,
	  }, "data/hints.c: what the server's refusal says" },
	[REMEDY_REMOVE_ACCOUNT] = { {
	    "The mailbox is disabled or is no more: remove the account from "
	    "the device; no password will do.",
	    "If somebody still needs it, ask the mail host why it is "
	    "disabled.",
	    UNBLOCK,
	  }, "RFC 5530 3, RFC 4954 6" },
	[REMEDY_CREDENTIALS] = { {
	    "User name or password are empty in the device's mail settings: "
	    "enter both, or switch off the login (SMTP authentication) "
	    "there.",
	    UNBLOCK,
	  }, "judgement: what was sent was empty" },
	[REMEDY_TLS] = { {
	    "In the account's settings on the device turn on encryption (TLS "
	    "or STARTTLS): the server takes no login without it.",
	    UNBLOCK,
	  }, "RFC 4954 6: 538; RFC 8314 3" },
	[REMEDY_FEWER_CONNECTIONS] = { {
	    "The account has too many connections at a time: close mail "
	    "programs that are not needed, and let the others use fewer "
	    "(Thunderbird: Server Settings, Advanced; one is enough).",
	    "Or ask the mail host to allow more for one user and address.",
	  }, "data/hints.c: what the server's refusal says" },
	[REMEDY_ASK_PERSON] = { {
	    "Ask who uses the device: somebody types passwords there, and "
	    "has forgotten the right one.",
	    "Set a new one at the mail host, and enter it there and on that "
	    "person's other devices.",
	    UNBLOCK,
	  }, "judgement: several passwords at a person's pace" },
	[REMEDY_ISOLATE] = { {
	    "Take the device off the network: it tries many accounts or "
	    "passwords, as malware does.",
	    "Scan it for malware before it comes back.",
	    "Change the passwords of the accounts it tried, and look whether "
	    "any of its logins succeeded.",
	    UNBLOCK,
	  }, "DOMAIN F: zehr.net, mistake or compromised device" },
	[REMEDY_SMARTHOST] = { {
	    "This is a relay that sends the office's mail on: correct the "
	    "login of its smarthost (Postfix: sasl_passwd and postmap; Exim: "
	    "passwd.client; on a NAS its mail server's relay settings).",
	    "Then look into its queue: each mail that waits there, frozen "
	    "bounces too, makes one to three failed logins at each turn. "
	    "Remove what nobody needs before it starts again.",
	    UNBLOCK,
	  }, "RUNS: relays retry their queue in bursts" },
	[REMEDY_UNTICK_AUTOMATIC] = { {
	    "On the Mac open Mail, Settings (before macOS 13 Preferences), "
	    "Accounts, select the account, Server Settings, and untick "
	    "\"Automatically manage connection settings\", for incoming and "
	    "for outgoing mail.",
	    "Enter port, TLS, authentication and user name as the mail host "
	    "tells, and save.",
	    UNBLOCK,
	  }, "support.apple.com HT204208 and Mail User Guide, Change Server "
	    "Settings" },
	[REMEDY_WAIT] = { {
	    "Change nothing on this device: it is refused though its "
	    "settings are right, and is let in again when that is over.",
	  }, "judgement: victims of others' failures" },
	[REMEDY_ASK_HOST] = { {
	    "Change nothing on this device: ask the mail host why it refuses "
	    "what it took before.",
	  }, "judgement: the host's own fault" },
};

_Static_assert(sizeof remedies / sizeof remedies[0] == REMEDY_COUNT,
    "each remedy has its row");

/* Seen at the mail host, or beside it: an address of another site, of which
 * nobody here can touch a device. */
static bool
is_elsewhere(const struct snap_device *d)
{
	return ((d->is_by_address || d->is_afar) && d->n_ips > 0 &&
	    !ip_is_private(&d->ips[0]));
}

/* What whoever has the address is asked to do. */
static const char *const to_be_told[] = {
	"They enter the new password of the account named here wherever it is "
	"used, for incoming and for outgoing mail.",
	"If that address is locked out, release it when that is done.",
	NULL
};

/* Before the steps, where the device is not yet found by its row. */
static const char *
first_step(const struct snap_device *d, enum family family)
{
	if (is_elsewhere(d))
		return ("Tell whoever has this address which account fails: "
		    "which device it is can be seen on their own network "
		    "alone.");
	if (d->is_by_address || d->is_afar)
		return ("Find the computer with this address: the MAC seen "
		    "here is a router's (look into that router's list of "
		    "leases).");
	if (d->hides_others)
		return ("This is a router's address: the failing programs run "
		    "on something connected behind it, perhaps on several "
		    "devices. Capture on its own network side to see which.");
	if (family == FAMILY_ROUTER)
		return ("This device may be a router, and the failing program "
		    "run on something connected behind it: capture on its own "
		    "network side to see which.");
	return (NULL);
}

/* The judge's remedy; none is needed where nothing fails any more. */
static enum remedy
remedy_of(const struct snap_device *d)
{
	if (d->rating < RATING_VICTIM || d->remedy >= REMEDY_COUNT)
		return (REMEDY_NONE);
	if (d->rating == RATING_VICTIM && d->remedy == REMEDY_UNKNOWN)
		return (REMEDY_WAIT);
	return (d->remedy);
}

static const char *const *
steps_for(const struct snap_device *d, enum family family)
{
	enum remedy remedy = remedy_of(d);
	enum mail mail = family_mail(d);
	int i;

	if (is_elsewhere(d) && (remedy == REMEDY_NEW_PASSWORD ||
	    remedy == REMEDY_OUTGOING_PASSWORD))
		return (to_be_told);
	for (i = 0; i < N_WAYS; i++)
		if (ways[i].remedy == remedy &&
		    (ways[i].family == FAMILY_ANY ||
		    ways[i].family == family) &&
		    (ways[i].mail == MAIL_ANY || ways[i].mail == mail))
			return (ways[i].steps);
	return (remedies[remedy].steps);
}

int
advice_for(const struct snap_device *d, const char *vendor,
    const char *steps[ADVICE_MAX])
{
	enum family family = family_of(d, vendor);
	const char *const *rest = steps_for(d, family), *first = NULL;
	int i, n = 0;

	/* What is right again, or was never wrong, is not looked for. */
	if (d->rating >= RATING_SUSPECT)
		first = first_step(d, family);
	if (first != NULL)
		steps[n++] = first;
	for (i = 0; i < ADVICE_MAX && rest[i] != NULL && n < ADVICE_MAX; i++)
		steps[n++] = rest[i];
	return (n);
}
