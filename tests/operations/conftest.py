# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an administrator does to a database: real copies, commands and servers.

HELPDESK_TEST_DATABASE (set by ./setup/test) names a database with all our addons; it is
copied, never changed. PGHOST and its like are set, ``odoo`` and PostgreSQL's commands
are on the path.
"""

import configparser
import os
import shutil
import subprocess
import xmlrpc.client
from pathlib import Path

import pytest
import requests
from processes import end, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
#: Loopback, so that a neutralised copy could reach what listens there if it tried.
HOST = "127.0.0.1"


def addons():
    return sorted(path.parent.name for path in ROOT.glob("helpdesk_*/__manifest__.py"))


def data_dir():
    """Return where Odoo keeps its files."""
    given = os.environ.get("HELPDESK_DATA_DIR")
    if given:
        return Path(given)
    config = configparser.ConfigParser()
    config.read(os.environ.get("ODOO_RC", ""))
    default = Path.home() / ".local" / "share" / "Odoo"
    return Path(config.get("options", "data_dir", fallback=str(default)))


class Site:
    """A database with its files, and the servers and commands that work on it."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder
        self.files = data_dir() / "filestore" / name
        self.server = None
        self.url = ""

    # --------------------------------------------------------------- database

    def copy_of(self, template):
        self.drop()
        command("createdb", "--template", template, self.name)
        source = data_dir() / "filestore" / template
        if source.exists():
            command("cp", "-al", source, self.files)
        return self

    def drop(self):
        self.stop()
        command("dropdb", "--if-exists", "--force", self.name)
        shutil.rmtree(self.files, ignore_errors=True)

    def query(self, sql):
        """Return the rows of ``sql`` as lists of text."""
        output = command(
            "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.name, "-c", sql
        )
        return [line.split("|") for line in output.splitlines()]

    def value(self, sql):
        return self.query(sql)[0][0]

    # ------------------------------------------------------------------- Odoo

    def config(self, tree=ROOT):
        """Return a configuration file; some of Odoo's commands take nothing else."""
        path = self.folder / f"{self.name}-{tree.name}.conf"
        path.write_text(
            f"[options]\naddons_path = {tree}\ndata_dir = {data_dir()}\n"
            f"http_interface = {HOST}\n"
        )
        return path

    def odoo(self, *words, tree=ROOT):
        """Run a command of Odoo's on the database; return what it printed."""
        return command("odoo", *words, "-c", self.config(tree), "-d", self.name)

    def update(self, *options, tree=ROOT):
        """Install or update addons; return the log."""
        quiet = ("--no-http", "--max-cron-threads", "0", "--stop-after-init")
        return self.odoo("server", *options, *quiet, tree=tree)

    def shell(self, code, tree=ROOT):
        """Run ``code`` with ``env``, committed; return what it printed."""
        script = f"{code}\nenv.cr.commit()\nprint('DO' + 'NE')\n"
        quiet = ["--no-http", "--max-cron-threads", "0", "--log-level", "warn"]
        output = command(
            *("odoo", "shell", "-c", self.config(tree), "-d", self.name, *quiet),
            stdin=script,
        )
        assert "DONE" in output, output[-4000:]
        return output

    def start(self, cron_threads=0):
        """Start a server; it answers when this returns."""
        port = free_port()
        log = (self.folder / f"{self.name}.log").open("a")
        self.server = subprocess.Popen(
            [
                "odoo",
                *("-c", str(self.config()), "-d", self.name),
                *("--http-port", str(port), "--gevent-port", str(free_port())),
                *("--max-cron-threads", str(cron_threads)),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self.url = f"http://{HOST}:{port}"
        wait_until(self._answers, 180, lambda: self.server.poll() is None)
        return self

    def _answers(self):
        try:
            return requests.get(f"{self.url}/web/login", timeout=60).ok
        except requests.RequestException:
            return False

    def stop(self):
        end(self.server, patience=60)
        self.server = None

    def rpc(self, model, method, *arguments, **keywords):
        """Call a method as the administrator, as any client does."""
        proxy = xmlrpc.client.ServerProxy(
            f"{self.url}/xmlrpc/2/object", allow_none=True
        )
        return proxy.execute_kw(
            self.name, 2, "admin", model, method, list(arguments), keywords
        )

    def login(self, name, password):
        """Return a browser that has logged in."""
        session = requests.Session()
        page = session.get(f"{self.url}/web/login", timeout=60).text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        session.post(
            f"{self.url}/web/login",
            {"login": name, "password": password, "csrf_token": token},
            timeout=60,
        )
        return session

    def problems(self):
        """Return what the server logged as errors."""
        text = (self.folder / f"{self.name}.log").read_text()
        return [line for line in text.splitlines() if " ERROR " in line]


def command(*words, stdin=None, timeout=900):
    """Run a command; return what it printed, fail with it if it failed."""
    result = subprocess.run(
        [str(word) for word in words],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    output = f"{result.stdout}\n{result.stderr}"
    assert result.returncode == 0, f"{words}\n{output[-4000:]}"
    return result.stdout if words[0] == "psql" else output


@pytest.fixture(scope="session")
def template():
    name = os.environ.get("HELPDESK_TEST_DATABASE")
    if not name:
        pytest.skip("HELPDESK_TEST_DATABASE names no database with our addons")
    return name


@pytest.fixture
def sites(tmp_path):
    """Return a function that makes sites, dropped in the end."""
    made = []

    def new(suffix):
        site = Site(f"helpdesk_test_{os.getpid()}_ops_{suffix}", tmp_path)
        made.append(site)
        site.drop()
        return site

    yield new
    for site in made:
        site.drop()
