#!/usr/bin/env python3
"""keys.py SECONDS [AT:KEYS]... PROGRAM...: a program in a terminal of its own,
keys typed at their time, and its end after so many seconds."""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

left = float(sys.argv[1])
words, keys = sys.argv[2:], []
while words and words[0][0].isdigit():
    at, text = words.pop(0).split(":", 1)
    keys.append((float(at), text.encode().decode("unicode_escape").encode()))
pid, fd = pty.fork()
if pid == 0:
    os.execvp(words[0], words)
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
start = time.time()
while time.time() - start < left:
    while keys and time.time() - start >= keys[0][0]:
        os.write(fd, keys.pop(0)[1])
    if select.select([fd], [], [], 0.1)[0]:
        try:
            if not os.read(fd, 65536):
                break
        except OSError:
            break
for how in (signal.SIGHUP, signal.SIGTERM, signal.SIGKILL):
    try:
        os.kill(pid, how)
        time.sleep(0.3)
        if os.waitpid(pid, os.WNOHANG)[0]:
            break
    except OSError:
        break
