#!/usr/bin/env python3
"""Compares what lockhound says of a made capture with its truth.

    truth.py TRUTH.txt < lockhound.json

Prints one line; exit status 1 when of the logins in clear a failure or a
success is missed, added or given to another connection.  Of those inside TLS
it tells how many were judged right and wrong, and of the devices how many
culprits were named, and how many that are fine.
"""
import json
import sys

want, sealed, devices = {}, {}, {}
for line in open(sys.argv[1]):
    kind, ip, port, user = line.split()
    if kind in ("culprit", "doubtful", "fine"):
        devices[ip] = kind
        continue
    into = sealed if kind.startswith("tls-") else want
    key = (kind.replace("tls-", ""), ip, int(port))
    into[key] = into.get(key, 0) + 1
told, last = {}, None
for line in sys.stdin:
    last = line
    if '"lockhound.login"' not in line:
        continue
    e = json.loads(line)
    # A login that is told again is the same login.
    told.pop(e["lockhound"].get("corrects"), None)
    kind = {"failure": "fail", "success": "ok"}.get(e["event"]["outcome"])
    if kind is not None:
        told[e["event"]["sequence"]] = (
            kind, e["source"]["ip"], e["source"]["port"])
inside = {key[1:] for key in sealed}
n, n_sealed = sum(want.values()), sum(sealed.values())
extra, right, wrong = 0, 0, 0
for key in told.values():
    if want.get(key, 0) > 0:
        want[key] -= 1
    elif sealed.get(key, 0) > 0:
        sealed[key] -= 1
        right += 1
    elif key[1:] in inside:
        wrong += 1
    else:
        extra += 1
missed = sum(want.values())
summary = json.loads(last)["lockhound"]
said = "%d logins, %d missed, %d too many, %d evicted" % (
    n, missed, extra, summary["capture"]["evicted"])
if n_sealed:
    said += "; %d in TLS: %d right, %d wrong" % (n_sealed, right, wrong)
if devices:
    # Schema 1 called this list "culprits".
    rows = summary["devices"]
    rows = rows if isinstance(rows, list) else summary["culprits"]
    named = [devices.get(d["mac"]) for d in rows
             if d["verdict"] == "culprit"]
    said += "; %d of %d culprits named, %d innocents" % (
        named.count("culprit"), list(devices.values()).count("culprit"),
        named.count("fine") + named.count(None))
print(said)
sys.exit(1 if missed or extra else 0)
