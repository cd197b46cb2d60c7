/* Do the options make sense together? */

#ifndef EDGE_AGREE_H
#define EDGE_AGREE_H

#include "base/err.h"
#include "edge/options.h"

/* 0, or -1 with one sentence that says what to leave out. */
int	options_agree(const struct options *o, struct err *err);

#endif
