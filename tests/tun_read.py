"""A link that is no Ethernet: tun_read.py NAME ADDRESS makes it, prints "up",
then of each IPv4 packet that is sent there who sends it to whom, its TCP
flags, and whether both sums are right."""
import fcntl
import socket
import struct
import subprocess
import sys

name, address = sys.argv[1:3]
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000


def sums_to_zero(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total == 0xFFFF


with open("/dev/net/tun", "r+b", buffering=0) as tun:
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", name.encode(),
                                            IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "addr", "add", address, "dev", name], check=True)
    subprocess.run(["ip", "link", "set", name, "up"], check=True)
    print("up", flush=True)
    while True:
        p = tun.read(2048)
        if p[0] != 0x45 or p[9] != 6:
            continue
        pseudo = p[12:20] + struct.pack("!HH", 6, len(p) - 20)
        right = sums_to_zero(p[:20]) and sums_to_zero(pseudo + p[20:])
        print("%s > %s:%d flags %#x %s" % (
            socket.inet_ntoa(p[12:16]), socket.inet_ntoa(p[16:20]),
            struct.unpack("!H", p[22:24])[0], p[33],
            "right" if right else "wrong"), flush=True)
