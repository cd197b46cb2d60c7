/*
 * A clock that can be set where nobody may: put before the libraries
 * (LD_PRELOAD) it adds an hour, or takes one, once the file CLOCK_BACK or
 * CLOCK_ON is there: to the time of day and to what the kernel stamped.
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <pcap.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { STEP_S = 3600 };

static time_t
set_by(void)
{
	const char *back = getenv("CLOCK_BACK"), *on = getenv("CLOCK_ON");

	if (back != NULL && access(back, F_OK) == 0)
		return (-STEP_S);
	return (on != NULL && access(on, F_OK) == 0 ? STEP_S : 0);
}

int
clock_gettime(clockid_t clock, struct timespec *out)
{
	static int (*real)(clockid_t, struct timespec *);
	int rc;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
	rc = real(clock, out);
	if (clock == CLOCK_REALTIME)
		out->tv_sec += set_by();
	return (rc);
}

int
pcap_next_ex(pcap_t *p, struct pcap_pkthdr **h, const u_char **bytes)
{
	static int (*real)(pcap_t *, struct pcap_pkthdr **, const u_char **);
	int rc;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "pcap_next_ex");
	rc = real(p, h, bytes);
	if (rc == 1)
		(*h)->ts.tv_sec += set_by();
	return (rc);
}
