# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common_automation import START, AutomationCommon

RUN = "odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_lifecycle_run"


@tagged("post_install", "-at_install")
class TestLifecycleJob(AutomationCommon):
    def _poison(self, ticket):
        """Make the reminder's mail impossible for this ticket only."""
        reminder = self.env.ref("helpdesk_mgmt_ext.mail_template_reminder")
        reminder.body_html = (
            "<p t-out=\"1 / (0 if object.name == 'poison' else 1)\">Hello</p>"
        )
        ticket.name = "poison"

    @mute_logger(RUN, "odoo.addons.mail.models.mail_render_mixin")
    def test_bad_ticket_harms_no_other_and_is_shown(self):
        """R14."""
        tickets = [self._ask_customer() for _index in range(4)]
        bad = tickets.pop(1)
        self._poison(bad)
        self._run_at(24)
        self.assertEqual([len(self._reminders(t)) for t in tickets], [1, 1, 1])
        self.assertFalse(self._reminders(bad))
        self.assertTrue(bad.automation_error)
        listed = self.env["helpdesk.ticket"].search([("automation_failures", ">", 0)])
        self.assertIn(bad, listed)

    def test_ticket_that_cannot_be_planned_harms_no_other(self):
        """R14: the plan is made for the whole batch."""
        self._check_planning_fails(reminders_before=0)

    def test_ticket_that_cannot_be_planned_again_is_not_reminded_twice(self):
        self._check_planning_fails(reminders_before=1)

    @mute_logger(RUN, "odoo.sql_db")
    def _check_planning_fails(self, reminders_before):
        """Let one ticket of three fail as soon as it has so many reminders."""
        tickets = self.env["helpdesk.ticket"].concat(
            *(self._ask_customer() for _index in range(3))
        )
        bad = tickets[1]
        original = type(bad)._plan_pending

        def fail(records, now, rules):
            if bad in records and len(self._reminders(bad)) >= reminders_before:
                records.env.cr.execute("SELECT 1/0")
            return original(records, now, rules)

        with patch.object(type(bad), "_plan_pending", fail):
            self._run_at(24)
        reminders = [len(self._reminders(ticket)) for ticket in tickets]
        self.assertEqual(reminders, [1, reminders_before, 1])
        self.assertIn("division by zero", bad.automation_error)
        for ticket in tickets:
            self.assertGreater(ticket.automation_due_at, START + timedelta(hours=24))

    @mute_logger(RUN, "odoo.addons.mail.models.mail_render_mixin")
    def test_bad_ticket_is_tried_again_ever_less_often(self):
        bad = self._ask_customer()
        self._poison(bad)
        waits = []
        at = START + timedelta(hours=24)
        for _attempt in range(10):
            self._run_at((at - START) / timedelta(hours=1))
            waits.append((bad.automation_due_at - at) / timedelta(minutes=1))
            at = bad.automation_due_at
        self.assertEqual(waits[:4], [5, 10, 20, 40])
        self.assertEqual(waits[-1], 24 * 60)

    @mute_logger(RUN, "odoo.addons.mail.models.mail_render_mixin")
    def test_mended_ticket_goes_on_and_its_problem_is_gone(self):
        bad = self._ask_customer()
        self._poison(bad)
        self._run_at(24)
        bad.name = "mended"
        self._run_at(25)
        self.assertEqual(len(self._reminders(bad)), 1)
        self.assertFalse(bad.automation_error)
        self.assertFalse(bad.automation_failures)

    @mute_logger(RUN, "odoo.addons.mail.models.mail_render_mixin")
    def test_job_that_meets_problems_every_day_is_never_switched_off(self):
        """R46."""
        self._poison(self._ask_customer())
        for day in range(1, 10):
            self._run_at(24 * day)
            self.assertTrue(self.cron.active)
            self.assertFalse(self.cron.failure_count)

    def test_administrator_can_try_again_at_once(self):
        ticket = self._ask_customer()
        self.customer.email = False
        ticket.sudo().partner_email = False
        self._run_at(24)
        self.customer.email = "new@hs-customer.test"
        with freeze_time(START + timedelta(hours=24, minutes=1)):
            ticket.with_user(self.manager).action_retry_automation()
        self._run_at(24 + 2 / 60)
        self.assertEqual(len(self._reminders(ticket)), 1)

    def test_works_in_batches_and_reports_progress(self):
        """R19."""
        with freeze_time(START):
            tickets = self._create_tickets(25)
            tickets.with_user(self.officer).action_request_info("Which version?")
        done = []
        cron_class = type(self.env["ir.cron"])
        original = cron_class._commit_progress

        def commit(cron, processed=0, **kwargs):
            done.append(processed)
            return original(cron, processed, **kwargs)

        self.cron.code = "model._cron_lifecycle(batch_size=10)"
        with patch.object(cron_class, "_commit_progress", commit):
            self._run_at(24)
        self.assertEqual([size for size in done if size], [10, 10, 5])
        self.assertEqual({len(self._reminders(t)) for t in tickets}, {1})

    def test_looks_at_what_is_due_only(self):
        self._ask_customer()
        due = self._ask_customer(at=START - timedelta(hours=24))
        looked_at = []
        ticket_class = type(self.env["helpdesk.ticket"])
        original = ticket_class._run_automation

        def run(tickets, now):
            looked_at.extend(tickets.ids)
            return original(tickets, now)

        with patch.object(ticket_class, "_run_automation", run):
            self._run_at(0)
        self.assertEqual(looked_at, due.ids)

    def test_wakes_itself_for_what_is_due_before_the_next_run(self):
        self._ask_customer()
        self._run_at(24 - 3 / 60)
        trigger = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertIn(START + timedelta(hours=24), trigger.mapped("call_at"))

    def test_ledger_lets_nobody_send_a_notice_twice(self):
        ticket = self._ask_customer()
        ledger = self.env["helpdesk.ticket.notice"]
        since = {ticket: ticket.pending_since}
        ledger._record(ticket, since, "final", START)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            ledger._record(ticket, since, "final", START + timedelta(hours=1))

    def test_nobody_can_change_the_ledger(self):
        ticket = self._ask_customer()
        self._run_at(24)
        row = self.env["helpdesk.ticket.notice"].search([("ticket_id", "=", ticket.id)])
        self.assertEqual(row.kind, "reminder-24h")
        with self.assertRaises(AccessError):
            row.with_user(self.manager).write({"kind": "final"})
        with self.assertRaises(AccessError):
            row.with_user(self.manager).unlink()

    def test_ticket_taken_by_another_process_is_left_to_it(self):
        """R16: the other process has sent the mail and committed."""
        ticket = self._ask_customer()
        self.env["helpdesk.ticket.notice"]._record(
            ticket, {ticket: ticket.pending_since}, "reminder-24h", START
        )
        blind = patch.object(
            type(self.env["helpdesk.ticket.notice"]),
            "_sent",
            lambda ledger, tickets, since: {t: {} for t in tickets},
        )
        with blind, mute_logger("odoo.sql_db"):
            self._run_at(24)
        self.assertFalse(self._reminders(ticket))
        self.assertFalse(ticket.automation_error, "that is no problem to be shown")

    def test_managers_see_problems_and_a_job_that_is_off_on_the_dashboard(self):
        def shown(user):
            cards = self.team.with_user(user).retrieve_dashboard()
            return {card["name"] for card in cards if card["show"]}

        warnings = {"Automation problems", "Automation is switched off"}
        self.assertFalse(shown(self.manager) & warnings)
        self._ask_customer().sudo().automation_failures = 1
        self.cron.active = False
        self.assertLessEqual(warnings, shown(self.manager))
        self.assertFalse(shown(self.officer) & warnings)

    # -------------------------------------------------------------- schedule

    def test_schedule_has_one_final_notice_and_it_is_the_last(self):
        self.team.action_copy_reminders()
        first, second, final = self.team.reminder_step_ids
        with self.assertRaises(ValidationError):
            second.is_final = True
        with self.assertRaises(ValidationError):
            first.hours = 500
        final.unlink()
        self.assertIn("final notice", self.team.problem)

    def test_mail_of_a_schedule_cannot_be_deleted(self):
        """R28."""
        template = self.env.ref("helpdesk_mgmt_ext.mail_template_reminder_final")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            template.unlink()

    def test_agent_cannot_change_the_schedule(self):
        step = self.env.ref("helpdesk_mgmt_ext.reminder_step_first")
        with self.assertRaises(AccessError):
            step.with_user(self.officer).write({"hours": 1})
        with self.assertRaises(AccessError):
            self.team.with_user(self.officer).action_preview_automation()

    # --------------------------------------------------------------- dry run

    def _preview(self, hours):
        with freeze_time(START + timedelta(hours=hours)):
            action = self.team.with_user(self.manager).action_preview_automation()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_dry_run_lists_what_would_happen_and_does_nothing(self):
        ticket = self._ask_customer()
        before = self._notices(ticket)
        preview = self._preview(168)
        line = preview.line_ids.filtered(lambda line: line.ticket_id == ticket)
        self.assertEqual(line.state, "now")
        self.assertIn("Final notice", line.effect)
        self.assertIn("close", line.effect)
        self.assertEqual(ticket.stage_role, "pending_customer")
        self.assertFalse(self._notices(ticket, before))
        self.assertFalse(ticket.reminder_count)

    def test_dry_run_shows_what_is_switched_off(self):
        self.team.remind_customers = False
        waiting = self._ask_customer()
        with freeze_time(START):
            idle = self._create_tickets()
        lines = self._preview(30).line_ids
        states = {line.ticket_id: line.state for line in lines}
        self.assertEqual(states, {waiting: "off", idle: "off"})

    def test_dry_run_tries_another_idle_time_without_saving_it(self):
        with freeze_time(START):
            idle = self._create_tickets()
        preview = self._preview(5)
        preview.idle_hours = 4
        with freeze_time(START + timedelta(hours=5)):
            preview.action_refresh()
        line = preview.line_ids.filtered(lambda line: line.ticket_id == idle)
        self.assertIn("nobody works on it", line.effect)
        self.assertFalse(self.team.idle_hours)

    def test_negative_hours_are_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.team.grace_hours = -1
