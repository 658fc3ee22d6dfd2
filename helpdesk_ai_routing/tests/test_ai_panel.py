# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import SURE, UNSURE, AiCommon


@tagged("post_install", "-at_install")
class TestAiPanel(AiCommon):
    def test_one_click_takes_team_type_and_urgency(self):
        ticket = self._arrive(UNSURE)
        bug = self.env.ref("helpdesk_mgmt_ext.type_bug")
        self._as(ticket, self.officer).action_ai_confirm(
            team_id=self.technical.id, type_id=bug.id, priority="2"
        )
        self.assertEqual(ticket.team_id, self.technical)
        self.assertEqual(ticket.type_id, bug)
        self.assertEqual(ticket.priority, "2")
        self.assertEqual(ticket.stage_role, "in_progress")
        self.assertEqual(ticket.ai_analysis_id.decided_by_id, self.officer)

    def test_confirming_without_words_takes_the_suggestion(self):
        self.integration.ai_routable = False
        ticket = self._arrive()
        self._as(ticket, self.officer).action_ai_confirm()
        self.assertEqual(ticket.team_id, self.integration)
        self.assertEqual(ticket.ai_analysis_id.outcome, "accepted")

    def test_confirming_an_automatic_route_is_a_label(self):
        ticket = self._arrive()
        self._as(ticket, self.officer).action_ai_confirm(team_id=self.integration.id)
        self.assertEqual(ticket.ai_analysis_id.outcome, "accepted")
        self.assertTrue(ticket.ai_analysis_id.explicit)
        with self.assertRaises(UserError):
            self._as(ticket, self.officer).action_ai_undo()

    def test_only_a_real_team_of_the_company_can_be_chosen(self):
        other = self.env["res.company"].create({"name": "HS Other"})
        foreign = self.env["helpdesk.ticket.team"].create(
            {"name": "HS Foreign", "company_id": other.id}
        )
        archived = self.env["helpdesk.ticket.team"].create(
            {"name": "HS Old", "active": False}
        )
        ticket = self._arrive(UNSURE)
        odd = (foreign.id, archived.id, self.queue.id, 999_999_999, "root", [1, 2])
        for team_id in odd:
            with self.subTest(team_id), self.assertRaises(UserError):
                self._as(ticket, self.officer).action_ai_confirm(team_id=team_id)

    def test_a_closed_ticket_is_not_routed(self):
        ticket = self._arrive(UNSURE)
        ticket.action_close()
        with self.assertRaises(UserError):
            self._as(ticket, self.officer).action_ai_confirm(team_id=self.team.id)

    def test_who_may_not_write_may_not_confirm(self):
        ticket = self._arrive(UNSURE)
        portal = self._new_user("hs-portal", "base.group_portal")
        for user in (self.agent, portal):
            for method in ("action_ai_confirm", "action_ai_undo", "action_ai_analyse"):
                with self.subTest(method), self.assertRaises(AccessError):
                    getattr(self._as(ticket, user), method)()

    def test_an_agent_cannot_forge_an_analysis(self):
        other = self._arrive(UNSURE).ai_analysis_id
        ticket = self._as(self._create_tickets(user_id=self.agent.id), self.agent)
        for vals in (
            {"ai_analysis_id": other.id},
            {"ai_confidence": 1.0},
            {"ai_summary": "mine"},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                ticket.write(vals)
        with self.assertRaises(AccessError):
            self.env["helpdesk.ticket"].with_user(self.agent).create(
                {"name": "x", "description": "x", "ai_analysis_id": other.id}
            )

    def test_the_customer_sees_nothing_of_it(self):
        ticket = self._arrive(UNSURE)
        portal = self._new_user("hs-portal", "base.group_portal")
        ticket.partner_id = portal.partner_id
        for name in ("ai_summary", "ai_confidence", "ai_panel", "ai_sentiment"):
            with self.subTest(name), self.assertRaises(AccessError):
                self._as(ticket, portal).read([name])

    def test_the_panel_tells_what_speaks_for_it(self):
        self.integration.ai_routable = False
        panel = self._as(self._arrive(), self.officer).ai_panel
        self.assertEqual(panel["suggestions"][0]["team_id"], self.integration.id)
        self.assertEqual(len(panel["suggestions"]), 3)
        self.assertIn("webhook", panel["terms"])
        self.assertTrue(panel["waiting"])

    def test_similar_tickets_are_those_the_user_may_read(self):
        hidden = self._arrive()
        hidden.action_close()
        ticket = self._create_tickets(name=SURE[0], description=SURE[1])
        numbers = [
            row["id"] for row in self._as(ticket, self.officer).ai_panel["similar"]
        ]
        self.assertIn(hidden.id, numbers)
        self.assertFalse(self._as(ticket, self.agent).ai_panel["similar"])

    def test_open_tickets_of_the_same_customer_may_be_duplicates(self):
        first = self._arrive()
        stranger = self._arrive(partner_id=self.agent.partner_id.id)
        panel = self._as(self._arrive(), self.officer).ai_panel
        ids = [row["id"] for row in panel["duplicates"]]
        self.assertIn(first.id, ids)
        self.assertNotIn(stranger.id, ids)

    def test_a_likeness_is_told_while_writing(self):
        first = self._arrive()
        form = Form(self.env["helpdesk.ticket"].with_user(self.officer))
        form.partner_id = self.customer
        form.name = "Shopify connector"
        self.assertIn(first.number, form.ai_lookalikes)
        form.name = "Something else"
        self.assertFalse(form.ai_lookalikes)
