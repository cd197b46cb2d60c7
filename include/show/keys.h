/*
 * The keys: what each does, where, and what the help, the bars and the man
 * page say of it.  A key is one row of a table in keys.c.
 */

#ifndef SHOW_KEYS_H
#define SHOW_KEYS_H

#include <stdbool.h>

#include "show/ui.h"
#include "show/view.h"

enum { CTRL_C = 3, CTRL_D = 4, CTRL_L = 12 };

enum {
	KEY_CODES = 4,			/* that do the same */
	KEY_BARS = 2
};

struct key {
	/* 0 ends them; without a name it does the same and is not told of. */
	struct {
		int code;
		const char *name;
	} keys[KEY_CODES];
	enum ui_act (*act)(struct ui *u, const struct key *k);
	int arg;			/* the act's own */
	bool is_at_once;		/* also where any key goes back */
	const struct view *view;	/* that it opens */
	/* It does something in this view alone, and says so elsewhere. */
	const struct view *only;
	const char *elsewhere;
	/* The line of the help; NULL: it is told of with the row above it, and
	 * is_apart sets it off by a comma. */
	const char *help;
	bool is_apart;
	void (*help_more)(struct text *t);	/* goes on behind it; or NULL */
	/* What the bars of some views say, the longest words first. */
	struct key_bar {
		unsigned in;		/* enum bar, or-ed */
		int drop;		/* the higher, the earlier it is
					 * left out where there is no room */
		const char *words, *brief, *bare;	/* NULL: the one
							 * before it */
	} bars[KEY_BARS];
};

/* The table's rows from 0 on; NULL beyond the last. */
const struct key	*keys_at(int i);
/* The row that this key is in, or NULL. */
const struct key	*keys_find(int code);
/* The keys of the help's line that begins with row i: "Up Down k j". */
void	keys_add_names(struct text *t, int i);
void	keys_add_help(struct text *t, int i);

/*
 * The help's line, from 0 on: keys and what they do, then the ranking's titles
 * and other words of the screens.  False beyond the last.  The help screen and
 * the man page (tests/tool_keys.c) are written from these.
 */
enum { KEYS_NAMES_BYTES = 100, KEYS_HELP_BYTES = 200 };
bool	keys_help(int line, struct text *names, struct text *words);

/*
 * The bar of these views as far as it fits less than so many columns: a blank
 * before each key, two where there is room.  has_pause false: without that.
 */
enum { KEYS_BAR_BYTES = 256 };
void	keys_bar(enum bar bar, int columns, bool has_pause,
	    char out[KEYS_BAR_BYTES]);

extern const struct view view_help;

#endif
