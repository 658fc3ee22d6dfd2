# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Several hosts on one database, each a server process of its own with its own port.

Without containers: what differs from several machines is the network between them, and
that they share this machine's processors and files.
"""

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

from processes import end, free_port

ROOT = Path(__file__).resolve().parents[2]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
TICK = os.sysconf("SC_CLK_TCK")
CHANNELS = (
    "root:4,root.helpdesk.analysis:2,root.helpdesk.drafts:1,root.helpdesk.webhooks:2"
)


def cpu_of(pids):
    """Return the processor seconds the processes have used; of gone ones nothing."""
    total = 0
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(stat[11]) + int(stat[12])
    return total / TICK


class Host:
    """One Odoo server process; ``jobs`` makes it the one that runs the queue."""

    def __init__(self, name, database, folder, *, crons=0, jobs=False):
        self.name, self.database, self.folder = name, database, folder
        self.crons, self.jobs = crons, jobs
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.pids = []

    def start(self):
        modules = "base,rpc,web" + (",queue_job" if self.jobs else "")
        data = os.environ.get("HELPDESK_DATA_DIR")
        command = [
            "odoo",
            *("-d", self.database, "--db-filter", f"^{self.database}$"),
            *("--addons-path", str(ROOT), "--load", modules),
            *("--http-interface", "127.0.0.1", "--http-port", str(self.port)),
            *("--max-cron-threads", str(self.crons), "--db_maxconn", "12"),
            *(["--data-dir", data] if data else []),
        ]
        runner = {"HOST": "127.0.0.1", "PORT": str(self.port), "CHANNELS": CHANNELS}
        runner = {f"ODOO_QUEUE_JOB_{name}": value for name, value in runner.items()}
        log = (self.folder / f"{self.name}-{len(self.pids)}.log").open("w")
        self.process = subprocess.Popen(
            command,
            env={**os.environ, **(runner if self.jobs else {})},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.pids.append(self.process.pid)
        return self

    def answers(self):
        assert self.process.poll() is None, (
            f"{self.name} has ended: {self.log()[-3000:]}"
        )
        try:
            return OPENER.open(self.url + "/web/health", timeout=5).status == 200
        except OSError:
            return False

    def post(self, path, key, arguments):
        """Return (status, answer) of a call over JSON-2."""
        headers = {"Content-Type": "application/json", "Authorization": f"bearer {key}"}
        body = json.dumps(arguments).encode()
        request = urllib.request.Request(f"{self.url}/json/2/{path}", body, headers)
        try:
            with OPENER.open(request, timeout=120) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()[:500]

    def kill(self):
        """End it as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        end(self.process)

    def log(self):
        logs = sorted(self.folder.glob(f"{self.name}-*.log"))
        return "".join(path.read_text() for path in logs)

    def served(self, path):
        """Return how many successful requests to ``path`` its log tells of."""
        return len(re.findall(rf'"POST {re.escape(path)}[^"]*" 200 ', self.log()))


class Receiver:
    """Counts the webhooks it accepts by their ids; ``status`` is what it answers."""

    def __init__(self):
        self.seen = Counter()
        self.bodies = {}
        self.status = 202
        self.lock = Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.status == 202:
                    with receiver.lock:
                        receiver.seen[self.headers["webhook-id"]] += 1
                        receiver.bodies[self.headers["webhook-id"]] = body
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Meter:
    """How long a phase took, and what it cost which processes."""

    def __init__(self, database):
        self.database = database
        self.rows = []

    def measure(self, label, hosts, work):
        """Call ``work()``, which returns how many things it did."""
        pids = [host.process.pid for host in hosts]
        before, base = cpu_of(pids), self._backends()
        began = time.monotonic()
        count = work()
        seconds = time.monotonic() - began
        odoo = cpu_of(pids) - before
        postgres = self._backends() - base
        self.rows.append((label, count, seconds, odoo, postgres))

    def _backends(self):
        rows = self.database.query(
            f"SELECT pid FROM pg_stat_activity WHERE datname = '{self.database.name}'"
        )
        return cpu_of(row[0] for row in rows)

    def table(self):
        """Return a Markdown table; the last column is what one processor could do."""
        lines = [
            "| work | number | seconds | per second | Odoo CPU, ms each | "
            "PostgreSQL CPU, ms each | per second and process |",
            "|---|---|---|---|---|---|---|",
        ]
        for label, count, seconds, odoo, postgres in self.rows:
            lines.append(
                f"| {label} | {count} | {seconds:.1f} | {count / seconds:.1f} "
                f"| {1000 * odoo / count:.0f} | {1000 * postgres / count:.0f} "
                f"| {count / max(odoo, 0.001):.0f} |"
            )
        return "\n".join(lines)
