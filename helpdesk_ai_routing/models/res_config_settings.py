# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    helpdesk_ai_routing_enabled = fields.Boolean(
        related="company_id.helpdesk_ai_routing_enabled", readonly=False
    )
    helpdesk_ai_threshold = fields.Float(
        related="company_id.helpdesk_ai_threshold", readonly=False
    )
    helpdesk_ai_audit_percent = fields.Integer(
        related="company_id.helpdesk_ai_audit_percent", readonly=False
    )
    helpdesk_ai_apply_priority = fields.Boolean(
        related="company_id.helpdesk_ai_apply_priority", readonly=False
    )
    helpdesk_ai_external_allowed = fields.Boolean(
        related="company_id.helpdesk_ai_external_allowed", readonly=False
    )
    helpdesk_ai_paused = fields.Boolean(related="company_id.helpdesk_ai_paused")

    def action_helpdesk_ai_resume(self):
        """Route again after the system had switched itself off."""
        self.ensure_one()
        self.company_id._helpdesk_ai_resume()
        return {"type": "ir.actions.client", "tag": "reload"}
