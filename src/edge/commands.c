/* The words that may come first: one row each, for argv and for the help. */

#include "edge/commands.h"

#include <string.h>

#include "edge/values.h"

static const struct command_row commands[] = {
	{ COMMAND_DEVICES, "devices", NULL,
	    "who is on this network; asks each address of it (-i, -j,\n"
	    "--duration, --dry-run, --ascii, -q, -v)" },
	{ COMMAND_PROBE, "probe", "HOST",
	    "does this mail host lock us out? sends a few packets (-i,\n"
	    "-w, -j, --again, --reference, --connect, --dry-run)" },
	{ COMMAND_LEARN, "learn", "CAPTURE",
	    "write what its mail hosts answer to logins, for --servers\n"
	    "(--keys, -o, -q, -v)" },
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

const struct command_row *
commands_at(size_t i)
{
	return (i < N_COMMANDS ? &commands[i] : NULL);
}

const struct command_row *
command_find(const char *word)
{
	size_t i;

	for (i = 0; i < N_COMMANDS; i++)
		if (strcmp(commands[i].word, word) == 0)
			return (&commands[i]);
	return (NULL);
}

const struct command_row *
command_near(const char *word)
{
	size_t i;

	for (i = 0; i < N_COMMANDS; i++)
		if (nearest_edits(word, commands[i].word) <= 2)
			return (&commands[i]);
	return (NULL);
}

const char *
command_word(enum command command)
{
	size_t i;

	for (i = 0; i < N_COMMANDS; i++)
		if (commands[i].command == command)
			return (commands[i].word);
	return ("");
}
