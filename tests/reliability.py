#!/usr/bin/env python3
"""How likely inference said a login failed, against how many did.

reliability.py PROGRAM DIR...  A table over all encrypted logins of the
labelled captures; exit 1 when a bin of 20 or more is off by more than 0.05.
What was said first is in the bins; corrections, which have seen more, are
counted by themselves.
"""
import collections, json, os, subprocess, sys

EDGES = (0, 5, 20, 40, 60, 80, 90, 95, 98, 101)


def logins(program, path):
    """-> {client end, server end: [[probability, correction], ...]}"""
    run = subprocess.run([program, "--json", "-q", "-r", path],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out, by_seq = collections.defaultdict(list), {}
    for line in run.stdout.splitlines():
        e = json.loads(line)
        own = e.get("lockhound", {})
        if "failure_probability" not in own:
            continue
        if "corrects" in own:
            by_seq[own["corrects"]][1] = own["failure_probability"]
            continue
        key = (e["source"]["ip"], e["source"]["port"],
               e["destination"]["ip"], e["destination"]["port"])
        said = [own["failure_probability"], None]
        by_seq[e["event"]["sequence"]] = said
        out[key].append(said)
    return out


def main():
    program, bins = sys.argv[1], [[0, 0, 0.0] for _ in EDGES[1:]]
    corrected = right = skipped = 0
    for d in sys.argv[2:]:
        for name in sorted(os.listdir(d)):
            label = os.path.join(d, name[:-5] + ".json")
            if not name.endswith(".pcap") or not os.path.exists(label) or \
                    ".wan" in name:
                continue
            truth = collections.defaultdict(list)
            for a in json.load(open(label))["attempts"]:
                if a.get("security") in ("tls", "starttls"):
                    truth[(a["client_ip"], a["client_port"], a["server_ip"],
                           a["server_port"])].append(a["outcome"] == "fail")
            for key, said in logins(program, os.path.join(d, name)).items():
                # Where the counts differ nobody knows which is which.
                if len(said) != len(truth[key]):
                    skipped += len(said)
                    continue
                for (p, later), failed in zip(said, truth[key]):
                    if later is not None:
                        corrected += 1
                        right += (later > 0.5) == failed
                    i = max(k for k in range(len(bins))
                            if p * 100 >= EDGES[k])
                    bins[i][0] += 1
                    bins[i][1] += failed
                    bins[i][2] += p
    bad = 0
    print("said         logins  said on average  failed in fact")
    for i, (n, failed, total) in enumerate(bins):
        if n == 0:
            continue
        off = abs(total / n - failed / n)
        wrong = n >= 20 and off > 0.05
        bad |= wrong
        print("%3d..%3d %%   %6d  %15.3f  %14.3f%s" % (
            EDGES[i], EDGES[i + 1], n, total / n, failed / n,
            "  OFF" if wrong else ""))
    print("corrected later: %d, %d of them rightly; in no bin, for a session "
          "has another number of them: %d" % (corrected, right, skipped))
    return bad or right != corrected


sys.exit(main())
