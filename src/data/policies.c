/* Lockers and their defaults: DOMAIN.md B.1 and B.2, the sources as named. */

#include "data/policies.h"

#include <assert.h>

enum {
	SMTP = 1 << PROTO_SMTP, IMAP = 1 << PROTO_IMAP, POP = 1 << PROTO_POP,
	SIEVE = 1 << PROTO_SIEVE, BOXES = IMAP | POP | SIEVE
};

static const struct policy policies[] = {
	/* fail2ban's jails count each for itself. */
	{ "fail2ban", SMTP, 5, 600, "fail2ban jail.conf: exim, postfix" },
	{ "fail2ban", BOXES, 5, 600, "fail2ban jail.conf: dovecot" },
	{ "CSF/lfd", SMTP, 5, 3600, "csf.conf of cPanel: LF_SMTPAUTH" },
	/* lfd counts connections here, which are fewer than failures. */
	{ "CSF/lfd", IMAP, 10, 3600, "csf.conf of cPanel: LF_IMAPD" },
	{ "CSF/lfd", POP, 10, 3600, "csf.conf of cPanel: LF_POP3D" },
	{ "mailcow", SMTP | BOXES, 10, 600, "mailcow netfilter/main.py" },
};

enum { N_POLICIES = sizeof policies / sizeof policies[0] };

const struct policy *
policies_all(size_t *n)
{
	*n = N_POLICIES;
	return (policies);
}

uint16_t
policy_row(const struct policy *p)
{
	assert(p >= policies && p < policies + N_POLICIES);
	return ((uint16_t)(p - policies + 1));
}

const struct policy *
policy_at(uint16_t row)
{
	return (row == 0 || row > N_POLICIES ? NULL : &policies[row - 1]);
}
