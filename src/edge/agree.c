/* Options that cannot be had together, and those that mean nothing alone. */

#include "edge/agree.h"

#include <string.h>
#include <sys/stat.h>

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
	if (o->allows_probe)
		return (err_set(err, "--allow-probe is for a watch: in a "
		    "replay nobody is asked, leave it out"));
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

int
options_agree(const struct options *o, struct err *err)
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
	if (o->command == COMMAND_DEVICES && o->n_interfaces > 1)
		return (err_set(err, "devices are looked for on one interface "
		    "at a time: give one -i"));
	if (o->command == COMMAND_PROBE && o->host == NULL)
		return (err_set(err, "lockhound probe needs a host: lockhound "
		    "probe mail.example.com"));
	if (o->command == COMMAND_WATCH && o->has_probe_key && o->n_files == 0)
		return (err_set(err, "--probe-key is for a probe's capture: "
		    "give it by -r FILE"));
	if (o->command == COMMAND_LEARN && o->n_files == 0)
		return (err_set(err, "lockhound learn needs a capture: "
		    "lockhound learn office.pcap --keys keylog.txt"));
	if (o->command == COMMAND_WATCH && o->keys != NULL && o->n_files == 0)
		return (err_set(err, "--keys is for a capture: give it by -r "
		    "FILE"));
	if (o->quiet && o->verbose)
		return (err_set(err, "-q says less and -v more: give one of "
		    "them"));
	if (o->allows_probe && (o->batch || o->json))
		return (err_set(err, "--allow-probe is for the dashboard's "
		    "key b, and --%s has none: leave it out", o->json ?
		    "json" : "batch"));
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
