# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketEscalate(models.TransientModel):
    _name = "helpdesk.ticket.escalate"
    _inherit = ["helpdesk.ticket.dialog"]
    _description = "Escalate Helpdesk Tickets"

    reason = fields.Text(
        required=True,
        help="Why somebody else must decide. Managers read it in the Escalated view.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Hand over to",
        domain="[('share', '=', False), ('id', 'in', candidate_ids)]",
        help="The senior person who takes over; empty: the ticket keeps its person.",
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")

    @api.depends("ticket_ids")
    def _compute_candidate_ids(self):
        for dialog in self:
            teams = dialog.ticket_ids.team_id
            # sudo: membership is no secret to whoever handles the team's tickets
            members = [team.sudo().user_ids for team in teams if team.sudo().user_ids]
            common = members[0] if members else self.env["res.users"]
            for users in members[1:]:
                common &= users
            if not members:
                common = common.search([("share", "=", False)])
            dialog.candidate_ids = common

    def action_confirm(self):
        """Escalate the tickets.

        :raises UserError: see ``helpdesk.ticket.action_escalate``
        """
        self._get_tickets().action_escalate(self.reason, user_id=self.user_id.id)
        return self._done()
