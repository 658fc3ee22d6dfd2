# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Service levels against stock in the same run, on two databases.

``HELPDESK_TEST_DATABASE`` has our addons, ``HELPDESK_STOCK_DATABASE`` only the stock
ones. Nothing is committed. Ratios are asked for, so that a slow machine passes too.
"""

import pytest


@pytest.fixture(scope="module")
def both(measure):
    results = {
        "stock": measure("sla_measure.py", "HELPDESK_STOCK_DATABASE"),
        "ours": measure("sla_measure.py", "HELPDESK_TEST_DATABASE"),
    }
    for name, values in results.items():
        print(f"\n{name}")
        for key, value in values.items():
            print(f"  {key}: {value}")
    return results


def service_level_cost(values, name):
    """Return the CPU seconds of 500 creations less those without service levels."""
    with_them = values[f"{name}_create_500"]["cpu"]
    return with_them - values[f"{name}_create_500_without"]["cpu"]


@pytest.mark.parametrize("name", ["stage", "metric"])
def test_creating_is_four_times_as_fast(both, name):
    stock = service_level_cost(both["stock"], "stage")
    assert stock >= 4 * service_level_cost(both["ours"], name)


@pytest.mark.parametrize("name", ["stage", "metric"])
def test_a_further_ticket_costs_three_queries_at_most(both, name):
    values = both["ours"]
    more = values[f"{name}_create_500"]["queries"]
    more -= values[f"{name}_create_100"]["queries"]
    without = values[f"{name}_create_500_without"]["queries"]
    assert more / 400 - without / 500 <= 3


@pytest.mark.parametrize("name", ["stage", "metric"])
def test_moving_is_four_times_as_fast(both, name):
    stock = both["stock"]["stage_move"]["cpu"]
    assert stock >= 4 * both["ours"][f"{name}_move"]["cpu"]


def test_a_sweep_with_nothing_due_is_quick_and_uses_the_index(both):
    ours = both["ours"]
    assert ours["sweep_nothing_due"]["seconds"] < 0.05
    assert "helpdesk_ticket_sla_next_at_idx" in ours["sweep_plan"]


def test_a_sweep_is_linear_in_what_is_due(both):
    few, many = (both["ours"][f"sweep_{number}_due"]["cpu"] for number in (250, 1000))
    assert many <= 4 * few * 1.5
