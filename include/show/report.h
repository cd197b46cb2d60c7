/*
 * The report for people: the verdict first, then what to do, then why.
 */

#ifndef SHOW_REPORT_H
#define SHOW_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "data/snapshot.h"

struct report_style {
	bool ascii, color, show_users;
	const char *(*vendor)(const struct mac *);
	int columns;			/* 40 or more */
	/* A replay was stopped, having read so much; of how much may be
	 * unknown: 0. */
	bool is_interrupted;
	uint64_t read_bytes, size_bytes;
};

/* -1 when something could not be written.  Same snapshot, same bytes. */
int	report_print(FILE *out, const struct snapshot *s,
	    const struct report_style *style);

#endif
