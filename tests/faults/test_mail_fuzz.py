# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Ten thousand damaged mails, committed one by one as the fetching job does (R21).

Never an exception out of the gateway, never two tickets of a mail, never a lost mail:
each is a ticket or waits in quarantine, with its reason. A mutation may give a mail the
identity of another of the same subject and date (5735 has that of 8735): such a mail is
one that was fetched twice.
"""

import os
from pathlib import Path

MAILS = Path(__file__).resolve().parents[1] / "data" / "mail"
COUNT = int(os.environ.get("HELPDESK_FUZZ_COUNT") or 10_000)
#: Number of the first mail, to go on with a run that was ended.
FIRST = int(os.environ.get("HELPDESK_FUZZ_FIRST") or 0)
#: They share the mails; two at least, so that they also meet each other.
PROCESSES = min(max(2, os.cpu_count() or 2), 8)
#: Other real mails, if there are any on this machine.
REAL_MAILS = os.environ.get("HELPDESK_REAL_MAILS") or ""

PREPARE = """
domain = env["mail.alias.domain"].search([], limit=1) or env[
    "mail.alias.domain"
].create({"name": "fuzz.example.com"})
env.company.alias_domain_id = domain
env["helpdesk.ticket.team"].create(
    {"name": "Fuzz", "alias_name": "fuzz", "alias_domain_id": domain.id,
     "use_sla": False}  # it takes a third of the time, whatever a mail says
)
for limit in ("mail.gateway.loop.threshold", "helpdesk_mgmt_ext.sender_limit"):
    env["ir.config_parameter"].set_param(limit, 10**6)
env.cr.commit()
print("DONE")
"""

WORK = """
import base64, logging, runpy
from email import message_from_bytes
from pathlib import Path

logging.disable(logging.CRITICAL)
first, step, count, folder, real = {first}, {step}, {count}, {folder!r}, {real!r}
mutate = runpy.run_path(str(Path(folder) / "mutate.py"))
address = "fuzz@" + env["mail.alias.domain"].search([], limit=1).name
tickets = env["helpdesk.ticket"].with_context(active_test=False)
quarantine = env["helpdesk.mail.quarantine"]

def mails():
    for number in range(first, count, step):
        yield number, mutate["mail"](number, address)
    found = sorted(Path(real).rglob("*.eml")) if real else []
    for path in found[first::step]:
        yield path.name, f"Delivered-To: {{address}}\\r\\n".encode() + path.read_bytes()

def is_twin(raw):
    # a mail of another sender was taken in under this mail's identity
    parsed = env["mail.thread"].message_parse(message_from_bytes(raw))
    identity = [("message_id", "=", parsed["message_id"])]
    first = env["mail.message"].search(identity, limit=1)
    return bool(first) and first.email_from != parsed["email_from"]

problems, seen = [], 0
for done, (number, raw) in enumerate(mails()):
    if not done % 250:
        print(done, "mails,", len(problems), "problems", problems[-1:], flush=True)
    before = env.cr.execute("SELECT txid_current()") or env.cr.fetchone()[0]
    try:
        found = env["mail.thread"].message_process("helpdesk.ticket", raw)
        env.flush_all()
    except Exception as error:
        env.cr.rollback()
        problems.append((number, f"{{type(error).__name__}}: {{error}}"[:300]))
        continue
    env.cr.execute("SELECT count(*) FROM helpdesk_ticket WHERE xmin::text = %s",
                   [str(before % 2**32)])
    made = env.cr.fetchone()[0]
    mark = f"X-Mutation: {{number}}\\r\\n".encode()
    fresh = quarantine.search([("id", ">", seen)], order="id")
    kept = fresh.filtered(lambda mail: mark in base64.b64decode(mail.raw))
    seen = fresh[-1:].id or seen
    if made > 1:
        problems.append((number, f"{{made}} tickets"))
    if not found and not kept and not is_twin(raw):
        problems.append((number, "lost"))
    failed = kept.filtered(lambda mail: mail.kind == "failed")
    problems += [(number, mail.reason) for mail in failed]
    env.cr.commit()
for problem in problems[:20]:
    print(problem)
print("PROBLEMS" if problems else "DONE", len(problems))
"""


def test_ten_thousand_damaged_mails(database):
    database.run(PREPARE)
    processes = [
        database.start(
            WORK.format(
                first=FIRST + number,
                step=PROCESSES,
                count=COUNT,
                folder=str(MAILS),
                real=REAL_MAILS,
            )
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        database.finish(process, timeout=7200)
    failed = "SELECT count(*) FROM helpdesk_mail_quarantine WHERE kind = 'failed'"
    assert database.value(failed) == 0
    taken = database.value("SELECT count(*) FROM helpdesk_ticket WHERE name IS NULL")
    assert taken == 0
