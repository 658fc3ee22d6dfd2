# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskTicketChildren(models.TransientModel):
    """Tell or solve all open tickets of an incident at once."""

    _name = "helpdesk.ticket.children"
    _description = "Update the Tickets of an Incident"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, string="Incident")
    open_child_count = fields.Integer(related="ticket_id.open_child_count")
    resolution_summary = fields.Text(related="ticket_id.resolution_summary")
    body = fields.Text(
        string="Message",
        help="Mailed to the customer of each open ticket; nobody sees the others.",
    )
    resolve = fields.Boolean(
        string="Resolve them",
        help="With the solution of the incident, which each customer is asked to "
        "confirm.",
    )

    @api.model
    def default_get(self, fields):
        vals = super().default_get(fields)
        context = self.env.context
        if not vals.get("ticket_id") and context.get("active_model") == (
            "helpdesk.ticket"
        ):
            vals["ticket_id"] = context.get("active_id")
        return vals

    def action_apply(self):
        """Post the message, then resolve, on all open tickets of the incident.

        :raises UserError: nothing to do, no open ticket, or no solution to resolve with
        """
        self.ensure_one()
        text = (self.body or "").strip()
        if not text and not self.resolve:
            raise UserError(self.env._("Write a message or choose to resolve."))
        if text:
            self.ticket_id.action_message_children(text)
        if self.resolve:
            self.ticket_id.action_resolve_children()
        return {"type": "ir.actions.act_window_close"}
