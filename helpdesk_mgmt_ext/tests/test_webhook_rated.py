# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_csat import CsatCommon
from .common_webhook import EventSchemaCase


@tagged("post_install", "-at_install")
class TestWebhookRated(EventSchemaCase, CsatCommon):
    def test_a_rating_and_its_correction_are_told_as_published(self):
        webhook = self._listen("ticket.rated")
        ticket = self._solved()
        self._submit_at(ticket, 1, "Bad, call me: chris@hs-customer.test")
        self._submit_at(ticket, 5, "", hours=1.5)
        told = [message["data"]["details"] for message in self._told(webhook, ticket)]
        self.assertEqual(
            told,
            [
                {"rating": 1, "comment": "Bad, call me: [e-mail]", "corrected": False},
                {"rating": 5, "comment": "", "corrected": True},
            ],
        )
