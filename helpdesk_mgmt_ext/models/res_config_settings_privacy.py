# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    helpdesk_anonymise_months = fields.Integer(
        related="company_id.helpdesk_anonymise_months", readonly=False
    )
    helpdesk_delete_months = fields.Integer(
        related="company_id.helpdesk_delete_months", readonly=False
    )
