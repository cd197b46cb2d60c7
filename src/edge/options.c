/*
 * Options: one row each, from which the parser, the help and the nearest
 * known name all come, so that none can say what another does not.
 *
 * A new option is a row here and a field in options.h; check_options.sh then
 * asks for it in the README and the man page.
 */

#include "edge/options.h"

#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "data/limits.h"

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

/* "64M", "1G", "500000": bytes. */
static int
set_memory(const char *text, struct options *o, struct err *err)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;
	unsigned long long n = strtoull(text, &end, 10);
	int shift = 0;

	if (*end != '\0') {
		int upper = *end >= 'a' && *end <= 'z' ? *end - 32 : *end;

		unit = strchr(units, upper);
		if (unit == NULL || (end[1] != '\0' &&
		    strcmp(end + 1, "iB") != 0 && strcmp(end + 1, "B") != 0))
			end = NULL;
		else
			shift = 10 * (int)(unit - units + 1);
	}
	if (end == NULL || text[0] < '0' || text[0] > '9' || n == 0 ||
	    n > UINT64_MAX >> shift)
		return (err_set(err, "--memory %.40s is no size; give one "
		    "like 64M or 1G", text));
	o->memory_bytes = (uint64_t)n << shift;
	if (o->memory_bytes < MEMORY_MIN_BYTES ||
	    o->memory_bytes > MEMORY_MAX_BYTES)
		return (err_set(err, "--memory %.40s: give %uM to %uG; a bare "
		    "number counts bytes", text,
		    (unsigned)(MEMORY_MIN_BYTES >> 20),
		    (unsigned)(MEMORY_MAX_BYTES >> 30)));
	return (0);
}

