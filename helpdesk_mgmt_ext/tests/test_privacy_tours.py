# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_http import HelpdeskHttpCase
from .test_privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestPrivacyTours(PrivacyCommon, HelpdeskHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_user(
            "hs-keeper",
            "helpdesk_mgmt.group_helpdesk_manager,base.group_partner_manager",
        )
        cls.tickets = cls._closed(partner_id=cls.person.id, number=2)

    def _tour(self, name):
        url = f"/odoo/res.partner/{self.person.id}"
        self.start_tour(url, name, login="hs-keeper")
        self.env.invalidate_all()

    def test_a_contact_is_forgotten_after_saying_so(self):
        self._tour("helpdesk_privacy_tour")
        self.assertTrue(all(ticket.anonymised_at for ticket in self.tickets))
        self.assertFalse(self.person.active)

    def test_a_contact_with_an_open_ticket_stays(self):
        still_open = self._create_tickets(partner_id=self.person.id)
        self._tour("helpdesk_privacy_kept_tour")
        self.assertTrue(all(ticket.anonymised_at for ticket in self.tickets))
        self.assertTrue(self.person.active)
        self.assertFalse(still_open.anonymised_at)
