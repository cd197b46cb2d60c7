#!/bin/sh
# Every capture's JSON lines are what the README says.
p=${PROGRAM:-build/lockhound}
bad=0
for f in pcaps/*.pcap; do
	"$p" --json -r "$f" | python3 tests/schema.py > /tmp/schema.$$ ||
	    { echo "$f:"; cat /tmp/schema.$$; bad=1; }
done
rm -f /tmp/schema.$$
exit $bad
