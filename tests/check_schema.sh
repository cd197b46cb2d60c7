#!/bin/sh
# Every capture's JSON lines are what the README says.
p=${PROGRAM:-build/lockhound}
said=$(mktemp)
trap 'rm -f "$said"' EXIT
bad=0
for f in pcaps/*.pcap pcaps/*.pcapng; do
	"$p" --json -r "$f" | python3 tests/schema.py > "$said" ||
	    { echo "$f:"; cat "$said"; bad=1; }
done
exit $bad
