/* The user's filter for saved frames (pcap-filter(7)), whatever their link. */
#ifndef EDGE_EXPRESSION_H
#define EDGE_EXPRESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "data/frame.h"

struct expression;

/*
 * The expression in text.  NULL and a sentence when it is none.  A name of a
 * host, port or network in it is asked for here and never again: later that is
 * forbidden (privs_drop).  For a watch only whether it is an expression
 * matters.
 */
struct expression	*expression_new(const char *text, bool is_live,
			    struct err *err);
void	expression_free(struct expression *x);

/* False: libpcap can filter nothing on this link, whatever is asked for. */
bool	expression_fits(struct expression *x, uint32_t link);
/* Does the expression take this frame?  On a link on which it means nothing it
 * takes none. */
bool	expression_takes(struct expression *x, const struct frame *f);

#endif
