# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Service levels against stock in the same run, on two databases.

``HELPDESK_TEST_DATABASE`` has our addons, ``HELPDESK_STOCK_DATABASE`` only the stock
ones. Nothing is committed. Ratios are asked for, so that a slow machine passes too.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEASURE = Path(__file__).with_name("sla_measure.py")


def measure(variable):
    """Return what ``sla_measure.py`` found on the database named by ``variable``."""
    database = os.environ.get(variable)
    assert database, f"{variable} must name a database"
    path = os.environ.get("HELPDESK_ADDONS_PATH", str(ROOT))
    done = subprocess.run(
        [sys.executable, str(MEASURE), database, path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def both():
    results = {
        "stock": measure("HELPDESK_STOCK_DATABASE"),
        "ours": measure("HELPDESK_TEST_DATABASE"),
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
