# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketSplitWizard(models.TransientModel):
    """Make a ticket of its own of one message."""

    _name = "helpdesk.ticket.split.wizard"
    _description = "Split a Message into a New Ticket"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True)
    message_id = fields.Many2one("mail.message", required=True, string="Message")
    choice = fields.Selection(
        selection="_selection_choice",
        string="Message to split off",
        help="What the customer can read, his own messages first.",
    )
    name = fields.Char(
        string="Title of the new ticket",
        compute="_compute_name",
        store=True,
        readonly=False,
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
        message = self.env["mail.message"].browse(context.get("default_message_id"))
        if message and message.model == "helpdesk.ticket":
            vals["ticket_id"] = message.res_id
        elif context.get("active_model") == "helpdesk.ticket":
            vals.setdefault("ticket_id", context.get("active_id"))
        ticket = self.env["helpdesk.ticket"].browse(vals.get("ticket_id"))
        if ticket and not message:
            vals["message_id"] = ticket._split_messages()[:1].id
        vals["choice"] = str(vals.get("message_id") or "") or False
        return vals

    @api.model
    def _selection_choice(self):
        """Return the messages of the ticket at hand, each by author, date and text."""
        context = self.env.context
        message = self.env["mail.message"].browse(context.get("default_message_id"))
        ticket_id = message.res_id if message else context.get("active_id")
        ticket = self.env["helpdesk.ticket"].browse(ticket_id)
        if not ticket or (not message and context.get("active_model") != ticket._name):
            return []
        return [(str(m.id), self._label(m)) for m in ticket._split_messages()]

    @api.model
    def _label(self, message):
        author = message.author_id.name or message.email_from or ""
        return f"{author}, {message.date:%Y-%m-%d %H:%M}: {message.preview or ''}"[:120]
