/* The options' table (edge/options.c), as its help tells it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "edge/options.h"

enum { MOST = 64 };

/* A row of the help: "  -r, --read FILE". */
struct told {
	char letter[4], name[24], value[16];
};

/* A value that each kind takes, and that is none of the defaults. */
static const struct {
	const char *kind, *text;
} values[] = {
	{ "FILE", "x" }, { "IF", "lo" }, { "EXPR", "tcp" }, { "MB", "8" },
	{ "TIME", "30s" }, { "SIZE", "64M" }, { "WHEN", "never" },
	{ "KEYLOG", "k" }, { "HOST", "host.test" }, { "HEX", "000102030405060708090a0b0c0d0e0f" }
};

static struct told told[MOST];
static int n_told;
static struct options read_as[MOST], other;

static const char *
value_for(const char *kind)
{
	size_t i;

	for (i = 0; i < sizeof values / sizeof values[0]; i++)
		if (strcmp(kind, values[i].kind) == 0)
			return (values[i].text);
	fail_msg("no value known for %s", kind);
	return ("");
}

static void
read_option(const char *option, const char *kind, struct options *out)
{
	static const char *const words[] = {
		NULL, "devices", "probe", "learn"
	};
	struct err err;
	size_t i;

	/* Some are only for a word that comes first. */
	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		const char *argv[6] = { "lockhound" };
		int argc = 1;

		if (words[i] != NULL)
			argv[argc++] = words[i];
		if (i >= 2)
			argv[argc++] = "mail.test";
		argv[argc++] = option;
		if (kind[0] != '\0')
			argv[argc++] = value_for(kind);
		if (options_read(argc, (char **)(uintptr_t)argv, out, &err) ==
		    0)
			return;
	}
	fail_msg("%s: %s", option, err.text);
}

static int
help_read(void **state)
{
	const char *line = options_help();
	struct told *t = told;

	(void)state;
	for (; line != NULL; line = strchr(line, '\n')) {
		line += strspn(line, "\n");
		t->letter[0] = t->value[0] = '\0';
		if (sscanf(line, "  -%1[a-zA-Z], --%23[a-z-] %15[A-Z] ",
		    t->letter + 1, t->name + 2, t->value) < 2 &&
		    (strncmp(line, "      --", 8) != 0 ||
		    sscanf(line, "      --%23[a-z-] %15[A-Z] ", t->name + 2,
		    t->value) < 1))
			continue;
		if (t->letter[1] != '\0')
			t->letter[0] = '-';
		t->name[0] = t->name[1] = '-';
		t = &told[++n_told];
	}
	return (0);
}

static void
the_help_tells_of_options(void **state)
{
	(void)state;
	assert_in_range(n_told, 20, MOST - 1);
}

/* A row whose field is forgotten, or is another's, fails here. */
static void
every_option_sets_something_of_its_own(void **state)
{
	char *argv[] = { "lockhound", NULL };
	struct err err;
	int i, j;

	(void)state;
	assert_int_equal(options_read(1, argv, &other, &err), 0);
	for (i = 0; i < n_told; i++) {
		read_option(told[i].name, told[i].value, &read_as[i]);
		assert_ptr_equal(read_as[i].program, other.program);
		if (memcmp(&read_as[i], &other, sizeof other) == 0)
			fail_msg("%s sets nothing", told[i].name);
		for (j = 0; j < i; j++)
			if (memcmp(&read_as[i], &read_as[j],
			    sizeof other) == 0)
				fail_msg("%s does what %s does", told[i].name,
				    told[j].name);
	}
}

static void
a_letter_does_what_the_name_does(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < n_told; i++) {
		if (told[i].letter[0] == '\0')
			continue;
		read_option(told[i].name, told[i].value, &read_as[0]);
		read_option(told[i].letter, told[i].value, &other);
		assert_memory_equal(&read_as[0], &other, sizeof other);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_help_tells_of_options),
		cmocka_unit_test(every_option_sets_something_of_its_own),
		cmocka_unit_test(a_letter_does_what_the_name_does),
	};

	return (cmocka_run_group_tests(tests, help_read, NULL));
}
