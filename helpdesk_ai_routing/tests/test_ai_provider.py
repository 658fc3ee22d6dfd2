# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from unittest.mock import Mock, patch

import requests

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import AiCommon

POST = (
    "odoo.addons.helpdesk_ai_routing.models.helpdesk_ai_provider_openai.requests.post"
)
GOOD = {
    "team": "technical",
    "type": "bug",
    "priority": "high",
    "sentiment": "negative",
    "confidence": 0.95,
    "summary": "The export fails.",
}
TEXT = (
    "Export of Chris Customer",
    "Call +49 170 1234567 or mail chris@hs-customer.test, password: hunter2",
)


def answering(content, status=200, raw=None):
    body = {"choices": [{"message": {"content": content}}]}
    data = raw if raw is not None else json.dumps(body).encode()

    def read():
        return json.loads(data)

    return Mock(status_code=status, content=data, json=read)


@tagged("post_install", "-at_install")
class TestAiProvider(AiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.helpdesk_ai_external_allowed = True
        cls.provider = cls.env["helpdesk.ai.provider"].create(
            {
                "name": "HS LLM",
                "kind": "openai",
                "sequence": 1,
                "url": "https://llm.example.com/v1",
                "model_name": "hs-model",
                "api_key": "hs-secret-key",
            }
        )
        cls.cron = cls.env.ref("helpdesk_ai_routing.ir_cron_analyse")

    def _answered(self, response, text=TEXT, **kwargs):
        """Return a ticket that the service was asked about, and the call."""
        effect = (
            {"side_effect": response}
            if kwargs.get("raises")
            else {"return_value": response}
        )
        with patch(POST, **effect) as post:
            ticket = self._arrive(text)
            with self.enter_registry_test_mode():
                self.cron.method_direct_trigger()
        return ticket, post

    def test_creation_does_not_wait_for_a_service(self):
        with patch(POST) as post:
            ticket = self._arrive()
        post.assert_not_called()
        self.assertEqual(ticket.ai_analysis_ids.state, "pending")

    def test_a_good_answer_is_taken_but_does_not_decide_unproved(self):
        ticket, _post = self._answered(answering(json.dumps(GOOD)))
        analysis = ticket.ai_analysis_id
        self.assertEqual(analysis.team_id, self.technical)
        self.assertEqual(analysis.provider, "openai")
        self.assertEqual(analysis.priority, "2")
        self.assertEqual(analysis.guard, "uncalibrated")
        self.assertEqual(ticket.team_id, self.queue)
        self.assertEqual(ticket.ai_summary, "The export fails.")

    def _prove(self, right, wrong, claimed=0.95):
        tickets = self._create_tickets(right + wrong)
        self.env["helpdesk.ai.analysis"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "provider_id": self.provider.id,
                    "model_version": "hs-model",
                    "state": "done",
                    "raw_confidence": claimed,
                    "outcome": "accepted" if number < right else "corrected",
                }
                for number, ticket in enumerate(tickets)
            ]
        )

    def test_a_proved_service_decides(self):
        self._prove(right=58, wrong=2)
        ticket, _post = self._answered(answering(json.dumps(GOOD)))
        self.assertEqual(ticket.team_id, self.technical)
        self.assertGreater(ticket.ai_confidence, 0.85)

    def test_a_boastful_service_is_believed_less(self):
        self._prove(right=30, wrong=30)
        ticket, _post = self._answered(answering(json.dumps(GOOD)))
        self.assertLess(ticket.ai_confidence, 0.7)
        self.assertEqual(ticket.ai_analysis_id.raw_confidence, 0.95)
        self.assertEqual(ticket.team_id, self.queue)

    def test_bad_answers_fall_through_to_the_embedded_analyser(self):
        odd = [
            answering("no json"),
            answering("[1, 2]"),
            answering(json.dumps({**GOOD, "team": "root"})),
            answering(json.dumps({**GOOD, "team": ["technical"]})),
            answering(json.dumps({**GOOD, "confidence": 7})),
            answering(json.dumps({**GOOD, "confidence": "NaN"})),
            answering('{"team": "technical", "confidence": NaN}'),
            answering(json.dumps({**GOOD, "priority": "whatever"})),
            answering(json.dumps(GOOD), status=500),
            answering(json.dumps(GOOD), status=302),
            answering("", raw=b"<html>Bad gateway</html>"),
            answering("", raw=b"{}"),
            answering("", raw=b" " * 300_000),
        ]
        sure = ("Shopify connector", "The API of the webhook has an invalid token")
        for number, response in enumerate(odd):
            with self.subTest(number):
                ticket, _post = self._answered(response, text=sure)
                self.assertEqual(ticket.ai_analysis_id.provider, "embedded")
                self.assertIn("HS LLM", ticket.ai_analysis_id.error)
                self.assertEqual(ticket.team_id, self.integration)

    def test_a_dead_service_falls_through(self):
        for error in (requests.Timeout(), requests.ConnectionError(), OSError("x")):
            with (
                self.subTest(type(error)),
                mute_logger(
                    "odoo.addons.helpdesk_ai_routing.models.helpdesk_ai_provider"
                ),
            ):
                ticket, _post = self._answered(error, raises=True)
                self.assertEqual(ticket.ai_analysis_id.provider, "embedded")

    def test_the_timeout_is_kept(self):
        self.provider.timeout = 3
        _ticket, post = self._answered(answering(json.dumps(GOOD)))
        self.assertEqual(post.call_args.kwargs["timeout"], 3)

    def test_a_team_of_another_company_is_refused(self):
        self.technical.company_id = self.env["res.company"].create({"name": "HS Other"})
        ticket, _post = self._answered(answering(json.dumps(GOOD)))
        self.assertEqual(ticket.ai_analysis_id.provider, "embedded")

    def test_personal_data_does_not_leave(self):
        _ticket, post = self._answered(answering(json.dumps(GOOD)))
        sent = json.dumps(post.call_args.kwargs["json"])
        for secret in ("Chris", "170 1234567", "hs-customer.test", "hunter2"):
            self.assertNotIn(secret, sent)
        self.assertIn("Export", sent)

    def test_a_company_that_does_not_allow_it_sends_nothing(self):
        self.env.company.helpdesk_ai_external_allowed = False
        ticket, post = self._answered(answering(json.dumps(GOOD)))
        post.assert_not_called()
        self.assertEqual(ticket.ai_analysis_id.provider, "embedded")

    def test_the_daily_cap_is_kept(self):
        self.provider.daily_cap = 1
        self._answered(answering(json.dumps(GOOD)))
        ticket, post = self._answered(answering(json.dumps(GOOD)))
        post.assert_not_called()
        self.assertEqual(ticket.ai_analysis_id.provider, "embedded")

    def test_a_silent_provider_decides_nothing(self):
        self.provider.shadow = True
        ticket, post = self._answered(answering(json.dumps(GOOD)))
        post.assert_called_once()
        self.assertEqual(ticket.ai_analysis_id.provider, "embedded")
        silent = ticket.ai_analysis_ids.filtered("shadow")
        self.assertEqual(silent.team_id, self.technical)
        self.assertFalse(silent.decision)
        self._as(ticket, self.officer).team_id = self.technical
        self.assertEqual(silent.outcome, "accepted")

    def test_the_preview_shows_what_would_leave(self):
        ticket = self._create_tickets(name=TEXT[0], description=TEXT[1])
        wizard = Form(
            self.env["helpdesk.ai.preview"]
            .with_user(self.manager)
            .with_context(default_provider_id=self.provider.id)
        )
        wizard.ticket_id = ticket
        self.assertIn("hs-model", wizard.text)
        self.assertNotIn("hunter2", wizard.text)
        self.assertNotIn("hs-secret-key", wizard.text)

    def test_only_managers_see_the_key(self):
        with self.assertRaises(AccessError):
            self.provider.with_user(self.officer).read(["api_key"])
        with self.assertRaises(AccessError):
            self.provider.with_user(self.officer).name = "mine"

    def test_a_service_needs_an_address(self):
        for url in (False, "file:///etc/passwd", "llm.example.com"):
            with self.assertRaises(ValidationError):
                self.provider.url = url
