/* The last of the JSON lines: all that is believed. */

#ifndef SHOW_JSON_SUMMARY_H
#define SHOW_JSON_SUMMARY_H

#include "data/snapshot.h"

struct json_object;

/* Fills in what stands under "lockhound". */
void	json_summary_fill(struct json_object *ours, const struct snapshot *s,
	    const char *(*vendor)(const struct mac *));

#endif
