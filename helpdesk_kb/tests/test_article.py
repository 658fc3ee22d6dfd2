# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import KbCommon


@tagged("post_install", "-at_install")
class TestArticle(KbCommon):
    def test_article_waits_for_review(self):
        page = self._article("Waits", publish=False)
        self.assertEqual(page.kb_state, "review")
        self.assertFalse(page.kb_body_public)

    def test_revision_is_named_in_words(self):
        revision = self._article("Named", publish=False).kb_revision_ids
        self.assertEqual(revision.display_name, f"Named #{revision.id}")

    def test_kb_manager_publishes(self):
        page = self._article("Published", "<p>Hello</p>")
        self.assertEqual(page.kb_state, "published")
        self.assertEqual(page.kb_body_public, "<p>Hello</p>")
        with self.assertRaises(UserError):
            page.with_user(self.kb_manager).action_kb_publish()

    @users("hs-editor")
    def test_editor_cannot_publish_nor_set_the_status_by_hand(self):
        page = self._article("Mine", publish=False).with_env(self.env)
        revision = page.sudo().kb_revision_ids.with_env(self.env)
        with self.assertRaises(UserError):
            revision.action_approve()
        with self.assertRaises(AccessError):
            revision.write({"state": "approved"})

    @users("hs-kb")
    def test_approved_version_is_never_rewritten(self):
        """Threat I17."""
        page = self._article("Fixed").with_env(self.env)
        with self.assertRaises(AccessError):
            page.history_head.content = "<p>Other</p>"

    @users("hs-kb")
    def test_rejection_needs_a_reason_and_tells_the_author(self):
        page = self._article("Rejected", publish=False).with_env(self.env)
        revision = page.kb_revision_ids
        with self.assertRaises(UserError):
            revision.action_kb_reject(" ")
        wizard = self.env["helpdesk.kb.reject"].with_context(active_ids=revision.ids)
        with Form(wizard) as form:
            form.reason = "Too short"
        form.record.action_reject()
        self.assertEqual(revision.state, "cancelled")
        self.assertIn("Too short", page.message_ids[0].body)

    @users("hs-kb")
    def test_merge_proposes_both_texts_and_takes_the_tickets_along(self):
        ticket = self._create_tickets()
        target = self._article("Target", "<p>One</p>").with_env(self.env)
        page = self._article("Twin", "<p>Two</p>").with_env(self.env)
        page.sudo().ticket_ids = ticket
        wizard = self.env["helpdesk.kb.merge"].with_context(active_id=page.id)
        with Form(wizard) as form:
            form.target_id = target
        form.record.action_merge()
        self.assertEqual(page.kb_state, "archived")
        self.assertEqual(target.sudo().ticket_ids, ticket)
        self.assertIn("One", target._kb_pending().content)
        self.assertIn("Two", target._kb_pending().content)

    def test_script_never_reaches_a_reader(self):
        """Threat I16."""
        page = self._article(
            "Hostile",
            '<p onclick="x()">A</p><script>alert(1)</script><img src=x onerror=y()>'
            '<form action="//evil"><input/></form><a href="javascript:z()">l</a>',
        )
        for content in (page.content, page.kb_body_public, page.history_head.content):
            for bad in ("<script", "onclick", "onerror", "javascript:", "<form"):
                self.assertNotIn(bad, content)

    def test_category_index_escapes_titles(self):
        """Threat I16."""
        category = self.env["document.page"].create({"name": "C", "type": "category"})
        self.env["document.page"].create(
            {"name": "<img src=x onerror=y()>", "parent_id": category.id}
        )
        self.assertNotIn("<img", category.content)

    @users("hs-agent")
    def test_agent_links_and_sends_an_article(self):
        page = self._article("Printer", "<p>Clean the rollers.</p>")
        ticket = self._create_tickets(user_id=self.agent.id).with_env(self.env)
        article = page.with_env(self.env).with_context(kb_ticket_id=ticket.id)
        article.action_kb_use()
        self.assertEqual(ticket.article_ids, page)
        action = article.action_kb_send()
        self.assertIn(page.kb_slug, action["context"]["default_body"])
        kinds = self.env["helpdesk.kb.usage"].sudo().search([("page_id", "=", page.id)])
        self.assertEqual(set(kinds.mapped("kind")), {"linked", "inserted"})

    @users("hs-agent")
    def test_internal_article_goes_to_the_customer_as_text_only_if_sent(self):
        page = self._article("Internal", "<p>Clean it.</p>", audience="internal")
        ticket = self._create_tickets(user_id=self.agent.id).with_env(self.env)
        article = page.with_env(self.env).with_context(kb_ticket_id=ticket.id)
        body = article.action_kb_send()["context"]["default_body"]
        self.assertIn("Clean it.", body)
        self.assertNotIn("/helpdesk/kb/", body)

    @users("hs-agent")
    def test_ticket_suggests_articles_and_searches_others(self):
        page = self._article("Toner smears on paper", "<p>Change the drum.</p>")
        other = self._article("Holiday calendar", "<p>Ask for leave.</p>")
        ticket = self._create_tickets(
            name="Toner smears", user_id=self.agent.id
        ).with_env(self.env)
        self.assertIn(page, ticket.suggested_article_ids)
        self.assertNotIn(other, ticket.suggested_article_ids)
        ticket.kb_query = "holiday"
        self.assertIn(other, ticket.suggested_article_ids)
