"""The mail programs: for each a function that gives the command line of one
start (a check of a mailbox, or a mail that is sent), for the device's room.

t has: host, port, proto (smtp, imap, pop3), sec (tls, starttls, plain), user,
pw, home, opts (words of the row), room."""
import json
import os
import shlex
import urllib.parse

CA = "/etc/ssl/certs/ca-certificates.crt"
PORTS = {("imap", "tls"): 993, ("imap", "starttls"): 143,
         ("imap", "plain"): 143, ("pop3", "tls"): 995,
         ("pop3", "starttls"): 110, ("pop3", "plain"): 110,
         ("smtp", "tls"): 465, ("smtp", "starttls"): 587,
         ("smtp", "plain"): 587}
MAIL = "Subject: scan\n\n" + "A page of text that was scanned.\n" * 20


def q(*words):
    return " ".join(shlex.quote(str(w)) for w in words)


def curl(t):
    scheme = t.proto + ("s" if t.sec == "tls" else "")
    path = "" if t.proto != "imap" else "INBOX?NEW"
    a = ["curl", "-sS", "--max-time", "40", "-u", "%s:%s" % (t.user, t.pw),
         "%s://%s:%d/%s" % (scheme, t.host, t.port, path)]
    if t.sec == "starttls":
        a.append("--ssl-reqd")
    if "tls12" in t.opts:
        a += ["--tls-max", "1.2"]
    if t.mech:
        a += ["--login-options", "AUTH=" + t.mech.upper()]
    if t.proto == "smtp":
        if "leave" in t.opts:
            a += ["-X", "NOOP"]
        else:
            a += ["--mail-from", t.sender, "--mail-rcpt", t.to, "--crlf", "-T",
                  "-"]
    return q(*a), MAIL


def _gnutls(t):
    a = ["--host=" + t.host, "--port=%d" % t.port, "--user=" + t.user,
         "--passwordeval=printf %s " + shlex.quote(t.pw),
         "--auth=" + (t.mech or "on"),
         "--tls=" + ("off" if t.sec == "plain" else "on"),
         "--tls-starttls=" + ("on" if t.sec == "starttls" else "off"),
         "--tls-trust-file=" + CA]
    if "tls12" in t.opts:
        a.append("--tls-priorities=NORMAL:-VERS-TLS1.3")
    return a


def msmtp(t):
    return q("msmtp", "--from=" + t.sender, *_gnutls(t), t.to), MAIL


def mpop(t):
    box = t.home + "/mpop"
    return "mkdir -p %s/cur %s/new %s/tmp; " % (box, box, box) + q(
        "mpop", "--delivery=maildir," + box, "--keep=on",
        "--uidls-file=%s/uidls" % box, *_gnutls(t)), None


def swaks(t):
    a = ["swaks", "--server", t.host, "--port", t.port, "--from", t.sender,
         "--to", t.to, "--auth-user", t.user, "--auth-password", t.pw]
    a += ["--tls-on-connect"] if t.sec == "tls" else \
        ["--tls"] if t.sec == "starttls" else []
    if t.mech:
        a += ["--auth", t.mech.upper()]
    if "tls12" in t.opts:
        a += ["--tls-protocol", "tlsv1_2"]
    if "leave" in t.opts:
        a += ["--quit-after", "AUTH"]
    return q(*a), None


def python(t):
    """smtplib, imaplib and poplib; also what the other programs don't do."""
    return q("python3", "/opt/lab/pylogin.py", json.dumps(dict(
        proto=t.proto, sec=t.sec, host=t.host, port=t.port, user=t.user,
        words=t.words, sender=t.sender, to=t.to, opts=t.opts, mech=t.mech,
        gap=t.gap))), None


def nodemailer(t):
    # It asks a name server itself, and would not look into /etc/hosts.
    o = dict(host=t.ip, name=t.host, port=t.port, secure=t.sec == "tls",
             user=t.user, pw=t.pw, sender=t.sender, to=t.to, opts=t.opts,
             mech=t.mech, starttls=t.sec == "starttls")
    return q("node", "/opt/lab/nodemailer.js", json.dumps(o)), None


def imapflow(t):
    o = dict(host=t.host, port=t.port, secure=t.sec == "tls", user=t.user,
             pw=t.pw, opts=t.opts, starttls=t.sec == "starttls")
    return q("node", "/opt/lab/imapflow.js", json.dumps(o)), None


