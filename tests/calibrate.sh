#!/bin/sh
# Is inference as sure as it says, on worse captures and on unknown servers
# too?  Needs the labelled captures that no clone has.
build=${BUILD:-build}
shared=${SHARED:-../shared}
score=$shared/score/score.py
if [ ! -f "$score" ]; then
	echo "calibrate: skipped, no labelled captures here"
	exit 0
fi
bad=0
sums() { grep -E '^encrypted|accused'; }
echo "== reliability"
python3 tests/reliability.py "$build/lockhound" "$shared/corpus" || bad=1
echo "== all of the corpus"
python3 "$score" --program "$build/lockhound" --tls-precision 0.995 \
    --tls-recall 0.98 "$shared/corpus" > "$build/score.txt" || bad=1
sums < "$build/score.txt"
for kind in drop snap client server; do
	dir=$build/degraded/$kind
	mkdir -p "$dir"
	for f in "$shared"/corpus/*.pcap; do
		name=$(basename "$f" .pcap)
		case $name in *.wan|*.lan96) continue ;; esac
		python3 tests/degrade.py $kind "$f" "$dir/$name.pcap" &&
		    cp "${f%.pcap}.json" "$dir/$name.json"
	done
	echo "== degraded: $kind"
	python3 "$score" --program "$build/lockhound" --tls-precision 0.995 \
	    "$dir" > "$build/score.txt" || bad=1
	sums < "$build/score.txt"
done
echo "== as if one software were unknown"
# Only the file that picks the models differs.
plain=$build/plain
make -s BUILD="$plain" LTO= "$plain/lockhound" >/dev/null || exit 1
libs=$(make -s BUILD="$plain" print-libs)
for name in Dovecot Exim Postfix Courier Cyrus Sendmail nginx Haraka \
    smtp-server GNU_Mailutils OpenSMTPD chasquid aiosmtpd perdition msmtpd \
    hoodiecrow; do
	dir=$build/without-$name
	mkdir -p "$dir"
	cc -O2 -std=c11 -D_GNU_SOURCE -Iinclude -c -o "$dir/profile.o" \
	    -DLEAVE_OUT="\"$(echo $name | tr _ ' ')\"" src/talk/profile.c &&
	    cc -o "$dir/lockhound" $(make -s BUILD="$plain" print-objects |
	    tr ' ' '\n' | grep -v talk/profile.o) "$dir/profile.o" $libs ||
	    exit 1
done
python3 tests/learn/left_out.py "$build" "$shared/corpus" "$shared/training" \
    "${LAB_OUT:-$build/lab}" || bad=1
exit $bad
