# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .test_overview import OverviewCommon

NOW = "2026-03-31 10:00:00"


class ManagerCommon(OverviewCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the report counts archived tickets too: what others left is another company's
        tickets = cls.env["helpdesk.ticket"].with_context(active_test=False).search([])
        tickets.company_id = cls.env["res.company"].create({"name": "HS Elsewhere"})
        cls.manager.tz = "UTC"

    @classmethod
    def _solved(cls, hours, day="2026-03-20", **vals):
        """Return a ticket answered after half of ``hours`` and solved after all."""
        received = datetime.fromisoformat(f"{day} 08:00:00")
        ticket = cls._create_tickets(user_id=cls.agent.id, **vals)
        ticket._write_facts(
            {
                "received_at": received,
                "first_response_at": received + timedelta(hours=hours / 2),
                "first_response_hours": hours / 2,
                "resolved_at": received + timedelta(hours=hours),
                "resolution_hours": hours,
            }
        )
        return ticket

    def _data(self, user=None, **kwargs):
        self.env.flush_all()
        dashboard = self.env["helpdesk.manager.dashboard"]
        return dashboard.with_user(user or self.manager).get_data(**kwargs)

    def _card(self, data, key):
        return next(card for card in data["cards"] if card["key"] == key)

    def _rows(self, figure):
        domain = json.loads(json.dumps(figure["action"]["domain"]))
        analysis = self.env["helpdesk.ticket.analysis"].with_user(self.manager)
        return analysis.search(domain)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestManagerDashboard(ManagerCommon):
    def test_median_and_90th_percentile(self):
        for hours in (2, 4, 6, 8, 100):
            self._solved(hours)
        card = self._card(self._data(), "resolution")
        self.assertEqual(card["value"], 6)
        self.assertAlmostEqual(card["p90"], 8 + 0.6 * 92)
        answer = self._card(self._data(), "first_response")
        self.assertEqual(answer["value"], 3)

    def test_too_few_tickets_give_no_figure(self):
        for hours in (2, 4, 6, 8):
            self._solved(hours)
        card = self._card(self._data(), "resolution")
        self.assertEqual((card["value"], card["p90"], card["count"]), (None, None, 4))
        self.assertEqual(self._card(self._data(), "solved")["value"], 4)

    def test_every_figure_opens_the_rows_it_is_made_of(self):
        for hours in (2, 4, 6, 8, 100):
            self._rate(self._solved(hours), 5 if hours < 50 else 1)
        self._solved(3, team_id=self.other_team.id)
        self._create_tickets(2, user_id=self.colleague.id)
        self._create_tickets(team_id=False)
        data = self._data()
        shown = [*data["cards"], data["backlog"]]
        shown += [p for series in data["trend"]["series"] for p in series["points"]]
        shown += [figure for row in data["teams"] for figure in row["figures"]]
        shown += [row[key] for row in data["agents"] for key in ("open", "solved")]
        self.assertGreater(sum(figure["count"] for figure in shown), 30)
        for figure in shown:
            with self.subTest(figure["action"]["name"]):
                self.assertEqual(len(self._rows(figure)), figure["count"])

    def test_satisfaction_is_the_share_of_fours_and_fives(self):
        for hours, rating in ((2, 5), (4, 4), (6, 3), (8, 1)):
            self._rate(self._solved(hours), rating)
        self._solved(9)
        self.assertIsNone(self._card(self._data(), "csat")["value"])
        self._rate(self._solved(5), 5)
        card = self._card(self._data(), "csat")
        self.assertEqual((card["value"], card["count"]), (60, 5))

    def test_period_is_whole_days_and_the_one_before_is_compared(self):
        for day in ("2026-03-25", "2026-03-25", "2026-03-24", "2026-03-18"):
            self._solved(1, day=day)
        self._solved(1, day="2026-03-17")
        card = self._card(self._data(days=7), "solved")
        self.assertEqual((card["value"], card["previous"]), (2, 2))
        self.assertEqual(self._card(self._data(days=30), "solved")["value"], 5)
        self.assertEqual(self._data(days=5)["days"], 30)

    def test_points_of_a_curve_add_up_to_the_card(self):
        for day in ("2026-03-02", "2026-03-15", "2026-03-31"):
            self._solved(1, day=day)
        for days in (7, 30, 90):
            data = self._data(days=days)
            for key in ("received", "solved"):
                series = next(s for s in data["trend"]["series"] if s["key"] == key)
                total = sum(point["count"] for point in series["points"])
                self.assertEqual(total, self._card(data, key)["count"])
                self.assertEqual(len(series["points"]), len(data["trend"]["labels"]))

    def test_team_and_its_sub_teams_can_be_looked_at_alone(self):
        sub = self.env["helpdesk.ticket.team"].create(
            {"name": "HS Sub", "parent_id": self.team.id}
        )
        self._solved(1)
        self._solved(1, team_id=sub.id)
        self._solved(1, team_id=self.other_team.id)
        data = self._data(team_id=self.team.id)
        self.assertEqual(self._card(data, "solved")["count"], 2)
        self.assertEqual({r["id"] for r in data["teams"]}, {self.team.id, sub.id})

    def test_heat_map_counts_arrivals_by_weekday_and_hour(self):
        self.env.company.resource_calendar_id.tz = "UTC"
        self._solved(1, day="2026-03-20")  # a Friday
        data = self._data()
        cells = {
            (row["day"], hour): count
            for row in data["heat"]["rows"]
            for hour, count in enumerate(row["cells"])
            if count
        }
        self.assertEqual(cells, {("4", 8): 1})

    def test_load_shows_open_now_and_solved_in_the_period(self):
        self._solved(1).write({"stage_id": self.stages["closed"].id})
        self._create_tickets(3, user_id=self.agent.id)
        row = next(r for r in self._data()["agents"] if r["id"] == self.agent.id)
        self.assertEqual(row["open"]["count"], 3)

    def test_only_managers(self):
        for user in self.officer + self.agent:
            with self.assertRaises(AccessError):
                self._data(user)

    def test_other_company_is_not_counted(self):
        company = self.env["res.company"].create({"name": "HS Second"})
        self.manager.company_ids = [Command.link(company.id)]
        self._solved(1)
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "HS Second", "company_id": company.id}
        )
        self._solved(1, team_id=team.id, company_id=company.id)
        self.env.flush_all()
        for companies, number in (
            (self.env.company, 1),
            (self.env.company | company, 2),
        ):
            dashboard = (
                self.env["helpdesk.manager.dashboard"]
                .with_user(self.manager)
                .with_context(allowed_company_ids=companies.ids)
            )
            data = dashboard.get_data()
            self.assertEqual(self._card(data, "solved")["count"], number)

    def test_without_any_ticket_it_says_so(self):
        self.assertTrue(self._data()["empty"])
        self._solved(1, day="2025-01-01")
        self.assertFalse(self._data()["empty"])

    def test_queries_do_not_grow(self):
        def queries():
            self._data()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._data(days=90)
            return self.env.cr.sql_log_count - before

        # 15, and two for the memory of each of the two grouped reports
        for hours in range(3):
            self._solved(hours + 1)
        self.assertLessEqual(queries(), 19)
        for number in range(4):
            team = self.env["helpdesk.ticket.team"].create({"name": f"HS {number}"})
            self._solved(2, team_id=team.id)
        self.assertLessEqual(queries(), 19)
