# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time

from odoo import models

#: Seconds one job sends: less than what a worker is given for a request.
JOB_SECONDS = 60


class HelpdeskWebhook(models.Model):
    _inherit = "helpdesk.webhook"

    def _send_waiting(self):
        """Send what is due to these receivers, then see to what is due next."""
        outbox = self.env["helpdesk.webhook.delivery"]
        outbox._send_due(time.monotonic() + JOB_SECONDS, self.ids)
        outbox._wake_for_next()
        self.env["ir.cron"]._commit_progress()
