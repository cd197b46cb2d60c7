/*
 * Where the readers of neighbours' talk (wire/neighbour.h) put their news.  A
 * row is begun with news_add(); a reader that finds it worthless takes it back
 * with n--.
 */

#ifndef WIRE_NEWS_LIST_H
#define WIRE_NEWS_LIST_H

#include <stdbool.h>

#include "base/span.h"
#include "data/news.h"
#include "wire/packet.h"

struct news_list {
	const struct packet *packet;	/* what is read, borrowed */
	struct news *news;		/* NEWS_MAX rows, the caller's */
	int n;				/* how many are written */
};

/* A blank row of that kind, or NULL when there are NEWS_MAX. */
struct news	*news_add(struct news_list *out, enum news_kind kind,
		    enum news_from from);
/* Into n go the packet's own sender's addresses, where its frame has them. */
void	news_set_sender(const struct news_list *out, struct news *n);
/*
 * Into n goes a name from the wire, as text: dots at the end go and, of a
 * device's name, ".local".  False when nothing is left that names anybody: an
 * address, "localhost", no byte at all.
 */
bool	news_set_name(struct news *n, struct span name);

#endif
