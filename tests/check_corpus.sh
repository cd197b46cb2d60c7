#!/bin/sh
# The labelled captures, where they are there: every clear-text failure found,
# none invented, nobody accused, nothing broken.
p=${PROGRAM:-build/lockhound}
[ -d ../shared/corpus ] || { echo "no ../shared/corpus here"; exit 77; }
log=$(mktemp)
bad=0
python3 ../shared/score/score.py --program "$p" --recall 1 --precision 1 \
    --tls-precision 1 ../shared/corpus > "$log" || bad=1
tail -n 9 "$log"
python3 ../shared/score/score.py --program "$p" --recall 1 --precision 1 \
    ../shared/thirdparty/index.json > "$log" || bad=1
tail -n 2 "$log"
rm -f "$log"
exit $bad
