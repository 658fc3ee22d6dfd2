# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Measure the work with tickets on one database and roll everything back.

``python ticket_measure.py DATABASE ADDONS_PATH`` prints a line of JSON. It runs on the
stock addons alone and on ours; what it asks for is the same.
"""

import sys
import time
from contextlib import contextmanager
from email.message import EmailMessage

from rolled_back import print_measured

CREATED, MAILS, PARTNERS, SEEDED = 500, 200, 200, 100_000
LIST = {
    "number": {},
    "name": {},
    "priority": {},
    "partner_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "stage_id": {"fields": {"display_name": {}}},
    "tag_ids": {"fields": {"display_name": {}}},
    "create_date": {},
}


class Measurement:
    def __init__(self, env):
        self.env = env
        self.results = {}
        domain = env["mail.alias.domain"].search([], limit=1)
        self.domain = domain or env["mail.alias.domain"].create({"name": "bench.test"})
        env.company.alias_domain_id = self.domain
        self.team = env["helpdesk.ticket.team"].create(
            {
                "name": "Benchmark",
                "alias_name": "bench-team",
                "alias_domain_id": self.domain.id,
                "user_ids": [(4, env.ref("base.user_admin").id)],
            }
        )
        self.partners = env["res.partner"].create(
            [
                {"name": f"P{number}", "email": f"p{number}@bench-customer.test"}
                for number in range(PARTNERS)
            ]
        )
        self.stage = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")

    def run(self):
        self.create(10)  # what is loaded once is loaded now
        with self.measured("create_few"):
            self.create(CREATED // 10)
        with self.measured("create"):
            tickets = self.create(CREATED)
        with self.measured("move"):
            tickets.write({"stage_id": self.stage.id})
        self.mails()
        self.views("small")
        self.seed(SEEDED)
        self.views("large")
        return self.results

    @contextmanager
    def measured(self, name):
        env = self.env
        env.flush_all()
        env.cr.precommit.run()
        env.invalidate_all()
        before, cpu = env.cr.sql_log_count, time.process_time()
        began = time.monotonic()
        yield
        env.flush_all()
        env.cr.precommit.run()
        self.results[name] = {
            "queries": env.cr.sql_log_count - before,
            "cpu": round(time.process_time() - cpu, 3),
            "seconds": round(time.monotonic() - began, 3),
        }

    def create(self, number):
        return self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Ticket {index}",
                    "description": "<p>Benchmark</p>",
                    "team_id": self.team.id,
                    "partner_id": self.partners[index % PARTNERS].id,
                    "user_id": False,
                }
                for index in range(number)
            ]
        )

    def mails(self):
        mails = [self.mail(index) for index in range(MAILS)]
        with self.measured("mails"):
            for raw in mails:
                self.env["mail.thread"].message_process(None, raw)

    def mail(self, index):
        mail = EmailMessage()
        mail["From"] = f"P{index} <p{index}@bench-customer.test>"
        mail["To"] = f"bench-team@{self.domain.name}"
        mail["Subject"] = f"Mail {index}"
        mail["Message-Id"] = f"<bench-{index}-{time.monotonic_ns()}@bench.test>"
        mail.set_content("It does not work. Please help.")
        return mail.as_bytes()

    def seed(self, number):
        """Multiply one ticket in SQL: over all stages, contacts and some months."""
        env = self.env
        env.flush_all()
        template = self.create(1)
        env.flush_all()
        stages = env["helpdesk.ticket.stage"].search([]).ids
        own = {
            "number": "'B' || g",
            "name": "'Seeded ' || g",
            "stage_id": f"({_array(stages)})[1 + g % {len(stages)}]",
            "partner_id": f"({_array(self.partners.ids)})[1 + g % {PARTNERS}]",
            "create_date": "now() - g * interval '2 minutes'",
        }
        env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name ="
            " 'helpdesk_ticket' AND column_name <> 'id' AND is_generated = 'NEVER'"
        )
        columns = [name for (name,) in env.cr.fetchall()]
        if "stage_role" in columns:
            own["stage_role"] = (
                "(SELECT role FROM helpdesk_ticket_stage s"
                f" WHERE s.id = {own['stage_id']})"
            )
        values = ", ".join(own.get(name, f't."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        env.cr.execute(
            f"INSERT INTO helpdesk_ticket ({names}) SELECT {values}"
            f" FROM helpdesk_ticket t, generate_series(1, {number}) g"
            f" WHERE t.id = {template.id}"
        )
        env.cr.execute("ANALYZE helpdesk_ticket")
        env.invalidate_all()

    def views(self, size):
        tickets = self.env["helpdesk.ticket"]
        open_ones = [("stage_id.closed", "=", False)]
        with self.measured(f"list_{size}"):
            tickets.web_search_read(open_ones, LIST, limit=80, count_limit=10_001)
        with self.measured(f"kanban_{size}"):
            tickets.web_read_group(
                open_ones,
                ["stage_id"],
                ["__count"],
                auto_unfold=True,
                unfold_read_specification=LIST,
                unfold_read_default_limit=40,
            )
        with self.measured(f"partners_{size}"):
            self.partners.mapped("helpdesk_ticket_count_string")
        with self.measured(f"partner_{size}"):
            self.partners[0].read(["helpdesk_ticket_count_string"])


def _array(ids):
    return f"ARRAY[{', '.join(map(str, ids))}]"


if __name__ == "__main__":
    print_measured(lambda env: Measurement(env).run(), *sys.argv[1:3])
