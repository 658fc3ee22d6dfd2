# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import SURE, UNSURE, AiCommon

ODD = ("Blue cartridge of the desk printer", "Cartridge is empty, desk printer stops")


@tagged("post_install", "-at_install")
class TestAiLearning(AiCommon):
    def test_an_officer_s_other_team_is_a_correction(self):
        ticket = self._arrive()
        self._as(ticket, self.officer).team_id = self.technical
        analysis = ticket.ai_analysis_id
        self.assertEqual(analysis.outcome, "corrected")
        self.assertEqual(analysis.final_team_id, self.technical)
        self.assertEqual(analysis.decided_by_id, self.officer)
        self.assertTrue(analysis.explicit)

    def test_an_officer_s_same_team_is_an_acceptance(self):
        self.integration.ai_routable = False
        ticket = self._arrive()
        self._as(ticket, self.officer).team_id = self.integration
        self.assertEqual(ticket.ai_analysis_id.outcome, "accepted")

    def test_a_ticket_solved_untouched_was_right(self):
        ticket = self._arrive()
        ticket.action_close()
        self.assertEqual(ticket.ai_analysis_id.outcome, "accepted")
        self.assertFalse(ticket.ai_analysis_id.explicit)

    def test_a_cancelled_ticket_teaches_nothing(self):
        ticket = self._arrive()
        ticket.action_cancel()
        self.assertEqual(ticket.ai_analysis_id.outcome, "open")

    def test_triage_is_no_label(self):
        ticket = self._arrive()
        self._as(ticket, self.officer).team_id = self.queue
        self.assertEqual(ticket.ai_analysis_id.outcome, "open")

    def test_a_move_of_an_automation_is_no_label(self):
        ticket = self._arrive()
        ticket._as_bot().team_id = self.technical
        self.assertEqual(ticket.ai_analysis_id.outcome, "open")

    def test_a_correction_changes_the_next_prediction(self):
        first = self._arrive(ODD)
        self.assertNotEqual(first.ai_analysis_id.team_id, self.team)
        self._as(first, self.officer).team_id = self.team
        second = self._arrive(ODD)
        self.assertEqual(second.ai_analysis_id.team_id, self.team)
        self.assertEqual(second.team_id, self.team)

    def test_analysing_again_undoes_no_correction(self):
        ticket = self._arrive()
        self._as(ticket, self.officer).team_id = self.technical
        self._as(ticket, self.officer).action_ai_analyse()
        self.assertEqual(ticket.team_id, self.technical)
        self.assertEqual(ticket.ai_analysis_id.decision, "suggested")

    def _decisions(self, right, wrong):
        now = fields.Datetime.now()
        tickets = self._create_tickets(right + wrong)
        self.env["helpdesk.ai.analysis"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "state": "done",
                    "decision": "auto_assigned",
                    "analysed_at": now,
                    "decided_at": now,
                    "outcome": "accepted" if number < right else "corrected",
                }
                for number, ticket in enumerate(tickets)
            ]
        )
        self.env.company._helpdesk_ai_check_precision()

    def test_routing_switches_itself_off_below_80_percent(self):
        self._decisions(right=39, wrong=11)
        self.assertTrue(self.env.company.helpdesk_ai_paused)
        self.assertEqual(self._arrive().team_id, self.queue)
        told = self.env["mail.message"].search(
            [("subject", "=", "Helpdesk: automatic routing is paused")]
        )
        self.assertIn(self.manager.partner_id, told.partner_ids)

    def test_80_percent_is_good_enough(self):
        self._decisions(right=40, wrong=10)
        self.assertFalse(self.env.company.helpdesk_ai_paused)

    def test_too_few_decisions_judge_nothing(self):
        self._decisions(right=0, wrong=49)
        self.assertFalse(self.env.company.helpdesk_ai_paused)

    def test_a_manager_resumes_and_the_old_errors_are_forgotten(self):
        with freeze_time("2026-03-02 10:00:00"):
            self._decisions(right=0, wrong=50)
        with self.assertRaises(AccessError):
            self.env.company.with_user(self.officer)._helpdesk_ai_resume()
        with freeze_time("2026-03-02 11:00:00"):
            self.env.company.with_user(self.manager)._helpdesk_ai_resume()
            self.env.company._helpdesk_ai_check_precision()
        self.assertFalse(self.env.company.helpdesk_ai_paused)

    def test_nobody_writes_analyses_by_hand(self):
        analysis = self._arrive(UNSURE).ai_analysis_id
        for user in (self.officer, self.manager):
            with self.assertRaises(AccessError):
                analysis.with_user(user).outcome = "accepted"
        with self.assertRaises(AccessError):
            self.env["helpdesk.ai.analysis"].with_user(self.agent).create(
                {"ticket_id": analysis.ticket_id.id}
            )

    def test_agents_see_the_analyses_of_their_tickets_only(self):
        mine = self._create_tickets(name=SURE[0]).ai_analysis_id
        other = self._arrive(UNSURE).ai_analysis_id
        seen = self.env["helpdesk.ai.analysis"].with_user(self.agent).search([])
        self.assertIn(mine, seen)
        self.assertNotIn(other, seen)
