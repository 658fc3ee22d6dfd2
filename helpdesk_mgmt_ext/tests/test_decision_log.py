# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Each automatic decision is one log line, without a word about a person."""

import logging
from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from ..decision_log import LOGGER
from .common import HelpdeskCommon

#: Odoo names a level of its own "INFO", so that the level is given as a number.
INFO = logging.INFO
NOW = "2026-03-02 10:00:00"


@tagged("post_install", "-at_install")
class TestDecisionLog(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.ticket"].search([]).write({"automation_due_at": False})
        cls.team.assignment_method = "manual"
        if "use_sla" in cls.team:  # its decisions have lines of their own
            cls.team.use_sla = False

    def setUp(self):
        super().setUp()
        self.env.cr.postcommit.clear()

    def _told(self, deed):
        """Return the lines that ``deed`` and the commit after it log."""
        with self.assertLogs(LOGGER, INFO) as log:
            result = deed()
            self.env.cr.postcommit.run()
        return result, [record.getMessage() for record in log.records]

    def _line(self, decision, lines):
        found = [line for line in lines if line.startswith(f"decision={decision} ")]
        self.assertEqual(len(found), 1, lines)
        return found[0]

    def test_assignment(self):
        self.team.write(
            {"assignment_method": "balanced", "user_ids": [(6, 0, self.agent.ids)]}
        )
        ticket, lines = self._told(self._create_tickets)
        self.assertEqual(
            self._line("assign", lines),
            f"decision=assign ticket={ticket.number} id={ticket.id}"
            f" team={self.team.id} user={self.agent.id}",
        )

    def test_nobody_to_assign_to(self):
        self.team.write({"assignment_method": "balanced", "user_ids": [(5,)]})
        _ticket, lines = self._told(self._create_tickets)
        self.assertIn(f"team={self.team.id}", self._line("assign_nobody", lines))

    def test_a_person_who_assigns_is_no_rule(self):
        ticket = self._create_tickets().with_user(self.officer)
        with self.assertNoLogs(LOGGER, INFO):
            ticket.action_assign(self.agent.id)
            self.env.cr.postcommit.run()

    def test_reminder_and_close(self):
        with freeze_time(NOW):
            ticket = self._create_tickets(user_id=self.agent.id)
            ticket.action_request_info("Which version?")
        self.env.cr.postcommit.clear()
        start = fields.Datetime.from_string(NOW)
        seen = []
        for hours in (25, 73, 169):
            with freeze_time(start + timedelta(hours=hours)):
                due = ticket._as_bot()
                now = fields.Datetime.now()
                seen += self._told(lambda due=due, now=now: due._run_automation(now))[1]
        kinds = [line.split()[0] for line in seen]
        self.assertEqual(kinds.count("decision=reminder"), 3)
        self.assertIn(f"ticket={ticket.number}", self._line("close", seen))

    def test_escalation_by_a_rule(self):
        ticket = self._create_tickets()._as_bot()
        _done, lines = self._told(lambda: ticket._escalate_to(2, "because"))
        self.assertTrue(self._line("escalate", lines).endswith(" level=2"))

    def test_promise_that_is_broken(self):
        ticket = self._create_tickets()
        payload = {"metric": "resolution", "cycle": 1, "policy": "Gold for Marie"}
        _done, lines = self._told(lambda: ticket._emit("ticket.sla_breached", payload))
        line = self._line("sla_breached", lines)
        self.assertTrue(line.endswith(" metric=resolution cycle=1"), line)

    def test_reopening_by_the_customer(self):
        ticket = self._receive()
        message = ticket.message_ids.filtered("message_id")[-1]
        ticket.action_close()
        self.env.cr.postcommit.clear()
        _ticket, lines = self._told(lambda: self._receive(reply_to=message))
        self.assertTrue(self._line("reopen", lines).endswith(" cycle=2"))

    def test_quarantine(self):
        keep = self.env["helpdesk.mail.quarantine"]._keep_raw
        mail, lines = self._told(lambda: keep(self._mail(), "marie@example.com failed"))
        self.assertEqual(
            self._line("quarantine", lines),
            f"decision=quarantine mail={mail.id} kind=failed"
            + (f" company={mail.company_id.id}" if mail.company_id else ""),
        )
        self.assertNotIn("marie", lines[0])

    def test_retention(self):
        ticket = self._create_tickets()
        ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        self.env.cr.postcommit.clear()
        _done, lines = self._told(lambda: ticket._retain("anonymised"))
        self.assertIn(f"ticket={ticket.number}", self._line("anonymised", lines))

    def test_what_is_rolled_back_was_not_decided(self):
        ticket = self._create_tickets()._as_bot()
        with self.assertNoLogs(LOGGER, INFO):
            ticket._escalate_to(1, "because")
            self.env.cr.postcommit.clear()  # as a rollback does
            self.env.cr.postcommit.run()
