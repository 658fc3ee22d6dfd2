# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Measure the report over a million tickets and roll everything back.

``python analysis_measure.py DATABASE ADDONS_PATH`` prints a line of JSON.
"""

import sys
import time
from contextlib import contextmanager

from rolled_back import print_measured

SEEDED = 1_000_000
BY = ["team_id", "received_at:month"]
AVERAGES = ["__count", "first_response_hours:avg", "resolution_hours:avg"]
RATES = [
    *AVERAGES,
    "fcr:avg",
    "reopened:avg",
    "rating_satisfied:avg",
    "total_hours:sum",
]


class Measurement:
    def __init__(self, env):
        self.env = env
        self.results = {}

    def run(self):
        self.seed()
        manager = self.env["res.users"].create(
            {
                "name": "Benchmark",
                "login": "benchmark",
                "group_ids": [
                    (4, self.env.ref("helpdesk_mgmt.group_helpdesk_manager").id)
                ],
            }
        )
        tickets = self.env["helpdesk.ticket"].with_user(manager)
        report = self.env["helpdesk.ticket.analysis"].with_user(manager)
        report._read_group([("id", "=", 0)], BY, RATES)  # what is read once
        with self.measured("plain"):
            tickets._read_group([], BY, AVERAGES)
        with self.measured("pivot"):
            report.formatted_read_group([], BY, AVERAGES)
        with self.measured("rates"):
            report.formatted_read_group([], BY, RATES)
        if "sla_resolution_met" in report._fields:
            with self.measured("sla"):
                report.formatted_read_group([], BY, ["sla_resolution_met:avg"])
        with self.measured("heat"):
            report.formatted_read_group(
                [], ["received_hour", "received_weekday"], ["__count"]
            )
        with self.measured("percentiles"):
            report._percentiles([], "first_response_hours", "team_id")
        with self.measured("backlog"):
            report.formatted_read_group(
                [("stage_role", "not in", ("resolved", "closed"))],
                ["user_id"],
                ["__count", "backlog_age_days:avg"],
            )
        return self.results

    @contextmanager
    def measured(self, name):
        env = self.env
        env.flush_all()
        env.invalidate_all()
        before, began = env.cr.sql_log_count, time.monotonic()
        yield
        self.results[name] = {
            "queries": env.cr.sql_log_count - before,
            "seconds": round(time.monotonic() - began, 3),
        }

    def seed(self):
        """Multiply one ticket in SQL: three years, all teams; one in a hundred open."""
        env = self.env
        teams = env["helpdesk.ticket.team"].search([]).ids
        closed = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id
        new = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new").id
        template = env["helpdesk.ticket"].create(
            {"name": "Seeded", "description": "<p>Benchmark</p>", "user_id": False}
        )
        env.flush_all()
        arrival = "timestamp '2023-01-01' + g * interval '95 seconds'"
        is_open = "g % 100 = 0"
        own = {
            "number": "'B' || g",
            "team_id": f"(ARRAY{teams})[1 + g % {len(teams)}]",
            "stage_id": f"CASE WHEN {is_open} THEN {new} ELSE {closed} END",
            "stage_role": f"CASE WHEN {is_open} THEN 'new' ELSE 'closed' END",
            "received_at": arrival,
            "create_date": arrival,
            "resolved_at": f"CASE WHEN NOT {is_open} THEN {arrival}"
            " + (g % 97) * interval '1 hour' END",
            "first_solved_at": f"CASE WHEN NOT {is_open} THEN {arrival}"
            " + (g % 97) * interval '1 hour' END",
            "first_response_hours": f"CASE WHEN NOT {is_open} THEN g % 23 END",
            "resolution_hours": f"CASE WHEN NOT {is_open} THEN g % 97 END",
        }
        env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name ="
            " 'helpdesk_ticket' AND column_name <> 'id' AND is_generated = 'NEVER'"
        )
        columns = [name for (name,) in env.cr.fetchall()]
        values = ", ".join(own.get(name, f't."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        env.cr.execute(
            f"INSERT INTO helpdesk_ticket ({names}) SELECT {values}"
            f" FROM helpdesk_ticket t, generate_series(1, {SEEDED}) g"
            f" WHERE t.id = {template.id}"
        )
        env.cr.execute("ANALYZE helpdesk_ticket")
        env.invalidate_all()


if __name__ == "__main__":
    print_measured(lambda env: Measurement(env).run(), *sys.argv[1:3])
