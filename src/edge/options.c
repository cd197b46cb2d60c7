/*
 * Options: one row each, from which the parser, the help and the nearest
 * known name all come, so that none can say what another does not.
 *
 * A new option is a row here and a field in options.h; check_options.sh then
 * asks for it in the README and the man page.
 */

#include "edge/options.h"

#include <limits.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/limits.h"
#include "data/probe.h"
#include "edge/agree.h"
#include "edge/commands.h"
#include "edge/values.h"

/* --- what a value sets; -1 with a sentence --- */

static int
add_file(const char *path, struct options *o, struct err *err)
{
	if (o->n_files == OPTIONS_FILES)
		return (err_set(err, "more than %d files; put them into a "
		    "directory and give that", OPTIONS_FILES));
	o->files[o->n_files++] = path;
	return (0);
}

static int
set_memory(const char *text, struct options *o, struct err *err)
{
	if (!value_bytes(text, &o->memory_bytes))
		return (err_set(err, "--memory %.40s is no size; give one "
		    "like 64M or 1G", text));
	if (o->memory_bytes < MEMORY_MIN_BYTES ||
	    o->memory_bytes > MEMORY_MAX_BYTES)
		return (err_set(err, "--memory %.40s: give %uM to %uG; a bare "
		    "number counts bytes", text,
		    (unsigned)(MEMORY_MIN_BYTES >> 20),
		    (unsigned)(MEMORY_MAX_BYTES >> 30)));
	return (0);
}

static int
seconds_read(const char *option, const char *text, int64_t *out,
    struct err *err)
{
	if (value_seconds(text, out))
		return (0);
	return (err_set(err, "--%s %.40s is no time; give one like 30s, 10m "
	    "or 2h", option, text));
}

static int
set_duration(const char *text, struct options *o, struct err *err)
{
	return (seconds_read("duration", text, &o->duration_s, err));
}

/* Sooner would feed a ban that each question renews. */
enum { AGAIN_LEAST_S = 10, AGAIN_MOST_S = 7200 };

static int
set_again(const char *text, struct options *o, struct err *err)
{
	if (seconds_read("again", text, &o->again_s, err) == -1)
		return (-1);
	if (o->again_s < AGAIN_LEAST_S || o->again_s > AGAIN_MOST_S)
		return (err_set(err, "--again %.40s: give 10s to 2h, for each "
		    "question may renew a ban", text));
	return (0);
}

static int
set_probe_key(const char *text, struct options *o, struct err *err)
{
	if (!probe_key_read(text, o->probe_key))
		return (err_set(err, "--probe-key %.40s: give the 32 digits "
		    "of the key", text));
	o->has_probe_key = true;
	return (0);
}

static int
set_buffer(const char *text, struct options *o, struct err *err)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || n < 1 ||
	    n > 2047)
		return (err_set(err, "--buffer %.40s: give megabytes, 1 to "
		    "2047", text));
	o->buffer_mb = (uint32_t)n;
	return (0);
}

static int
set_color(const char *text, struct options *o, struct err *err)
{
	if (strcmp(text, "auto") == 0)
		o->color = COLOR_AUTO;
	else if (strcmp(text, "never") == 0)
		o->color = COLOR_NEVER;
	else if (strcmp(text, "always") == 0)
		o->color = COLOR_ALWAYS;
	else
		return (err_set(err, "--color %.40s: give auto, never or "
		    "always", text));
	return (0);
}

static int
allow_probe(const char *hosts, struct options *o, struct err *err)
{
	if (hosts != NULL && hosts[0] == '\0')
		return (err_set(err, "--allow-probe= names no host; without "
		    "the = private ones may be asked"));
	o->allows_probe = true;
	o->probe_hosts = hosts;
	return (0);
}

