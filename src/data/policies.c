/*
 * Lockers and their defaults: DOMAIN.md B.1 and B.2, the sources as named.
 *
 * How soon they act: CSF reads its logs every 5 s, crowdsec's bouncer asks
 * every 10 s, sshguard and hMailServer are told at once (RUNS.md, L1 to L4);
 * what is added for a loaded machine is a guess.
 */

#include "data/policies.h"

#include <assert.h>

enum {
	SMTP = 1 << PROTO_SMTP, IMAP = 1 << PROTO_IMAP, POP = 1 << PROTO_POP,
	SIEVE = 1 << PROTO_SIEVE, BOXES = IMAP | POP | SIEVE
};

static const struct policy policies[] = {
	/* fail2ban's jails count each for itself. */
	{ "fail2ban", SMTP, COUNT_FAILURES, 5, 600, 5, true,
	    "fail2ban 1.1.0 jail.conf: exim, postfix; run" },
	{ "fail2ban", BOXES, COUNT_FAILURES, 5, 600, 5, true,
	    "fail2ban 1.1.0 jail.conf: dovecot; run" },
	{ "CSF/lfd", SMTP, COUNT_FAILURES, 5, 3600, 10, true,
	    "csf.conf of cPanel: LF_SMTPAUTH" },
	/* lfd counts connections here, which are fewer than failures. */
	{ "CSF/lfd", IMAP, COUNT_FAILURES, 10, 3600, 10, true,
	    "csf.conf of cPanel: LF_IMAPD" },
	{ "CSF/lfd", POP, COUNT_FAILURES, 10, 3600, 10, true,
	    "csf.conf of cPanel: LF_POP3D" },
	{ "CSF/lfd", SMTP, COUNT_SYNTAX, 10, 3600, 10, true,
	    "csf.conf of cPanel: LF_EXIMSYNTAX" },
	{ "mailcow", SMTP | BOXES, COUNT_FAILURES, 10, 600, 5, true,
	    "mailcow netfilter/main.py" },
	/* 10 points a failure of any service, 30 block; its journal holds no
	 * mail log unless that is set. */
	{ "sshguard", SMTP | BOXES, COUNT_FAILURES, 3, 1800, 2, false,
	    "sshguard 2.4.3: THRESHOLD 30, DETECTION_TIME 1800; run" },
	{ "hMailServer", SMTP | BOXES, COUNT_FAILURES, 3, 1800, 2, false,
	    "hMailServer 5.6: auto-ban, 3 in 30 minutes" },
	/* A leaky bucket that holds three, one leaks in 360 s: the fourth
	 * runs over.  Its hub's mail scenarios are not on by default. */
	{ "crowdsec", BOXES, COUNT_FAILURES, 4, 360, 15, false,
	    "crowdsec 1.4.6, crowdsecurity/dovecot-spam; run" },
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
