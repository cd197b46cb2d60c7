#!/bin/sh
# The man page has the options of --help and the lines of the help screen, in
# their order, and the same version; it is installed, and no roff program
# complains of it.
p=${BUILD:-build}/lockhound
page=${BUILD:-build}/lockhound.1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0
"$p" --help | sed -nE 's/^  (-.,)? +(--[a-z-]+( [A-Z]+)?) .*/\1 \2/p' |
    tr -s ' ' | sed 's/^ //' > "$tmp/help"
sed -nE '/^\.SH OPTIONS/,/^\.SH THE/p' "$page" | grep -A1 '^\.TP' |
    grep '^\\fB' | sed -E 's/\\f[BRI]//g; s/\\-/-/g' > "$tmp/page"
[ "$(wc -l < "$tmp/help")" -ge 20 ] || { echo "no options found"; bad=1; }
diff "$tmp/help" "$tmp/page" || { echo "^ the man page differs"; bad=1; }
# Where a line says it all, both say the same.
for of in all-ports batch show-users ascii quiet version; do
	help=$("$p" --help | sed -nE "s/^  (-.,)? +--$of +//p" | head -n 1)
	says=$(sed 's/\\-/-/g' "$page" | grep -A1 -e "--$of\\\\fR\$" |
	    tail -n 1 | sed 's/\.$//')
	[ -n "$help" ] &&
	    [ "$(echo "$help" | tr A-Z a-z)" = "$(echo "$says" | tr A-Z a-z)" ] ||
	    { echo "--$of: \"$help\", the man page: \"$says\""; bad=1; }
done
# The help screen, in a window that has a line for each of its rows.
"${BUILD:-build}/tests/tool_screen" - 100 200 ascii '?' |
    sed -nE '3,98s/^ (.{23}[^ ]*) +([^ ].*)$/\1|\2/p' |
    sed -E 's/ +\|/|/' > "$tmp/keys"
sed -nE '/^\.SS Keys/,/^\.SH/p' "$page" |
    sed -nE '/^\.TP/{n;s/^\.B //;h;n;s/\.$//;H;x;s/\n/|/;p}' |
    sed -E 's/\\e/\\/g; s/\\-/-/g' > "$tmp/page_keys"
[ "$(wc -l < "$tmp/keys")" -ge 25 ] || { echo "no keys found"; bad=1; }
diff "$tmp/keys" "$tmp/page_keys" || { echo "^ the man page's keys differ"; bad=1; }
grep -q "^\.TH LOCKHOUND 1 \"\" \"$("$p" --version)\"$" "$page" ||
    { echo "the man page is of another version"; bad=1; }
make -n install DESTDIR="$tmp" | grep -q 'man1/lockhound\.1' ||
    { echo "the man page is not installed"; bad=1; }
if command -v mandoc >/dev/null; then
	mandoc -W warning "$page" >/dev/null || bad=1
elif command -v groff >/dev/null; then
	groff -man -ww -z "$page" > "$tmp/roff" 2>&1
	[ ! -s "$tmp/roff" ] || { cat "$tmp/roff"; bad=1; }
fi
exit $bad
