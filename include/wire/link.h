/*
 * Link layers (data/links.h), and what may stand between them and IP: tags,
 * labels, PPPoE.
 */

#ifndef WIRE_LINK_H
#define WIRE_LINK_H

#include "wire/layer.h"
#include "wire/packet.h"

/*
 * One step of *l, which is LAYER_LINK, or LAYER_NET of an EtherType that is
 * neither IP nor ARP.  MACs and the tag that it meets go into *p.
 */
void	link_peel(struct layer *l, struct packet *p);

#endif
