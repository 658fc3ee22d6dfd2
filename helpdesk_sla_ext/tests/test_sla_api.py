# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a watcher outside is told of deadlines."""

from datetime import datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import SlaCommon

NOW = datetime(2026, 3, 2, 9)


@tagged("post_install", "-at_install")
class TestSlaApi(SlaCommon):
    def _ask(self, **kwargs):
        user = self.env.ref("helpdesk_mgmt_ext.user_helpdesk_integration")
        answer = (
            self.env["helpdesk.ticket"].with_user(user).api_sla_candidates(**kwargs)
        )
        return {row["id"]: row for row in answer["tickets"]}

    @freeze_time(NOW)
    def test_near_and_past_deadlines_are_listed_until_escalated(self):
        tickets = self.env["helpdesk.ticket"].create(
            [{"name": f"HS {n}", "description": "x"} for n in range(3)]
        )
        for ticket, minutes in zip(tickets, (-5, 30, 90), strict=True):
            # as the fold would leave it; the fold has its own tests
            self.env.cr.execute(
                "UPDATE helpdesk_ticket SET sla_state = 'running', sla_deadline = %s "
                "WHERE id = %s",
                [NOW + timedelta(minutes=minutes), ticket.id],
            )
        tickets.invalidate_recordset(["sla_state", "sla_deadline"])
        late, near, far = tickets
        found = self._ask(limit=500)
        self.assertEqual(found[late.id]["level"], 2)
        self.assertEqual(found[late.id]["minutes_left"], -5)
        self.assertEqual(found[near.id]["level"], 1)
        self.assertEqual(found[near.id]["deadline"], "2026-03-02T09:30:00+00:00")
        self.assertNotIn(far.id, found)
        self.assertIn(far.id, self._ask(window_minutes=120, limit=500))
        near._write_facts({"escalation_level": 1})
        late._write_facts({"escalation_level": 1})
        found = self._ask(limit=500)
        self.assertIn(late.id, found)
        self.assertNotIn(near.id, found)

    def test_bad_input_is_named(self):
        for kwargs in ({"limit": 0}, {"limit": 501}, {"window_minutes": -1}):
            with self.subTest(kwargs), self.assertRaises(ValidationError):
                self._ask(**kwargs)
