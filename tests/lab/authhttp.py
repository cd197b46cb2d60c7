#!/usr/bin/env python3
"""Says to nginx's mail proxy who may log in: authhttp.py USERS LOG.  USERS
has lines 'user password'."""
import hashlib
import hmac
import http.server
import sys
import time
import urllib.parse

USERS = {}
with open(sys.argv[1]) as f:
    for row in f:
        name, _, word = row.rstrip("\n").partition(" ")
        USERS[name] = word
LOG = open(sys.argv[2], "a", buffering=1)


def right(method, word, salt, given):
    if method == "plain":
        return word == given
    if method == "cram-md5":
        return hmac.new(word.encode(), salt, "md5").hexdigest() == given
    return hashlib.md5(salt + word.encode()).hexdigest() == given


class Ask(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def do_GET(self):
        asked = {k: urllib.parse.unquote(v) for k, v in self.headers.items()}
        word = USERS.get(asked.get("Auth-User"))
        good = word is not None and right(
            asked["Auth-Method"], word, asked.get("Auth-Salt", "").encode(),
            asked.get("Auth-Pass", ""))
        LOG.write("%.6f %s %s %s\n" % (time.time(), asked.get("Client-IP"),
                                       asked.get("Auth-User"),
                                       "good" if good else "refused"))
        self.send_response(200)
        if good:
            self.send_header("Auth-Status", "OK")
            self.send_header("Auth-Server", "127.0.0.1")
            self.send_header("Auth-Port", {"imap": "10143", "pop3": "10110",
                                           "smtp": "2525"}[
                                               asked["Auth-Protocol"]])
            self.send_header("Auth-Pass", word)
        else:
            self.send_header("Auth-Status", "Invalid login or password")
            if int(asked.get("Auth-Login-Attempt", "1")) < 5:
                self.send_header("Auth-Wait", "2")
        self.end_headers()


http.server.ThreadingHTTPServer(("127.0.0.1", 9000), Ask).serve_forever()
