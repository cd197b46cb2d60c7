#!/bin/sh
# Every option of --help, which prints the table of edge/options.c, stands in
# the README's table and in the man page, with the same value and the same
# default; and neither names an option that there is not.
p=${PROGRAM:-build/lockhound}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0
cat > "$dir/compare.py" <<'PY'
import re
import sys

help_, readme, page = (open(f, encoding="utf-8").read() for f in sys.argv[1:])
bad = 0


def wrong(words):
    global bad
    print(words)
    bad = 1


# Long name -> letter, value, default.
options = {}
for m in re.finditer(r"^  (?:-(\w), |    )--([a-z-]+)(?: ([A-Z]+))? +(.*(?:\n {22}.*)*)",
                     help_, re.M):
    default = re.search(r"\(default (\w+)\)", m.group(4))
    options[m.group(2)] = (m.group(1), m.group(3),
                           default and default.group(1))
letters = {o[0]: name for name, o in options.items() if o[0]}
if len(options) < 20 or len(letters) < 10:
    wrong("--help: no options found")


def compare(where, named, text):
    """named: (option as written, value or None); text: all of it."""
    found = set()
    for option, value in named:
        name = option[2:] if option.startswith("--") else \
            letters.get(option[1:])
        if name not in options:
            wrong(f"{where}: {option} is no option")
            continue
        found.add(name)
        if options[name][1] != value and value != "=":
            wrong(f"{where}: {option} {value}, --help: {options[name][1]}")
    for name in options:
        if name not in found:
            wrong(f"{where}: --{name} is missing")
    for name in re.findall(r"(?<![\w-])--([a-z][a-z-]+)", text):
        if name not in options:
            wrong(f"{where}: --{name} is no option")


table = re.search(r"^\| option \|.*?\n\n", readme, re.M | re.S).group(0)
named = []
for row in table.strip().splitlines()[2:]:
    first = re.split(r"(?<!\\)\|", row)[1]
    for option, equals, value in re.findall(
            r"`(--?[a-zA-Z][a-z-]*)(=[^`]*)?(?: ([A-Z]+))?`", first):
        named.append((option, "=" if equals else value or None))
compare("README", named, readme)

plain = re.sub(r"\\f[BRI]", "", page).replace("\\-", "-")
section = re.search(r"^\.SH OPTIONS\n(.*?)^\.SH ", plain, re.M | re.S).group(1)
paragraphs = {}
named = []
for paragraph in section.split(".TP\n")[1:]:
    head, words = paragraph.split("\n", 1)
    option, value = re.match(r"(?:-\w, )?(--[a-z-]+)(?: ([A-Z]+))?$",
                             head).groups()
    letter = re.match(r"-(\w), ", head)
    paragraphs[option[2:]] = words
    named.append((option, value))
    if (letter and letter.group(1)) != options.get(option[2:], [None])[0]:
        wrong(f"man page: {head}: another letter than --help's")
compare("man page", named, re.sub(r"\\&", "", plain))

for name, (letter, value, default) in options.items():
    if default is None:
        continue
    if f"default {default}" not in paragraphs.get(name, ""):
        wrong(f"man page: --{name}: default {default} is not told")
    for row in table.splitlines():
        told = re.search(r"default (\w+)", row)
        if told and f"`--{name}" in row and told.group(1) != default:
            wrong(f"README: --{name}: default {told.group(1)}")
sys.exit(bad)
PY
same() { python3 "$dir/compare.py" "$dir/help" "$dir/readme" "$dir/page"; }
begin() {
	"$p" --help > "$dir/help"
	cp README.md "$dir/readme"
	cp "${BUILD:-build}/lockhound.1" "$dir/page"
}
begin
same || bad=1
# What an option sets is asked for by those who run the program.
fields=$(sed -n '/^struct options {/,/^};/p' include/edge/options.h |
    sed -E 's,/\*.*,,; /^[{}]/d; s/^\t(const )?[a-z0-9_]+( color)? //' |
    grep -oE '[a-z_]+(\[[A-Z_]+\])?[,;]' | grep -oE '^[a-z_]+')
[ "$(echo "$fields" | wc -l)" -ge 20 ] || { echo "no fields found"; bad=1; }
for field in $fields; do
	cat src/*.c | grep -qE "(\bo|options)(->|\.)$field\>" ||
	    { echo "nobody reads options.$field"; bad=1; }
done
# It can fail: an option too many, or another word, in one place only.
differs() {	# file, sed script, what is to be said of it
	begin
	sed -i "$2" "$dir/$1"
	same > "$dir/said" 2>&1
	grep -q -- "$3" "$dir/said" || { echo "not said: $3"; bad=1; }
}
more='\n      --frobnicate FILE  do it well'
differs help "s/^  -V, --version.*/&$more/" "README: --frobnicate is missing"
differs help "s/^  -V, --version.*/&$more/" "page: --frobnicate is missing"
differs help '/^      --ascii/d' "README: --ascii is no option"
differs readme 's/^| `--check` .*/&\n| `--frobnicate` | do it well |/' \
    "README: --frobnicate is no option"
differs readme 's/^`--json` prints/`--frobnicate` and &/' \
    "README: --frobnicate is no option"
differs page 's/^\.SH THE SCREEN/.TP\n\\fB\\-\\-frobnicate\\fR\nDo it.\n&/' \
    "page: --frobnicate is no option"
differs help 's/(default 22M)/(default 23M)/' "README: --memory: default 22M"
differs help 's/(default 16)/(default 17)/' "page: --buffer: default 17 is not"
differs help 's/--memory SIZE/--memory MUCH/' "README: --memory SIZE, --help"
exit $bad
