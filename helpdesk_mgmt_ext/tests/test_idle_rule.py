# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common_automation import START, AutomationCommon


@tagged("post_install", "-at_install")
class TestIdleRule(AutomationCommon):
    def setUp(self):
        super().setUp()
        self.team.idle_hours = 48

    def _ticket(self, **vals):
        with freeze_time(START):
            return self._create_tickets(**vals)

    def test_off_by_default(self):
        other = self.team.create({"name": "HS Other"})
        ticket = self._ticket(team_id=other.id)
        self._run_at(10000)
        self.assertEqual(ticket.stage_role, "new")

    def test_unprocessed_ticket_moves_to_awaiting_marked_automatic(self):
        ticket = self._ticket()
        self._run_at(47.9)
        self.assertEqual(ticket.stage_role, "new")
        self._run_at(48)
        self.assertEqual(ticket.stage_role, "pending_customer")
        self.assertTrue(ticket.auto_awaiting)

    def test_does_not_wait_for_the_customer_so_the_clock_runs(self):
        ticket = self._ticket()
        self._run_at(48)
        self.assertFalse(ticket.pending_since)
        self.assertFalse(ticket._is_waiting_for_customer())

    def test_customer_is_neither_told_nor_reminded_nor_closed(self):
        ticket = self._ticket()
        before = self._notices(ticket)
        self._run_at(48)
        self._run_at(1000)
        self.assertFalse(self._notices(ticket, before))
        self.assertFalse(ticket.closed)

    def test_any_work_puts_it_off(self):
        works = {
            "note": lambda t: t.with_user(self.agent).message_post(
                body="Looked at it.", message_type="comment"
            ),
            "answer": lambda t: t.with_user(self.agent)._post_to_customer("We look."),
            "stage": lambda t: t.with_user(self.officer).action_start(),
            "assignment": lambda t: t.with_user(self.officer).write(
                {"user_id": self.agent.id}
            ),
        }
        tickets = {label: self._ticket() for label in works}
        for label, work in works.items():
            with freeze_time(START + timedelta(hours=40)):
                work(tickets[label])
        self._run_at(50)
        for label, ticket in tickets.items():
            self.assertFalse(ticket.auto_awaiting, label)
        self._run_at(88)
        for label, ticket in tickets.items():
            self.assertTrue(ticket.auto_awaiting, label)

    def test_held_escalated_and_resolved_tickets_are_no_concern_of_it(self):
        held, escalated, resolved = (self._ticket() for _index in range(3))
        with freeze_time(START):
            held.with_user(self.officer).action_hold("The supplier, until Friday")
            escalated.with_user(self.officer).action_escalate("The customer is angry")
            resolved.with_user(self.officer).action_resolve("Done")
        self._run_at(100)
        self.assertFalse(any((held + escalated + resolved).mapped("auto_awaiting")))

    def test_switching_it_on_reaches_old_tickets(self):
        self.team.idle_hours = 0
        ticket = self._ticket()
        self._run_at(60)
        with freeze_time(START + timedelta(hours=61)):
            self.team.idle_hours = 24
        self._run_at(61)
        self.assertTrue(ticket.auto_awaiting)

    def test_customers_message_brings_it_back(self):
        ticket = self._ticket()
        self._run_at(48)
        with freeze_time(START + timedelta(hours=50)):
            self._customer_writes(ticket)
        self.assertEqual(ticket.stage_role, "investigating")
        self.assertFalse(ticket.auto_awaiting)

    def test_asking_the_customer_begins_to_wait_for_him(self):
        ticket = self._ticket()
        self._run_at(48)
        self._ask(ticket, START + timedelta(hours=60))
        self.assertFalse(ticket.auto_awaiting)
        self.assertEqual(ticket.pending_since, START + timedelta(hours=60))
        self._run_at(84)
        self.assertEqual(len(self._reminders(ticket)), 1)

    def test_team_without_a_stage_for_waiting_is_a_problem_shown(self):
        ticket = self._ticket()
        waiting = ticket._pipeline().filtered(lambda s: s.role == "pending_customer")
        waiting.active = False
        self._run_at(48)
        self.assertFalse(ticket.auto_awaiting)
        self.assertIn("no stage", ticket.automation_error)
        self.assertIn("no stage for waiting", self.team.problem)

    def test_agent_cannot_set_the_mark_himself(self):
        ticket = self._ticket(user_id=self.agent.id)
        with self.assertRaisesRegex(AccessError, "kept by the system"):
            ticket.with_user(self.agent).write({"auto_awaiting": True})
