# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskHealth(models.TransientModel):
    _inherit = "helpdesk.health"

    @api.model
    def _health_checks(self):
        return [*super()._health_checks(), self._check_calendars()]

    @api.model
    def _check_calendars(self):
        """Return whether the promises of every team are counted in its own hours."""
        teams = self.env["helpdesk.ticket.team"].search([("use_sla", "=", True)])
        without = teams.filtered(lambda team: not team._sla_calendar()[1])
        problem = without and self.env._(
            "Working hours are missing or never open: %s. Those of the company count "
            "instead, else day and night.",
            self._names(without),
        )
        return self._row(
            "calendars",
            self.env._("Working hours"),
            problem,
            self.env._("%s teams with promises, each with its hours", len(teams)),
            remedy="helpdesk_mgmt.helpdesk_ticket_team_action",
        )
