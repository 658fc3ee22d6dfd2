# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Measure the boards over 100,000 and 1,000,000 tickets and roll everything back.

``python overview_measure.py DATABASE ADDONS_PATH`` prints a line of JSON. It runs on
the stock addons alone, where there is only the dashboard of the teams, and on ours. In
both sizes 10,000 tickets are open; the rest is closed.
"""

import statistics
import sys
import time

from rolled_back import print_measured

OPEN, SMALL, LARGE = 10_000, 100_000, 1_000_000
TEAMS, PEOPLE, ROUNDS = 12, 30, 5
COUNTERS = [
    "name",
    "todo_ticket_count",
    "todo_ticket_count_unassigned",
    "todo_ticket_count_unattended",
    "todo_ticket_count_high_priority",
]


class Measurement:
    def __init__(self, env):
        self.env = env
        self.results = {}
        self.teams = env["helpdesk.ticket.team"].create(
            [{"name": f"Benchmark {number}"} for number in range(TEAMS)]
        )
        groups = ("manager", "user_team")
        self.manager, self.agent, *people = env["res.users"].create(
            [
                {
                    "name": f"Benchmark {number}",
                    "login": f"bench-{number}",
                    "group_ids": [
                        (4, env.ref(f"helpdesk_mgmt.group_helpdesk_{group}").id)
                    ],
                }
                for number, group in enumerate(
                    [*groups, *["user_own"] * (PEOPLE - len(groups))]
                )
            ]
        )
        self.people = self.env["res.users"].concat(self.manager, self.agent, *people)
        self.teams[:3].user_ids = self.agent

    def run(self):
        new = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        working = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        # open ones lie between closed ones, as in a table that has grown
        self.seed(SMALL - OPEN, [done], offset=0)
        self.seed(OPEN, [new, working, working], offset=SMALL)
        self.look("100k")
        self.seed(LARGE - SMALL, [done], offset=LARGE)
        self.look("1m")
        return self.results

    def look(self, size):
        self.env.cr.execute("ANALYZE helpdesk_ticket")
        teams = self.env["helpdesk.ticket.team"].with_user(self.manager)
        spec = {name: {} for name in COUNTERS}

        def stock():
            teams.web_search_read([], spec, limit=80)
            teams.retrieve_dashboard()

        self.measure(f"stock_{size}", stock)
        if "helpdesk.overview" not in self.env:
            return
        board = self.env["helpdesk.overview"]
        for name in ("manager", "agent"):
            mine = board.with_user(self[name])
            self.measure(f"overview_{name}_{size}", mine.get_overview)
        report = self.env["helpdesk.manager.dashboard"].with_user(self.manager)
        self.measure(f"report_{size}", report.get_data)

    def __getitem__(self, name):
        return {"manager": self.manager, "agent": self.agent}[name]

    def measure(self, name, work):
        env, times = self.env, []
        work()  # what a process loads once is loaded now
        for _round in range(ROUNDS):
            env.flush_all()
            env.invalidate_all()
            before, began = env.cr.sql_log_count, time.monotonic()
            work()
            times.append(1000 * (time.monotonic() - began))
            queries = env.cr.sql_log_count - before
        self.results[name] = {
            "queries": queries,
            "ms": round(statistics.median(times), 1),
        }

    def seed(self, number, stages, offset):
        """Multiply one ticket in SQL, over the teams, people and priorities."""
        env = self.env
        template = env["helpdesk.ticket"].create(
            {"name": "Seeded", "description": "<p>Benchmark</p>", "user_id": False}
        )
        env.flush_all()
        arrival = f"now()::timestamp - (g + {offset} / 2) * interval '90 seconds'"
        closed = stages[0].closed
        solved = f"{arrival} + (g % 97) * interval '1 hour'" if closed else "NULL"
        unattended = [stage.id for stage in stages if stage.unattended] or [0]
        stage = f"({_array([s.id for s in stages])})[1 + g % {len(stages)}]"
        own = {
            "number": f"'B' || (g + {offset})",
            "stage_id": stage,
            "stage_role": "(SELECT role FROM helpdesk_ticket_stage s"
            f" WHERE s.id = {stage})",
            "unattended": f"{stage} = ANY({_array(unattended)})",
            "team_id": f"({_array(self.teams.ids)})[1 + g % {TEAMS}]",
            "user_id": "CASE WHEN g % 7 > 0 THEN"
            f" ({_array(self.people.ids)})[1 + g % {PEOPLE}] END",
            "priority": "(g % 4)::varchar",
            "received_at": arrival,
            "closed_date": solved,
            "resolved_at": solved,
            "first_solved_at": solved,
            "rating_last_value": "CASE WHEN g % 50 = 0 THEN 1 ELSE 0 END",
            "first_response_hours": "g % 23" if closed else "NULL",
            "resolution_hours": "g % 97" if closed else "NULL",
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
            f" FROM helpdesk_ticket t, generate_series(1, {number}) g"
            f" WHERE t.id = {template.id}"
        )
        env.invalidate_all()


def _array(ids):
    return f"ARRAY[{', '.join(map(str, ids))}]"


if __name__ == "__main__":
    print_measured(lambda env: Measurement(env).run(), *sys.argv[1:3])
