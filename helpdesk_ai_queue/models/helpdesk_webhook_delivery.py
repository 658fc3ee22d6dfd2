# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.queue_job.job import ENQUEUED, PENDING, STARTED

from .helpdesk_background import NET_SECONDS

CRON = "helpdesk_mgmt_ext.ir_cron_webhook_deliver"
JOB = "_send_waiting"
#: A receiver whose job is under way is looked at again after so many seconds.
LOOK_AGAIN = 5


class HelpdeskWebhookDelivery(models.Model):
    _inherit = "helpdesk.webhook.delivery"

    @api.model
    def _cron_deliver(self):
        """Hand each receiver's messages to a job; send what jobs left lying."""
        jobs = self.env["helpdesk.background"]
        if not jobs._is_runner_alive() or self._is_left_lying():
            return super()._cron_deliver()
        webhooks = self.env["helpdesk.webhook"].browse(self._due_webhook_ids())
        busy = self._with_job(webhooks)
        for webhook in webhooks - busy:
            jobs._queue(webhook, JOB)
        if webhooks:
            jobs._look_later(CRON, LOOK_AGAIN if busy else NET_SECONDS)
        return self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _is_left_lying(self):
        """Whether a message could have been sent a while ago."""
        late = fields.Datetime.now() - timedelta(seconds=NET_SECONDS)
        domain = Domain("webhook_id", "in", self._due_webhook_ids())
        domain &= Domain("state", "=", "pending") & Domain("next_try_at", "<", late)
        return bool(self.search_count(domain, limit=1))

    @api.model
    def _with_job(self, webhooks):
        """Return the receivers that a job waits or is at work for.

        One job at a time for each, so that a slow receiver takes one worker only.
        """
        key = self.env["helpdesk.background"]._key
        by_key = {key(webhook, JOB): webhook.id for webhook in webhooks}
        # sudo: the queue belongs to its managers
        queue_sudo = self.env["queue.job"].sudo()
        domain = Domain("identity_key", "in", list(by_key))
        domain &= Domain("state", "in", [PENDING, ENQUEUED, STARTED])
        found = queue_sudo.search(domain).mapped("identity_key")
        return webhooks.browse({by_key[key] for key in found})
