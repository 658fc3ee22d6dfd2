# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import tagged

from .common import SlaCommon, at, utc


@tagged("post_install", "-at_install")
class TestSlaRematch(SlaCommon):
    def test_pause_credit_survives_a_change_of_priority(self):
        """Stock loses the credit (V12, R33)."""
        ticket = self._ticket("2026-03-02 09:00", priority="1")
        self._answer(ticket, "2026-03-02 09:30")
        self._move(ticket, "pending_customer", "2026-03-02 10:00")
        self._customer_writes(ticket, "2026-03-02 15:00")
        with at("2026-03-02 15:30"):
            ticket.priority = "2"
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-05 14:00"))

    def test_pause_credit_survives_a_change_of_team_and_category(self):
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        self._move(ticket, "pending_customer", "2026-03-02 10:00")
        self._move(ticket, "in_progress", "2026-03-02 15:00")
        deadline = self._target(ticket).deadline
        self.assertEqual(deadline, utc("2026-03-05 14:00"))
        team = self.team.copy({"name": "SLA Team 2", "alias_name": "sla-2"})
        category = self.env["helpdesk.ticket.category"].create({"name": "SLA Cat"})
        with at("2026-03-02 16:00"):
            ticket.write({"team_id": team.id, "category_id": category.id})
        self.assertEqual(self._target(ticket).deadline, deadline)

    def test_many_pauses_are_exact_to_the_second(self):
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        for minute in range(0, 50, 10):
            self._move(ticket, "pending_customer", f"2026-03-02 09:{minute + 5:02}:07")
            self._move(ticket, "in_progress", f"2026-03-02 09:{minute + 6:02}:20")
        # five pauses of 73 seconds
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-03 09:06:05"))

    def test_the_new_team_s_hours_count(self):
        late = self.calendar.copy({"name": "Late shift"})
        late.attendance_ids = [
            (5, 0, 0),
            *((0, 0, self._attendance(day, 14, 22)) for day in range(5)),
        ]
        team = self.team.copy(
            {"name": "Late", "alias_name": "late", "resource_calendar_id": late.id}
        )
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        with at("2026-03-02 10:00"):
            ticket.team_id = team
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-04 22:00"))

    def test_a_tier_bought_later_counts_for_open_tickets(self):
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        with at("2026-03-02 09:10"):
            self.customer_company.helpdesk_tier_id = self.premium
        self.assertEqual(ticket.customer_tier_id, self.premium)
        first = self._target(ticket, "first_response")
        self.assertEqual(first.deadline, utc("2026-03-02 09:30"))
        self.assertIn("Premium", ticket.sla_event_ids[-1].detail)

    def test_a_team_that_makes_no_promises_drops_open_targets(self):
        team = self.team.copy(
            {"name": "Quiet", "alias_name": "quiet", "use_sla": False}
        )
        ticket = self._ticket("2026-03-02 09:00")
        with at("2026-03-02 10:00"):
            ticket.team_id = team
        self.assertEqual(ticket.sla_state, "none")
        with at("2026-03-02 11:00"):
            ticket.team_id = self.team
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-10 17:00"))
        self.assertEqual(self._target(ticket).state, "in_progress")

    def test_a_met_first_response_stays_met(self):
        ticket = self._ticket("2026-03-02 09:00", priority="1")
        self._answer(ticket, "2026-03-02 16:00")
        with at("2026-03-02 16:30"):
            ticket.priority = "3"
        first = self._target(ticket, "first_response")
        self.assertEqual((first.state, first.breached_at), ("accomplished", False))

    def test_an_overdue_target_was_late_by_the_old_promise(self):
        """The sweep had not run yet when the priority was changed."""
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        with at("2026-03-02 15:00"):
            ticket.priority = "3"
        first = self._target(ticket, "first_response")
        self.assertEqual(first.breached_at, utc("2026-03-02 13:00"))
        self.assertEqual(first.breach_reason, "late")

    def test_open_deadlines_follow_the_calendar(self):
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        decided = self._ticket("2026-03-02 09:00", priority="2")
        self._answer(decided, "2026-03-02 10:00")
        with at("2026-03-02 12:00"):
            decided.action_resolve("Done.")
            verdict = self._target(decided).read(["state", "deadline", "reached_at"])
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Strike",
                    "calendar_id": self.calendar.id,
                    "date_from": datetime(2026, 3, 2, 23),
                    "date_to": datetime(2026, 3, 3, 22, 59, 59),
                }
            )
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-05 17:00"))
        self.assertEqual(
            self._target(decided).read(["state", "deadline", "reached_at"]), verdict
        )

    def test_a_public_holiday_closes_the_calendars_of_its_company_only(self):
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        vals = {
            "name": "Founders' day",
            "date_from": datetime(2026, 3, 2, 23),
            "date_to": datetime(2026, 3, 3, 22, 59, 59),
        }
        leaves = self.env["resource.calendar.leaves"]
        with at("2026-03-02 12:00"):
            leaves.with_company(self.other_company).create(vals)
            self.assertEqual(self._target(ticket).deadline, utc("2026-03-04 17:00"))
            leaves.with_company(ticket.company_id).create(vals)
            self.assertEqual(self._target(ticket).deadline, utc("2026-03-05 17:00"))

    def test_a_calendar_edit_that_breaches_says_so(self):
        ticket = self._ticket("2026-03-02 12:00", priority="2")
        with at("2026-03-02 15:00"):
            self.calendar.tz = "UTC"  # opens an hour later: more time, not less
            first = self._target(ticket, "first_response")
            self.assertEqual(first.state, "in_progress")
            self.calendar.attendance_ids.write({"hour_from": 0})
            self.calendar.tz = "Asia/Tokyo"
        self.assertFalse(first.breached_at and first.breach_reason == "late")

    def test_an_edited_policy_changes_what_was_promised(self):
        policy = self._policy()
        ticket = self._ticket("2026-03-02 09:00")
        with at("2026-03-02 10:00"):
            policy.target_value = 8
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-02 17:00"))
        with at("2026-03-02 12:00"):
            policy.target_value = 2
        resolution = self._target(ticket)
        self.assertEqual(resolution.breached_at, utc("2026-03-02 12:00"))
        self.assertEqual(resolution.breach_reason, "policy")

    def test_on_hold_pauses_only_policies_that_say_so(self):
        self._policy(name="Kind", pause_on_hold=True)
        ticket = self._ticket("2026-03-02 09:00")
        self._move(ticket, "on_hold", "2026-03-02 10:00", blocker_note="Supplier")
        self.assertEqual(self._target(ticket).state, "on_hold")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.state, "in_progress")
        self._move(ticket, "in_progress", "2026-03-02 12:00")
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-02 15:00"))

    def test_recalculating_by_hand_keeps_history(self):
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        self._sweep("2026-03-02 11:00")
        policy = self._policy(target_value=3, target_unit="hours")
        with at("2026-03-02 11:30"):
            ticket.refresh_sla()
        self.assertEqual(self._target(ticket).sla_id, policy)
        self.assertTrue(self._target(ticket, "first_response").breached_at)
