# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import AiCommon

ANGRY = "<p>This is unacceptable and outrageous, I am furious!</p>"


@tagged("post_install", "-at_install")
class TestAiMessages(AiCommon):
    def setUp(self):
        super().setUp()
        self.team.ai_raise_priority = True
        self.ticket = self._create_tickets()

    def _write(self, body):
        self.ticket.message_post(
            body=body,
            author_id=self.customer.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )

    def test_anger_raises_the_priority_once_per_cycle(self):
        self._write(ANGRY)
        self.assertEqual(self.ticket.priority, "2")
        self.assertEqual(self.ticket.ai_sentiment, "negative")
        self.ticket.priority = "1"
        self._write(ANGRY)
        self.assertEqual(self.ticket.priority, "1")

    def test_the_reason_is_noted_by_the_bot(self):
        self._write(ANGRY)
        note = self.ticket.message_ids.filtered(
            lambda m: "sounds angry" in (m.body or "")
        )
        self.assertEqual(note.author_id, self.bot.partner_id)

    def test_an_error_report_is_not_anger(self):
        self._write("<p>It fails with an error again, the total is wrong.</p>")
        self.assertEqual(self.ticket.priority, "1")

    def test_anger_never_makes_urgent(self):
        self.ticket.priority = "2"
        self._write(ANGRY)
        self.assertEqual(self.ticket.priority, "2")

    def test_praise_lowers_nothing(self):
        self.ticket.priority = "2"
        self._write("<p>Thank you so much, great work, we love it!</p>")
        self.assertEqual(self.ticket.priority, "2")
        self.assertEqual(self.ticket.ai_sentiment, "positive")

    def test_a_team_decides_whether_anger_counts(self):
        self.team.ai_raise_priority = False
        self._write(ANGRY)
        self.assertEqual(self.ticket.priority, "1")

    def test_what_an_agent_writes_has_no_mood(self):
        self.ticket.with_user(self.agent).message_post(
            body=ANGRY, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self.ticket.priority, "1")

    def test_thanks_on_a_closed_ticket_leave_it_closed(self):
        self.ticket.action_close()
        for body in ("شكرا جزيلا", "Vielen Dank, funktioniert jetzt", "Merci beaucoup"):
            self._write(f"<p>{body}</p>")
            self.assertTrue(self.ticket.closed, body)

    def test_doubtful_thanks_reopen(self):
        self.ticket.action_close()
        self._write("<p>Thanks, but it still fails.</p>")
        self.assertFalse(self.ticket.closed)

    def test_a_new_contact_is_written_to_in_his_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        ticket = self._receive(
            sender="Nouveau Client <nouveau@hs-neu.test>",
            to=self.queue.alias_email,
            subject="Comment configurer le stock",
            body="Bonjour, comment définir un stock minimum pour notre entrepôt ?",
        )
        self.assertEqual(ticket.ai_language, "fr")
        self.assertEqual(ticket.partner_id.lang, "fr_FR")

    def test_a_known_contact_keeps_his_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-01-01' WHERE id = %s",
            (self.customer.id,),
        )
        self.customer.invalidate_recordset()
        ticket = self._arrive(
            ("Comment configurer le stock", "Bonjour, comment faire ?")
        )
        self.assertEqual(ticket.ai_language, "fr")
        self.assertNotEqual(ticket.partner_id.lang, "fr_FR")
