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
	static const char *const names[] = {
		"", "ok", "mended", "victim", "suspect", "culprit"
	};

	return (WORD(names, v));
}

const char *
cause_word(enum cause v)
{
	static const char *const names[] = {
		"unknown", "stale-password", "wrong-user-name",
		"wrong-method", "forgotten-password", "guessing",
		"account-changed", "expired-token", "other-remedy",
		"not-allowed", "automatic-settings", "locked-inside",
		"server-refuses-all", "probably-refused"
	};

	return (WORD(names, v));
}

const char *
remedy_word(enum remedy v)
{
	static const char *const names[] = {
		"", "none", "new-password", "outgoing-password",
		"other-program", "full-user-name", "other-method",
		"app-password", "web-login", "sign-in", "renew-password",
		"switched-on",
		"licence", "country", "remove-account", "credentials", "tls",
		"fewer-connections", "ask-person", "isolate", "smarthost",
		"untick-automatic", "wait", "ask-host"
	};

	return (WORD(names, v));
}

const char *
hint_word(enum hint v)
{
	static const char *const names[] = {
		"", "app-password", "web-login", "full-address",
		"password-expired",
		"mailbox-disabled", "switched-off", "country", "licence",
		"no-name", "tls-first", "not-offered", "connections",
		"account-locked", "address-locked", "token", "mailbox-busy",
		"server-trouble"
	};

	return (WORD(names, v));
}

const char *
lock_kind_word(enum lock_kind v)
{
	static const char *const names[] = {
		"", "network", "inside", "account", "told"
	};

	return (WORD(names, v));
}

const char *
lock_scope_word(enum lock_scope v)
{
	static const char *const names[] = {
		"", "line", "prefix", "one address"
	};

	return (WORD(names, v));
}

const char *
trouble_word(enum trouble v)
{
	static const char *const names[] = {
		"", "stopped", "gone", "moved", "port-closed",
		"family-broken", "backend-gone", "rate-limit", "line-down",
		"lossy", "mtu", "said", "silence"
	};

	return (WORD(names, v));
}

const char *
host_state_word(enum host_state v)
{
	static const char *const names[] = {
		"", "ok", "at-risk", "silent", "trouble", "refuses-all",
		"locked"
	};

	return (WORD(names, v));
}

const char *
opening_word(enum opening_end v)
{
	static const char *const names[] = {
		"", "answered", "silence", "reset", "reject", "unreachable",
		"tarpit"
	};

	return (WORD(names, v));
}

const char *
port_answer_word(enum port_answer v)
{
	static const char *const names[] = {
		"", "open", "closed", "filtered", "refused"
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
		"lockout-ended", "capture-unfit", "culprit-cleared",
		"culprit-mended", "host-refuses-all", "host-trouble",
		"host-trouble-ended", "probe-answered"
	};

	return (WORD(names, v));
}
