# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A PostgreSQL of a test's own, which may be restarted or crash.

As ./setup/test does: root lends it another user, it listens on a socket only.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

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
    """Data and socket are in a folder in /tmp: a socket's path must be short."""

    def __init__(self):
        self.user = lent_user()
        self.folder = Path(tempfile.mkdtemp(prefix="helpdesk-faults-"))
        self.data = self.folder / "data"
        if self.user:
            shutil.chown(self.folder, self.user)
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

    def copy_of(self, template):
        """Copy a database of the other cluster, to which the environment leads."""
        subprocess.run(["createdb", template], check=True, env=self.environment())
        dump = subprocess.Popen(["pg_dump", "-Fc", "-Z0", template], stdout=-1)
        restore = ["pg_restore", "--no-owner", "--exit-on-error", "-d", template]
        subprocess.run(restore, check=True, stdin=dump.stdout, env=self.environment())
        assert dump.wait() == 0

    def environment(self):
        kept = {k: v for k, v in os.environ.items() if k != "PGPASSWORD"}
        where = {"PGHOST": str(self.folder), "PGPORT": "5432", "PGUSER": "odoo"}
        return {**kept, **where}

    def close(self):
        self.control("stop", "immediate")
        shutil.rmtree(self.folder)
