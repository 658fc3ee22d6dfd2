# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import helpdesk_sla_folding
from .common import SlaCommon, at, utc

SWEEP = "odoo.addons.helpdesk_sla_ext.models.helpdesk_ticket_sla_sweep"


@tagged("post_install", "-at_install")
class TestSlaSweep(SlaCommon):
    def _fired(self, ticket, metric="resolution"):
        logs = self.env["helpdesk.sla.escalation.log"].search(
            [("ticket_id", "=", ticket.id)]
        )
        logs = logs.filtered(lambda log: log.ticket_sla_id.metric == metric)
        return [(log.escalation_id.name, log.skipped) for log in logs]

    def _notified(self, ticket, user):
        return self.env["mail.message"].search_count(
            [
                ("model", "=", "helpdesk.ticket"),
                ("res_id", "=", ticket.id),
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "in", user.partner_id.ids),
            ]
        )

    def test_the_ladder_in_order_and_each_rung_once(self):
        ticket = self._ticket("2026-03-02 09:00", priority="3", user_id=self.agent.id)
        self._answer(ticket, "2026-03-02 09:10")
        steps = (
            ("2026-03-03 03:00", "At risk", 0),  # 18 h of 24 h
            ("2026-03-03 06:36", "Breach is imminent", 1),
            ("2026-03-03 09:01", "Breached", 2),
            ("2026-03-03 21:01", "Long overdue", 3),
        )
        seen = []
        for when, name, level in steps:
            self._sweep(when)
            self._sweep(when)
            seen.append((name, False))
            self.assertEqual(self._fired(ticket), seen)
            if level:
                self.assertGreaterEqual(ticket.escalation_level, level)
        resolution = self._target(ticket)
        self.assertEqual(resolution.breached_at, utc("2026-03-03 09:00"))
        self.assertFalse(resolution.next_at)

    def test_assignee_is_warned_then_the_managers(self):
        policy = self._policy(target_unit="hours", target_value=10)
        ticket = self._ticket("2026-03-02 09:00", priority="0", user_id=self.agent.id)
        self.assertEqual(self._target(ticket).sla_id, policy)
        self._sweep("2026-03-02 16:30")
        self.assertEqual(self._notified(ticket, self.agent), 1)
        self.assertFalse(self._notified(ticket, self.manager))
        self._sweep("2026-03-02 18:01")
        self.assertEqual(self._notified(ticket, self.manager), 1)

    def test_warnings_that_come_too_late_are_not_sent(self):
        """After an outage nobody is told that a breach from yesterday is imminent."""
        self._policy(target_unit="hours", target_value=10)
        ticket = self._ticket("2026-03-02 09:00", priority="0")
        self._sweep("2026-03-02 20:00")
        self.assertEqual(
            self._fired(ticket),
            [("At risk", True), ("Breach is imminent", True), ("Breached", False)],
        )

    def test_the_database_refuses_a_second_time(self):
        """R45: two processes cannot climb the same rung."""
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        self._sweep("2026-03-02 09:50")
        log = self._warnings(ticket)[:1]
        self.assertTrue(log)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            log.copy()

    def test_nothing_fires_while_paused_or_after_the_answer(self):
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        self._answer(ticket, "2026-03-02 09:10")
        self._move(ticket, "pending_customer", "2026-03-02 09:20")
        self._sweep("2026-03-05 09:00")
        self.assertFalse(self._fired(ticket, "first_response"))
        self.assertFalse(self._fired(ticket))
        self.assertEqual(ticket.sla_state, "paused")

    def test_each_update_is_warned_of_anew(self):
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        self._answer(ticket, "2026-03-02 09:10")
        self._sweep("2026-03-02 10:45")
        self._answer(ticket, "2026-03-02 11:00")
        self._sweep("2026-03-02 12:31")
        self.assertEqual(len(self._warnings(ticket, metric="update")), 2)

    def test_a_bad_ticket_does_not_stop_the_others(self):
        """R14."""
        bad, good = (
            self._ticket("2026-03-02 09:00", priority="3") for _index in range(2)
        )
        Rows = self.registry["helpdesk.ticket.sla"]
        original = Rows._sweep_rows

        def fail(rows, folding):
            if rows.ticket_id == bad:
                rows.env.cr.execute("SELECT 1/0")
            return original(rows, folding)

        with (
            patch.object(Rows, "_sweep_rows", fail),
            mute_logger(SWEEP, "odoo.sql_db"),
        ):
            self._sweep("2026-03-02 10:30")
        self.assertTrue(self._target(good, "first_response").breached_at)
        row = self._target(bad, "first_response")
        self.assertIn("division by zero", row.sweep_error)
        self._sweep("2026-03-02 12:00")
        self.assertTrue(row.breached_at)
        self.assertFalse(row.sweep_error)

    @mute_logger("odoo.addons.helpdesk_mgmt_ext.models.ir_cron")
    def test_failed_target_does_not_wait_for_the_time_before_a_clock_set_back(self):
        failed, waiting = (self._ticket("2026-03-02 09:00") for _n in range(2))
        failed = self._target(failed, "first_response")
        waiting = self._target(waiting, "first_response")
        (failed + waiting).next_at = utc("2026-04-11 09:00")
        failed.sweep_error = "division by zero"
        with at("2026-03-02 09:05"):
            self.env["ir.cron"]._helpdesk_clock_was_set_back()
        self.assertEqual(failed.next_at, utc("2026-03-02 09:05"))
        self.assertEqual(waiting.next_at, utc("2026-04-11 09:00"), "its own moment")

    def test_a_ledger_that_cannot_be_read_stops_no_other(self):
        """R14: the ledger is read for the whole batch."""
        bad, good = (
            self._ticket("2026-03-02 09:00", priority="3") for _index in range(2)
        )
        Folding = helpdesk_sla_folding.Folding
        original = Folding._read_events

        def fail(folding, tickets):
            if bad in tickets:
                raise ValueError("no such role")
            return original(folding, tickets)

        with (
            patch.object(Folding, "_read_events", fail),
            mute_logger(SWEEP),
        ):
            self._sweep("2026-03-02 10:30")
        self.assertTrue(self._target(good, "first_response").breached_at)
        row = self._target(bad, "first_response")
        self.assertIn("no such role", row.sweep_error)

    def test_a_ticket_somebody_writes_is_looked_at_again_in_a_minute(self):
        """R34: no problem to be shown, and no hour lost."""
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        Rows = self.registry["helpdesk.ticket.sla"]

        def collide(_rows, _folding):
            raise SerializationFailure("could not serialize access")

        with patch.object(Rows, "_sweep_rows", collide):
            self._sweep("2026-03-02 10:30")
        row = self._target(ticket, "first_response")
        self.assertFalse(row.sweep_error)
        self.assertEqual(row.next_at, utc("2026-03-02 10:31"))

    def test_the_sweep_wakes_itself_when_the_next_target_is_due(self):
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        triggers.unlink()
        self._ticket("2026-03-02 09:00", priority="3")
        trigger = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertEqual(trigger.call_at, utc("2026-03-02 09:45"))
        self._ticket("2026-03-02 09:10", priority="0")
        self.assertEqual(
            trigger,
            self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]),
        )

    def test_it_runs_as_a_job_and_reports_its_progress(self):
        """R19."""
        with at("2026-03-02 09:00"):
            tickets = self._create_tickets(3, priority="3")
        with at("2026-03-02 10:30"), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.assertEqual(set(tickets.mapped("sla_state")), {"breached"})

    def test_rung_actions_hand_over_raise_and_tag(self):
        tag = self.env["helpdesk.ticket.tag"].create({"name": "SLA Late"})
        self.env["helpdesk.sla.escalation"].create(
            {
                "name": "Hand over",
                "metric": "first_response",
                "offset_type": "minutes",
                "offset_minutes": -15,
                "level": 4,
                "reassign_user_id": self.colleague.id,
                "raise_priority": True,
                "tag_ids": tag.ids,
            }
        )
        ticket = self._ticket("2026-03-02 09:00", priority="2", user_id=self.agent.id)
        self._sweep("2026-03-02 12:45")
        self.assertEqual(ticket.user_id, self.colleague)
        self.assertEqual((ticket.priority, ticket.escalation_level), ("3", 4))
        self.assertIn(tag, ticket.tag_ids)
        first = self._target(ticket, "first_response")
        self.assertEqual(first.breach_reason, "reclassified")

    def test_events_are_told_once(self):
        told = []
        Ticket = self.registry["helpdesk.ticket"]
        with patch.object(
            Ticket, "_emit", lambda self, event, payload=None: told.append(event)
        ):
            ticket = self._ticket("2026-03-02 09:00", priority="3")
            for when in ("2026-03-02 09:50", "2026-03-02 10:10", "2026-03-02 10:20"):
                self._sweep(when)
        self.assertTrue(ticket)
        self.assertEqual(told.count("ticket.sla_at_risk"), 1)
        self.assertEqual(told.count("ticket.sla_breached"), 1)

    def test_the_sweep_selects_on_an_index(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        query = self.env["helpdesk.ticket.sla"]._search(
            [("next_at", "<=", utc("2026-03-02 09:00"))], order="next_at, id", limit=9
        )
        self.env.cr.execute("EXPLAIN " + self.env.cr.mogrify(query.select()).decode())
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("next_at_idx", plan)
