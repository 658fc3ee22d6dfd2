# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two and four Odoo servers with scheduled jobs on one database (row R45).

Five jobs have two hundred things to do each, all due at the same moment. Real servers
with their own cron threads; each thing is done by one of them, once.
"""

import signal
import subprocess
import time

import pytest
from conftest import odoo
from jobs import JOBS, PREPARE
from test_webhook_race import Receiver

COUNT = 200
NAMES = ["reminders", "closing", "sweep", "analysis", "outbox"]
#: Due again and again, as a job is that has been interrupted, until nothing is left.
DUE = """
    INSERT INTO ir_cron_trigger (cron_id, call_at)
    SELECT id, now() at time zone 'UTC' - interval '1 second' FROM ir_cron WHERE active
"""
WAKE = ["psql", "-Xq", "-d", "postgres"]  # where servers listen
QUIET = {"check": True, "text": True}


def start_server(database, number):
    command = [part for part in odoo("", database.name) if part != "--no-http"]
    threads = command.index("--max-cron-threads")
    command[threads + 1] = "2"
    log = (database.folder / f"server-{number}.log").open("w")
    process = subprocess.Popen([*command, "--no-http"], stdout=log, stderr=log)
    process.log = log.name
    database.processes.append(process)
    return process


def left(database):
    due = {name: JOBS[name].left for name in NAMES}
    due["under way"] = "SELECT count(*) FROM helpdesk_webhook_delivery"
    due["under way"] += " WHERE state <> 'acked'"
    return {name: database.value(sql) for name, sql in due.items()}


def activate(database):
    for name in NAMES:
        addon, xmlid = JOBS[name].xmlid.split(".")
        database.query(
            f"UPDATE ir_cron SET active = true, nextcall = now() at time zone 'UTC'"
            f" - interval '1 minute' WHERE id = (SELECT res_id FROM ir_model_data"
            f" WHERE module = '{addon}' AND name = '{xmlid}')"
        )


def runs(process):
    """Return how many runs of a job the server's log has."""
    with open(process.log) as log:
        return sum(" starting" in line and "ir_cron" in line for line in log)


@pytest.mark.parametrize("number", [2, 4])
def test_servers_share_all_jobs_and_do_everything_once(database, number):
    receiver = Receiver()
    database.run(PREPARE % {"url": receiver.url, "count": COUNT})
    for name in NAMES:
        database.run(JOBS[name].code(COUNT))
    activate(database)
    servers = [start_server(database, number) for number in range(number)]
    limit = time.monotonic() + 1800
    while any(left(database).values()):
        assert time.monotonic() < limit, left(database)
        assert all(server.poll() is None for server in servers), "a server has ended"
        database.query(DUE)
        subprocess.run(WAKE, input=f"NOTIFY cron_trigger, '{database.name}'", **QUIET)
        time.sleep(2)
    for server in servers:
        server.send_signal(signal.SIGTERM)
    for server in servers:
        server.wait(120)
    for name in NAMES:
        JOBS[name].check(database, COUNT)
    told = "SELECT count(*) FROM helpdesk_webhook_delivery"
    assert len(receiver.seen) == database.value(told)
    assert set(receiver.seen.values()) == {1}
    assert sum(bool(runs(server)) for server in servers) >= 2, "only one did the work"
