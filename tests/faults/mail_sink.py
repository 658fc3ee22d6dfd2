# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A mail server on loopback that counts what it accepted, or never says a word."""

import re
import socketserver
import threading
from collections import Counter

IDENTITY = re.compile(rb"^message-id:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class Handler(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.server.met += 1
        if self.server.silent:
            self.server.over.wait()
            return
        self.say("220 sink")
        for line in self.rfile:
            command = line.split(None, 1)[0].upper() if line.strip() else b""
            if command == b"DATA":
                self.take()
            elif command == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self):
        self.say("354 go on")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        else:
            return  # the sender died: nothing was accepted
        found = IDENTITY.search(b"".join(lines))
        self.server.seen[found.group(1).decode() if found else ""] += 1
        self.say("250 accepted")


class MailSink(socketserver.ThreadingTCPServer):
    """``seen``: how often each identity was accepted; ``met``: connections."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 50

    def __init__(self, silent=False):
        super().__init__(("127.0.0.1", 0), Handler)
        self.silent, self.seen, self.met = silent, Counter(), 0
        self.over = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def speak(self):
        """Behave from now on."""
        self.silent = False
        self.over.set()

    def stop(self):
        self.over.set()
        self.shutdown()
        self.server_close()
