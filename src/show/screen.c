/*
 * The terminal.  ncurses writes only what changed; lines are drawn by our own
 * characters, never by the terminal's alternate set.
 */

#define _XOPEN_SOURCE_EXTENDED
#define _GNU_SOURCE

#include "show/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/text.h"
#include "show/ui.h"

/* Linux' first real-time signal; the C library's SIGRTMIN is some higher. */
enum { FIRST_REAL_TIME = 32 };

struct screen {
	SCREEN *curses;
	FILE *keys;
	int key_fd;
	bool has_color, may_color, is_open;
	struct termios before;
	int rows, columns;
};

static struct screen the;		/* a process has one terminal */

/*
 * A crash must not leave the terminal raw: what can be done in a handler is
 * the line discipline and the plainest sequences.
 */
void
screen_restore(void)
{
	static const char reset[] = "\033[?1049l\033[?1l\033>\033[?25h"
	    "\033[0m\r\n";

	if (!the.is_open)
		return;
	tcsetattr(the.key_fd, TCSANOW, &the.before);
	/* Who cannot be written to needs no sequences. */
	(void)!write(STDOUT_FILENO, reset, sizeof reset - 1);
}

static void
on_crash(int signal_number, siginfo_t *info, void *context)
{
	char words[80];
	struct text t;

	(void)context;
	screen_restore();
	/* As where there is no screen (edge/seccomp.c). */
	text_init(&t, words, sizeof words);
	if (signal_number == SIGSYS)
		text_addf(&t, "lockhound: stopped at a forbidden system call "
		    "(%d)\n", info->si_syscall);
	(void)!write(STDERR_FILENO, words, t.len);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

/*
 * The C library keeps two signals for its threads, of which there are none,
 * and lets nobody take them.  They are blocked by a system call of our own,
 * for the library's would leave them out.
 */
static void
library_signals_hold(void)
{
	unsigned long held[_NSIG / 8 / sizeof(unsigned long)] = { 0 };
	const unsigned bits = 8 * sizeof held[0];
	unsigned n;

	for (n = FIRST_REAL_TIME; n < (unsigned)SIGRTMIN; n++)
		held[(n - 1) / bits] |= 1UL << (n - 1) % bits;
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, held, NULL, sizeof held);
}

/* Signals that end a process and mean nothing else here are taken. */
static void
crashes_take(void)
{
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE,
	    SIGABRT, SIGSYS, SIGQUIT, SIGXCPU, SIGUSR1, SIGUSR2, SIGALRM,
	    SIGVTALRM, SIGPROF, SIGIO, SIGTRAP, SIGPWR, SIGSTKFLT };
	const struct sigaction ours = { .sa_sigaction = on_crash,
	    .sa_flags = SA_SIGINFO };
	size_t i;
	int n;

	for (i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
		sigaction(crashes[i], &ours, NULL);
	for (n = SIGRTMIN; n <= SIGRTMAX; n++)
		sigaction(n, &ours, NULL);
	library_signals_hold();
}

static void
close_at_exit(void)
{
	screen_close(&the);
}

struct screen *
screen_open(bool color, struct err *err)
{
	const char *term = getenv("TERM");
	struct screen *s = &the;

	if (!isatty(STDOUT_FILENO)) {
		err_set(err, "the dashboard needs a terminal; use --batch "
		    "or --json");
		return (NULL);
	}
	s->keys = stdin;
	if (!isatty(STDIN_FILENO))
		s->keys = fopen("/dev/tty", "r");
	if (s->keys == NULL) {
		err_set(err, "no terminal to take keys from: %s",
		    strerror(errno));
		return (NULL);
	}
	s->key_fd = fileno(s->keys);
	tcgetattr(s->key_fd, &s->before);
	if (term == NULL || *term == '\0')
		term = "dumb";
	s->curses = newterm(term, stdout, s->keys);
	if (s->curses == NULL)
		s->curses = newterm("vt100", stdout, s->keys);
	if (s->curses == NULL) {
		err_set(err, "the terminal type %s is not known here; try "
		    "TERM=vt100", term);
		return (NULL);
	}
	set_term(s->curses);
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(50);
	curs_set(0);
	s->has_color = s->may_color = color && has_colors();
	if (s->has_color) {
		start_color();
		use_default_colors();
		init_pair(1, COLOR_RED, -1);
		init_pair(2, COLOR_YELLOW, -1);
	}
	s->is_open = true;
	atexit(close_at_exit);
	crashes_take();
	return (s);
}

void
screen_close(struct screen *s)
{
	if (s == NULL || !s->is_open)
		return;
	s->is_open = false;
	if (isendwin())
		return;			/* as screen_suspend left it */
	endwin();
	tcsetattr(s->key_fd, TCSANOW, &s->before);
}

int
screen_fd(const struct screen *s)
{
	return (s->key_fd);
}

void
screen_size(struct screen *s, int *rows, int *columns)
{
	struct winsize w;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row > 0 &&
	    w.ws_col > 0 && (w.ws_row != s->rows || w.ws_col != s->columns)) {
		s->rows = w.ws_row;
		s->columns = w.ws_col;
		resizeterm(s->rows, s->columns);
		clearok(stdscr, TRUE);
	}
	if (s->rows == 0)
		getmaxyx(stdscr, s->rows, s->columns);
	*rows = s->rows;
	*columns = s->columns;
}

