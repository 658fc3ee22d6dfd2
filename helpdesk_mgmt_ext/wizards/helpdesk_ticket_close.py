# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketClose(models.TransientModel):
    _name = "helpdesk.ticket.close"
    _inherit = ["helpdesk.ticket.dialog"]
    _description = "Close Helpdesk Tickets"

    outcome = fields.Selection(
        [
            ("solved", "Solved"),
            ("confirmed", "The customer confirmed that it works"),
            ("no_reply", "The customer does not answer"),
            ("cancelled", "Cancelled: no longer needed"),
            ("rejected", "Rejected: not for us"),
        ],
        required=True,
        default="solved",
        help="Cancelled and rejected tickets do not count in the reports on service "
        "level and satisfaction.",
    )
    reason = fields.Text(
        string="Note", help="Kept in the ticket's history, for colleagues."
    )

    def action_confirm(self):
        """Close the tickets with the chosen outcome.

        :raises UserError: see ``action_close``, ``action_cancel``, ``action_reject``
        """
        tickets = self._get_tickets()
        if self.outcome == "cancelled":
            tickets.action_cancel(self.reason)
        elif self.outcome == "rejected":
            tickets.action_reject(self.reason)
        else:
            self._log_reason(tickets)
            tickets.action_close(self.outcome)
        return self._done()

    def _log_reason(self, tickets):
        if (self.reason or "").strip():
            tickets.check_access("write")
            tickets._message_log_batch(
                bodies=dict.fromkeys(tickets.ids, self.reason.strip())
            )
