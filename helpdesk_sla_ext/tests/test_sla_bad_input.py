# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bad configuration never stops intake, and an administrator sees why."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SlaCommon, at, utc


@tagged("post_install", "-at_install")
class TestSlaBadInput(SlaCommon):
    def test_team_without_calendar_uses_the_company_s(self):
        """R07, V12: stock cannot create any ticket then."""
        self.env.company.resource_calendar_id = self.calendar
        self.team.resource_calendar_id = False
        ticket = self._ticket("2026-03-06 16:00", priority="2")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.deadline, utc("2026-03-09 12:00"))

    def test_no_calendar_at_all_counts_day_and_night_and_warns(self):
        self.env.company.resource_calendar_id = False
        self.team.resource_calendar_id = False
        ticket = self._ticket("2026-03-06 16:00", priority="2")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.deadline, utc("2026-03-06 20:00"))
        self.assertIn("day and night", self.team.problem)
        self.assertTrue(first.sla_id.activity_ids)
        self._ticket("2026-03-06 16:00", priority="2")
        self.assertEqual(len(first.sla_id.activity_ids), 1)

    def test_calendar_without_hours(self):
        """R08: stock cannot even read the ticket then."""
        empty = self.calendar.copy({"name": "Never"})
        empty.attendance_ids.unlink()
        self.team.resource_calendar_id = empty
        self.env.company.resource_calendar_id = self.calendar
        ticket = self._ticket("2026-03-06 16:00", priority="2")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.deadline, utc("2026-03-09 12:00"))
        ticket.invalidate_recordset()
        self.assertEqual(
            ticket.read(["sla_deadline", "sla_expired"])[0]["id"], ticket.id
        )

    def test_overlapping_and_zero_length_hours_count_once(self):
        self.env.cr.execute(
            """
            INSERT INTO resource_calendar_attendance
                (calendar_id, name, dayofweek, hour_from, hour_to, day_period)
            VALUES (%(id)s, 'twice', '0', 10, 12, 'morning'),
                   (%(id)s, 'never', '0', 11, 11, 'morning')
            """,
            {"id": self.calendar.id},
        )
        self.calendar.invalidate_recordset()
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.deadline, utc("2026-03-02 13:00"))

    def test_a_failure_of_ours_is_not_the_customer_s(self):
        """Whatever goes wrong in the bookkeeping: the ticket is created and lives."""
        policies = self.registry["helpdesk.sla"]
        with (
            patch.object(policies, "_match", side_effect=ZeroDivisionError),
            mute_logger("odoo.addons.helpdesk_sla_ext.models.helpdesk_ticket"),
        ):
            ticket = self._ticket("2026-03-02 09:00")
            with at("2026-03-02 10:00"):
                ticket.priority = "3"
        self.assertFalse(ticket.sla_event_ids)
        self._move(ticket, "in_progress", "2026-03-02 11:00")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.deadline, utc("2026-03-02 10:00"), "it catches up")

    def test_calendar_that_is_always_on_leave(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "For ever",
                "calendar_id": self.calendar.id,
                "date_from": "2000-01-01",
                "date_to": "2090-01-01",
            }
        )
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        self.assertFalse(self._target(ticket).deadline)
        self._sweep("2026-03-03 09:00")

    def test_absurd_targets(self):
        """A target that promises nothing is left out; a huge one is never due."""
        for value in (0, -5):
            with self.subTest(value):
                policy = self._policy(target_value=value)
                self.assertTrue(policy.problem)
                ticket = self._ticket()
                self.assertNotIn(policy, ticket.ticket_sla_ids.sla_id)
                policy.active = False
        for unit in ("business_days", "calendar_days", "business_hours", "minutes"):
            with self.subTest(unit):
                policy = self._policy(target_value=1e6 * 1440, target_unit=unit)
                self.assertIn("never due", policy.problem)
                ticket = self._ticket("2026-03-02 09:00")
                self.assertEqual(self._target(ticket).sla_id, policy)
                self.assertFalse(self._target(ticket).deadline)
                policy.active = False
        self._sweep("2026-03-03 09:00")

    def test_invalid_filters(self):
        """R06: stock refuses every new ticket of the team then."""
        for text in ("[('nope', '=', 1)]", "[(", "42", "[('name', '~~', 1)]", "None"):
            with self.subTest(text):
                policy = self._policy(domain=text)
                self.assertTrue(policy.problem)
                ticket = self._ticket()
                self.assertTrue(ticket.ticket_sla_ids)
                self.assertNotIn(policy, ticket.ticket_sla_ids.sla_id)

    def test_deleted_tier(self):
        """Its policies are archived: they must not apply to everybody instead."""
        tier = self.env["helpdesk.customer.tier"].create({"name": "Gold"})
        self.customer_company.helpdesk_tier_id = tier
        policy = self._policy(tier_id=tier.id)
        ticket = self._ticket("2026-03-02 09:00")
        self.assertEqual(self._target(ticket).sla_id, policy)
        tier.unlink()
        self.assertFalse(policy.active)
        self._sweep("2026-03-03 18:00")
        self.assertTrue(self._target(ticket).breached_at)
        self.assertNotEqual(self._target(self._ticket()).sla_id, policy)

    def test_deleted_stage(self):
        stage = self.env["helpdesk.ticket.stage"].create(
            {"name": "Goal", "sequence": 90, "role": "in_progress"}
        )
        policy = self._policy(metric="stage", stage_id=stage.id, hours=2)
        ticket = self._ticket("2026-03-02 09:00")
        self.assertEqual(self._target(ticket, "stage").sla_id, policy)
        stage.unlink()
        self.assertIn("no stage", policy.problem)
        self._sweep("2026-03-02 12:00")
        self.assertTrue(self._target(ticket, "stage").breached_at)
        self.assertFalse(self._target(self._ticket(), "stage"))

    def test_ticket_dated_in_the_future(self):
        """R32: a wrong clock breaks nothing, and time never runs backwards."""
        later = utc("2026-03-02 09:00") + timedelta(days=30)
        with at("2026-03-02 09:00"):
            ticket = self._create_tickets(received_at=later, priority="3")
            self.assertEqual(self._target(ticket).deadline, later + timedelta(hours=24))
            self.assertEqual(ticket.sla_state, "running")
        self._answer(ticket, "2026-03-02 09:30")
        first = self._target(ticket, "first_response")
        self.assertEqual((first.state, first.reached_at), ("accomplished", later))

    def test_clock_set_back(self):
        """R32: what comes before the last event counts as simultaneous with it."""
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        self._move(ticket, "pending_customer", "2026-03-02 08:00")
        self._move(ticket, "in_progress", "2026-03-02 10:00")
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-03 10:00"))

    def test_ticket_created_in_a_closed_stage(self):
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        ticket = self._ticket("2026-03-02 09:00", stage_id=done.id)
        self.assertEqual(self._target(ticket).state, "accomplished")
        self.assertFalse(ticket.sla_deadline)

    def test_clocks_agree_with_an_independent_calculation_over_dst(self):
        """R31: hour by hour over the change of clocks."""
        expected = fields.Datetime.to_datetime("2026-03-27 16:00:00")
        ticket = self._ticket("2026-03-26 17:00", priority="2")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.deadline, expected - timedelta(hours=4))  # 13:00 CET
        ticket = self._ticket("2026-03-27 15:00", priority="2")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.deadline, utc("2026-03-30 11:00"))  # 09:00 UTC, CEST
