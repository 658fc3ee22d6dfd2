# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Measure the service level work on one database and roll everything back.

``python sla_measure.py DATABASE ADDONS_PATH`` prints a line of JSON. It runs on stock
(``helpdesk_mgmt_sla`` alone) and on ours; what it asks for is the same.
"""

import sys
import time
from contextlib import contextmanager

from rolled_back import print_measured

TICKETS = 500
POLICIES = 6


@contextmanager
def measured(env, results, name):
    env.flush_all()
    env.invalidate_all()
    queries, cpu, began = env.cr.sql_log_count, time.process_time(), time.monotonic()
    yield
    env.flush_all()
    results[name] = {
        "queries": env.cr.sql_log_count - queries,
        "cpu": round(time.process_time() - cpu, 3),
        "seconds": round(time.monotonic() - began, 3),
    }


class Measurement:
    def __init__(self, env):
        self.env = env
        self.results = {}
        self.ours = "helpdesk.sla.event" in env
        env["helpdesk.sla"].search([]).active = False
        self.stages = env["helpdesk.ticket.stage"].search([], order="sequence")
        open_stages = self.stages.filtered(lambda s: not s.closed)
        self.first, self.second = open_stages[0], open_stages[1]

    def run(self):
        self.stage_policies()
        self.lifecycle("stage", "stage policies, as stock has them")
        if self.ours:
            self.env["helpdesk.sla"].search([]).active = False
            self.metric_policies()
            self.lifecycle("metric", "first response, update and resolution")
            self.sweep()
        return self.results

    def stage_policies(self):
        self.env["helpdesk.sla"].create(
            [
                {
                    "name": f"Policy {number}",
                    "hours": number + 1,
                    "stage_id": self.stages[-1].id,
                }
                for number in range(POLICIES)
            ]
        )

    def metric_policies(self):
        metrics = ["first_response", "update", "resolution"] * (POLICIES // 3)
        self.env["helpdesk.sla"].create(
            [
                {
                    "name": f"Policy {number}",
                    "metric": metric,
                    "target_value": 8 + number,
                    "sequence": number,
                }
                for number, metric in enumerate(metrics)
            ]
        )

    def lifecycle(self, name, _meaning):
        team = self.env["helpdesk.ticket.team"].create(
            {"name": f"Benchmark {name}", "use_sla": True}
        )
        self.create(team, 20)  # warm caches
        for number in (100, TICKETS):
            with measured(self.env, self.results, f"{name}_create_{number}"):
                tickets = self.create(team, number)
        with measured(self.env, self.results, f"{name}_move"):
            tickets.write({"stage_id": self.second.id})
        # What the tickets themselves cost, without any service level.
        plain = self.env["helpdesk.ticket.team"].create(
            {"name": f"Benchmark plain {name}", "use_sla": False}
        )
        with measured(self.env, self.results, f"{name}_create_{TICKETS}_without"):
            self.create(plain, TICKETS)
        self.results[f"{name}_rows"] = len(tickets.ticket_sla_ids)

    def create(self, team, number):
        return self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Ticket {index}",
                    "description": "<p>Benchmark</p>",
                    "team_id": team.id,
                    "stage_id": self.first.id,
                    "priority": str(index % 4),
                }
                for index in range(number)
            ]
        )

    # ------------------------------------------------------------- the sweep

    def sweep(self):
        """A big database by SQL: 100 000 tickets, 10 000 of them with open targets."""
        self.env.cr.execute(
            """
            CREATE TEMPORARY TABLE template AS
                SELECT * FROM helpdesk_ticket WHERE active ORDER BY id DESC LIMIT 1;
            """
        )
        self.copy_rows("helpdesk_ticket", 100_000, "number = 'B' || n")
        self.env.cr.execute("SELECT max(id) FROM helpdesk_ticket")
        (last,) = self.env.cr.fetchone()
        policy = self.env["helpdesk.sla"].search([("metric", "=", "resolution")])[0]
        self.env.cr.execute(
            """
            INSERT INTO helpdesk_ticket_sla
                (ticket_id, sla_id, metric, cycle, state, deadline, next_at, late_lap,
                 company_id, lap, breach_count)
            SELECT id, %s, 'resolution', 1,
                   CASE WHEN %s - id < 10000 THEN 'in_progress' ELSE 'accomplished' END,
                   now() AT TIME ZONE 'UTC' + interval '3 days',
                   CASE WHEN %s - id < 10000
                        THEN now() AT TIME ZONE 'UTC' + interval '2 days' END,
                   -1, company_id, 0, 0
              FROM helpdesk_ticket
             WHERE number LIKE 'B%%'
            """,
            [policy.id, last, last],
        )
        self.env.cr.execute("ANALYZE helpdesk_ticket_sla")
        rows = self.env["helpdesk.ticket.sla"]
        self.env.cr.execute(
            "UPDATE helpdesk_ticket_sla SET next_at = NULL "
            "WHERE next_at <= now() AT TIME ZONE 'UTC'"
        )
        rows._cron_sweep()
        with measured(self.env, self.results, "sweep_nothing_due"):
            rows._cron_sweep()
        query = rows._search(
            rows._due_domain("2030-01-01"), order="next_at, id", limit=9
        )
        self.env.cr.execute("EXPLAIN " + self.env.cr.mogrify(query.select()).decode())
        self.results["sweep_plan"] = "\n".join(r for (r,) in self.env.cr.fetchall())
        for number in (250, 1000):
            self.due(number, last, policy)
            with measured(self.env, self.results, f"sweep_{number}_due"):
                rows._cron_sweep()

    def due(self, number, last, policy):
        """Make ``number`` targets due: their tickets were received a day ago."""
        self.env["helpdesk.sla.escalation"].search([]).write({"level": 0})
        self.env.cr.execute(
            "UPDATE helpdesk_ticket_sla SET next_at = NULL "
            "WHERE next_at <= now() AT TIME ZONE 'UTC'"
        )
        self.env.cr.execute(
            """
            WITH due AS (
                UPDATE helpdesk_ticket_sla
                   SET next_at = now() AT TIME ZONE 'UTC' - interval '1 minute',
                       deadline = now() AT TIME ZONE 'UTC' + interval '1 hour'
                 WHERE id IN (SELECT id FROM helpdesk_ticket_sla
                               WHERE sla_id = %s AND state = 'in_progress'
                                 AND next_at IS NOT NULL AND NOT at_risk IS TRUE
                               ORDER BY id LIMIT %s)
             RETURNING ticket_id)
            INSERT INTO helpdesk_sla_event (ticket_id, cycle, at, kind, role)
            SELECT ticket_id, 1, now() AT TIME ZONE 'UTC' - interval '1 day',
                   'start', 'new' FROM due
            """,
            [policy.id, number],
        )
        self.env.invalidate_all()

    def copy_rows(self, table, number, _marker):
        self.env.cr.execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_name = %s AND column_name NOT IN ('id', 'number')
            """,
            [table],
        )
        columns = ", ".join(f'"{name}"' for (name,) in self.env.cr.fetchall())
        self.env.cr.execute(
            f"INSERT INTO {table} (number, {columns}) SELECT 'B' || n, {columns} "
            f"FROM template, generate_series(1, {number}) n"
        )


if __name__ == "__main__":
    print_measured(lambda env: Measurement(env).run(), *sys.argv[1:3])
