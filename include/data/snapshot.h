/*
 * Beliefs, flat: what every screen and report is given.  Rows are copies in
 * arrays the caller owns; nothing in here points into the engine.
 */

#ifndef DATA_SNAPSHOT_H
#define DATA_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/bins.h"
#include "data/event.h"
#include "data/note.h"
#include "data/words.h"

enum {
	SNAP_DEVICES = 64,	/* devices with a failure, worst first */
	SNAP_IPS = 8,
	SNAP_NAMES = 4,
	SNAP_ACCOUNTS = 8,
	SNAP_SERVERS = 8,
	SNAP_CLIENTS = 4,	/* mail programs of one device */
	SNAP_LOGINS = 16,	/* last ones of one device */
	SNAP_NOTES = 8,		/* capture-point findings */
	SNAP_MAIL_SERVERS = 32,	/* servers in all */
	SNAP_LOCKOUTS = 16,	/* the last ones */
	SNAP_PORTS = 8,		/* of one lockout */
	SNAP_HOSTS = 32,	/* mail hosts: names, each with addresses */
	SNAP_TROUBLES = 16,	/* the last ones */
	SNAP_MACS = 8		/* of one device */
};

struct snap_account {
	char user[USER_BYTES];
	uint32_t failures, successes;
	int64_t last_failure_ns;
	char reply[REPLY_BYTES];	/* of its last failure */
	enum hint hint;			/* of these, the last that has one */
	uint32_t failed_at;	/* a bit for each of the device's servers */
	bool is_repeating;	/* every failure with one and the same secret */
};

struct snap_server {
	struct endpoint at;
	char name[NAME_BYTES];		/* "" = unknown */
	enum proto proto;
	uint32_t failures, successes, unknown;
	/* Of snapshot.servers alone: */
	enum server_status status;
	uint32_t recent_failures;	/* in the last ten minutes */
	uint32_t devices;		/* with a login, or tries in vain */
	uint32_t tries;			/* in vain, since since_ns */
	int64_t since_ns;		/* of the first of these, 0 = none */
};

/* One mail host: all addresses of one name. */
struct snap_host {
	uint32_t n_ips;			/* kept below */
	struct ip ips[SNAP_IPS];
	char name[NAME_BYTES];		/* "" = unknown */
	enum host_state state;
	enum lock_kind kind;		/* LOCKED */
	enum trouble trouble;		/* TROUBLE, REFUSES_ALL */
	int64_t since_ns, until_ns;	/* of the state, or of the last one */
	/* A locker's budget, counted as the commonest do; 0: no risk. */
	uint16_t policy;		/* row of data/policies.c */
	uint32_t counted, budget_left;	/* failures; 0 left: used up */
	int64_t eta_ns;			/* 0 = unknown */
	uint32_t own_limit;	/* failures before its last lockout, 0 = none */
	uint32_t lockouts;	/* of it, in those kept */
};

/* A time in which a mail host failed for another reason than a lockout. */
struct snap_trouble {
	enum trouble trouble;
	struct endpoint at;		/* the port that told first */
	char server[NAME_BYTES];	/* "" = unknown */
	uint16_t n_ports, ports[SNAP_PORTS];
	int64_t since_ns, until_ns;	/* 0 = it holds */
	uint32_t tries, devices;
	char reply[REPLY_BYTES];	/* SAID: its words */
};

/*
 * A mail host that locked this office out: it stopped answering after failed
 * logins, refuses what it took before, or says so.
 */
struct snap_lockout {
	enum lock_kind kind;
	enum lock_scope scope;
	char user[USER_BYTES];		/* LOCK_ACCOUNT: which; "" = hidden */
	char reply[REPLY_BYTES];	/* TOLD, INSIDE: the server's words */
	struct endpoint at;		/* the port that told first */
	uint16_t n_ips;			/* of one name, locked together */
	struct ip ips[SNAP_IPS];	/* the first is at's */
	char server[NAME_BYTES];	/* "" = unknown */
	uint16_t n_ports, ports[SNAP_PORTS];	/* that do not answer */
	/* SILENT, RESET, REJECTED or TARPIT; ANSWERED: it says so */
	enum opening_end how;
	int64_t answered_ns;		/* the last answer before */
	int64_t since_ns;		/* the first try in vain */
	int64_t tried_ns;		/* the last one */
	int64_t until_ns;		/* it answers again; 0 = it holds */
	uint32_t tries, devices;	/* in vain */
	uint32_t failures;		/* in the hour before */
	int64_t failed_ns;		/* the last of these */
	bool has_trigger;		/* one device made most of them */
	bool trigger_has_mac;
	struct mac trigger_mac;
	struct ip trigger_ip;
	char trigger[NAME_BYTES];	/* its name, "" = none */
	uint32_t trigger_failures;
	bool others_answer;		/* so it is not the line */
	/* Not a service that is down, which resets, nor a line, which is
	 * silent. */
	bool is_likely;
};

/* One mail program (or one kind of login) of a device, told apart by what it
 * says of itself, its protocol and its server. */
struct snap_client {
	/* "curl", "mutt (IMAP)", ...; a TLS fingerprint; or "". */
	char name[NAME_BYTES];
	bool is_named;			/* it says its name */
	enum proto proto;
	uint32_t failures, successes;
};

/* Logins of one program at one server that nobody can tell (inside TLS). */
struct snap_untold {
	uint32_t n, of;			/* that look refused, of so many */
	uint8_t pct;			/* how likely, on average */
	enum proto proto;
	struct endpoint at;
	char server[NAME_BYTES];	/* "" = unknown */
};

