# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import SlaCommon, at


@tagged("post_install", "-at_install")
class TestSlaAnalysis(SlaCommon):
    """How promises ended, as columns of the report over tickets."""

    def _check(self, tickets, **expected):
        [row] = self.env["helpdesk.ticket.analysis"]._read_group(
            [("ticket_id", "in", tickets.ids)], [], [f"{name}:avg" for name in expected]
        )
        found = [None if value is False else value for value in row]
        self.assertEqual(dict(zip(expected, found, strict=True)), expected)

    def test_a_promise_counts_once_it_is_decided(self):
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        self._check(ticket, sla_response_met=None, sla_breached=None)
        self._answer(ticket, "2026-03-02 10:00")
        self._check(
            ticket, sla_response_met=100, sla_resolution_met=None, sla_breached=0
        )

    def test_compliance_is_the_share_of_tickets_that_kept_the_promise(self):
        kept = self._ticket("2026-03-02 09:00", priority="2")
        late = self._ticket("2026-03-02 09:00", priority="2")
        self._answer(kept, "2026-03-02 10:00")
        self._answer(late, "2026-03-02 16:00")  # within four hours was promised
        self._check(kept + late, sla_response_met=50, sla_breached=50)

    def test_a_promise_broken_in_one_cycle_is_broken(self):
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        self._move(ticket, "closed", "2026-03-02 10:00")
        self._check(ticket, sla_resolution_met=100)
        with at("2026-03-02 11:00"):
            ticket.action_reopen()
        self._move(ticket, "closed", "2026-03-25 10:00")
        self._check(ticket, sla_resolution_met=0)

    def test_cancelled_promises_count_nowhere(self):
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        with at("2026-03-02 10:00"):
            ticket.action_cancel()
        self._check(ticket, sla_resolution_met=None, sla_breached=None)

    def test_working_hours_are_those_of_the_team(self):
        self.env.company.resource_calendar_id = False
        ticket = self._ticket("2026-03-06 16:00", priority="2")  # a Friday
        self._answer(ticket, "2026-03-09 10:00")
        self.assertEqual(ticket.first_response_hours, 66)
        self.assertEqual(ticket.first_response_working_hours, 2)
