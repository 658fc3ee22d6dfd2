# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common_http import HelpdeskHttpCase

from .common import KbCommon


@tagged("post_install", "-at_install")
class TestKbTours(KbCommon, HelpdeskHttpCase):
    def test_from_a_solved_ticket_to_a_visitor_who_needs_none(self):
        self.kb_manager.password = "hs-kb"
        ticket = self._solve(
            "Replace the drum unit and print the cleaning page twice.",
            name="Toner smears on paper",
        )
        page = ticket.article_ids
        self.assertEqual(page.kb_state, "review")
        page.kb_audience = "public"
        tickets = self.env["helpdesk.ticket"].search_count([])
        self.start_tour(
            "/odoo/action-helpdesk_kb.document_page_history_action_review",
            "helpdesk_kb_review_tour",
            login="hs-kb",
        )
        page.invalidate_recordset()
        self.assertEqual(page.kb_state, "published")
        self.start_tour("/helpdesk/new", "helpdesk_kb_visitor_tour")
        usage = self.env["helpdesk.kb.usage"].search([("page_id", "=", page.id)])
        self.assertEqual(set(usage.mapped("kind")), {"view", "deflected"})
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), tickets)
