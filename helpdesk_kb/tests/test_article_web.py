# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.tests import HttpCase, new_test_user, tagged

from .common import KbCommon


@tagged("post_install", "-at_install")
class TestArticleWeb(KbCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page = cls._article("Toner smears", "<p>Replace the drum.</p>")
        cls.portal_page = cls._article("For customers", audience="portal")
        cls.internal_page = cls._article("For us", audience="internal")

    def _post(self, path, **data):
        page = self.url_open(self.page._kb_url())
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        return self.url_open(path, data={"csrf_token": token.group(1), **data})

    def test_visitor_finds_and_reads(self):
        home = self.url_open("/helpdesk?search=smears")
        self.assertIn(self.page._kb_url(), home.text)
        self.assertNotIn("For us", self.url_open("/helpdesk").text)
        article = self.url_open(self.page._kb_url())
        self.assertIn("Replace the drum.", article.text)
        for action in ("feedback", "solved"):
            self.assertIn(f'action="{self.page._kb_url()}/{action}"', article.text)

    def test_article_of_another_audience_is_not_there(self):
        waiting = self._article("Waits", publish=False)
        for page in (self.portal_page, self.internal_page, waiting):
            self.assertEqual(self.url_open(page._kb_url()).status_code, 404)
        for slug in ("x", "0", "-1", "9" * 20, "toner-99999999"):
            self.assertEqual(self.url_open(f"/helpdesk/kb/{slug}").status_code, 404)

    def test_customer_with_an_account_reads_portal_articles(self):
        new_test_user(
            self.env, login="hs-p", password="hs-p", groups="base.group_portal"
        )
        self.authenticate("hs-p", "hs-p")
        self.assertEqual(self.url_open(self.portal_page._kb_url()).status_code, 200)
        self.assertEqual(self.url_open(self.internal_page._kb_url()).status_code, 404)

    def test_old_address_of_a_renamed_article_leads_to_the_new_one(self):
        old = self.page._kb_url()
        self.page.name = "Renamed"
        answer = self.url_open(old, allow_redirects=False)
        self.assertEqual(answer.status_code, 301)
        self.assertTrue(answer.headers["Location"].endswith(self.page._kb_url()))

    def test_suggestions_are_escaped_json_of_the_own_audience(self):
        found = self.url_open("/helpdesk/kb/suggest?q=toner").json()
        self.assertEqual([article["id"] for article in found], [self.page.id])
        self.assertEqual(self.url_open("/helpdesk/kb/suggest?q=us").json(), [])
        self.assertEqual(self.url_open("/helpdesk/kb/suggest").json(), [])

    def test_one_opinion_and_one_view_per_reader(self):
        for _visit in range(2):
            self.url_open(self.page._kb_url())
            self._post(f"{self.page._kb_url()}/feedback", helpful="yes")
        self._post(f"{self.page._kb_url()}/feedback", helpful="no")
        self.page.invalidate_recordset()
        self.assertEqual(self.page.kb_view_count, 1)
        self.assertEqual(self.page.kb_helpful_count, 1)
        self.assertEqual(self.page.kb_not_helpful_count, 0)

    def test_solved_ends_without_a_ticket_and_is_counted_once(self):
        tickets = self.env["helpdesk.ticket"].search_count([])
        for _visit in range(2):
            answer = self._post(f"{self.page._kb_url()}/solved")
            self.assertIn("glad that it helped", answer.text)
        usage = self.env["helpdesk.kb.usage"].search(
            [("page_id", "=", self.page.id), ("kind", "=", "deflected")]
        )
        self.assertEqual(len(usage), 1)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), tickets)

    def test_get_counts_nothing(self):
        for action in ("feedback?helpful=yes", "solved"):
            answer = self.url_open(f"{self.page._kb_url()}/{action}")
            self.assertEqual(answer.status_code, 405)

    def test_search_goes_along_into_the_form(self):
        article = self.url_open(f"{self.page._kb_url()}?search=my+printer")
        self.assertIn("/helpdesk/new?subject=my+printer", article.text)
