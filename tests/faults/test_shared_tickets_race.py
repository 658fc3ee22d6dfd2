# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Eight people work on the same five tickets at the same moment.

Rows R24, R25 and R34 of the faults. Real processes, real commits; each step is tried
again after a serialization failure, by the code that does so for web requests.
"""

import time
from pathlib import Path

PROCESSES, TICKETS, ROUNDS = 8, 5, 2

SEED = f"""
group = env.ref("helpdesk_mgmt.group_helpdesk_user_team")
people = env["res.users"].with_context(no_reset_password=True).create([
    {{"name": f"Race {{n}}", "login": f"race-{{n}}", "email": f"race-{{n}}@race.test",
      "group_ids": [(6, 0, group.ids)]}} for n in range({PROCESSES})
])
team = env["helpdesk.ticket.team"].create({{
    "name": "Race", "user_ids": [(6, 0, people.ids)], "assignment_method": "manual",
}})
env["helpdesk.ticket"].create([
    {{"name": f"race {{n}}", "description": "x", "team_id": team.id, "user_id": False}}
    for n in range({TICKETS})
])
env.cr.commit()
print("DONE")
"""
#: A web request has five tries; who is still overtaken then presses the button again.
START = """
import time
from psycopg2 import OperationalError
from odoo.exceptions import UserError
from odoo.service.model import retrying
user = env["res.users"].search([("login", "=", "race-%(number)d")])
mine = env(user=user.id)
tickets = mine["helpdesk.ticket"].search([("name", "like", "race ")], order="id")
assert len(tickets) == %(tickets)d
env.cr.commit()

def request(step):
    env.cr.rollback()  # a new request sees what is committed now
    env.invalidate_all()
    for again in range(10):
        try:
            result = retrying(step, mine)
            env.cr.commit()
            return result
        except OperationalError:
            print("AGAIN")
            env.cr.rollback()
    raise AssertionError("never came through")

time.sleep(max(0, %(at)f - time.time()))
"""
WORK = """
for turn in range(%(rounds)d):
    for ticket in tickets:
        text = "note %(number)d-%%d" %% turn
        request(lambda: ticket.message_post(
            body=text, message_type="comment", subtype_xmlid="mail.mt_note"))
        request(lambda: ticket.write({"priority": str((turn + %(number)d) %% 4)}))
        role = ("in_progress", "investigating")[(turn + %(number)d) %% 2]
        request(lambda: ticket._move_to_role(role))
        request(lambda: ticket.write({"user_id": user.id}))
    request(lambda: mine["helpdesk.ticket"].create(
        {"name": "new %(number)d", "description": "x", "team_id": ticket.team_id.id}))
print("DONE")
"""
TAKE = """
def take(ticket):
    try:
        with env.cr.savepoint():
            ticket.assign_to_me()
        return "TOOK"
    except UserError:
        return "TOLD"

for ticket in tickets:
    print(request(lambda: take(ticket)), ticket.id)
print("DONE")
"""


def race(database, code):
    """Let eight people do ``code`` at the same moment; return what each printed."""
    database.run(SEED)
    at = time.time() + 30  # all have loaded their registry by then
    processes = [
        database.start(
            (START + code)
            % {"at": at, "number": number, "tickets": TICKETS, "rounds": ROUNDS}
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        database.finish(process)
    return [Path(process.log).read_text() for process in processes]


def test_eight_people_change_the_same_five_tickets_and_lose_nothing(database):
    race(database, WORK)
    notes = database.query("""
        SELECT t.name, regexp_replace(m.body, '<[^>]*>', '', 'g'), count(*)
          FROM mail_message m
          JOIN helpdesk_ticket t ON t.id = m.res_id AND m.model = 'helpdesk.ticket'
         WHERE t.name LIKE 'race %' AND m.body LIKE '%note %-%' GROUP BY 1, 2
    """)
    assert len(notes) == PROCESSES * TICKETS * ROUNDS
    assert {row[2] for row in notes} == {"1"}
    created = "FROM helpdesk_ticket WHERE name LIKE 'new %'"
    assert database.value(f"SELECT count(*) {created}") == PROCESSES * ROUNDS
    numbers = "SELECT count(*) - count(DISTINCT (company_id, number)) "
    assert database.value(f"{numbers} FROM helpdesk_ticket") == 0
    # Whoever was last: each ticket has an owner and is where somebody put it.
    lost = database.query("""
        SELECT t.id FROM helpdesk_ticket t
         WHERE t.name LIKE 'race %' AND (t.user_id IS NULL OR t.stage_role NOT IN
               ('in_progress', 'investigating'))
    """)
    assert not lost


def test_of_eight_people_taking_a_ticket_one_gets_it_and_seven_are_told(database):
    logs = race(database, TAKE)
    lines = [line.split() for log in logs for line in log.splitlines() if line.split()]
    took = [line[1] for line in lines if line[0] == "TOOK"]
    told = [line[1] for line in lines if line[0] == "TOLD"]
    assert len(took) == len(set(took)) == TICKETS
    assert len(told) == (PROCESSES - 1) * TICKETS
    owners = dict(
        database.query(
            "SELECT t.id, u.login FROM helpdesk_ticket t"
            " JOIN res_users u ON u.id = t.user_id WHERE t.name LIKE 'race %'"
        )
    )
    for number, log in enumerate(logs):
        for ticket, login in owners.items():
            assert (f"TOOK {ticket}\n" in log) == (login == f"race-{number}")
