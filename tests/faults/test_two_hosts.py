# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two web hosts, a cron host and a job host on one database: nothing lost or doubled.

The table of what it cost is printed and kept in ``.odoo/log/two-hosts.md``.
"""

import json
import os
import time
from pathlib import Path

import pytest
from hosts import ROOT, Host, Meter, Receiver
from load import (
    CREATE,
    MAIL,
    MAILS,
    READS,
    TICKETS,
    WARM,
    create_tickets,
    hand_in_mails,
    must,
    open_boards,
    open_lists,
    open_tickets,
    reply,
    warm_up,
)

SEED = """
import datetime
until = datetime.datetime.now() + datetime.timedelta(days=1)
def key(user):
    return env["res.users.apikeys"].with_user(user).sudo()._generate("rpc", "t", until)
env["helpdesk.ai.provider"].create(
    {"name": "Silent", "kind": "embedded", "shadow": True, "sequence": 90})
env["helpdesk.webhook"].search([]).active = False
env["helpdesk.webhook"].create({
    "name": "Stub", "url": %(url)r, "allow_private": True, "echo_user_id": False})
env["ir.mail_server"].search([]).active = False
integration = env.ref("helpdesk_mgmt_ext.user_helpdesk_integration")
integration.active = True
print("KEYS", key(integration), key(env.ref("base.user_admin")))
env.cr.commit()
print("DONE")
"""
#: Twice as many silent analyses as there are tickets, queued while a runner is alive.
ANALYSES = """
assert env["helpdesk.background"]._is_runner_alive()
tickets = env["helpdesk.ticket"].search([("name", "like", "two hosts %")])
for _turn in range(2):
    tickets._as_bot()._ai_queue_shadow(tickets)
