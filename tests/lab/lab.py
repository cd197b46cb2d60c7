#!/usr/bin/env python3
"""Runs scenarios: lab.py list | chroots PATTERN | run PATTERN OUTDIR.

A scenario is HOST.KIND: a row of hosts.txt and a row of kinds.txt.  lab.sh
says how it is started."""
import collections
import fnmatch
import json
import os
import random
import shutil
import sys
import threading
import time
import traceback
import types
import zlib

import clients
import relays
import servers
import servers_mta
import servers_small
import truth
from net import LAB, RUN, Office, Room, end, inside, internet, sh

HERE = os.path.dirname(os.path.abspath(__file__))
AT_ONCE = int(os.environ.get("LAB_AT_ONCE", "6"))
MACS = {"printer": "64:eb:8c", "scanner": "00:1e:8f", "nas": "00:11:32",
        "monitor": "dc:a6:32", "phone": "3c:06:30", "tablet": "8c:79:f5",
        "laptop": "54:e1:ad", "desktop": "f8:bc:12", "office-mta": "a4:34:d9",
        "cron": "b8:27:eb"}


def rows(name):
    """A table: lines with # are remarks; an indented line belongs to the
    last one that is not."""
    out = []
    with open(os.path.join(HERE, name)) as f:
        for line in f:
            line = line.split("#")[0].rstrip()
            if line and line[0].isspace():
                out[-1][1].append(line.split())
            elif line:
                out.append((line.split(), []))
    return out


def hosts():
    found = {}
    for (name, make, chroot, groups, *rest), _ in rows("hosts.txt"):
        row = dict(w.split("=", 1) for w in rest)
        for key in row:
            row[key] = row[key].replace(",", " ") if key != "groups" else \
                row[key]
        found[name] = dict(row, make=make, chroot=chroot,
                           groups_of=groups.split(","))
    return found


def kinds():
    return {head[0]: types.SimpleNamespace(
        name=head[0], group=head[1], share=int(head[2]), devices=lines)
        for head, lines in rows("kinds.txt")}


def chance(*words):
    return zlib.crc32("/".join(map(str, words)).encode())


def scenarios(pattern):
    """[(host, kind)]; 'all' takes of a kind with share N every Nth host, a
    pattern takes what it names."""
    out = []
    for host, h in hosts().items():
        for kind, k in kinds().items():
            if k.group not in h["groups_of"] or any(
                    word in " ".join(row) for row in k.devices
                    for word in h.get("not", "").split()):
                continue
            name = "%s.%s" % (host, kind)
            if pattern == "all":
                if chance(host, kind) % k.share == 0:
                    out.append((host, kind))
            elif any(fnmatch.fnmatch(name, p) and
                     ("*" not in p or chance(host, kind) % k.share == 0)
                     for p in pattern.split(",")):
                out.append((host, kind))
    return out


def suite_of(device, program, name):
    """The release that a program is taken from: said, or by lot."""
    if "@" in program:
        return program.split("@")[1]
    return ("bookworm", "trixie", "sid")[chance(name, device) % 3]


def chroots(pattern):
    want = set()
    for host, kind in scenarios(pattern):
        want.add(hosts()[host]["chroot"])
        for device, program, *_ in kinds()[kind].devices:
            if program.startswith("relay-"):
                want.add(relays.chroot(program, chance(host, kind)))
            else:
                want.add(suite_of(device, program, host + "." + kind)
                         + "-clients")
    return sorted(want - {"-"})


