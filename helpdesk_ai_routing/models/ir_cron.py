# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _helpdesk_clock_was_set_back(self):
        """Wait no longer for an answer from outside: when it was asked is not known."""
        result = super()._helpdesk_clock_was_set_back()
        now = fields.Datetime.now()
        self.env["helpdesk.ai.analysis"].search(
            [("state", "=", "pending"), ("deadline_at", ">", now)]
        ).deadline_at = now
        return result
