# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A streaming replica answers what only reads; without it the primary does.

Both PostgreSQL servers are real; their logs tell which of them was asked.
"""

import json
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
import xmlrpc.client
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from cluster import Cluster
from conftest import Database
from test_postgres_restart import cluster  # noqa: F401 (the primary)
from test_server_faults import SEED, Server

pytestmark = pytest.mark.skipif(
    not shutil.which("pg_basebackup"), reason="pg_basebackup is not here"
)

STANDBY = """
unix_socket_directories = '{folder}'
log_statement = all
"""
CALLS = {
    "live board": ("helpdesk.overview", "get_overview", {}),
    "manager's dashboard": ("helpdesk.manager.dashboard", "get_data", {}),
    "list": (
        "helpdesk.ticket",
        "web_search_read",
        {"domain": [], "specification": {"name": {}, "stage_id": {}}},
    ),
    "grouped": (
        "helpdesk.ticket",
        "formatted_read_group",
        {"domain": [], "groupby": ["team_id"], "aggregates": ["__count"]},
    ),
}
PAGES = ("/helpdesk/new", "/my/tickets")


class Standby(Cluster):
    """A copy of ``primary`` that follows it."""

    def __init__(self, primary):
        self.user = primary.user
        self.folder = Path(tempfile.mkdtemp(prefix="helpdesk-faults-"))
        self.data = self.folder / "data"
        if self.user:
            shutil.chown(self.folder, self.user)
        where = ["-h", str(primary.folder), "-U", "odoo", "-D", str(self.data)]
        self.run("pg_basebackup", *where, "--write-recovery-conf", "--checkpoint=fast")
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(STANDBY.format(folder=self.folder))
        self.control("start")


class Reader:
    """A browser with a session: what it asks for may be answered by the replica."""

    def __init__(self, server):
        self.server = server
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), cookies
        )
        who = {"db": server.database.name, "login": "admin", "password": "faults"}
        self.post("/web/session/authenticate", who)

    def get(self, path):
        return self.opener.open(self.url(path), timeout=60).read().decode()

    def post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "params": params}).encode()
        request = urllib.request.Request(
            self.url(path), body, {"Content-Type": "application/json"}
        )
        answer = json.load(self.opener.open(request, timeout=60))
        assert "error" not in answer, answer
        return answer["result"]

    def call(self, model, method, kwargs):
        params = {"model": model, "method": method, "args": [], "kwargs": kwargs}
        return self.post(f"/web/dataset/call_kw/{model}/{method}", params)

    def url(self, path):
        return f"http://127.0.0.1:{self.server.port}{path}"

    def read_everything(self):
        for model, method, kwargs in CALLS.values():
            self.call(model, method, kwargs)
        for path in PAGES:
            assert self.get(path)


class Asked:
    """What the servers were asked about tickets since it was made."""

    def __init__(self, **clusters):
        self.logs = {who: each.folder / "server.log" for who, each in clusters.items()}
        self.from_ = {who: log.stat().st_size for who, log in self.logs.items()}

    def of(self, who):
        with self.logs[who].open() as log:
            log.seek(self.from_[who])
            return [line for line in log if "helpdesk_ticket" in line]


@pytest.fixture
def standby(cluster, template):  # noqa: F811
    with (cluster.data / "postgresql.conf").open("a") as conf:
        conf.write("log_statement = all\n")
    cluster.control("restart")
    standby = Standby(cluster)
    yield standby
    standby.close()


@pytest.fixture
def server(cluster, standby, template, tmp_path, monkeypatch):  # noqa: F811
    database = Database(template, tmp_path)
    database.run(SEED)
    monkeypatch.setenv("PGHOST_REPLICA", str(standby.folder))
    monkeypatch.setenv("PGPORT_REPLICA", "5432")
    server = Server(database)
    server.start()
    yield server
    server.process.kill()
    server.process.wait()


def follow(database, standby):
    """Wait until ``standby`` knows what the primary knows."""
    (told,) = database.query("SELECT pg_current_wal_lsn()")[0]
    behind = f"SELECT pg_last_wal_replay_lsn() >= '{told}'"

    command = ["psql", "-XAtq", "-d", database.name, "-c", behind]

    def arrived():
        return subprocess.check_output(command, env=standby.environment()) == b"t\n"

    database.wait_for(arrived)


def tries(work, most=10):
    """Return how often ``work`` failed before it was answered.

    Odoo notices that a waiting connection broke when it uses it, which costs that
    request, as with a primary that restarts.
    """
    for failed in range(most):
        try:
            work()
        except (urllib.error.HTTPError, xmlrpc.client.Error):
            continue
        return failed
    raise AssertionError("the loss of the replica is not got over")


def test_replica_answers_what_reads_and_without_it_the_primary_does(
    server,
    cluster,  # noqa: F811
    standby,
):
    reader = Reader(server)
    reader.read_everything()  # fills caches, compiles assets
    server.call("create", [{"name": "race replica", "description": "x"}])
    follow(server.database, standby)

    asked = Asked(primary=cluster, standby=standby)
    reader.read_everything()
    found = reader.call(*CALLS["list"])["records"]
    assert "race replica" in {record["name"] for record in found}
    assert not asked.of("primary"), "the primary was asked what only reads"
    assert len(asked.of("standby")) >= len(CALLS)

    asked = Asked(primary=cluster, standby=standby)
    server.call("create", [{"name": "race primary", "description": "x"}])
    assert asked.of("primary")
    assert not [line for line in asked.of("standby") if "INSERT" in line]

    standby.control("stop", "immediate")
    try:
        failed = tries(reader.read_everything)
        print(f"{failed} requests failed until the primary answered")
        reader.read_everything()
        server.call("create", [{"name": "race alone", "description": "x"}])
    finally:
        standby.control("start")
    assert server.process.poll() is None
    assert server.stored()["race alone"] == 1
