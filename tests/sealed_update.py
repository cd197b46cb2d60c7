#!/usr/bin/env python3
"""A session in which the keys of TLS 1.3 change: sealed_update.py OUT

openssl s_client asks for it (K: both ends, k: its own); a server of Python's
answers; what goes between them becomes OUT.sealed.pcap, with OUT.keys.  All on
this computer's own address.
"""
import os
import socket
import ssl
import subprocess
import sys
import threading
import time

import sealed

SAYS = [b"a1 LOGIN anna wrong", b"K", b"a2 LOGIN anna worse", b"k",
        b"a3 LOGIN anna right", b"K", b"a4 SELECT INBOX", b"a5 LOGOUT"]


def serve(listener, cert):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ctx.load_cert_chain(cert)
    s = ctx.wrap_socket(listener.accept()[0], server_side=True)
    s.sendall(b"* OK hi\r\n")
    for line in s.makefile("rb"):
        tag = line.split()[0]
        word = b"NO [AUTHENTICATIONFAILED] no" if b"wr" in line or \
            b"worse" in line else b"OK done"
        s.sendall(tag + b" " + word + b"\r\n")
    s.close()


def carry(a, b, side, conn, lock):
    while True:
        data = a.recv(65536)
        if not data:
            break
        with lock:
            conn.send(side, data, int(time.time() * 1000) % 60000)
        b.sendall(data)
    b.shutdown(socket.SHUT_WR)


def main():
    out = sys.argv[1]
    sealed.certificate(out + ".pem")
    if os.path.exists(out + ".keys"):
        os.unlink(out + ".keys")
    inner, outer = socket.create_server(("127.0.0.1", 0)), \
        socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(inner, out + ".pem"),
                     daemon=True).start()
    p = subprocess.Popen(["openssl", "s_client", "-tls1_3", "-crlf",
                          "-keylogfile", out + ".keys", "-connect",
                          "127.0.0.1:%d" % outer.getsockname()[1]],
                         stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    client, server = outer.accept()[0], \
        socket.create_connection(inner.getsockname())
    wire = sealed.Wire()
    conn, lock = sealed.Connection(wire, 0, 993), threading.Lock()
    ways = [threading.Thread(target=carry, args=x, daemon=True) for x in
            ((client, server, 0, conn, lock), (server, client, 1, conn, lock))]
    for w in ways:
        w.start()
    for line in SAYS:
        time.sleep(.4)
        p.stdin.write(line + b"\n")
        p.stdin.flush()
    p.stdin.close()
    p.wait(10)
    for w in ways:
        w.join(10)
    wire.write(out + ".sealed.pcap")


main()
