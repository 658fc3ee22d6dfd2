# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Do on demand what is to be measured, on one database, and roll it back.

``python scale_worker.py DATABASE ADDONS_PATH`` reads names of operations line by line
and answers each with a line of JSON, so that two of them can be asked in turn.
"""

import json
import sys
import time
from pathlib import Path

from scale_operations import Operations

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import Cursor
from odoo.tools import config

#: Seconds from which on a query is called slow and its plan is asked for.
SLOW = 0.05


class SlowQueries:
    """Note the slow queries of every cursor of the process."""

    def __init__(self):
        self.found = {}
        self.execute = execute = Cursor.execute

        def timed(cursor, query, params=None, log_exceptions=True):
            began = time.perf_counter()
            result = execute(cursor, query, params, log_exceptions)
            seconds = time.perf_counter() - began
            if seconds > SLOW:
                self.note(cursor, seconds)
            return result

        Cursor.execute = timed

    def note(self, cursor, seconds):
        text = cursor._obj.query.decode()
        self.found[text] = min(seconds, self.found.get(text, seconds))

    def plans(self, cr):
        """Explain what is found, each once more by itself, and forget it."""
        queries, self.found = list(self.found), {}
        return [
            {"query": text, "plan": plan, "ms": ms}
            for text in queries
            if text.lstrip()[:6].upper() in ("SELECT", "WITH R")
            for plan, ms in [self.explain(cr, text)]
            if ms > 1000 * SLOW
        ]

    def explain(self, cr, text):
        self.execute(cr, "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY) " + text, None)
        lines = [line for (line,) in cr.fetchall()]
        ms = next(float(li.split()[2]) for li in lines if li.startswith("Execution"))
        return "\n".join(lines), ms


class Worker:
    def __init__(self, registry):
        self.registry = registry
        self.operations = Operations(registry)
        self.slow = SlowQueries()

    def answer(self, name):
        with self.registry.cursor() as cr:
            if name == "plans":
                return self.slow.plans(cr)
            context = {"lang": "en_US", "mail_notify_force_send": False}
            env = api.Environment(cr, SUPERUSER_ID, context)
            try:
                work = getattr(self.operations, name)(env)
                return work and self.measure(env, work)
            finally:
                cr.rollback()
                self.registry.reset_changes()

    def measure(self, env, work):
        self.settle(env)
        env.invalidate_all()
        self.operations.visitor.queries = 0
        queries, backends = env.cr.sql_log_count, self.backends()
        cpu, began = time.process_time(), time.perf_counter()
        work()
        self.settle(env)
        wall, cpu = time.perf_counter() - began, time.process_time() - cpu
        served = self.backends()
        return {
            "queries": env.cr.sql_log_count - queries + self.operations.visitor.queries,
            "ms": 1000 * wall,
            "cpu": 1000 * cpu,
            "sql": sum(served[pid] - backends.get(pid, 0) for pid in served),
        }

    def settle(self, env):
        env.flush_all()
        env.cr.precommit.run()

    def backends(self):
        """Return {pid: CPU milliseconds} of PostgreSQL's processes for us."""
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            )
            pids = [pid for (pid,) in cr.fetchall()]
        used = {}
        for pid in pids:
            try:
                told = Path(f"/proc/{pid}/schedstat").read_text()
            except OSError:  # a server elsewhere, or another system
                continue
            used[pid] = int(told.split()[0]) / 1e6
        return used


def main(database, addons_path):
    config.parse_config(["-d", database, "--addons-path", addons_path, "--no-http"])
    odoo.tools.config["log_level"] = "critical"
    worker = Worker(Registry(database))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(worker.answer(line.strip())) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:3])
