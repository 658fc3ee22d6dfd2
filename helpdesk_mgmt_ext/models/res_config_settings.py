# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    helpdesk_create_contact = fields.Boolean(
        related="company_id.helpdesk_create_contact", readonly=False
    )
    helpdesk_match_company = fields.Boolean(
        related="company_id.helpdesk_match_company", readonly=False
    )
