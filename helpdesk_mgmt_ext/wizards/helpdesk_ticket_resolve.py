# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketResolve(models.TransientModel):
    _name = "helpdesk.ticket.resolve"
    _inherit = ["helpdesk.ticket.dialog"]
    _description = "Resolve Helpdesk Tickets"

    summary = fields.Text(
        string="Solution",
        help="What was done, in words that the customer understands: he reads it.",
    )
    testing = fields.Text(
        string="Testing done", help="How it was checked that it works."
    )
    expected_result = fields.Text(
        string="Expected result",
        help="What the customer should see now, step by step.",
    )
    summary_required = fields.Boolean(compute="_compute_summary_required")
    close_now = fields.Boolean(
        string="Close at once (quick win)",
        help="Close without waiting for the customer's confirmation, for requests that "
        "were answered on the spot.",
    )

    @api.model
    def default_get(self, fields):
        """Start from what the agent has noted on the ticket already."""
        vals = super().default_get(fields)
        ids = self.new({"ticket_ids": vals.get("ticket_ids")}).ticket_ids.ids
        if len(ids) == 1:
            ticket = self.env["helpdesk.ticket"].browse(ids)
            vals.setdefault("summary", ticket.resolution_summary)
            vals.setdefault("testing", ticket.resolution_testing)
            vals.setdefault("expected_result", ticket.resolution_expected_result)
        return vals

    @api.depends("ticket_ids")
    def _compute_summary_required(self):
        for dialog in self:
            # sudo: the team's rules bind everybody who may write the ticket
            teams = [ticket.team_id.sudo() for ticket in dialog.ticket_ids]
            dialog.summary_required = any(
                not team or team.require_summary for team in teams
            )

    def action_confirm(self):
        """Deliver the solution; an officer may close at once.

        :raises UserError: see ``helpdesk.ticket.action_resolve``
        """
        tickets = self._get_tickets()
        if self.close_now:
            tickets.write(self._prepare_resolution_vals())
            tickets.action_close("solved")
        else:
            tickets.action_resolve(
                self.summary,
                testing=self.testing,
                expected_result=self.expected_result,
            )
        return self._done()

    def _prepare_resolution_vals(self):
        texts = {
            "resolution_summary": self.summary,
            "resolution_testing": self.testing,
            "resolution_expected_result": self.expected_result,
        }
        return {name: text for name, text in texts.items() if text}
