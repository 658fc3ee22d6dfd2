# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The figures of docs/speed.md and docs/trust.md are those that were measured."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "benchmark"))
try:
    import scale_report
    from scale_titles import OPERATIONS
finally:
    sys.path.pop(0)

RESULTS = scale_report.kept()


@pytest.mark.parametrize("name", ["speed", "trust"])
def test_tables_are_what_was_measured(name):
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    assert "<!-- begin" in text
    assert scale_report.filled(text, scale_report.blocks(RESULTS)) == text


def test_plans_are_of_the_largest_size():
    text = (ROOT / "docs" / "speed-plans.md").read_text("utf-8")
    _head, _mark, plans = text.partition(scale_report.MARK)
    assert plans.strip() == "\n".join(scale_report.slow(RESULTS[-1])).strip()


def test_every_operation_was_measured_at_every_size():
    assert [result["size"] for result in RESULTS] == [10_000, 100_000, 1_000_000]
    for result in RESULTS:
        assert set(result["operations"]) == set(OPERATIONS), result["size"]


def test_a_changed_figure_is_found():
    text = "<!-- begin ratios -->\n| invented |\n<!-- end -->"
    assert "invented" not in scale_report.filled(text, scale_report.blocks(RESULTS))
