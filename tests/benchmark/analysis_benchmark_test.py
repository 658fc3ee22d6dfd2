# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The report over a million tickets against grouping the bare table in the same run.

``HELPDESK_TEST_DATABASE`` has our addons. Nothing is committed. Query counts and ratios
are asked for; the seconds are printed: a pivot should take under three.
"""

import pytest


@pytest.fixture(scope="module")
def results(measure):
    found = measure("analysis_measure.py", "HELPDESK_TEST_DATABASE")
    print()
    for name, values in found.items():
        print(f"{name:12} {values['queries']:>4} q {values['seconds']:>8} s")
    return found


def test_a_pivot_is_a_query_or_two(results):
    assert results["pivot"]["queries"] <= 3  # the groups and the names of the teams


def test_the_report_costs_little_more_than_the_bare_table(results):
    assert results["pivot"]["seconds"] <= results["plain"]["seconds"] * 2


def test_rates_cost_no_query_per_group(results):
    assert results["rates"]["queries"] <= 3
    assert results["percentiles"]["queries"] == 1
