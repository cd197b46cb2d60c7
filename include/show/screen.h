/*
 * The terminal, by ncurses: a canvas out, keys in.  The one room of ncurses.
 */

#ifndef SHOW_SCREEN_H
#define SHOW_SCREEN_H

#include <stdbool.h>

#include "base/err.h"
#include "show/canvas.h"

struct screen;

/*
 * On the terminal of stdout, keys from stdin, or from /dev/tty where stdin is
 * none.  NULL with a sentence where there is no terminal.
 */
struct screen	*screen_open(bool color, struct err *err);
/* Restores the terminal.  May be called twice, and by atexit. */
void	screen_close(struct screen *s);
/* From a signal's handler, before the process ends: the terminal as it was. */
void	screen_restore(void);

/* Where keys come from, for poll. */
int	screen_fd(const struct screen *s);
void	screen_size(struct screen *s, int *rows, int *columns);
void	screen_show(struct screen *s, const struct canvas *c);
/* The next show writes everything anew. */
void	screen_redraw(struct screen *s);
/* Colours off, and on again where there are any. */
void	screen_colors(struct screen *s);
/* To the clipboard of whoever looks, where the terminal allows it (OSC 52). */
void	screen_copy(struct screen *s, const char *text);
/* Give the terminal back to the shell until it wakes us (Ctrl-Z). */
void	screen_suspend(struct screen *s);
/* A key (enum ui_key or a character), 0 when none waits, -1 at its end. */
int	screen_key(struct screen *s);

#endif
