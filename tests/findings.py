#!/usr/bin/env python3
"""What a JSON run has found, one line each: the logins, the alerts, the
devices with their verdicts, and the lockouts.  What only counts packets is
left out, and so are sequence numbers.  Reads stdin."""
import json
import sys


def show(what, value):
    print(what, json.dumps(value, sort_keys=True))


for line in sys.stdin:
    e = json.loads(line)
    kind = e["event"]["dataset"]
    if kind == "lockhound.summary":
        summary = e["lockhound"]
        for device in summary["devices"]:
            show("device", device)
        for lockout in summary["lockouts"]:
            show("lockout", lockout)
        show("logins", summary["logins"])
        continue
    e["event"].pop("sequence", None)
    show(kind, e)
