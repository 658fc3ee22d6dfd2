# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketHold(models.TransientModel):
    _name = "helpdesk.ticket.hold"
    _inherit = ["helpdesk.ticket.dialog"]
    _description = "Put Helpdesk Tickets On Hold"

    blocker_note = fields.Text(
        string="What blocks it?",
        required=True,
        help="Who or what we wait for, and until when. Colleagues read it on the card.",
    )

    def action_confirm(self):
        """Put the tickets on hold.

        :raises UserError: see ``helpdesk.ticket.action_hold``
        """
        self._get_tickets().action_hold(self.blocker_note)
        return self._done()
