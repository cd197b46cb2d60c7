/*
 * Apple Mail's automatic settings.  Where it cannot log in it tries, by itself
 * and in the background, other ports of the protocol, with and without TLS,
 * other methods of authentication, and the name with and without its domain
 * (support.apple.com HT204208, since Yosemite; Purelymail#355 saw port 25).
 * With a stale password a host counts each of these.
 *
 * Other programs keep to one port for a protocol and to one name: several
 * methods on one port are many programs' manner, and no sign of this one.
 */

#include "judge/automatic.h"

#include <stdbool.h>

#include "base/when.h"
#include "data/protocols.h"

/* A guess: nobody has said how fast it goes through them. */
#define ROUND_NS	(60 * NS_PER_S)

enum {
	TRIES_LEAST = 3,	/* a guess: two are a slip and its correction */
	PORTS_HIDDEN = 3	/* a guess: where nothing else is seen */
};

/* How many ports of one protocol, methods and forms of the name. */
struct varied {
	uint32_t tries, ports, mechs, forms;
};

static bool
is_first(const struct settings_try *t, uint64_t round, uint32_t i, int what)
{
	uint32_t k;

	for (k = 0; k < i; k++) {
		if ((round >> k & 1) == 0)
			continue;
		if ((what == 0 && t[k].port == t[i].port) ||
		    (what == 1 && t[k].mech == t[i].mech) ||
		    (what == 2 && t[k].form == t[i].form))
			return (false);
	}
	return (true);
}

/* The ports in the round, of the protocol that has most. */
static uint32_t
ports_of(const struct settings_try *t, uint64_t round, uint32_t n)
{
	uint32_t ports[PROTO_COUNT] = { 0 }, i, most = 0;

	for (i = 0; i < n; i++) {
		const struct mail_port *port = mail_port_find(t[i].port);

		if ((round >> i & 1) == 0 || port == NULL ||
		    !is_first(t, round, i, 0))
			continue;
		if (++ports[port->proto] > most)
			most = ports[port->proto];
	}
	return (most);
}

static struct varied
varied_in(const struct settings_try *t, uint64_t round, uint32_t n)
{
	struct varied v = { .ports = ports_of(t, round, n) };
	uint32_t i;

	for (i = 0; i < n; i++) {
		if ((round >> i & 1) == 0)
			continue;
		v.tries++;
		v.mechs += t[i].mech != 0 && is_first(t, round, i, 1);
		v.forms += t[i].form != NAME_HIDDEN &&
		    is_first(t, round, i, 2);
	}
	return (v);
}

static bool
is_automatic(const struct varied *v, enum settings_program program)
{
	bool ports = v->ports > 1, mechs = v->mechs > 1, forms = v->forms > 1;

	if (program == PROGRAM_OTHER || v->tries < TRIES_LEAST)
		return (false);
	if (ports && (mechs || forms))
		return (true);
	if (program == PROGRAM_APPLE)
		return (ports || (mechs && forms));
	return (v->ports >= PORTS_HIDDEN);
}

uint32_t
automatic_tries(const struct settings_try *t, uint32_t n,
    enum settings_program program)
{
	uint64_t all = 0, whole;
	uint32_t i, k, found = 0;
	struct varied v;

	if (n > SETTINGS_TRIES)
		n = SETTINGS_TRIES;
	/* A round varies no more than all of them together. */
	whole = n == 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
	v = varied_in(t, whole, n);
	if (!is_automatic(&v, program))
		return (0);
	for (i = 0; i < n; i++) {
		uint64_t round = 0;

		for (k = 0; k < n; k++)
			if (t[k].when_ns >= t[i].when_ns &&
			    t[k].when_ns - t[i].when_ns <= ROUND_NS)
				round |= UINT64_C(1) << k;
		v = varied_in(t, round, n);
		if (is_automatic(&v, program))
			all |= round;
	}
	for (i = 0; i < n; i++)
		found += (uint32_t)(all >> i & 1);
	return (found);
}
