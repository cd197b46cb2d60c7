/*
 * A probe for people: the verdict, each port, what it rests on, what to do.
 */

#ifndef SHOW_PROBE_REPORT_H
#define SHOW_PROBE_REPORT_H

#include "data/probe.h"
#include "show/report.h"

struct probe_told {
	bool by_connecting;		/* without the right to send SYNs */
	bool is_sum;			/* the first round was told of before */
	uint32_t times;			/* asked again */
};

/* -1 when something could not be written. */
int	probe_report_print(FILE *out, const struct probe_view *v,
	    const struct probe_told *told, const struct report_style *style);

#endif
