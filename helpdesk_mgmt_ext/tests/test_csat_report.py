# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common_csat import CsatCommon


@tagged("post_install", "-at_install")
class TestCsatReport(CsatCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["helpdesk.ticket.category"].create({"name": "hs cat"})
        cls.kind = cls.env["helpdesk.ticket.type"].create({"name": "hs type"})

    def _rated(self, *values, **vals):
        tickets = self.env["helpdesk.ticket"]
        for value in values:
            ticket = self._solved(**vals)
            self._submit_at(ticket, value, "A comment.")
            tickets += ticket
        return tickets

    def test_share_by_what_the_ticket_was(self):
        self._rated(
            5,
            5,
            5,
            1,
            priority="2",
            category_id=self.category.id,
            type_id=self.kind.id,
        )
        for group in (
            "helpdesk_team_id",
            "helpdesk_user_id",
            "helpdesk_priority",
            "helpdesk_category_id",
            "helpdesk_type_id",
            "rated_on:month",
        ):
            with self.subTest(group):
                groups = (
                    self.env["rating.rating"]
                    .with_user(self.manager)
                    ._read_group(
                        [("helpdesk_team_id", "=", self.team.id)],
                        [group],
                        ["helpdesk_satisfied:avg", "__count"],
                    )
                )
                self.assertEqual([row[1:] for row in groups], [(75, 4)])
                self.assertTrue(groups[0][0])

    def test_rating_counts_for_who_was_rated(self):
        ticket = self._rated(1)
        ticket.sudo().write({"user_id": self.colleague.id, "priority": "3"})
        rating = self._rating(ticket)
        self.assertEqual(rating.helpdesk_user_id, self.agent)
        self.assertEqual(rating.helpdesk_priority, "1")

    def test_team_card_shows_share_and_count(self):
        other = self.team.copy({"alias_name": "hs-other"})
        self._rated(5, 3)
        teams = (self.team + other).with_user(self.manager)
        with self._at(48):
            self.assertEqual(teams.mapped("csat_share"), [50, 0])
            self.assertEqual(teams.mapped("csat_count"), [2, 0])
            self.assertEqual(teams.mapped("csat_target"), [90, 90])
        self.env.invalidate_all()
        with self._at(91 * 24):
            self.assertEqual(self.team.csat_count, 0)

    def test_team_cards_cost_the_same_for_many_teams(self):
        def cost(teams):
            teams = teams.with_user(self.manager)
            teams.mapped("csat_share")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            teams.mapped("csat_share")
            return self.env.cr.sql_log_count - before

        many = self.env["helpdesk.ticket.team"].create(
            [{"name": f"hs {number}"} for number in range(20)]
        )
        self.assertLessEqual(cost(many), cost(self.team) + 1)

    def _filtered(self, name):
        view = self.env["helpdesk.ticket"].get_view(
            self.env.ref("helpdesk_mgmt.helpdesk_ticket_view_search").id, "search"
        )
        mark = f'name="{name}"'
        element = next(e for e in view["arch"].split("<filter") if mark in e)
        text = element.split('domain="')[1].split('"')[0]
        domain = safe_eval(text.replace("&gt;", ">").replace("&lt;", "<"))
        return self.env["helpdesk.ticket"].search(
            Domain(domain) & Domain("team_id", "=", self.team.id)
        )

    def test_filters_find_the_tickets_they_name(self):
        happy, neutral, unhappy = self._rated(5, 3, 1)
        asked = self._solved()
        self._create_tickets()
        self.assertEqual(self._filtered("happy_customers"), happy)
        self.assertEqual(self._filtered("unhappy_customers"), unhappy)
        self.assertEqual(self._filtered("not_rated"), asked)
        self.assertNotIn(neutral, self._filtered("unhappy_customers"))

    def test_favourites_group_by_what_they_say(self):
        action = self.env.ref("helpdesk_mgmt_rating.all_helpdesk_ticket_rating_action")
        filters = self.env["ir.filters"].search([("action_id", "=", action.id)])
        shared = filters.filtered(lambda f: not f.user_ids)
        self.assertEqual(len(shared), 6)
        for favourite in shared:
            groups = safe_eval(favourite.context)["group_by"]
            self.env["rating.rating"].with_user(self.manager)._read_group(
                safe_eval(favourite.domain), groups, ["__count"]
            )

    def test_ratings_are_for_those_who_see_the_ticket(self):
        """I18: also by the new fields, and for the portal's own customer."""
        ticket = self._rated(1)
        employee = self._new_user("hs-employee", "base.group_user")
        ratings = self.env["rating.rating"]
        rating = self._rating(ticket).sudo(False)
        domain = [("res_id", "=", ticket.id), ("res_model", "=", ticket._name)]
        self.assertFalse(ratings.with_user(employee).search(domain))
        with self.assertRaises(AccessError):
            ratings.with_user(employee).search([("helpdesk_team_id", "!=", False)])
        with self.assertRaises(AccessError):
            rating.with_user(employee).read(["feedback"])
        self.assertTrue(ratings.with_user(self.agent).search(domain))
        portal = new_test_user(
            self.env,
            login="hs-portal-csat",
            groups="base.group_portal",
            partner_id=self.customer.id,
        )
        with self.assertRaises(AccessError):
            ratings.with_user(portal).search(domain)

    def test_ratings_of_another_company_are_not_seen(self):
        company = self.env["res.company"].create({"name": "HS Abroad"})
        ticket = self._create_tickets(company_id=company.id, team_id=False)
        ticket.sudo().action_close()
        self._rating(ticket)._helpdesk_submit(1, "")
        domain = [("res_id", "=", ticket.id), ("res_model", "=", ticket._name)]
        ratings = self.env["rating.rating"].with_user(self.manager)
        self.assertFalse(ratings.search(domain))
        self.manager.company_ids += company
        both = (self.env.company + company).ids
        self.assertTrue(ratings.with_context(allowed_company_ids=both).search(domain))

    def test_deleted_ticket_takes_its_ratings_along(self):
        ticket = self._rated(5)
        rating = self._rating(ticket)
        ticket.sudo().unlink()
        self.assertFalse(rating.exists())
