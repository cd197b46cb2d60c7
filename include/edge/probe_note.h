/*
 * What a replay of a probe's capture has to know beside its frames, as a line
 * of text: the comment of the file of -w.
 */

#ifndef EDGE_PROBE_NOTE_H
#define EDGE_PROBE_NOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/probe.h"

enum { PROBE_NOTE_BYTES = 1024 };

struct probe_note {
	uint8_t key[PROBE_KEY_BYTES];
	char host[TLS_NAME_BYTES];
	struct ip addresses[PROBE_ADDRESSES];
	uint32_t n_addresses;
	struct ip gateways[PROBE_FAMILIES];	/* zero: unknown */
	bool has_no_route[PROBE_FAMILIES];
	struct ip own[PROBE_FAMILIES];	/* that asked; zero: unknown */
};

void	probe_note_print(const struct probe_note *n, char *out, size_t size);
/* False: the text is no such note. */
bool	probe_note_read(const char *text, struct probe_note *out);

#endif
