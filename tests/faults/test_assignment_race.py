# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Eight processes create tickets of one team at once: shared out as if one did.

Row R24 of the faults. Real processes, real commits, no retry: a collision would fail.
"""

import time
from collections import Counter

import pytest

PROCESSES, EACH, MEMBERS = 8, 10, 4

SEED = f"""
env["helpdesk.ticket"].search([]).active = False
group = env.ref("helpdesk_mgmt.group_helpdesk_user_team")
people = env["res.users"].with_context(no_reset_password=True).create([
    {{"name": f"Race {{n}}", "login": f"race-{{n}}", "group_ids": [(6, 0, group.ids)]}}
    for n in range({MEMBERS})
])
env["helpdesk.ticket.team"].create({{
    "name": "Race", "user_ids": [(6, 0, people.ids)], "assignment_method": "%(method)s",
}})
env.cr.commit()
print("DONE")
"""
#: ``give_up``: every third ticket is rolled back after its person was chosen.
CREATE = """
import time
team = env["helpdesk.ticket.team"].search([("name", "=", "Race")])
tickets = env["helpdesk.ticket"].with_context(helpdesk_intake=True)
env.cr.commit()
time.sleep(max(0, %(at)f - time.time()))
for number in range(%(each)d):
    tickets.create({"name": "race", "description": "x", "team_id": team.id})
    env.flush_all()
    if %(give_up)s and number %% 3 == 0:
        env.cr.rollback()
    else:
        env.cr.commit()
print("DONE")
"""
OWNERS = "SELECT coalesce(user_id, 0) FROM helpdesk_ticket WHERE name = 'race'"
#: The turns that led to a ticket, in the order they were drawn.
TURNS = """
    SELECT turn.user_id
      FROM helpdesk_team_turn turn JOIN helpdesk_ticket_team team ON team.id = team_id
     WHERE team.name->>'en_US' = 'Race'
       AND pg_xact_status(xact::xid8) = 'committed'
     ORDER BY turn.id
"""


def race(database, method, give_up=False):
    """Let all processes create their tickets at the same moment; return the owners."""
    database.run(SEED % {"method": method})
    at = time.time() + 30  # all have loaded their registry by then
    code = CREATE % {"at": at, "each": EACH, "give_up": give_up}
    processes = [database.start(code) for _process in range(PROCESSES)]
    for process in processes:
        database.finish(process)
    assert time.time() > at
    return Counter(row[0] for row in database.query(OWNERS))


def assert_they_met(database):
    """The race was one: turns of different processes follow each other."""
    backends = database.query("SELECT xact FROM helpdesk_team_turn ORDER BY id")
    order = [int(row[0]) for row in backends]
    assert order != sorted(order)


@pytest.mark.parametrize("method", ["round_robin", "balanced"])
def test_eight_processes_share_out_evenly(database, method):
    owners = race(database, method)
    assert_they_met(database)
    assert sorted(owners.values()) == [PROCESSES * EACH // MEMBERS] * MEMBERS


def test_eight_processes_never_repeat_a_person_at_random(database):
    owners = race(database, "random_no_repeat")
    assert_they_met(database)
    assert sum(owners.values()) == PROCESSES * EACH and "0" not in owners
    drawn = [row[0] for row in database.query(TURNS)]
    assert len(drawn) == PROCESSES * EACH
    assert all(before != after for before, after in zip(drawn, drawn[1:], strict=False))


def test_tickets_given_up_give_their_turn_back(database):
    owners = race(database, "balanced", give_up=True)
    kept = PROCESSES * sum(number % 3 != 0 for number in range(EACH))
    assert sum(owners.values()) == kept and "0" not in owners
    # A turn given up later than the next was drawn leaves at most itself behind.
    assert max(owners.values()) - min(owners.values()) <= PROCESSES
