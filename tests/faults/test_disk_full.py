# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The disk of PostgreSQL itself is full, while mails come in and agents work.

A cluster whose data lie on a small file system of their own. Mails come by a mailbox,
which the scheduler of a server with workers reads, and by a gateway's program; four
programs create tickets. The disk fills up until requests fail, and another time until
PostgreSQL gives up because it cannot write its log; then somebody makes room, and
starts PostgreSQL if it has ended.
"""

import contextlib
import functools
import subprocess
import time
from collections import Counter

import pytest
from cluster import own_cluster
from conftest import Database
from mail_ways import Gateway, Mailbox, running
from small_disk import Disk
from test_fetch_kill import SEED as SEED_MAILS
from test_fetch_kill import mail
from test_server_faults import (
    SEED,
    Server,
    assert_answers_are_stored,
    with_workers,
)

MAILS = 8  # by each way, before each time that the disk fills up
FAILURES = 20
PATIENCE = 60  # seconds
SPARE = 1 << 20  # bytes
#: A part of the log is written anew instead of over an old one, and soon.
LOG_GROWS = ("ALTER SYSTEM SET wal_recycle = off", "SELECT pg_reload_conf()")
NEXT_PART = "SELECT pg_switch_wal()"
PLACES = """
    SELECT name FROM helpdesk_ticket WHERE name LIKE 'fetch %'
     UNION ALL
    SELECT subject FROM helpdesk_mail_quarantine
     WHERE subject LIKE 'fetch %' AND state = 'waiting'
"""


@pytest.fixture
def disk():
    disk = Disk()
    yield disk
    disk.unmount()


@pytest.fixture
def cluster(monkeypatch, template, disk):
    with own_cluster(monkeypatch, template, disk.mount) as cluster:
        yield cluster
        cluster.halt()
        disk.unmount()


@pytest.fixture
def mailbox():
    mailbox = Mailbox()
    yield mailbox
    mailbox.server.shutdown()


@pytest.fixture
def server(cluster, template, tmp_path):
    """A server as in production: with workers, one of them the scheduler's."""
    database = Database(template, tmp_path)
    database.run(SEED)
    server = Server(database, with_workers(3))
    yield server
    server.stop()


def fill_until_it_fails(server, cluster, disk, box, panic):
    """Fill the disk, wait for failures, make room; return whether PostgreSQL ended.

    The mailbox is read meanwhile, if the scheduler can get that far.
    """
    disk.fill(SPARE)
    limit = time.monotonic() + PATIENCE
    read = box.handed_out
    if panic:
        with contextlib.suppress(subprocess.CalledProcessError):
            server.database.query(NEXT_PART)
    enough = len(server.failed) + FAILURES
    server.database.wait_for(
        lambda: (
            len(server.failed) >= enough
            and (box.handed_out > read or time.monotonic() > limit)
        ),
        server.process,
    )
    disk.make_room()
    ended = cluster.bring_up()
    supervise(server)
    return ended


def supervise(server):
    """Start the server if it has ended, as systemd or Docker do.

    The parent of core's workers asks the database before it starts another, and ends
    if there is none at that moment.
    """
    if server.process.poll() is not None:
        print("the server had ended")
        server.start()


class Mails:
    """Those that come in by both ways, and what became of them."""

    def __init__(self, server, mailbox):
        seed = SEED_MAILS % {"kind": "pop", "port": mailbox.port}
        self.domain = server.database.run(seed).partition("DOMAIN ")[2].split()[0]
        self.server, self.mailbox, self.gateway = server, mailbox, Gateway({})
        self.count = 0

    def feed(self):
        for mails in (self.mailbox.box.mails, self.gateway.mails):
            numbers = range(self.count, self.count + MAILS)
            mails.update({n: mail(n, self.domain) for n in numbers})
            self.count += MAILS

    def left(self):
        return len(self.mailbox.box.mails) + len(self.gateway.mails)

    @contextlib.contextmanager
    def coming_in(self):
        """Until all of them are taken in."""
        over, threads = running(
            functools.partial(self.mailbox.read_by, self.server),
            functools.partial(self.gateway.hand_in_to, self.server),
        )
        try:
            yield
            self.server.database.wait_for(
                lambda: not self.left(), self.server.process, timeout=1800
            )
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def assert_each_is_somewhere_once(self):
        places = Counter(name for [name] in self.server.database.query(PLACES))
        wanted = {f"fetch {n}": 1 for n in range(self.count)}
        assert places == wanted, (places - Counter(wanted), Counter(wanted) - places)


def test_full_disk_of_postgres_loses_and_doubles_nothing(
    server, cluster, disk, mailbox
):
    mails = Mails(server, mailbox)
    for setting in LOG_GROWS:
        server.database.query(setting)
    server.start()

    def disturb():
        for panic in (False, True):
            server.wait_for_answers(10)
            mails.feed()
            ended = fill_until_it_fails(server, cluster, disk, mailbox.box, panic)
            print(f"PostgreSQL had ended: {ended}; mails left: {mails.left()}")
            server.wait_for_answers(10)

    with mails.coming_in():
        server.under_load(disturb)
    for failure in ("ERROR:  could not", "PANIC:  could not"):
        assert cluster.said(failure), f"it never came to {failure}"
    assert server.process.poll() is None, "the server has ended"
    assert_answers_are_stored(server)
    mails.assert_each_is_somewhere_once()
