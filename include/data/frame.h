/*
 * One frame as a capture hands it over, and one chunk of a stream.  Both
 * borrow their bytes for one call.
 */

#ifndef DATA_FRAME_H
#define DATA_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/*
 * Link layers by their LINKTYPE_ numbers in files (tcpdump.org/linktypes.html):
 * capture.c translates libpcap's DLT_ numbers, which differ between systems.
 */
struct frame {
	int64_t when_ns;	/* since the epoch */
	uint32_t link;		/* LINKTYPE_ value */
	uint32_t wire_bytes;	/* length on the wire, >= bytes.len */
	struct span bytes;	/* what was captured of it */
};

enum direction { FROM_CLIENT = 0, FROM_SERVER = 1 };

/* Either bytes or a hole of known size, never both, never neither. */
struct chunk {
	int64_t when_ns;
	enum direction direction;
	struct span bytes;
	uint32_t hole_bytes;
};

#endif
