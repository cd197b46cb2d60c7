"""Namespaces, rooms (a chroot with a layer of its own) and captures.

lab.py runs in a network namespace of its own, which plays the internet
between the providers and the offices.  An office is a gateway with a bridge,
devices on it, and a line with a delay to the internet; a provider is one
namespace with one address.  Nothing has to be undone: all of it ends with
lab.py's own namespaces.
"""
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import threading
import time

LAB = os.environ.get("LAB_DIR", "/var/tmp/lockhound-lab")
RUN = os.environ.get("LAB_RUN", LAB + "/run")
PATH = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin"


def sh(command, check=True):
    r = subprocess.run(command, shell=True, capture_output=True, text=True)
    if r.returncode and check:
        raise RuntimeError("%s\n%s%s" % (command, r.stdout, r.stderr))
    return r.stdout


def inside(ns, command, check=True):
    return sh("ip netns exec %s %s" % (ns, command), check)


def plain_link(ns, link):
    """No offloading: packets as a wire would show them."""
    inside(ns, "ethtool -K %s tso off gso off gro off tx off rx off sg off"
           % link, check=False)


def internet():
    """The namespace that lab.py is in, with a bridge for the providers."""
    os.makedirs("/run/netns", exist_ok=True)
    sh("mount -t tmpfs none /run/netns")
    sh("ip link set lo up")
    sh("sysctl -qw net.ipv4.ip_forward=1")
    sh("ip link add providers type bridge")
    sh("ip addr add 198.51.100.1/24 dev providers")
    sh("ip link set providers up")


def provider(name, address):
    ns = "p-" + name
    sh("ip netns add " + ns)
    n = address.split(".")[-1]
    sh("ip link add eth0 netns %s type veth peer name p%s" % (ns, n))
    inside(ns, "ip link set lo up")
    inside(ns, "ip link set eth0 up")
    inside(ns, "ip addr add %s/24 dev eth0" % address)
    inside(ns, "ip route add default via 198.51.100.1")
    sh("ip link set p%s master providers up" % n)
    plain_link(ns, "eth0")
    sh("ethtool -K p%s tso off gso off gro off tx off" % n, check=False)
    return ns


class Room:
    """A chroot with a layer of its own: what is written there is gone
    afterwards.  Its processes run in one network namespace."""

    def __init__(self, chroot, ns, name, host):
        self.ns, self.name, self.host = ns, name, host
        self.base = "%s/rooms/%s" % (RUN, name)
        self.root = self.base + "/root"
        for d in ("up", "work", "root"):
            os.makedirs("%s/%s" % (self.base, d))
        os.chmod(self.base + "/up", 0o755)
        sh("mount -t overlay overlay -o lowerdir=%s/%s,upperdir=%s/up,"
           "workdir=%s/work %s" % (LAB, chroot, self.base, self.base,
                                   self.root))
        sh("mount -t proc proc %s/proc" % self.root)
        sh("mount -t devpts -o newinstance,ptmxmode=0666 devpts %s/dev/pts"
           % self.root)
        sh("mount -t tmpfs tmpfs %s/dev/shm" % self.root)
        self.write("var/keylog/keys", "", 0o666)
        os.chmod(self.root + "/var/keylog", 0o777)
        os.makedirs(self.root + "/usr/local/lib", exist_ok=True)
        shutil.copy(RUN + "/keylog.so", self.root + "/usr/local/lib/")
        self.write("etc/ld.so.preload", "/usr/local/lib/keylog.so\n")
        self.write("etc/hostname", host + "\n")
        os.makedirs(self.root + "/run", exist_ok=True)
        self.log = self.base + "/syslog"
        Syslog.add(self)

    def write(self, path, text, mode=0o644, owner=None):
        full = self.root + "/" + path.lstrip("/")
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w") as f:
            f.write(text)
        os.chmod(full, mode)
        if owner:
            self.sh("chown %s /%s" % (owner, path.lstrip("/")))

    def read(self, path):
        try:
            with open(self.root + "/" + path.lstrip("/"),
                      errors="replace") as f:
                return f.read()
        except OSError:
            return ""

    def sh(self, command, check=True, stdin=None):
        r = subprocess.run(["chroot", self.root, "/usr/bin/env", "-i",
                            "PATH=" + PATH, "LC_ALL=C", "sh", "-c", command],
                           capture_output=True, text=True, input=stdin)
        if r.returncode and check:
            raise RuntimeError("%s: %s\n%s%s" % (self.name, command,
                                                 r.stdout, r.stderr))
        return r.stdout

    def start(self, command, ns=None, env=None, host=None, log=None,
              stdin=subprocess.DEVNULL):
        """A process of this room, leading a session of its own."""
        words = ["ip", "netns", "exec", ns or self.ns, "unshare", "-u", "sh",
                 "-c", 'hostname "$0"; exec "$@"', host or self.host,
                 "chroot", self.root, "/usr/bin/env", "-i", "PATH=" + PATH,
                 "LANG=C.UTF-8", "TERM=xterm"]
        words += ["%s=%s" % kv for kv in (env or {}).items()]
        if isinstance(command, str):
            command = ["sh", "-c", command]
        with open(log or self.base + "/out", "ab") as f:
            return subprocess.Popen(words + command, stdin=stdin, stdout=f,
                                    stderr=subprocess.STDOUT,
                                    start_new_session=True)

    def listens(self, port, seconds=25):
        for _ in range(seconds * 4):
            if ":%d " % port in inside(self.ns, "ss -ltnH"):
                return True
            time.sleep(0.25)
        return False


