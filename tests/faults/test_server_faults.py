# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The server is killed, or loses its database, while four customers' programs work.

Rows R41 and R44 of the faults: what was answered is stored, nothing is stored twice,
and after a loss of all connections it works again without a restart.
"""

import functools
import itertools
import subprocess
import threading
import time
import xmlrpc.client
from collections import Counter

import pytest
from conftest import odoo
from processes import end, free_port

CLIENTS = 4

SEED = """
user = env.ref("base.user_admin")
user.password = "faults"
env["helpdesk.ticket.team"].create({"name": "Race"})
env.cr.commit()
print("DONE")
"""
NAMES = "SELECT name FROM helpdesk_ticket WHERE name LIKE 'race %'"
CUT = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def with_workers(number):
    """Return the options of a server as in production; one more runs the jobs."""
    options = ["--workers", str(number), "--max-cron-threads", "1"]
    # A job may take long on a machine that does other things, too.
    return [
        *options,
        "--gevent-port",
        str(free_port()),
        "--limit-time-real-cron",
        "900",
    ]


class Server:
    """An HTTP server on the database, and what its clients were answered."""

    def __init__(self, database, options=()):
        self.options = options
        self.port = free_port()
        self.database = database
        self.numbers = itertools.count()
        self.answered, self.failed = [], []
        self.process = None

    def start(self):
        command = [part for part in odoo("", self.database.name) if part != "--no-http"]
        command += ["--http-interface", "127.0.0.1", "--http-port", str(self.port)]
        command += self.options
        log = (self.database.folder / "server.log").open("a")
        self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self.database.processes.append(self.process)
        self.database.wait_for(self.is_up, self.process)

    def stop(self):
        """End it, and its workers, which end without their parent."""
        end(self.process)

    def is_up(self):
        try:
            self.call("search_count", [[("id", "=", 0)]])
        except (OSError, xmlrpc.client.Error):
            return False
        return True

    def call(self, method, arguments):
        url = f"http://127.0.0.1:{self.port}/xmlrpc/2/object"
        who = (self.database.name, self.admin, "faults", "helpdesk.ticket")
        with xmlrpc.client.ServerProxy(url) as proxy:
            return proxy.execute_kw(*who, method, arguments)

    @functools.cached_property
    def admin(self):
        return self.database.value(
            "SELECT res_id FROM ir_model_data WHERE module = 'base'"
            " AND name = 'user_admin'"
        )

    def submit_until(self, over):
        """Create tickets, each under a name of its own, until ``over`` is set."""
        while not over.is_set():
            name = f"race {next(self.numbers)}"
            try:
                self.call("create", [{"name": name, "description": "x"}])
                self.answered.append(name)
            except (OSError, xmlrpc.client.Error):
                self.failed.append(name)
                time.sleep(0.1)

    def under_load(self, disturb):
        """Call ``disturb`` while all clients submit; end when it returns."""
        over = threading.Event()
        clients = [
            threading.Thread(target=self.submit_until, args=(over,))
            for _client in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        try:
            disturb()
        finally:
            over.set()
            for client in clients:
                client.join()

    def wait_for_answers(self, number, within=200):
        enough = len(self.answered) + number
        self.database.wait_for(
            lambda: len(self.answered) >= enough, self.process, within
        )
        assert len(self.answered) >= enough, "the server has ended"

    def stored(self):
        return Counter(row[0] for row in self.database.query(NAMES))


@pytest.fixture
def server(database):
    database.run(SEED)
    server = Server(database)
    server.start()
    return server


def assert_answers_are_stored(server):
    stored = server.stored()
    assert not set(server.answered) - set(stored), "answered, and lost"
    assert set(stored.values()) == {1}
    assert not set(stored) - set(server.answered) - set(server.failed)


def test_server_killed_three_times_under_load_keeps_what_it_answered(server):
    def kill():
        for _kill in range(3):
            server.wait_for_answers(10)
            server.process.kill()
            server.process.wait()
            server.start()
        server.wait_for_answers(10)

    server.under_load(kill)
    assert_answers_are_stored(server)


def test_connections_cut_under_load_and_it_goes_on_without_a_restart(server):
    cut = []

    def disturb():
        for _cut in range(5):
            server.wait_for_answers(8)
            cut.append(server.database.value(CUT))
        server.wait_for_answers(20)

    server.under_load(disturb)
    assert all(cut), "there was nothing to cut"
    assert server.process.poll() is None
    assert_answers_are_stored(server)
