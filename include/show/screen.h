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
/* Gives the terminal back as it was.  May be called twice, and by atexit. */
void	screen_close(struct screen *s);
/* The same from a signal's handler, before the process ends. */
void	screen_restore(void);

/* The descriptor that keys come from, for poll. */
int	screen_fd(const struct screen *s);
void	screen_size(struct screen *s, int *rows, int *columns);
void	screen_show(struct screen *s, const struct canvas *c);
/* The next show writes everything anew. */
void	screen_redraw(struct screen *s);
/* Turns colours off, and on again where the terminal has any. */
void	screen_colors(struct screen *s);
/* Puts text on the clipboard of whoever looks, where the terminal allows it
 * (OSC 52). */
void	screen_copy(struct screen *s, const char *text);
/* Gives the terminal back to the shell until it wakes us (Ctrl-Z). */
void	screen_suspend(struct screen *s);
/* The next key (enum ui_key or a character); 0 when none waits, -1 when none
 * will come any more. */
int	screen_key(struct screen *s);

#endif
