/*
 * One row of the ranking: a device that has failed, or one that only got in.
 */

#ifndef SHOW_ROW_H
#define SHOW_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "data/snapshot.h"
#include "show/who.h"

struct ui;

struct row {
	/* Borrowed of the snapshot shown; NULL: it has no failed login. */
	const struct snap_device *device;
	struct who_key who;
	char name[NAME_BYTES];		/* "": none is known */
	uint32_t successes;
	int64_t last_ns;
};

/* The row of a device that has failed. */
struct row	row_of_device(const struct snap_device *d);
/* Has the device failed, or is it more than all right?  Others were turned away
 * without a verdict, and no more. */
bool		row_is_worth_it(const struct snap_device *d);
/* How the row's device is judged, and how sure that is: 0 of one that is all
 * right. */
enum rating	row_rating(const struct row *r);
uint32_t	row_sure(const struct row *r);
uint32_t	row_failures(const struct row *r);
/* The device's name, as the settings want it. */
void	row_name(const struct ui *u, const struct row *r,
	    char out[NAME_BYTES]);
/* Does anything that is known of the device, shown or not, hold these words? */
bool	row_matches(const struct ui *u, const struct row *r,
	    const char *what);

#endif
