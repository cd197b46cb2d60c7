#!/usr/bin/env python3
"""Checks JSON lines against what the README promises of them:
schema.py < lockhound.json.  One line on success, the first fault otherwise."""
import json
import re
import sys

OUTCOMES = {"success", "failure", "unknown"}
REASONS = {"bad-credentials", "disabled", "temporary", "policy", "rate-limit",
           "protocol", "cancelled", "closed", "not-seen"}
LOGIN = {
    "": {"@timestamp", "ecs", "event", "network", "source", "destination",
         "user", "tls", "lockhound"},
    "event": {"kind", "module", "dataset", "category", "type", "action",
              "outcome", "reason", "duration", "sequence"},
    "network": {"transport", "type", "protocol", "community_id"},
    "source": {"ip", "port", "mac", "domain"},
    "destination": {"ip", "port", "domain"},
    "user": {"name"},
    "tls": {"established", "version", "client"},
    "lockhound": {"security", "mechanism", "evidence", "confidence", "reply",
                  "schema", "secret", "corrects", "failure_probability", "client",
                  "server_software"},
}
DEVICE = {"rank", "verdict", "mac", "macs", "ips", "names", "vendor", "failures",
           "successes", "unknown", "share", "confidence", "accounts",
           "servers", "first", "last", "advice"}
CAPTURE = {"packets", "bytes", "dropped", "late", "truncated", "evicted",
           "point", "first", "last", "notes"}
STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$")
MAC = re.compile(r"^([0-9A-F]{2}-){5}[0-9A-F]{2}$")


def no_null(x):
    if x is None:
        raise ValueError("a null")
    for v in (x.values() if isinstance(x, dict) else
              x if isinstance(x, list) else ()):
        no_null(v)


def need(truth, what):
    if not truth:
        raise ValueError(what)


def login(e):
    need(set(e) <= LOGIN[""], "unknown field in %s" % sorted(e))
    for part, names in LOGIN.items():
        if part and part in e:
            need(set(e[part]) <= names, "unknown field in " + part)
    ev, l = e["event"], e["lockhound"]
    need(ev["kind"] == "event" and ev["action"] == "mail-login", "kind")
    need(ev["category"] == ["authentication"] and ev["type"] == ["start"],
         "category")
    need(ev["outcome"] in OUTCOMES, "outcome")
    need(("reason" in ev) == (ev["outcome"] != "success"), "reason")
    need(ev.get("reason", "closed") in REASONS, "reason's word")
    need((ev["outcome"] == "failure") ==
         (ev.get("reason") in ("bad-credentials", "disabled")),
         "failure's reason")
    need(e["network"]["protocol"] in ("imap", "pop3", "smtp", "sieve"),
         "protocol")
    need(l["security"] in ("plain", "starttls", "tls"), "security")
    need(l.get("evidence", "words") in ("words", "lengths", "hangup"),
         "evidence")
    need(l.get("confidence", 0) <= 1 and (l.get("confidence", 0) < 1 or
         l["evidence"] == "words"), "confidence")
    need(l.get("secret", "first") in ("first", "repeated", "changed"),
         "secret")
    need("mac" not in e["source"] or MAC.match(e["source"]["mac"]), "mac")
    need(e["network"]["community_id"].startswith("1:"), "community id")


def verdict(e):
    need(e["event"]["kind"] == "alert", "kind")
    need(e["event"]["action"] in (
        "culprit-named", "lockout-forecast", "lockout-started",
        "lockout-ended", "capture-unfit", "culprit-cleared"), "action")
    need(len(e["event"]["reason"]) > 10, "sentence")


LOCKOUT = {"kind", "ip", "domain", "ports", "how", "since", "until",
           "connections", "devices", "failures", "trigger"}
SERVER = {"address", "names", "state", "kind", "since"}
STATES = {"ok", "at-risk", "locked", "silent"}


def device(d, rank):
    need(set(d) <= DEVICE, "device's fields")
    need(d["rank"] == rank and d["failures"] > 0, "rank, failures")
    need(d["verdict"] in ("culprit", "suspect", "ok"), "verdict")
    need(STAMP.match(d["first"]) and STAMP.match(d["last"]), "stamps")
    need(d.get("macs", []) == ([d["mac"]] if "mac" in d else []), "macs")
    for s in d["servers"]:
        need(set(s) == {"address", "failures", "successes"}, "its servers")


def summary(e):
    s = e["lockhound"]
    need(e["event"]["kind"] == "state", "kind")
    need(set(s) == {"schema", "devices", "culprits", "servers", "lockouts",
                    "counts", "logins", "capture"}, "summary's fields")
    for l in s["lockouts"]:
        need(set(l) <= LOCKOUT and l["connections"] > 0, "lockout's fields")
        need(l["how"] in ("silence", "reset", "reject"), "how")
        need(l["kind"] == "network", "kind of lockout")
        need(STAMP.match(l["since"]), "since")
    need(set(s["counts"]) == {"devices", "servers", "sessions"}, "counts")
    need(set(s["logins"]) == {"failure", "success", "unknown"}, "logins")
    need(set(s["capture"]) <= CAPTURE, "capture's fields")
    need(s["capture"]["point"] in (
        "lan", "wan", "behind-router", "one-way", "unknown"), "point")
    for i, d in enumerate(s["devices"]):
        device(d, i + 1)
    # Only these are accused, and each of them is.
    need([(c["rank"], c.get("mac")) for c in s["culprits"]] ==
         [(d["rank"], d.get("mac")) for d in s["devices"]
          if d["verdict"] == "culprit"], "culprits")
    for c in s["culprits"]:
        need(set(c) <= {"rank", "mac", "ip"} and len(c) > 1, "a culprit")
    for v in s["servers"]:
        need(set(v) <= SERVER and v["state"] in STATES, "server")
    need(len({v["address"] for v in s["servers"]}) == len(s["servers"]),
         "an address twice")


outcomes = {}
n = 0
counts = {"success": 0, "failure": 0, "unknown": 0}
last = None
for raw in sys.stdin.buffer:
    n += 1
    try:
        need(last != "lockhound.summary", "a line behind the summary")
        e = json.loads(raw.decode("utf-8"))
        no_null(e)
        need("@timestamp" not in e or STAMP.match(e["@timestamp"]), "stamp")
        need(e["ecs"] == {"version": "8.11.0"}, "ecs")
        need(e["event"]["module"] == "lockhound", "module")
        need(e["event"]["sequence"] == n, "sequence")
        need(e["lockhound"]["schema"] == 2, "schema")
        last = e["event"]["dataset"]
        {"lockhound.login": login, "lockhound.verdict": verdict,
         "lockhound.summary": summary}[last](e)
        if last == "lockhound.login":
            counts[e["event"]["outcome"]] += 1
            outcomes[n] = e["event"]["outcome"]
            # The same login told again: it is counted once.
            told = e["lockhound"].get("corrects")
            if told is not None:
                was = outcomes.pop(told, None)
                need(was in ("unknown", "failure"), "what it corrects")
                need(was != outcomes[n], "a correction that is none")
                counts[was] -= 1
    except (ValueError, KeyError) as fault:
        print("line %d: %r\n%s" % (n, fault, raw[:300]))
        sys.exit(1)
if last != "lockhound.summary" or e["lockhound"]["logins"] != counts:
    print("no summary at the end, or its counts differ: %s" % counts)
    sys.exit(1)
print("%d lines" % n)
