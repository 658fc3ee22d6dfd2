# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An installation that used ``helpdesk_mgmt_sla`` alone, taken over."""

from odoo.tests import tagged

from ..hooks import _adopt_stock_targets, _start_ledgers
from .common import SlaCommon, at, utc


@tagged("post_install", "-at_install")
class TestSlaMigration(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.sla"].search([]).active = False
        cls.goal = cls.env.ref("helpdesk_mgmt_ext.stage_resolved")
        cls.waiting = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
        # as stock code would: it knows nothing of metrics
        cls.policy = cls.env["helpdesk.sla"].create(
            {
                "name": "Stock",
                "days": 1,
                "hours": 2,
                "stage_id": cls.goal.id,
                "ignore_stage_ids": cls.waiting.ids,
            }
        )

    def _stock_ticket(self, state, deadline, **vals):
        """A ticket as stock leaves it: a target, and no ledger."""
        stage = vals.pop("stage", False)
        with at("2026-03-02 09:00"):
            ticket = self._create_tickets(**({"stage_id": stage.id} if stage else {}))
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM helpdesk_sla_event WHERE ticket_id = %s", [ticket.id]
        )
        ticket.ticket_sla_ids.unlink()
        self.env["helpdesk.ticket.sla"].create(
            {
                "ticket_id": ticket.id,
                "sla_id": self.policy.id,
                "hours": 10,
                "state": state,
                "deadline": deadline,
                **vals,
            }
        )
        self.env.invalidate_all()
        return ticket

    def _install(self, when):
        with at(when):
            _start_ledgers(self.env)
            _adopt_stock_targets(self.env)

    def test_stock_policies_keep_their_meaning(self):
        self.assertEqual(self.policy.metric, "stage")
        ticket = self._ticket("2026-03-02 09:00")
        row = ticket.ticket_sla_ids
        self.assertEqual(row.deadline, utc("2026-03-03 11:00"))
        self._move(ticket, "resolved", "2026-03-02 15:00")
        self.assertEqual(row.state, "accomplished")

    def test_open_targets_keep_their_deadline(self):
        # stock had credited a pause: the deadline is not created + 10 hours
        deadline = utc("2026-03-05 12:00")
        ticket = self._stock_ticket("in_progress", deadline)
        self._install("2026-03-04 10:00")
        row = ticket.ticket_sla_ids
        self.assertEqual((row.deadline, row.state), (deadline, "in_progress"))
        self.assertEqual(ticket.sla_deadline, deadline)
        self._move(ticket, "pending_customer", "2026-03-04 11:00")
        self._move(ticket, "in_progress", "2026-03-04 15:00")
        self.assertEqual(row.deadline, utc("2026-03-05 16:00"))
        self._sweep("2026-03-05 16:01")
        self.assertEqual(row.state, "expired")

    def test_paused_targets_keep_what_is_left(self):
        ticket = self._stock_ticket(
            "on_hold", False, stage=self.waiting, consumed_time=4
        )
        self._install("2026-03-04 10:00")
        row = ticket.ticket_sla_ids
        self.assertEqual((row.state, ticket.sla_state), ("on_hold", "paused"))
        self._move(ticket, "in_progress", "2026-03-04 12:00")
        self.assertEqual(row.deadline, utc("2026-03-05 10:00"))

    def test_verdicts_stay(self):
        met = self._stock_ticket(
            "accomplished", utc("2026-03-03 11:00"), stage=self.goal
        )
        late = self._stock_ticket("expired", utc("2026-03-03 11:00"))
        unseen = self._stock_ticket("in_progress", utc("2026-03-03 11:00"))
        self._install("2026-03-04 10:00")
        self.assertEqual(met.ticket_sla_ids.state, "accomplished")
        self.assertEqual(late.ticket_sla_ids.state, "expired")
        self._move(late, "resolved", "2026-03-04 11:00")
        self.assertEqual(late.ticket_sla_ids.state, "expired")
        self.assertEqual(met.ticket_sla_ids.deadline, utc("2026-03-03 11:00"))
        self.assertEqual(unseen.ticket_sla_ids.state, "expired")
        self.assertEqual(unseen.ticket_sla_ids.breached_at, utc("2026-03-03 11:00"))

    def test_old_tickets_get_no_promises_they_would_have_broken(self):
        self._policy(metric="first_response")
        ticket = self._stock_ticket("accomplished", utc("2026-03-03 11:00"))
        self._install("2026-03-09 10:00")
        self.assertEqual(ticket.ticket_sla_ids.mapped("metric"), ["stage"])
        self.assertEqual(ticket.sla_event_ids.mapped("kind"), ["start"])