class Scenario:
    def __init__(self, host, kind, slot, rooms, out, names):
        self.names = names      # lines for /etc/hosts
        self.host, self.kind, self.rooms, self.out = host, kind, rooms, out
        self.name = "%s.%s" % (host.name, kind.name)
        self.rng = random.Random(chance(self.name))
        self.office = Office(slot, self.rng.choice((3, 8, 12, 18, 30, 45)),
                             self.rng.choice((1, 2, 4)))
        self.ran = []           # (device, program, t0, t1)
        self.keys = []          # rooms that were made for this one alone

    def task(self, row):
        device, program, what, words, gap, *opts = row
        proto, sec = what.split("/")
        rng = random.Random(chance(self.name, device))
        users = self.host.users
        user = device if device in users else rng.choice(sorted(users))
        good = users[user]
        wrong = rng.choice((good + "x", good[:-1] or "z", "old-" + good,
                            "Winter2023!", "x" * 3))
        passwords = []
        for part in words.split("+"):
            word, _, n = part.partition("*")
            passwords += [good if word == "good" else wrong] * int(n or 1)
        mech = [o[5:] for o in opts if o.startswith("mech=")]
        suite = suite_of(device, program, self.name)
        return types.SimpleNamespace(
            device=device, program=program.split("@")[0], proto=proto,
            sec=sec, host=self.host.fqdn, ip=self.host.ip,
            user=self.host.user(user),
            port=clients.PORTS[proto, sec], words=passwords, gap=float(gap),
            opts=opts, mech=mech[0] if mech else None, rng=rng,
            new=suite != "bookworm", row=words, suite=suite, pw=passwords[0],
            home="/home/%s-%s" % (self.name, device),
            sender="%s@%s" % (user, self.host.domain),
            to="office@" + self.host.domain)

    def play(self, row):
        """All starts of one program on one device."""
        t = self.task(row)
        d = self.office.devices[t.device]
        time.sleep(t.rng.uniform(0, 1.5))
        if t.program.startswith("relay-"):
            t0 = time.time()
            root = relays.chroot(row[1], chance(self.host.name, self.kind.name))
            room, program = relays.play(t, d, root, self.names, "%s-%s" % (
                self.name, t.device))
            self.ran.append((t.device, program, t0, time.time()))
            self.keys.append(room)
            return
        t.room = self.rooms[t.suite]
        t.room.sh("mkdir -p " + t.home)
        once = t.program == "python"
        for n, word in enumerate(t.words[:1] if once else t.words):
            t.pw = word
            command, stdin = clients.PROGRAMS[t.program](t)
            t0 = time.time()
            self.start(t, d, command, stdin,
                       (len(t.words) if once else 1) * (t.gap + 45))
            self.ran.append((t.device, "%s (%s)" % (t.program, t.suite), t0,
                             time.time()))
            if n + 1 < len(t.words):
                time.sleep(t.gap * t.rng.uniform(0.8, 1.3))

    def start(self, t, d, command, stdin, limit):
        env = {"HOME": t.home, "USER": "root", "LOGNAME": "root",
               "NODE_PATH": "/opt/node", "SHELL": "/bin/sh",
               "NODE_EXTRA_CA_CERTS": clients.CA}
        log = "%s/log/%s-%s" % (RUN, self.name, t.device)
        if stdin is not None:
            t.room.write(t.home + "/stdin", stdin)
            command = "(%s) < %s/stdin" % (command, t.home)
        p = t.room.start(command, ns=d["ns"], env=env, host=t.device, log=log)
        try:
            p.wait(limit)
        except Exception:
            end(p)

    def run(self):
        path = "%s/%s.pcap" % (self.out, self.name)
        threads, t0 = [], time.time()
        try:
            for row in self.kind.devices:
                if row[0] not in self.office.devices:
                    n = len(self.office.devices)
                    self.office.device(row[0], "%s:%02x:%02x:%02x" % (
                        MACS[row[0]], chance(self.name) % 256,
                        self.office.n, n + 1))
            dump = self.office.capture(path + ".new")
            for row in self.kind.devices:
                threads.append(threading.Thread(target=self.safely,
                                                args=[row]))
                threads[-1].start()
            for th in threads:
                th.join()
            # What a program begins now would have no end in the capture.
            self.office.quiet()
            time.sleep(1)
            dump.terminate()
            dump.wait()
        finally:
            self.office.close()
        with LABELLING:
            label(self, path, t0, time.time())

    def safely(self, row):
        try:
            self.play(row)
        except Exception:
            traceback.print_exc()


