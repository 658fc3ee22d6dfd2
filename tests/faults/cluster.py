# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A PostgreSQL of a test's own, which may be restarted or crash.

As ./setup/test does: root lends it another user, it listens on a socket only.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

#: ./setup/test does not wait for commits: after a crash those would be lost.
NOT_OURS = ("PGPASSWORD", "PGOPTIONS")
NEEDED = ("initdb", "pg_ctl", "pg_dump", "pg_restore")

CONF = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 60
"""


def lent_user():
    """Return the user PostgreSQL runs as; None: whoever runs the test."""
    if os.getuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Cluster:
    """Data and socket are in a folder in /tmp: a socket's path must be short.

    :param disk: called with the folder that will hold the data
    """

    def __init__(self, disk=None):
        self.user = lent_user()
        self.folder = Path(tempfile.mkdtemp(prefix="helpdesk-faults-"))
        self.data = self.folder / "disk" / "data"
        self.data.parent.mkdir()
        if disk:
            disk(self.data.parent)
        if self.user:
            shutil.chown(self.folder, self.user)
            shutil.chown(self.data.parent, self.user)
        who = ["-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        self.run("initdb", "-D", str(self.data), *who)
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(CONF.format(folder=self.folder))
        self.control("start")

    def run(self, *command):
        subprocess.run(
            command,
            check=True,
            user=self.user,
            cwd=self.folder,
            env={**os.environ, "HOME": "/"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    def control(self, action, mode="fast"):
        """Start, stop or restart it; ``immediate`` is how it ends in a crash."""
        log = str(self.folder / "server.log")
        how = [] if action == "start" else ["-m", mode]
        self.run("pg_ctl", "-D", str(self.data), "-l", log, "-w", *how, action)

    def runs(self):
        """Return whether the server is there and takes connections."""
        asked = ["pg_isready", "-q", "-h", str(self.folder)]
        return subprocess.run(asked).returncode == 0

    def bring_up(self):
        """Start the server if it has ended; it may also be getting up by itself.

        Return whether it had ended.
        """
        ended = False
        limit = time.monotonic() + 120
        while not self.runs():
            assert time.monotonic() < limit, "PostgreSQL does not come up"
            if not self.is_there():
                ended = True
                self.control("start")
            time.sleep(0.1)
        return ended

    def is_there(self):
        """Return whether there is a process, even if it takes no connections."""
        command = ["pg_ctl", "-D", str(self.data), "status"]
        how = {"user": self.user, "cwd": self.folder, "stdout": subprocess.DEVNULL}
        return subprocess.run(command, stderr=subprocess.DEVNULL, **how).returncode == 0

    def said(self, words):
        """Return how often its log has these words."""
        return (self.folder / "server.log").read_text().count(words)

    def copy_of(self, template):
        """Copy a database of the other cluster, to which the environment leads."""
        here = {**self.environment(), "PGOPTIONS": "-c synchronous_commit=off"}
        subprocess.run(["createdb", template], check=True, env=here)
        dump = subprocess.Popen(["pg_dump", "-Fc", "-Z0", template], stdout=-1)
        restore = ["pg_restore", "--no-owner", "--exit-on-error", "-d", template]
        subprocess.run(restore, check=True, stdin=dump.stdout, env=here)
        assert dump.wait() == 0

    def environment(self):
        kept = {k: v for k, v in os.environ.items() if k not in NOT_OURS}
        where = {"PGHOST": str(self.folder), "PGPORT": "5432", "PGUSER": "odoo"}
        return {**kept, **where}

    def halt(self):
        if self.is_there():
            self.control("stop", "immediate")

    def close(self):
        self.halt()
        shutil.rmtree(self.folder)


@contextlib.contextmanager
def own_cluster(monkeypatch, template, disk=None):
    """A cluster with a copy of the template, to which the environment then leads."""
    missing = [program for program in NEEDED if not shutil.which(program)]
    if missing:
        pytest.skip(f"PostgreSQL's own programs are not here: {missing}")
    cluster = Cluster(disk)
    try:
        cluster.copy_of(template)
        for name in NOT_OURS:
            monkeypatch.delenv(name, raising=False)
        for name, value in cluster.environment().items():
            if os.environ.get(name) != value:
                monkeypatch.setenv(name, value)
        yield cluster
    finally:
        cluster.close()
