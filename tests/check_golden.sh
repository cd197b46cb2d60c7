#!/bin/sh
# Each capture of pcaps/ has its expected report and logins in tests/expect/.
# "sh tests/check_golden.sh NAME" (or "all") writes them anew; look at the
# difference before you commit it.
p=${PROGRAM:-build/lockhound}
bad=0
for f in pcaps/*.pcap; do
	name=$(basename "$f" .pcap)
	report=tests/expect/$name.txt logins=tests/expect/$name.logins
	if [ "${1:-}" = "$name" ] || [ "${1:-}" = all ]; then
		"$p" --ascii -r "$f" > "$report" 2>&1
		"$p" --json -r "$f" | python3 tests/logins.py > "$logins"
	fi
	"$p" --ascii -r "$f" 2>&1 | diff "$report" - ||
	    { echo "^ $name: the report differs"; bad=1; }
	"$p" --json -r "$f" | python3 tests/logins.py | diff "$logins" - ||
	    { echo "^ $name: the logins differ"; bad=1; }
done
# Those of probes: the key is in the file.
for f in pcaps/*.pcapng; do
	name=$(basename "$f" .pcapng)
	report=tests/expect/$name.txt
	[ "${1:-}" != "$name" ] && [ "${1:-}" != all ] ||
	    "$p" --ascii -r "$f" > "$report" 2>&1
	"$p" --ascii -r "$f" 2>&1 | diff "$report" - ||
	    { echo "^ $name: the report differs"; bad=1; }
done
exit $bad
