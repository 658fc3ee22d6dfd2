# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskWebhookEvent(models.Model):
    """Something that happens to a ticket and that a webhook can be told of.

    An addon that emits another event adds its record here by data.
    """

    _name = "helpdesk.webhook.event"
    _description = "Helpdesk Webhook Event"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="The “type” of the message, for example ticket.created."
    )
    description = fields.Char(translate=True)
    sequence = fields.Integer(default=10)

    _code_uniq = models.Constraint("UNIQUE(code)", "This event exists already.")
