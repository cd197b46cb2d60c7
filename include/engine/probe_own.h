/* Frames of a probe's own, for a capture that shows others' as well. */

#ifndef ENGINE_PROBE_OWN_H
#define ENGINE_PROBE_OWN_H

#include <stdbool.h>

#include "data/frame.h"
#include "engine/probe.h"

/*
 * Is this a SYN of ours, what answers it, or how the kernel takes it back?
 * Then it is no device's try to get mail.
 */
bool	probe_is_own(struct probe *p, const struct frame *f);

#endif
