/* What the engine believes, copied out for those who draw and report. */

#ifndef ENGINE_SNAPSHOT_H
#define ENGINE_SNAPSHOT_H

#include "data/snapshot.h"

struct engine;

void	snapshot_fill(const struct engine *e, struct snapshot *out);

#endif