env.cr.commit()
print("DONE")
"""
MESSAGES = """
webhook = env["helpdesk.webhook"].search([])
env["helpdesk.webhook.delivery"].create([
    {"webhook_id": webhook.id, "event": "webhook.test", "body": "{}"}
    for _number in range(%(count)d)
])
webhook._wake()
env.cr.commit()
print("DONE")
"""
#: A sender has so many calls under way to a receiver at most.
UNDER_WAY = 8
WAITING_ANALYSES = "SELECT count(*) FROM helpdesk_ai_analysis WHERE state = 'pending'"
WAITING_MESSAGES = (
    "SELECT count(*) FROM helpdesk_webhook_delivery WHERE state <> 'acked'"
)
OPEN_JOBS = "SELECT count(*) FROM queue_job WHERE state <> 'done'"


class House:
    """The four hosts, the receiver of webhooks and the keys of the API."""

    def __init__(self, database, receiver):
        self.database, self.receiver = database, receiver
        host = [database.name, database.folder]
        self.web = [Host("web-a", *host), Host("web-b", *host)]
        self.cron = Host("cron", *host, crons=2)
        self.job = Host("job", *host, jobs=True)
        self.hosts = [*self.web, self.cron, self.job]
        self.meter = Meter(database)
        process = database.start(SEED % {"url": receiver.url})
        database.finish(process)
        words = Path(process.log).read_text().partition("KEYS ")[2].split()
        self.key, self.admin_key = words[:2]

    def open(self):
        for host in self.hosts:
            host.start()
        for host in self.hosts:
            self.database.wait_for(host.answers, timeout=300)
        self.wait_for_runner()

    def wait_for_runner(self):
        name = self.database.name
        watched = (
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            f" WHERE locktype = 'advisory' AND granted AND datname = '{name}'"
            " AND (classid::bigint << 32) + objid::bigint = 2293787760715711918"
        )
        self.database.wait_for(lambda: self.database.value(watched), timeout=200)

    def none(self, sql, timeout=400):
        self.database.wait_for(lambda: not self.database.value(sql), timeout=timeout)

    def close(self):
        for host in self.hosts:
            host.stop()


READING = {
    "answers of agents": reply,
    "lists of 80 tickets": open_lists,
    "tickets opened": open_tickets,
    "boards opened": open_boards,
}


@pytest.fixture
def house(database):
    receiver = Receiver()
    house = House(database, receiver)
    try:
        house.open()
        yield house
    finally:
        house.close()
        receiver.close()


def test_two_hosts_a_cron_host_and_a_job_host_lose_and_double_nothing(house):
    database, meter = house.database, house.meter
    created, mailed = [], []
    warm_up(house)
    meter.measure(
        "tickets by the API", house.web, lambda: create_tickets(house, created)
    )
    meter.measure("mails in", house.web, lambda: hand_in_mails(house, mailed))
    must(created + mailed)
    house.none(WAITING_ANALYSES)
    house.none(WAITING_MESSAGES)
    for label, work in READING.items():
        meter.measure(label, house.web, lambda work=work: work(house, READS))
    house.none(WAITING_MESSAGES)
    meter.measure("analyses as jobs", [house.job], lambda: analyse(house))
    meter.measure("deliveries as jobs", [house.job], lambda: deliver(house, 400))
    killed = kill_the_job_host(house)
    write_table(meter)
    assert_tickets_once(database, created)
    assert_analysed_once(database)
    assert_told_once(house, killed)
    assert_all_worked(house)


def analyse(house):
    house.database.run(ANALYSES)
    house.none(WAITING_ANALYSES)
    return house.database.value(
        "SELECT 2 * count(*) FROM helpdesk_ticket WHERE name LIKE 'two hosts %'"
    )


def deliver(house, count):
    house.database.run(MESSAGES % {"count": count})
    house.none(WAITING_MESSAGES)
    return count


def kill_the_job_host(house):
    """Kill it in the middle of both kinds of jobs, and start it again."""
    database = house.database
    database.run(ANALYSES + MESSAGES % {"count": 600})
    begun = database.value(WAITING_ANALYSES)
    database.wait_for(lambda: database.value(WAITING_ANALYSES) < begun - 20)
    house.job.kill()
    for left in (OPEN_JOBS, WAITING_ANALYSES, WAITING_MESSAGES):
        assert database.value(left), "it was too fast to be killed"
    house.job.start()
    database.wait_for(house.job.answers, timeout=300)
    house.none(WAITING_ANALYSES)
    # what was under way is sent again when its lease is over
    database.query(
        "UPDATE helpdesk_webhook_delivery SET leased_until = now() at time zone 'UTC'"
        " WHERE state = 'sending'"
    )
    house.none(WAITING_MESSAGES)
    house.none(OPEN_JOBS)
    return UNDER_WAY


def assert_tickets_once(database, created):
    """Each request and each mail is one ticket, whichever host it came to."""
    api = [f"two hosts api {n}" for n in range(TICKETS)]
    mails = [f"two hosts mail {n}" for n in range(MAILS)]
    names = [
        row[0]
        for row in database.query(
            "SELECT name FROM helpdesk_ticket WHERE name LIKE 'two hosts %'"
        )
    ]
    assert sorted(names) == sorted(api + mails)
    numbers = "SELECT number FROM helpdesk_ticket GROUP BY number HAVING count(*) > 1"
    assert not database.query(numbers)
    answered = {}
    for n, _status, answer in created:
        answered.setdefault(n, set()).add(answer["ticket"])
    assert all(len(tickets) == 1 for tickets in answered.values())
    came = "SELECT count(*), count(DISTINCT message_id) FROM mail_message"
    rows = database.query(f"{came} WHERE message_id LIKE '<two-hosts-%'")
    assert rows == [[str(MAILS), str(MAILS)]]
    notices = "SELECT ticket_id FROM helpdesk_ticket_notice GROUP BY ticket_id, kind"
    assert not database.query(f"{notices} HAVING count(*) > 1")


def assert_analysed_once(database):
    """One analysis that decides per ticket, each silent one answered once."""
    rows = database.query(
        """
        SELECT count(*) FILTER (WHERE shadow IS NOT TRUE),
               count(*) FILTER (WHERE shadow),
               bool_and(a.state = 'done')
          FROM helpdesk_ticket t JOIN helpdesk_ai_analysis a ON a.ticket_id = t.id
         WHERE t.name LIKE 'two hosts %' GROUP BY t.id
        """
    )
    assert len(rows) == TICKETS + MAILS
    assert {tuple(row) for row in rows} == {("1", "5", "t")}
    assert not database.value("SELECT count(*) FROM queue_job WHERE state <> 'done'")


def assert_told_once(house, killed):
    """Every event is a message, every message arrived; a kill may repeat its last."""
    database, seen = house.database, house.receiver.seen
    ids = {
        row[0]
        for row in database.query("SELECT message_id FROM helpdesk_webhook_delivery")
    }
    assert set(seen) == ids
    assert sum(seen.values()) <= len(ids) + killed
    created = "SELECT count(*) FROM helpdesk_webhook_delivery WHERE event ="
    assert database.value(f"{created} 'ticket.created'") == TICKETS + MAILS + WARM
    doubles = (
        "SELECT ticket_id FROM helpdesk_webhook_delivery WHERE ticket_id IS NOT NULL"
        " GROUP BY ticket_id, version HAVING count(*) > 1"
    )
    assert not database.query(doubles)
    types = [json.loads(body).get("type") for body in house.receiver.bodies.values()]
    assert types.count("ticket.created") == TICKETS + MAILS + WARM


def assert_all_worked(house):
    """Both web hosts served, the job host before and after, the cron host too."""
    for host in house.web:
        assert host.served("/json/2/" + CREATE) >= TICKETS // 3
        assert host.served("/json/2/" + MAIL) >= MAILS // 3
    workers = house.database.query(
        "SELECT DISTINCT worker_pid FROM queue_job WHERE state = 'done'"
    )
    assert {int(row[0]) for row in workers} == set(house.job.pids)
    assert len(house.job.pids) == 2
    ran = "SELECT count(*) FROM ir_cron WHERE lastcall IS NOT NULL AND id IN"
    ours = "(SELECT res_id FROM ir_model_data WHERE name = 'ir_cron_webhook_deliver')"
    assert house.database.value(f"{ran} {ours}")


def write_table(meter):
    """Print what was measured and keep it."""
    load = os.getloadavg()[0]
    server = meter.database.query("SHOW server_version")[0][0]
    text = (
        f"{os.cpu_count()} processors, load {load:.1f}, "
        f"{time.strftime('%Y-%m-%d %H:%M')} UTC, "
        f"PostgreSQL {server}\n\n{meter.table()}\n"
    )
    print(text)
    folder = ROOT / ".odoo" / "log"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "two-hosts.md").write_text(text)
