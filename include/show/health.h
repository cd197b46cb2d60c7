/*
 * The lines below the head: how far it has read, what is wrong, is it well.
 */

#ifndef SHOW_HEALTH_H
#define SHOW_HEALTH_H

#include <stdbool.h>

#include "base/when.h"
#include "data/snapshot.h"
#include "show/scene.h"

/* A silent interface is no news at once, nor is one without mail (UX 1.7). */
#define HEALTH_SILENT_NS	(10 * NS_PER_S)
#define HEALTH_MAILLESS_NS	(5 * 60 * NS_PER_S)

/* Lines of the capture's health from this row on; returns the row below. */
int	health_draw(const struct scene *s, int row);
/* Is the note a finding?  Not silence of a moment, nor what others tell. */
bool	health_counts(const struct scene *s, const struct snap_note *n);
/* Can devices be told apart here, certain of their failures or not? */
bool	health_tells_devices(const struct snapshot *s);

#endif
