# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged, users

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestLinks(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_tickets(user_id=cls.agent.id)

    def _link(self, url, env=None):
        return (env or self.env)["helpdesk.ticket.link"].create(
            {"ticket_id": self.ticket.id, "kind": "commit", "url": url}
        )

    @users("hs-agent")
    def test_link_is_named_by_title_else_address(self):
        link = self._link("https://git.example.com/c/1", self.env)
        self.assertEqual(link.display_name, "https://git.example.com/c/1")
        link.name = "Fix rounding"
        self.assertEqual(link.display_name, "Fix rounding")
        self.assertEqual(self.ticket.resource_link_ids, link)

    def test_only_web_addresses_are_taken(self):
        for url in (
            "javascript:alert(1)",
            "data:text/html,<b>",
            "ftp://example.com",
            "//example.com",
            "example.com",
            "https://",
            "http://[",
            "http://exa mple.com/",
            "https://ok.example.com/\njavascript:alert(1)",
        ):
            with self.subTest(url), self.assertRaises(ValidationError):
                self._link(url)

    def test_links_of_tickets_one_may_not_see_are_hidden(self):
        link = self._link("https://example.com")
        own = self._new_user("hs-own", "helpdesk_mgmt.group_helpdesk_user_own")
        portal = self._new_user("hs-portal", "base.group_portal")
        for user in (own, portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                link.with_user(user).read(["url"])
