/* What the process may do and leave behind. */

#ifndef EDGE_PRIVS_H
#define EDGE_PRIVS_H

/* No core dump, no debugger of the same user: passwords pass through. */
void	privs_no_traces(void);

#endif
