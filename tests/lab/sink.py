#!/usr/bin/env python3
"""A mail server on 127.0.0.1:2525 that takes all mail and keeps none."""
import socketserver


class Talk(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 sink.example ESMTP")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.say("250-sink.example\r\n250-8BITMIME\r\n250 SIZE")
            elif verb == b"DATA":
                self.say("354 go on")
                for part in self.rfile:
                    if part == b".\r\n":
                        break
                self.say("250 taken")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 good")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("127.0.0.1", 2525), Talk).serve_forever()
