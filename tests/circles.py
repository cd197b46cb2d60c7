#!/usr/bin/env python3
"""No circle of .c files and none of headers: circles.py [BUILD]

A file that uses a function or an object of another one stands above it.  What
uses what is asked of the linker's tables, as pure.sh does it: an edge from
a.c to b.c is a symbol that nm finds undefined in BUILD/a.o and defined in
BUILD/b.o.  Among headers an edge is an #include.  That a.c needs b.h for a
type while b.c calls a.c is no circle: a type is not a room.
"""
import os
import re
import subprocess
import sys


def files(top, end):
    return sorted(os.path.join(d, f) for d, _, names in os.walk(top)
                  for f in names if f.endswith(end))


def symbols(options, objects):
    """{object: set of symbols} of one kind."""
    out = subprocess.run(["nm", "-A", "-P", *options, *objects], check=True,
                         capture_output=True, text=True).stdout
    found = {o: set() for o in objects}
    for line in out.splitlines():
        o, rest = line.split(": ", 1)
        found[o].add(rest.split()[0])
    return found


def calls(build):
    """{user: {used: [symbols]}} of .c files."""
    sources = {}
    for c in files("src", ".c"):
        o = os.path.join(build, os.path.relpath(c, "src"))[:-2] + ".o"
        if not os.path.exists(o):
            sys.exit(f"circles: {c} has no {o}: build first")
        sources[o] = c
    if not sources:
        return {}
    objects = list(sources)
    home = {s: o for o, names in
            symbols(["-g", "--defined-only"], objects).items() for s in names}
    edges = {c: {} for c in sources.values()}
    for o, names in symbols(["-u"], objects).items():
        for s in sorted(names):
            if home.get(s, o) != o:
                edges[sources[o]].setdefault(sources[home[s]], []).append(s)
    return edges


def includes():
    """{header: {header: []}} of include/."""
    edges = {}
    for h in files("include", ".h"):
        with open(h, encoding="utf-8") as f:
            named = re.findall(r'^\s*#\s*include\s+"([^"]+)"', f.read(), re.M)
        edges[h] = {}
        for name in named:
            for place in ("include", os.path.dirname(h)):
                path = os.path.normpath(os.path.join(place, name))
                if os.path.exists(path):
                    edges[h][path] = []
                    break
    return edges


def way(edges, start, end):
    """The shortest way along edges, start and end included; None: no way."""
    before = {start: None}
    queue = [start]
    for at in queue:
        for to in sorted(edges.get(at, {})):
            if to == end:
                path = [end, at]
                while before[path[-1]] is not None:
                    path.append(before[path[-1]])
                return path[::-1]
            if to not in before:
                before[to] = at
                queue.append(to)
    return None


def circles(edges):
    """One shortest circle for each set of files that reach each other."""
    found, seen = [], set()
    for at in sorted(edges):
        if at in seen:
            continue
        path = way(edges, at, at)
        if path is None:
            continue
        knot = {b for b in edges if b == at or
                way(edges, at, b) and way(edges, b, at)}
        seen |= knot
        shortest = min((way(edges, b, b) for b in sorted(knot)), key=len)
        found.append((shortest, knot))
    return found


def report(kind, edges):
    found = circles(edges)
    for path, knot in found:
        print(f"a circle of {kind}, one of {len(knot)} that reach each other:"
              if len(knot) + 1 > len(path) else f"a circle of {kind}:")
        for a, b in zip(path, path[1:]):
            used = ", ".join(edges[a][b][:6])
            more = ", ..." if len(edges[a][b]) > 6 else ""
            print(f"  {a} -> {b}" + (f"  ({used}{more})" if used else ""))
        if len(knot) + 1 > len(path):
            print("  all: " + " ".join(sorted(knot)))
    return len(found)


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else "build"
    n = report("headers", includes()) + report("files", calls(build))
    if n > 0:
        print("^ a house has no circles: move what both need below both")
    return 1 if n > 0 else 0


if __name__ == "__main__":
    sys.exit(main())
