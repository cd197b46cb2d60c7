"""The dashboard on a pseudo-terminal: keys.py PROGRAM SEED CAPTURE

First every screen is opened and moved about in, at several sizes; then keys
come at random, with windows that change under them.  It fails when the program
ends by a signal, or does not end when it is told to."""
import fcntl
import os
import pty
import random
import select
import signal
import struct
import sys
import termios
import time

RANDOM_KEYS = 250
ESCAPE = b"\x1b"
QUIT = b"\x03"
HOME, END = b"\x1bOH", b"\x1bOF"
PAGE_UP, PAGE_DOWN = b"\x1b[5~", b"\x1b[6~"
UP, DOWN, RIGHT, LEFT = b"\x1bOA", b"\x1bOB", b"\x1bOC", b"\x1bOD"

# How each screen is reached from the ranking.
SCREENS = {
    "ranking": [b"1"],
    "servers": [b"1", b"2"],
    "log": [b"1", b"3"],
    "device": [b"1", b"\r"],
    "server": [b"1", b"2", b"\r"],
    "help": [b"1", b"?"],
    "report": [b"1", b"r"],
    "capture": [b"1", b"!"],
}
MOVES = [b"G", b"k", PAGE_UP, b"g", b"j", PAGE_DOWN, END, LEFT, RIGHT, HOME]
SIZES = [(24, 80), (10, 40), (40, 120), (1, 1), (3, 7), (60, 200), (18, 60)]

# What is pressed at random; what ends the program is left out, so that much
# is seen before it ends.
ANY = MOVES + [
    b"1", b"2", b"3", b"\t", b"\r", b"?", b"r", b"!", ESCAPE, b"\x7f", UP,
    DOWN, b"<", b">", b"s", b"S", b"a", b"t", b"m", b"f", b"p", b" ", b"/",
    b"/mail\r", b"/192\r", b"n", b"N", b"\\", b"\\a", b"\\zzz\r", b"+", b"-",
    b":", b":14:05\r", b":-10m\r", b"c", b"o", b"\x0c", b"\x1b[20~", b"x",
    b"\xc3\xa9", b"\xff", b"a" * 100,
]


class Dashboard:
    """One run of the program, from its start to its end."""

    def __init__(self, program, capture):
        self.keys = []
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", LC_ALL="C.UTF-8")
            os.execv(program, [program, "--dashboard", "-r", capture])
        self.status = None
        self.resize(24, 80)
        self.wait_for(b"done", 5)

    def resize(self, rows, columns):
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size)
        self.keys.append("%dx%d" % (rows, columns))

    def read(self, seconds):
        """What it writes until it is silent so long; None at its end."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self.fd, 65536) or None
        except OSError:
            return None

    def wait_for(self, words, seconds):
        seen = b""
        end = time.monotonic() + seconds
        while words not in seen and time.monotonic() < end:
            got = self.read(0.1)
            if got is None:
                return
            seen += got

    def press(self, key):
        """False when it has ended: of itself, or by what we look for."""
        self.keys.append(repr(key)[2:-1])
        try:
            os.write(self.fd, key)
        except OSError:
            return False
        # A lone escape is one only when nothing follows it for a moment.
        got = self.read(0.06 if key == ESCAPE else 0.02)
        while got:
            got = self.read(0.002)
        return got is not None

    def end(self):
        """How it ended; says so and returns False where that is a fault."""
        pressed = " ".join(self.keys[-40:])
        deadline = time.monotonic() + 5
        is_gone = False
        while self.status is None and time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid != 0:
                self.status = os.waitstatus_to_exitcode(status)
            elif not is_gone:
                is_gone = not self.press(QUIT)
            else:
                time.sleep(0.01)
        os.close(self.fd)
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            how = "did not end"
        elif self.status < 0:
            how = "ended by " + signal.Signals(-self.status).name
        else:
            return True
        print("%s after %s" % (how, pressed))
        return False


def walk(program, capture):
    """Every screen, and the ways to move in it."""
    good = True
    for name, way in SCREENS.items():
        d = Dashboard(program, capture)
        for rows, columns in [(40, 120), (10, 40)]:
            d.resize(rows, columns)
            if not all(d.press(key) for key in way + MOVES):
                break
        if not d.end():
            print("^ in the screen", name)
            good = False
    return good


def at_random(program, capture, r):
    d = Dashboard(program, capture)
    for _ in range(RANDOM_KEYS):
        if r.random() < 0.05:
            d.resize(*r.choice(SIZES))
        if not d.press(r.choice(ANY)):
            if not d.end():
                return False
            d = Dashboard(program, capture)
    return d.end()


def main():
    program, seed, capture = sys.argv[1:]
    print("%s, seed %s" % (capture, seed))
    r = random.Random(seed + capture)
    good = walk(program, capture)
    good = at_random(program, capture, r) and good
    return 0 if good else 1


sys.exit(main())
