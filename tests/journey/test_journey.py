# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The story of one ticket from the customer's mail to his confirmation, as a test.

It runs in Odoo, on a database with all our addons: see ``./setup/test``.
"""

import runpy
from pathlib import Path
from urllib.parse import urlsplit

from odoo.tests import HttpCase, tagged

STORY = runpy.run_path(str(Path(__file__).with_name("story.py")))


class TestBrowser:
    """The customer's browser, at the server of the test; nobody is logged in."""

    __test__ = False

    def __init__(self, case):
        self.case = case

    def get(self, path):
        answer = self.case.url_open(path)
        return answer.status_code, answer.text

    def post(self, path, data):
        answer = self.case.url_open(path, data=data)
        return answer.status_code, answer.text


@tagged("post_install", "-at_install")
class TestJourney(HttpCase):
    def setUp(self):
        super().setUp()
        self.lines = []

    def _tell(self):
        return STORY["tell"](self.env, self.lines.append, TestBrowser(self))

    def test_mail_is_answered_resolved_confirmed_and_reopened(self):
        ticket = self._tell()
        self.assertEqual(ticket.stage_role, "closed")
        self.assertEqual(ticket.close_reason, "confirmed")
        self.assertEqual((ticket.cycle, ticket.reopen_count), (2, 1))
        self.assertTrue(ticket.first_response_at)
        self.assertTrue(ticket.closed_date)

    def test_customer_confirms_on_the_page_behind_the_link(self):
        self._tell()
        pages = [line for line in self.lines if "through the web server" in line]
        buttons = [line for line in self.lines if "POST" in line]
        self.assertEqual((len(pages), len(buttons)), (2, 2))

    def test_story_can_be_told_again(self):
        first, second = self._tell(), self._tell()
        self.assertNotEqual(first, second)
        self.assertNotEqual(first.partner_id, second.partner_id)
        companies = (first + second).partner_id.commercial_partner_id
        self.assertEqual(companies.mapped("name"), ["Lumen Logistics"])
        self.assertTrue(first.closed and second.closed)

    def test_link_of_an_earlier_cycle_is_dead(self):
        self._tell()
        story = STORY["Story"](self.env, self.lines.append, TestBrowser(self))
        story._prepare()
        story._customer_writes()
        story._agent_answers()
        story._agent_resolves("Done.")
        earlier = urlsplit(story.link)
        story._customer_presses("confirm")
        story._customer_comes_back()
        status, page = story.browser.get(f"{earlier.path}?{earlier.query}")
        self.assertEqual(status, 404)
        self.assertNotIn(story.ticket.number, page)

    def test_story_that_goes_wrong_says_where(self):
        story = STORY["Story"](self.env, self.lines.append, TestBrowser(self))
        story._prepare()
        story._customer_writes()
        with self.assertRaisesRegex(STORY["StoryError"], "should be closed"):
            story._expect_role("closed")
