# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clock of the machine jumps while Odoo and PostgreSQL run (row R32).

A server with workers and a cluster of its own obey a clock that the test sets: forward
by 40 days, back again, back by three hours and two days, forward again. Meanwhile
tickets wait for their customers, service levels run, events and mails go out.
"""

import json
import shutil
import subprocess
import xmlrpc.client
from datetime import datetime

import pytest
from cluster import own_cluster
from conftest import Database
from false_clock import Clock
from job_checks import check_events, check_notices
from jobs import FORGET, PREPARE, TICKETS
from mail_sink import MailSink
from test_server_faults import SEED as SEED_LOGIN
from test_server_faults import Server, with_workers
from test_webhook_race import Receiver

COUNT = 5
WORKERS = 4  # two of pages, one of jobs, one of websockets
DAY = 24
JOBS = ("lifecycle", "sla_sweep", "webhook_deliver", "mail_scheduler_action")
SEED = """
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({
    "name": "sink", "smtp_host": "127.0.0.1", "smtp_port": %(port)d,
    "smtp_encryption": "none", "smtp_authentication": "login",
})
domain = env["mail.alias.domain"].search([], limit=1) or env[
    "mail.alias.domain"].create({"name": "race.example.com"})
domain.default_from = "help"
env.company.alias_domain_id = domain
make("wait", team("wait", grace_hours=72))._move_to_role("pending_customer")
make("solve", team("solve")).action_resolve("It works again.")
calendar = env["resource.calendar"].create({
    "name": "Always", "tz": "UTC", "attendance_ids": [(5, 0, 0)] + [
        (0, 0, {"name": str(day), "dayofweek": str(day), "hour_from": 0,
                "hour_to": 24, "day_period": "morning"}) for day in range(7)],
})
env["helpdesk.sla"].search([]).active = False
env["helpdesk.sla"].create({
    "name": "Race", "metric": "first_response", "target_unit": "hours",
    "target_value": 100,
})
make("late", team("late", use_sla=True, resource_calendar_id=calendar.id))
env.cr.execute(
    "UPDATE ir_cron SET active = true WHERE id IN (SELECT res_id FROM ir_model_data"
    " WHERE model = 'ir.cron' AND name = ANY(%%s))", [%(jobs)r])
"""
BUSY = """
    SELECT count(*) FROM ir_cron WHERE active AND (nextcall <= now() at time zone 'UTC'
        OR id IN (SELECT cron_id FROM ir_cron_trigger
                   WHERE call_at <= now() at time zone 'UTC'))
"""
STUCK = """
    SELECT count(*) FROM ir_cron WHERE active
       AND nextcall > now() at time zone 'UTC' + interval '10 minutes'
       AND interval_type = 'minutes' AND interval_number <= 5
"""
DEADLINES = """
    SELECT s.id, s.deadline FROM helpdesk_ticket_sla s
      JOIN helpdesk_ticket t ON t.id = s.ticket_id WHERE t.name LIKE 'late %'
