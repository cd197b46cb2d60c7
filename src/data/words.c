/* The shared words, spelled once: these are the JSON lines' own. */

#include "data/words.h"

#include <stddef.h>

#define WORD(names, v) \
	((size_t)(v) < sizeof (names) / sizeof (names)[0] ? \
	(names)[(v)] : "")

const char *
proto_word(enum proto v)
{
	static const char *const names[] = {
		"", "imap", "pop3", "smtp", "sieve"
	};

	return (WORD(names, v));
}

const char *
security_word(enum security v)
{
	static const char *const names[] = { "", "plain", "starttls", "tls" };

	return (WORD(names, v));
}

const char *
outcome_word(enum outcome v)
{
	static const char *const names[] = {
		"unknown", "success", "failure"
	};

	return (WORD(names, v));
}

const char *
reason_word(enum reason v)
{
	static const char *const names[] = {
		"", "bad-credentials", "disabled", "temporary", "policy",
		"rate-limit", "protocol", "cancelled", "closed", "not-seen"
	};

	return (WORD(names, v));
}

const char *
evidence_word(enum evidence v)
{
	static const char *const names[] = {
		"", "words", "lengths", "hangup"
	};

	return (WORD(names, v));
}

const char *
secret_word(enum secret v)
{
	static const char *const names[] = {
		"", "first", "repeated", "changed"
	};

	return (WORD(names, v));
}

const char *
rating_word(enum rating v)
{
	static const char *const names[] = { "", "ok", "suspect", "culprit" };

	return (WORD(names, v));
}

const char *
opening_word(enum opening_end v)
{
	static const char *const names[] = {
		"", "answered", "silence", "reset", "reject", "unreachable"
	};

	return (WORD(names, v));
}

const char *
point_word(enum point v)
{
	static const char *const names[] = {
		"unknown", "lan", "wan", "behind-router", "one-way"
	};

	return (WORD(names, v));
}

const char *
action_word(enum action v)
{
	static const char *const names[] = {
		"", "culprit-named", "lockout-forecast", "lockout-started",
		"lockout-ended", "capture-unfit", "culprit-cleared"
	};

	return (WORD(names, v));
}
