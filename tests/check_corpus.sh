#!/bin/sh
# The labelled captures, where they are there: every clear-text failure found,
# none invented, the worst device named and nobody else accused, nothing
# broken.
#
# Plain GRE carries IP packets: no client's MAC is in such a capture, and the
# labels know devices by MAC alone.  There the logins are compared and who is
# named is not.
p=${PROGRAM:-build/lockhound}
[ -d ../shared/corpus ] ||
    { echo "the labelled captures are not in a clone"; exit 77; }
no_mac="exim-plain-cpanel.gre house-1-culprit-imap-tls.gre ipv6.gre"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0
score() {	# how many lines to show, the scorer's arguments
	lines=$1; shift
	python3 ../shared/score/score.py --program "$p" --recall 1 \
	    --precision 1 "$@" > "$dir/log" || { bad=1; grep ^BAD "$dir/log"; }
	tail -n "$lines" "$dir/log"
}
cp -rs "$(realpath ../shared/corpus)" "$dir/named"
mkdir "$dir/nameless"
for name in $no_mac; do
	found=$(find "$dir/named" -name "$name.pcap" -o -name "$name.json")
	[ -n "$found" ] || { echo "no $name in the corpus"; bad=1; continue; }
	mv $found "$dir/nameless"
done
score 9 --tls-precision 1 --top 1 --no-accused "$dir/named"
score 2 --tls-precision 1 "$dir/nameless"
score 2 --no-accused ../shared/thirdparty/index.json
exit $bad
