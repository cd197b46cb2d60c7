#!/usr/bin/env python3
"""Learn how mail servers are known, from labelled captures.

learn.py OBSERVE WORDS DIR... > server_models.c

OBSERVE is tests/learn/observe; WORDS what the servers' sources say; each DIR
holds NAME.pcap beside NAME.json.  Deterministic: the same captures give the
same table.  A capture has one vote on a length, however often it shows it.
"""
import collections, glob, json, os, re, subprocess, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from labels import software_of

PROTOS = {1: "imap", 2: "pop", 3: "smtp", 4: "sieve"}
TLS13 = 0x0304
NEAR_S = .03		# a label's time and the capture's differ by that
LONG = 60		# from here on lengths hold numbers and names
NAMES = 20		# of host names, so many bytes more or less
SPANS = 4
RARE = .08		# what is seen in no more of the captures is a mismatch
# How long a refusal takes as it comes configured, by delay_bin's bins (data/
# shapes.c): guesses, each worth so many captures.
GUESSED = 2
PACES = {
    "any": (.33, .06, .05, .12, .25, .08, .06, .05),
    "at once": (.84, .08, .02, .02, .02, .01, .005, .005),
    "2s": (.18, .03, .05, .14, .45, .06, .05, .04),
    "3s": (.20, .03, .03, .04, .08, .52, .06, .04),
    "5s": (.12, .03, .03, .03, .05, .10, .58, .06)}
def observed(program, dirs):
    """-> (capture, label, [session, ...]) of each capture."""
    paths = [p for d in dirs for p in sorted(glob.glob(d + "/*.pcap"))
             if os.path.exists(p[:-5] + ".json") and
             not re.search(r"\.(wan|lan96|any-\w+)\.", p)]
    out, sessions = subprocess.run([program] + paths, check=True,
                                   stdout=subprocess.PIPE).stdout, {}
    for line in out.splitlines():
        o = json.loads(line)
        if "capture" in o:
            sessions[o["capture"]] = at = []
        else:
            at.append(o)
    for p in paths:
        label = json.load(open(p[:-5] + ".json"))
        if "attempts" in label:
            yield p, label, sessions[p]


def truth(label):
    out = collections.defaultdict(list)
    for a in label["attempts"]:
        if a.get("security") != "plain":
            out[(a["client_ip"], a["client_port"], a["server_ip"],
                 a["server_port"])].append(a)
    return out


def matches(attempts, s):
    """The attempt of each exchange, or None.  A label's time is that of the
    client's last line, of the server's verdict, or of the server's log."""
    found = [None] * len(s["exchanges"])
    for a in attempts:
        best = None
        for i, x in enumerate(s["exchanges"]):
            end = x.get("server", x["client"])[1] / 1e9
            if x["client"][1] / 1e9 - NEAR_S < a["t"] < end + NEAR_S and \
                    (best is None or x["login"] > best[0]):
                best = x["login"], i
        if best is not None:
            found[best[1]] = a
    return found


class Habits:
    """Of one software and protocol: lengths, each with the captures it was in."""

    def __init__(self):
        self.seen = {k: collections.defaultdict(set) for k in
                     ("refused", "accepted", "quit", "leave", "greeting")}
        self.tickets = [0, 0, 0]	# TLS 1.3, at once: none, one, more
        self.captures = set()
        self.delays = collections.defaultdict(collections.Counter)
        self.sessions = 0

    def see(self, what, turn, tag, capture):
        if turn[2] == turn[3] and not turn[5]:
            self.seen[what][turn[2] - tag].add(capture)


def is_goodbye(s, x):
    bare = x["client"][2]
    return bare == 6 if s["proto"] in (2, 3) else bare == 8 if \
        s["proto"] == 4 else 9 < bare <= 9 + 8


def take(h, s, found, capture):
    tag = s["tag"] if s["proto"] == 1 else 0
    verdict = None
    h.captures.add(capture)
    h.sessions += 1
    if "greeting" in s:
        h.see("greeting", s["greeting"], 0, capture)
        if s["version"] == TLS13 and not s["resumed"]:
            h.tickets[min(s["tickets"], 2)] += 1
    for x, a in zip(s["exchanges"], found):
        if a is not None and "server" in x:
            verdict = a["outcome"]
            if verdict in ("ok", "fail"):
                h.see("accepted" if verdict == "ok" else "refused",
                      x["server"], tag, capture)
            if verdict == "fail" and x["bin"] >= 0:
                h.delays[capture][x["bin"]] += 1
    last = s["exchanges"][-1]
    if verdict in ("ok", "fail") and found[-1] is None and "server" in last \
            and is_goodbye(s, last):
        h.see("leave" if verdict == "ok" else "quit", last["server"], tag,
              capture)


