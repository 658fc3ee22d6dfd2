# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    chat_session_id = fields.Many2one(
        "discuss.channel",
        string="Chat",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
        help="The conversation this ticket was made of.",
    )
    chat_message_id = fields.Integer(
        string="Last chat message taken over", copy=False, readonly=True
    )
