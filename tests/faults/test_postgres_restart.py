# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""PostgreSQL itself is restarted, and crashes, while tickets are created (row R44)."""

import os
import shutil
import time

import pytest
from cluster import Cluster
from conftest import Database
from test_server_faults import SEED, Server, assert_answers_are_stored

NEEDED = ("initdb", "pg_ctl", "pg_dump", "pg_restore")


@pytest.fixture
def cluster(monkeypatch, template):
    """A cluster with a copy of the template, to which the environment then leads."""
    missing = [program for program in NEEDED if not shutil.which(program)]
    if missing:
        pytest.skip(f"PostgreSQL's own programs are not here: {missing}")
    cluster = Cluster()
    try:
        cluster.copy_of(template)
        for name, value in cluster.environment().items():
            if os.environ.get(name) != value:
                monkeypatch.setenv(name, value)
        yield cluster
    finally:
        cluster.close()


@pytest.fixture
def server(cluster, template, tmp_path):
    database = Database(template, tmp_path)
    database.run(SEED)
    server = Server(database)
    server.start()
    yield server
    server.process.kill()
    server.process.wait()


def test_postgres_restarts_and_crashes_under_load_and_what_was_answered_is_stored(
    server, cluster
):
    def disturb():
        for mode in ("fast", "immediate") * 2:
            server.wait_for_answers(10)
            cluster.control("restart", mode)
            began = time.monotonic()
            server.wait_for_answers(1, within=10)
            print(f"{mode}: answers again after {time.monotonic() - began:.1f} s")
        server.wait_for_answers(10)

    server.under_load(disturb)
    assert server.failed, "nobody noticed the restarts"
    assert server.process.poll() is None, "the server has ended"
    assert_answers_are_stored(server)
