#!/usr/bin/env python3
"""How well inference does at servers that it does not know.

left_out.py BUILD DIR...  BUILD/without-NAME/lockhound is the program with one
software left out of its tables; each is run over the captures that hold that
software, and what it tells of logins inside TLS there is held against the
labels.  Prints a row for each, and how often a login failed that was said to
have failed so likely, over all of them.
"""
import collections, glob, json, os, subprocess, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from labels import software_of

PROTOCOLS = {"imap": "imap", "pop3": "pop", "smtp": "smtp", "sieve": "sieve"}
EDGES = (0, 5, 20, 40, 60, 80, 90, 95, 98, 101)
MANY = 5		# refusals that make a device one that must be named


def labelled(dirs):
    for d in dirs:
        for path in sorted(glob.glob(d + "/*.pcap")):
            label = path[:-5] + ".json"
            if ".wan." in path or ".lan96." in path or \
                    not os.path.exists(label):
                continue
            yield path, json.load(open(label))


def attempts_at(label, name):
    """The attempts inside TLS at this software, by connection."""
    out = collections.defaultdict(list)
    whole = str(label.get("server_software", ""))
    for a in label.get("attempts", []):
        if a.get("security") == "plain" or not a.get("client_port"):
            continue
        proto = PROTOCOLS.get(a["proto"], a["proto"])
        if software_of(a.get("server_software") or whole, proto) == name:
            out[(a["client_ip"], a["client_port"], a["server_ip"],
                 a["server_port"])].append(a)
    return out


def run(program, path):
    """-> {connection: [login as told last, ...]}, {ip: verdict}"""
    lines = subprocess.run([program, "--json", "-q", "-r", path],
                           stdout=subprocess.PIPE).stdout.splitlines()
    told, first, rated = {}, {}, {}
    for line in lines:
        e = json.loads(line)
        own = e["lockhound"]
        if e["event"]["dataset"] == "lockhound.summary":
            for d in own["devices"]:
                for ip in d["ips"]:
                    rated[ip] = d["verdict"]
        if e["event"]["dataset"] != "lockhound.login":
            continue
        number = e["event"]["sequence"]
        if "corrects" in own:
            first[number] = first.pop(own["corrects"])
            told.pop(own["corrects"])
        else:
            first[number] = own.get("failure_probability")
        told[number] = e
    by = collections.defaultdict(list)
    for number, e in told.items():
        by[(e["source"]["ip"], e["source"]["port"], e["destination"]["ip"],
            e["destination"]["port"])].append((e, first[number]))
    return by, rated


class Row:
    def __init__(self):
        self.c = collections.Counter()
        self.bins = [[0, 0, 0.] for _ in EDGES[1:]]

    def connection(self, want, have):
        fails = sum(a["outcome"] == "fail" for a in want)
        goods = sum(a["outcome"] == "ok" for a in want)
        said = [e["event"].get("outcome") for e, _ in have]
        n = said.count("failure")
        self.c["tp"] += min(n, fails)
        self.c["fp"] += max(n - fails, 0)
        self.c["fn"] += max(fails - n, 0)
        self.c["good for bad"] += max(said.count("success") - goods, 0)
        if len(want) != len(have):
            return
        for a, (_, p) in zip(want, have):
            if p is None or a["outcome"] not in ("fail", "ok"):
                continue
            b = self.bins[max(k for k in range(len(self.bins))
                              if p * 100 >= EDGES[k])]
            b[0] += 1
            b[1] += a["outcome"] == "fail"
            b[2] += p

    def devices(self, by, rated, whole):
        fails, goods = collections.Counter(), collections.Counter()
        for (ip, _, server, _), want in by.items():
            for a in want:
                fails[ip, server] += a["outcome"] == "fail"
                goods[ip, server] += a["outcome"] == "ok"
        ever = {a["client_ip"] for a in whole if a["outcome"] == "fail"}
        for ip, server in set(fails) | set(goods):
            verdict = rated.get(ip)
            if fails[ip, server] >= MANY and goods[ip, server] == 0:
                self.c["many"] += 1
                self.c["named"] += verdict == "culprit"
                self.c["suspected"] += verdict == "suspect"
            elif ip not in ever and verdict in ("culprit", "suspect"):
                self.c["accused"] += 1


def share(a, b):
    return "%.4f" % (a / b) if b else "-"


def main():
    build, dirs = sys.argv[1], sys.argv[2:]
    captures, all_bins = list(labelled(dirs)), Row()
    total, bad = collections.Counter(), False
    print("left out        told  missed  false  precision  recall  good for "
          "bad  devices  named  suspected  accused")
    for program in sorted(glob.glob(build + "/without-*/lockhound")):
        name = program.split("/without-")[1].rsplit("/", 1)[0].replace(
            "_", " ")
        row = Row()
        for path, label in captures:
            want = attempts_at(label, name)
            if not want:
                continue
            have, rated = run(program, path)
            for key, attempts in want.items():
                row.connection(attempts, have.get(key, []))
            row.devices(want, rated, label["attempts"])
        c = row.c
        total.update(c)
        for b, o in zip(all_bins.bins, row.bins):
            for i in range(3):
                b[i] += o[i]
        print("%-14s %5d %7d %6d %10s %7s %12d %8d %6d %10d %8d" % (
            name, c["tp"], c["fn"], c["fp"], share(c["tp"], c["tp"] + c["fp"]),
            share(c["tp"], c["tp"] + c["fn"]), c["good for bad"], c["many"],
            c["named"], c["suspected"], c["accused"]))
    c = total
    print("%-14s %5d %7d %6d %10s %7s %12d %8d %6d %10d %8d" % (
        "all", c["tp"], c["fn"], c["fp"], share(c["tp"], c["tp"] + c["fp"]),
        share(c["tp"], c["tp"] + c["fn"]), c["good for bad"], c["many"],
        c["named"], c["suspected"], c["accused"]))
    print("\nsaid         logins  said on average  failed in fact")
    for i, (n, failed, p) in enumerate(all_bins.bins):
        if n == 0:
            continue
        off = abs(p / n - failed / n)
        most = .02 if n >= 500 else 2.5 * (max(p / n * (1 - p / n), 1e-4) /
                                          n) ** .5
        bad |= off > most
        print("%3d..%3d %%   %6d  %15.3f  %14.3f%s" % (
            EDGES[i], EDGES[i + 1], n, p / n, failed / n,
            "  OFF" if off > most else ""))
    return bad


if __name__ == "__main__":
    sys.exit(main())
