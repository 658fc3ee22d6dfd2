# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The exact figures of the acceptance scenarios, and their neighbours."""

from odoo.tests import tagged

from .common import SlaCommon, at, utc


@tagged("post_install", "-at_install")
class TestSlaScenarios(SlaCommon):
    def test_high_paused_over_the_week_end_is_warned_once(self):
        ticket = self._ticket("2026-03-05 10:00", priority="2", user_id=self.agent.id)
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-10 10:00"))
        self._answer(ticket, "2026-03-05 11:00")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.state, "accomplished")
        self.assertEqual(first.reached_at, utc("2026-03-05 11:00"))
        with at("2026-03-06 16:00"):
            ticket.with_user(self.agent).action_request_info("Which version is it?")
        update = self._target(ticket, "update")
        self.assertEqual(update.breached_at, utc("2026-03-06 11:00"))
        self.assertEqual(ticket.sla_state, "paused")
        self.assertFalse(ticket.sla_deadline)
        self._customer_writes(ticket, "2026-03-09 09:30")
        resolution = self._target(ticket)
        self.assertEqual(ticket.stage_role, "investigating")
        self.assertEqual(resolution.deadline, utc("2026-03-10 11:30"))
        self.assertEqual(resolution.warn_at, utc("2026-03-09 13:30"))
        self._sweep("2026-03-09 13:29")
        self.assertFalse(self._warnings(ticket, metric="resolution"))
        for when in ("2026-03-09 13:30", "2026-03-09 13:31", "2026-03-09 14:00"):
            self._sweep(when)
        self.assertEqual(len(self._warnings(ticket, metric="resolution")), 1)
        self.assertEqual(ticket.sla_state, "at_risk")

    def test_urgent_over_the_change_of_clocks(self):
        ticket = self._ticket("2026-03-28 22:00", priority="3")
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-29 23:00"))
        first = self._target(ticket, "first_response")
        self.assertEqual(first.deadline, utc("2026-03-28 23:00"))
        self.assertEqual(ticket.sla_deadline, first.deadline)

    def test_raised_priority_breaches_at_the_change(self):
        ticket = self._ticket("2026-03-02 09:00", priority="1")
        with at("2026-03-02 14:00"):
            ticket.priority = "2"
        first = self._target(ticket, "first_response")
        self.assertEqual(first.state, "expired")
        self.assertEqual(first.breached_at, utc("2026-03-02 14:00"))
        self.assertEqual(first.breach_reason, "reclassified")
        self.assertEqual(first.deadline, utc("2026-03-02 13:00"))
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-04 17:00"))
        self.assertEqual(ticket.sla_state, "breached")
        line = ticket.sla_event_ids.filtered(lambda e: e.kind == "rematch")
        self.assertIn("Medium → High", line.detail)
        self.assertIn("First Response", line.detail)
        self.assertIn("Medium → High", ticket.message_ids[0].body)

    def test_closed_and_reopened_keeps_the_first_verdict(self):
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        self._answer(ticket, "2026-03-02 10:00")
        with at("2026-03-03 10:00"):
            ticket.action_close()
        before = {
            row: row.read(["state", "deadline", "reached_at", "breached_at"])
            for row in ticket.ticket_sla_ids
        }
        self.assertEqual(self._target(ticket).state, "accomplished")
        self.assertEqual(ticket.sla_state, "met")
        self._customer_writes(ticket, "2026-03-05 11:00", "It is broken again.")
        self.assertEqual(ticket.cycle, 2)
        for row, values in before.items():
            self.assertEqual(
                row.read(["state", "deadline", "reached_at", "breached_at"]), values
            )
        # reopened by the customer: High becomes Urgent, 24 hours from his message
        self.assertEqual(ticket.priority, "3")
        second = self._target(ticket)
        self.assertEqual(second.deadline, utc("2026-03-06 11:00"))
        self.assertEqual(ticket.sla_state, "running")
        first_response = self._target(ticket, "first_response")
        self.assertEqual(first_response.deadline, utc("2026-03-05 12:00"))

    def test_no_stage_move_is_a_first_response(self):
        """Stock meets a first response by a move to Awaiting or Rejected (V15)."""
        for role in ("in_progress", "investigating", "pending_customer", "on_hold"):
            with self.subTest(role):
                ticket = self._ticket("2026-03-02 09:00")
                self._move(ticket, role, "2026-03-02 10:00")
                self.assertFalse(self._target(ticket, "first_response").reached_at)
        ticket = self._ticket("2026-03-02 09:00")
        with at("2026-03-02 10:00"):
            ticket.action_reject("Not for us")
        states = set(ticket.ticket_sla_ids.mapped("state"))
        self.assertEqual(states, {"cancelled"})
        self.assertEqual(ticket.sla_state, "none")

    def test_notes_and_automatic_messages_are_no_first_response(self):
        ticket = self._ticket("2026-03-02 09:00")
        with at("2026-03-02 10:00"):
            ticket.with_user(self.agent).message_post(
                body="Looks like the router.", subtype_xmlid="mail.mt_note"
            )
            ticket.with_context(helpdesk_automatic=True).message_post(
                body="We have received your message.", subtype_xmlid="mail.mt_comment"
            )
        self.assertEqual(self._target(ticket, "first_response").state, "in_progress")

    def test_a_logged_phone_call_is_answered_at_once(self):
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        with at("2026-03-02 09:00"):
            ticket = (
                self.env["helpdesk.ticket"]
                .with_user(self.officer)
                .create(
                    {
                        "name": "Call",
                        "description": "<p>Told him to restart it.</p>",
                        "team_id": self.team.id,
                        "partner_id": self.customer.id,
                        "channel_id": phone.id,
                    }
                )
            )
        first = self._target(ticket, "first_response")
        self.assertEqual(first.state, "accomplished")
        self.assertEqual(first.reached_at, utc("2026-03-02 09:00"))

    def test_cadence_from_each_answer_while_it_is_our_turn(self):
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        update = self._target(ticket, "update")
        self.assertFalse(update.deadline)
        self._answer(ticket, "2026-03-02 10:00")
        self.assertEqual(update.deadline, utc("2026-03-03 10:00"))
        self._answer(ticket, "2026-03-02 16:00")
        self.assertEqual(update.deadline, utc("2026-03-03 16:00"))
        self._move(ticket, "pending_customer", "2026-03-02 16:00")
        self.assertEqual(update.state, "on_hold")
        self._customer_writes(ticket, "2026-03-04 12:00")
        self.assertEqual(update.deadline, utc("2026-03-05 12:00"))
        with at("2026-03-04 15:00"):
            ticket.action_resolve("Replaced the router.")
        self.assertEqual(update.state, "accomplished")

    def test_a_missed_update_is_remembered_and_the_next_one_promised(self):
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        self._answer(ticket, "2026-03-02 09:30")
        self._answer(ticket, "2026-03-02 12:30")
        update = self._target(ticket, "update")
        self.assertEqual(update.breached_at, utc("2026-03-02 11:30"))
        self.assertEqual((update.state, update.breach_count), ("in_progress", 1))
        self.assertEqual(update.deadline, utc("2026-03-02 14:30"))
        with at("2026-03-02 13:00"):
            ticket.action_resolve("Done.")
        self.assertEqual(update.state, "expired")

    def test_leaving_resolved_resumes_the_resolution(self):
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        self._answer(ticket, "2026-03-02 09:30")
        with at("2026-03-02 10:00"):
            ticket.action_resolve("Restarted.")
        self.assertEqual(self._target(ticket).state, "accomplished")
        self._customer_writes(ticket, "2026-03-02 15:00", "It is still broken.")
        resolution = self._target(ticket)
        self.assertEqual(resolution.state, "in_progress")
        self.assertEqual(resolution.deadline, utc("2026-03-03 14:00"))

    def test_a_breach_is_never_erased(self):
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        self._sweep("2026-03-02 10:01")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.breached_at, utc("2026-03-02 10:00"))
        with at("2026-03-02 10:30"):
            ticket.priority = "0"
        self.assertEqual((first.state, first.breach_reason), ("expired", "late"))
        self._answer(ticket, "2026-03-02 11:00")
        self.assertEqual(first.state, "expired")
        self.assertEqual(first.reached_at, utc("2026-03-02 11:00"))
        self.assertEqual(ticket.sla_state, "running")

    def test_answered_at_the_deadline_is_in_time(self):
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        self._sweep("2026-03-02 10:00")
        self._answer(ticket, "2026-03-02 10:00")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.state, "accomplished")

    def test_merged_and_duplicate_tickets_have_no_verdict(self):
        for reason in ("merged", "duplicate"):
            with self.subTest(reason), at("2026-03-03 09:00"):
                ticket = self._ticket("2026-03-02 09:00")
                ticket.action_close(reason)
                states = set(ticket.ticket_sla_ids.mapped("state"))
                self.assertEqual(states, {"cancelled"})

    def test_premium_urgent_is_answered_in_half_an_hour(self):
        self.customer_company.helpdesk_tier_id = self.premium
        ticket = self._ticket("2026-03-07 20:00", priority="3")
        self.assertEqual(ticket.customer_tier_id, self.premium)
        first = self._target(ticket, "first_response")
        self.assertEqual(first.deadline, utc("2026-03-07 20:30"))
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-08 00:00"))
        self._answer(ticket, "2026-03-07 20:10")
        update = self._target(ticket, "update")
        self.assertEqual(update.deadline, utc("2026-03-07 22:10"))

    def test_default_matrix(self):
        """Row 76 of the features, from Monday 2 March 2026, 09:00."""
        expected = {
            "3": ("2026-03-02 10:00", "2026-03-03 09:00"),
            "2": ("2026-03-02 13:00", "2026-03-04 17:00"),
            "1": ("2026-03-02 17:00", "2026-03-10 17:00"),
            "0": ("2026-03-03 17:00", "2026-03-19 17:00"),
        }
        for priority, (first, resolution) in expected.items():
            with self.subTest(priority):
                ticket = self._ticket("2026-03-02 09:00", priority=priority)
                rows = {row.metric: row.deadline for row in ticket.ticket_sla_ids}
                self.assertEqual(rows["first_response"], utc(first))
                self.assertEqual(rows["resolution"], utc(resolution))

    def test_low_updates_every_seven_calendar_days_at_the_same_hour(self):
        ticket = self._ticket("2026-03-25 10:00", priority="0")
        self._answer(ticket, "2026-03-25 11:00")
        update = self._target(ticket, "update")
        self.assertEqual(update.deadline, utc("2026-04-01 11:00"))

    def test_tier_matrix(self):
        """Row 77 of the features, from Monday 2 March 2026, 09:00."""
        standard = self.env.ref("helpdesk_sla_ext.tier_standard")
        expected = {
            (self.premium, "3"): ("2026-03-02 09:30", "2026-03-02 13:00"),
            (standard, "3"): ("2026-03-02 10:00", "2026-03-02 17:00"),
            (self.premium, "2"): ("2026-03-02 11:00", "2026-03-02 17:00"),
            (standard, "2"): ("2026-03-02 13:00", "2026-03-03 17:00"),
            (self.premium, "1"): ("2026-03-02 17:00", "2026-03-04 17:00"),
            (standard, "1"): ("2026-03-02 17:00", "2026-03-04 17:00"),
            (self.premium, "0"): ("2026-03-02 17:00", "2026-03-06 17:00"),
            (standard, "0"): ("2026-03-02 17:00", "2026-03-06 17:00"),
        }
        for (tier, priority), (first, resolution) in expected.items():
            with self.subTest(tier=tier.name, priority=priority):
                self.customer_company.helpdesk_tier_id = tier
                ticket = self._ticket("2026-03-02 09:00", priority=priority)
                rows = {row.metric: row.deadline for row in ticket.ticket_sla_ids}
                self.assertEqual(rows["first_response"], utc(first))
                self.assertEqual(rows["resolution"], utc(resolution))

    def test_idle_rule_does_not_pause_the_clock(self):
        """Nobody waits for the customer: the ball stays with us (D9)."""
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        deadline = self._target(ticket).deadline
        with at("2026-03-03 10:00"):
            ticket._move_to_role("pending_customer", {"auto_awaiting": True})
        self.assertNotEqual(ticket.sla_state, "paused")
        with at("2026-03-04 10:00"):
            ticket.action_start()
        self.assertEqual(self._target(ticket).deadline, deadline)
