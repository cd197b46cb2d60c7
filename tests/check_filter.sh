#!/bin/sh
# tcpdump with the filter that --print-filter prints keeps all that lockhound
# reads: each capture of Ethernet, filtered and replayed, has the same logins,
# alerts, verdicts and lockouts as the whole of it.  And the README's filter is
# that one.
#
# With an argument it is one capture's turn.
p=${PROGRAM:-build/lockhound}
command -v tcpdump >/dev/null || { echo "skipped, no tcpdump"; exit 77; }
findings() {
	"$p" --json -r "$1" | python3 tests/findings.py
}
if [ -n "${1:-}" ]; then
	dir=$(mktemp -d)
	trap 'rm -rf "$dir"' EXIT
	whole=$1
	case $1 in *.gz) whole=$dir/whole; gzip -dc "$1" > "$whole" ;; esac
	tcpdump -r "$whole" -c 1 -w /dev/null 2>"$dir/log"
	grep -q EN10MB "$dir/log" || { echo "no Ethernet: $1"; exit 0; }
	# Stamps stay as they are; a capture that is cut is kept up to there.
	tcpdump --nano -r "$whole" -w "$dir/kept" "$("$p" --print-filter)" \
	    2>"$dir/log" || grep -q truncated "$dir/log" ||
	    { cat "$dir/log"; echo "^ $1"; exit 1; }
	findings "$whole" > "$dir/before"
	findings "$dir/kept" > "$dir/after"
	diff "$dir/before" "$dir/after" > "$dir/diff" && exit 0
	cut -c 1-200 "$dir/diff"
	echo "^ $1: the filter changes what is found"
	exit 1
fi
bad=0
"$p" --print-filter > /dev/null || bad=1
[ "$("$p" --print-filter | wc -l)" = 1 ] ||
    { echo "--print-filter prints more than a line, or less"; bad=1; }
[ -z "$("$p" --print-filter 2>&1 >/dev/null)" ] ||
    { echo "--print-filter has something to say on stderr"; bad=1; }
# The README's own lines, run with a tcpdump that prints what it is given.
in_readme=$(sed -n "/^    mail='/,/^    tcpdump/p; /^        ether\[14/p" \
    README.md)
said=$(tcpdump() { for last; do :; done; echo $last; }; set -f
    eval "$in_readme")
[ "$said" = "$(set -f; echo $("$p" --print-filter))" ] ||
    { echo "the README's filter is not the one printed: $said"; bad=1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
corpus=
[ -d ../shared/corpus ] && corpus=../shared/corpus
# A probe's key stands in a comment, which tcpdump does not keep.
find pcaps $corpus -name '*.pcap' -o -name '*.pcapng' -o -name '*.pcap.gz' |
    grep -vxF pcaps/asked.pcapng |
    sort | xargs -n 1 -P 2 sh "$0" > "$log" 2>&1 || bad=1
cat "$log"
[ -n "$corpus" ] || echo "without the corpus, which is not in a clone"
exit $bad
