# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .test_metrics import MetricsCommon


@tagged("post_install", "-at_install")
class TestFirstContact(MetricsCommon):
    """Solved with one public answer, and not come back within seven days."""

    def _check(self, ticket, moment, state):
        with moment:
            ticket.invalidate_recordset()
            self.assertEqual(ticket.first_contact_state or None, state)
            self.assertEqual(ticket.first_contact_resolution, state == "yes")
            found = ticket.search(
                [("id", "=", ticket.id), ("first_contact_resolution", "=", True)]
            )
            self.assertEqual(bool(found), state == "yes")
            # an average of nothing is False for the ORM, zero is 0.0
            rate = {"yes": 100.0, "no": 0.0}.get(state, False)
            groups = self.env["helpdesk.ticket.analysis"]._read_group(
                [("ticket_id", "=", ticket.id)], [], ["fcr:avg"]
            )
            self.assertEqual(repr(groups), repr([(rate,)]))

    def _solved_at_once(self):
        ticket = self._new()
        self._answer(ticket, self._at(10))
        self._solve(ticket, self._at(20))
        return ticket

    def test_undecided_until_seven_days_have_passed(self):
        ticket = self._solved_at_once()
        self._check(ticket, self._at(20), "open")
        self._check(ticket, self._at(20, days=7), "open")
        self._check(ticket, self._at(20, days=7, seconds=1), "yes")

    def test_an_open_ticket_is_not_judged(self):
        self._check(self._new(), self._at(days=30), None)

    def test_come_back_on_day_seven_is_no(self):
        ticket = self._solved_at_once()
        with self._at(30):
            ticket.action_close("confirmed")
        self._customer_writes(ticket, self._at(20, days=7))
        self.assertEqual(ticket.reopen_count, 1)
        self._check(ticket, self._at(days=30), "no")
        self._solve(ticket, self._at(days=31))
        self._check(ticket, self._at(days=60), "no")

    def test_come_back_on_day_eight_stays_yes(self):
        ticket = self._solved_at_once()
        with self._at(30):
            ticket.action_close("confirmed")
        self._customer_writes(ticket, self._at(20, days=7, seconds=1))
        self.assertEqual(ticket.reopen_count, 1)
        self._check(ticket, self._at(days=8), "yes")
        self._answer(ticket, self._at(days=9))
        self._solve(ticket, self._at(days=10))
        self._check(ticket, self._at(days=30), "yes")

    def test_still_broken_is_coming_back(self):
        ticket = self._solved_at_once()
        self._customer_writes(ticket, self._at(days=1))
        self.assertEqual(ticket.stage_role, "investigating")
        self._check(ticket, self._at(days=30), "no")

    def test_two_answers_or_none_are_no(self):
        ticket = self._new()
        self._solve(ticket, self._at(20))
        self._check(ticket, self._at(20), "no")
        ticket = self._new()
        self._answer(ticket, self._at(10))
        self._answer(ticket, self._at(11))
        self._solve(ticket, self._at(20))
        self._check(ticket, self._at(20), "no")

    def test_an_answer_after_the_solution_changes_nothing(self):
        ticket = self._solved_at_once()
        self._answer(ticket, self._at(60))
        self._check(ticket, self._at(days=8), "yes")

    def test_reassigned_before_the_first_answer_is_no(self):
        ticket = self._new()
        with self._at(5):
            ticket.user_id = self.colleague
        self._answer(ticket, self._at(10), self.colleague)
        self._solve(ticket, self._at(20))
        self._check(ticket, self._at(days=8), "no")

    def test_taken_from_the_queue_is_no_reassignment(self):
        with self._at():
            ticket = self._create_tickets()
        with self._at(5):
            ticket.with_user(self.agent).assign_to_me()
        self._answer(ticket, self._at(10))
        self._solve(ticket, self._at(20))
        self._check(ticket, self._at(days=8), "yes")

    def test_an_ended_escalation_was_one(self):
        ticket = self._new()
        with self._at(5):
            ticket.action_escalate("It burns")
        with self._at(6):
            ticket.action_deescalate()
        self._answer(ticket, self._at(10))
        self._solve(ticket, self._at(20))
        self.assertEqual((ticket.escalation_level, ticket.escalation_count), (0, 1))
        self._check(ticket, self._at(days=8), "no")
        self.assertEqual(self._row(ticket).escalated, 100)

    def test_merged_afterwards_does_not_count(self):
        ticket = self._solved_at_once()
        ticket._write_facts({"close_reason": "merged"})
        self._check(ticket, self._at(days=8), None)
