"""Count and show what a test run did.

test_log.py odoo LOG            counts the tests of an Odoo run, shows its failures
test_log.py pytest JUNIT.xml    counts pytest's
test_log.py install LOG KNOWN   each warning or error of an installation is a failure,
                                but those that match a pattern in the file KNOWN

Prints the failures, and as last line "PASSED FAILED UNRUN": unrun are the browser
tests that Odoo skips when it finds no Chromium.
"""

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)"
)
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")
NO_BROWSER = re.compile(r"[Cc]hrome|chromium|websocket-client")
SKIPPED = re.compile(r"skipped (?P<test>.*?) : (?P<reason>.*)")
MAX_LINES = 60


def records(path):
    """Yield (level, text with continuation lines) of a log file."""
    level, lines = "", []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        start = RECORD.match(line)
        if start:
            if lines:
                yield level, "\n".join(lines)
            level = start["level"]
            lines = [f"{start['logger']}: {start['text']}"]
        elif lines:
            lines.append(line)
    if lines:
        yield level, "\n".join(lines)


def show(text):
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        lines = [*lines[:5], "…", *lines[5 - MAX_LINES :]]
    print("\n".join(f"    | {line}" for line in lines))


def read_odoo(path):
    passed = failed = unrun = errors = 0
    finished = False
    for level, text in records(path):
        skip = SKIPPED.search(text)
        result = RESULT.search(text)
        if skip and NO_BROWSER.search(skip["reason"]):
            unrun += 1
            print(f"    not run: {skip['test']} ({skip['reason']})")
        elif skip:
            print(f"    skipped: {skip['test']} ({skip['reason']})")
        elif result:
            finished = True
            bad = int(result[1]) + int(result[2])
            failed += bad
            passed += int(result[3]) - bad
        elif level in ("ERROR", "CRITICAL"):
            errors += 1
            show(text)
    if not finished:
        show(path.read_text(encoding="utf-8", errors="replace")[-3000:])
    if not failed and (errors or not finished):
        failed = 1
    return passed - unrun, failed, unrun


def read_pytest(path):
    passed = failed = unrun = 0
    for case in ET.parse(path).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is None:
            passed += 1
        elif NO_BROWSER.search(case.find("skipped").get("message", "")):
            unrun += 1
    return passed, failed, unrun


def read_install(path, known):
    patterns = [
        re.compile(line)
        for line in Path(known).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    failed = 0
    for level, text in records(path):
        if level in ("WARNING", "ERROR", "CRITICAL") and not any(
            pattern.search(text) for pattern in patterns
        ):
            failed += 1
            show(f"{level} {text}")
    return int(not failed), failed, 0


READERS = {"odoo": read_odoo, "pytest": read_pytest, "install": read_install}

if __name__ == "__main__":
    kind, path, *rest = sys.argv[1:]
    print(*READERS[kind](Path(path), *rest))
