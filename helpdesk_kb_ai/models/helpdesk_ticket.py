# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _prepare_page_vals(self, draft):
        """Mark the draft for rewriting where the company allows a model outside."""
        vals = super()._prepare_page_vals(draft)
        if self.env["document.page"]._kb_ai_providers(self.company_id):
            vals["kb_ai_state"] = "pending"
            # sudo: waking a job is no matter of rights
            self.env.ref("helpdesk_kb_ai.ir_cron_rewrite").sudo()._trigger()
        return vals
