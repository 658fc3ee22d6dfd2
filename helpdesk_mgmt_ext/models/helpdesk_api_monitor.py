# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Workflows outside that say regularly that they are alive."""

from datetime import timedelta

from odoo import api, fields, models

#: A workflow that has said nothing for so long is missed.
SILENCE = timedelta(minutes=5)


class HelpdeskApiMonitor(models.Model):
    """A workflow becomes known with its first heartbeat; archive it to forget it."""

    _name = "helpdesk.api.monitor"
    _description = "Outside Workflow"
    _order = "name"

    name = fields.Char(required=True, readonly=True)
    active = fields.Boolean(
        default=True, help="Archived: nobody is told when it falls silent."
    )
    last_at = fields.Datetime(string="Last heartbeat", required=True, readonly=True)
    told_at = fields.Datetime(
        string="Silence reported", readonly=True, help="Empty while it is alive."
    )
    silent = fields.Boolean(compute="_compute_silent")

    _name_uniq = models.Constraint("UNIQUE(name)", "This workflow is known already.")

    @api.depends("last_at")
    def _compute_silent(self):
        now = fields.Datetime.now()
        for monitor in self:
            monitor.silent = monitor.last_at < now - SILENCE

    @api.model
    def _beat(self, name):
        """Note that the workflow is alive, in one statement; return the moment.

        The caller's webhooks show it, too.
        """
        now = fields.Datetime.now()
        self.env.cr.execute(
            """
            INSERT INTO helpdesk_api_monitor (name, active, last_at)
                 VALUES (%s, true, %s)
            ON CONFLICT (name) DO UPDATE SET last_at = %s, told_at = NULL
            """,
            (name, now, now),
        )
        self.invalidate_model(["last_at", "told_at", "silent"])
        # sudo: the caller has no access to any model
        webhooks = self.env["helpdesk.webhook"].sudo()
        webhooks.search([("echo_user_id", "=", self.env.uid)]).last_heartbeat_at = now
        return now

    @api.model
    def _cron_watch(self):
        """Tell the administrators once about each workflow that has fallen silent.

        Nothing depends on it: escalation and analysis are done here all the same.
        """
        now = fields.Datetime.now()
        silent = self.search([("last_at", "<", now - SILENCE), ("told_at", "=", False)])
        silent = silent.try_lock_for_update()
        if silent:
            silent.told_at = now
            silent._tell_administrators()

    def _tell_administrators(self):
        admins = self.env.ref("base.group_system").all_user_ids.filtered(
            lambda user: user.active and not user.share and not user._is_superuser()
        )
        for monitor in self:
            self.env["mail.thread"].with_user(
                self.env["helpdesk.ticket"]._bot_user()
            ).sudo().message_notify(  # sudo: the bot sends, whoever runs the job
                partner_ids=admins.partner_id.ids,
                subject=self.env._("Helpdesk: %s has fallen silent", monitor.name),
                body=self.env._(
                    "The outside workflow %(name)s has not been heard of since %(at)s "
                    "UTC. Odoo goes on without it: it escalates and analyses itself. "
                    "Look whether n8n is running and its API key is valid, or archive "
                    "the workflow under Configuration, Outside Workflows.",
                    name=monitor.name,
                    at=fields.Datetime.to_string(monitor.last_at),
                ),
            )
