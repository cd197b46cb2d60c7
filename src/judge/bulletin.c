/* A culprit's name, its charge and where, in one event. */

#include "judge/bulletin.h"

#include <string.h>

#include "base/text.h"
#include "judge/verdict.h"

static void
print_name(const char *name, const struct ip *ip, char out[NAME_BYTES])
{
	struct text t;
	char address[IP_TEXT_BYTES];

	if (name[0] != '\0') {
		memcpy(out, name, NAME_BYTES);
		return;
	}
	ip_print(ip, address);
	text_init(&t, out, NAME_BYTES);
	text_add(&t, address);
}

static void
bulletin_begin(const struct event *ev, enum action action, struct event *out)
{
	memset(out, 0, sizeof *out);
	out->when_ns = ev->when_ns;
	out->kind = EVENT_VERDICT;
	out->has_client = true;
	out->has_server = true;
	out->who = ev->who;
	out->u.verdict.action = action;
	out->u.verdict.budget_left = -1;
	out->u.verdict.eta_s = -1;
}

bool
bulletin(const struct books *b, const struct unit *u, const struct event *ev,
    const char *user, struct event *out)
{
	char address[IP_TEXT_BYTES], server[NAME_BYTES];
	struct doings doings;
	struct charge charge;

	unit_sum(b, u, &doings);
	if (doings_rate(&doings) != RATING_CULPRIT)
		return (false);
	bulletin_begin(ev, ACTION_CULPRIT_NAMED, out);
	ip_print(&ev->who.client.ip, address);
	print_name(ev->who.server_name, &ev->who.server.ip, server);
	charge.name = ev->who.client_name;
	charge.address = address;
	charge.user = user;
	memcpy(out->u.verdict.user, user, sizeof out->u.verdict.user);
	charge.server = server;
	charge.doings = &doings;
	verdict_sentence(&charge, out->u.verdict.sentence, SENTENCE_BYTES);
	return (true);
}

bool
bulletin_clears(const struct books *b, const struct unit *u,
    const struct event *ev, struct event *out)
{
	char address[IP_TEXT_BYTES];
	struct doings doings;
	struct text t;

	unit_sum(b, u, &doings);
	if (doings_rate(&doings) == RATING_CULPRIT)
		return (false);
	bulletin_begin(ev, ACTION_CULPRIT_CLEARED, out);
	ip_print(&ev->who.client.ip, address);
	text_init(&t, out->u.verdict.sentence, SENTENCE_BYTES);
	if (ev->who.client_name[0] != '\0')
		text_addf(&t, "%s (%s)", ev->who.client_name, address);
	else
		text_add(&t, address);
	text_add(&t, " is cleared: the server gives the same answers to "
	    "logins that it accepts");
	return (true);
}
