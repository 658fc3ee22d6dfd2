# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The mail server cannot be reached: mails wait, and leave once it can be (R26)."""

from datetime import timedelta
from unittest.mock import patch

from odoo import modules
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .test_mail_out import MailOutCommon


@tagged("post_install", "-at_install")
class TestMailServerDown(MailOutCommon):
    def _unreachable(self, mails):
        servers = type(self.env["ir.mail_server"])
        with patch.object(servers, "_connect__", side_effect=ConnectionRefusedError):
            mails.send()

    def test_mails_wait_and_leave_once_when_the_server_is_back(self):
        with freeze_time("2026-03-02 10:00:00"):
            ticket = self._receive()
            mails = self._notices(ticket)
            identity = mails.message_id
            self._unreachable(mails)
            self.assertEqual(mails.state, "outgoing")
            self.assertEqual(f"{mails.scheduled_date}", "2026-03-02 10:02:00")
            self.assertTrue(ticket.delivery_failed)
        with freeze_time("2026-03-02 10:03:00"):
            (sent,) = self._deliver(mails)
        self.assertEqual(sent["Message-Id"], identity)
        self.assertEqual(mails.state, "sent")
        self.assertFalse(ticket.delivery_failed)

    def test_queue_is_woken_for_the_next_attempt(self):
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        with freeze_time("2026-03-02 10:00:00"):
            mails = self._notices(self._receive())
            self._unreachable(mails)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(mails.scheduled_date, triggers.mapped("call_at"))

    def test_attempts_come_ever_later_and_end_after_three_days(self):
        with freeze_time("2026-03-02 10:00:00") as clock:
            mails = self._notices(self._receive())
            begun, attempts = mails.date, 0
            while mails.state == "outgoing" and attempts < 200:
                self._unreachable(mails)
                attempts += 1
                clock.move_to(mails.scheduled_date)
            age = mails.scheduled_date - begun
        self.assertEqual(mails.state, "exception")
        self.assertLess(attempts, 100)
        self.assertAlmostEqual(age, timedelta(days=3), delta=timedelta(hours=1))

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_mail_that_a_server_has_refused_is_not_sent_again(self):
        mails = self._notices(self._receive())
        servers = type(self.env["ir.mail_server"])
        with (
            patch.object(servers, "_connect__"),
            patch.object(servers, "_disable_send", return_value=False),
            patch.object(servers, "send_email", side_effect=ConnectionError("550")),
        ):
            mails.send()
        self.assertEqual(mails.state, "exception")

    def test_mails_of_tickets_are_left_to_the_queue_and_others_are_sent_by_core(self):
        ticket = self._create_tickets()
        mails = self.env["mail.mail"].create(
            [
                {"model": "helpdesk.ticket", "res_id": ticket.id, "body_html": "x"},
                {"model": "res.partner", "res_id": self.customer.id, "body_html": "x"},
            ]
        )
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self.addCleanup(self.env.cr.postcommit.clear)

        def sent_by_core():
            funcs = self.env.cr.postcommit._funcs
            waiting = [getattr(func, "__name__", "") for func in funcs]
            return waiting.count("send_emails_with_new_cursor")

        with patch.object(modules.module, "current_test", False):
            mails[0].send_after_commit()
            self.assertEqual(sent_by_core(), 0)
            now = triggers.search_count([("cron_id", "=", cron.id)])
            self.assertEqual(now, before + 1)
            mails.send_after_commit()
        self.assertEqual(sent_by_core(), 1)

    def test_mails_do_not_wait_for_a_queue_that_is_switched_off(self):
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        cron.active = False
        ticket = self._create_tickets()
        mail = self.env["mail.mail"].create(
            {"model": "helpdesk.ticket", "res_id": ticket.id, "body_html": "x"}
        )
        self.addCleanup(self.env.cr.postcommit.clear)
        with patch.object(modules.module, "current_test", False):
            mail.with_user(self.agent).sudo().send_after_commit()
        names = [getattr(f, "__name__", "") for f in self.env.cr.postcommit._funcs]
        self.assertIn("send_emails_with_new_cursor", names)
