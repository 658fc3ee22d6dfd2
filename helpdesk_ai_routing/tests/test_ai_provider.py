# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.helpdesk_mgmt_ext.webhook_client import Answer

from .common import AiCommon
from .common_service import GOOD, SERVICE

ASK = "odoo.addons.helpdesk_ai_routing.models.helpdesk_ai_provider_address.ask"
TEXT = (
    "Export of Chris Customer",
    "Call +49 170 1234567 or mail chris@hs-customer.test, password: hunter2",
)


def answering(content, status=200, raw=None):
    """Return what :func:`ask` returns when the service says ``content``."""
    body = {"choices": [{"message": {"content": content}}]}
    data = raw if raw is not None else json.dumps(body).encode()
    return Answer(status=status), data


@tagged("post_install", "-at_install")
class TestAiProvider(AiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.helpdesk_ai_external_allowed = True
        cls.provider = cls.env["helpdesk.ai.provider"].create(SERVICE)
        cls.cron = cls.env.ref("helpdesk_ai_routing.ir_cron_analyse")

    def _answered(self, response, text=TEXT):
        """Return a ticket that the service was asked about, and the call."""
        with patch(ASK, return_value=response) as post:
            ticket = self._arrive(text)
            with self.enter_registry_test_mode():
                self.cron.method_direct_trigger()
        return ticket, post

    def test_creation_does_not_wait_for_a_service(self):
        with patch(ASK) as post:
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
        tickets.ai_analysis_ids.unlink()  # nobody has to answer for these
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
            answering("", raw=b"[" * 100_000),
            answering("", raw=b"\xff\xfe"),
            answering(json.dumps({**GOOD, "confidence": True})),
            answering(json.dumps({**GOOD, "confidence": 10**400})),
            answering(json.dumps({**GOOD, "sentiment": {"label": "negative"}})),
        ]
        sure = ("Shopify connector", "The API of the webhook has an invalid token")
        for number, response in enumerate(odd):
            with self.subTest(number):
                ticket, _post = self._answered(response, text=sure)
                self.assertEqual(ticket.ai_analysis_id.provider, "embedded")
                self.assertIn("HS LLM", ticket.ai_analysis_id.error)
                self.assertEqual(ticket.team_id, self.integration)

    def test_a_dead_service_falls_through(self):
        for error in ("No answer in time", "ConnectionRefusedError: refused"):
            with self.subTest(error):
                ticket, _post = self._answered((Answer(error=error), b""))
                self.assertEqual(ticket.ai_analysis_id.provider, "embedded")
                self.assertIn(error, ticket.ai_analysis_id.error)

    def test_the_timeout_is_kept(self):
        self.provider.timeout = 3
        _ticket, post = self._answered(answering(json.dumps(GOOD)))
        self.assertEqual(post.call_args.args[3], 3)

    def test_a_team_of_another_company_is_refused(self):
        self.technical.company_id = self.env["res.company"].create({"name": "HS Other"})
        ticket, _post = self._answered(answering(json.dumps(GOOD)))
        self.assertEqual(ticket.ai_analysis_id.provider, "embedded")

    def test_personal_data_does_not_leave(self):
        _ticket, post = self._answered(answering(json.dumps(GOOD)))
        sent = post.call_args.args[1]
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

    def test_a_call_without_usable_answer_counts_too(self):
        self.provider.daily_cap = 1
        self._answered(answering("", status=500))
        self.assertEqual(self.provider.calls_today, 1)
        _ticket, post = self._answered(answering(json.dumps(GOOD)))
        post.assert_not_called()

    def test_the_calls_of_yesterday_do_not_count(self):
        with freeze_time("2026-03-02 23:59:59"):
            self.provider._take_call("analysis")
            self.assertEqual(self.provider.calls_today, 1)
        self.provider.invalidate_recordset()
        with freeze_time("2026-03-03 00:00:00"):
            self.assertEqual(self.provider.calls_today, 0)

    def test_an_odd_summary_is_made_storable(self):
        told = {**GOOD, "summary": "a\x00b\ud800c"}
        ticket, _post = self._answered(answering(json.dumps(told)))
        self.assertEqual(ticket.ai_summary, "abc")

    def test_the_customers_anger_counts_whoever_analyses(self):
        self.technical.ai_raise_priority = self.queue.ai_raise_priority = True
        text = ("Third time", "This is unacceptable, I am furious, nobody answers!!")
        ticket, _post = self._answered(answering(json.dumps(GOOD)), text=text)
        self.assertEqual(ticket.ai_analysis_id.provider, "openai")
        self.assertLess(ticket.ai_analysis_id.explanation["emotion"], -0.5)
        self.assertEqual(ticket.priority, "2")

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

    def test_the_preview_of_n8n_shows_the_event(self):
        n8n = self.env["helpdesk.ai.provider"].create({"name": "n8n", "kind": "n8n"})
        wizard = self.env["helpdesk.ai.preview"].create(
            {
                "provider_id": n8n.id,
                "ticket_id": self._create_tickets(name=TEXT[0], description=TEXT[1]).id,
            }
        )
        self.assertIn('"title"', wizard.text)
        self.assertNotIn("hunter2", wizard.text)

    def test_only_managers_see_the_key(self):
        with self.assertRaises(AccessError):
            self.provider.with_user(self.officer).read(["api_key"])
        with self.assertRaises(AccessError):
            self.provider.with_user(self.officer).name = "mine"
