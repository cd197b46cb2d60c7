"""Smaller servers, proxies, and what the npm registry and Python have."""
import json
import os
import subprocess

from net import LAB, RUN, sh
from servers import (dovecot_config, dovecot_users, gnutls_priority, people,
                     sink, version)

HERE = os.path.dirname(os.path.abspath(__file__))


def backend(host, r, out):
    """A Dovecot for the proxy that is asked: on 127.0.0.1 alone, no TLS."""
    people(r)
    dovecot_users(host, r)
    text, new = dovecot_config(r, ["imap", "pop3"])
    for p, port in (("imap", 10143), ("pop3", 10110)):
        text += "service %s-login {\n inet_listener %s {\n  port = %d\n }\n" \
            " inet_listener %ss {\n  port = 0\n }\n}\n" % (p, p, port, p)
    r.write("etc/dovecot/dovecot.conf", text.replace("ssl = yes", "ssl = no")
            + "listen = 127.0.0.1\n")
    r.write("var/log/dovecot.log", "", 0o666)
    r.start(["/usr/sbin/dovecot", "-F"])
    host.soft = {p: "%s (%s behind it)" % (out, "Dovecot " + version(
        r, "dovecot-core")) for p in ("imap", "pop3", "smtp")}


def python_beside(host, script, *args):
    """A script of the lab, outside the chroot, in the provider's network."""
    with open("%s/out" % host.rooms[0].base, "ab") as out:
        subprocess.Popen(["ip", "netns", "exec", host.ns, "python3",
                          "%s/%s" % (HERE, script), *args], stdout=out,
                         stderr=out, start_new_session=True)


# ------------------------------------------------------------------ nginx
NGINX = """daemon off;
user www-data;
worker_processes 1;
error_log /var/log/nginx/error.log info;
pid /run/nginx.pid;
load_module /usr/lib/nginx/modules/ngx_mail_module.so;
events { worker_connections 512; }
mail {
 server_name %s;
 auth_http 127.0.0.1:9000/auth;
 proxy_pass_error_message on;
 ssl_certificate /etc/lab.chain;
 ssl_certificate_key /etc/lab.key;
 ssl_protocols %s;
 imap_capabilities IMAP4rev1 UIDPLUS IDLE NAMESPACE;
 imap_auth login plain cram-md5;
 pop3_auth plain apop cram-md5;
 pop3_capabilities TOP USER UIDL;
 smtp_auth login plain cram-md5;
 smtp_capabilities 8BITMIME "SIZE 35651584";
 server { listen 143; protocol imap; starttls on; }
 server { listen 993 ssl; protocol imap; }
 server { listen 110; protocol pop3; starttls on; }
 server { listen 995 ssl; protocol pop3; }
 server { listen 587; protocol smtp; starttls on; xclient off; }
 server { listen 465 ssl; protocol smtp; xclient off; }
}
"""


def nginx(host):
    r = host.room(host.row["chroot"])
    backend(host, r, "nginx %s mail proxy" % version(r, "nginx-core"))
    host.soft["smtp"] = "nginx %s mail proxy" % version(r, "nginx-core")
    sink(host)
    r.write("etc/nginx/nginx.conf", NGINX % (host.fqdn, {
        "1.2": "TLSv1.2", "1.3": "TLSv1.3"}.get(host.row.get("tls"),
                                               "TLSv1.2 TLSv1.3")))
    users, log = "%s/users" % r.base, r.root + "/var/log/auth"
    with open(users, "w") as f:
        f.writelines("%s %s\n" % (host.user(u), p)
                     for u, p in host.users.items())
    python_beside(host, "authhttp.py", users, log)
    host.rooms[0].listens(9000)
    host.rooms[0].listens(10143)
    r.sh("mkdir -p /var/log/nginx /run")
    r.start(["/usr/sbin/nginx"])
    host.log, host.refused = "var/log/auth", "refused$"
    return [993, 995, 143, 110, 465, 587]


# -------------------------------------------------------------- perdition
def perdition(host):
    r = host.room(host.row["chroot"])
    backend(host, r, "perdition " + version(r, "perdition"))
    host.rooms[0].listens(10143)
    r.write("etc/perdition/lab.conf", "\n")
    common = "--config_file /etc/perdition/lab.conf --no_lookup " \
        "--outgoing_server 127.0.0.1 --ssl_cert_file /etc/lab.chain " \
        "--ssl_key_file /etc/lab.key --no_daemon --log_facility mail " \
        "--ssl_no_cert_verify --pid_file /run/lab-%d.pid "
    for p, port, plain, back in (("imap4", 993, 143, 10143),
                                 ("pop3", 995, 110, 10110)):
        proto = {"imap4": "IMAP4", "pop3": "POP3"}[p]
        r.start("exec perdition.%s --protocol %sS --listen_port %d "
                "--outgoing_port %d --ssl_mode ssl_listen %s"
                % (p, proto, port, back, common % port))
        r.start("exec perdition.%s --protocol %s --listen_port %d "
                "--outgoing_port %d --ssl_mode tls_listen %s"
                % (p, proto, plain, back, common % plain))
    host.log = "syslog"
    return [993, 995]


