#!/bin/sh
# make install puts a program that runs and its man page where PREFIX says;
# make uninstall takes both away and leaves what others have put there.
build=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# With an outer make's own, this one would wait for its jobs.
unset MAKEFLAGS MAKELEVEL MFLAGS
bad=0
ok() { if eval "$2"; then :; else echo "not ok: $1"; bad=1; fi; }
run() { make -s "$1" BUILD="$build" PREFIX=/opt DESTDIR="$dir/root" \
    > "$dir/log" 2>&1 || { cat "$dir/log"; bad=1; }; }
files() { find "$dir/root" ! -type d | sort; }

mkdir -p "$dir/root/opt/bin"
echo "another's" > "$dir/root/opt/bin/other"
files > "$dir/before"
run install
ok "the installed program runs" \
    '"$dir/root/opt/bin/lockhound" -V | grep -q "^lockhound [0-9]"'
ok "its man page is there" \
    'grep -q "leave the report on the terminal" \
    "$dir/root/opt/share/man/man1/lockhound.1"'
ok "its helper is where it looks" \
    '[ -x "$dir/root/opt/libexec/lockhound/lockhound-ask" ]'
files > "$dir/with"
ok "these three are all" '[ "$(wc -l < "$dir/with")" = 4 ]'
run uninstall
files > "$dir/after"
ok "none of it is left, and the others' file is" \
    'diff "$dir/before" "$dir/after"'
exit $bad
