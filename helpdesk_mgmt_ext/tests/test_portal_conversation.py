# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import HelpdeskCommon

QUOTE = "It is broken.\n\nOn 2 March 2026, HS Team wrote:\n> Which printer?\n> Red one?"
PORTAL = "odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_portal"


@tagged("post_install", "-at_install")
class TestPortalConversation(HelpdeskCommon):
    def _last(self, body):
        ticket = self._receive()
        self._receive(body=body, reply_to=ticket.message_ids[-1])
        return ticket._customer_conversation()[-1]

    def test_history_that_a_mail_quotes_is_folded(self):
        entry = self._last(QUOTE)
        self.assertIn("It is broken.", entry["body"])
        self.assertNotIn("Which printer?", entry["body"])
        self.assertIn("Which printer?", entry["quoted"])

    def test_mail_that_is_only_a_quote_is_shown_whole(self):
        entry = self._last("> Which printer?")
        self.assertIn("Which printer?", entry["body"])
        self.assertFalse(entry["quoted"])

    def test_mail_without_history_has_nothing_to_unfold(self):
        self.assertFalse(self._last("It is broken.")["quoted"])

    def test_markup_in_the_history_stays_harmless(self):
        entry = self._last("New.\n\nOn 2 March 2026, X wrote:\n> <script>x</script>")
        self.assertNotIn("<script", entry["body"] + entry["quoted"])

    @mute_logger(PORTAL)
    def test_mail_that_cannot_be_split_is_shown_whole(self):
        with patch(f"{PORTAL}.split_quoted", side_effect=ValueError):
            entry = self._last(QUOTE)
        self.assertIn("Which printer?", entry["body"])

    def test_times_are_told_to_the_minute_in_the_readers_zone(self):
        for zone, language, expected in (
            ("Asia/Tokyo", "en_US", "03/03/2026 1:30 AM"),
            ("America/New_York", "en_US", "03/02/2026 11:30 AM"),
        ):
            with self.subTest(zone):
                told = self.env["helpdesk.ticket"]._customer_moment(
                    datetime(2026, 3, 2, 16, 30, 59), zone, language
                )
                self.assertEqual(told.replace("\u202f", " "), expected)
