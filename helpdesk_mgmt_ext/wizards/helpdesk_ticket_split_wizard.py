# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketSplitWizard(models.TransientModel):
    """Make a ticket of its own of one message."""

    _name = "helpdesk.ticket.split.wizard"
    _description = "Split a Message into a New Ticket"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True)
    available_message_ids = fields.Many2many(
        "mail.message", compute="_compute_available_message_ids"
    )
    message_id = fields.Many2one(
        "mail.message",
        required=True,
        string="Message to split off",
        domain="[('id', 'in', available_message_ids)]",
        help="One that the customer can read; the newest of his own is proposed.",
    )
    name = fields.Char(
        string="Title of the new ticket",
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
    )
    preview = fields.Html(related="message_id.body", string="Text")
    file_count = fields.Integer(compute="_compute_file_count", string="Files")
    notify_customer = fields.Boolean(
        string="Tell the customer",
        help="Mails him the number of the new ticket.",
    )

    @api.model
    def default_get(self, fields):
        vals = super().default_get(fields)
        context = self.env.context
        message = self.env["mail.message"].browse(vals.get("message_id"))
        if message and message.model == "helpdesk.ticket":
            vals["ticket_id"] = message.res_id
        elif context.get("active_model") == "helpdesk.ticket":
            vals["ticket_id"] = vals.get("ticket_id") or context.get("active_id")
        ticket = self.env["helpdesk.ticket"].browse(vals.get("ticket_id"))
        if ticket and not message:
            vals["message_id"] = ticket._split_messages()[:1].id
        return vals

    @api.depends("ticket_id")
    def _compute_available_message_ids(self):
        for wizard in self:
            ticket = wizard.ticket_id
            none = self.env["mail.message"]
            wizard.available_message_ids = ticket._split_messages() if ticket else none

    @api.depends("message_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.message_id.subject or wizard.ticket_id.name

    @api.depends("message_id")
    def _compute_file_count(self):
        for wizard in self:
            wizard.file_count = len(wizard.message_id.attachment_ids)

    def action_split(self):
        """Split the message off and open the new ticket.

        :raises UserError: no message, or one that the customer cannot read
        """
        self.ensure_one()
        ticket = self.ticket_id._split(self.message_id, self.name)
        if self.notify_customer:
            ticket._send_notice("created")
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": ticket.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
