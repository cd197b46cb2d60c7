#!/usr/bin/env python3
"""Logins by Python's own libraries.  One argument, JSON: proto, sec, host,
port, user, words (the passwords, in order), opts, mech, gap.

Of the opts: leave = go at once after a good login; close = without QUIT or
LOGOUT; within = all words in one connection; resume = each connection takes
up the TLS session of the one before; tls12; work = much of it."""
import base64
import imaplib
import json
import poplib
import smtplib
import ssl
import sys
import time

t = json.loads(sys.argv[1])
opts = t["opts"]
ctx = ssl.create_default_context()
if "tls12" in opts:
    ctx.maximum_version = ssl.TLSVersion.TLSv1_2
last = None
wrap = ctx.wrap_socket


def again(*args, **kw):
    """As wrap_socket, with the session of the connection before."""
    if "resume" in opts and last is not None:
        kw["session"] = last
    return wrap(*args, **kw)


ctx.wrap_socket = again


def smtp(words):
    if t["sec"] == "tls":
        s = smtplib.SMTP_SSL(t["host"], t["port"], timeout=60, context=ctx)
    else:
        s = smtplib.SMTP(t["host"], t["port"], timeout=60)
    s.ehlo()
    if t["sec"] == "starttls":
        s.starttls(context=ctx)
        s.ehlo()
    good = False
    for word in words:
        try:
            if t["mech"]:
                s.user, s.password = t["user"], word
                m = t["mech"].lower().replace("-", "_")
                s.auth(t["mech"].upper(), getattr(s, "auth_" + m))
            else:
                s.login(t["user"], word)
            good = True
            break
        except smtplib.SMTPAuthenticationError as e:
            print("no", e)
            time.sleep(0.7)
    if good and "leave" not in opts:
        s.sendmail(t["sender"], [t["to"]], "Subject: hi\n\n" + "text\n" * 40)
    return s.sock, s.quit, s.close


def imap(words):
    if t["sec"] == "tls":
        s = imaplib.IMAP4_SSL(t["host"], t["port"], ssl_context=ctx,
                              timeout=60)
    else:
        s = imaplib.IMAP4(t["host"], t["port"], timeout=60)
    if t["sec"] == "starttls":
        s.starttls(ssl_context=ctx)
    good = False
    for word in words:
        try:
            if t["mech"] == "plain":
                blob = "\0%s\0%s" % (t["user"], word)
                s.authenticate("PLAIN", lambda x: blob.encode())
            elif t["mech"] == "cram-md5":
                s.login_cram_md5(t["user"], word)
            else:
                s.login(t["user"], word)
            good = True
            break
        except imaplib.IMAP4.error as e:
            print("no", e)
            time.sleep(0.7)
    if good and "leave" not in opts:
        s.select()
        _, found = s.search(None, "ALL")
        for n in found[0].split()[:5]:
            s.fetch(n, "(RFC822)")
        if "work" in opts:
            s.append("INBOX", None, None, b"Subject: x\r\n\r\n" + b"y" * 900)
    return s.sock, s.logout, s.shutdown


def pop3(words):
    if t["sec"] == "tls":
        s = poplib.POP3_SSL(t["host"], t["port"], context=ctx, timeout=60)
    else:
        s = poplib.POP3(t["host"], t["port"], timeout=60)
    if t["sec"] == "starttls":
        s.stls(context=ctx)
    good = False
    for word in words:
        try:
            if t["mech"] == "apop":
                s.apop(t["user"], word)
            else:
                s.user(t["user"])
                s.pass_(word)
            good = True
            break
        except poplib.error_proto as e:
            print("no", e)
            time.sleep(0.7)
    if good and "leave" not in opts:
        for n in range(min(s.stat()[0], 4)):
            s.retr(n + 1)
    return s.sock, s.quit, s.close


for part in [t["words"]] if "within" in opts else [[w] for w in t["words"]]:
    try:
        sock, bye, close = {"smtp": smtp, "imap": imap,
                            "pop3": pop3}[t["proto"]](part)
        if "resume" in opts and hasattr(sock, "session"):
            last = sock.session or last
        if "close" in opts:
            close()
        else:
            bye()
    except Exception as e:
        print("error", type(e).__name__, e)
    if part is not t["words"]:
        time.sleep(t["gap"])