LABELLING = threading.Lock()
HOSTS_AT_ONCE = threading.Semaphore(int(os.environ.get("LAB_HOSTS", "3")))


def label(s, path, t0, t1):
    keys = "%s/keys/%s.keys" % (s.out, s.name)
    everything = set()
    for room in s.host.rooms + list(s.rooms.values()) + s.keys:
        everything |= set(room.read("var/keylog/keys").splitlines())
    with open(keys + ".all", "w") as f:
        f.write("\n".join(sorted(everything)) + "\n")
    found, attempts, sealed, randoms = truth.read(path + ".new",
                                                  keys + ".all")
    with open(keys, "w") as f:
        f.writelines(sorted(line + "\n" for line in everything
                            if len(line.split()) == 3
                            and line.split()[1] in randoms))
    os.unlink(keys + ".all")
    by_ip = {d["ip"]: d for d in s.office.devices.values()}
    for a in attempts:
        a["server_software"] = s.host.soft[a["proto"]]
        a["device"] = by_ip[a["client_ip"]]["id"]
        a["client_program"] = next(
            (p for d, p, u, v in s.ran
             if d == a["device"] and u - 1 <= a["t"] <= v + 1), None)
    fails = sum(a["outcome"] == "fail" for a in attempts)
    # Of these the server has a verdict that the capture has not.
    cut = sum(a["outcome"] == "none" for a in attempts)
    logged = s.host.count(s.office.public)
    tls = collections.Counter((x["tls"]["version"], x["tls"]["cipher"])
                              for x in found.values() if x["tls"])
    text = dict(
        scenario=s.name,
        note="; ".join(" ".join(row) for row in s.kind.devices),
        capture_point="lan (gateway bridge, Ethernet)",
        server_software=sorted({a["server_software"] for a in attempts}),
        emulated=False,
        tls_all=[dict(version=v, cipher=c, streams=n)
                 for (v, c), n in sorted(tls.items())],
        time=dict(start=t0, end=t1), public_ip=[s.office.public],
        local_nets=[s.office.net + ".0/24"],
        gateway=dict(mac=s.office.mac, ip=s.office.net + ".1"),
        devices=[dict(id=d["id"], mac=d["mac"], ips=[d["ip"]],
                      hostname=d["id"], role=d["id"], behind=None)
                 for d in s.office.devices.values()],
        attempts=attempts, lockouts=[], unanswered_connections=[],
        streams=[{k: v for k, v in x.items() if k != "sent"}
                 for x in found.values()],
        truth_check=dict(undecrypted=sealed, log_fail=logged, cap_fail=fails,
                         agree=sealed == 0 and (
                             logged is None or
                             fails <= logged <= fails + cut)))
    doubts = doubt(s.kind.devices, attempts)
    text["truth_check"]["doubts"] = doubts
    n = collections.Counter(a["outcome"] for a in attempts)
    line = "%-44s fail %2d ok %2d none %d" % (s.name, n["fail"], n["ok"],
                                              n["none"])
    base = path[:-5]
    if text["truth_check"]["agree"] and attempts and not doubts:
        os.rename(path + ".new", path)
        with open(base + ".json", "w") as f:
            json.dump(text, f, indent=1)
        with open(s.out + "/READY", "a") as f:
            f.write(line + "\n")
        print(line, flush=True)
        return
    # Not believed: the log says otherwise, or a program did not do its part.
    os.rename(path + ".new", base + ".doubt")
    with open(base + ".doubt.json", "w") as f:
        json.dump(text, f, indent=1)
    print(line, "DOUBT: undecrypted %d, log %s," % (sealed, logged),
          "".join(doubts) or "agree", flush=True)


def doubt(rows, attempts):
    """Devices that did not do what their row says."""
    out = []
    for device, program, _, words, *opts in rows:
        got = collections.Counter(a["outcome"] for a in attempts
                                  if a["device"] == device)
        want = collections.Counter()
        for part in words.split("+"):
            word, _, n = part.partition("*")
            want[word] += int(n or 1)
        if program.startswith("relay-"):
            want = {w: min(n, 1) for w, n in want.items()}
        # Who does not wait for the verdict has none; the secret was wrong.
        if got["fail"] + (got["none"] if got["fail"] else 0) \
                < want.get("bad", 0) or \
                got["ok"] < want.get("good", 0) or \
                (got["fail"] and not want.get("bad")) or \
                (got["ok"] and not want.get("good")):
            out.append("%s wanted %s got %s; " % (device, words, dict(got)))
    return out