def nodepop3(t):
    o = dict(host=t.host, port=t.port, tls=t.sec == "tls", user=t.user,
             pw=t.pw, opts=t.opts)
    return q("node", "/opt/lab/pop3.js", json.dumps(o)), None


def fetchmail(t):
    tls = {"tls": "ssl sslproto 'auto'", "starttls": "sslproto 'auto'",
           "plain": "sslproto ''"}[t.sec]
    t.room.write(t.home + "/fetchmailrc", "poll %s service %d proto %s user "
                 "\"%s\" pass \"%s\" keep %s sslcertck mda \"/bin/cat\"\n"
                 % (t.host, t.port, t.proto.upper(), t.user, t.pw, tls), 0o600)
    # One lock for all of root's would let one device wait for another.
    return q("fetchmail", "-v", "--nosyslog", "-f", t.home + "/fetchmailrc",
             "--pidfile", t.home + "/pid", "--idfile", t.home + "/ids"), None


def mbsync(t):
    kind = {"tls": "IMAPS", "starttls": "STARTTLS", "plain": "None"}[t.sec]
    box = t.home + "/mbsync"
    word = "TLSType" if t.new else "SSLType"
    t.room.write(t.home + "/mbsyncrc", """IMAPStore r
Host %s
Port %d
User "%s"
Pass "%s"
%s %s
CertificateFile %s
%s%s
MaildirStore l
Path %s/
Inbox %s/inbox
SubFolders Verbatim

Channel c
Far :r:
Near :l:
Patterns INBOX
Create Near
""" % (t.host, t.port, t.user, t.pw, word, kind, CA,
        "AuthMechs %s\n" % t.mech.upper() if t.mech else "",
        ("TLSVersions -1.3\n" if t.new else "SSLVersions TLSv1.2\n")
        if "tls12" in t.opts else "", box, box))
    return "mkdir -p %s; " % box + q("mbsync", "-c", t.home + "/mbsyncrc",
                                     "c"), None


def getmail(t):
    box = t.home + "/getmail"
    kind = {"imap": "SimpleIMAP", "pop3": "SimplePOP3"}[t.proto]
    t.room.write(box + "/getmailrc", "[retriever]\ntype=%s%sRetriever\n"
                 "server=%s\nport=%d\nusername=%s\npassword=%s\n[destination]\n"
                 "type=Maildir\npath=%s/m/\n[options]\nread_all=false\n"
                 % (kind, "SSL" if t.sec == "tls" else "", t.host, t.port,
                    t.user, t.pw, box))
    return "mkdir -p %s/m/cur %s/m/new %s/m/tmp; chmod 700 %s; " \
        % (box, box, box, box) + q("getmail", "--getmaildir=" + box,
                                   "--rcfile=getmailrc"), None


def mutt(t, program="mutt"):
    url = {("imap", "tls"): "imaps", ("pop3", "tls"): "pops"}.get(
        (t.proto, t.sec), "pop" if t.proto == "pop3" else t.proto)
    quote = lambda s: "'%s'" % s.replace("'", "'\\''")
    text = "set ssl_starttls=%s ssl_force_tls=%s\n" % (
        "yes" if t.sec == "starttls" else "no",
        "no" if t.sec == "plain" else "yes")
    text += "set certificate_file=%s/certs ssl_verify_host=no\n" % t.home
    text += "set ssl_ca_certificates_file=%s folder=%s/Mail\n" % (CA, t.home)
    text += "set imap_user=%s imap_pass=%s pop_user=%s pop_pass=%s\n" % (
        quote(t.user), quote(t.pw), quote(t.user), quote(t.pw))
    text += "set move=no delete=no quit=yes mail_check=5 timeout=5\n"
    if t.mech:
        text += "set imap_authenticators=%s\n" % t.mech
    if t.proto == "smtp":
        text += "set smtp_url=%s smtp_pass=%s from=%s copy=no\n" % (
            quote("%s://%s@%s:%d" % ("smtps" if t.sec == "tls" else "smtp",
                                     t.user.replace("@", "%40"), t.host,
                                     t.port)), quote(t.pw), t.sender)
    t.room.write(t.home + "/muttrc", text)
    t.room.sh("mkdir -p %s/Mail" % t.home)
    if t.proto == "smtp":
        return q(program, "-F", t.home + "/muttrc", "-s", "hi", t.to), "hello\n"
    return q("python3", "/opt/lab/keys.py", "14", "11:q", program, "-F",
             t.home + "/muttrc", "-f", "%s://%s/" % (url, t.host)), None


