# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from .common_automation import START, AutomationCommon


@tagged("post_install", "-at_install")
class TestPendingAutomation(AutomationCommon):
    def test_reminders_at_24_72_and_168_hours_then_closed(self):
        ticket = self._ask_customer()
        for hours, reminders, closed in (
            (23.9, 0, False),
            (24, 1, False),
            (71.9, 1, False),
            (72, 2, False),
            (167.9, 2, False),
            (168, 3, True),
        ):
            with self.subTest(hours=hours):
                self._run_at(hours)
                self.assertEqual(len(self._reminders(ticket)), reminders)
                self.assertEqual(ticket.closed, closed)
        self.assertEqual(ticket.close_reason, "no_reply")
        self.assertEqual(ticket.closed_date, START + timedelta(hours=168))

    def test_reminder_count_counts_the_present_wait(self):
        ticket = self._ask_customer()
        self._run_at(24)
        self._run_at(72)
        self.assertEqual(ticket.reminder_count, 2)

    def test_urgent_reminder_names_the_closing_date(self):
        ticket = self._ask_customer()
        self._run_at(72)
        self.assertIn("Urgent", self._reminders(ticket)[-1].subject)
        self.assertIn("Monday, March 9, 2026", self._reminders(ticket)[-1].body_html)

    def test_closing_date_is_in_the_customers_language_and_timezone(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.write({"lang": "fr_FR", "tz": "Pacific/Auckland"})
        ticket = self._ask_customer(at=START + timedelta(hours=4))  # 13:00 UTC
        with freeze_time(START + timedelta(hours=10)):
            text = ticket.with_context(lang="fr_FR")._closing_date_text()
        self.assertEqual(text, "mardi 10 mars 2026")

    def test_final_notice_and_close_are_one_mail_in_one_pass(self):
        ticket = self._ask_customer()
        self._run_at(72)
        before = self._notices(ticket)
        self._run_at(168)
        self.assertTrue(ticket.closed)
        mails = self._notices(ticket, before)
        self.assertEqual(len(mails), 1, "R15: one mail, not two")
        self.assertIn("close the request today", mails.body_html)

    def test_grace_puts_the_close_off_and_the_final_notice_says_when(self):
        self.team.grace_hours = 48
        ticket = self._ask_customer()
        self._run_at(168)
        self.assertFalse(ticket.closed)
        self.assertIn(
            "Wednesday, March 11, 2026", self._reminders(ticket)[-1].body_html
        )
        self._run_at(215.9)
        self.assertFalse(ticket.closed)
        before = self._notices(ticket)
        self._run_at(216)
        self.assertTrue(ticket.closed)
        self.assertEqual(len(self._notices(ticket, before)), 1, "told of the close")

    def test_after_an_outage_only_the_latest_due_reminder_is_sent(self):
        ticket = self._ask_customer()
        self._run_at(100)
        self.assertEqual(len(self._reminders(ticket)), 1)
        self.assertIn("Urgent", self._reminders(ticket).subject)

    def test_never_closed_before_the_final_notice_even_after_a_long_outage(self):
        """V5, R18: the server was down on the day of the warning."""
        self.team.grace_hours = 24
        ticket = self._ask_customer()
        self._run_at(1000)
        self.assertFalse(ticket.closed, "he has just been told")
        self.assertIn("Last notice", self._reminders(ticket).subject)
        self._run_at(1024)
        self.assertTrue(ticket.closed)

    def test_job_run_twice_sends_nothing_twice(self):
        """R13."""
        ticket = self._ask_customer()
        self._run_at(24)
        self._run_at(24)
        self._run_at(25)
        ticket.sudo().automation_due_at = START  # even if it is looked at again
        self._run_at(26)
        self.assertEqual(len(self._reminders(ticket)), 1)

    def test_customers_message_resets_everything(self):
        """V4, R17: a fresh reply is never ignored."""
        ticket = self._ask_customer()
        self._run_at(72)
        with freeze_time(START + timedelta(hours=167)):
            self._customer_writes(ticket)
        self.assertEqual(ticket.stage_role, "investigating")
        self.assertFalse(ticket.pending_since)
        self.assertFalse(ticket.reminder_count)
        self._run_at(500)
        self.assertFalse(ticket.closed)

    def test_asking_again_begins_a_new_spell(self):
        ticket = self._ask_customer()
        self._run_at(24)
        with freeze_time(START + timedelta(hours=30)):
            self._customer_writes(ticket)
        self._ask(ticket, START + timedelta(hours=40))
        self._run_at(63)
        self.assertEqual(len(self._reminders(ticket)), 1)
        self._run_at(64)
        self.assertEqual(len(self._reminders(ticket)), 2)

    def test_customers_message_resets_a_ticket_that_has_nowhere_to_go(self):
        role = ("role", "in", ["in_progress", "investigating"])
        self.env["helpdesk.ticket.stage"].search([role]).active = False
        ticket = self._ask_customer()
        with freeze_time(START + timedelta(hours=167)):
            self._customer_writes(ticket)
        self._run_at(170)
        self.assertEqual(ticket.stage_role, "pending_customer")
        self.assertFalse(self._reminders(ticket))
        self._run_at(191)
        self.assertEqual(len(self._reminders(ticket)), 1)

    def test_internal_note_does_not_reset(self):
        ticket = self._ask_customer()
        with freeze_time(START + timedelta(hours=20)):
            ticket.with_user(self.colleague).message_post(
                body="Any news?", message_type="comment", subtype_xmlid="mail.mt_note"
            )
        self._run_at(24)
        self.assertEqual(len(self._reminders(ticket)), 1)

    def test_out_of_office_does_not_reset(self):
        """V10: stock takes an automatic answer for the customer's."""
        ticket = self._ask_customer()
        with freeze_time(START + timedelta(hours=20)):
            self._receive(
                body="I am on holiday.",
                subject="Automatic reply",
                reply_to=ticket.message_ids[0],
                auto_submitted="auto-replied",
            )
        self.assertEqual(ticket.stage_role, "pending_customer")
        self._run_at(24)
        self.assertEqual(len(self._reminders(ticket)), 1)

    def test_reply_counts_whoever_runs_the_gateway_and_whichever_colleague_writes(self):
        """V11: stock knows only the exact contact, and only OdooBot's gateway."""
        for label, sender, user in (
            ("a real user's gateway", "chris@hs-customer.test", self.officer),
            ("a colleague", "dana@hs-customer.test", self.env.ref("base.user_root")),
        ):
            with self.subTest(label):
                ticket = self._ask_customer()
                with freeze_time(START + timedelta(hours=5)):
                    self._receive(
                        env=self.env(user=user, su=True),
                        body="Here you are.",
                        sender=sender,
                        reply_to=ticket.message_ids[0],
                    )
                self.assertEqual(ticket.stage_role, "investigating")
                self._run_at(300)
                self.assertFalse(self._reminders(ticket))

    def test_every_team_is_handled(self):
        """V3, R11: stock's job returns after its first team."""
        teams = self.team.create([{"name": f"HS {number}"} for number in range(3)])
        tickets = [self._ask_customer(team_id=team.id) for team in (*teams, self.team)]
        tickets.append(self._ask_customer(team_id=False))
        self._run_at(168)
        self.assertEqual({t.close_reason for t in tickets}, {"no_reply"})

    def test_team_without_closing_stage_keeps_stage_and_tells_nobody(self):
        """V6, R12: stock blanks the stage and says that it is closed."""
        closing = self.env["helpdesk.ticket.stage"].search([("closed", "=", True)])
        ticket = self._ask_customer()
        self._run_at(72)
        closing.active = False
        self._run_at(168)
        self.assertEqual(ticket.stage_role, "pending_customer")
        self.assertFalse(ticket.close_reason)
        self.assertIn("closing", ticket.automation_error)
        closing.active = True
        self._run_at(170)
        self.assertTrue(ticket.closed)

    def test_own_schedule_of_a_team_replaces_the_general_one(self):
        self.team.action_copy_reminders()
        self.team.reminder_step_ids[0].hours = 4
        ticket = self._ask_customer()
        other = self._ask_customer(team_id=self.team.create({"name": "HS Other"}).id)
        self._run_at(4)
        self.assertEqual(len(self._reminders(ticket)), 1)
        self.assertFalse(self._reminders(other))

    def test_changed_schedule_reaches_tickets_that_wait_already(self):
        ticket = self._ask_customer()
        self._run_at(1)
        self.team.action_copy_reminders()
        with freeze_time(START + timedelta(hours=5)):
            self.team.reminder_step_ids[0].hours = 4
        self._run_at(5)
        self.assertEqual(len(self._reminders(ticket)), 1)

    def test_copying_the_schedule_repeats_no_reminder(self):
        ticket = self._ask_customer()
        self._run_at(24)
        self.team.action_copy_reminders()
        self._run_at(30)
        self.assertEqual(len(self._reminders(ticket)), 1)

    def test_reminders_can_be_switched_off(self):
        self.team.remind_customers = False
        ticket = self._ask_customer()
        self._run_at(1000)
        self.assertFalse(self._reminders(ticket))
        self.assertFalse(ticket.closed, "never closed before the final notice")

    def test_closing_can_be_switched_off(self):
        self.team.close_unanswered = False
        ticket = self._ask_customer()
        self._run_at(72)
        self._run_at(168)
        self._run_at(1000)
        self.assertEqual(len(self._reminders(ticket)), 2)
        self.assertFalse(ticket.closed)
        self.assertNotIn("close the request", self._reminders(ticket)[-1].body_html)

    def test_muted_final_notice_means_no_close(self):
        final = self.env.ref("helpdesk_mgmt_ext.mail_template_reminder_final")
        self.team.muted_template_ids = final
        ticket = self._ask_customer()
        self._run_at(1000)
        self.assertFalse(ticket.closed)
        self.assertIn("final notice", self.team.problem)

    def test_customer_without_address_is_a_problem_shown_and_never_closed(self):
        ticket = self._ask_customer()
        self.customer.email = False
        ticket.sudo().partner_email = False
        self._run_at(24)
        self.assertIn("no valid mail address", ticket.automation_error)
        self.assertFalse(ticket.closed)
        self.assertFalse(self._reminders(ticket))

    def test_automation_acts_as_the_bot(self):
        ticket = self._ask_customer()
        self._run_at(168)
        bot = self.env.ref("helpdesk_mgmt_ext.user_helpdesk_bot").partner_id
        mail = self._reminders(ticket)
        tracking = ticket.message_ids.filtered("tracking_value_ids")[0]
        self.assertEqual(mail.author_id, bot)
        self.assertEqual(tracking.author_id, bot)

    def test_archived_ticket_is_left_alone(self):
        ticket = self._ask_customer()
        ticket.active = False
        self._run_at(1000)
        self.assertFalse(self._reminders(ticket))
        self.assertFalse(ticket.closed)

    def test_archived_team_and_person_do_not_stop_the_rules(self):
        """R28."""
        ticket = self._ask_customer(user_id=self.agent.id)
        self.agent.active = False
        self.team.active = False
        self._run_at(168)
        self.assertEqual(ticket.close_reason, "no_reply")

    def test_datetimes_are_utc_and_exact(self):
        ticket = self._ask_customer()
        self.assertEqual(ticket.pending_since, START)
        self.assertEqual(ticket.automation_due_at, datetime(2026, 3, 3, 9))
