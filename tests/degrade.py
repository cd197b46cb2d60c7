#!/usr/bin/env python3
"""Worse copies of labelled captures: degrade.py KIND IN.pcap OUT.pcap

drop    one TCP segment with payload in a hundred is gone
snap    96 bytes of each packet
client  only what clients send; server: only what servers send
"""
import pathlib, random, re, struct, sys

TABLE = pathlib.Path(__file__).parent.parent / "src/data/protocols.c"
PORTS = {int(port) for port in
         re.findall(r"^\t\{ (\d+),\tPROTO_", TABLE.read_text(), re.M)}
assert 25 in PORTS
ETHERNET = 1


def tcp_of(frame):
    """-> (source port, destination port, payload bytes) or None"""
    at, kind = 14, struct.unpack(">H", frame[12:14])[0]
    if kind == 0x0800 and len(frame) > 34:
        proto, head = frame[23], (frame[14] & 15) * 4
        total = struct.unpack(">H", frame[16:18])[0]
    elif kind == 0x86dd and len(frame) > 54:
        proto, head = frame[20], 40
        total = struct.unpack(">H", frame[18:20])[0] + 40
    else:
        return None
    at += head
    if proto != 6 or len(frame) < at + 20:
        return None
    return (*struct.unpack(">HH", frame[at:at + 4]),
            total - head - (frame[at + 12] >> 4) * 4)


def keep(kind, frame):
    tcp = tcp_of(frame)
    if tcp is None or not PORTS & set(tcp[:2]):
        return True
    if kind == "drop":
        return tcp[2] <= 0 or random.random() >= 0.01
    if kind == "client":
        return tcp[1] in PORTS
    if kind == "server":
        return tcp[0] in PORTS
    return True


def main():
    kind, source, target = sys.argv[1:]
    random.seed(source.rsplit("/", 1)[-1])
    data = open(source, "rb").read()
    if data[:4] != b"\xd4\xc3\xb2\xa1" or \
            struct.unpack("<I", data[20:24])[0] != ETHERNET:
        return 1
    out, at = [data[:24]], 24
    while at + 16 <= len(data):
        sec, usec, have, full = struct.unpack("<IIII", data[at:at + 16])
        frame = data[at + 16:at + 16 + have]
        at += 16 + have
        if not keep(kind, frame):
            continue
        if kind == "snap":
            frame = frame[:96]
        out.append(struct.pack("<IIII", sec, usec, len(frame), full))
        out.append(frame)
    open(target, "wb").write(b"".join(out))
    return 0


sys.exit(main())
