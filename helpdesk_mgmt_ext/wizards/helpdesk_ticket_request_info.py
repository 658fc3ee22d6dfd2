# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketRequestInfo(models.TransientModel):
    _name = "helpdesk.ticket.request_info"
    _inherit = ["helpdesk.ticket.dialog"]
    _description = "Ask the Customer of Helpdesk Tickets"

    body = fields.Html(
        string="Your question",
        required=True,
        sanitize=True,
        sanitize_overridable=False,
        help="Sent to the customer by mail. The ticket waits for the answer and goes "
        "back to work when it comes.",
    )
    recipient = fields.Char(compute="_compute_recipient", string="To")

    @api.depends("ticket_ids")
    def _compute_recipient(self):
        for dialog in self:
            emails = [
                ticket._customer_email() or self.env._("(no address)")
                for ticket in dialog.ticket_ids
            ]
            dialog.recipient = ", ".join(dict.fromkeys(emails))

    def action_confirm(self):
        """Send the question and wait for the customer.

        :raises UserError: see ``helpdesk.ticket.action_request_info``
        """
        self._get_tickets().action_request_info(self.body)
        return self._done()
