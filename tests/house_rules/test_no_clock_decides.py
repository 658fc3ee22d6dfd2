# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""No test fails because a machine is slow: the time work takes decides nothing.

What must not grow is counted (queries, calls), or compared with the same work on less,
in the same run. Tests of real servers may wait for them, but not judge by the clock.
"""

import ast
import pathlib

import pytest

ROOT = pathlib.Path(__file__).parents[2]
CLOCKS = {"monotonic", "perf_counter", "process_time", "thread_time"}
#: These compare one run with another, or wait for real processes.
ALLOWED = {
    "helpdesk_mgmt_ext/tests/test_mail_threats.py",
    "tests/growth.py",
    "tests/processes.py",
}
#: Folders of tests of real servers, processes and sizes, which wait and report.
REAL = {"benchmark", "faults", "n8n", "operations"}


def clocks_read(text):
    """Return the lines that read a clock which measures how long something takes."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute | ast.Name)
        and getattr(node, "attr", getattr(node, "id", "")) in CLOCKS
    ]


def files_of_tests():
    for path in sorted(ROOT.glob("tests/**/*.py")):
        if path.relative_to(ROOT).parts[1] not in REAL:
            yield path
    yield from sorted(ROOT.glob("helpdesk_*/tests/**/*.py"))


@pytest.mark.parametrize("path", list(files_of_tests()), ids=lambda path: path.name)
def test_no_test_is_decided_by_a_clock(path):
    if path.relative_to(ROOT).as_posix() not in ALLOWED:
        assert not clocks_read(path.read_text())


def test_a_clock_is_found_by_either_way_to_it():
    assert clocks_read("import time\ntime.process_time()") == [2]
    assert clocks_read("from time import monotonic\nmonotonic()") == [2]
    assert not clocks_read("import time\ntime.sleep(1)")
