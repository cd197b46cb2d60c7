"""A program whose reader has stalled.

stalled.py WHERE FULL SIGNAL ERR OUT COMMAND...

WHERE is stdout, both (stderr as well), or the path of a FIFO.  FULL: full, the
pipe is filled before; empty.  SIGNAL: TERM, INT, or none.  Its complaints go
to ERR, what lay in the pipe of its own goes to OUT.  Prints how it ended:
"3", or "never" when it had not after 20 seconds.
"""
import os, select, signal, subprocess, sys, time

where, full, name, err, out = sys.argv[1:6]
command = sys.argv[6:]
if where in ("stdout", "both"):
    reads, writes = os.pipe()
else:
    os.mkfifo(where)
    reads = os.open(where, os.O_RDONLY | os.O_NONBLOCK)
    writes = os.open(where, os.O_WRONLY)

filled = 0
if full == "full":
    os.set_blocking(writes, False)
    for size in 65536, 4096, 1:
        try:
            while True:
                filled += os.write(writes, b"x" * size)
        except BlockingIOError:
            pass
    os.set_blocking(writes, True)

with open(err, "wb") as complaints:
    it = subprocess.Popen(command,
        stdout=writes if where in ("stdout", "both") else subprocess.DEVNULL,
        stderr=writes if where == "both" else complaints)


def handles(number):
    """It is far enough to be told."""
    with open("/proc/%d/status" % it.pid) as f:
        for line in f:
            if line.startswith("SigCgt:"):
                return int(line.split()[1], 16) >> (number - 1) & 1
    return False


def is_stuck():
    """Nothing more goes into the pipe."""
    return not select.select([], [writes], [], 0)[1]


end = time.monotonic() + 20
if name != "none":
    number = getattr(signal, "SIG" + name)
    while it.poll() is None and time.monotonic() < end and not (
            handles(number) and is_stuck()):
        time.sleep(0.05)
    it.send_signal(number)
try:
    print(it.wait(max(1, end - time.monotonic())))
except subprocess.TimeoutExpired:
    it.kill()
    it.wait()
    print("never")
os.set_blocking(reads, False)
got = b""
try:
    while True:
        part = os.read(reads, 65536)
        if not part:
            break
        got += part
except BlockingIOError:
    pass
with open(out, "wb") as f:
    f.write(got[filled:])
