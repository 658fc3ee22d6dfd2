# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import HelpdeskCommon

CLOSED = "2026-03-02 09:00:00"


@tagged("post_install", "-at_install")
class TestReopen(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._receive()
        cls.ticket.write({"user_id": cls.agent.id, "priority": "1"})
        cls.ticket.with_user(cls.agent).action_start()
        with freeze_time(CLOSED):
            cls.ticket.action_resolve("Done.")
            cls.ticket.action_close("confirmed")
        cls.first = cls.ticket.message_ids[-1:]

    def _reply_at(self, moment, body="It is broken again", **kwargs):
        with freeze_time(moment):
            return self._receive(reply_to=self.first, body=body, **kwargs)

    def test_reply_within_the_window_reopens(self):
        self._reply_at("2026-03-10 10:00:00")
        self.assertEqual(self.ticket.stage_role, "in_progress")
        self.assertEqual((self.ticket.cycle, self.ticket.reopen_count), (2, 1))
        self.assertEqual(self.ticket.cycle_started_at, datetime(2026, 3, 10, 10))
        self.assertFalse(self.ticket.closed_date or self.ticket.close_reason)
        self.assertEqual(self.ticket.user_id, self.agent)

    def test_window_is_inclusive(self):
        self._reply_at("2026-04-01 09:00:00")
        self.assertEqual(self.ticket.cycle, 2)

    def test_reply_after_the_window_makes_a_follow_up(self):
        self._reply_at("2026-04-01 09:00:01")
        self.assertEqual(self.ticket.stage_role, "closed")
        follow_up = self.ticket.follow_up_ids
        self.assertEqual(len(follow_up), 1)
        self.assertEqual(follow_up.partner_id, self.customer)
        self.assertEqual(follow_up.team_id, self.team)
        self.assertIn("broken again", follow_up.description)
        mail = self._notices(follow_up)
        self.assertEqual(len(mail), 1)
        self.assertIn(follow_up.number, mail.subject)

    def test_reopening_raises_the_priority_once_per_cycle(self):
        self._reply_at("2026-03-10 10:00:00")
        self.assertEqual(self.ticket.priority, "2")
        self._reply_at("2026-03-10 11:00:00", body="and another thing")
        self.assertEqual(self.ticket.priority, "2")

    def test_priority_is_capped_at_urgent(self):
        self.ticket.priority = "3"
        self._reply_at("2026-03-10 10:00:00")
        self.assertEqual(self.ticket.priority, "3")

    def test_priority_stays_if_the_team_says_so(self):
        self.team.reopen_raises_priority = False
        self._reply_at("2026-03-10 10:00:00")
        self.assertEqual(self.ticket.priority, "1")

    def test_reopened_ticket_leaves_an_owner_who_left(self):
        self.agent.active = False
        self._reply_at("2026-03-10 10:00:00")
        self.assertEqual(self.ticket.stage_role, "in_progress")
        self.assertNotEqual(self.ticket.user_id, self.agent)

    def test_team_may_reopen_into_investigating(self):
        self.team.reopen_role = "investigating"
        self._reply_at("2026-03-10 10:00:00")
        self.assertEqual(self.ticket.stage_role, "investigating")

    def test_pure_thanks_does_not_reopen(self):
        self._reply_at("2026-03-10 10:00:00", body="Thank you very much!")
        self.assertEqual(self.ticket.stage_role, "closed")

    def test_doubtful_thanks_reopens(self):
        self._reply_at("2026-03-10 10:00:00", body="Thanks, but it still fails.")
        self.assertEqual(self.ticket.cycle, 2)

    def test_out_of_office_does_not_reopen(self):
        self._reply_at("2026-03-10 10:00:00", auto_submitted="auto-replied")
        self.assertEqual(self.ticket.stage_role, "closed")

    def test_agent_reopens_by_hand_without_raising_the_priority(self):
        ticket = self.ticket.with_user(self.agent)
        ticket.action_reopen()
        self.assertEqual((ticket.cycle, ticket.priority), (2, "1"))
        with self.assertRaises(UserError):
            ticket.action_reopen()

    def test_dragging_out_of_closed_is_a_reopening(self):
        self.ticket.with_user(self.agent).stage_id = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_stage_in_progress"
        )
        self.assertEqual((self.ticket.cycle, self.ticket.reopen_count), (2, 1))
        self.assertFalse(self.ticket.closed_date)

    def test_reply_to_a_resolved_ticket_is_investigated_in_the_same_cycle(self):
        ticket = self._receive(subject="another")
        ticket.action_resolve("Done.")
        self._receive(reply_to=ticket.message_ids[-1:], body="No, it is not.")
        self.assertEqual((ticket.stage_role, ticket.cycle), ("investigating", 1))
        self.assertFalse(ticket.resolved_at)
