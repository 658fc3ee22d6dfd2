# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where the classifier and its data lie."""

import csv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "helpdesk_ai_routing"
DATA = ROOT / "tests" / "data" / "tickets"


def rows_of(name):
    """Return the rows of a shipped data file."""
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
