# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Promises on the live board: what is overdue, what will be soon, what comes first."""

from odoo import api, fields, models
from odoo.fields import Domain


class HelpdeskOverview(models.AbstractModel):
    _inherit = "helpdesk.overview"

    @api.model
    def _get_own_tiles(self):
        own = Domain("user_id", "=", self.env.uid)
        return [
            *super()._get_own_tiles(),
            self._tile(
                "my_due_today",
                "mine",
                self.env._("Due today"),
                "fa-calendar-check-o",
                own & Domain("sla_deadline", "<", "today +1d"),
                hint=self.env._("Promised until tonight, or overdue"),
                tone="warning",
            ),
        ]

    @api.model
    def _get_waiting_tiles(self):
        return [
            self._tile(
                "at_risk",
                "all",
                self.env._("At risk"),
                "fa-exclamation-triangle",
                Domain("sla_state", "=", "at_risk"),
                hint=self.env._("A promise is nearly due"),
                tone="warning",
                team=True,
            ),
            self._tile(
                "breached",
                "all",
                self.env._("Breached"),
                "fa-fire",
                Domain("sla_state", "=", "breached"),
                hint=self.env._("A promise was not kept, the ticket is open"),
                tone="danger",
                team=True,
            ),
            *super()._get_waiting_tiles(),
        ]

    @api.model
    def _get_next_fields(self):
        return [*super()._get_next_fields(), "sla_deadline", "sla_state"]

    @api.model
    def _get_next_order(self):
        return f"sla_deadline NULLS LAST, {super()._get_next_order()}"

    @api.model
    def _prepare_next(self, ticket):
        values = super()._prepare_next(ticket)
        if ticket.sla_deadline:
            tones = {"breached": "danger", "at_risk": "warning"}
            values["when"] = {
                "label": self.env._("Due"),
                "at": fields.Datetime.to_string(ticket.sla_deadline),
                "tone": tones.get(ticket.sla_state, ""),
            }
        return values
