/*
 * RFC 2971: a client says ID and a list of fields and values in quotes; "name"
 * is the program's.  A name that comes as a literal, or after seven others, is
 * not looked for.
 */

#include "talk/program.h"

#include <string.h>

#include "base/text.h"
#include "data/clients.h"

/*
 * Take a quoted string off the front: what is between the quotes, as it was
 * sent.  False where there is none.
 */
static bool
take_quoted(struct span *s, struct span *out)
{
	struct span rest = span_trim(*s);
	size_t i;

	if (rest.len == 0 || rest.p[0] != '"')
		return (false);
	for (i = 1; i < rest.len && rest.p[i] != '"'; i++)
		if (rest.p[i] == '\\')
			i++;
	if (i >= rest.len)
		return (false);
	out->p = rest.p + 1;
	out->len = i - 1;
	s->p = rest.p + i + 1;
	s->len = rest.len - i - 1;
	return (true);
}

/* The value of "name" in a list of fields. */
static bool
find_name(struct span list, struct span *out)
{
	struct span field, word;

	list = span_trim(list);
	if (list.len == 0 || list.p[0] != '(' || !span_skip(&list, 1))
		return (false);
	while (take_quoted(&list, &field)) {
		bool is_name = span_equals_nocase(field, "name");

		if (take_quoted(&list, out)) {
			if (is_name)
				return (out->len > 0);
		} else if (is_name || !span_word(&list, &word)) {
			return (false);		/* NIL, or no list */
		}
	}
	return (false);
}

/* A quoted backslash or quote stands for itself (RFC 3501, 4.3). */
static void
keep_name(struct span s, char out[PROGRAM_BYTES])
{
	uint8_t plain[4 * PROGRAM_BYTES];
	struct span read = { plain, 0 };
	size_t i;

	for (i = 0; i < s.len && read.len < sizeof plain; i++) {
		if (s.p[i] == '\\' && i + 1 < s.len)
			i++;
		plain[read.len++] = s.p[i];
	}
	memset(out, 0, PROGRAM_BYTES);
	text_keep(out, PROGRAM_BYTES, span_trim(read));
}

/* 0 when it has no name, or there is no room for one more. */
static uint16_t
intern(struct programs *p, struct span name)
{
	char text[PROGRAM_BYTES];
	uint32_t i;

	keep_name(name, text);
	if (text[0] == '\0')
		return (0);
	for (i = 0; i < p->n; i++)
		if (strcmp(p->names[i], text) == 0)
			return ((uint16_t)(PROGRAM_FIRST + i));
	if (p->n == PROGRAMS_KEPT)
		return (0);
	memcpy(p->names[p->n], text, sizeof text);
	return ((uint16_t)(PROGRAM_FIRST + p->n++));
}

static uint16_t
by_id(struct programs *p, struct span line)
{
	struct span tag, verb, name;

	if (!span_word(&line, &tag) || !span_word(&line, &verb) ||
	    !span_equals_nocase(verb, "ID") || !find_name(line, &name))
		return (0);
	return (intern(p, name));
}

uint16_t
program_by_line(struct programs *p, enum proto proto, struct span line,
    uint16_t row)
{
	uint16_t found = client_by_line(proto, line), named;

	/* A row is better worded than the ID that leads to it. */
	if (client_is_told(found))
		return (found);
	named = proto == PROTO_IMAP ? by_id(p, line) : 0;
	if (named != 0)
		return (named);
	return (row < PROGRAM_FIRST &&
	    client_weight(found) > client_weight(row) ? found : row);
}

void
program_tell(const struct programs *p, uint16_t row, struct attempt *out)
{
	if (row < PROGRAM_FIRST)
		out->client = row;
	else
		memcpy(out->program, p->names[row - PROGRAM_FIRST],
		    sizeof out->program);
}
