#!/usr/bin/env python3
"""Between LAN and WAN where the kernel has no NAT: every connection to the
gateway's LAN address goes on to the server from the gateway's WAN address,
with a TTL that says, as behind a NAT, that a router was passed."""
import socket, threading


def pump(a, b):
    try:
        while data := a.recv(65536):
            b.sendall(data)
    except OSError:
        pass
    for s in (a, b):
        try:
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


listener = socket.create_server(("192.168.55.1", 110))
while True:
    near, _ = listener.accept()
    far = socket.socket()
    far.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 63)
    try:
        far.connect(("203.0.113.42", 110))
    except OSError:         # the server is not up yet
        near.close()
        continue
    for ends in ((near, far), (far, near)):
        threading.Thread(target=pump, args=ends, daemon=True).start()
