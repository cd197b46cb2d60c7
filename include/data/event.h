/*
 * The waist of the hourglass: an attempt is what talk/ makes, an event is
 * what everybody above reads.  Flat, no pointers, copied freely.  No secret,
 * and no secret's length, is in here or could be.
 */

#ifndef DATA_EVENT_H
#define DATA_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "data/note.h"
#include "data/words.h"

enum {
	USER_BYTES = 128,	/* longest mailbox kept, NUL included */
	MECH_BYTES = 24,	/* RFC 4422: at most 20 characters */
	REPLY_BYTES = 96,	/* the beginning of the server's verdict line */
	PROGRAM_BYTES = 32,	/* what a program calls itself */
	JA4_BYTES = 40,		/* 36 characters */
	TLS_NAME_BYTES = 128	/* SNI (a DNS name of up to 253 is cut left) */
};

/*
 * One login attempt as the talk saw it.  Text fields are valid UTF-8, which
 * may hold control characters, "" when unknown.
 */
struct attempt {
	int64_t began_ns;	/* the command that opened it */
	int64_t asked_ns;	/* the client's last credential byte */
	/* the last byte of the verdict, or the deadline */
	int64_t ended_ns;
	enum proto proto;
	enum security security;
	enum outcome outcome;
	enum reason reason;
	enum hint hint;		/* of the server's words alone */
	enum evidence evidence;
	uint8_t confidence_pct;	/* 0-100; 100 only with words */
	/* keyed; 0 = none seen.  Never leaves the run */
	uint64_t secret_tag;
	uint64_t stack_tag;	/* keyed: the client's TLS program, 0 = none */
	uint8_t failed_pct;	/* inferred: how likely it was refused */
	bool is_inferred;	/* failed_pct holds */
	/* ... and more than shapes and delays speaks for a refusal: words of
	 * the server's software, or what it says to those it lets in. */
	bool is_borne_out;
	bool is_taught;		/* FAILED by what a servers file says, too */
	uint16_t reply_bytes;	/* inferred: the verdict's, 0 = not exact */
	uint16_t client;	/* row of data/clients.c, 0 = unknown */
	uint16_t server;	/* row of data/servers.c, 0 = unknown */
	/* upper case SASL name, or "LOGIN", "USER", "APOP" */
	char mech[MECH_BYTES];
	char user[USER_BYTES];
	char reply[REPLY_BYTES];
	/* What the program calls itself, where it has no row. */
	char program[PROGRAM_BYTES];
};

/* The two ends of it.  The device is the client's end. */
struct who {
	struct endpoint client, server;
	bool has_mac;
	struct mac mac;		/* the client's on this link */
	uint8_t client_ttl, server_ttl;	/* of their packets, 0 = unknown */
	char client_name[NAME_BYTES];
	char server_name[NAME_BYTES];	/* SNI, DNS, certificate, banner */
};

enum event_kind { EVENT_UNKNOWN, EVENT_LOGIN, EVENT_VERDICT };

struct login_event {
	struct attempt attempt;
	enum secret secret;
	/* seq of the event that told otherwise of this very attempt; 0 */
	uint64_t corrects;
	enum outcome was;	/* and what it told: UNKNOWN or FAILED */
	uint8_t was_pct;	/* as sure as this */
	bool tls_established;
	uint16_t tls_version;	/* 0x0303 = 1.2, 0x0304 = 1.3, 0 = unknown */
	char server_name[TLS_NAME_BYTES];	/* SNI as sent */
	char ja4[JA4_BYTES];	/* the client's TLS stack, "" = unknown */
};

/* What became of one port that was asked. */
struct probe_answer {
	enum port_answer answer;
	uint8_t tries;		/* SYNs */
	uint8_t ttl;		/* of the answer's packet, 0 = none came */
	uint8_t code;		/* REFUSED: of ICMP's "unreachable" */
	struct ip by;		/* REFUSED: who says so */
};

/*
 * An alert in figures: show/alert.c has the words.  What its action does not
 * tell of is zero.
 */
struct verdict_event {
	enum action action;
	/* LOCKOUT_...: the first try in vain, or the first failure counted. */
	int64_t since_ns;
	/* The culprit's; counted by the policy; or in the hour before. */
	uint32_t failures;

	/* CULPRIT_NAMED, CULPRIT_CLEARED (what it is now), CULPRIT_MENDED
	 * (since since_ns). */
	enum cause cause;
	enum remedy remedy;
	char user[USER_BYTES];	/* of its last failure, "" = unknown */
	uint32_t users;		/* different ones among its failures */
	bool is_guessing, is_repeating;	/* as in struct snap_device */

	/* LOCKOUT_FORECAST. */
	uint16_t policy;	/* row of data/policies.c, 0 = none */
	uint32_t budget_left;	/* failures until it locks */
	int64_t eta_ns;		/* until then, at this pace; 0 = unknown */

	/* LOCKOUT_STARTED, LOCKOUT_ENDED. */
	enum opening_end how;
	bool is_likely;		/* as in struct snap_lockout */
	uint32_t trigger_failures;	/* of the client's, if it is known */
	uint32_t tries, devices;	/* in vain */
	enum lock_kind lock_kind;
	enum lock_scope scope;

	/* HOST_REFUSES_ALL, HOST_TROUBLE, HOST_TROUBLE_ENDED. */
	enum trouble trouble;

	/* PROBE_ANSWERED: of the server's port. */
	struct probe_answer answer;

	/* CAPTURE_UNFIT: why. */
	struct snap_note finding;
};

struct event {
	uint64_t seq;		/* 1, 2, 3, ... in one run */
	/* Packet time the outcome was known; like all times of events, 0 is
	 * none: the engine has no moment before 1. */
	int64_t when_ns;
	enum event_kind kind;
	bool has_client, has_server;	/* which ends of who are known */
	struct who who;
	union {
		struct login_event login;
		struct verdict_event verdict;
	} u;
};

#endif