"""
ROLES = "SELECT DISTINCT stage_role FROM helpdesk_ticket WHERE name LIKE '{} %'"
NOTICES = "SELECT DISTINCT n.kind FROM helpdesk_ticket_notice n JOIN helpdesk_ticket t"
NOTICES += " ON t.id = n.ticket_id WHERE t.name LIKE '{} %' ORDER BY 1"
UNSENT = "SELECT count(*) FROM helpdesk_webhook_delivery WHERE state <> 'acked'"
WAITING = "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"


@pytest.fixture
def clock():
    clock = Clock()
    yield clock
    shutil.rmtree(clock.folder)


@pytest.fixture
def database(monkeypatch, template, tmp_path, clock):
    """On a cluster that obeys the clock, as every process started from now on does."""
    with own_cluster(monkeypatch, template) as cluster:
        for name, value in clock.environment.items():
            monkeypatch.setenv(name, value)
        cluster.control("restart")
        database = Database(template, tmp_path)
        yield database


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def sink():
    sink = MailSink()
    yield sink
    sink.stop()


class Machine:
    """The server, its clock, and what its jobs have done."""

    def __init__(self, database, clock):
        self.database, self.clock = database, clock
        self.server = Server(database, with_workers(2))
        self.server.start()
        self.deadlines = self.read_deadlines()

    def is_complete(self):
        """Whether all workers are there; core kills them when the clock leaps ahead.

        It takes them for hung: its watchdog counts by the clock. It starts new ones.
        """
        pid = self.server.process.pid
        path = f"/proc/{pid}/task/{pid}/children"
        with open(path) as children:
            return len(children.read().split()) == WORKERS

    def read_deadlines(self):
        rows = self.database.query(DEADLINES)
        return {row: datetime.fromisoformat(moment) for row, moment in rows}

    def move(self, hours):
        self.clock.move(hours)
        self.database.wait_for(self.is_complete, self.server.process)
        # People go on working; this is what wakes a job.
        self.database.wait_for(self.takes_a_ticket, self.server.process)
        self.work()

    def takes_a_ticket(self):
        try:
            return self.server.call("create", [{"name": "fresh", "description": "x"}])
        except (OSError, xmlrpc.client.Error):
            return False  # that worker was killed

    def work(self):
        """Let the scheduler do all that is due; then compare what must not change."""
        self.database.wait_for(self.is_done, self.server.process, timeout=240)
        assert self.server.process.poll() is None, "the server has ended"
        self.database.wait_for(self.is_complete, self.server.process)
        deadlines = self.read_deadlines()
        assert set(deadlines) == set(self.deadlines)
        backwards = {
            row: (moment, deadlines[row])
            for row, moment in self.deadlines.items()
            if deadlines[row] < moment
        }
        assert not backwards
        self.deadlines = deadlines

    def is_done(self):
        wake = f"NOTIFY cron_trigger, '{self.database.name}'"
        subprocess.run(["psql", "-Xq", "-d", "postgres", "-c", wake], check=True)
        busy = (BUSY, UNSENT, WAITING)
        return not any(self.database.value(sql) for sql in busy)

    def roles(self, name):
        return [role for [role] in self.database.query(ROLES.format(name))]

    def notices(self, name):
        return [kind for [kind] in self.database.query(NOTICES.format(name))]


@pytest.fixture
def machine(database, clock, receiver, sink):
    database.run(SEED_LOGIN)
    database.run(PREPARE % {"url": receiver.url, "count": COUNT})
    values = {"count": COUNT, "port": sink.port, "jobs": [f"ir_cron_{j}" for j in JOBS]}
    database.run((TICKETS + SEED) % values + FORGET)
    machine = Machine(database, clock)
    yield machine
    machine.server.stop()


def test_clock_that_jumps_doubles_loses_and_closes_nothing_too_early(
    machine, receiver, sink
):
    machine.move(25)
    assert machine.notices("wait") == ["reminder-24h"]
    machine.move(40 * DAY)
    assert machine.notices("wait") == ["final", "reminder-24h"]
    assert machine.roles("wait") == ["pending_customer"], "closed before its grace"
    assert machine.roles("solve") == ["closed"]
    for hours in (-40 * DAY, -3, -2 * DAY):
        machine.move(hours)
        assert machine.database.value(STUCK) == 0, "jobs wait for the old time"
        assert machine.roles("wait") == ["pending_customer"]
    machine.move(60 * DAY)
    assert machine.roles("wait") == ["closed"]
    check_notices(machine.database, COUNT, "wait", ["reminder-24h", "final", "close"])
    check_notices(machine.database, COUNT, "solve", ["close"])
    for name in ("wait", "solve"):
        check_events(machine.database, COUNT, name, "ticket.closed")
    check_events(machine.database, COUNT, "late", "ticket.sla_breached")
    told = machine.database.value("SELECT count(*) FROM helpdesk_webhook_delivery")
    assert len(receiver.seen) == told and set(receiver.seen.values()) == {1}
    assert set(sink.seen.values()) == {1}
    mails = "SELECT count(*) FROM mail_mail WHERE state <> 'sent'"
    assert machine.database.value(mails) == 0
    print(json.dumps({"mails": len(sink.seen), "events": told}))