/* "90", "30s", "10m", "2h": seconds. */
static int
set_duration(const char *text, struct options *o, struct err *err)
{
	char *end;
	long long n = strtoll(text, &end, 10);
	long long unit = *end == 'h' ? 3600 : *end == 'm' ? 60 : 1;

	if (text[0] < '0' || text[0] > '9' || n <= 0 || n > 100000000 ||
	    (*end != '\0' && (strchr("smh", *end) == NULL ||
	    end[1] != '\0')))
		return (err_set(err, "--duration %.40s is no time; give one "
		    "like 30s, 10m or 2h", text));
	o->duration_s = n * unit;
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

static const struct option_row {
	char letter;			/* 0: none */
	const char *name;
	const char *value;		/* NULL: takes none */
	const char *words;		/* '\n' ends a line */
	size_t at;			/* of the field, if there is no set */
	int (*set)(const char *value, struct options *o, struct err *err);
	bool may_be_empty;		/* the value */
	unsigned usual;			/* without it; 0: says nothing */
	const char *unit;		/* of usual, behind it */
} rows[] = {
	{ 'r', "read", "FILE",
	    "read a capture: pcap, pcapng, .gz, .zst; a directory; - is\n"
	    "stdin; repeat for more (merged by time)", .set = add_file },
	{ 'i', "interface", "IF",
	    "watch this interface (any: all of them); repeat for more;\n"
	    "without it the LAN side is picked", .set = add_interface },
	{ 'D', "list", NULL, "list the interfaces", .at = AT(lists) },
	{ 'f', "filter", "EXPR", "only packets that match too",
	    .at = AT(filter), .may_be_empty = true },
	{ 0, "all-ports", NULL, "look for mail on every TCP port",
	    .at = AT(all_ports) },
	{ 0, "print-filter", NULL,
	    "print a filter for tcpdump that keeps all that is read",
	    .at = AT(prints_filter) },
	{ 'w', "write", "FILE", "keep the mail packets; - is\n"
	    "stdout, alerts and report then go to stderr",
	    .at = AT(write_to) },
	{ 'B', "buffer", "MB", "kernel buffer", .set = set_buffer,
	    .usual = LIVE_BUFFER_MB, .unit = "" },
	{ 0, "duration", "TIME", "stop after 30s, 10m, 2h",
	    .set = set_duration },
	{ 'b', "batch", NULL,
	    "no screen: alerts as lines, the report at the end",
	    .at = AT(batch) },
	{ 0, "dashboard", NULL, "with -r: show the replay on the screen",
	    .at = AT(dashboard) },
	{ 'j', "json", NULL,
	    "one JSON object a line on stdout, nothing else there",
	    .at = AT(json) },
	{ 0, "check", NULL,
	    "the exit status tells: 6 locked out at the end, else 1 a\n"
	    "culprit, else 5 capture point unfit or no mail seen",
	    .at = AT(check) },
	{ 0, "memory", "SIZE", "how much to remember with: 16M, 1G",
	    .set = set_memory,
	    .usual = MEMORY_DEFAULT_BYTES >> 20, .unit = "M" },
	{ 0, "show-users", NULL,
	    "print mail addresses in full, not as a***@example.com",
	    .at = AT(show_users) },
	{ 0, "ascii", NULL, "plain ASCII in the report and on the screen",
	    .at = AT(ascii) },
	{ 0, "color", "WHEN", "auto, never or always", .set = set_color },
	{ 'q', "quiet", NULL, "no progress line, no warnings",
	    .at = AT(quiet) },
	{ 'v', "verbose", NULL, "progress also where stderr is no terminal",
	    .at = AT(verbose) },
	{ 'V', "version", NULL, "print the version",
	    .at = AT(wants_version) },
	{ 'h', "help", NULL, "this page", .at = AT(wants_help) },
};

enum { N_ROWS = sizeof rows / sizeof rows[0] };

static int
apply(const struct option_row *row, const char *value, struct options *o,
    struct err *err)
{
	char *field = (char *)o + row->at;

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
    "\n";

static const char ending[] =
    "\n"
    "Exit status: 0 done, 1 culprit found (--check), 2 bad option, 3 cannot\n"
    "read, 4 capture cut short (results are printed), 5 capture point unfit\n"
    "or no mail seen (--check), 6 locked out as it ends (--check; before 1\n"
    "and 5, after 2, 3 and 4), 130 interrupted.\n";

static void
row_print(struct text *page, const struct option_row *row)
{
	const char *at = row->words, *end;
	char left[40];

	snprintf(left, sizeof left, "%s%c%s--%s%s%s",
	    row->letter ? "-" : " ", row->letter ? row->letter : ' ',
	    row->letter ? ", " : "  ", row->name, row->value ? " " : "",
	    row->value ? row->value : "");
	text_addf(page, "  %-19s ", left);
	for (; (end = strchr(at, '\n')) != NULL; at = end + 1)
		text_addf(page, "%.*s\n%22s", (int)(end - at), at, "");
	text_add(page, at);
	if (row->usual != 0)
		text_addf(page, " (default %u%s)", row->usual, row->unit);
	text_add(page, "\n");
}

const char *
options_help(void)
{
	static char words[4096];
	struct text page;
	size_t i;

	text_init(&page, words, sizeof words);
	text_add(&page, examples);
	for (i = 0; i < N_ROWS; i++)
		row_print(&page, &rows[i]);
	text_add(&page, ending);
	return (words);
}

/* --- names that are none --- */

/* Edits from a to b (Levenshtein), of names shorter than 32. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[33], i, j, n = strlen(b);

	if (strlen(a) > 31 || n > 31)
		return (99);
	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; a[i - 1] != '\0'; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (j = 1; j <= n; j++) {
			size_t best = corner + (a[i - 1] != b[j - 1]);

			corner = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return (row[n]);
}

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
		size_t d = distance(bare, rows[i].name);

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
	if (row->value == NULL && equals != NULL)
		return (err_set(err, "--%s takes no value", row->name));
	if (row->value == NULL)
		return (apply(row, NULL, o, err));
	value = value_of(row, equals != NULL ? equals + 1 : NULL, argc, argv,
	    i, err);
	return (value == NULL ? -1 : apply(row, value, o, err));
}

/* A capture that comes as it is made may never end. */
static bool
is_stream(const char *path)
{
	struct stat is;

	return (strcmp(path, "-") == 0 || (stat(path, &is) == 0 &&
	    !S_ISREG(is.st_mode) && !S_ISDIR(is.st_mode)));
}

/* Options of a watch that mean nothing to a replay. */
static int
idle_in_replay(const struct options *o, struct err *err)
{
	bool lasts = o->dashboard;
	int i;

	if (o->n_interfaces > 0 || o->write_to != NULL)
		return (err_set(err, "-r replays a capture, -i and -w watch "
		    "a network: give one of them"));
	if (o->buffer_mb > 0)
		return (err_set(err, "-B is the buffer of a watch, and -r "
		    "needs none: leave it out"));
	for (i = 0; i < o->n_files && !lasts; i++)
		lasts = is_stream(o->files[i]);
	if (o->duration_s > 0 && !lasts)
		return (err_set(err, "--duration ends a watch, and -r reads "
		    "a file to its end: leave it out"));
	return (0);
}

/* Options that cannot be had together. */
static int
contradiction(const struct options *o, struct err *err)
{
	bool writes_stdout = o->write_to != NULL &&
	    strcmp(o->write_to, "-") == 0;
	int i, n_stdin = 0;

	for (i = 0; i < o->n_files; i++)
		n_stdin += strcmp(o->files[i], "-") == 0;
	if (n_stdin > 1)
		return (err_set(err, "-r - stands here %d times: there is "
		    "only one stdin", n_stdin));
	if (o->n_files > 0 && idle_in_replay(o, err) == -1)
		return (-1);
	if (o->quiet && o->verbose)
		return (err_set(err, "-q says less and -v more: give one of "
		    "them"));
	if (o->batch && o->dashboard)
		return (err_set(err, "--batch shows no screen and "
		    "--dashboard is one: give one of them"));
	if (o->json && o->dashboard)
		return (err_set(err, "--json and --dashboard both want "
		    "stdout: give one of them"));
	if (writes_stdout && (o->json || o->dashboard))
		return (err_set(err, "-w - and --%s both want stdout: give "
		    "-w a file", o->json ? "json" : "dashboard"));
	return (0);
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
	if ((arg[0] != '-' || arg[1] == '\0') && o->n_files > 0)
		return (err_set(err, "what is %.60s? Repeat -r for each file "
		    "(-r %.60s -r %.60s), or give -r their directory", arg,
		    o->files[o->n_files - 1], arg));
	if (arg[0] != '-' || arg[1] == '\0')
		return (err_set(err, "what is %.60s? To read a capture: "
		    "%s -r %.60s", arg, o->program, arg));
	return (arg[1] == '-' ? read_name(argc, argv, i, o, err) :
	    read_letters(argc, argv, i, o, err));
}

/* A name that can stand in a hint without quotes, else the bare one. */
static const char *
program_name(const char *typed)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+-";
	size_t n = typed != NULL ? strlen(typed) : 0;

	return (n > 0 && n <= 100 && strspn(typed, plain) == n ? typed :
	    "lockhound");
}

int
options_read(int argc, char **argv, struct options *out, struct err *err)
{
	int i;

	memset(out, 0, sizeof *out);
	out->program = program_name(argc > 0 ? argv[0] : NULL);
	for (i = 1; i < argc; i++)
		if (read_one(argc, argv, &i, out, err) == -1)
			return (-1);
	if (out->wants_help || out->wants_version)
		return (0);
	return (contradiction(out, err));
}
