/*
 * A servers file: what is known of mail hosts, as JSON, for --servers.
 *
 *	{"lockhound_servers":1,"servers":[
 *	 {"protocol":"imap","names":["imap.example.com"],
 *	  "addresses":["192.0.2.10"],
 *	  "refused":[{"bytes":52,"count":7,"delay_ms":[2003,2011]}],
 *	  "accepted":[{"bytes":31,"count":12,"delay_ms":[1,4]}]}]}
 *
 * It is a stranger's: bounded in size, depth, rows, lengths and counts.  It
 * holds no account, no device and no key; what else stands in it is an error,
 * so that nothing can be hidden there that a reader would pass on.
 */

#ifndef EDGE_SERVERS_FILE_H
#define EDGE_SERVERS_FILE_H

#include <stddef.h>

#include "base/err.h"
#include "base/span.h"
#include "data/taught.h"

enum {
	SERVERS_FILE_VERSION = 1,
	SERVERS_FILE_MAX_BYTES = 256 << 10
};

/* -1 with a sentence; *out holds nothing then. */
int	servers_file_parse(struct span text, struct taught *out,
	    struct err *err);
/* The same of what fd gives until its end. */
int	servers_file_read(int fd, struct taught *out, struct err *err);

/* Its text, good until the next call; NULL when there is no memory. */
const char	*servers_file_text(const struct taught *t);

#endif