def learn(program, dirs):
    habits = collections.defaultdict(Habits)
    for capture, label, sessions in observed(program, dirs):
        attempts, whole = truth(label), str(label.get("server_software", ""))
        for s in sessions:
            found = matches(attempts[(
                s["client"], s["client_port"], s["ip"], s["port"])], s)
            named = [a for a in found if a is not None]
            if not named:
                continue
            proto = PROTOS[s["proto"]]
            name = software_of(named[0].get("server_software") or whole, proto)
            if name is not None:
                take(habits[(name, proto)], s, found, capture)
    return habits


def spans(seen, is_exact, most=SPANS):
    """Lengths -> [[from, to, captures], ...], the commonest first.  Long ones
    that are not exact hold what differs from one host to the next."""
    out, all_of = [], len(set().union(*seen.values())) if seen else 0
    for n in sorted(seen):
        near = 24 if n >= LONG and not is_exact else 1
        if out and n - out[-1][1] <= near:
            out[-1][1] = n
            out[-1][2] |= seen[n]
        else:
            out.append([n, n, set(seen[n])])
    wide = lambda n: 0 if is_exact or n < LONG else 12
    out = [[a - wide(a), b + wide(b), len(c)]
           for a, b, c in out if len(c) > RARE * all_of]
    return sorted(out, key=lambda x: (-x[2], x[0]))[:most]


def read_words(path):
    rows = []
    for line in open(path):
        if line.startswith("#") or not line.strip():
            continue
        name, proto, pace, tls, refused, accepted, source = \
            [f.strip() for f in line.split("|")]
        rows.append({"name": name, "proto": proto, "pace": pace, "tls": tls,
                     "refused": words(refused), "accepted": words(accepted),
                     "source": source})
    return rows


def words(text):
    out = []
    for part in text.split(","):
        length, share = part.split()
        a, _, b = length.partition("-")
        out.append([int(a), int(b or a), float(share)])
    return out


def joined(said, seen):
    """What the source says and what was seen, half and half; a length that was
    seen within what the source says tells which of it is usual."""
    n = sum(s[2] for s in seen)
    if not seen:
        return said
    share = .5 if said else 1.
    out = [[a, b, s * (1 - share)] for a, b, s in said]
    for a, b, c in seen:
        same = [o for o in out if o[0] == a and o[1] == b]
        if same:
            same[0][2] += share * c / n
        else:
            out.append([a, b, share * c / n])
    out = sorted(out, key=lambda o: (-o[2], o[0]))[:SPANS]
    total = sum(o[2] for o in out)
    return [[a, b, s / total] for a, b, s in out]


def delays(h, pace):
    """A capture has one vote."""
    out = [GUESSED * share for share in PACES[pace]]
    for capture in sorted(h.delays) if h else []:
        seen = h.delays[capture]
        for b, n in seen.items():
            out[b] += n / sum(seen.values())
    return [d / sum(out) for d in out]


def tickets(h, tls):
    """The shares of such servers that send no ticket in TLS 1.3, one, more.
    Where the library is the packager's choice another one is never unlikely,
    and any number can be set: guesses."""
    out = {"openssl": [.02, .3, .68], "go": [.96, .02, .02],
           "any": [.4, .2, .4]}[tls]
    n = sum(h.tickets) if h else 0
    if n:
        votes = min(n, len(h.captures))
        out = [o + votes * t / n for o, t in zip(out, h.tickets)]
    least = .1 if tls == "any" else .02
    out = [max(o / sum(out), least) for o in out]
    return [o / sum(out) for o in out]


def with_name(rows):
    """SMTP's goodbyes hold the host's name, if they are not short."""
    short = [r for r in rows if r[0] <= NAMES]
    named = [r for r in rows if r[0] > NAMES]
    if named:
        short.append([min(a for a, _, _ in named) - NAMES,
                      max(b for _, b, _ in named) + NAMES,
                      sum(n for _, _, n in named)])
    return short


