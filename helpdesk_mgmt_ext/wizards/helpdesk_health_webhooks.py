# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

#: A message that waits for so long is a backlog.
BACKLOG_HOURS = 1


class HelpdeskHealth(models.TransientModel):
    _inherit = "helpdesk.health"

    @api.model
    def _health_checks(self):
        return [
            *super()._health_checks(),
            *self._check_webhooks(),
            self._check_workflows(),
        ]

    @api.model
    def _check_workflows(self):
        # sudo: managers may not read them; only their names are told
        monitors = self.env["helpdesk.api.monitor"].sudo()
        known = monitors.search([("active", "=", True)])
        silent = known.filtered("silent")
        return self._row(
            "workflows",
            self.env._("Outside workflows"),
            silent and self.env._("Fallen silent: %s", self._names(silent)),
            self._names(known) or self.env._("None is set up"),
            remedy=self._admin_remedy("helpdesk_mgmt_ext.helpdesk_api_monitor_action"),
        )

    @api.model
    def _check_webhooks(self):
        """Return one row per webhook that is on, or one that says there is none."""
        webhooks = self.env["helpdesk.webhook"].search([("active", "=", True)])
        if not webhooks:
            none = self.env._("None is set up")
            return [self._row("webhooks", self.env._("Webhooks"), None, none)]
        overdue = self._overdue_webhooks(webhooks)
        return [self._check_webhook(webhook, overdue) for webhook in webhooks]

    @api.model
    def _overdue_webhooks(self, webhooks):
        """Return the webhooks for which something has waited for too long."""
        limit = fields.Datetime.now() - timedelta(hours=BACKLOG_HOURS)
        groups = self.env["helpdesk.webhook.delivery"]._read_group(
            [
                ("webhook_id", "in", webhooks.ids),
                ("state", "in", ("pending", "sending")),
                ("occurred_at", "<", limit),
            ],
            ["webhook_id"],
        )
        return webhooks.browse(webhook.id for (webhook,) in groups)

    @api.model
    def _check_webhook(self, webhook, overdue):
        resting = webhook.breaker_state != "closed"
        problem = None
        good = self.env._("Nothing delivered yet")
        if webhook.last_success_at:
            good = self.env._("Last success: %s UTC", webhook.last_success_at)
        if resting:
            problem = self.env._(
                "It fails, %(waiting)s messages wait: %(error)s",
                waiting=webhook.waiting_count,
                error=webhook.last_error or "",
            )
        elif webhook in overdue:
            problem = self.env._("%s messages wait", webhook.waiting_count)
        elif webhook.dead_count:
            problem = self.env._(
                "%s messages could not be delivered", webhook.dead_count
            )
        return self._row(
            f"webhook_{webhook.id}",
            self.env._("Webhook %s", webhook.name),
            problem,
            good,
            remedy="helpdesk_mgmt_ext.helpdesk_webhook_action",
            status="error" if resting or webhook in overdue else "warning",
        )
