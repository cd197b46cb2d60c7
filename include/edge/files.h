/* The files that remain. */

#ifndef EDGE_FILES_H
#define EDGE_FILES_H

#include <stdbool.h>

/*
 * From here on only the inputs can be opened, to be read: files, all that is
 * in directories, and the files that links in a directory lead to; for a watch
 * what the system says of interfaces.  Nothing is written, made, removed, run
 * or connected to.  What is open stays open; what does not exist is not found,
 * as before.  False: no Landlock here.
 */
bool	files_lock(bool is_live, const char *const *inputs, int n_inputs);

/* How many of the files, those in directories too, could not be read now. */
int	files_unreadable(const char *const *inputs, int n_inputs);

#endif
