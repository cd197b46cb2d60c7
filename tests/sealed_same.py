#!/usr/bin/env python3
"""What is told of a dialogue in the clear and inside opened TLS is the same.

    sealed_same.py PROGRAM OUT [LIMIT]

OUT.clear.pcap, OUT.sealed.pcap and OUT.keys are sealed.py's.  With a LIMIT
the same parts of both were lost: then nothing may be told by words that is not
told in the clear, and so many percent of that may be missing.
"""
import json
import subprocess
import sys

program, out = sys.argv[1:3]
some = len(sys.argv) > 3
limit = int(sys.argv[3]) if some else 0


def logins(*args):
    p = subprocess.run([program, "--json", *args], capture_output=True)
    if p.returncode != 0:
        sys.exit("%s: status %d: %s" % (args, p.returncode, p.stderr))
    told = {}
    for line in p.stdout.splitlines():
        d = json.loads(line)
        if d["event"]["dataset"] != "lockhound.login":
            continue
        ours = d["lockhound"]
        told.setdefault(d["source"]["ip"], []).append((
            d["event"]["outcome"], d["event"].get("reason"),
            ours.get("evidence"), ours.get("mechanism"), ours.get("reply"),
            d.get("user", {}).get("name"), ours["security"]))
    return told, p.stderr.decode()


clear, _ = logins("-r", out + ".clear.pcap")
sealed, said = logins("-r", out + ".sealed.pcap", "--keys", out + ".keys")
bad = missing = decided = 0
for ip in sorted(set(clear) | set(sealed)):
    a = [x[:6] for x in clear.get(ip, [])]
    b = [x[:6] for x in sealed.get(ip, [])]
    if any(x[6] == "plain" for x in sealed.get(ip, [])):
        print(ip, "told as plain")
        bad = 1
    if some:
        # What is inferred of a dialogue that nobody has is no matter here.
        for outcome in ("failure", "success"):
            n = [x[0] for x in a].count(outcome)
            m = [x[0] for x in b if x[2] == "words"].count(outcome)
            decided += n
            missing += max(0, n - m)
            if m > n:
                print(ip, "invented:", a, b)
                bad = 1
    elif a != b:
        print(ip, "in the clear", a, "opened", b)
        bad = 1
if some and missing * 100 > decided * limit:
    print("of", decided, "decided in the clear", missing, "are not")
    bad = 1
print(said.strip().split("\n")[-1], "-", sum(map(len, clear.values())),
      "logins")
sys.exit(bad)
