# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import AiCommon

NOW = datetime(2026, 3, 16, 12)


@tagged("post_install", "-at_install")
class TestAiDashboard(AiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.ai.analysis"].search([]).unlink()

    def _decide(self, count, confidence, right, days=1, decision="auto_assigned"):
        tickets = self._create_tickets(count)
        tickets.ai_analysis_ids.unlink()
        self.env["helpdesk.ai.analysis"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "state": "done",
                    "routable": True,
                    "decision": decision,
                    "analysed_at": NOW - timedelta(days=days),
                    "team_id": self.technical.id,
                    "final_team_id": (
                        self.technical if number < right else self.integration
                    ).id,
                    "confidence": confidence,
                    "outcome": "accepted" if number < right else "corrected",
                }
                for number, ticket in enumerate(tickets)
            ]
        )

    def _data(self, user=None, **kwargs):
        dashboard = self.env["helpdesk.ai.dashboard"].with_user(user or self.manager)
        with freeze_time(NOW):
            return dashboard.get_data(**kwargs)

    def test_figures_are_counted(self):
        self._decide(60, 0.95, 57)
        self._decide(40, 0.6, 20, decision="to_officer")
        totals = self._data()["totals"]
        self.assertEqual(totals["count"], 100)
        self.assertAlmostEqual(totals["accuracy"], 0.77)
        self.assertAlmostEqual(totals["coverage"], 0.6)
        self.assertAlmostEqual(totals["precision"], 0.95)
        self.assertAlmostEqual(totals["overridden"], 0.05)
        self.assertLess(totals["precision_low"], 0.95)

    def test_the_period_is_kept(self):
        self._decide(5, 0.9, 5, days=40)
        self.assertEqual(self._data(days=30)["totals"]["count"], 0)
        self.assertEqual(self._data(days=60)["totals"]["count"], 5)

    def test_the_threshold_for_90_percent_is_promised_with_a_bound(self):
        self._decide(200, 0.97, 196)
        self._decide(100, 0.6, 55, decision="to_officer")
        promise = self._data()["promise"]
        self.assertAlmostEqual(promise["threshold"], 0.97)
        self.assertGreaterEqual(promise["low"], 0.9)

    def test_too_little_data_is_said(self):
        self._decide(20, 0.97, 20)
        data = self._data()
        self.assertFalse(data["enough"])
        self.assertIsNone(data["promise"])
        self.assertIsNone(data["cheapest"])

    def test_nothing_at_all_is_no_error(self):
        data = self._data()
        self.assertIsNone(data["totals"]["accuracy"])
        self.assertEqual(data["reliability"], [])

    def test_the_reliability_diagram_tells_said_and_was(self):
        self._decide(50, 0.95, 40)
        bins = [row for row in self._data()["reliability"] if row["count"]]
        self.assertAlmostEqual(bins[0]["confidence"], 0.95)
        self.assertAlmostEqual(bins[0]["accuracy"], 0.8)
        self.assertAlmostEqual(self._data()["ece"], 0.15)

    def test_the_confusion_matrix_counts_both_ways(self):
        self._decide(10, 0.9, 7)
        confusion = self._data()["confusion"]
        self.assertEqual(set(confusion["teams"]), {"Technical Support", "Integration"})
        wrong = [
            cell["count"]
            for row in confusion["rows"]
            for cell in row["cells"]
            if not cell["right"]
        ]
        self.assertEqual(sorted(wrong), [0, 3])

    def test_dear_errors_ask_for_more_confidence(self):
        for confidence, right in ((0.95, 38), (0.8, 32), (0.6, 24)):
            self._decide(40, confidence, right)
        cheap = self._data(wrong_minutes=3, triage_minutes=2)["cheapest"]
        dear = self._data(wrong_minutes=30, triage_minutes=2)["cheapest"]
        self.assertLess(cheap["threshold"], dear["threshold"])

    def test_weeks_and_teams_are_told_apart(self):
        self._decide(4, 0.9, 3, days=1)  # Sunday, the week of 9 March
        self._decide(6, 0.9, 6, days=0)  # Monday
        data = self._data()
        weeks = {line["name"]: line for line in data["weeks"]}
        self.assertEqual(list(weeks), ["2026-03-09", "2026-03-16"])
        self.assertEqual(weeks["2026-03-09"]["precision"], 0.75)
        self.assertEqual(weeks["2026-03-16"]["count"], 6)
        self.assertEqual(
            [line["name"] for line in data["teams"]], ["Technical Support"]
        )
        self.assertEqual(data["teams"][0]["overridden"], 0.1)

    def test_errors_grow_with_coverage(self):
        self._decide(50, 0.95, 50)
        self._decide(50, 0.6, 25, decision="to_officer")
        risk = self._data()["risk"]
        self.assertEqual(risk[0]["risk"], 0)
        self.assertAlmostEqual(risk[-1]["risk"], 0.25)
        self.assertEqual(risk[-1]["coverage"], 1)

    def test_the_audit_sample_is_told(self):
        self.assertEqual(self._data()["audit"]["count"], 0)
        self._decide(20, 0.95, 19, decision="to_officer")
        self.env["helpdesk.ai.analysis"].search([]).audited = True
        audit = self._data()["audit"]
        self.assertEqual((audit["count"], audit["checked"]), (20, 20))
        self.assertAlmostEqual(audit["precision"], 0.95)
        self.assertLess(audit["precision_low"], 0.95)

    def test_silent_comparisons_stay_out_of_the_figures(self):
        self._decide(5, 0.9, 5)
        self.env["helpdesk.ai.analysis"].search([], limit=2).shadow = True
        self.assertEqual(self._data()["totals"]["count"], 3)

    def test_officers_see_it_agents_do_not(self):
        self.assertTrue(self._data(self.officer))
        with self.assertRaises(AccessError):
            self._data(self.agent)

    def test_only_managers_change_costs_and_threshold(self):
        dashboard = self.env["helpdesk.ai.dashboard"]
        for method, args in (("set_costs", (10, 1)), ("set_threshold", (0.7,))):
            with self.assertRaises(AccessError):
                getattr(dashboard.with_user(self.officer), method)(*args)
            getattr(dashboard.with_user(self.manager), method)(*args)
        self.assertEqual(self.env.company.helpdesk_ai_threshold, 0.7)
        self.assertEqual(self.env.company.helpdesk_ai_wrong_minutes, 10)
