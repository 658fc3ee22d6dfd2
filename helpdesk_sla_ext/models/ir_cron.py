# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _helpdesk_clock_was_set_back(self):
        """Targets that wait for another try, or to be counted anew, are swept now."""
        result = super()._helpdesk_clock_was_set_back()
        now = fields.Datetime.now()
        waits = Domain("sweep_error", "!=", False) | Domain(
            "refold_reason", "!=", False
        )
        rows = self.env["helpdesk.ticket.sla"].search(
            waits & Domain("next_at", ">", now)
        )
        rows.next_at = now
        rows._wake_sweep(rows[:1])
        return result
