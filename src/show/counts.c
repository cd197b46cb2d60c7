/* What the report and the screens say alike of a capture. */

#include "show/counts.h"

void
counts_add(struct text *t, uint64_t n, const char *one, const char *more)
{
	text_addf(t, "%llu %s", (unsigned long long)n, n == 1 ? one : more);
}

/* Hosts, not ports; behind these stand those that never answered. */
static uint32_t
n_mail_hosts(const struct snapshot *s)
{
	uint32_t i, j, n = 0;

	for (i = 0; i < s->n_servers_seen; i++) {
		for (j = 0; j < i; j++)
			if (ip_equals(&s->servers[i].at.ip,
			    &s->servers[j].at.ip))
				break;
		n += j == i;
	}
	return (n);
}

void
counts_servers(struct text *t, const struct snapshot *s)
{
	/* A full list holds fewer than there are. */
	if (s->n_servers >= s->n_servers_seen)
		counts_add(t, n_mail_hosts(s), "server", "servers");
	else
		counts_add(t, s->n_servers_seen, "service", "services");
}

bool
counts_note_is_told(const struct snap_capture *c, enum note note)
{
	uint32_t i;

	if (note != NOTE_GAPS || c->dropped > 0 || c->holes > c->truncated)
		return (false);
	for (i = 0; i < c->n_notes; i++)
		if (c->notes[i].note == NOTE_SNAPLEN)
			return (true);
	return (false);
}
