#!/bin/sh
# Keys at random into the dashboard, on captures with and without lockouts:
# whatever is pressed, in whatever window, it does not die of it.  The seed is
# printed; "SEED=n sh tests/check_keys.sh" presses the same keys again.
program=${PROGRAM:-${BUILD:-build}/lockhound}
seed=${SEED:-$(date +%s)}
if ! command -v python3 >/dev/null; then
	echo "check_keys: skipped, no python3 here"
	exit 77
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
captures="lockout locked-out office wan-side"
for name in $captures; do
	python3 tests/keys.py "$program" "$seed" "pcaps/$name.pcap" \
	    > "$tmp/$name" 2>&1 || echo failed >> "$tmp/$name.rc" &
done
wait
bad=0
for name in $captures; do
	cat "$tmp/$name"
	[ ! -f "$tmp/$name.rc" ] || bad=1
done
exit $bad
