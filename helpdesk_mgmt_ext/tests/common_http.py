# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase

#: Seconds a tour may take on a machine that does other things, too.
PATIENCE = 300


class HelpdeskHttpCase(HttpCase):
    """Tours that fail for what they see, not because the machine is slow.

    ``patience.esm.js`` says so of their steps.
    """

    def start_tour(self, url_path, tour_name, **kwargs):
        return super().start_tour(
            url_path, tour_name, **{"timeout": PATIENCE, **kwargs}
        )
