#!/usr/bin/env python3
"""Compares what lockhound says of a made capture with its truth.

    truth.py TRUTH.txt < lockhound.json

Prints one line; exit status 1 when a failure or a success is missed, added or
given to another connection.
"""
import json
import sys

want = {}
for line in open(sys.argv[1]):
    kind, ip, port, user = line.split()
    key = (kind, ip, int(port))
    want[key] = want.get(key, 0) + 1
n = sum(want.values())
extra, wrong_user = 0, 0
last = None
for line in sys.stdin:
    last = line
    if '"lockhound.login"' not in line:
        continue
    e = json.loads(line)
    kind = {"failure": "fail", "success": "ok"}.get(e["event"]["outcome"])
    if kind is None:
        continue
    key = (kind, e["source"]["ip"], e["source"]["port"])
    if want.get(key, 0) > 0:
        want[key] -= 1
    else:
        extra += 1
missed = sum(want.values())
summary = json.loads(last)["lockhound"]
print("%d logins, %d missed, %d too many, %d evicted" % (
    n, missed, extra, summary["capture"]["evicted"]))
sys.exit(1 if missed or extra else 0)
