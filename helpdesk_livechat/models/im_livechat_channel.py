# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ImLivechatChannel(models.Model):
    _inherit = "im_livechat.channel"

    helpdesk_team_id = fields.Many2one(
        "helpdesk.ticket.team",
        help="Tickets made of this channel's chats go to this team. Without one they "
        "are routed like any other ticket.",
    )
