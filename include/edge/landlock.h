/* Landlock: the files that this process may still open. */

#ifndef EDGE_LANDLOCK_H
#define EDGE_LANDLOCK_H

#include <stdbool.h>

/*
 * From here on only the inputs can be opened, to be read: files, all that is
 * in directories, and the files that links in a directory lead to; for a watch
 * what the system says of interfaces.  Nothing is written, made, removed, run
 * or connected to.  What is open stays open; what does not exist is not found,
 * as before.  False: no Landlock here.
 */
bool	landlock_restrict(bool is_live, const char *const *inputs,
	    int n_inputs);

/*
 * How many of the inputs, and of the files in those that are directories,
 * cannot be read with the rights of now; one that is not there is none.
 */
int	landlock_unreadable(const char *const *inputs, int n_inputs);

#endif
