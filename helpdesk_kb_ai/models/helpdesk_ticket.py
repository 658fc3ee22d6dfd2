# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _prepare_page_vals(self, draft):
        """Mark the draft for rewriting where the company allows a model outside."""
        vals = super()._prepare_page_vals(draft)
        if self.env["document.page"]._kb_ai_providers(self.company_id):
            vals["kb_ai_state"] = "pending"
        return vals

    def _draft_article(self):
        page = super()._draft_article()
        if page.kb_ai_state == "pending":
            self.env["helpdesk.background"]._later(
                page, "_kb_rewrite_waiting", "helpdesk_kb_ai.ir_cron_rewrite"
            )
        return page
