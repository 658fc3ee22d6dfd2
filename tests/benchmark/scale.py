# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Everything people and jobs do, on stock and on ours in turn, at a given size.

``python scale.py SIZE OUT.json`` copies the databases ``HELPDESK_TEST_DATABASE`` and
``HELPDESK_STOCK_DATABASE`` name, fills the copies with ``SIZE`` tickets each, measures
and drops them. With ``--filled`` these databases are filled already, and stay.

Each operation is asked of stock and of ours alternately, so that what else the machine
does meets both; medians are kept. The first round, which loads caches, does not count.
"""

import argparse
import contextlib
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

from scale_titles import OPERATIONS

HERE = Path(__file__).resolve().parent
ADDONS = os.environ.get("HELPDESK_ADDONS_PATH", str(HERE.parents[1]))
KEPT = ("queries", "cpu", "sql", "ms")


@contextlib.contextmanager
def filled_copy(template, size):
    """Yield the name of a copy of ``template`` with ``size`` tickets."""
    name = f"{template}_{size}"
    run("dropdb", "--if-exists", "--force", name)
    run("createdb", "--template", template, name)
    try:
        run(sys.executable, HERE / "scale_seed.py", name, ADDONS, str(size))
        yield name
    finally:
        run("dropdb", "--if-exists", "--force", name)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr[-2000:]}")


class Worker:
    """A process with the registry of one database, which does what it is told."""

    def __init__(self, database):
        self.process = subprocess.Popen(
            [sys.executable, HERE / "scale_worker.py", database, ADDONS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the measuring process has ended, see above")
        return line

    def ask(self, name):
        self.process.stdin.write(name + "\n")
        self.process.stdin.flush()
        return json.loads(self.read())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measure(ours, stock, names=OPERATIONS, most=9, keep=lambda results: None):
    """Return {operation: {"ours", "stock", "ratio", "slow"}} of two filled databases.

    :param most: rounds at most, the first of which does not count
    :param keep: called after each operation, so that a long run is not lost
    """
    workers = {"ours": Worker(ours), "stock": Worker(stock)}
    try:
        results = {}
        for name in names:
            results[name] = compare(workers, name, most)
            keep(results)
        return results
    finally:
        for worker in workers.values():
            worker.close()


def compare(workers, name, most):
    title, rounds = OPERATIONS[name]
    rounds = max(2, min(rounds, most))
    found = {who: [] for who in workers}
    for _round in range(rounds):
        for who, worker in workers.items():
            found[who].append(worker.ask(name))
    result = {"title": title}
    for who, times in found.items():
        result[who] = times[0] and {
            key: round(statistics.median(each[key] for each in times[1:]), 1)
            for key in KEPT
        }
    if result["stock"]:
        result["ratio"] = round(work(result["ours"]) / work(result["stock"]), 2)
    result["slow"] = workers["ours"].ask("plans")
    workers["stock"].ask("plans")
    sys.stderr.write(f"{name:16} {result.get('ratio', '-')}\n")
    return result


def work(values):
    """Return the CPU milliseconds of Odoo and of PostgreSQL together."""
    return max(values["cpu"] + values["sql"], 0.1)


def report(size, results):
    return {
        "size": size,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[1], 1),
        "operations": results,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--filled", action="store_true")
    parser.add_argument("--only", nargs="*", default=list(OPERATIONS))
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    ours = os.environ["HELPDESK_TEST_DATABASE"]
    stock = os.environ["HELPDESK_STOCK_DATABASE"]

    def keep(results):
        text = json.dumps(report(given.size, results), indent=1)
        given.out.write_text(text + "\n", encoding="utf-8")

    with contextlib.ExitStack() as stack:
        if not given.filled:
            ours = stack.enter_context(filled_copy(ours, given.size))
            stock = stack.enter_context(filled_copy(stock, given.size))
        measure(ours, stock, given.only, given.rounds, keep)


if __name__ == "__main__":
    main()
