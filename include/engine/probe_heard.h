/*
 * What else a probe hears: neighbours that answer, or not, and others in the
 * internet, by whom the line is known to be up.
 */

#ifndef ENGINE_PROBE_HEARD_H
#define ENGINE_PROBE_HEARD_H

struct packet;
struct probe;

void	probe_heard(struct probe *p, const struct packet *k);
/* Puts it into the view, for the judge. */
void	probe_heard_weigh(struct probe *p);

#endif
