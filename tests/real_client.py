#!/usr/bin/env python3
"""One login: real_client.py imap|pop|smtp-clear|starttls|tls PASSWORD [AUTH].
SMTP tries each AUTH that is offered until one succeeds, or the one given."""
import imaplib, os, poplib, smtplib, socket, ssl, sys

HOST, USER = os.environ.get("HOST", "203.0.113.42"), "anna@example.test"
kind, how = sys.argv[1].split("-")
password = sys.argv[2]
socket.setdefaulttimeout(30)     # a penalty is 17 s at most
tls = ssl._create_unverified_context()


def imap():
    box = imaplib.IMAP4_SSL(HOST, ssl_context=tls) if how == "tls" \
        else imaplib.IMAP4(HOST)
    if how == "starttls":
        box.starttls(tls)
    try:
        box.login(USER, password)
        box.select()
        box.noop()
    finally:
        box.logout()


def pop():
    box = poplib.POP3_SSL(HOST, context=tls) if how == "tls" \
        else poplib.POP3(HOST)
    if how == "starttls":
        box.stls(tls)
    try:
        box.user(USER)
        box.pass_(password)
        box.stat()
    finally:
        box.quit()


def smtp_login(out):
    if len(sys.argv) < 4:
        out.login(USER, password)
        return
    out.ehlo_or_helo_if_needed()
    out.user, out.password = USER, password
    out.auth(sys.argv[3], getattr(out, "auth_" + sys.argv[3].lower()))


def smtp():
    out = smtplib.SMTP_SSL(HOST, 465, context=tls) if how == "tls" \
        else smtplib.SMTP(HOST, 587)
    if how == "starttls":
        out.starttls(context=tls)
    try:
        smtp_login(out)
        out.mail(USER)
        out.rset()
    finally:
        out.quit()


{"imap": imap, "pop": pop, "smtp": smtp}[kind]()
