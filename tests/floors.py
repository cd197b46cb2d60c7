#!/usr/bin/env python3
"""Which floor of the house a run's processor time went to.

    floors.py callgrind FILE [TOP]     instructions, counted by valgrind
    floors.py perf FILE PROGRAM [TOP]  time, sampled by perf record

A line of source belongs to the floor whose folder it stands in, also where the
compiler has put it into another floor's function.  Judge's figure is the one
that grows with the devices and mail hosts, so it stands out.  With TOP, that
many functions follow, most costly first.
"""
import collections
import re
import subprocess
import sys

FLOORS = "base data wire talk judge engine crypt edge show".split()


def floor_of(path):
    found = re.search(r"(?:src|include)/(?:(\w+)/)?[\w.]+$", path)
    if not found:
        return "library"
    return found.group(1) if found.group(1) in FLOORS else "top"


class Callgrind:
    """Costs by floor and by function, and what judge makes others do."""

    def __init__(self, path):
        self.names = {}
        self.floors = collections.Counter()
        self.functions = collections.Counter()
        self.below_judge = 0
        self.read(open(path, errors="replace"))

    def name(self, kind, text):
        number, _, name = text.partition(" ")
        if name:
            self.names[kind, number] = name
        return self.names.get((kind, number), "?")

    def read(self, lines):
        file = function = callee_file = "?"
        is_call = False
        for line in lines:
            key, is_pair, value = line.rstrip("\n").partition("=")
            if is_pair and key in ("fl", "fi", "fe"):
                file = callee_file = self.name("file", value)
                if key == "fl":
                    home = file
            elif is_pair and key == "fn":
                function = self.name("function", value)
                callee_file = file
            elif is_pair and key in ("cfi", "cfl"):
                callee_file = self.name("file", value)
            elif is_pair and key == "cfn":
                self.name("function", value)
            elif key == "calls":
                is_call = True
            elif line[:1] in "+-*0123456789" and line.strip():
                cost = line.split()
                if len(cost) < 2:
                    continue
                n, floor = int(cost[1]), floor_of(file)
                if not is_call:
                    self.floors[floor] += n
                    self.functions[home, function] += n
                elif floor == "judge" and floor_of(callee_file) != "judge":
                    self.below_judge += n
                is_call = False
                callee_file = file


def run(*command, text=None):
    return subprocess.run(command, input=text, capture_output=True,
                          text=True).stdout


class Perf:
    """Samples by floor and by function."""

    def __init__(self, path, program):
        self.floors = collections.Counter()
        self.functions = collections.Counter()
        self.below_judge = None
        at, symbols = collections.Counter(), {}
        base = None
        for line in run("perf", "script", "-i", path, "-F",
                        "comm,ip,sym,dso", "--show-mmap-events").split("\n"):
            mapped = re.search(r"\[(0x\w+)\(\w+\) @ (0x\w+|0) .* r-xp (.*)$",
                               line)
            if mapped and mapped.group(3).endswith("/lockhound"):
                base = int(mapped.group(1), 16) - int(mapped.group(2), 16)
            ip = re.search(r"([0-9a-f]{6,}) (.*) \((.*)\)$", line)
            if mapped or not ip:
                continue
            if ip.group(3).endswith("/lockhound") and base is not None:
                address = int(ip.group(1), 16) - base
                at[address] += 1
                symbols[address] = ip.group(2)
            else:
                is_kernel = "kernel" in ip.group(3)
                self.floors["kernel" if is_kernel else "library"] += 1
                self.functions["", ip.group(2)] += 1
        self.place(program, at, symbols)

    def place(self, program, at, symbols):
        text = re.findall(r"LOAD +(0x\w+) (0x\w+) .* R E ",
                          run("readelf", "-lW", program))
        shift = int(text[0][1], 16) - int(text[0][0], 16) if text else 0
        addresses = sorted(at)
        places = run("addr2line", "-e", program, text="".join(
            "%x\n" % (a + shift) for a in addresses)).split("\n")
        for address, place in zip(addresses, places):
            file = place.partition(":")[0]
            self.floors[floor_of(file)] += at[address]
            self.functions[file, symbols[address]] += at[address]


def main():
    kind, path = sys.argv[1:3]
    rest = sys.argv[3:]
    cost = Callgrind(path) if kind == "callgrind" else Perf(path, rest.pop(0))
    total = sum(cost.floors.values())
    if not total:
        sys.exit("floors.py: nothing in " + path)
    shares = []
    for floor in FLOORS + ["top", "library", "kernel"]:
        share = 100 * cost.floors[floor] / total
        if floor == "judge":
            shares.append("[JUDGE %.1f%%]" % share)
        elif floor in FLOORS or share >= 0.05:
            shares.append("%s %.1f%%" % (floor, share))
    print(" ".join(shares))
    if cost.below_judge:
        print("judge with all that it calls: %.1f%%" % (
            100 * (cost.floors["judge"] + cost.below_judge) / total))
    for (file, name), n in cost.functions.most_common(
            int(rest[0]) if rest else 0):
        found = re.search(r"(?:src|include)/.*", file)
        print("%6.1f%%  %s  %s" % (100 * n / total, name,
                                   found.group(0) if found else ""))


main()
