# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestSplit(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_tickets(
            user_id=cls.agent.id, email_cc="boss@hs-customer.test"
        )
        cls.message = cls.ticket.message_post(
            body="And my printer is broken",
            subject="Printer",
            author_id=cls.customer.id,
            email_from=cls.customer.email,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            attachments=[("printer.txt", b"paper jam")],
        )
        cls.message.date = "2026-01-02 03:04:05"
        cls.note = cls.ticket.message_post(body="Secret", subtype_xmlid="mail.mt_note")

    @users("hs-agent")
    def test_split_makes_a_linked_ticket_of_the_same_customer(self):
        ticket = self.ticket.with_env(self.env)
        new = ticket._split(self.message.with_env(self.env))
        self.assertEqual(new.name, "Printer")
        self.assertIn("printer is broken", new.description)
        self.assertEqual(new.split_from_id, ticket)
        self.assertIn(new, ticket.split_ids)
        for name in ("partner_id", "company_id", "team_id", "user_id", "email_cc"):
            self.assertEqual(new[name], ticket[name], name)
        self.assertEqual(str(new.received_at), "2026-01-02 03:04:05")
        self.assertNotEqual(new.number, ticket.number)
        self.assertIn(self.message, ticket.message_ids)

    def test_text_and_files_go_along_as_they_were_written(self):
        new = self.ticket._split(self.message)
        copy = new.message_ids.filtered(lambda m: "printer is broken" in m.body)
        self.assertEqual(copy.author_id, self.customer)
        self.assertEqual(copy.date, self.message.date)
        self.assertEqual(copy.attachment_ids.raw, b"paper jam")
        self.assertEqual(copy.attachment_ids.res_id, new.id)
        self.assertEqual(self.message.attachment_ids.res_id, self.ticket.id)
        self.assertFalse(self._notices(new))

    def test_internal_notes_cannot_be_split_off(self):
        self.assertNotIn(self.note, self.ticket._split_messages())
        with self.assertRaises(UserError):
            self.ticket._split(self.note)

    def test_messages_of_other_tickets_cannot_be_split_off(self):
        other = self._create_tickets()
        with self.assertRaises(UserError):
            other._split(self.message)

    def test_messages_of_the_customer_come_first(self):
        answer = self.ticket.with_user(self.agent).message_post(
            body="Answer", subtype_xmlid="mail.mt_comment", message_type="comment"
        )
        self.assertEqual(self.ticket._split_messages(), self.message + answer)

    def test_fact_cannot_be_forged(self):
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.agent).write({"split_from_id": self.ticket.id})

    @users("hs-agent")
    def test_dialog_proposes_the_customers_newest_message(self):
        form = Form(
            self.env["helpdesk.ticket.split.wizard"].with_context(
                active_model="helpdesk.ticket",
                active_id=self.ticket.id,
                helpdesk_message_label=True,
            )
        )
        self.assertEqual(form.message_id, self.message)
        self.assertEqual(form.name, "Printer")
        self.assertIn("Chris Customer", form.message_id.display_name)
        form.name = "The printer"
        form.notify_customer = True
        action = form.save().action_split()
        new = self.env["helpdesk.ticket"].browse(action["res_id"])
        self.assertEqual(new.name, "The printer")
        self.assertIn("email_outgoing", new.message_ids.mapped("message_type"))

    @users("hs-agent")
    def test_dialog_opens_from_a_message(self):
        wizard = self.env["helpdesk.ticket.split.wizard"].with_context(
            default_message_id=self.message.id
        )
        self.assertEqual(Form(wizard).ticket_id, self.ticket)
