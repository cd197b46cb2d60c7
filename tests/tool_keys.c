/*
 * The help's lines as they stand in the man page, in roff: the build puts them
 * where src/show/lockhound.1 says KEYS.
 */

#include <stdio.h>

#include "base/text.h"
#include "show/keys.h"

static void
put_roff(const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			printf("\\e");
		else if (*text == '-')
			printf("\\-");
		else
			putchar(*text);
	}
}

int
main(void)
{
	char names[KEYS_NAMES_BYTES], words[KEYS_HELP_BYTES];
	struct text left, right;
	int i;

	for (i = 0;; i++) {
		text_init(&left, names, sizeof names);
		text_init(&right, words, sizeof words);
		if (!keys_help(i, &left, &right))
			return (0);
		printf(".TP\n.B ");
		put_roff(names);
		printf("\n");
		put_roff(words);
		printf(".\n");
	}
}
