# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clock was set back: nothing waits for the time that was before (R32)."""

from datetime import datetime, timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_webhook import WebhookCommon

AHEAD = timedelta(days=40)
LOGGER = "odoo.addons.helpdesk_mgmt_ext.models.ir_cron"


@tagged("post_install", "-at_install")
class TestClockSetBack(WebhookCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = cls.env.cr.now().replace(microsecond=0)
        cls.then = cls.now + AHEAD
        cls.job = cls.env.ref("helpdesk_mgmt_ext.ir_cron_lifecycle")
        cls.other = cls.env.ref("helpdesk_mgmt_ext.ir_cron_mail_retry")

    def _was_run(self, job, at, **vals):
        job.write({"nextcall": at + timedelta(minutes=5), "lastcall": at, **vals})

    @mute_logger(LOGGER)
    def _run(self, job):
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()

    def _is_soon(self, job, minutes):
        ahead = job.nextcall - datetime.now()
        return timedelta(0) < ahead <= timedelta(minutes=minutes)

    def test_first_job_that_runs_puts_all_right(self):
        self._was_run(self.job, self.then)
        self._was_run(self.other, self.then)
        self._run(self.other)
        self.assertTrue(self._is_soon(self.other, 10))
        self.assertTrue(self._is_soon(self.job, 5))

    def test_job_that_is_to_run_later_is_left_alone(self):
        self._was_run(self.job, self.then)
        # put off by an administrator: it never ran in a time that is ahead
        nightly = {"interval_type": "days", "interval_number": 1}
        self._was_run(self.other, self.now, nextcall=self.then, **nightly)
        self._run(self.job)
        self.assertEqual(self.other.nextcall, self.then)

    def test_job_put_off_before_or_after_the_clock_was_set_back_stays_put_off(self):
        nightly = {"interval_type": "days", "interval_number": 1}
        far = self.then + timedelta(days=300)
        self._was_run(self.other, self.then, nextcall=far, **nightly)
        self._set_back_seen_by(self.job)
        self.assertEqual(self.other.nextcall, far)

    def _set_back_seen_by(self, job):
        self._was_run(job, self.then)
        self._run(job)

    def test_nightly_job_keeps_its_hour(self):
        self._was_run(self.job, self.then)
        nightly = {"interval_type": "days", "interval_number": 1}
        self._was_run(self.other, self.then, **nightly)
        at = self.other.nextcall
        self._run(self.job)
        self.assertEqual(self.other.nextcall.time(), at.time())
        self.assertLess(self.other.nextcall, self.now + timedelta(days=1, minutes=1))

    def test_job_that_waits_for_the_old_time_is_shown(self):
        silent = self.env["helpdesk.ticket.team"]._get_silent_jobs
        self.assertNotIn("helpdesk_mgmt_ext.ir_cron_lifecycle", silent())
        self._was_run(self.job, self.then)
        self.env.flush_all()
        self.assertIn("helpdesk_mgmt_ext.ir_cron_lifecycle", silent())

    def _set_back(self):
        self._was_run(self.other, self.then)
        self._run(self.job)

    def test_event_and_receiver_do_not_wait_for_the_old_time(self):
        webhook = self._listen()
        webhook.resting_until = self.then
        delivery = self.env["helpdesk.webhook.delivery"].create(
            [
                {
                    "webhook_id": webhook.id,
                    "event": "ticket.created",
                    "body": "{}",
                    "next_try_at": self.then,
                    "state": state,
                    "leased_until": state == "sending" and self.then,
                }
                for state in ("pending", "sending")
            ]
        )
        self._set_back()
        self.assertFalse(webhook.resting_until)
        for row in delivery:
            self.assertLessEqual(row.next_try_at, datetime.now())
        lease = delivery[1].leased_until - datetime.now()
        self.assertTrue(timedelta(0) < lease < timedelta(minutes=5))

    def test_sender_at_work_keeps_its_lease(self):
        webhook = self._listen()
        until = self.now + timedelta(seconds=30)
        delivery = self.env["helpdesk.webhook.delivery"].create(
            {
                "webhook_id": webhook.id,
                "event": "ticket.created",
                "body": "{}",
                "state": "sending",
                "leased_until": until,
            }
        )
        self._set_back()
        self.assertEqual(delivery.leased_until, until)

    def test_failed_mail_and_ticket_do_not_wait_for_the_old_time(self):
        kept = self.env["helpdesk.mail.quarantine"].create(
            {
                "kind": "failed",
                "subject": "x",
                "raw": b"eA==",
                "next_try_at": self.then,
            }
        )
        ticket = self._create_tickets()
        ticket._move_to_role("pending_customer")
        ticket._write_facts({"automation_due_at": self.then, "automation_failures": 2})
        self._set_back()
        self.assertLessEqual(kept.next_try_at, datetime.now())
        self.assertLess(ticket.automation_due_at, self.now + timedelta(days=2))

    def test_mail_that_could_not_be_sent_does_not_wait_for_the_old_time(self):
        ticket = self._create_tickets()
        values = {"model": ticket._name, "res_id": ticket.id, "state": "outgoing"}
        later = {"scheduled_date": self.then}
        failed, wanted = self.env["mail.mail"].create(
            [{**values, **later, "failure_reason": "refused"}, {**values, **later}]
        )
        self._set_back()
        self.assertFalse(failed.scheduled_date)
        self.assertEqual(wanted.scheduled_date, self.then, "somebody wants it later")
