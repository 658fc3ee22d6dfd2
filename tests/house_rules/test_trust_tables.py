# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The tables of attacks and faults name tests that exist, and every row once."""

import ast
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
TABLES = sorted((ROOT / "docs").glob("trust*.md"))
NAMED = re.compile(r"`(?:(Test\w+)\.)?(test_\w+)(?:\[[^`]*\])?`")
#: In a command: ``-k NAME`` selects by a part of the name.
SELECTED = re.compile(r"-k \"?(test_\w+)")
ROWS = {
    "trust-attacks.md": {
        "P": set(range(1, 34)) - {12, 13},
        "I": set(range(1, 25)),
        "M": set(range(1, 19)),
        "T": {1, 2, 3},
        "Z": {1},
    },
    "trust-faults.md": {"R": set(range(1, 35)) | set(range(40, 47))},
}


def known():
    """Return {(class or "", name)} of all tests in the project."""
    found = set()
    for path in ROOT.glob("*/**/test_*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                names = [item.name for item in node.body if hasattr(item, "name")]
                found |= {(node.name, name) for name in names}
                found |= {("", name) for name in names}
            elif isinstance(node, ast.FunctionDef):
                found.add(("", node.name))
    return found


@pytest.fixture(scope="module")
def tests():
    return known()


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_every_test_named_in_a_table_exists(path, tests):
    text = path.read_text()
    missing = [pair for pair in NAMED.findall(text) if pair not in tests]
    assert not missing
    names = {name for _class, name in tests}
    lost = [
        part for part in SELECTED.findall(text) if not any(part in n for n in names)
    ]
    assert not lost


@pytest.mark.parametrize("name", ROWS)
def test_every_row_has_a_result(name):
    lines = (ROOT / "docs" / name).read_text().splitlines()
    rows = {line.split("|")[1].strip() for line in lines if line.startswith("| ")}
    wanted = {
        f"{letter}{number:02}"
        for letter, numbers in ROWS[name].items()
        for number in numbers
    }
    assert not wanted - rows
