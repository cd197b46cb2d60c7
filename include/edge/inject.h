/* The one room that builds packets with libnet, and sends them. */

#ifndef EDGE_INJECT_H
#define EDGE_INJECT_H

#include "base/err.h"
#include "data/question.h"

enum { INJECT_SOCKETS = 3 };

struct inject;

/* interface: for link frames, or "".  NULL with a sentence. */
struct inject	*inject_open(const char *interface, struct err *err);
/* Its sockets; returns how many. */
int	inject_sockets(const struct inject *j, int fds[INJECT_SOCKETS]);
/* 0, or the errno with which it was refused. */
int	inject_send(struct inject *j, const struct question *q);
void	inject_close(struct inject *j);

#endif
