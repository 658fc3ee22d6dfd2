# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What customers see is complete in French and Arabic."""

from babel.messages.pofile import read_po
from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import file_open, html2plaintext

from .common import HelpdeskCommon

LANGUAGES = {"fr_FR": "fr", "ar_001": "ar"}
#: What a customer reads in the greeting and the first sentence.
GREETINGS = {"fr_FR": "Bonjour", "ar_001": "مرحبًا"}
CUSTOMER_VIEWS = (
    "csat_",
    "customer_",
    "help_centre",
    "portal_",
    "public_form",
    "verify_email",
)
#: Words that French shares with English; a translation equal to its source is left out.
SAME = {"Ticket", "Type", "type"}
NOT_CUSTOMERS = ("mail_template_assigned",)


@tagged("post_install", "-at_install")
class TestTranslations(HelpdeskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in LANGUAGES:
            cls.env["res.lang"]._activate_lang(code)
        modules = cls.env["ir.module.module"]
        modules._load_module_terms(["helpdesk_mgmt_ext"], list(LANGUAGES))

    def _translated(self, language):
        path = f"helpdesk_mgmt_ext/i18n/{language}.po"
        with file_open(path, "rb") as file:
            translated = {m.id for m in read_po(file) if m.id and m.string}
        return translated | (SAME if language == "fr" else set())

    def _customer_views(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "helpdesk_mgmt_ext"), ("model", "=", "ir.ui.view")]
        )
        views = data.filtered(lambda row: row.name.startswith(CUSTOMER_VIEWS))
        return self.env["ir.ui.view"].browse(views.mapped("res_id"))

    def _templates(self):
        data = self.env["ir.model.data"].search(
            [
                ("module", "=", "helpdesk_mgmt_ext"),
                ("model", "=", "mail.template"),
                ("name", "not in", NOT_CUSTOMERS),
            ]
        )
        templates = self.env["mail.template"].browse(data.mapped("res_id"))
        return templates.filtered(lambda t: t.model == "helpdesk.ticket")

    def test_every_term_of_the_customers_pages_is_translated(self):
        field = self.env["ir.ui.view"]._fields["arch_db"]
        views = self._customer_views().filtered(lambda view: view.type == "qweb")
        self.assertGreater(len(views), 12)
        for language in LANGUAGES.values():
            known = self._translated(language)
            for view in views:
                terms = field.get_trans_terms(view.with_context(lang=None).arch_db)
                words = {term for term in terms if any(map(str.isalpha, term))}
                with self.subTest(view.key, language=language):
                    self.assertFalse(words - known)

    def test_no_two_questions_of_the_form_have_the_same_name(self):
        asked = ("Subject", "Topic", "Category", "Type", "Urgency")
        for language in LANGUAGES.values():
            with file_open(f"helpdesk_mgmt_ext/i18n/{language}.po", "rb") as file:
                names = {m.id: m.string for m in read_po(file) if m.id in asked}
            with self.subTest(language):
                self.assertEqual(len(set(names.values())), len(names))

    def test_every_mail_speaks_the_customers_language(self):
        self.assertGreater(len(self._templates()), 10)
        for code, greeting in GREETINGS.items():
            self.customer.lang = code
            ticket = self._create_tickets()
            for template in self._templates():
                with self.subTest(template.name, language=code):
                    text = template._generate_template(
                        ticket.ids, ("body_html", "subject")
                    )[ticket.id]
                    body = html2plaintext(text["body_html"])
                    self.assertIn(greeting, body)
                    for english in ("Hello", "Kind regards", "your request", "answer"):
                        self.assertNotIn(f"{english} ", body)

    def test_arabic_mail_is_written_from_right_to_left(self):
        self.customer.lang = "ar_001"
        ticket = self._receive()
        mail = self._notices(ticket)[0]
        self.assertIn('dir="rtl"', mail.body_html)
        self.assertIn("مرحبًا", mail.body_html)

    def test_portal_speaks_the_customers_language(self):
        user = new_test_user(
            self.env,
            "hs-french",
            "base.group_portal",
            email="fr@hs-customer.test",
            lang="fr_FR",
        )
        ticket = self._create_tickets(partner_id=user.partner_id.id)
        self.authenticate("hs-french", "hs-french")
        page = self.url_open(f"/my/ticket/{ticket.id}").text
        for text in ("Votre message", "Clôturer la demande", "Reçue"):
            self.assertIn(text, page)
        for english in ("Your message", "Close the request", "Write to us"):
            self.assertNotIn(english, page)

    def test_what_was_written_keeps_its_direction_on_an_arabic_page(self):
        user = new_test_user(
            self.env,
            "hs-arabic",
            "base.group_portal",
            email="ar@hs-customer.test",
            lang="ar_001",
        )
        ticket = self._create_tickets(
            partner_id=user.partner_id.id, description="<p>It is broken.</p>"
        )
        self.authenticate("hs-arabic", "hs-arabic")
        page = html.fromstring(self.url_open(f"/my/ticket/{ticket.id}").text)
        said = page.xpath("//div[contains(@class, 'o_helpdesk_said')]")
        self.assertIn("It is broken.", said[0].text_content())
        self.assertEqual(said[0].get("dir"), "auto")
