# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl.html).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common_webhook import WebhookCommon
from odoo.addons.queue_job.job import Job

from .common import QueueCase

METHOD = "_send_waiting"


@tagged("post_install", "-at_install")
class TestWebhookJobs(QueueCase, WebhookCommon):
    def _states(self, messages):
        messages.invalidate_recordset()
        return messages.mapped("state")

    def _run_job(self, job):
        """Run it as a worker does, in the transaction of the test."""
        with self.enter_registry_test_mode():
            Job.load(self.env, job.uuid).perform()

    def test_each_receiver_gets_one_job_on_the_channel(self):
        other = self._webhook(name="Other")
        messages = self._new_message(3) + self._new_message(2, webhook=other)
        with self._runner():
            self._deliver()
            self._deliver()
        jobs = self._jobs(METHOD)
        self.assertEqual(sorted(self._ids(jobs)), [self.webhook.id, other.id])
        self.assertEqual(set(jobs.mapped("channel")), {"root.helpdesk.webhooks"})
        self.assertEqual(set(self._states(messages)), {"pending"})

    def test_job_sends_only_to_its_receiver(self):
        other = self._webhook(name="Other")
        mine, others = self._new_message(3), self._new_message(webhook=other)
        with self._runner():
            self._deliver()
        job = self._jobs(METHOD).filtered(lambda job: job.records == self.webhook)
        self._run_job(job)
        self.assertEqual(self._states(mine), ["acked"] * 3)
        self.assertEqual(self._states(others), ["pending"])
        self.assertEqual(mine.mapped("attempt"), [1] * 3)

    def test_no_second_job_while_one_is_at_work(self):
        self._new_message()
        with self._runner():
            self._deliver()
            self._jobs(METHOD).state = "started"
            self._deliver()
        self.assertEqual(len(self._jobs(METHOD)), 1)

    def test_busy_receiver_is_looked_at_again_once(self):
        self._new_message()
        now = fields.Datetime.now()
        domain = [("cron_id", "=", self.cron.id), ("call_at", ">", now)]
        self.env["ir.cron.trigger"].search(domain).unlink()
        with self._runner():
            self._deliver()
            self._jobs(METHOD).state = "started"
            for _event in range(3):
                self._deliver()
        soon = [*domain, ("call_at", "<", now + timedelta(seconds=30))]
        self.assertEqual(self.env["ir.cron.trigger"].search_count(soon), 1)

    def test_scheduled_action_sends_what_jobs_left_lying(self):
        late = fields.Datetime.now() - timedelta(minutes=10)
        message = self._new_message(next_try_at=late)
        with self._runner():
            self._deliver()
        self.assertEqual(self._states(message), ["acked"])

    def test_scheduled_action_sends_without_a_runner(self):
        message = self._new_message()
        with self._runner(alive=False):
            self._deliver()
        self.assertEqual(self._states(message), ["acked"])
        self.assertFalse(self._jobs(METHOD))

    def test_job_after_the_scheduled_action_sends_nothing_again(self):
        message = self._new_message()
        with self._runner():
            self._deliver()
        with self._runner(alive=False):
            self._deliver()
        self._run_job(self._jobs(METHOD))
        self.assertEqual(message.attempt, 1)
        self.assertEqual(len(self.receiver.requests), 1)

    def test_job_wakes_the_next_when_its_receiver_must_wait(self):
        message = self._new_message()
        with self._runner():
            self._deliver()
        self.receiver.answers = [503]
        with patch.object(type(self.webhook), "_wake") as wake:
            self._run_job(self._jobs(METHOD))
        message.invalidate_recordset()
        self.assertEqual(message.state, "pending")
        self.assertGreater(message.next_try_at, fields.Datetime.now())
        wake.assert_not_called()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertTrue(
            triggers.filtered(lambda row: row.call_at >= message.next_try_at)
        )
