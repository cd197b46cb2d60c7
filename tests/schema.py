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
CAUSES = {"stale-password", "wrong-user-name", "wrong-method",
          "forgotten-password", "guessing", "account-changed", "expired-token",
          "other-remedy", "not-allowed", "automatic-settings", "locked-inside",
          "server-refuses-all", "probably-refused", "unknown"}
REMEDIES = {"none", "new-password", "outgoing-password", "other-program",
            "full-user-name", "other-method", "app-password", "web-login",
            "sign-in", "renew-password", "switched-on", "licence", "country", "remove-account",
            "credentials", "tls", "fewer-connections", "ask-person", "isolate",
            "smarthost", "untick-automatic", "wait", "ask-host"}
TROUBLES = {"stopped", "gone", "moved", "port-closed", "family-broken",
            "backend-gone", "rate-limit", "line-down", "lossy", "mtu"}
KINDS = {"network", "inside", "account", "told"}
SCOPES = {"line", "prefix", "one address"}
DEVICE = {"rank", "verdict", "cause", "remedy", "hint", "good_since",
           "right_user", "right_mechanism", "wrong_mechanism", "group",
           "excused", "turned_away", "mac", "macs", "ips", "names", "vendor", "failures",
           "successes", "unknown", "probably_refused",
           "failure_probability", "share", "confidence", "accounts",
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


ACTIONS = {"culprit-named", "culprit-cleared", "culprit-mended",
           "lockout-forecast", "lockout-started", "lockout-ended",
           "host-refuses-all", "host-trouble", "host-trouble-ended",
           "capture-unfit", "probe-answered"}
VERDICT = {"schema", "kind", "scope", "how", "cause", "remedy", "policy",
           "budget_left", "eta_s", "since"}
ANSWER = {"schema", "since", "state", "how", "by", "ttl", "tries"}
STATES_OF_PORTS = {"open", "closed", "filtered", "refused"}


def answer(e):
    l = e["lockhound"]
    need(set(l) <= ANSWER, "an answer's fields")
    need(l["state"] in STATES_OF_PORTS, "a port's state")
    need(("how" in l) == (l["state"] != "open"), "how")
    need(("by" in l) == (l["state"] == "refused"), "by whom")
    need("port" in e["destination"], "a port")
    need(l.get("tries", 1) > 0, "tries")
    need("tries" in l or l["state"] == "open", "asked")


def verdict(e):
    action, l = e["event"]["action"], e["lockhound"]
    need(e["event"]["kind"] == "alert", "kind")
    need(action in ACTIONS, "action")
    need(len(e["event"]["reason"]) > 10, "sentence")
    if action == "probe-answered":
        answer(e)
        return
    need(set(l) <= VERDICT, "alert's fields")
    need(("kind" in l) == (action in ("lockout-started", "lockout-ended")),
         "kind of an alert")
    need(l.get("kind", "told") in KINDS, "kind of lockout")
    need(l.get("scope", "line") in SCOPES, "scope")
    need(l.get("remedy", "none") in REMEDIES, "remedy")
    need(l.get("cause", "gone") in
         (TROUBLES if action.startswith("host-") else CAUSES | {"gone"}),
         "cause")
    need(("budget_left" in l) == (action == "lockout-forecast"), "budget")


LOCKOUT = {"kind", "ip", "domain", "scope", "user", "reply", "ports", "how",
           "since", "until", "connections", "devices", "failures", "trigger"}
TROUBLE = {"cause", "ip", "domain", "ports", "since", "until", "connections",
           "devices"}
SERVER = {"address", "addresses", "names", "state", "kind", "cause", "since",
          "until", "policy", "counted", "budget_left", "eta_s", "services"}
STATES = {"ok", "at-risk", "locked", "refuses-all", "trouble", "silent"}
SERVICE = {"address", "protocol", "state", "failures", "successes", "unknown"}


def device(d, rank):
    need(set(d) <= DEVICE, "device's fields")
    need(d["rank"] == rank, "rank")
    need(d["failures"] + d["unknown"] > 0 or "turned_away" in d,
         "what it is listed for")
    need(d["verdict"] in ("culprit", "suspect", "victim", "mended", "ok"),
         "verdict")
    need(d["cause"] in CAUSES, "cause")
    need(d.get("remedy", "none") in REMEDIES, "remedy")
    for stamp in ("first", "last", "good_since"):
        need(stamp not in d or STAMP.match(d[stamp]), "stamps")
    need("first" in d or d["failures"] == 0, "first")
    need(d.get("macs", [])[:1] == ([d["mac"]] if "mac" in d else []), "macs")
    need(len(set(d.get("macs", []))) == len(d.get("macs", [])), "a MAC twice")
    for s in d["servers"]:
        need(set(s) == {"address", "failures", "successes"}, "its servers")


def lockout(l):
    need(set(l) <= LOCKOUT and l["connections"] >= 0, "lockout's fields")
    need(l["kind"] in KINDS, "kind of lockout")
    need(l["kind"] != "network" or
         l["how"] in ("silence", "reset", "reject", "tarpit"), "how")
    need(l.get("scope", "line") in SCOPES, "scope")
    need("user" not in l or l["kind"] != "network", "whose account")
    need(STAMP.match(l["since"]), "since")


def server(v):
    need(set(v) <= SERVER and v.get("state", "ok") in STATES, "server")
    need(v["address"] == v["addresses"][0], "its first address")
    need(("kind" in v) == (v.get("state") == "locked"), "kind of its state")
    need(v.get("kind", "told") in KINDS, "kind of lockout")
    need(v.get("cause", "gone") in TROUBLES, "trouble")
    for s in v["services"]:
        need(set(s) <= SERVICE, "its services")


def summary(e):
    s = e["lockhound"]
    need(e["event"]["kind"] == "state", "kind")
    need(set(s) == {"schema", "devices", "culprits", "servers", "lockouts",
                    "troubles", "counts", "logins", "capture"},
         "summary's fields")
    for l in s["lockouts"]:
        lockout(l)
    for t in s["troubles"]:
        need(set(t) <= TROUBLE and t["cause"] in TROUBLES, "trouble")
    need(set(s["counts"]) == {"devices", "servers", "sessions"}, "counts")
    need(set(s["logins"]) == {"failure", "success", "unknown"}, "logins")
    need(set(s["capture"]) <= CAPTURE, "capture's fields")
    need(s["capture"]["point"] in (
        "lan", "wan", "behind-router", "one-way", "unknown"), "point")
    for i, d in enumerate(s["devices"]):
        device(d, i + 1)
    # Only these are accused, and each of them is.
    need([(c["rank"], c.get("mac"), c["cause"]) for c in s["culprits"]] ==
         [(d["rank"], d.get("mac"), d["cause"]) for d in s["devices"]
          if d["verdict"] == "culprit"], "culprits")
    for c in s["culprits"]:
        need(set(c) <= {"rank", "mac", "ip", "cause"} and len(c) > 2,
             "a culprit")
    for v in s["servers"]:
        server(v)
    told = [a for v in s["servers"] for a in v["addresses"]]
    need(len(set(told)) == len(told), "an address twice")


OURS = {"schema", "names", "vendor", "class", "mail", "router", "own"}


def inhabitant(e):
    """One of the link, by lockhound devices."""
    need(set(e) == {"@timestamp", "ecs", "event", "host", "lockhound"},
         "a device's parts")
    h, l = e["host"], e["lockhound"]
    need(e["event"]["kind"] == "asset", "kind")
    need(set(h) <= {"mac", "ip", "name"} and set(l) <= OURS, "its fields")
    need(len(h["mac"]) == 1 and MAC.match(h["mac"][0]), "its MAC")
    need(len(set(h["ip"])) == len(h["ip"]), "an address twice")
    need(("name" in h) == (l["names"] != []), "its name")
    need(l["names"][:1] == ([h["name"]] if "name" in h else []), "names")
    for flag in ("mail", "router", "own"):
        need(isinstance(l[flag], bool), flag)


def inhabitants(e):
    l = e["lockhound"]
    need(e["event"]["kind"] == "state", "kind")
    need(set(l) == {"schema", "devices", "left_out", "packets"}, "sums")
    need(l["devices"] == e["event"]["sequence"] - 1, "as many as are told")


PROBE = {"schema", "verdict", "sure", "how", "doubts", "addresses", "line",
         "since", "lifted", "last_in_vain"}
PROBED = {"ip", "verdict", "sure", "how", "doubts"} | STATES_OF_PORTS
PROBE_VERDICTS = {"not-locked-out", "mail-ports", "all-ports", "captcha",
                  "ipv6-only", "ipv4-only", "server-down", "line-down",
                  "unknown"}
DOUBTS = {"off", "no-mail", "stopped", "forwarded", "hidden", "in-part",
          "by-router", "resets", "line", "not-asked", "some-addresses",
          "ipv6", "ipv4", "unseen", "one-closed", "early"}


def probe(e):
    l = e["lockhound"]
    need(e["event"]["kind"] == "state", "kind")
    need(set(l) <= PROBE, "a probe's fields")
    for v in [l] + l["addresses"]:
        need(v["verdict"] in PROBE_VERDICTS, "a probe's verdict")
        need(isinstance(v["sure"], bool), "sure")
        need(set(v.get("doubts", [])) <= DOUBTS, "doubts")
    for a in l["addresses"]:
        need(set(a) <= PROBED, "an address's fields")
        ports = [p for state in STATES_OF_PORTS for p in a.get(state, [])]
        need(len(set(ports)) == len(ports), "a port twice")
    for one in l["line"]:
        need(set(one) <= {"type", "gateway", "reference", "others_answer",
                          "no_route"}, "the line's fields")
    need(("lifted" in l) == ("last_in_vain" in l), "lifted")
    for stamp in ("since", "lifted", "last_in_vain"):
        need(stamp not in l or STAMP.match(l[stamp]), "stamps")


outcomes = {}
n = 0
counts = {"success": 0, "failure": 0, "unknown": 0}
last = None
for raw in sys.stdin.buffer:
    n += 1
    try:
        need(last not in ("lockhound.summary", "lockhound.devices",
                          "lockhound.probe"),
             "a line behind the summary")
        e = json.loads(raw.decode("utf-8"))
        no_null(e)
        need("@timestamp" not in e or STAMP.match(e["@timestamp"]), "stamp")
        need(e["ecs"] == {"version": "8.11.0"}, "ecs")
        need(e["event"]["module"] == "lockhound", "module")
        need(e["event"]["sequence"] == n, "sequence")
        need(e["lockhound"]["schema"] == 2, "schema")
        last = e["event"]["dataset"]
        {"lockhound.login": login, "lockhound.verdict": verdict,
         "lockhound.summary": summary, "lockhound.device": inhabitant,
         "lockhound.devices": inhabitants, "lockhound.probe": probe}[last](e)
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
if last in ("lockhound.devices", "lockhound.probe"):
    print("%d lines" % n)
    sys.exit(0)
if last != "lockhound.summary" or e["lockhound"]["logins"] != counts:
    print("no summary at the end, or its counts differ: %s" % counts)
    sys.exit(1)
print("%d lines" % n)
