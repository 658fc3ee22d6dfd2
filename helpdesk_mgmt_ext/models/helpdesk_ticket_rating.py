# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.rating.models.rating_data import _rating_to_grade


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.depends("rating_ids.rating")
    def _compute_percentage(self):
        """Compute the share of great ratings for all at once; stock asks per ticket."""
        domain = Domain("res_model", "=", self._name) & Domain(
            [("res_id", "in", self.ids), ("consumed", "=", True), ("rating", ">=", 1)]
        )
        groups = self.env["rating.rating"]._read_group(
            domain, ["res_id", "rating"], ["__count"]
        )
        totals, great = defaultdict(int), defaultdict(int)
        for ticket_id, rating, count in groups:
            totals[ticket_id] += count
            great[ticket_id] += count if _rating_to_grade(rating) == "great" else 0
        for ticket in self:
            total = totals[ticket.id]
            share = great[ticket.id] * 100 / total if total else -1
            ticket.positive_rate_percentage = share
