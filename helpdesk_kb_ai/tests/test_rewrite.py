# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.helpdesk_ai_routing.models.helpdesk_ai_provider import ProviderError
from odoo.addons.helpdesk_kb.tests.common import KbCommon

SUMMARY = "Open the settings, choose Printers, press Reset and print again."
ANSWER = {
    "problem": "It prints twice.",
    "steps": ["Open the settings.", "Press <b>Reset</b>."],
    "result": "One page.",
}


@tagged("post_install", "-at_install")
class TestRewrite(KbCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.helpdesk_ai_external_allowed = True
        cls.provider = cls.env["helpdesk.ai.provider"].create(
            {
                "name": "HS LLM",
                "kind": "openai",
                "url": "https://llm.test/v1",
                "model_name": "hs-1",
                "sequence": 99,
            }
        )

    def _draft(self):
        # routing has its own tests; here nothing may leave the house while closing
        provider = type(self.provider)
        with patch.object(provider, "_openai_call", side_effect=ProviderError("off")):
            return self._solve(SUMMARY, name="Prints twice").article_ids

    def _rewrite(self, page, **call):
        with (
            patch.object(type(self.provider), "_openai_call", **call) as asked,
            mute_logger("odoo.addons.helpdesk_kb_ai.models.document_page"),
        ):
            page._kb_rewrite()
        return asked

    def test_words_of_the_model_are_marked_and_wait_for_review(self):
        page = self._draft()
        self.assertEqual(page.kb_ai_state, "pending")
        asked = self._rewrite(page, return_value=ANSWER)
        self.assertIn("press Reset", str(asked.call_args))
        revision = page._kb_pending()
        self.assertEqual(len(revision), 1)
        self.assertTrue(revision.kb_ai_text)
        self.assertIn("<li>Press &lt;b&gt;Reset&lt;/b&gt;.</li>", revision.content)
        self.assertEqual(page.kb_state, "review")
        self.assertEqual(page.kb_ai_state, "done")

    def test_senseless_answer_leaves_the_draft(self):
        for answer in (
            None,
            [],
            {},
            {"steps": []},
            {"steps": "one"},
            {"steps": [1]},
            {"steps": ["x" * 2000]},
            {"steps": ["x"] * 31},
        ):
            with self.subTest(str(answer)[:30]):
                page = self._draft()
                self._rewrite(page, return_value=answer)
                self.assertEqual(page.kb_ai_state, "failed")
                self.assertIn("Reset", page._kb_pending().content)
                page.unlink()

    def test_a_rewriting_counts_as_a_call_of_the_day(self):
        self.provider.daily_cap = 1
        page, late = self._draft(), self._draft()
        self._rewrite(page, return_value=ANSWER)
        self.assertEqual(self.provider.calls_today, 1)
        self.assertFalse(self._rewrite(late, return_value=ANSWER).called)
        self.assertTrue(late._kb_pending())

    def test_no_answer_leaves_the_draft(self):
        page = self._draft()
        self._rewrite(page, side_effect=ProviderError("HTTP 500"))
        self.assertEqual(page.kb_ai_state, "failed")
        self.assertTrue(page._kb_pending())

    def test_company_that_allows_no_model_outside_is_obeyed(self):
        self.env.company.helpdesk_ai_external_allowed = False
        self.assertFalse(self._draft().kb_ai_state)

    def test_published_meanwhile_is_left_alone(self):
        page = self._draft()
        page.with_user(self.kb_manager).action_kb_publish()
        asked = self._rewrite(page, return_value=ANSWER)
        self.assertFalse(asked.called)
        self.assertEqual(page.kb_state, "published")
