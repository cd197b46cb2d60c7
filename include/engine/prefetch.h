/* Frames named before their turn, so that their rows are in the cache. */

#ifndef ENGINE_PREFETCH_H
#define ENGINE_PREFETCH_H

#include "data/frame.h"

struct engine;
struct prefetched;

void	prefetch_frames(struct engine *e, const struct frame *frames, int n);

/* What is known of this frame already, or NULL. */
struct prefetched	*prefetch_of(struct engine *e, const struct frame *f);

#endif
