# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskKbReject(models.TransientModel):
    _name = "helpdesk.kb.reject"
    _description = "Reject a Proposed Article"

    revision_ids = fields.Many2many(
        "document.page.history",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char(required=True)

    def action_reject(self):
        """Reject the revisions with the reason."""
        self.ensure_one()
        return self.revision_ids.action_kb_reject(self.reason)
