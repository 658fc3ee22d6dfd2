# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common_automation import START, AutomationCommon


@tagged("post_install", "-at_install")
class TestResolvedAutomation(AutomationCommon):
    def _resolved(self, **vals):
        with freeze_time(START):
            ticket = self._create_tickets(**vals)
            ticket.with_user(self.officer).action_resolve("Restarted the server.")
        return ticket

    def test_silence_closes_after_a_week(self):
        ticket = self._resolved()
        self._run_at(167.9)
        self.assertEqual(ticket.stage_role, "resolved")
        self._run_at(168)
        self.assertEqual(ticket.close_reason, "no_reply")

    def test_customer_is_told_of_the_close_once(self):
        ticket = self._resolved()
        before = self._notices(ticket)
        self._run_at(168)
        self._run_at(169)
        self.assertEqual(len(self._notices(ticket, before)), 1)

    def test_team_decides_how_long_silence_lasts(self):
        self.team.auto_close_hours = 24
        ticket = self._resolved()
        self._run_at(24)
        self.assertTrue(ticket.closed)

    def test_changed_hours_reach_resolved_tickets(self):
        ticket = self._resolved()
        with freeze_time(START + timedelta(hours=30)):
            self.team.auto_close_hours = 24
        self._run_at(30)
        self.assertTrue(ticket.closed)

    def test_can_be_switched_off(self):
        self.team.close_resolved = False
        ticket = self._resolved()
        self._run_at(1000)
        self.assertFalse(ticket.closed)

    def test_still_broken_stops_it(self):
        ticket = self._resolved()
        with freeze_time(START + timedelta(hours=100)):
            ticket._customer_respond("still_broken")
        self._run_at(168)
        self.assertEqual(ticket.stage_role, "investigating")

    def test_resolving_again_counts_anew(self):
        ticket = self._resolved()
        with freeze_time(START + timedelta(hours=100)):
            self._customer_writes(ticket, "It still does not start.")
            self.assertEqual(ticket.stage_role, "investigating")
            ticket.with_user(self.officer).action_resolve("Replaced the disk.")
        self._run_at(168)
        self.assertFalse(ticket.closed)
        self._run_at(268)
        self.assertTrue(ticket.closed)

    def test_a_thank_you_puts_the_close_off(self):
        """R17: never closed for silence the day after the customer wrote."""
        ticket = self._resolved()
        with freeze_time(START + timedelta(hours=160)):
            self._customer_writes(ticket, "Thank you!")
            self.assertEqual(ticket.stage_role, "resolved")
        self._run_at(170)
        self.assertFalse(ticket.closed)
        self._run_at(328)
        self.assertTrue(ticket.closed)

    def test_ticket_without_team_follows_the_defaults(self):
        ticket = self._resolved(team_id=False)
        self._run_at(168)
        self.assertEqual(ticket.close_reason, "no_reply")

    def test_customer_without_address_is_closed_all_the_same(self):
        ticket = self._resolved(partner_id=False, partner_email=False)
        self._run_at(168)
        self.assertTrue(ticket.closed)