# --------------------------------------------------------------- stunnel
def stunnel(host):
    """The old way: TLS in front of a server that has none of its own."""
    r = host.room(host.row["chroot"])
    backend(host, r, "stunnel " + version(r, "stunnel4"))
    host.rooms[0].listens(10143)
    r.write("etc/stunnel/lab.conf", "foreground = yes\npid =\n"
            "cert = /etc/lab.pem\n[imaps]\naccept = 993\nconnect = "
            "127.0.0.1:10143\n[pop3s]\naccept = 995\nconnect = "
            "127.0.0.1:10110\n")
    r.start(["/usr/bin/stunnel4", "/etc/stunnel/lab.conf"])
    return [993, 995]


def haproxy(host):
    r = host.room(host.row["chroot"])
    backend(host, r, "haproxy " + version(r, "haproxy"))
    host.rooms[0].listens(10143)
    text = "defaults\n mode tcp\n timeout connect 5s\n timeout client 5m\n" \
        " timeout server 5m\n"
    for port, back in ((993, 10143), (995, 10110)):
        text += "listen l%d\n bind :%d ssl crt /etc/lab.pem\n server s " \
            "127.0.0.1:%d\n" % (port, port, back)
    r.write("etc/haproxy/lab.cfg", text)
    r.start(["/usr/sbin/haproxy", "-db", "-f", "/etc/haproxy/lab.cfg"])
    return [993, 995]


# -------------------------------------------------------------- Mailutils
def mailutils(host):
    r = host.room(host.row["chroot"])
    host.users = {u: p for u, p in host.users.items() if "." not in u}
    people(r, shell=True)
    r.sh("chmod 600 /etc/lab.key")
    for d, plain, tls in (("imap4d", 143, 993), ("pop3d", 110, 995)):
        r.write("etc/lab-%s" % d, """logging { syslog yes; facility mail; }
tls { ssl-certificate-file /etc/lab.chain; ssl-key-file /etc/lab.key;
 ssl-priorities "%s"; }
mode daemon; foreground yes; max-children 40;
auth { authentication "generic:system"; authorization "system"; }
server 0.0.0.0:%d { tls-mode ondemand; }
server 0.0.0.0:%d { tls-mode connection; }
""" % (gnutls_priority(host.row), plain, tls))
        r.start(["/usr/sbin/" + d, "--no-config",
                 "--config-file=/etc/lab-" + d])
    host.log = "syslog"
    v = version(r, "mailutils-imap4d")
    host.soft = dict(imap="GNU Mailutils imap4d " + v,
                     pop3="GNU Mailutils pop3d " + v)
    return [993, 995, 143, 110]


# --------------------------------------------------------------- chasquid
def chasquid(host):
    r = host.room(host.row["chroot"])
    r.sh("rm -rf /etc/chasquid/certs /etc/chasquid/domains")
    for x, name in (("chain", "fullchain"), ("key", "privkey")):
        r.write("etc/chasquid/certs/%s/%s.pem" % (host.fqdn, name),
                r.read("etc/lab." + x))
    r.sh("mkdir -p /etc/chasquid/domains/%s /var/lib/chasquid"
         % host.domain)
    for u, p in host.users.items():
        r.sh("chasquid-util user-add %s --password=%s" % (
            host.user(u), "'%s'" % p))
    r.write("etc/chasquid/chasquid.conf", """hostname: "%s"
submission_address: ":587"
submission_over_tls_address: ":465"
smtp_address: ":25"
data_dir: "/var/lib/chasquid"
mail_delivery_agent_bin: "/bin/true"
mail_log_path: "/var/log/chasquid"
""" % host.fqdn)
    r.start(["/usr/bin/chasquid", "--config_dir=/etc/chasquid"])
    host.soft = dict(smtp="chasquid " + version(r, "chasquid"))
    host.log, host.refused = "var/log/chasquid", "auth failed"
    return [465, 587]