/* An interface that is watched twice would give each frame twice. */
static int
add_interface(const char *name, struct options *o, struct err *err)
{
	int i;

	/* A comma may stand in a name, and hardly ever does. */
	if (strchr(name, ',') != NULL && if_nametoindex(name) == 0)
		return (err_set(err, "-i %.60s: repeat -i, one interface each",
		    name));
	if (o->n_interfaces == LIVE_INTERFACES)
		return (err_set(err, "more than %d interfaces; -i any takes "
		    "them all", LIVE_INTERFACES));
	for (i = 0; i < o->n_interfaces; i++)
		if (strcmp(o->interfaces[i], name) == 0)
			return (err_set(err, "-i %.60s stands here twice",
			    name));
	o->interfaces[o->n_interfaces++] = name;
	return (0);
}

/* --- the table --- */

#define AT(field)	offsetof(struct options, field)
#define FOR(command)	(1U << COMMAND_##command)
#define EVERYWHERE	UINT_MAX

static const struct option_row {
	char letter;			/* 0: none */
	const char *name;
	const char *value;		/* NULL: takes none */
	const char *words;		/* '\n' ends a line */
	size_t at;			/* of the field, if there is no set */
	int (*set)(const char *value, struct options *o, struct err *err);
	bool may_be_empty;		/* the value */
	bool may_have_value;		/* behind a '=' */
	unsigned usual;			/* without it; 0: says nothing */
	const char *unit;		/* of usual, behind it */
	unsigned of;			/* FOR() commands; 0: the watch */
} rows[] = {
	{ 'r', "read", "FILE",
	    "read a capture: pcap, pcapng, .gz, .zst; a directory; - is\n"
	    "stdin; repeat for more (merged by time)", .set = add_file },
	{ 0, "keys", "KEYLOG",
	    "with -r, learn: open TLS by what SSLKEYLOGFILE wrote",
	    .at = AT(keys), .of = FOR(WATCH) | FOR(LEARN) },
	{ 0, "servers", "FILE",
	    "what is known of mail hosts, as learn writes it",
	    .at = AT(servers) },
	{ 'o', "output", "FILE", "with learn: write to it, not to stdout",
	    .at = AT(learn_to), .of = FOR(LEARN) },
	{ 'i', "interface", "IF",
	    "watch this interface (any: all of them); repeat for more;\n"
	    "without it the LAN side is picked", .set = add_interface,
	    .of = FOR(WATCH) | FOR(DEVICES) |
	    FOR(PROBE) },
	{ 'D', "list", NULL, "list the interfaces", .at = AT(lists) },
	{ 'f', "filter", "EXPR", "only packets that match too",
	    .at = AT(filter), .may_be_empty = true },
	{ 0, "all-ports", NULL, "look for mail on every TCP port",
	    .at = AT(all_ports) },
	{ 0, "print-filter", NULL,
	    "print a filter for tcpdump that keeps all that is read",
	    .at = AT(prints_filter) },
	{ 'w', "write", "FILE", "keep the mail packets; - is stdout",
	    .at = AT(write_to), .of = FOR(WATCH) | FOR(PROBE) },
	{ 'B', "buffer", "MB", "kernel buffer", .set = set_buffer,
	    .usual = LIVE_BUFFER_MB, .unit = "" },
	{ 0, "duration", "TIME", "stop after 30s, 10m, 2h",
	    .set = set_duration, .of = FOR(WATCH) | FOR(DEVICES) |
	    FOR(PROBE) },
	{ 'b', "batch", NULL,
	    "no screen: alerts as lines, the report at the end",
	    .at = AT(batch) },
	{ 0, "dashboard", NULL, "with -r: show the replay on the screen",
	    .at = AT(dashboard) },
	{ 'j', "json", NULL,
	    "one JSON object a line on stdout, nothing else there",
	    .at = AT(json), .of = FOR(WATCH) | FOR(DEVICES) |
	    FOR(PROBE) },
	{ 0, "check", NULL,
	    "the exit status tells: 6 locked out at the end, else 1 a\n"
	    "culprit, else 5 capture point unfit or no mail seen",
	    .at = AT(check) },
	{ 0, "dry-run", NULL,
	    "with devices or probe: print the packets, send none",
	    .at = AT(dry_run), .of = FOR(DEVICES) | FOR(PROBE) },
	{ 0, "again", "TIME",
	    "with probe: ask until it is lifted, first after\n"
	    "30s, then each time half as long again", .set = set_again,
	    .of = FOR(PROBE) },
	{ 0, "reference", "HOST", "with probe: another host of the internet, "
	    "by which\nthe line is known to be up", .at = AT(reference),
	    .of = FOR(PROBE) },
	{ 0, "connect", NULL, "with probe: connect, where single packets may "
	    "not be\nsent, also to the mail ports (some lockers count that)",
	    .at = AT(connects), .of = FOR(PROBE) },
	{ 0, "probe-key", "HEX", "the key by which a probe's capture is read; "
	    "it stands\nin the file of -w", .set = set_probe_key,
	    .of = FOR(WATCH) | FOR(PROBE) },
	{ 0, "allow-probe", NULL,
	    "the dashboard's b may ask private mail hosts; public ones\n"
	    "have to be named: --allow-probe=HOST,...", .set = allow_probe,
	    .may_have_value = true },
	{ 0, "memory", "SIZE", "how much to remember with: 16M, 1G",
	    .set = set_memory,
	    .usual = MEMORY_DEFAULT_BYTES >> 20, .unit = "M" },
	{ 0, "show-users", NULL,
	    "print mail addresses in full, not as a***@example.com",
	    .at = AT(show_users) },
	{ 0, "ascii", NULL, "plain ASCII in the report and on the screen",
	    .at = AT(ascii), .of = EVERYWHERE },
	{ 0, "color", "WHEN", "auto, never or always", .set = set_color,
	    .of = FOR(WATCH) | FOR(PROBE) },
	{ 'q', "quiet", NULL, "no progress line, no warnings",
	    .at = AT(quiet), .of = EVERYWHERE },
	{ 'v', "verbose", NULL, "progress also where stderr is no terminal",
	    .at = AT(verbose), .of = EVERYWHERE },
	{ 'V', "version", NULL, "print the version",
	    .at = AT(wants_version), .of = EVERYWHERE },
	{ 'h', "help", NULL, "this page", .at = AT(wants_help),
	    .of = EVERYWHERE },
};

