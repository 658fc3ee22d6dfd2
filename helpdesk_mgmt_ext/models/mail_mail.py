# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mails wait for a mail server that is down, instead of being given up at once."""

from datetime import timedelta

from odoo import api, fields, models, modules

#: A mail is tried again after half of its age, within these limits …
FIRST_RETRY = timedelta(minutes=2)
LAST_RETRY = timedelta(hours=1)
#: … and given up, for somebody to look at it, when it is that old.
GIVEN_UP_AFTER = timedelta(days=3)


class MailMail(models.Model):
    _inherit = "mail.mail"

    def send_after_commit(self):
        """Leave the mails of tickets to the queue, which runs at once.

        Core sends them itself after the commit, while the queue may be at the same
        mails: they leave twice, or whoever wrote is told of an error although his
        message is stored. And he waits for the mail server, however slow. Where an
        administrator has switched the queue off core goes on sending.
        """
        if modules.module.current_test:  # as core does: nothing is committed then
            return super().send_after_commit()
        ours = self.filtered(lambda mail: mail.model == "helpdesk.ticket")
        cron = ours and self.env.ref("mail.ir_cron_mail_scheduler_action", False)
        # sudo: who sends a mail may neither read nor schedule jobs
        cron = cron and cron.sudo().filtered("active")
        if not cron:
            return super().send_after_commit()
        cron._trigger()
        others = self - ours
        return super(MailMail, others).send_after_commit() if others else None

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        result = super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        # Core says so of mails whose server could not be reached, and of no other:
        # none of them has left the house, so that none can arrive twice.
        if failure_type == "mail_smtp" and not success_pids and not success_emails:
            self.exists()._helpdesk_send_later()
        return result

    def _helpdesk_send_later(self):
        """Queue mails of tickets again, ever later; core would drop them.

        Their tickets stay marked as not delivered until the mail has left.
        """
        now = fields.Datetime.now()
        mails = self.filtered(
            lambda m: (
                m.model == "helpdesk.ticket"
                and m.state == "exception"
                and now - m.date < GIVEN_UP_AFTER
            )
        )
        moments = []
        for mail in mails:
            delay = min(max((now - mail.date) / 2, FIRST_RETRY), LAST_RETRY)
            moments.append(now + delay)
            mail.write({"state": "outgoing", "scheduled_date": moments[-1]})
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action", False)
        if moments and cron:
            # sudo: who sends a mail may not schedule jobs
            cron.sudo()._trigger(at=max(moments))

    @api.model
    def _helpdesk_follow_clock(self):
        """Send now what waits for another try since before the clock was set back."""
        self.search(
            [
                ("model", "=", "helpdesk.ticket"),
                ("state", "=", "outgoing"),
                ("failure_reason", "!=", False),
                ("scheduled_date", ">", fields.Datetime.now()),
            ]
        ).scheduled_date = False
