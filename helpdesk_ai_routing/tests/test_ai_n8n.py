# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An analysis from outside: advice in time is used, a person always wins."""

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import SURE_TEAM, UNSURE, AiCommon

ANSWER = {
    "classification": "bug",
    "urgency": "high",
    "sentiment": {"label": "negative", "score": -0.4},
    "team": "technical",
    "confidence": 0.93,
    "alternatives": [{"team": "functional", "confidence": 0.05}],
    "rationale": "A traceback",
    "language": "en",
    "model": "rules-1",
    "latency_ms": 850,
}


@tagged("post_install", "-at_install")
class TestAiN8n(AiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.helpdesk_ai_external_allowed = True
        cls.n8n = cls.env["helpdesk.ai.provider"].create(
            {"name": "n8n", "kind": "n8n", "sequence": 1}
        )
        cls.user = cls.env.ref("helpdesk_mgmt_ext.user_helpdesk_integration")

    def _answer(self, ticket, request_id="a1", **changes):
        outside = ticket.with_user(self.user).sudo(False)
        return outside.api_apply_analysis(request_id, {**ANSWER, **changes})

    def _watchdog(self):
        with self.enter_registry_test_mode():
            self.env.ref("helpdesk_ai_routing.ir_cron_analyse").method_direct_trigger()

    @freeze_time("2026-03-02 09:00:00")
    def test_sure_answer_routes_and_unsure_goes_to_triage(self):
        for confidence, decision, team in (
            (0.8, "auto_assigned", self.technical),
            (0.79, "to_officer", self.queue),
        ):
            with self.subTest(confidence):
                ticket = self._arrive()
                self.assertEqual(ticket.ai_analysis_ids.state, "pending")
                answer = self._answer(ticket, f"a{confidence}", confidence=confidence)
                self.assertEqual(answer["status"], "applied")
                self.assertEqual(answer["decision"], decision)
                self.assertEqual(ticket.team_id, team)
                self.assertEqual(ticket.ai_analysis_id.provider, "n8n")
                self.assertEqual(len(ticket.ai_analysis_ids), 1)

    @freeze_time("2026-03-02 09:00:00")
    def test_same_answer_is_applied_once(self):
        ticket = self._arrive()
        self._answer(ticket)
        again = self._answer(ticket, team="functional")
        self.assertEqual(again["status"], "duplicate")
        self.assertEqual(ticket.team_id, self.technical)
        other = self._answer(ticket, "a2", team="functional")
        self.assertEqual(other["status"], "superseded")
        self.assertEqual(ticket.team_id, self.technical)

    def test_watchdog_waits_for_the_deadline_and_a_late_answer_is_superseded(self):
        with freeze_time("2026-03-02 09:00:00"):
            ticket = self._arrive()
        with freeze_time("2026-03-02 09:00:59"):
            self._watchdog()
            self.assertEqual(ticket.ai_analysis_ids.state, "pending")
        with freeze_time("2026-03-02 09:01:00"):
            self._watchdog()
            self.assertEqual(ticket.ai_analysis_id.provider, "embedded")
            self.assertIn("no answer in time", ticket.ai_analysis_id.error)
            self.assertEqual(ticket.team_id, self.env.ref(SURE_TEAM))
            answer = self._answer(ticket)
        self.assertEqual(
            (answer["status"], answer["reason"]), ("superseded", "too_late")
        )
        self.assertEqual(ticket.team_id, self.env.ref(SURE_TEAM))

    @freeze_time("2026-03-02 09:00:00")
    def test_a_persons_decision_wins(self):
        ticket = self._arrive()
        self._as(ticket, self.officer).team_id = self.team
        answer = self._answer(ticket)
        self.assertEqual(answer["status"], "superseded")
        self.assertEqual(ticket.team_id, self.team)

    @freeze_time("2026-03-02 09:00:00")
    def test_unasked_answer_routes_only_what_waits_in_triage(self):
        self.n8n.active = False
        waiting, routed = self._arrive(UNSURE), self._arrive()
        self.assertEqual(waiting.team_id, self.queue)
        self.assertEqual(self._answer(waiting)["status"], "applied")
        self.assertEqual(waiting.team_id, self.technical)
        self.assertEqual(self._answer(routed, "a2")["status"], "superseded")
        self.assertEqual(routed.team_id, self.env.ref(SURE_TEAM))

    @freeze_time("2026-03-02 09:00:00")
    def test_without_consent_nothing_is_awaited(self):
        self.env.company.helpdesk_ai_external_allowed = False
        self.assertEqual(self._arrive().ai_analysis_id.provider, "embedded")

    @freeze_time("2026-03-02 09:00:00")
    def test_a_service_may_have_to_prove_itself_first(self):
        self.n8n.prove_first = True
        ticket = self._arrive()
        self._answer(ticket, confidence=0.99)
        self.assertEqual(ticket.team_id, self.queue)
        self.assertEqual(ticket.ai_analysis_id.guard, "uncalibrated")

    @freeze_time("2026-03-02 09:00:00")
    def test_bad_answers_are_named_and_change_nothing(self):
        ticket = self._arrive()
        for changes, told in (
            ({"classification": "spam"}, "one of support, bug"),
            ({"urgency": "3"}, "one of low, medium"),
            ({"team": "no_such"}, "team must be one of"),
            ({"confidence": 1.01}, "between 0 and 1"),
            ({"confidence": "0.9"}, "must be a number"),
            ({"sentiment": {"label": "angry"}}, "one of positive"),
            ({"alternatives": [{"team": "x"}]}, "needs confidence"),
            ({"team_id": 1}, "has no 'team_id'"),
        ):
            with self.subTest(told), self.assertRaisesRegex(ValidationError, told):
                self._answer(ticket, **changes)
        self.assertEqual(ticket.ai_analysis_ids.state, "pending")

    @mute_logger("odoo.addons.helpdesk_mgmt_ext.models.ir_cron")
    def test_answer_is_not_awaited_until_the_time_before_a_clock_set_back(self):
        with freeze_time("2026-04-11 09:00:00"):
            analysis = self._arrive().ai_analysis_ids
        self.assertEqual(analysis.state, "pending")
        with freeze_time("2026-03-02 09:00:00"):
            self.env["ir.cron"]._helpdesk_clock_was_set_back()
            self.assertIn(analysis, analysis.search(analysis._waiting_domain()))
