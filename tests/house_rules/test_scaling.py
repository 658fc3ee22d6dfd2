# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sizes in docs/scaling.md follow from what is assumed and measured there."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "scaling.md").read_text()
TICKETS_A_DAY, BUSIEST_HOUR, LOAD = 20, 0.2, 0.5


def rows(title):
    """Return the cells of the table whose head begins with ``title``."""
    table = re.search(rf"^\| {title}.*\n\|[-| ]+\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    lines = table.group(1).splitlines()
    return [[cell.strip(" *") for cell in line.split("|")[1:-1]] for line in lines]


def test_cost_of_a_ticket_is_the_sum_of_what_comes_with_it():
    *parts, total = rows("of a ticket")
    for column in (2, 3):
        cost = sum(float(row[1]) * float(row[column]) for row in parts)
        assert float(total[column]) == pytest.approx(cost, abs=1), column


def test_what_is_assumed_was_measured():
    measured = {row[0]: (row[4], row[5]) for row in rows("work \\| number")}
    for row in rows("of a ticket")[:-1]:
        name = re.search(r"\((.+)\)", row[0]).group(1)
        assert (row[2], row[3]) == measured[name], name


def test_processors_follow_from_the_cost():
    *_parts, total = rows("of a ticket")
    sizes = rows("agents")
    assert [row[0] for row in sizes] == ["100", "1 000", "10 000"]
    for agents, per_hour, odoo, postgres, *_rest in sizes:
        tickets = int(agents.replace(" ", "")) * TICKETS_A_DAY * BUSIEST_HOUR
        assert int(per_hour.replace(" ", "")) == tickets
        for told, cost in ((odoo, total[2]), (postgres, total[3])):
            needed = tickets / 3600 * float(cost) / 1000 / LOAD
            assert float(told) == pytest.approx(needed, abs=0.06), agents


def test_commands_are_there():
    for name in re.findall(r"setup/test [^`]*-k (\w+)", TEXT):
        found = any(
            re.search(rf"(def|class) \w*{name}", path.read_text(), re.IGNORECASE)
            for folder in ("tests/*", "helpdesk_*/tests")
            for path in ROOT.glob(f"{folder}/*.py")
        )
        assert found, name
