"""Run a command with a mail server of its own: mails are kept, none leaves.

mail_catcher.py FOLDER COMMAND…

Each mail becomes a file in FOLDER. The command gets ``--smtp`` and ``--smtp-port``; it
is ended with us, and we end with it.
"""

import asyncio
import re
import signal
import sys
from datetime import datetime
from pathlib import Path

MAX_BYTES = 64 * 1024 * 1024
REPLIES = {
    "EHLO": "250 8BITMIME",
    "HELO": "250 OK",
    "MAIL": "250 OK",
    "RSET": "250 OK",
    "NOOP": "250 OK",
}


class Catcher:
    """As much of SMTP as a client needs to hand over a mail."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def serve(self, reader, writer):
        recipients = []
        writer.write(b"220 ready\r\n")
        while line := await reader.readline():
            verb = line[:4].decode("ascii", "replace").upper()
            if verb == "QUIT":
                break
            if verb == "RCPT":
                recipients += re.findall(rb"<([^>]*)>", line)
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                self.keep(recipients, await reader.readuntil(b"\r\n.\r\n"))
                recipients = []
            known = REPLIES.get(verb) or ("250 OK" if verb in ("RCPT", "DATA") else "")
            writer.write(f"{known or '502 unknown'}\r\n".encode())
            await writer.drain()
        writer.write(b"221 bye\r\n")
        writer.close()

    def keep(self, recipients, data):
        self.count += 1
        to = re.sub(rb"[^\w.@+-]", b"_", recipients[0] if recipients else b"nobody")
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        name = f"{stamp}-{self.count:03}-{to.decode('ascii', 'replace')[:80]}.eml"
        body = data[:-3].replace(b"\r\n..", b"\r\n.")
        (self.folder / name).write_bytes(body)


async def main(folder, *command):
    folder.mkdir(parents=True, exist_ok=True)
    server = await asyncio.start_server(
        Catcher(folder).serve, "127.0.0.1", 0, limit=MAX_BYTES
    )
    port = str(server.sockets[0].getsockname()[1])
    child = await asyncio.create_subprocess_exec(
        *command, "--smtp", "127.0.0.1", "--smtp-port", port
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, child.terminate)
    return await child.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:])))