enum { N_ROWS = sizeof rows / sizeof rows[0] };

static int
apply(const struct option_row *row, const char *value, struct options *o,
    struct err *err)
{
	unsigned of = row->of != 0 ? row->of : FOR(WATCH);
	char *field = (char *)o + row->at;

	if ((of >> o->command & 1) == 0 && o->command != COMMAND_WATCH)
		return (err_set(err, "--%s means nothing to lockhound %s: "
		    "leave it out", row->name, command_word(o->command)));
	if ((of >> o->command & 1) == 0)
		return (err_set(err, "--%s is for a word that comes first; "
		    "lockhound -h lists them", row->name));
	if (row->set != NULL)
		return (row->set(value, o, err));
	if (row->value != NULL)
		*(const char **)field = value;
	else
		*(bool *)field = true;
	return (0);
}

/* --- the help --- */

static const char examples[] =
    "lockhound: which device here locks us out of our mail?\n"
    "\n"
    "  sudo lockhound                       watch, on the gateway\n"
    "  lockhound -r office.pcap             who it is, and what to do\n"
    "  lockhound -r captures/ --json        every login, one JSON a line\n"
    "  ssh router \"tcpdump -i br-lan -U -w - not port 22\" | "
    "lockhound -r -\n"
    "  lockhound --check -r office.pcap     for scripts: 1 = culprit found\n"
    "  lockhound learn m.pcap --keys k.txt  what hosts answer, for --servers\n"
    "\n";