/* One of a device's last logins. */
struct snap_login {
	uint64_t seq;			/* of the event that told of it */
	int64_t when_ns;
	uint32_t delay_ms;		/* before the answer */
	struct endpoint server;
	uint8_t proto, security, outcome, reason, evidence, confidence_pct;
	char user[USER_BYTES];
	char reply[REPLY_BYTES];
};

/* How far back: the last hours, or all of the capture. */
enum snap_span { SPAN_HOUR, SPAN_SIX, SPAN_DAY, SPAN_ALL, SNAP_SPANS };

struct snap_device {
	enum rating rating;
	enum cause cause;
	enum remedy remedy;
	enum hint hint;			/* what the refusals asked for */
	int64_t good_since_ns;		/* MENDED, if it logs in well */
	/* Its failures that the host, and not the device, is the cause of. */
	uint32_t excused;
	/* Devices of one account that was changed have one number; 0 = none. */
	uint32_t group;
	/* The same secret was accepted so: "" = it was not seen. */
	char right_user[USER_BYTES];
	char right_mech[MECH_BYTES], wrong_mech[MECH_BYTES];
	/* It fails at sending alone, and reads with the same account. */
	bool is_outgoing;
	/* Logins that were turned away without a verdict, and with what. */
	uint32_t turned_away;
	char turned_reply[REPLY_BYTES];
	enum reason turned_reason;
	uint32_t n_macs;		/* faces of one device */
	struct mac macs[SNAP_MACS];	/* the first is mac */
	bool has_mac;
	bool mac_is_private;		/* locally administered */
	/* behind a router: the MAC is the router's */
	bool is_by_address;
	/* a public address many routers away, of unknown devices */
	bool is_afar;
	struct mac mac;
	uint32_t n_ips, n_names, n_accounts, n_servers, n_clients;
	struct ip ips[SNAP_IPS];	/* IPv4 first */
	char names[SNAP_NAMES][NAME_BYTES];	/* most trusted first */
	char class[NAME_BYTES];		/* DHCP vendor class, "" = unknown */
	uint32_t failures;		/* lock-relevant: FAILED attempts */
	uint32_t successes, unknown;
	/* Where it has no failure: n = 0, none to speak of. */
	struct snap_untold untold;
	uint32_t failed_connections;	/* connections with a failure in them */
	uint32_t inferred;	/* of failures: told by lengths, not words */
	uint32_t alike;		/* of these: refused with reply_bytes */
	uint32_t taught;	/* of these: by a servers file's word as well */
	uint16_t reply_bytes;	/* 0 = not exact */
	uint32_t delay_least_ms, delay_most_ms;	/* before the refusal */
	uint32_t secrets, users;	/* different ones among the failures */
	uint32_t nameless_at;	/* servers that refused an unknown account */
	uint8_t share_pct;		/* of all failures seen */
	uint8_t confidence_pct;
	bool is_repeating;		/* one stale secret again and again */
	/* many users or secrets: malware-like */
	bool is_guessing;
	bool hides_others;		/* a router with devices behind it */
	/* median between failures, 0 = unknown */
	int64_t interval_ns;
	int64_t first_ns, last_ns;	/* of its failures */
	/* most failures first */
	struct snap_account accounts[SNAP_ACCOUNTS];
	/* most failures first */
	struct snap_server servers[SNAP_SERVERS];
	struct snap_client clients[SNAP_CLIENTS];
	/* All its failures are one mail program's, which never logs in, while
	 * another one never fails: their rows in clients. */
	bool has_wrong_program;
	uint8_t wrong_program, right_program;
	/* failures over time, for each span that is asked for */
	struct bins failed_in[SNAP_SPANS];
	uint32_t n_logins;
	struct snap_login logins[SNAP_LOGINS];	/* newest first */
};

struct snap_capture {
	uint64_t packets, bytes, dropped, late, truncated, evicted;
	enum point point;
	int64_t first_ns, last_ns;	/* 0 = no packet */
	uint64_t holes, doubles;	/* gaps in streams; repeated segments */
	uint32_t n_notes;
	struct snap_note notes[SNAP_NOTES];
};

struct snapshot {
	int64_t as_of_ns;
	uint64_t last_seq;		/* of the events so far */
	uint32_t n_devices_seen;	/* with or without a failure */
	uint32_t n_servers_seen;	/* services: address and port */
	uint64_t sessions, failures, successes, unknown;
	uint64_t outside_failures;	/* of these: from the internet */
	/* sessions whose verdicts are not read */
	uint64_t encrypted;
	/* that began before the capture; mail passes, though no login */
	uint64_t from_middle;
	uint32_t n_devices;		/* rows below; worst first */
	struct snap_device devices[SNAP_DEVICES];
	uint32_t n_servers;
	/* mail servers, most failures first */
	struct snap_server servers[SNAP_MAIL_SERVERS];
	uint32_t n_hosts;
	struct snap_host hosts[SNAP_HOSTS];	/* worst state first */
	uint32_t n_troubles;
	struct snap_trouble troubles[SNAP_TROUBLES];	/* newest first */
	uint32_t n_locked;		/* lockouts that hold */
	uint32_t n_lockouts;
	struct snap_lockout lockouts[SNAP_LOCKOUTS];	/* newest first */
	struct snap_capture capture;
};

/* The device's MAC is its own, and tells its maker: it is no router's. */
bool	snap_device_owns_mac(const struct snap_device *d);

/* Move all stamps by so much. */
void	snapshot_move(struct snapshot *s, int64_t by_ns);
/* The two programs of a device that has_wrong_program; false: it has not. */
bool	snap_device_programs(const struct snap_device *d,
	    const struct snap_client **wrong, const struct snap_client **right);

/* The first note that forbids a ranking by device, or NULL. */
const struct snap_note	*snapshot_unfit(const struct snapshot *s);

#endif
