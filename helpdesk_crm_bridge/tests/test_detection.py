# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged, users

from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestDetection(HelpdeskCommon):
    def test_phrases_in_several_languages_are_recognised(self):
        for text, kind in (
            ("Could you TRAIN  our\nteam next month?", "training"),
            (
                "Nous aurions besoin d'un développement spécifique.",
                "custom_development",
            ),
            ("Wir brauchen weitere Benutzer.", "scope_expansion"),
            ("نرجو إرسال عرض سعر", "other"),
            ("It prints twice.", False),
        ):
            with self.subTest(text):
                ticket = self._create_tickets(description=text)
                self.assertEqual(ticket.opportunity_suggestion, kind)

    def test_whole_words_only(self):
        self.env["helpdesk.upsell.phrase"].create({"name": "rain", "kind": "other"})
        ticket = self._create_tickets(description="The train is late.")
        self.assertFalse(ticket.opportunity_suggestion)

    def test_reason_quotes_the_customer(self):
        ticket = self._create_tickets(description="Please send us a quote.")
        self.assertIn("send us a quote", ticket.opportunity_reason)

    def test_customer_message_is_looked_at_an_agents_is_not(self):
        ticket = self._create_tickets()
        post = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        text = "We need training for ten people."
        ticket.message_post(body=text, author_id=self.agent.partner_id.id, **post)
        self.assertFalse(ticket.opportunity_suggestion)
        ticket.message_post(body=text, author_id=self.customer.id, **post)
        self.assertEqual(ticket.opportunity_suggestion, "training")

    def test_type_opportunity_suggests(self):
        ticket = self._create_tickets()
        ticket.type_id = self.env.ref("helpdesk_mgmt_ext.type_opportunity")
        self.assertEqual(ticket.opportunity_suggestion, "other")

    def test_suggestion_never_acts(self):
        ticket = self._create_tickets(description="Please send us a quote.")
        self.assertFalse(ticket.opportunity_id)
        self.assertEqual(ticket.stage_role, "new")

    @users("hs-agent")
    def test_dismissal_is_remembered(self):
        ticket = self._create_tickets(description="Please send us a quote.")
        ticket = ticket.with_env(self.env)
        ticket.action_dismiss_opportunity()
        self.assertFalse(ticket.opportunity_suggestion)
        ticket.message_post(
            body="Send us a quote!",
            author_id=self.customer.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertFalse(ticket.opportunity_suggestion)

    def test_phrases_are_the_admins(self):
        Phrase = self.env["helpdesk.upsell.phrase"]
        phrase = Phrase.create({"name": "golden (plan)", "kind": "other"})
        text = "Tell me about the golden (plan)"
        self.assertTrue(self._create_tickets(description=text).opportunity_suggestion)
        phrase.active = False
        self.assertFalse(self._create_tickets(description=text).opportunity_suggestion)
        with self.assertRaises(ValidationError):
            Phrase.create({"name": "a  b", "kind": "other"})
