#!/bin/sh
# Every screen as text, at five sizes, in both alphabets, from captures in
# pcaps/.  "sh tests/check_screens.sh all" writes them anew.
tool=${BUILD:-build}/tests/tool_screen
dir=tests/expect/screens
own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
tmp=$own
[ "$1" = all ] && tmp=$dir
mkdir -p "$tmp"
draw() {	# name, capture, keys
	for size in 10x40 15x60 24x80 40x120 60x200; do
		for letters in ascii utf8; do
			"$tool" "$2" ${size%x*} ${size#*x} $letters "$3"
		done
	done > "$tmp/$1.txt"
}
draw start - ''
draw fine pcaps/other-refusals.pcap ''
draw rank pcaps/two-programs.pcap ''
draw all pcaps/two-programs.pcap 'a'
draw device pcaps/two-programs.pcap '~'
draw servers pcaps/two-programs.pcap '2'
draw log pcaps/two-programs.pcap '3'
draw help pcaps/two-programs.pcap '?'
draw help2 - "?  "
draw device2 pcaps/office.pcap "~jjjjj"
draw paused pcaps/two-programs.pcap 'p'
draw find pcaps/two-programs.pcap '/154'
draw report pcaps/two-programs.pcap r
draw capture pcaps/wan-side.pcap "!"
draw capture2 pcaps/snaplen96.pcap "!"
draw locked pcaps/locked-out.pcap ''
draw locked2 pcaps/locked-out.pcap '2'
draw server pcaps/locked-out.pcap '2~'
draw unlocked pcaps/lockout.pcap '2'
draw locklog pcaps/lockout.pcap '3'
draw wan pcaps/wan-side.pcap ''
[ "$1" = all ] && exit 0
bad=0
for f in "$dir"/*.txt; do
	name=$(basename "$f")
	diff "$f" "$tmp/$name" > "$tmp/diff" && continue
	head -n 20 "$tmp/diff"
	echo "^ $name: the screen differs"
	bad=1
done
# A view that nothing opens, or shows in another's place, is never seen.
views=$(sed -nE 's/^(static )?const struct view (view_[a-z_]+) =.*/\2/p' \
    src/show/*.c)
[ "$(echo "$views" | wc -l)" -ge 8 ] || { echo "no views found"; bad=1; }
for view in $views; do
	grep -qE "&$view\\>" src/show/*.c ||
	    { echo "no key leads to $view"; bad=1; }
done
exit $bad