class Syslog(threading.Thread):
    """The /dev/log of every room; lines 'epoch text' go to room.log."""
    rooms, wake = {}, None

    @classmethod
    def add(cls, room):
        path = room.root + "/dev/log"
        try:
            os.unlink(path)
        except OSError:
            pass
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        # A path for sockets has 107 bytes at most.
        here = os.open(room.root + "/dev", os.O_RDONLY)
        s.bind("/proc/self/fd/%d/log" % here)
        os.close(here)
        os.chmod(path, 0o666)
        cls.rooms[s] = open(room.log, "a", buffering=1)
        if cls.wake is None:
            cls.wake = cls(daemon=True)
            cls.wake.start()

    def run(self):
        while True:
            for s in select.select(list(self.rooms), [], [], 0.5)[0]:
                line = s.recv(65536).decode("utf8", "replace")
                line = re.sub(r"^<\d+>(?:\w{3} +\d+ [\d:]+ )?", "", line)
                self.rooms[s].write("%.6f %s\n" % (time.time(),
                                                   line.rstrip("\n\0")))


class Office:
    """A gateway, its bridge, its devices, and the line outside."""

    def __init__(self, n, delay_ms, jitter_ms):
        self.n, self.devices = n, {}
        self.gw, self.wire = "g%d" % n, "w%d" % n
        self.public = "203.0.113.%d" % (10 + n)
        self.net = "10.%d.0" % (40 + n)
        self.mac = "e8:df:70:44:%02x:01" % n
        for ns in (self.gw, self.wire):
            sh("ip netns add " + ns)
            inside(ns, "ip link set lo up")
        sh("ip link add up%d type veth peer name wb netns %s" % (n, self.wire))
        sh("ip link add wan0 netns %s type veth peer name wa netns %s"
           % (self.gw, self.wire))
        for link in ("wa", "wb"):
            inside(self.wire, "ip link set %s up promisc on" % link)
            plain_link(self.wire, link)
        sh("ip link set up%d up" % n)
        sh("ethtool -K up%d tso off gso off gro off tx off" % n, check=False)
        sh("ip addr add 192.0.2.%d/30 dev up%d" % (4 * n + 1, n))
        sh("ip route add %s/32 via 192.0.2.%d" % (self.public, 4 * n + 2))
        g = self.gw
        inside(g, "sysctl -qw net.ipv4.ip_forward=1")
        inside(g, "ip link set wan0 up")
        inside(g, "ip addr add 192.0.2.%d/30 dev wan0" % (4 * n + 2))
        inside(g, "ip addr add %s/32 dev wan0" % self.public)
        inside(g, "ip route add default via 192.0.2.%d" % (4 * n + 1))
        plain_link(g, "wan0")
        inside(g, "ip link add br-lan address %s type bridge" % self.mac)
        inside(g, "ip addr add %s.1/24 dev br-lan" % self.net)
        inside(g, "ip link set br-lan up")
        inside(g, "nft add table ip nat")
        inside(g, "nft add chain ip nat post "
               "'{ type nat hook postrouting priority 100; }'")
        inside(g, "nft add rule ip nat post oifname wan0 snat to "
               + self.public)
        self.line = subprocess.Popen(
            ["ip", "netns", "exec", self.wire, RUN + "/wire", "wa", "wb",
             str(delay_ms), str(jitter_ms), str(n)])

    def device(self, name, mac):
        k = len(self.devices) + 1
        ns = "d%d-%d" % (self.n, k)
        sh("ip netns add " + ns)
        sh("ip link add eth0 address %s netns %s type veth peer name d%d "
           "netns %s" % (mac, ns, k, self.gw))
        inside(self.gw, "ip link set d%d master br-lan up" % k)
        plain_link(self.gw, "d%d" % k)
        inside(ns, "ip link set lo up")
        inside(ns, "sysctl -qw net.ipv6.conf.all.disable_ipv6=1")
        inside(ns, "ip link set eth0 up")
        plain_link(ns, "eth0")
        ip = "%s.%d" % (self.net, 20 + 7 * k)
        inside(ns, "ip addr add %s/24 dev eth0" % ip)
        inside(ns, "ip route add default via %s.1" % self.net)
        self.devices[name] = dict(id=name, ns=ns, mac=mac, ip=ip)
        return self.devices[name]

    def capture(self, path):
        p = subprocess.Popen(
            ["ip", "netns", "exec", self.gw, "tcpdump", "-n", "-i", "br-lan",
             "-s", "262144", "-B", "4096", "-U", "-w", path],
            stderr=subprocess.PIPE, text=True)
        while True:
            line = p.stderr.readline()
            if "listening on" in line or not line:
                break
        threading.Thread(target=p.stderr.read, daemon=True).start()
        return p

    def quiet(self):
        """Ends what still runs on the devices."""
        for ns in [d["ns"] for d in self.devices.values()]:
            for how in (signal.SIGTERM, signal.SIGKILL):
                pids = sh("ip netns pids " + ns, check=False).split()
                for pid in pids:
                    try:
                        os.kill(int(pid), how)
                    except OSError:
                        pass
                if pids:
                    time.sleep(0.2)

    def close(self):
        self.quiet()
        self.line.terminate()
        self.line.wait()
        for ns in [d["ns"] for d in self.devices.values()] + [self.gw,
                                                              self.wire]:
            sh("ip netns del " + ns, check=False)


def end(process, seconds=1.0):
    """Ends a session that the lab has started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except OSError:
            pass
        try:
            process.wait(seconds)
            return
        except subprocess.TimeoutExpired:
            pass