static const char ending[] =
    "\n"
    "Exit status: 0 done, 1 culprit found (--check), 2 bad option, 3 cannot\n"
    "read, 4 capture cut short (results are printed), 5 capture point unfit\n"
    "or no mail seen (--check), 6 locked out as it ends (--check; before 1\n"
    "and 5, after 2, 3 and 4), 130 interrupted. Of probe: 0 not locked out,\n"
    "or lifted; 6 locked out; 5 server or line down, or nothing can be said.\n";

static void
words_print(struct text *page, const char *left, const char *words)
{
	const char *end;

	text_addf(page, "  %-19s ", left);
	for (; (end = strchr(words, '\n')) != NULL; words = end + 1)
		text_addf(page, "%.*s\n%22s", (int)(end - words), words, "");
	text_add(page, words);
}

static void
command_print(struct text *page, const struct command_row *c)
{
	char left[40];

	snprintf(left, sizeof left, "%s%s%s", c->word, c->operand != NULL ?
	    " " : "", c->operand != NULL ? c->operand : "");
	words_print(page, left, c->words);
	text_add(page, "\n");
}

static void
row_print(struct text *page, const struct option_row *row)
{
	char left[40];

	snprintf(left, sizeof left, "%s%c%s--%s%s%s",
	    row->letter ? "-" : " ", row->letter ? row->letter : ' ',
	    row->letter ? ", " : "  ", row->name, row->value ? " " : "",
	    row->value ? row->value : "");
	words_print(page, left, row->words);
	if (row->usual != 0)
		text_addf(page, " (default %u%s)", row->usual, row->unit);
	text_add(page, "\n");
}

const char *
options_help(void)
{
	static char words[8192];
	struct text page;
	size_t i;

	text_init(&page, words, sizeof words);
	text_add(&page, examples);
	for (i = 0; commands_at(i) != NULL; i++)
		command_print(&page, commands_at(i));
	text_add(&page, "\n");
	for (i = 0; i < N_ROWS; i++)
		row_print(&page, &rows[i]);
	text_add(&page, ending);
	return (words);
}

/* --- names that are none --- */

/* The option that begins so; NULL: none, or it is one letter. */
static const char *
begun(const char *name)
{
	size_t i, n = strlen(name);

	for (i = 0; n > 1 && i < N_ROWS; i++)
		if (strncmp(name, rows[i].name, n) == 0)
			return (rows[i].name);
	return (NULL);
}

/* letter is the one of arg that is no option; 0: all of arg is none. */
static int
unknown(const char *arg, char letter, struct err *err)
{
	const char *name = arg + strspn(arg, "-"), *nearest = rows[0].name;
	size_t i, best = 99;
	char bare[32], which[16];

	snprintf(bare, sizeof bare, "%.*s", (int)strcspn(name, "="), name);
	for (i = 0; i < N_ROWS; i++) {
		size_t d = nearest_edits(bare, rows[i].name);

		if (d < best) {
			best = d;
			nearest = rows[i].name;
		}
	}
	if (begun(bare) != NULL) {
		nearest = begun(bare);
		best = 0;
	}
	snprintf(which, sizeof which, letter != '\0' && arg[2] != '\0' ?
	    "-%c in " : "", letter);
	/* A name of which half is guessed is no guess. */
	if (best * 2 > strlen(bare))
		return (err_set(err, "there is no option %s%.60s (-h lists "
		    "them all)", which, arg));
	return (err_set(err, "there is no option %s%.60s; did you mean --%s? "
	    "(-h lists them all)", which, arg, nearest));
}

/* --- argv --- */

/* The value of an option that takes one: the rest of arg or the next. */
static const char *
value_of(const struct option_row *row, const char *rest, int argc,
    char **argv, int *i, struct err *err)
{
	if (rest == NULL && *i + 1 < argc)
		rest = argv[++*i];
	/* Empty: a script's variable that nobody has set; no filter is one. */
	if (rest != NULL && (rest[0] != '\0' || row->may_be_empty))
		return (rest);
	err_set(err, "--%s needs a value: %s", row->name, row->value);
	return (NULL);
}

