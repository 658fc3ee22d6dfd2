# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    helpdesk_csat_cap_days = fields.Integer(
        related="company_id.helpdesk_csat_cap_days", readonly=False
    )
    helpdesk_csat_expiry_days = fields.Integer(
        related="company_id.helpdesk_csat_expiry_days", readonly=False
    )
    helpdesk_csat_correction_minutes = fields.Integer(
        related="company_id.helpdesk_csat_correction_minutes", readonly=False
    )
