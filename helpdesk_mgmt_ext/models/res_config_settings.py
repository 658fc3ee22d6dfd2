# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    helpdesk_create_contact = fields.Boolean(
        related="company_id.helpdesk_create_contact", readonly=False
    )
    helpdesk_public_form = fields.Boolean(
        related="company_id.helpdesk_public_form", readonly=False
    )
    helpdesk_match_company = fields.Boolean(
        related="company_id.helpdesk_match_company", readonly=False
    )
    helpdesk_portal_visibility = fields.Selection(
        related="company_id.helpdesk_portal_visibility", readonly=False
    )
