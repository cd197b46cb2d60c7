/*
 * When a device failed, one character for each slice of time.
 */

#ifndef SHOW_SPARKLINE_H
#define SHOW_SPARKLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/snapshot.h"
#include "show/scene.h"

enum {
	SPARKLINE_LEAST = 12,		/* columns in the ranking */
	SPARKLINE_MOST = 128
};

/* What the columns of a sparkline stand for. */
struct sparkline {
	int64_t from_ns, until_ns;
	int columns;
	uint32_t n[SPARKLINE_MOST];	/* failures, by column */
};

/*
 * One character for so much of the span asked for, oldest first, in at most
 * room columns (is_fixed: in so many); SPARKLINE_MOST + 1 bytes suffice.
 */
struct sparkline	sparkline(const struct scene *s,
			    const struct snap_device *d, int room,
			    bool is_fixed, char *out);
/*
 * Columns that stand for equal parts of the span: SPARKLINE_LEAST, or up to
 * room.
 */
int	sparkline_columns(enum snap_span span, int room);
/* "LAST HOUR", and in the middle of a sentence. */
const char	*sparkline_title(enum snap_span span);
const char	*sparkline_words(enum snap_span span);
/* Failures of the last ten minutes, this one included; NULL has none. */
uint32_t	sparkline_recent(const struct snap_device *d, int64_t now_ns);

#endif
