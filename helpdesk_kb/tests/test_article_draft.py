# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import KbCommon

GOOD = (
    "1. Open Settings and choose Printers.\n2. Press Reset.\n"
    "3. Print the test page again."
)


@tagged("post_install", "-at_install")
class TestArticleDraft(KbCommon):
    def test_closing_with_a_good_summary_makes_a_draft_for_review(self):
        ticket = self._solve(GOOD, name="Re: Printer prints twice")
        page = ticket.article_ids
        self.assertEqual(page.name, "Printer prints twice")
        self.assertEqual(page.kb_state, "review")
        self.assertEqual(page.kb_audience, "internal")
        content = page.kb_revision_ids.content
        self.assertIn("<li>Press Reset.</li>", content)
        self.assertIn("It does not work", content)
        bot = self.env.ref("helpdesk_mgmt_ext.user_helpdesk_bot")
        self.assertEqual(page.create_uid, bot)

    def test_poor_summary_makes_none(self):
        for summary in ("Done.", "x" * 60, "a b c d e f"):
            with self.subTest(summary):
                self.assertFalse(self._solve(summary).article_ids)

    def test_void_outcomes_make_none(self):
        for reason in ("cancelled", "rejected", "duplicate", "merged"):
            with self.subTest(reason):
                ticket = self._create_tickets(resolution_summary=GOOD)
                ticket.action_close(reason)
                self.assertFalse(ticket.article_ids)

    def test_secrets_and_names_are_taken_out_and_listed(self):
        ticket = self._solve(
            "Told Chris Customer at chris@hs-customer.test to set password: hunter2! "
            "on 192.168.0.7, then restart the service.",
            name="HS Customer cannot log in",
        )
        page = ticket.article_ids
        text = page.name + page.kb_revision_ids.content
        for secret in ("Chris", "hs-customer", "hunter2", "192.168", "HS Customer"):
            self.assertNotIn(secret, text)
        self.assertIn("e-mail", page.kb_redactions)
        self.assertNotIn("hunter2", page.kb_redactions)

    def test_same_problem_links_and_proposes_a_revision(self):
        page = self._solve(GOOD, name="Printer prints twice").article_ids
        page.with_user(self.kb_manager).action_kb_publish()
        ticket = self._solve(
            "Update the driver to the newest version from the vendor and reboot.",
            name="printer prints twice",
        )
        self.assertEqual(ticket.article_ids, page)
        self.assertIn("newest version", page._kb_pending().content)
        self.assertNotIn("newest version", page.kb_body_public)

    def test_solution_already_in_the_article_proposes_nothing(self):
        page = self._solve(GOOD.replace("\n", " "), name="Same").article_ids
        page.with_user(self.kb_manager).action_kb_publish()
        self._solve(GOOD.replace("\n", " "), name="Same")
        self.assertFalse(page._kb_pending())

    def test_ticket_that_an_article_solved_makes_none(self):
        page = self._article("Known")
        ticket = self._create_tickets()
        ticket.article_ids = page
        ticket.action_resolve(GOOD)
        ticket.action_close()
        self.assertEqual(ticket.article_ids, page)

    def test_markup_in_a_ticket_is_text_in_the_article(self):
        ticket = self._solve(GOOD + " <script>alert(1)</script>")
        self.assertNotIn("<script", ticket.article_ids.kb_revision_ids.content)

    def test_failing_draft_does_not_keep_the_ticket_open(self):
        model = type(self.env["helpdesk.ticket"])
        with (
            patch.object(model, "_prepare_article", side_effect=ValueError("boom")),
            mute_logger("odoo.addons.helpdesk_kb.models.helpdesk_ticket_draft"),
        ):
            ticket = self._solve(GOOD)
        self.assertEqual(ticket.stage_role, "closed")
        self.assertFalse(ticket.article_ids)

    def test_huge_and_right_to_left_texts(self):
        ticket = self._solve(
            "افتح الإعدادات ثم اختر الطابعات واضغط على إعادة الضبط "
            "ثم اطبع صفحة تجريبية.",
            name="الطابعة تطبع مرتين",
            description="<p>" + "نص طويل " * 200_000 + "</p>",
        )
        page = ticket.article_ids
        self.assertEqual(page.name, "الطابعة تطبع مرتين")
        self.assertLess(len(page.kb_revision_ids.content), 20_000)
