# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The work with tickets against stock in the same run, on two databases.

``HELPDESK_TEST_DATABASE`` has our addons, ``HELPDESK_STOCK_DATABASE`` only the stock
ones. Nothing is committed. Query counts and ratios are asked for, no times.
"""

import pytest


@pytest.fixture(scope="module")
def both(measure):
    stock = measure("ticket_measure.py", "HELPDESK_STOCK_DATABASE")
    ours = measure("ticket_measure.py", "HELPDESK_TEST_DATABASE")
    print(f"\n{'':16} {'stock':>24} {'ours':>24}   ratio of CPU")
    for name, mine in ours.items():
        other = stock[name]
        print(
            f"{name:16} {other['queries']:>9} q {other['cpu']:>7} s CPU"
            f" {mine['queries']:>9} q {mine['cpu']:>7} s CPU"
            f"   {mine['cpu'] / max(other['cpu'], 0.001):.2f}"
        )
    return stock, ours


def further(values, few, many, number):
    return (values[many]["queries"] - values[few]["queries"]) / number


def test_a_further_ticket_of_a_batch_costs_three_queries_at_most(both):
    assert further(both[1], "create_few", "create", 450) <= 3


def test_moving_a_further_ticket_costs_three_queries_at_most(both):
    assert both[1]["move"]["queries"] / 500 <= 3


@pytest.mark.parametrize("work", ["create", "move", "partners_large"])
def test_no_more_queries_than_stock(both, work):
    stock, ours = both
    # facts, hooks and service levels cost a few for the whole batch, none per ticket
    assert ours[work]["queries"] <= stock[work]["queries"] * 1.1


@pytest.mark.parametrize("view", ["list", "kanban", "partners", "partner"])
def test_queries_do_not_grow_with_the_table(both, view):
    ours = both[1]
    # the seeded tickets open columns of the kanban that were empty before
    columns = 12 if view == "kanban" else 2
    grown = ours[f"{view}_large"]["queries"] - ours[f"{view}_small"]["queries"]
    assert grown <= columns


@pytest.mark.parametrize("view", ["partners"])
def test_large_table_costs_no_more_than_stock(both, view):
    stock, ours = both
    assert ours[f"{view}_large"]["cpu"] <= stock[f"{view}_large"]["cpu"]
