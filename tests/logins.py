#!/usr/bin/env python3
"""The logins of a JSON run, one line each, sorted, without times and order:
what must be the same however a capture was cut.  Reads stdin."""
import json
import sys

rows = []
for line in sys.stdin:
    e = json.loads(line)
    if e["event"]["dataset"] != "lockhound.login":
        continue
    s, d, l = e["source"], e["destination"], e["lockhound"]
    rows.append(" ".join(str(x) for x in (
        s["ip"], s["port"], s.get("mac", "-"), d["ip"], d["port"],
        e["event"]["outcome"], e["event"].get("reason", "-"),
        l["security"], l.get("mechanism", "-"), l.get("secret", "-"),
        e.get("user", {}).get("name", "-"), l.get("reply", "-"))))
print("\n".join(sorted(rows)))