def neomutt(t):
    return mutt(t, "neomutt")


def offlineimap(t):
    box = t.home + "/offline"
    t.room.write(box + "/rc", """[general]
accounts = A
metadata = %s/meta
ui = basic
[Account A]
localrepository = L
remoterepository = R
[Repository L]
type = Maildir
localfolders = %s/Mail
[Repository R]
type = IMAP
remotehost = %s
remoteport = %d
remoteuser = %s
remotepass = %s
ssl = %s
starttls = %s
sslcacertfile = %s
""" % (box, box, t.host, t.port, t.user, t.pw.replace("%", "%%"),
       "yes" if t.sec == "tls" else "no",
       "yes" if t.sec == "starttls" else "no", CA))
    return q("timeout", "30", "offlineimap", "-o", "-c", box + "/rc"), None


def imapfilter(t):
    t.room.write(t.home + "/filter.lua", "options.timeout = 30\n"
                 "options.starttls = %s\n"
                 "a = IMAP { server = '%s', username = '%s', password = '%s',"
                 " port = %d%s }\na.INBOX:check_status()\na.INBOX:is_unseen()\n"
                 % ("true" if t.sec == "starttls" else "false", t.host, t.user,
                    t.pw, t.port, ", ssl = 'auto'" if t.sec == "tls" else ""))
    return q("imapfilter", "-t", CA, "-c", t.home + "/filter.lua"), None


def snail(t):
    enc = lambda s: urllib.parse.quote(s, safe="")
    scheme = {("imap", "tls"): "imaps", ("pop3", "tls"): "pop3s",
              ("smtp", "tls"): "smtps", ("smtp", "starttls"): "submission",
              }.get((t.proto, t.sec), t.proto)
    url = "%s://%s:%s@%s:%d" % (scheme, enc(t.user), enc(t.pw), t.host, t.port)
    a = ["s-nail", "-:/", "-Sv15-compat", "-Stls-ca-file=" + CA,
         "-Stls-verify=strict"]
    if t.sec == "starttls":
        a.append("-S%s-use-starttls" % t.proto)
    if t.proto == "smtp":
        return q(*a, "-Smta=" + url, "-Sfrom=" + t.sender, "-Ssendwait", "-s",
                 "hi", t.to), "body\n"
    return q(*a, "-f", url), "headers\nxit\n"


def aerc(t):
    enc = lambda s: urllib.parse.quote(s, safe="")
    scheme = {"tls": "imaps", "starttls": "imap", "plain": "imap+insecure"}
    conf = t.home + "/.config/aerc"
    t.room.write(conf + "/accounts.conf", "[A]\nsource = %s://%s:%s@%s:%d\n"
                 "from = %s\n" % (scheme[t.sec], enc(t.user), enc(t.pw),
                                  t.host, t.port, t.sender), 0o600)
    t.room.write(conf + "/aerc.conf", "[ui]\ndirlist-delay=0s\n")
    return q("python3", "/opt/lab/keys.py", "9", "7::q\\r", "aerc"), None


PROGRAMS = {"curl": curl, "msmtp": msmtp, "mpop": mpop, "swaks": swaks,
            "python": python, "nodemailer": nodemailer, "imapflow": imapflow,
            "nodepop3": nodepop3, "fetchmail": fetchmail, "mbsync": mbsync,
            "getmail": getmail, "mutt": mutt, "neomutt": neomutt,
            "offlineimap": offlineimap, "imapfilter": imapfilter,
            "s-nail": snail, "aerc": aerc}


def install(room):
    """What the programs want in their chroot."""
    here = os.path.dirname(os.path.abspath(__file__))
    for name in ("pylogin.py", "keys.py", "nodemailer.js", "imapflow.js",
                 "pop3.js"):
        with open("%s/inside/%s" % (here, name)) as f:
            room.write("opt/lab/" + name, f.read())