def greeting(h):
    """Greetings hold the host's name, and what it can do."""
    out = []
    for n in sorted(h.seen["greeting"]) if h else []:
        if out and n - out[-1][1] <= NAMES:
            out[-1][1] = n
            out[-1][2] |= h.seen["greeting"][n]
        else:
            out.append([n, n, set(h.seen["greeting"][n])])
    # Which of a software's greetings is usual differs from lab to lab.
    n = sum(len(c) for _, _, c in out)
    out = [[max(a - NAMES, 1), b + NAMES, len(c) / n + 1 / len(out)]
           for a, b, c in out]
    return sorted(out, key=lambda x: (-x[2], x[0]))[:3]


def c_spans(rows):
    if not rows:
        return "{ ANY }"
    cells = ["{ %d, %d, %.3ff }" % (a, b, s) for a, b, s in rows]
    lines = [cells[i:i + 3] for i in range(0, len(cells), 3)]
    return "{ " + ",\n\t    ".join(", ".join(x) for x in lines) + " }"


def c_shares(shares):
    return "{ " + ", ".join("%.3ff" % s for s in shares) + " }"


def c_row(row, h):
    seen = {k: spans(h.seen[k], k == "refused") if h else [] for k in
            ("refused", "accepted", "quit", "leave")}
    if row["proto"] == "smtp":
        seen["quit"], seen["leave"] = [with_name(seen[k])
                                       for k in ("quit", "leave")]
    note = row["source"].replace('"', '\\"')
    out = []
    if h:
        note += "; %d sessions of %d captures" % (h.sessions, len(h.captures))
    out.append('\t{ "%s", PROTO_%s,' % (row["name"], row["proto"].upper()))
    for k in ("refused", "accepted"):
        out.append("\t    %s," % c_spans(joined(row[k], seen[k])))
    for k in ("quit", "leave"):
        out.append("\t    %s," % c_spans(joined([], seen[k])[:3]))
    out.append("\t    %s," % c_spans(joined([], greeting(h))[:3]))
    out.append("\t    %s," % c_shares(delays(h, row["pace"])))
    out.append("\t    %s, %s," % ("true" if row["pace"] == "2s" else "false",
                                 c_shares(tickets(h, row["tls"]))))
    while len(note) > 62:
        cut = note.rindex(" ", 0, 62) + 1
        out.append('\t    "%s"' % note[:cut])
        note = note[cut:]
    out.append('\t    "%s" },' % note)
    return "\n".join(out)


HEAD = """/*
 * What mail server software says to who logs in, and how it is known by what
 * else it says.
 *
 * Written by tests/learn/learn.py (make learn) out of tests/learn/words.txt,
 * which has the sources of the words, and labelled captures, whose sessions are
 * counted behind the source.  Lengths are plaintext bytes, CRLF included, of
 * IMAP without the tag: DOMAIN.md D.3.
 */

#include "data/shapes.h"

#define ANY	{ 0, 0, 0.f }

/*
 * Software, protocol; refused; accepted; the answer to a goodbye without a
 * login; to one after it; the greeting; delays of refusals; is everybody slow
 * where somebody has failed; how many tickets it sends in TLS 1.3: none, one,
 * more.
 */
static const struct server_model models[] = {
	{ "", PROTO_UNKNOWN, { ANY }, { ANY }, { ANY }, { ANY }, { ANY },
	    %s,
	    false, { .4f, .2f, .4f }, "" },
"""
TAIL = """};

const struct server_model *
server_models(size_t *n)
{
	*n = sizeof models / sizeof models[0];
	return (models);
}
"""


def main():
    program, path = sys.argv[1:3]
    habits, rows = learn(program, sys.argv[3:]), read_words(path)
    known = {(r["name"], r["proto"]) for r in rows}
    for name, proto in sorted(habits):
        h = habits[(name, proto)]
        if (name, proto) not in known and proto != "sieve" and \
                h.seen["refused"] and h.seen["accepted"]:
            rows.append({"name": name, "proto": proto, "pace": "any",
                         "tls": "any", "refused": [], "accepted": [],
                         "source": "seen alone"})
    print(HEAD % c_shares(PACES["any"]), end="")
    for r in sorted(rows, key=lambda r: (r["proto"], r["name"].lower())):
        print(c_row(r, habits.get((r["name"], r["proto"]))))
    print(TAIL, end="")


main()
