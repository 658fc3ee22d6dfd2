# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The same mail handed in by several gateways at the same moment (R02)."""

PREPARE = """
domain = env["mail.alias.domain"].search([], limit=1) or env[
    "mail.alias.domain"
].create({"name": "race.example.com"})
env.company.alias_domain_id = domain
env["helpdesk.ticket.team"].create(
    {"name": "Race", "alias_name": "race", "alias_domain_id": domain.id}
)
env.cr.execute("CREATE TABLE race_start (at timestamptz)")
env.cr.commit()
print("DONE")
"""

HAND_IN = """
import time
from odoo.service.model import retrying

address = "race@" + env["mail.alias.domain"].search([], limit=1).name
raw = (f"From: A <a@x.example>\\nTo: {address}\\nSubject: Race\\n"
       "Message-Id: <race@x.example>\\n\\nHelp").encode()
env.cr.execute("INSERT INTO race_start VALUES (now())")
env.cr.commit()
while True:
    env.cr.execute("SELECT count(*) FROM race_start")
    ready = env.cr.fetchone()[0]
    env.cr.rollback()
    if ready >= PROCESSES:
        break
    time.sleep(0.02)
retrying(lambda: env["mail.thread"].message_process(None, raw), env)
env.cr.commit()
print("DONE")
"""
PROCESSES = 4


def test_one_mail_of_several_gateways_is_one_ticket(database):
    database.run(PREPARE)
    code = HAND_IN.replace("PROCESSES", str(PROCESSES))
    processes = [database.start(code) for _number in range(PROCESSES)]
    for process in processes:
        database.finish(process)
    tickets = "SELECT count(*) FROM helpdesk_ticket WHERE name = 'Race'"
    assert database.value(tickets) == 1
    assert database.value("SELECT count(*) FROM helpdesk_mail_quarantine") == 0
