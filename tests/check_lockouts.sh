#!/bin/sh
# Lockouts in the labelled captures: each is told after it began and its end
# after it ended, by the device that caused it; the other captures have none.
p=${PROGRAM:-build/lockhound}
[ -d ../shared/corpus ] ||
    { echo "the labelled captures are not in a clone"; exit 77; }
python3 tests/lockouts.py "$p" ../shared/corpus
