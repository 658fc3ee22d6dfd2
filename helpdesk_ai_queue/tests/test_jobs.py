# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl.html).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.helpdesk_ai_queue.models.helpdesk_background import CHUNK
from odoo.addons.queue_job.job import Job
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

from .common import QueueCase

METHOD = "_run_waiting"


@tagged("post_install", "-at_install")
class TestJobs(QueueCase, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["helpdesk.ticket.team"].create({"name": "Queue"})
        cls.cron = cls.env.ref("helpdesk_ai_routing.ir_cron_analyse")
        cls.agent = new_test_user(
            cls.env, "queue-agent", groups="helpdesk_mgmt.group_helpdesk_user"
        )

    def _tickets(self, number):
        return self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"printer {n}",
                    "description": "It is out of paper",
                    "team_id": self.team.id,
                }
                for n in range(number)
            ]
        )

    def _wait(self, number=1, user=None):
        """Return new analyses that wait, of tickets whose own are done."""
        tickets = self._tickets(number).with_user(user or self.env.user)
        before = tickets.sudo().ai_analysis_ids
        tickets._as_bot()._ai_queue(tickets)
        return tickets.sudo().ai_analysis_ids - before

    def _triggers(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])

    def test_batch_becomes_jobs_of_a_few_tickets_on_their_channel(self):
        with self._runner():
            analyses = self._wait(2 * CHUNK + 1, self.agent)
        jobs = self._jobs(METHOD)
        self.assertEqual([len(job.records) for job in jobs], [CHUNK, CHUNK, 1])
        self.assertEqual(self._ids(jobs), analyses.sorted("id").ids)
        self.assertEqual(set(jobs.mapped("channel")), {"root.helpdesk.analysis"})

    def test_nothing_is_queued_twice(self):
        with self._runner():
            analysis = self._wait()
            analysis._answer_later()
            self.assertEqual(len(self._jobs(METHOD)), 1)

    def test_article_draft_becomes_a_job_on_its_channel(self):
        pages = self.env.get("document.page")
        if pages is None or "kb_ai_state" not in pages._fields:
            self.skipTest("helpdesk_kb_ai is not installed")
        page = pages.create({"name": "Draft", "kb_article": True})
        page.kb_ai_state = "pending"
        cron = "helpdesk_kb_ai.ir_cron_rewrite"
        with self._runner():
            self.env["helpdesk.background"]._later(page, "_kb_rewrite_waiting", cron)
        job = self._jobs("_kb_rewrite_waiting")
        self.assertEqual((job.records, job.channel), (page, "root.helpdesk.drafts"))

    def test_scheduled_action_stays_the_net(self):
        before = self._triggers()
        now = fields.Datetime.now()
        with self._runner():
            self._wait()
        trigger = self._triggers() - before
        self.assertEqual(len(trigger), 1)
        self.assertGreater(trigger.call_at, now + timedelta(seconds=60))

    def test_one_net_does_for_a_flood_of_tickets(self):
        before = self._triggers()
        with self._runner():
            for _ticket in range(3):
                self._wait()
        self.assertEqual(len(self._triggers() - before), 1)

    def test_without_runner_the_scheduled_action_does_it_at_once(self):
        before = self._triggers()
        with self._runner(alive=False):
            self._wait()
        self.assertFalse(self._jobs(METHOD))
        self.assertLessEqual((self._triggers() - before).call_at, fields.Datetime.now())

    def test_job_does_what_the_scheduled_action_does(self):
        with self._runner():
            analysis = self._wait()
        Job.load(self.env, self._jobs(METHOD).uuid).perform()
        self.assertEqual(analysis.state, "done")
        self.assertEqual(analysis.provider, "embedded")

    def test_what_the_scheduled_action_did_the_job_leaves_alone(self):
        with self._runner():
            analysis = self._wait()
        analysis._run_waiting()
        with patch.object(type(analysis), "_run_pending") as run:
            Job.load(self.env, self._jobs(METHOD).uuid).perform()
        run.assert_not_called()

    def test_a_locked_analysis_is_left_to_who_locked_it(self):
        with self._runner():
            analysis = self._wait()
        with (
            patch.object(type(analysis), "try_lock_for_update", lambda rows: rows[:0]),
            patch.object(type(analysis), "_run_pending") as run,
        ):
            analysis._run_waiting()
        run.assert_not_called()

    def test_runner_is_seen_by_its_lock(self):
        background = self.env["helpdesk.background"]
        known = background._is_runner_alive()
        self.assertFalse(known, "a job runner watches the test database")
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", (PG_ADVISORY_LOCK_ID,))
        self.assertTrue(background._is_runner_alive())

    def test_health_tells_of_failed_jobs(self):
        def row():
            return self.env["helpdesk.health"]._check_job_queue()

        with self._runner():
            self._wait()
            self.assertEqual(row()["detail"], "A job runner is at work")
            self._jobs(METHOD).state = "failed"
            told = row()
            self.assertEqual(told["status"], "warning")
            self.assertEqual(told["detail"], "1 jobs failed")
