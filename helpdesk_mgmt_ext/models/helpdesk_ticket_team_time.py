# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    require_time = fields.Boolean(
        string="Resolution needs time",
        help="A ticket can be resolved only when somebody has logged time on it, or "
        "has a timer running.",
    )
