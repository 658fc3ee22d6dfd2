# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When a team's ticket counts as stuck; every rule is off until somebody wants it."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: Roles in which the ball is with us.
WORKING = ("new", "assigned", "in_progress", "investigating", "on_hold", "escalated")


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    stuck_hours = fields.Integer(
        string="Escalate if nothing happens for (hours)",
        help="Neither an answer nor a move for so many clock hours, while the ball is "
        "with us. 0: never.",
    )
    stuck_team_changes = fields.Integer(
        string="Escalate after team changes",
        help="A ticket that was handed from team to team so often. 0: never.",
    )
    stuck_reopenings = fields.Integer(
        string="Escalate after reopenings",
        help="A ticket that came back so often. 0: never.",
    )

    def _stuck_domain(self, now):
        """Return which tickets of this team are stuck at ``now`` and not escalated."""
        self.ensure_one()
        reasons = Domain.FALSE
        if self.stuck_hours > 0:
            since = now - timedelta(hours=self.stuck_hours)
            reasons |= Domain.AND(
                [
                    Domain("last_stage_update", "<", since),
                    Domain("received_at", "<", since),
                    Domain("last_agent_message_at", "=", False)
                    | Domain("last_agent_message_at", "<", since),
                ]
            )
        if self.stuck_team_changes > 0:
            reasons |= Domain("team_change_count", ">=", self.stuck_team_changes)
        if self.stuck_reopenings > 0:
            reasons |= Domain("reopen_count", ">=", self.stuck_reopenings)
        return reasons & Domain(
            [
                ("team_id", "=", self.id),
                ("stage_role", "in", WORKING),
                ("escalation_level", "=", 0),
            ]
        )

    @api.model
    def _watched_jobs(self):
        return super()._watched_jobs() + ["helpdesk_sla_ext.ir_cron_sla_sweep"]
