"""Tell what a run of ./setup/test found, row by row of docs/trust*.md.

evidence.py ROOT LOGS…   prints a page in Markdown; of several folders of logs the later
                         ones add to the earlier, and replace what they ran again

A row is green if every test that it names, or its command selects, has passed, red if
one failed; else it says which was skipped or not run.
"""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from test_log import RESULT, records

STARTED = re.compile(r"Starting (\w+)\.(\w+) \.\.\.")
BAD = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(\w+)\.(\w+)")
SKIPPED = re.compile(r"skipped (\w+)\.(\w+) ")
SELECTED = re.compile(r"\./setup/test [^`]*-k (\w+)")
NAMED = re.compile(r"`(?:(Test\w+)\.)?(test_\w+)(?:\[[^`]*\])?`")
PASSED, SKIP, FAILED = "passed", "skipped", "failed"


def odoo_results(path):
    """Yield (class, name, result) of an Odoo log; a test may come more than once."""
    last = None
    for _level, text in records(path):
        if RESULT.search(text):
            last = None
        for pattern, result in ((STARTED, PASSED), (SKIPPED, SKIP), (BAD, FAILED)):
            found = pattern.search(text)
            if found:
                last = found
                yield found[1], found[2], result
    if last:  # the run has ended in it
        yield last[1], last[2], FAILED


def pytest_results(path):
    for case in ET.parse(path).getroot().iter("testcase"):
        if not case.get("classname"):  # the run was ended in it
            continue
        tags = {child.tag for child in case}
        result = FAILED if tags & {"failure", "error"} else PASSED
        if "skipped" in tags:
            result = SKIP
        yield case.get("classname").rpartition(".")[2], case.get("name"), result


def worst(results):
    return max(results, key=[PASSED, SKIP, FAILED].index)


class Evidence:
    """What the tests did: {name: {(class, whole name): result}}, and the stages."""

    def __init__(self):
        self.tests = {}
        self.stages = []

    def add(self, logs):
        """Add a run; what it ran again replaces what was found before."""
        commit = revision(logs)
        fresh = {}
        for path in sorted(logs.glob("*.xml")):
            self.stage(path, pytest_results(path), commit, fresh)
        for path in sorted(logs.glob("*.log")):
            results = list(odoo_results(path))
            if results:
                self.stage(path, results, commit, fresh)
        for name, known in fresh.items():
            self.tests.setdefault(name, {}).update(known)

    def stage(self, path, results, commit, fresh):
        found = {}
        for group, name, result in results:
            key = (group, name)
            found[key] = worst([result, found.get(key, PASSED)])
            known = fresh.setdefault(name.partition("[")[0], {})
            known[key] = worst([result, known.get(key, PASSED)])
        counts = [list(found.values()).count(r) for r in (PASSED, FAILED, SKIP)]
        self.stages.append((path.stem, commit, *counts))

    def of(self, group, name):
        found = {
            result
            for (known, _name), result in self.tests.get(name, {}).items()
            if not group or known == group
        }
        return worst(found) if found else "not run"

    def selected(self, part):
        """Return {name: result} of the tests that ``-k part`` selects."""
        return {
            name: worst(result for _name, result in chosen)
            for name, known in self.tests.items()
            for chosen in [
                [
                    (whole, result)
                    for (group, whole), result in known.items()
                    if part.lower() in f"{group} {name}".lower()
                ]
            ]
            if chosen
        } or {f"-k {part}": "not run"}

    def row(self, text):
        """Return what the tests of a row did."""
        results = {name: self.of(group, name) for group, name in NAMED.findall(text)}
        if not results:
            for part in SELECTED.findall(text):
                results.update(self.selected(part))
        if FAILED in results.values():
            return "**red**: " + ", ".join(n for n, r in results.items() if r == FAILED)
        open_ = [f"{name} {r}" for name, r in results.items() if r != PASSED]
        return "; ".join(open_) or "green"


def revision(folder):
    command = ["git", "-C", folder, "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "?"


def rows(page):
    """Yield (row, title, whole line) of the tables of a page."""
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        tests = NAMED.search(line) or SELECTED.search(line)
        if len(cells) > 2 and tests:
            yield cells[0], cells[1], line


def page(root, evidence):
    """Yield the lines of the page."""
    yield "| stage | commit | passed | failed | skipped |"
    yield "| --- | --- | --- | --- | --- |"
    for stage in evidence.stages:
        yield f"| {' | '.join(map(str, stage))} |"
    for name in ("trust", "trust-faults", "trust-attacks"):
        yield f"\n| row of [{name}]({name}.md) | what | result |"
        yield "| --- | --- | --- |"
        for row, title, line in rows(root / "docs" / f"{name}.md"):
            yield f"| {row} | {title} | {evidence.row(line)} |"


if __name__ == "__main__":
    found = Evidence()
    for folder in sys.argv[2:]:
        found.add(Path(folder))
    print("\n".join(page(Path(sys.argv[1]), found)))
