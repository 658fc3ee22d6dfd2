# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import OPERATOR_GROUPS, ChatCommon


@tagged("post_install", "-at_install")
class TestChatTicket(ChatCommon):
    def test_command_makes_a_ticket_with_the_transcript(self):
        chat = self._start_chat()
        self._say(chat, "My printer is <b>dead</b>")
        self._say(chat, "Since when?", self.operator.partner_id)
        ticket = self._command(chat, "/ticket Printer is dead")
        self.assertEqual(ticket.name, "Printer is dead")
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(
            ticket.channel_id,
            self.env.ref("helpdesk_mgmt_ext.helpdesk_ticket_channel_chat"),
        )
        self.assertIn("My printer is", ticket.description)
        self.assertIn("Since when?", ticket.description)
        self.assertEqual(ticket.partner_name, "Gus Guest")

    def test_visitor_is_told_the_number(self):
        chat = self._start_chat()
        ticket = self._command(chat, "/ticket Printer")
        self.assertIn(ticket.number, chat.message_ids[0].body)

    def test_address_in_the_command_makes_the_visitor_a_contact(self):
        chat = self._start_chat()
        ticket = self._command(chat, "/ticket Printer gus@chat.example broken")
        self.assertEqual(ticket.name, "Printer broken")
        self.assertEqual(ticket.partner_id.email, "gus@chat.example")
        self.assertEqual(ticket.partner_id.name, "Gus Guest")

    def test_only_address_the_visitor_wrote_is_his(self):
        chat = self._start_chat()
        self._say(chat, "Write to gus@chat.example please")
        self.assertEqual(
            self._command(chat, "/ticket Printer").partner_email, "gus@chat.example"
        )

    def test_two_addresses_are_no_address(self):
        chat = self._start_chat()
        self._say(chat, "a@chat.example or b@chat.example")
        self.assertFalse(self._command(chat, "/ticket Printer").partner_email)

    def test_address_the_operator_wrote_is_not_the_visitors(self):
        chat = self._start_chat()
        self._say(chat, "Write to shop@chat.example", self.operator.partner_id)
        self.assertFalse(self._command(chat, "/ticket Printer").partner_email)

    def test_visitor_who_is_logged_in_is_the_customer(self):
        portal = new_test_user(
            self.env, "chat-portal", "base.group_portal", email="pat@chat.example"
        )
        chat = self._start_chat(portal.partner_id)
        ticket = self._command(chat, "/ticket Printer")
        self.assertEqual(ticket.partner_id, portal.partner_id)
        self.assertEqual(ticket.partner_email, "pat@chat.example")

    def test_second_command_continues_the_open_ticket(self):
        chat = self._start_chat()
        ticket = self._command(chat, "/ticket Printer")
        self._say(chat, "It smells, too")
        self.assertEqual(self._command(chat, "/ticket Printer again"), ticket)
        note = ticket.message_ids[0]
        self.assertIn("It smells, too", note.body)
        self.assertTrue(note.subtype_id.internal)

    def test_end_of_the_chat_adds_the_rest_once(self):
        chat = self._start_chat()
        self._say(chat, "Before")
        ticket = self._command(chat, "/ticket Printer")
        self._say(chat, "Afterwards")
        chat.livechat_end_dt = fields.Datetime.now()
        chat.livechat_end_dt = fields.Datetime.now()
        notes = ticket.message_ids.filtered(lambda m: "Afterwards" in m.body)
        self.assertEqual(len(notes), 1)
        self.assertNotIn("Before", notes.body)

    def test_files_of_the_chat_are_copied(self):
        chat = self._start_chat()
        self._say(chat, "See", attachments=[("screen.txt", b"broken")])
        ticket = self._command(chat, "/ticket Printer")
        copies = self.env["ir.attachment"].search(
            [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", ticket.id)]
        )
        self.assertEqual(copies.mapped("name"), ["screen.txt"])
        self.assertEqual(copies.raw, b"broken")

    def test_markup_of_the_visitor_is_text(self):
        chat = self._start_chat()
        self._say(chat, "<img src=x onerror=alert(1)>")
        ticket = self._command(chat, "/ticket <script>x</script>Printer")
        self.assertNotIn("<img", ticket.description)
        self.assertNotIn("<script", ticket.name)

    def test_without_a_title_the_operator_is_told_how(self):
        chat = self._start_chat()
        self.assertFalse(self._command(chat, "/ticket"))

    def test_operator_without_helpdesk_cannot(self):
        chat = self._start_chat()
        stranger = new_test_user(
            self.env, "chat-only", OPERATOR_GROUPS.rpartition(",")[0]
        )
        chat.sudo()._add_members(users=stranger)
        with self.assertRaises(AccessError):
            self._command(chat, "/ticket Printer", stranger)

    def test_portal_user_cannot(self):
        portal = new_test_user(self.env, "chat-evil", "base.group_portal")
        chat = self._start_chat(portal.partner_id)
        with self.assertRaises(AccessError):
            self._command(chat, "/ticket Printer", portal)

    def test_other_conversations_are_no_live_chats(self):
        group = (
            self.env["discuss.channel"]
            .with_user(self.operator)
            .create({"name": "Team", "channel_type": "group"})
        )
        with self.assertRaises(UserError):
            self._command(group, "/ticket Printer")

    def test_operators_chat_is_the_first_response(self):
        chat = self._start_chat()
        self._say(chat, "Printer")
        ticket = self._command(chat, "/ticket Printer")
        self.assertEqual(ticket.first_response_at, ticket.received_at)

    def test_chatbot_step_makes_a_ticket(self):
        script = self.env["chatbot.script"].create({"title": "Bot"})
        steps = self.env["chatbot.script.step"].create(
            [
                {
                    "chatbot_script_id": script.id,
                    "step_type": "question_email",
                    "message": "Your address?",
                    "sequence": 1,
                },
                {
                    "chatbot_script_id": script.id,
                    "step_type": "free_input_multi",
                    "message": "What is it?",
                    "sequence": 2,
                },
                {
                    "chatbot_script_id": script.id,
                    "step_type": "create_ticket",
                    "message": "Thank you",
                    "helpdesk_team_id": self.team.id,
                    "sequence": 3,
                },
            ]
        )
        chat = self._start_chat()
        for step, answer in zip(steps, ["gus@chat.example", "No paper"], strict=False):
            message = self._say(chat, answer)
            self.env["chatbot.message"].create(
                {
                    "mail_message_id": message.id,
                    "discuss_channel_id": chat.id,
                    "script_step_id": step.id,
                    "user_raw_answer": answer,
                }
            )
        public = self.env.ref("base.public_user")
        steps[2].with_user(public).sudo()._process_step(chat.with_user(public).sudo())
        ticket = chat.helpdesk_ticket_ids
        self.assertEqual(ticket.partner_id.email, "gus@chat.example")
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.create_uid, ticket._bot_user())
        self.assertFalse(ticket.first_response_at)
        self.assertIn(ticket.number, chat.message_ids[0].body)
