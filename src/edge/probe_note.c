/*
 * The note of a probe: "lockhound probe key=... host=... address=...
 * gateway=... from=... no-route=IPv6", a word a fact, in any order; words that
 * are not known are left alone.  A stranger may have written the file, so all
 * of it is bounded.
 */

#define _GNU_SOURCE

#include "edge/probe_note.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"

static const char begins[] = "lockhound probe ";

static const char *const families[PROBE_FAMILIES] = { "IPv4", "IPv6" };

void
probe_note_print(const struct probe_note *n, char *out, size_t size)
{
	char key[PROBE_KEY_TEXT_BYTES], ip[IP_TEXT_BYTES];
	struct text t;
	uint32_t i;

	probe_key_print(n->key, key);
	text_init(&t, out, size);
	text_addf(&t, "%skey=%s", begins, key);
	/* A blank would end the word. */
	if (n->host[0] != '\0' && strpbrk(n->host, " \t\r\n") == NULL)
		text_addf(&t, " host=%s", n->host);
	for (i = 0; i < n->n_addresses; i++) {
		ip_print(&n->addresses[i], ip);
		text_addf(&t, " address=%s", ip);
	}
	for (i = 0; i < PROBE_FAMILIES; i++) {
		ip_print(&n->gateways[i], ip);
		if (!ip_is_zero(&n->gateways[i]))
			text_addf(&t, " gateway=%s", ip);
		ip_print(&n->own[i], ip);
		if (!ip_is_zero(&n->own[i]))
			text_addf(&t, " from=%s", ip);
		if (n->has_no_route[i])
			text_addf(&t, " no-route=%s", families[i]);
	}
}

static bool
ip_read(const char *text, struct ip *out)
{
	uint8_t b[16];

	if (inet_pton(AF_INET, text, b) == 1)
		*out = ip_v4(b);
	else if (inet_pton(AF_INET6, text, b) == 1)
		*out = ip_v6(b);
	else
		return (false);
	return (true);
}

static void
fact_read(const char *name, const char *value, struct probe_note *out,
    bool *has_key)
{
	struct ip ip;
	int i;

	if (strcmp(name, "key") == 0)
		*has_key |= probe_key_read(value, out->key);
	else if (strcmp(name, "host") == 0)
		text_keep(out->host, sizeof out->host, span_text(value));
	else if (strcmp(name, "address") == 0 && ip_read(value, &ip) &&
	    out->n_addresses < PROBE_ADDRESSES)
		out->addresses[out->n_addresses++] = ip;
	else if (strcmp(name, "gateway") == 0 && ip_read(value, &ip))
		out->gateways[probe_family(&ip)] = ip;
	else if (strcmp(name, "from") == 0 && ip_read(value, &ip))
		out->own[probe_family(&ip)] = ip;
	for (i = 0; i < PROBE_FAMILIES; i++)
		out->has_no_route[i] |= strcmp(name, "no-route") == 0 &&
		    strcmp(value, families[i]) == 0;
}

bool
probe_note_read(const char *text, struct probe_note *out)
{
	char copy[PROBE_NOTE_BYTES], *word, *rest = copy, *equals;
	bool has_key = false;

	memset(out, 0, sizeof *out);
	if (strncmp(text, begins, sizeof begins - 1) != 0)
		return (false);
	text_keep(copy, sizeof copy, span_text(text + sizeof begins - 1));
	while ((word = strsep(&rest, " ")) != NULL) {
		equals = strchr(word, '=');
		if (equals == NULL)
			continue;
		*equals = '\0';
		fact_read(word, equals + 1, out, &has_key);
	}
	return (has_key);
}
