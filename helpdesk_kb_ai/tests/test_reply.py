# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.helpdesk_ai_routing.models.helpdesk_ai_provider import ProviderError
from odoo.addons.helpdesk_kb.tests.common import KbCommon

STEPS = "<p>It prints twice.</p><ol><li>Open Printers.</li><li>Reset.</li></ol>"
REPLY = "odoo.addons.helpdesk_kb_ai.models.helpdesk_ticket_reply"


@tagged("post_install", "-at_install")
class TestReply(KbCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["document.page"].search([("kb_article", "=", True)]).active = False
        cls.env["helpdesk.ai.provider"].search([("kind", "!=", "embedded")]).active = 0
        cls.ticket = cls._create_tickets(
            name="Zebra printer prints labels twice",
            description="<p>The zebra printer prints every label twice</p>",
        )

    def _draft(self, ticket=None):
        ticket = (ticket or self.ticket).with_user(self.officer).sudo(False)
        action = ticket.action_kb_suggest_reply()
        return str(action["context"]["default_body"])

    def _model(self, answer=None, **vals):
        self.env.company.helpdesk_ai_external_allowed = True
        provider = self.env["helpdesk.ai.provider"].create(
            {
                "name": "HS LLM",
                "kind": "openai",
                "url": "https://llm.test/v1",
                "model_name": "hs-1",
                "sequence": 99,
                **vals,
            }
        )
        call = {"return_value": answer}
        if isinstance(answer, Exception):
            call = {"side_effect": answer}
        return patch.object(type(provider), "_openai_call", **call)

    def test_the_draft_tells_the_steps_and_cites_the_article(self):
        page = self._article("Zebra printer prints twice", STEPS)
        self._article("Holidays", "<p>How to ask for days off</p>")
        draft = self._draft()
        self.assertIn("<li>Reset.</li>", draft)
        self.assertIn(f'href="{page.get_base_url()}{page._kb_url()}"', draft)
        self.assertNotIn("Holidays", draft)

    def test_bold_words_part_no_sentence(self):
        self._article(
            "Zebra printer prints twice",
            "<ol><li><p>Open <b>Set<i>tings</i></b>, <a href='/x'>Printers</a>.</p>"
            "<p>Zebra<br/>twice</p></li></ol>",
        )
        self.assertIn("<li>Open Settings, Printers. Zebra twice</li>", self._draft())

    def test_nothing_is_sent_by_itself(self):
        self._article("Zebra printer prints twice", STEPS)
        before = self.ticket.message_ids
        self._draft()
        self.assertEqual(self.ticket.message_ids, before)

    def test_an_internal_article_is_never_quoted(self):
        self._article("Zebra printer prints twice", STEPS, audience="internal")
        with self.assertRaisesRegex(UserError, "No published article"):
            self._draft()

    def test_an_article_for_logins_only_goes_to_customers_with_a_login(self):
        self._article("Zebra printer prints twice", STEPS, audience="portal")
        with self.assertRaises(UserError):
            self._draft()
        new_test_user(
            self.env,
            "hs-reply-portal",
            "base.group_portal",
            partner_id=self.ticket.partner_id.id,
        )
        self.assertIn("Reset", self._draft())

    def test_a_draft_is_no_published_article(self):
        self._article("Zebra printer prints twice", STEPS, publish=False)
        with self.assertRaises(UserError):
            self._draft()

    def test_markup_of_an_article_and_a_name_is_escaped(self):
        self._article("Zebra <b>printer</b> twice", "<ol><li>&lt;script&gt;</li></ol>")
        draft = self._draft()
        self.assertIn("&lt;script&gt;", draft)
        self.assertNotIn("<b>printer</b>", draft)

    def test_who_may_not_write_the_ticket_gets_no_draft(self):
        stranger = new_test_user(self.env, "hs-reply-none", "base.group_user")
        with self.assertRaises(AccessError):
            self.ticket.with_user(stranger).sudo(False).action_kb_suggest_reply()

    def test_a_model_words_the_reply_and_names_its_sources(self):
        self._article("Zebra printer prints twice", STEPS)
        with self._model({"reply": "Please reset <it>.", "sources": [1]}) as asked:
            draft = self._draft()
        self.assertIn("<p>Please reset &lt;it&gt;.</p>", draft)
        self.assertIn("Open Printers.", str(asked.call_args))
        self.assertNotIn(self.ticket.partner_id.name, str(asked.call_args))

    def test_a_senseless_answer_leaves_the_extract(self):
        self._article("Zebra printer prints twice", STEPS)
        for answer in (
            None,
            [],
            {},
            {"reply": "", "sources": [1]},
            {"reply": "x" * 4000, "sources": [1]},
            {"reply": "Reset it", "sources": []},
            {"reply": "Reset it", "sources": [2]},
            {"reply": "Reset it", "sources": [True]},
            {"reply": "See https://evil.test", "sources": [1]},
            ProviderError("HTTP 500"),
            ValueError("broken"),
        ):
            with (
                self.subTest(str(answer)[:40]),
                self._model(answer),
                mute_logger(REPLY),
            ):
                self.assertIn("<li>Reset.</li>", self._draft())

    def test_a_draft_counts_as_a_call_of_the_day(self):
        self._article("Zebra printer prints twice", STEPS)
        answer = {"reply": "Please reset it.", "sources": [1]}
        with self._model(answer, daily_cap=1) as asked:
            self.assertIn("Please reset it.", self._draft())
            self.assertIn("<li>Reset.</li>", self._draft())
        self.assertEqual(asked.call_count, 1)
        provider = self.env["helpdesk.ai.provider"].search([("name", "=", "HS LLM")])
        self.assertEqual(provider.calls_today, 1)

    def test_a_draft_that_failed_counts_too(self):
        self._article("Zebra printer prints twice", STEPS)
        with self._model(ProviderError("HTTP 500"), daily_cap=1) as asked:
            self._draft()
            self._draft()
        self.assertEqual(asked.call_count, 1)

    def test_a_company_that_allows_no_service_asks_none(self):
        self._article("Zebra printer prints twice", STEPS)
        with self._model({"reply": "x", "sources": [1]}) as asked:
            self.env.company.helpdesk_ai_external_allowed = False
            self._draft()
        self.assertFalse(asked.called)
