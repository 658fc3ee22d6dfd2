# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common_webhook import EventSchemaCase

from .common import KbCommon
from .test_article_draft import GOOD


@tagged("post_install", "-at_install")
class TestArticleEvents(EventSchemaCase, KbCommon):
    def test_a_draft_is_told_as_published(self):
        webhook = self._listen("ticket.article_drafted")
        ticket = self._solve(GOOD, name="Printer prints twice")
        (message,) = self._told(webhook, ticket)
        self.assertEqual(
            message["data"]["details"], {"article": "Printer prints twice"}
        )
