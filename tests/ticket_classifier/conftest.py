# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""``ticket_classifier`` is tested as plain Python: no Odoo, no database."""

import sys

import pytest
from classifier_data import ADDON, rows_of

if str(ADDON) not in sys.path:
    sys.path.insert(0, str(ADDON))


@pytest.fixture(scope="session")
def dev_rows():
    return rows_of("dev.csv")


@pytest.fixture(scope="session")
def trained(dev_rows):
    """A classifier and report trained on the shipped tickets."""
    from ticket_classifier.__main__ import lexicon_named, prepare
    from ticket_classifier.learning import train

    labels = [row["team"] for row in dev_rows]
    return train(prepare(dev_rows), labels, lexicon_named(set(labels)))
