# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""PostgreSQL itself is restarted, and crashes, while tickets are created (row R44)."""

import time

import pytest
from cluster import own_cluster
from conftest import Database
from test_server_faults import SEED, Server, assert_answers_are_stored


@pytest.fixture
def cluster(monkeypatch, template):
    with own_cluster(monkeypatch, template) as cluster:
        yield cluster


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
