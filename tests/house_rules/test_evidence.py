# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The table of a complete run tells what its logs say, and the one kept is not red."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "setup" / "lib"))
try:
    import evidence
finally:
    sys.path.pop(0)

LINE = "2026-03-02 10:00:00,000 1 INFO db odoo.addons.helpdesk_mgmt_ext.tests: "
ODOO = [
    "Starting TestLinks.test_good ...",
    "Starting TestLinks.test_bad ...",
    "FAIL: TestLinks.test_bad",
    "Starting TestLinks.test_skipped ...",
    "skipped TestLinks.test_skipped : no browser",
]
END = "1 failed, 0 error(s) of 3 tests when loading database 'db'"
JUNIT = """<testsuites><testsuite name="pytest">
<testcase classname="tests.faults.test_x" name="test_race[one]"/>
<testcase classname="tests.faults.test_x" name="test_race[two]">{failure}</testcase>
</testsuite></testsuites>"""


@pytest.fixture
def logs(tmp_path):
    (tmp_path / "faults.xml").write_text(JUNIT.format(failure=""))
    (tmp_path / "addons.log").write_text("\n".join(LINE + t for t in [*ODOO, END]))
    return tmp_path


@pytest.fixture
def found(logs):
    found = evidence.Evidence()
    found.add(logs)
    return found


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("`TestLinks.test_good`", "green"),
        ("`TestLinks.test_bad`, `test_race`", "**red**: test_bad"),
        ("`TestLinks.test_skipped`", "test_skipped skipped"),
        ("`TestOther.test_good`", "test_good not run"),
        ("`test_race[one]`", "green"),
        ("`./setup/test --full -k race`", "green"),
        ("`./setup/test -k testlinks`", "**red**: test_bad"),
        ("`./setup/test -k nothing`", "-k nothing not run"),
    ],
)
def test_row_is_what_its_tests_did(found, named, shown):
    assert found.row(f"| R01 | fault | {named} |") == shown


def test_one_failed_case_makes_the_row_red(logs):
    (logs / "faults.xml").write_text(JUNIT.format(failure="<failure/>"))
    found = evidence.Evidence()
    found.add(logs)
    assert found.row("`test_race`") == "**red**: test_race"


def test_test_in_which_a_run_ended_has_failed(logs):
    (logs / "addons.log").write_text(LINE + ODOO[0])
    found = evidence.Evidence()
    found.add(logs)
    assert found.row("`TestLinks.test_good`") == "**red**: test_good"


def test_later_run_replaces_what_it_ran_again(found, tmp_path):
    later = tmp_path / "later"
    later.mkdir()
    lines = [*ODOO[:2], END]
    (later / "addons.log").write_text("\n".join(LINE + text for text in lines))
    found.add(later)
    assert found.row("`TestLinks.test_bad`") == "green"
    assert found.row("`test_race`") == "green"


def test_kept_run_has_every_row_and_none_is_red():
    kept = (ROOT / "docs" / "trust-run.md").read_text("utf-8")
    assert "**red**" not in kept
    for name in ("trust", "trust-faults", "trust-attacks"):
        for row, title, _line in evidence.rows(ROOT / "docs" / f"{name}.md"):
            assert f"| {row} | {title} |" in kept, row
