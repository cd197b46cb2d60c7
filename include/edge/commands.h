/* The words that may come first on the command line. */

#ifndef EDGE_COMMANDS_H
#define EDGE_COMMANDS_H

#include <stddef.h>

/* Without a word it is a watch or a replay. */
enum command {
	COMMAND_WATCH, COMMAND_DEVICES, COMMAND_PROBE, COMMAND_LEARN
};

struct command_row {
	enum command command;
	const char *word;
	const char *operand;		/* NULL: takes none */
	const char *words;		/* '\n' ends a line */
};

/* The rows from 0 on; NULL beyond the last. */
const struct command_row	*commands_at(size_t i);
/* NULL: the word is none. */
const struct command_row	*command_find(const char *word);
/* The one that was likely meant; NULL: none. */
const struct command_row	*command_near(const char *word);
const char	*command_word(enum command command);

#endif
