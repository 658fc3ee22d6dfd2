# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketResolve(models.TransientModel):
    _inherit = "helpdesk.ticket.resolve"

    may_convert = fields.Boolean(compute="_compute_may_convert")

    @api.depends("ticket_ids")
    def _compute_may_convert(self):
        """An opportunity is made of one ticket that has none being worked on."""
        for wizard in self:
            tickets = wizard.ticket_ids
            wizard.may_convert = len(tickets) == 1 and not tickets.has_open_opportunity

    def action_confirm_and_convert(self):
        """Deliver the solution, then make an opportunity of what came up on the way."""
        tickets = self._get_tickets()
        self.action_confirm()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "helpdesk_mgmt_crm.helpdesk_ticket_create_lead_action"
        )
        action["context"] = {"active_id": tickets[:1].id}
        return action
