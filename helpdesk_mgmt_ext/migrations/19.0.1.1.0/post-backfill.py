# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give tickets from before history and figures, as far as they can be known."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["helpdesk.ticket"]._backfill_metrics()
