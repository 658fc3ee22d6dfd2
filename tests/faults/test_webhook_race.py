# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two senders at once, a sender killed in the middle, a receiver that is down.

Real processes and commits, a receiver on loopback.
"""

import re

import pytest
from hosts import Receiver

MESSAGES = 400
TICKETS = 200
EACH_AT_ONCE = 8  # to one receiver

SEED = """
env["helpdesk.webhook"].search([]).unlink()
webhook = env["helpdesk.webhook"].create(
    {"name": "Race", "url": %(url)r, "allow_private": True}
)
env["helpdesk.webhook.delivery"].create([
    {"webhook_id": webhook.id, "event": "ticket.created", "body": "{}"}
    for _n in range(%(count)d)
])
env.cr.commit()
print("DONE")
"""
#: What the scheduler calls, without the scheduler's own lock on the job.
RUN = """
import time
env.cr.execute("SELECT 1")
env.cr.commit()
time.sleep(max(0, %(at)f - time.time()))
began, worked = time.monotonic(), time.process_time()
env["helpdesk.webhook.delivery"]._cron_deliver()
took, worked = time.monotonic() - began, time.process_time() - worked
print(f"TOOK={took:.3f} CPU={worked:.3f} DONE")
"""
CREATE = """
team = env["helpdesk.ticket.team"].create({"name": "Outage"})
for batch in range(4):
    env["helpdesk.ticket"].create([
        {"name": f"outage {n}", "description": "x", "team_id": team.id}
        for n in range(%(count)d // 4)
    ])
    env.cr.commit()
print("DONE")
"""
STATES = "SELECT state, count(*) FROM helpdesk_webhook_delivery GROUP BY state"


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


def states(database):
    return {state: int(count) for state, count in database.query(STATES)}


def test_two_senders_send_nothing_twice(database, receiver):
    database.run(SEED % {"url": receiver.url, "count": MESSAGES})
    for process in database.start_together(RUN):
        database.finish(process)
    assert states(database) == {"acked": MESSAGES}
    assert len(receiver.seen) == MESSAGES
    assert set(receiver.seen.values()) == {1}
    assert not database.query(
        "SELECT id FROM helpdesk_webhook_delivery WHERE attempt <> 1"
    )


def test_one_sender_sends_all_and_tells_how_fast(database, receiver):
    database.run(SEED % {"url": receiver.url, "count": 3 * MESSAGES})
    said = database.run(RUN % {"at": 0})
    took, worked = re.search(r"TOOK=(\S+) CPU=(\S+)", said).groups()
    assert states(database) == {"acked": 3 * MESSAGES}
    assert set(receiver.seen.values()) == {1}
    fast, cheap = (3 * MESSAGES / float(seconds) for seconds in (took, worked))
    print(f"\none sender: {fast:.0f} messages a second, {cheap:.0f} a second of CPU")


def test_killed_sender_loses_nothing_and_repeats_what_was_under_way(database, receiver):
    """At least once: only messages under way may come again, with the same id."""
    database.run(SEED % {"url": receiver.url, "count": MESSAGES})
    kills = 3
    for kill in range(1, kills + 1):
        process = database.start(RUN % {"at": 0})
        wanted = kill * MESSAGES // 5
        database.wait_for(lambda wanted=wanted: len(receiver.seen) >= wanted, process)
        assert process.poll() is None, "it was too fast to be killed"
        process.kill()
        process.wait()
        assert states(database).get("sending", 0) <= kill * EACH_AT_ONCE
    database.run(RUN % {"at": 0})
    left = states(database)
    assert left["acked"] + left.get("sending", 0) == MESSAGES, "leases are respected"
    database.query(
        "UPDATE helpdesk_webhook_delivery SET leased_until = now() at time zone 'UTC'"
        " - interval '1 second' WHERE state = 'sending'"
    )
    database.run(RUN % {"at": 0})
    assert states(database) == {"acked": MESSAGES}
    assert len(receiver.seen) == MESSAGES
    assert sum(receiver.seen.values()) <= MESSAGES + kills * EACH_AT_ONCE
    assert max(receiver.seen.values()) <= 2


def test_200_tickets_during_an_outage_are_all_told_once(database, receiver):
    receiver.status = 503
    database.run(SEED % {"url": receiver.url, "count": 0})
    database.run(CREATE % {"count": TICKETS})
    waiting = states(database)["pending"]
    assert waiting >= TICKETS
    for _turn in range(3):
        database.run(RUN % {"at": 0})
    assert states(database) == {"pending": waiting}
    tries = database.value("SELECT sum(attempt) FROM helpdesk_webhook_delivery")
    assert tries <= 15, "a receiver that is down is left alone"
    receiver.status = 202
    database.query("UPDATE helpdesk_webhook SET resting_until = NULL")
    database.query(
        "UPDATE helpdesk_webhook_delivery SET next_try_at = now() at time zone 'UTC'"
        " - interval '1 second'"
    )
    database.run(RUN % {"at": 0})
    assert states(database) == {"acked": waiting}
    assert len(receiver.seen) == waiting
    assert set(receiver.seen.values()) == {1}
    created = "SELECT count(*) FROM helpdesk_webhook_delivery WHERE event ="
    assert database.value(f"{created} 'ticket.created'") == TICKETS
    doubles = database.query(
        "SELECT ticket_id FROM helpdesk_webhook_delivery"
        " GROUP BY ticket_id, version HAVING count(*) > 1"
    )
    assert not doubles
