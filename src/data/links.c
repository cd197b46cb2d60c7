/*
 * Which links are read.  libpcap's DLT_ numbers differ between systems and
 * from the LINKTYPE_ numbers in files; the engine knows the latter alone.
 */

#include "data/links.h"

#define ROW(linktype, dlt, skip_bytes, head, name)			\
	{ linktype, dlt, skip_bytes, name },
static const struct link_type links[] = { LINKS(ROW) };
#undef ROW

enum { N_LINKS = sizeof links / sizeof links[0] };

const struct link_type *
link_types(size_t *n)
{
	*n = N_LINKS;
	return (links);
}

const struct link_type *
link_type_find(uint32_t linktype)
{
	size_t i;

	for (i = 0; i < N_LINKS; i++)
		if (links[i].linktype == linktype)
			return (&links[i]);
	return (NULL);
}

uint32_t
link_of_dlt(int dlt)
{
	size_t i;

	for (i = 0; i < N_LINKS; i++)
		if (links[i].dlt == dlt)
			return (links[i].linktype);
	return ((uint32_t)dlt);
}