static attr_t
attr_of(const struct screen *s, uint8_t style)
{
	switch (style) {
	case STYLE_BOLD:
		return (A_BOLD);
	case STYLE_RED:
		return (A_BOLD | (s->has_color ? COLOR_PAIR(1) : 0));
	case STYLE_YELLOW:
		return (A_BOLD | (s->has_color ? COLOR_PAIR(2) : 0));
	case STYLE_DIM:
		return (A_DIM);
	case STYLE_REVERSE:
		return (A_REVERSE);
	default:
		return (A_NORMAL);
	}
}

void
screen_show(struct screen *s, const struct canvas *c)
{
	int row, column;

	erase();
	for (row = 0; row < c->rows; row++)
		for (column = 0; column < c->columns; column++) {
			const struct cell *cell = &c->cells[row][column];

			/* The last cell of all would scroll some terminals. */
			if (row == c->rows - 1 && column == c->columns - 1)
				break;
			if (cell->is_tail || (cell->text[0] == '\0' &&
			    cell->style == STYLE_PLAIN))
				continue;
			attrset((int)attr_of(s, cell->style));
			mvaddstr(row, column, cell->text[0] == '\0' ? " " :
			    cell->text);
		}
	attrset(A_NORMAL);
	refresh();
}

void
screen_redraw(struct screen *s)
{
	(void)s;
	clearok(stdscr, TRUE);
}

void
screen_colors(struct screen *s)
{
	s->has_color = s->may_color && !s->has_color;
	clearok(stdscr, TRUE);
}

void
screen_copy(struct screen *s, const char *text)
{
	char coded[CANVAS_COLUMNS * CELL_BYTES * 2], whole[sizeof coded + 16];
	size_t n = strlen(text);
	int len;

	/* A terminal that does not know it may have printed it. */
	screen_redraw(s);
	if ((n + 2) / 3 * 4 + 1 > sizeof coded)
		return;
	base64_encode((const uint8_t *)text, n, coded, sizeof coded);
	len = snprintf(whole, sizeof whole, "\033]52;c;%s\a", coded);
	if (write(STDOUT_FILENO, whole, (size_t)len) == -1)
		return;		/* a terminal that is gone is seen elsewhere */
}

/*
 * The process stops by SIGTSTP, which the kernel takes for nothing where no
 * shell could ever continue us (an orphaned group: "ssh -t router
 * lockhound"); SIGSTOP would stop it for good.
 */
void
screen_suspend(struct screen *s)
{
	struct sigaction stops = { .sa_handler = SIG_DFL }, before;

	endwin();
	tcsetattr(s->key_fd, TCSANOW, &s->before);
	sigaction(SIGTSTP, &stops, &before);	/* that of ncurses */
	raise(SIGTSTP);
	sigaction(SIGTSTP, &before, NULL);
	clearok(stdscr, TRUE);
	/* "kill %1" goes on in the background, where to draw is to stop. */
	if (tcgetpgrp(s->key_fd) == getpgrp())
		refresh();
}

static int
key_of(int c)
{
	static const struct { int curses, ui; } keys[] = {
		{ KEY_UP, UI_KEY_UP }, { KEY_DOWN, UI_KEY_DOWN },
		{ KEY_LEFT, UI_KEY_LEFT }, { KEY_RIGHT, UI_KEY_RIGHT },
		{ KEY_PPAGE, UI_KEY_PAGE_UP }, { KEY_NPAGE, UI_KEY_PAGE_DOWN },
		{ KEY_HOME, UI_KEY_HOME }, { KEY_END, UI_KEY_END },
		{ KEY_ENTER, UI_KEY_ENTER }, { '\r', UI_KEY_ENTER },
		{ '\n', UI_KEY_ENTER }, { 27, UI_KEY_ESCAPE },
		{ KEY_BACKSPACE, UI_KEY_BACKSPACE },
		{ 127, UI_KEY_BACKSPACE }, { 8, UI_KEY_BACKSPACE },
		{ '\t', UI_KEY_TAB }
	};
	size_t i;

	for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (keys[i].curses == c)
			return (keys[i].ui);
	if (c >= KEY_F(1) && c <= KEY_F(10))
		return (UI_KEY_F1 + c - KEY_F(1));
	return (c > 0 && c < 256 ? c : ' ' + 0x100);
}

int
screen_key(struct screen *s)
{
	struct pollfd p = { s->key_fd, POLLIN, 0 };
	int c = getch();

	if (c == KEY_RESIZE)
		return (UI_KEY_RESIZED);
	if (c != ERR)
		return (key_of(c));
	/* Nothing, or the terminal is gone. */
	if (poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR |
	    POLLNVAL)) != 0)
		return (-1);
	if ((p.revents & POLLIN) != 0) {
		int n = 0;

		/* Readable, and yet no key: its end. */
		if (ioctl(s->key_fd, FIONREAD, &n) == -1 || n == 0)
			return (-1);
	}
	return (0);
}
