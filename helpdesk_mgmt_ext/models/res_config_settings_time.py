# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    helpdesk_project_id = fields.Many2one(
        related="company_id.helpdesk_project_id", readonly=False
    )
    helpdesk_timer_max_hours = fields.Float(
        related="company_id.helpdesk_timer_max_hours", readonly=False
    )
    helpdesk_create_employee = fields.Boolean(
        related="company_id.helpdesk_create_employee", readonly=False
    )
