# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""HELPDESK_TEST_DATABASE names a database with all our addons; n8n is installed."""

import os

import pytest
from house import House


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    house = House(os.environ["HELPDESK_TEST_DATABASE"], tmp_path_factory.mktemp("n8n"))
    try:
        house.open()
        yield house
    finally:
        house.close()
