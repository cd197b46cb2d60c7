#!/usr/bin/env python3
"""Compare lockout events with a corpus' labels: lockouts.py PROGRAM DIR"""
import datetime, glob, json, os, subprocess, sys

program, top = sys.argv[1:]
# A try in vain and two more: a locker's ban is not seen but by who tries.
LATE = 15
bad = 0


def stamp(text):
    when = datetime.datetime.fromisoformat(text[:26] + "+00:00")
    return when.timestamp()


def events(capture):
    out = subprocess.run([program, "--json", "-r", capture],
                         capture_output=True, text=True).stdout
    for line in out.splitlines():
        line = json.loads(line)
        yield line["event"].get("action"), stamp(line["@timestamp"]), line


def culprits(label):
    return {a["client_mac"] for a in label["attempts"]
            if a["outcome"] == "fail"}


def check(ok, capture, what):
    global bad
    if not ok:
        bad += 1
        print(f"{os.path.basename(capture)}: {what}")


n = told = 0
def pairs():
    for labels in sorted(glob.glob(top + "/**/*.json", recursive=True)):
        with open(labels) as f:
            label = json.load(f)
        base = os.path.splitext(labels)[0]
        for capture in glob.glob(glob.escape(base) + ".pcap*"):
            yield capture, label


for capture, label in pairs():
    n += 1
    lockouts = label.get("lockouts", [])
    got = [e for e in events(capture) if (e[0] or "").startswith("lockout-")]
    began = [e for e in got if e[0] == "lockout-started"]
    ended = [e for e in got if e[0] == "lockout-ended"]
    if not lockouts:
        check(not began, capture, f"{len(began)} lockouts where none was")
        continue
    told += len(began)
    start, end = (f(x) for f, x in ((min, [x["start"] for x in lockouts]),
                                    (max, [x["end"] for x in lockouts])))
    check(began, capture, "no lockout was told")
    check(len(ended) == len(began), capture, "its end was not told")
    for _, at, line in began:
        check(start <= at <= start + LATE, capture,
              f"told {at - start:.1f} s after it began")
        mac = line.get("source", {}).get("mac", "").replace("-", ":").lower()
        check(mac == "" or mac in culprits(label), capture, f"blames {mac}")
    for _, at, _ in ended:
        check(min(x["end"] for x in lockouts) <= at <= end + LATE, capture,
              f"over {at - end:.1f} s after its end")
print(f"{n} captures, {told} lockouts told, {bad} wrong")
sys.exit(bad > 0)
