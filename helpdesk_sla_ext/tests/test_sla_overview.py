# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_overview import NOTIFICATION

from .common import SlaCommon, at


@tagged("post_install", "-at_install")
class TestSlaOverview(SlaCommon):
    """Promises on the live board; the day is Thursday, 2026-03-05 in Paris."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.ticket"].search([]).write({"active": False})

    def _make(self):
        """High: answer within 4 clock hours, at risk after 3; Medium: within a day."""
        early = self._ticket("2026-03-05 09:00", priority="2", user_id=self.agent.id)
        late = self._ticket("2026-03-05 09:00", priority="2", user_id=self.colleague.id)
        self._answer(late, "2026-03-05 09:30")
        relaxed = self._ticket("2026-03-05 09:00", priority="0", user_id=self.agent.id)
        return early, late, relaxed

    def _board(self, user, when):
        with at(when):
            return self.env["helpdesk.overview"].with_user(user).get_overview()

    def _tile(self, board, key):
        return next(t for s in board["sections"] for t in s["tiles"] if t["key"] == key)

    def _opened(self, tile, user, when):
        with at(when):
            domain = tile["action"]["domain"]
            return self.env["helpdesk.ticket"].with_user(user).search(domain)

    def test_tiles_count_the_promises_they_name(self):
        early, _late, relaxed = self._make()
        for when, at_risk, breached in (
            ("2026-03-05 10:00", self.env["helpdesk.ticket"], None),
            ("2026-03-05 12:30", early, None),
            ("2026-03-05 13:30", None, early),
        ):
            self._sweep(when)
            board = self._board(self.agent, when)
            for key, expected in (("at_risk", at_risk), ("breached", breached)):
                tile = self._tile(board, key)
                found = self._opened(tile, self.agent, when)
                with self.subTest(when=when, tile=key):
                    self.assertEqual(found, expected or relaxed.browse())
                    self.assertEqual(tile["count"], len(found))
                team = next(t for t in board["teams"] if t["id"] == self.team.id)
                in_team = next(t for t in team["tiles"] if t["key"] == key)
                self.assertEqual(in_team["count"], tile["count"])

    def test_due_today_are_my_promises_until_tonight(self):
        early, _late, _relaxed = self._make()
        when = "2026-03-05 10:00"
        tile = self._tile(self._board(self.agent, when), "my_due_today")
        self.assertEqual(self._opened(tile, self.agent, when), early)
        self.assertEqual(tile["count"], 1)

    def test_nearest_promise_comes_first_with_its_time(self):
        early, _late, relaxed = self._make()
        self._sweep("2026-03-05 12:30")
        board = self._board(self.agent, "2026-03-05 12:30")
        shown = board["next"]["tickets"]
        self.assertEqual([t["id"] for t in shown], [early.id, relaxed.id])
        when = shown[0]["when"]
        self.assertEqual(
            (when["label"], when["at"], when["tone"]),
            ("Due", "2026-03-05 12:00:00", "warning"),
        )

    def test_sweep_tells_the_boards(self):
        self._make()
        self.env.flush_all()
        postcommit = self.env.cr.postcommit
        for when, told in (("2026-03-05 10:00", False), ("2026-03-05 12:30", True)):
            postcommit.clear()
            self._sweep(when)
            self.env.flush_all()
            self.assertEqual(NOTIFICATION in postcommit.data, told, when)
