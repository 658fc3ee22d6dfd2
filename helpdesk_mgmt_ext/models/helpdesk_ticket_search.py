# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What makes searching and sorting quick among a million tickets."""

from odoo import fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    # A word anywhere in them, as the search bar and the portal look for it. Without
    # the extension pg_trgm there is no such index, and each ticket is read.
    name = fields.Char(index="trigram")
    number = fields.Char(index="trigram")
    description = fields.Html(index="trigram")

    # Periods: the dashboard, "closed today".
    resolved_at = fields.Datetime(index="btree_not_null")
    closed_date = fields.Datetime(index="btree_not_null")

    # The form counts the duplicates of each ticket it shows.
    duplicate_id = fields.Many2one(index="btree_not_null")

    # The order of our list.
    _urgent_first_idx = models.Index("(priority desc, received_at)")
