/*
 * argv -> struct options, from the one table that also prints the help.
 */

#ifndef EDGE_OPTIONS_H
#define EDGE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "data/probe.h"
#include "edge/commands.h"
#include "edge/live.h"

enum { OPTIONS_FILES = 4096 };

enum color { COLOR_AUTO, COLOR_NEVER, COLOR_ALWAYS };

struct options {
	enum command command;
	const char *program;		/* as it was typed, for hints */
	const char *files[OPTIONS_FILES];	/* of argv, borrowed */
	int n_files;
	uint64_t memory_bytes;		/* 0 = default */
	enum color color;
	const char *interfaces[LIVE_INTERFACES];	/* of argv, borrowed */
	int n_interfaces;
	const char *filter, *write_to;	/* NULL = none */
	const char *keys;		/* a key log; NULL = none */
	const char *servers;		/* a servers file; NULL = none */
	const char *learn_to;		/* NULL = stdout */
	uint32_t buffer_mb;		/* 0 = default */
	int64_t duration_s;		/* 0 = until told to stop */
	bool all_ports, batch, dashboard, lists, prints_filter;
	bool json, check, quiet, verbose, ascii, show_users;
	bool dry_run;			/* print packets, send none */
	const char *host, *reference;	/* of a probe; NULL = none */
	int64_t again_s;		/* 0 = ask once */
	bool connects;			/* to mail ports as well */
	bool has_probe_key;
	uint8_t probe_key[PROBE_KEY_BYTES];
	bool allows_probe;		/* by the dashboard's b */
	const char *probe_hosts;	/* with commas; NULL = none */
	bool wants_help, wants_version;
};

/* 0, or -1 with one sentence that says the way out. */
int	options_read(int argc, char **argv, struct options *out,
	    struct err *err);
/* The help, one screen; the caller prints it. */
const char	*options_help(void);

#endif
