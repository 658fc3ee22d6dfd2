# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Databases that are really committed to, and processes that can be killed.

The template is named by HELPDESK_TEMPLATE_DB (or by HELPDESK_TEST_DATABASE, which
./setup/test sets); without either one is made, which takes a minute. PGHOST and its
like are set, ``odoo``, ``createdb`` and ``psql`` are on the path.
"""

import os
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from processes import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
ADDON = "helpdesk_mgmt_ext"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Database:
    """A committed database of its own, used by several Odoo processes."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder
        self.processes = []

    def query(self, sql):
        """Return the rows of ``sql`` as lists of text."""
        command = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.name, "-c", sql]
        output = subprocess.run(command, check=True, capture_output=True, text=True)
        return [line.split("|") for line in output.stdout.splitlines()]

    def value(self, sql):
        """Return the only number that ``sql`` gives."""
        return int(self.query(sql)[0][0])

    def start(self, code):
        """Start an Odoo process that runs ``code`` with ``env``, and return it."""
        number = len(self.processes)
        script = self.folder / f"script-{number}.py"
        script.write_text(code)
        log = (self.folder / f"process-{number}.log").open("w")
        with script.open() as stdin:
            process = subprocess.Popen(
                [*odoo("shell", self.name), "--log-level", "warn"],
                stdin=stdin,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        process.log = log.name
        self.processes.append(process)
        return process

    def start_together(self, code, number=2):
        """Start ``code`` in several processes; ``%(at)f`` is when all have loaded."""
        at = time.time() + 15
        return [self.start(code % {"at": at}) for _process in range(number)]

    def finish(self, process, timeout=1500):
        """Wait for ``process``; fail with its output unless it said DONE."""
        process.wait(timeout)
        output = Path(process.log).read_text()
        assert process.returncode == 0 and "DONE" in output, output[-4000:]
        return output

    def run(self, code):
        """Run ``code`` to its end, and return what it wrote."""
        return self.finish(self.start(code))

    def serve(self):
        """Start an Odoo that answers HTTP, and return its address."""
        port = str(free_port())
        log = (self.folder / f"server-{port}.log").open("w")
        command = [part for part in odoo("", self.name) if part != "--no-http"]
        listen = ["--http-interface", "127.0.0.1", "--http-port", port]
        process = subprocess.Popen(
            [*command, *listen, "--db-filter", f"^{self.name}$"],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self.processes.append(process)
        url = f"http://127.0.0.1:{port}"
        self.wait_for(lambda: self._answers(process, url))
        return url

    def _answers(self, process, url):
        assert process.poll() is None, f"Odoo has ended: {self.folder}"
        try:
            return OPENER.open(f"{url}/web/health", timeout=5).status == 200
        except OSError:
            return False

    def wait_for(self, condition, process=None, timeout=200):
        """Wait until ``condition()``; stop early when ``process`` has ended."""
        wait_until(
            lambda: condition() or (process and process.poll() is not None), timeout
        )

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        drop(self.name)


def odoo(command, database):
    path = ["--addons-path", str(ROOT), "--max-cron-threads", "0", "--no-http"]
    data = os.environ.get("HELPDESK_DATA_DIR")
    return [
        "odoo",
        *([command] if command else []),
        *("-d", database),
        *path,
        *(["--data-dir", data] if data else []),
    ]


def drop(name):
    subprocess.run(["dropdb", "--if-exists", "--force", name], check=True)


@pytest.fixture(scope="session")
def template():
    """Return the name of a database with our addon, made if none is given."""
    given = os.environ.get("HELPDESK_TEMPLATE_DB") or os.environ.get(
        "HELPDESK_TEST_DATABASE"
    )
    if given:
        yield given
        return
    name = f"helpdesk_test_{os.getpid()}_faults_template"
    subprocess.run(["createdb", "-T", "template0", "-E", "UTF8", name], check=True)
    try:
        install = [*odoo("", name), "-i", ADDON, "--stop-after-init"]
        subprocess.run([*install, "--log-level", "warn"], check=True)
        yield name
    finally:
        drop(name)


@pytest.fixture
def database(template, tmp_path):
    """A fresh committed copy of the template."""
    name = f"helpdesk_test_{os.getpid()}_faults"
    drop(name)
    subprocess.run(["createdb", "-T", template, name], check=True)
    database = Database(name, tmp_path)
    try:
        yield database
    finally:
        database.close()
