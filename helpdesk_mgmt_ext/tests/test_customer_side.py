# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestCustomerSide(HelpdeskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env,
            login="hs-portal",
            password="hs-portal",
            groups="base.group_portal",
            email="portal@hs-customer.test",
        )
        cls.ticket = cls._create_tickets(partner_id=cls.portal.partner_id.id)

    def _post_file(self, name, subtype):
        message = self.ticket.message_post(
            body="x",
            attachments=[(name, b"secret")],
            subtype_xmlid=subtype,
            message_type="comment",
            author_id=self.agent.partner_id.id,
        )
        return message.attachment_ids

    def test_file_of_an_internal_note_is_not_the_customers(self):
        """Threat P15."""
        hidden = self._post_file("note.txt", "mail.mt_note")
        shown = self._post_file("answer.txt", "mail.mt_comment")
        for file in (shown, hidden):
            with self.assertRaises(AccessError):
                file.with_user(self.portal).read(["name"])
        self.authenticate("hs-portal", "hs-portal")
        page = self.url_open(f"/my/ticket/{self.ticket.id}")
        self.assertIn("answer.txt", page.text)
        self.assertNotIn("note.txt", page.text)
        link = re.search(
            r"/web/content/(\d+)\?download=true&amp;access_token=[^\"]+", page.text
        )
        self.assertEqual(int(link.group(1)), shown.id)
        answer = self.url_open(link.group().replace("&amp;", "&"))
        self.assertEqual(answer.content, b"secret")
        self.assertEqual(self.url_open(f"/web/content/{hidden.id}").status_code, 404)

    def test_own_word_for_an_address_does_not_capture_anothers_mails(self):
        """Threat M17: a portal user enters another customer's address."""
        self.portal.partner_id.with_user(self.portal).sudo().email = self.customer.email
        self.assertTrue(self.portal.partner_id.helpdesk_email_unverified)
        ticket = self._receive(sender=self.customer.email)
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertFalse(ticket.with_user(self.portal).has_access("read"))
        message = ticket.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(message.author_id, self.customer)

    def test_sign_up_with_anothers_address_does_not_capture_his_mails(self):
        """Threat M18: the victim is not even a contact yet."""
        visitor = self.env(user=self.env.ref("base.public_user"), su=True)
        taker = visitor["res.partner"].create(
            {"name": "Taker", "email": "victim@elsewhere.test"}
        )
        ticket = self._receive(sender="Victim <victim@elsewhere.test>")
        self.assertTrue(ticket.partner_id)
        self.assertNotEqual(ticket.partner_id.id, taker.id)

    def test_holder_of_the_address_confirms_it_by_mail(self):
        partner = self.portal.partner_id
        partner.with_user(self.portal).sudo().email = "new@hs-customer.test"
        mail = self.env["mail.mail"].search(
            [("email_to", "ilike", "new@hs-customer.test")], limit=1
        )
        url = re.search(r'href="([^"]+/helpdesk/verify/[^"]+)"', mail.body_html).group(
            1
        )
        path = "/helpdesk/" + url.partition("/helpdesk/")[2]
        page = self.url_open(path)
        self.assertTrue(partner.helpdesk_email_unverified)
        fields = dict(
            re.findall(r'name="(csrf_token|token)" value="([^"]+)"', page.text)
        )
        self.url_open(f"/helpdesk/verify/{partner.id}/confirm", data=fields)
        partner.invalidate_recordset()
        self.assertFalse(partner.helpdesk_email_unverified)
        ticket = self._receive(sender="new@hs-customer.test")
        self.assertEqual(ticket.partner_id, partner)

    def test_wrong_or_old_token_confirms_nothing(self):
        partner = self.portal.partner_id
        partner.with_user(self.portal).sudo().email = "one@hs-customer.test"
        old = partner._helpdesk_email_token()
        partner.with_user(self.portal).sudo().email = "two@hs-customer.test"
        for token in (old, "", "x"):
            self.assertFalse(partner._helpdesk_confirm_email(token))
            page = self.url_open(f"/helpdesk/verify/{partner.id}?token={token}")
            self.assertEqual(page.status_code, 404)
        self.assertTrue(partner.helpdesk_email_unverified)

    def test_address_entered_by_us_needs_no_confirmation(self):
        self.portal.partner_id.with_user(
            self.portal
        ).sudo().email = "a@hs-customer.test"
        self.portal.partner_id.with_user(self.env.ref("base.user_admin")).write(
            {"email": "b@hs-customer.test"}
        )
        self.assertFalse(self.portal.partner_id.helpdesk_email_unverified)
