/* Who is on this network, as a page for people. */

#ifndef SHOW_DEVICES_H
#define SHOW_DEVICES_H

#include <stdio.h>

#include "data/census.h"
#include "data/question.h"
#include "show/report.h"

struct devices_page {
	const struct census *census;
	const char *interface;
	uint32_t n_asked;		/* packets sent */
	int64_t took_ns;
};

/* -1 when something could not be written. */
int	devices_print(FILE *out, const struct devices_page *page,
	    const struct report_style *style);
/* One packet that would be sent: "ARP request: who has 192.168.1.7?" */
void	devices_packet(const struct question *q, char *out, size_t size);

#endif
