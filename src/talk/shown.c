/* Answers that were shown to be good. */

#include "talk/shown.h"

enum { SHOWN_ENOUGH = 1000 };

static bool
is_same(const struct shown_answer *s, const struct shown_look *a, uint32_t tag,
    bool is_tag_sure)
{
	return (s->from == a->from && s->to == a->to && s->tag == tag &&
	    s->is_mail == a->is_mail &&
	    s->is_tag_sure == is_tag_sure && (is_tag_sure ||
	    s->stack_tag == a->stack_tag));
}

void
shown_learn(struct shown_answer kept[SHOWN_ANSWERS],
    const struct shown_look *a, uint32_t tag, bool is_tag_sure)
{
	int i, at = 0;

	for (i = 0; i < SHOWN_ANSWERS && kept[i].n > 0; i++) {
		if (is_same(&kept[i], a, tag, is_tag_sure)) {
			if (kept[i].n < SHOWN_ENOUGH)
				kept[i].n++;
			return;
		}
		if (kept[i].n < kept[at].n)
			at = i;
	}
	if (i < SHOWN_ANSWERS)
		at = i;
	kept[at] = (struct shown_answer){ a->stack_tag, a->from, a->to, 1,
	    (uint8_t)tag, is_tag_sure, a->is_mail };
}

unsigned
shown_count(const struct shown_answer kept[SHOWN_ANSWERS],
    const struct shown_look *a, uint32_t tag)
{
	unsigned n = 0;
	int i;

	for (i = 0; i < SHOWN_ANSWERS && kept[i].n > 0; i++) {
		const struct shown_answer *s = &kept[i];

		if (s->is_mail != a->is_mail)
			continue;
		if ((s->stack_tag == a->stack_tag && s->from <= a->to &&
		    s->to >= a->from) || (s->is_tag_sure &&
		    s->from - s->tag + tag <= a->to &&
		    s->to - s->tag + tag >= a->from))
			n += s->n;
	}
	return (n);
}
