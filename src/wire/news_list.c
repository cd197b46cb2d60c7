/*
 * How the readers of neighbours' talk put down their news: a row at a time,
 * and names as a person would write them.
 */

#include "wire/news_list.h"

#include <string.h>

#include "base/text.h"

struct news *
news_add(struct news_list *out, enum news_kind kind, enum news_from from)
{
	struct news *n;

	if (out->n == NEWS_MAX)
		return (NULL);
	n = &out->news[out->n++];
	memset(n, 0, sizeof *n);
	n->kind = kind;
	n->from = from;
	return (n);
}

void
news_set_sender(const struct news_list *out, struct news *n)
{
	n->has_mac = out->packet->has_src_mac;
	n->mac = out->packet->src_mac;
	n->ip = out->packet->src;
	n->has_ip = !ip_is_zero(&n->ip) && !ip_is_group(&n->ip);
}

/* Dots and digits alone are an address and no name, and "localhost" is
 * everybody's. */
static bool
is_name(struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.p[i] != '.' && (s.p[i] < '0' || s.p[i] > '9'))
			return (!span_equals_nocase(s, "localhost"));
	return (false);
}

/* NetBIOS fills up with blanks, some DHCP clients with zeros. */
static void
trim_padding(struct span *s)
{
	while (s->len > 0 && (s->p[s->len - 1] == '.' ||
	    s->p[s->len - 1] == ' ' || s->p[s->len - 1] == 0))
		s->len--;
	while (s->len > 0 && s->p[0] == ' ')
		span_skip(s, 1);
}

bool
news_set_name(struct news *n, struct span name)
{
	static const char local[] = ".local";

	trim_padding(&name);
	if (name.len >= sizeof local - 1) {
		struct span end = { name.p + name.len - (sizeof local - 1),
		    sizeof local - 1 };

		if (n->kind == NEWS_NAME && span_equals_nocase(end, local))
			name.len -= sizeof local - 1;
		trim_padding(&name);
	}
	if (!is_name(name))
		return (false);
	/* Of a long server name the right end says more than the left. */
	if (n->kind == NEWS_SERVER && name.len > NEWS_TEXT_BYTES - 1)
		span_skip(&name, name.len - (NEWS_TEXT_BYTES - 1));
	text_keep(n->text, sizeof n->text, name);
	return (n->text[0] != '\0');
}