/* "-r", "-rFILE", "-qv", "-qr": the last letter may take a value. */
static int
read_letters(int argc, char **argv, int *i, struct options *o,
    struct err *err)
{
	const char *arg = argv[*i], *at, *value;
	const struct option_row *row;

	for (at = arg + 1; *at != '\0'; at++) {
		for (row = rows; row < rows + N_ROWS; row++)
			if (row->letter == *at)
				break;
		if (row == rows + N_ROWS)
			return (unknown(arg, *at, err));
		if (row->value != NULL) {
			value = value_of(row, at[1] != '\0' ? at + 1 : NULL,
			    argc, argv, i, err);
			return (value == NULL ? -1 :
			    apply(row, value, o, err));
		}
		if (apply(row, NULL, o, err) == -1)
			return (-1);
	}
	return (0);
}

/* "--read FILE", "--read=FILE". */
static int
read_name(int argc, char **argv, int *i, struct options *o, struct err *err)
{
	const char *name = argv[*i] + 2, *equals = strchr(name, '='), *value;
	size_t n = equals != NULL ? (size_t)(equals - name) : strlen(name);
	const struct option_row *row;

	for (row = rows; row < rows + N_ROWS; row++)
		if (strlen(row->name) == n &&
		    strncmp(name, row->name, n) == 0)
			break;
	if (row == rows + N_ROWS)
		return (unknown(argv[*i], '\0', err));
	if (row->value == NULL && equals != NULL && !row->may_have_value)
		return (err_set(err, "--%s takes no value", row->name));
	if (row->value == NULL)
		return (apply(row, equals != NULL ? equals + 1 : NULL, o,
		    err));
	value = value_of(row, equals != NULL ? equals + 1 : NULL, argc, argv,
	    i, err);
	return (value == NULL ? -1 : apply(row, value, o, err));
}

static int
read_one(int argc, char **argv, int *i, struct options *o, struct err *err)
{
	const char *arg = argv[*i];

	if (argc == 2 && strcmp(arg, "help") == 0) {
		o->wants_help = true;
		return (0);
	}
	/* The shell has made this of -r *.pcap. */
	if ((arg[0] != '-' || arg[1] == '\0') && o->n_files > 0 &&
	    o->command != COMMAND_LEARN)
		return (err_set(err, "what is %.60s? Repeat -r for each file "
		    "(-r %.60s -r %.60s), or give -r their directory", arg,
		    o->files[o->n_files - 1], arg));
	if ((arg[0] != '-' || arg[1] == '\0') &&
	    o->command == COMMAND_PROBE && o->host == NULL) {
		o->host = arg;
		return (0);
	}
	if ((arg[0] != '-' || arg[1] == '\0') && o->command == COMMAND_LEARN)
		return (add_file(arg, o, err));
	if ((arg[0] != '-' || arg[1] == '\0') && o->command != COMMAND_WATCH)
		return (err_set(err, "what is %.60s? lockhound %s takes no "
		    "more", arg, command_word(o->command)));
	if (*i == 1 && command_near(arg) != NULL)
		return (err_set(err, "what is %.60s? Is it %s?", arg,
		    command_near(arg)->word));
	if (arg[0] != '-' || arg[1] == '\0')
		return (err_set(err, "what is %.60s? To read a capture: "
		    "%s -r %.60s", arg, o->program, arg));
	return (arg[1] == '-' ? read_name(argc, argv, i, o, err) :
	    read_letters(argc, argv, i, o, err));
}

int
options_read(int argc, char **argv, struct options *out, struct err *err)
{
	const struct command_row *command = argc > 1 ?
	    command_find(argv[1]) : NULL;
	int i;

	memset(out, 0, sizeof *out);
	out->program = value_program(argc > 0 ? argv[0] : NULL);
	if (command != NULL)
		out->command = command->command;
	for (i = command != NULL ? 2 : 1; i < argc; i++)
		if (read_one(argc, argv, &i, out, err) == -1)
			return (-1);
	if (out->wants_help || out->wants_version)
		return (0);
	return (options_agree(out, err));
}
