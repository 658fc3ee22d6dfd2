# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

#: Priorities that the filter "High Priority" and the counter mean: High and Urgent.
HIGH_PRIORITIES = ("2", "3")


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    @api.depends("ticket_ids", "ticket_ids.stage_id", "ticket_ids.priority")
    def _compute_todo_tickets(self):
        """Count the open tickets; stock counts one of two high priorities only."""
        result = super()._compute_todo_tickets()
        counts = dict(
            self.env["helpdesk.ticket"]._read_group(
                [
                    ("team_id", "in", self.ids),
                    ("closed", "=", False),
                    ("priority", "in", HIGH_PRIORITIES),
                ],
                ["team_id"],
                ["__count"],
            )
        )
        for team in self:
            team.todo_ticket_count_high_priority = counts.get(team._origin, 0)
        return result
