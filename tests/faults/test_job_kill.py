# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Each job dies by SIGKILL twenty times in the middle of a thousand things to do.

Row R40 of the faults. One process has loaded everything and forks the victims, as a
server with workers does: each runs the real scheduler with connections of its own.
"""

import re
from pathlib import Path

import pytest
from jobs import COUNT, JOBS, PREPARE
from test_webhook_race import EACH_AT_ONCE, Receiver

KILLS = 20
NOWHERE = "http://127.0.0.1:9/hook"

VICTIMS = """
import os, random, signal, time
from odoo import sql_db
chance = random.Random(%(seed)r)
registry, name = env.registry, env.cr.dbname
Cron = type(env["ir.cron"])
cron = env.ref(%(xmlid)r)
cron.active = True
cron_id = cron.id
env.cr.commit()

def ask(sql):
    with registry.cursor() as cr:
        cr.execute(sql)
        return cr.fetchone()[0]

def wake():
    with registry.cursor() as cr:
        cr.execute("INSERT INTO ir_cron_trigger (cron_id, call_at)"
                   " VALUES (%%s, now() at time zone 'UTC' - interval '1 s')",
                   [cron_id])

def work():
    sql_db._Pool = sql_db._Pool_readonly = None  # those are the parent's
    registry._db = sql_db.db_connect(name)
    registry._db_readonly = None
    while ask(%(left)r):
        wake()
        Cron._process_jobs(name)

def victim():
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    return child

for kill in range(%(kills)d):
    before = ask(%(left)r)
    child = victim()
    if kill %% %(every)d == %(every)d - 1:  # after a commit; others may not get there
        limit = time.monotonic() + 60
        while ask(%(left)r) == before and time.monotonic() < limit:
            time.sleep(0.05)
    # What is little is not used up before the last kill.
    time.sleep(chance.uniform(0.1, %(longest)f if before > %(count)d / 2 else 0.3))
    if os.waitpid(child, os.WNOHANG) == (0, 0):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print("KILLED", before, ask(%(left)r))
os.waitpid(victim(), 0)
print("DONE")
"""


def kill(database, job, count=COUNT, kills=KILLS, longest=2.0, every=4):
    """Run the job to its end through all those kills; return what was left at each.

    :param longest: seconds that a process works at most
    :param every: so maniest process works until something is done
    """
    values = {"xmlid": job.xmlid, "left": job.left, "seed": job.left}
    values |= {"count": count, "kills": kills, "longest": longest, "every": every}
    code = VICTIMS % values
    process = database.start(code)
    database.finish(process)
    kills = re.findall(r"KILLED (\d+) (\d+)", Path(process.log).read_text())
    return [(int(before), int(after)) for before, after in kills]


def assert_killed_in_the_middle(kills):
    assert len(kills) == KILLS, "it was too fast to be killed"
    assert all(after for _before, after in kills), kills
    progress = [before - after for before, after in kills]
    assert min(progress) >= 0 and max(progress) > 0, "progress is kept"


@pytest.mark.parametrize("name", [name for name in JOBS if name != "outbox"])
def test_job_killed_twenty_times_does_everything_once(database, name):
    database.run(PREPARE % {"url": NOWHERE, "count": COUNT})
    database.run(JOBS[name].code())
    assert database.value(JOBS[name].left) == COUNT
    assert_killed_in_the_middle(kill(database, JOBS[name]))
    JOBS[name].check(database, COUNT)


EXPIRE = """
    UPDATE helpdesk_webhook_delivery SET leased_until = now() at time zone 'UTC'
        - interval '1 second' WHERE state = 'sending'
"""


def test_outbox_killed_twenty_times_repeats_at_most_what_was_under_way(database):
    """At least once: a message under way comes again, after its lease, as the same."""
    receiver = Receiver()
    database.run(PREPARE % {"url": receiver.url, "count": 0})
    database.run(JOBS["outbox"].code())
    kills = kill(database, JOBS["outbox"], longest=0.5)
    assert_killed_in_the_middle(kills)
    under_way = "SELECT count(*) FROM helpdesk_webhook_delivery WHERE state = 'sending'"
    assert database.value(under_way) <= KILLS * EACH_AT_ONCE
    database.query(EXPIRE)
    database.run("env['helpdesk.webhook.delivery']._cron_deliver()\nprint('DONE')")
    JOBS["outbox"].check(database, COUNT)
    assert len(receiver.seen) == COUNT
    assert sum(receiver.seen.values()) <= COUNT + KILLS * EACH_AT_ONCE