# ----------------------------------------------------- msmtpd and stunnel
def msmtpd(host):
    """It knows one user, and no TLS: stunnel stands before it."""
    host.users = {"nas": host.users["nas"]}
    r = host.room(host.row["chroot"])
    sink(host)
    r.write("etc/stunnel/lab.conf", "foreground = yes\npid =\n"
            "cert = /etc/lab.pem\n[smtps]\naccept = 465\nconnect = "
            "127.0.0.1:2526\n")
    r.write("usr/local/bin/word", "#!/bin/sh\ncat /etc/word\n", 0o755)
    r.write("etc/word", host.users["nas"])
    r.start(["msmtpd", "--port=2526", "--log=/var/log/msmtpd",
             "--command=cat %F > /dev/null", "--auth=%s,/usr/local/bin/word"
             % host.user("nas")])
    r.start(["stunnel4", "/etc/stunnel/lab.conf"])
    host.soft = dict(smtp="msmtpd %s (stunnel before it)"
                     % version(r, "msmtp"))
    return [465]


# ---------------------------------------------------- aiosmtpd, and of npm
def scripted(host, command, files, proto, name, ports):
    """A server that is a script of inside/: it gets its users, and writes
    'address refused' for each refusal."""
    r = host.room(host.row["chroot"])
    for f in files:
        with open("%s/inside/%s" % (HERE, f)) as g:
            r.write("opt/lab/" + f, g.read())
    if os.path.isdir(LAB + "/node/node_modules"):
        os.makedirs(r.root + "/opt/node", exist_ok=True)
        sh("mount --bind %s/node/node_modules %s/opt/node" % (LAB, r.root))
    r.write("etc/users.json", json.dumps({host.user(u): p for u, p in
                                          host.users.items()}))
    r.write("var/log/auth", "", 0o666)
    r.start(command, env={"NODE_PATH": "/opt/node", "FQDN": host.fqdn})
    host.log, host.refused = "var/log/auth", "refused$"
    host.soft = dict(smtp=name, imap=name)
    return ports


def node_version(package):
    with open("%s/node/node_modules/%s/package.json" % (LAB, package)) as f:
        return json.load(f)["version"]


NODE = "exec node --tls-keylog=/var/keylog/keys "


def aiosmtpd(host):
    done = scripted(host, "exec python3 /opt/lab/aiosmtpd_server.py",
                    ["aiosmtpd_server.py"], "smtp", "", [465, 587])
    host.soft = dict(smtp="aiosmtpd " + version(host.rooms[0],
                                                "python3-aiosmtpd"))
    return done


def smtpserver(host):
    return scripted(host, NODE + "/opt/lab/smtpserver.js", ["smtpserver.js"],
                    "smtp", "smtp-server %s (npm)"
                    % node_version("smtp-server"), [465, 587])


def hoodiecrow(host):
    done = scripted(host, NODE + "/opt/lab/hoodiecrow.js", ["hoodiecrow.js"],
                    "imap", "hoodiecrow-imap %s (npm)"
                    % node_version("hoodiecrow-imap"), [993, 143])
    host.refused = None
    return done


def haraka(host):
    r = host.room(host.row["chroot"])
    os.makedirs(r.root + "/opt/node", exist_ok=True)
    sh("mount --bind %s/node/node_modules %s/opt/node" % (LAB, r.root))
    conf = {
        "smtp.ini": "listen=0.0.0.0:587,0.0.0.0:465\nnodes=0\n",
        "plugins": "tls\nauth/flat_file\nsink\n", "loglevel": "INFO\n",
        "me": host.fqdn + "\n", "databytes": "36700160\n",
        "tls.ini": "key=lab.key\ncert=lab.chain\nminVersion=TLSv1.2\n"
        "[outbound]\n",
        "auth_flat_file.ini": "[core]\nmethods=PLAIN,LOGIN,CRAM-MD5\n[users]\n"
        + "".join("%s=%s\n" % (host.user(u), p)
                  for u, p in host.users.items())}
    for name, text in conf.items():
        r.write("srv/haraka/config/" + name, text)
    r.sh("cp /opt/node/Haraka/config/connection.ini /srv/haraka/config/")
    for x in ("key", "chain"):
        r.write("srv/haraka/config/lab." + x, r.read("etc/lab." + x))
    r.write("srv/haraka/plugins/sink.js", "exports.hook_rcpt = (next) => "
            "next(OK)\nexports.hook_queue = (next) => next(OK)\n")
    r.sh("mkdir -p /srv/haraka/queue")
    r.start(NODE + "/opt/node/Haraka/bin/haraka -c /srv/haraka",
            env={"NODE_PATH": "/opt/node"})
    host.soft = dict(smtp="Haraka " + node_version("Haraka"))
    return [465, 587]
