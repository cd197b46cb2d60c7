#!/usr/bin/env python3
"""Seeds for the fuzz corpora, out of captures: seeds.py PCAP... (run by hand).

Writes a few short inputs per capture to tests/fuzz/corpus/{packet,neighbour,
engine}, named by their digest.
"""
import hashlib
import os
import struct
import sys

PORTS = {53: 2, 5353: 3, 5355: 4, 137: 5, 138: 6}


def save(target, data):
    d = "tests/fuzz/corpus/" + target
    os.makedirs(d, exist_ok=True)
    name = hashlib.sha1(data).hexdigest()[:16]
    with open(os.path.join(d, name), "wb") as f:
        f.write(data)


def frames(path):
    raw = open(path, "rb").read()
    e = "<" if raw[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    link = struct.unpack(e + "I", raw[20:24])[0]
    at = 24
    while at + 16 <= len(raw):
        n = struct.unpack(e + "I", raw[at + 8:at + 12])[0]
        yield link, raw[at + 16:at + 16 + n]
        at += 16 + n


def neighbour(f):
    if f[12:14] == b"\x08\x06":
        save("neighbour", b"\0" + f[14:])
    if f[12:14] == b"\x86\xdd" and f[20] == 58:
        save("neighbour", b"\1" + f[54:])
    if f[12:14] == b"\x08\x00" and f[23] == 17:
        src, dst = struct.unpack(">HH", f[34:38])
        kind = PORTS.get(src, 7 if src == 68 else 8 if src == 67 else None)
        if kind is not None:
            save("neighbour", bytes([kind]) + f[42:])


LINKS = [1, 0, 108, 113, 276, 101]
for path in sys.argv[1:]:
    some = list(frames(path))
    link = some[0][0]
    if link == 1:
        for _, f in some[:400]:
            neighbour(f)
    mail = [f for _, f in some if len(f) < 700][:60]
    index = LINKS.index(link) if link in LINKS else 0
    save("packet", bytes([index, 0]) + b"".join(
        struct.pack(">H", len(f)) + f for f in mail[:6]))
    save("engine", bytes([{1: 0, 113: 1, 276: 2, 101: 3}.get(link, 0)]) +
         b"".join(struct.pack(">HH", 20, len(f)) + f for f in mail))
