/* Providers by the domains of their mail hosts. */

#include "data/providers.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct provider providers[] = {
	{ "gmail.com", "Google", "support.google.com/mail/answer/7126229" },
	{ "googlemail.com", "Google",
	    "support.google.com/mail/answer/7126229" },
	{ "google.com", "Google", "PTR and MX names: google.com" },
	{ "1e100.net", "Google", "support.google.com/faqs/answer/174717" },
	{ "outlook.com", "Microsoft", "learn.microsoft.com: POP, IMAP, SMTP "
	    "settings for Outlook.com" },
	{ "office365.com", "Microsoft", "learn.microsoft.com: POP, IMAP, SMTP "
	    "settings for Microsoft 365" },
	{ "office.com", "Microsoft",
	    "learn.microsoft.com: Microsoft 365 URLs" },
	{ "hotmail.com", "Microsoft", "learn.microsoft.com: Outlook.com" },
	{ "live.com", "Microsoft", "learn.microsoft.com: Outlook.com" },
	{ "yahoo.com", "Yahoo", "help.yahoo.com: IMAP settings SLN4075" },
	{ "yahoodns.net", "Yahoo", "PTR and MX names: yahoodns.net" },
	{ "aol.com", "Yahoo", "help.aol.com: IMAP settings" },
	{ "mail.me.com", "Apple", "support.apple.com/102525" },
	{ "icloud.com", "Apple", "support.apple.com/102525" },
	{ "me.com", "Apple", "support.apple.com/102525" },
	{ "mac.com", "Apple", "support.apple.com/102525" },
	{ "apple.com", "Apple", "PTR names: apple.com" },
};

/* Of so many bytes; the domain is of small letters. */
static bool
is_same(const char *name, const char *domain, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		char c = name[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != domain[i])
			return (false);
	}
	return (true);
}

const struct provider *
provider_of(const char *name)
{
	size_t i, len = strlen(name), n;

	if (len > 0 && name[len - 1] == '.')
		len--;
	for (i = 0; i < sizeof providers / sizeof providers[0]; i++) {
		n = strlen(providers[i].domain);
		if (len < n || (len > n && name[len - n - 1] != '.'))
			continue;
		if (is_same(name + len - n, providers[i].domain, n))
			return (&providers[i]);
	}
	return (NULL);
}