def client_room(suite):
    r = Room(suite + "-clients", "none", "clients-" + suite, "client")
    clients.install(r)
    shutil.copy(servers.authority(), r.root
                + "/usr/local/share/ca-certificates/lab.crt")
    r.sh("update-ca-certificates 2>&1")
    os.makedirs(r.root + "/opt/node")
    sh("mount --bind %s/node/node_modules %s/opt/node" % (LAB, r.root))
    return r


def main_run(pattern, out):
    todo = scenarios(pattern)
    if not todo:
        sys.exit("lab: no such scenario: " + pattern)
    for d in ("%s/keys" % out, RUN + "/log"):
        os.makedirs(d, exist_ok=True)
    internet()
    servers.authority()
    table, all_kinds = hosts(), kinds()
    suites = {c[:-8] for c in chroots(pattern) if c.endswith("-clients")}
    rooms = {suite: client_room(suite) for suite in sorted(suites)}
    by_host = collections.OrderedDict()
    for host, kind in todo:
        if not os.path.exists("%s/%s.%s.json" % (out, host, kind)):
            by_host.setdefault(host, []).append(all_kinds[kind])
    providers = [servers.Host(name, table[name], n)
                 for n, name in enumerate(by_host)]
    names = "".join("%s %s\n" % (h.ip, h.fqdn) for h in providers)
    for r in rooms.values():
        r.write("etc/hosts", "127.0.0.1 localhost\n127.0.1.1 %s\n"
                % " ".join(MACS) + names)
    slots = Slots(AT_ONCE)
    threads = []
    for h in providers:
        HOSTS_AT_ONCE.acquire()
        threads.append(threading.Thread(target=run_host, args=[
            h, by_host[h.name], rooms, out, slots, names]))
        threads[-1].start()
    for th in threads:
        th.join()


class Slots:
    """Numbers of offices that are free."""

    def __init__(self, n):
        self.free, self.wait = list(range(n)), threading.Semaphore(n)
        self.lock = threading.Lock()

    def take(self):
        self.wait.acquire()
        with self.lock:
            return self.free.pop(0)

    def give(self, n):
        sh("ip link del up%d" % n, check=False)
        with self.lock:
            self.free.append(n)
        self.wait.release()


def run_host(host, wanted, rooms, out, slots, names):
    try:
        make = next(getattr(m, host.row["make"])
                    for m in (servers, servers_mta, servers_small)
                    if hasattr(m, host.row["make"]))
        missing = [p for p in make(host) if not host.rooms[0].listens(p)]
        if missing:
            print("%s: does not listen on %s\n%s" % (
                host.name, missing, host.said()), flush=True)
            return
        threads = []
        for kind in wanted:
            threads.append(threading.Thread(target=run_kind, args=[
                host, kind, slots.take(), rooms, out, slots, names]))
            threads[-1].start()
            time.sleep(0.3)
        for th in threads:
            th.join()
    except Exception:
        traceback.print_exc()
        print(host.said(), flush=True)
    finally:
        host.stop()
        HOSTS_AT_ONCE.release()


def run_kind(host, kind, slot, rooms, out, slots, names):
    try:
        s = Scenario(host, kind, slot, rooms, out, names)
        host.mark[s.office.public] = len(host.logged())
        s.run()
    except Exception:
        traceback.print_exc()
    finally:
        slots.give(slot)


def main():
    what = sys.argv[1]
    if what == "list":
        for host, kind in scenarios("all"):
            print("%s.%s" % (host, kind))
    elif what == "chroots":
        print(" ".join(chroots(sys.argv[2])))
    else:
        main_run(sys.argv[2], sys.argv[3])


main()
