"""A device says its name, twice a second, until it is ended:
say_name.py mdns|dhcp|nbns NAME IP MAC [INTERFACE]"""
import socket
import struct
import sys
import time

how, name, ip, mac = sys.argv[1:5]
hard = bytes.fromhex(mac.replace(":", ""))


def mdns():
    """RFC 6762 8.3: an announcement of the own address."""
    label = name.encode()
    record = (bytes([len(label)]) + label + b"\x05local\x00" +
              struct.pack("!HHIH", 1, 0x8001, 120, 4) + socket.inet_aton(ip))
    return struct.pack("!6H", 0, 0x8400, 0, 1, 0, 0) + record


def dhcp():
    """RFC 2131: a request that renews, with the host's name (option 12)."""
    head = struct.pack("!BBBBIHH", 1, 1, 6, 0, 0x1234, 0, 0x8000)
    head += socket.inet_aton(ip) + bytes(12) + hard + bytes(10) + bytes(192)
    text = name.encode()
    return (head + b"\x63\x82\x53\x63" + b"\x35\x01\x03" +
            bytes([12, len(text)]) + text + b"\xff")


def nbns():
    """RFC 1002 4.2.2: a registration of the own name."""
    padded = name.upper().ljust(15).encode() + b"\x00"
    encoded = b"".join(bytes([65 + (c >> 4), 65 + (c & 15)]) for c in padded)
    return (struct.pack("!6H", 1, 0x2910, 1, 0, 0, 1) + b"\x20" + encoded +
            b"\x00" + struct.pack("!HH", 32, 1) + b"\xc0\x0c" +
            struct.pack("!HHIHH", 32, 1, 300000, 6, 0) +
            socket.inet_aton(ip))


port, target, message = {
    "mdns": (5353, ("224.0.0.251", 5353), mdns),
    "dhcp": (68, ("255.255.255.255", 67), dhcp),
    "nbns": (137, ("192.168.55.255", 137), nbns),
}[how]
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
s.bind((ip, port))
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
while True:
    s.sendto(message(), target)
    time.sleep(0.5)
