# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a receiver is doing, from what it answers."""

from datetime import timedelta

from odoo import models

from ..webhook_client import rest_after

#: A receiver's last success is noted no more often (seconds).
SUCCESS_NOTED = 60


class HelpdeskWebhook(models.Model):
    _inherit = "helpdesk.webhook"

    def _note_success(self, now):
        """The receiver works: forget its failures."""
        self.ensure_one()
        if self.failure_count or self.resting_until:
            self.write(
                {"failure_count": 0, "resting_until": False, "last_success_at": now}
            )
        elif (
            not self.last_success_at
            or (now - self.last_success_at).total_seconds() > SUCCESS_NOTED
        ):
            self.last_success_at = now

    def _note_failure(self, now, answer):
        """Leave the receiver alone after some failures, or when it asks for it.

        Calls that were under way when its rest began do not make that longer.
        """
        self.ensure_one()
        rests = self.resting_until and self.resting_until > now
        failures = self.failure_count + (0 if rests else 1)
        asked = answer.retry_after if answer.status in (429, 503) else 0
        rest = max(rest_after(failures), asked or 0)
        self.write(
            {
                "failure_count": failures,
                "resting_until": now + timedelta(seconds=rest) if rest else False,
                "last_failure_at": now,
                "last_error": answer.error,
            }
        )
        if answer.refused:
            self._alert(answer.error)

    def _note_refusal(self, now, answer, gone):
        """It refused a message for good, or all: an administrator is told."""
        self.ensure_one()
        vals = {"last_failure_at": now, "last_error": answer.error}
        self.write({**vals, "active": False} if gone else vals)
        self._alert(answer.error)

    def _alert(self, error):
        """Give an administrator something to do, once until it is done."""
        self.ensure_one()
        if self.activity_ids:
            return
        admins = self.env.ref("base.group_system").all_user_ids.filtered("active")
        who = self.user_id if self.user_id in admins else admins[:1]
        note = self.env._(
            "The webhook “%(name)s” needs you: %(error)s. What could not be delivered "
            "is in its log and can be replayed.",
            name=self.name,
            error=error,
        )
        self.activity_schedule(
            "mail.mail_activity_data_warning", user_id=who.id, note=note
        )
