/*
 * What servers are called: as they call themselves, in the talk or in their
 * certificate, else as DNS called them.
 */

#ifndef JUDGE_SERVER_NAME_H
#define JUDGE_SERVER_NAME_H

#include <stdbool.h>

#include "judge/store.h"

/* "" where it is none that tells one from another. */
const char	*server_firm_name(const struct store *st,
		    const struct endpoint *at);
/* The same of a row that is at hand. */
const char	*server_own_name(const struct store *st,
		    const struct server *s);
/* out stays as it is if no name is known. */
void	server_name(const struct store *st, const struct endpoint *at,
	    char out[NAME_BYTES]);
/*
 * Are both one server, as far as is known: by name, or by address?  A server
 * without a name may be the other address family of one that has one.
 */
bool	servers_alike(const struct store *st, const struct endpoint *x,
	    const struct endpoint *y);
/* The same of names that were looked up before (server_firm_name): of one who
 * is held against many, or of many who are held against each other. */
bool	servers_alike_to(const struct store *st, const struct endpoint *x,
	    const struct endpoint *y, const char *y_name);
bool	servers_alike_named(const struct endpoint *x, const char *x_name,
	    const struct endpoint *y, const char *y_name);

#endif
