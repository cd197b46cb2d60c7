import os
import re
import signal
import time
from net import RUN, sh
from servers import *

LOGS = {"exim": re.compile("535 Incorrect"),
        "postfix": re.compile("SASL .* authentication failed"),
        "dovecot": re.compile("mismatch|unknown user")}


class Provider(Host):
    """A host with its log, and its end."""

    def __init__(self, name, row, n):
        Host.__init__(self, name, row, n)
        self.mark = {}
        self.log = None

    def logged(self):
        if self.log is None:
            return ""
        if self.log == "syslog":
            with open(self.rooms[0].log, errors="replace") as f:
                return f.read()
        return self.rooms[0].read(self.log)

    def more_keys(self):
        return set()

    def said(self):
        out = ""
        for r in self.rooms:
            for f in (r.base + "/out", r.log):
                if os.path.exists(f):
                    with open(f, errors="replace") as g:
                        out += g.read()[-1500:]
        return out + self.logged()[-1500:]

    def stop(self):
        for how in (signal.SIGTERM, signal.SIGKILL):
            for pid in sh("ip netns pids " + self.ns, check=False).split():
                try:
                    os.kill(int(pid), how)
                except OSError:
                    pass
            time.sleep(0.5)
        sh("ip netns del " + self.ns, check=False)
