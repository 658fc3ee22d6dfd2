# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What leaves the house: to the right person, in his language, marked as machine's."""

from unittest.mock import patch

from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCommon

#: Every mail of the process, and whether customers get it.
TEMPLATES = {
    **dict.fromkeys(("created", "resolved", "closed", "cancelled", "rejected"), True),
    **dict.fromkeys(("reopened", "follow_up", "joined"), True),
    **dict.fromkeys(("reminder", "reminder_urgent", "reminder_final"), True),
    "assigned": False,
}


class MailOutCommon(HelpdeskCommon):
    def _deliver(self, mails):
        """Send ``mails`` as the queue does; return the messages for the wire."""
        sent = []

        def send_email(server, message, *args, **kwargs):
            sent.append(message)
            return message["Message-Id"]

        with (
            patch.object(type(self.env["ir.mail_server"]), "send_email", send_email),
            patch.object(type(self.env["ir.mail_server"]), "_connect__"),
            patch.object(
                type(self.env["ir.mail_server"]), "_disable_send", return_value=False
            ),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            mails.send()
        return sent

    def _answer(self, ticket, body="Here is the answer.", **kwargs):
        before = self._notices(ticket)
        ticket.with_user(self.agent).message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **kwargs,
        )
        return self._notices(ticket, before)


@tagged("post_install", "-at_install")
class TestMailOut(MailOutCommon):
    def test_machine_mail_is_marked_on_the_wire(self):
        """M08, M10: RFC 3834."""
        ticket = self._receive()
        (message,) = self._deliver(self._notices(ticket))
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertIn("OOF", message["X-Auto-Response-Suppress"])
        self.assertIn("chris@hs-customer.test", message["To"])
        self.assertIn("hs-team@", message["From"])
        self.assertIn("hs-team@", message["Reply-To"])

    def test_answer_of_a_person_is_not_marked(self):
        ticket = self._receive()
        ticket.user_id = self.agent
        (message,) = self._deliver(self._answer(ticket))
        self.assertFalse(message["Auto-Submitted"])
        self.assertFalse(message["X-Auto-Response-Suppress"])
        self.assertIn("hs-team@", message["Reply-To"])

    def test_mail_is_readable_as_plain_text_with_its_link(self):
        ticket = self._receive()
        (message,) = self._deliver(self._notices(ticket))
        parts = {part.get_content_type(): part for part in message.walk()}
        text = parts["text/plain"].get_content()
        self.assertIn(ticket.number, text)
        self.assertIn("Hello Chris Customer", text)
        self.assertIn(f"/my/helpdesk/{ticket.id}/respond", text)
        self.assertNotIn("<p>", text)
        page = parts["text/html"].get_content()
        self.assertIn('name="viewport"', page)
        self.assertIn("max-width: 590px", page)

    def test_answer_finds_its_ticket_by_what_the_mail_says(self):
        ticket = self._receive()
        mail = self._notices(ticket)
        (message,) = self._deliver(mail)
        answer = self._receive(in_reply_to=message["Message-Id"], subject="RE: hm")
        self.assertEqual(answer, ticket)

    def test_mail_is_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        template = self.env.ref("helpdesk_mgmt_ext.mail_template_created")
        template.with_context(lang="fr_FR").subject = "[{{ object.number }}] Reçu"
        self.assertIn("Reçu", self._notices(self._receive()).subject)
        other = self._receive(sender="Nina <nina@elsewhere.test>")
        self.assertNotIn("Reçu", self._notices(other).subject)

    def test_arabic_mail_runs_from_right_to_left(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.customer.lang = "ar_001"
        self.assertIn('dir="rtl"', self._notices(self._receive()).body_html)

    def test_every_template_is_there_can_be_translated_and_switched_off(self):
        self.assertTrue(self.env["mail.template"]._fields["body_html"].translate)
        ticket = self._create_tickets(user_id=self.agent.id)
        for kind in TEMPLATES:
            with self.subTest(kind):
                template = self.env.ref(f"helpdesk_mgmt_ext.mail_template_{kind}")
                self.assertEqual(template.model, "helpdesk.ticket")
                values = template._generate_template(
                    ticket.ids, ("subject", "body_html", "partner_to", "email_from")
                )[ticket.id]
                self.assertIn(ticket.number, values["subject"])
                self.assertIn("hs-team@", values["email_from"])
                person = self.customer if TEMPLATES[kind] else self.agent.partner_id
                self.assertEqual(values["partner_ids"], person.ids)
                if not TEMPLATES[kind]:
                    continue
                before = self._notices(ticket)
                ticket._send_notice(kind)
                self.assertEqual(len(self._notices(ticket, before)), 1)
                self.team.muted_template_ids = template
                ticket._send_notice(kind)
                self.assertEqual(len(self._notices(ticket, before)), 1)

    @freeze_time("2026-03-02 22:30:00")
    def test_new_person_is_told_in_his_language_and_timezone(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.agent.write(
            {"lang": "fr_FR", "tz": "Asia/Tokyo", "notification_type": "email"}
        )
        template = self.env.ref("helpdesk_mgmt_ext.mail_template_assigned")
        template.with_context(lang="fr_FR").subject = "[{{ object.number }}] À vous"
        ticket = self._create_tickets().with_context(tracking_disable=False)
        ticket.user_id = self.agent
        message = ticket.message_ids.filtered(lambda m: "À vous" in (m.subject or ""))
        message |= self.env["mail.message"].search(
            [("res_id", "=", ticket.id), ("subject", "ilike", "À vous")]
        )
        self.assertEqual(len(message), 1)
        self.assertEqual(message.notified_partner_ids, self.agent.partner_id)
        self.assertIn("03/03/2026", message.body)  # it is past midnight in Tokyo
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertIn("auto-generated", mail.headers)

    def test_team_can_switch_the_notice_of_assignment_off(self):
        self.team.muted_template_ids = self.env.ref(
            "helpdesk_mgmt_ext.mail_template_assigned"
        )
        told = []
        for ticket in self._create_tickets(2).with_context(tracking_disable=False):
            ticket.user_id = self.agent
            told.append(
                self.env["mail.message"].search_count(
                    [
                        ("model", "=", "helpdesk.ticket"),
                        ("res_id", "=", ticket.id),
                        ("message_type", "=", "user_notification"),
                    ]
                )
            )
            self.team.muted_template_ids = False
        self.assertEqual(told, [0, 1])


@tagged("post_install", "-at_install")
class TestPeopleInCopy(MailOutCommon):
    def test_people_in_copy_get_our_answers_and_no_access(self):
        """M04; feature 106"""
        stranger = new_test_user(
            self.env,
            login="hs-copy",
            groups="base.group_portal",
            email="copy@elsewhere.test",
        )
        ticket = self._receive(cc="copy@elsewhere.test, New <new@third.test>")
        ticket.user_id = self.agent
        sent = self._deliver(self._answer(ticket))
        reached = " ".join(message["To"] for message in sent)
        for email in ("copy@elsewhere.test", "new@third.test", "chris@hs-customer"):
            self.assertIn(email, reached)
        self.assertNotIn(stranger.partner_id, ticket.message_partner_ids)
        self.assertFalse(ticket.with_user(stranger).has_access("read"))
        for message in sent:
            if "chris@" not in message["To"]:
                self.assertNotIn("access_token", message.as_string())

    def test_notes_and_machines_mails_are_not_for_people_in_copy(self):
        ticket = self._receive(cc="copy@elsewhere.test")
        ticket.with_user(self.officer).message_post(body="internal")
        sent = self._deliver(self._notices(ticket))
        self.assertNotIn("copy@", " ".join(message["To"] for message in sent))

    def test_answer_by_mail_that_names_them_is_not_sent_twice(self):
        ticket = self._receive(cc="copy@elsewhere.test")
        before = self._notices(ticket)
        self._receive(
            reply_to=ticket.message_ids[-1:],
            sender=self.agent.email,
            cc="copy@elsewhere.test",
            body="Solved, I think.",
        )
        sent = self._deliver(self._notices(ticket, before))
        self.assertNotIn("copy@", " ".join(message["To"] for message in sent))

    def test_colleague_in_copy_answers_for_the_customer(self):
        ticket = self._receive(cc="copy@elsewhere.test")
        ticket.user_id = self.agent
        ticket.with_user(self.agent).action_request_info("Which version?")
        self._receive(reply_to=ticket.message_ids[:1], sender="copy@elsewhere.test")
        self.assertEqual(ticket.stage_role, "investigating")


@tagged("post_install", "-at_install")
class TestDelivery(MailOutCommon):
    def _fail(self, mails):
        with (
            patch.object(type(self.env["ir.mail_server"]), "_connect__"),
            patch.object(
                type(self.env["ir.mail_server"]), "_disable_send", return_value=False
            ),
            patch.object(
                type(self.env["ir.mail_server"]),
                "send_email",
                side_effect=ConnectionError("550 no such user"),
            ),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            mails.send()

    def test_mail_that_cannot_be_sent_is_flagged_on_the_ticket(self):
        ticket = self._receive()
        self._fail(self._notices(ticket))
        self.assertTrue(ticket.delivery_failed)
        self.assertIn("chris@hs-customer.test", ticket.delivery_problem)
        found = self.env["helpdesk.ticket"].search([("delivery_failed", "=", True)])
        self.assertIn(ticket, found)

    def test_flag_is_over_when_a_mail_arrives_or_the_customer_writes(self):
        ticket = self._receive()
        self._fail(self._notices(ticket))
        ticket.user_id = self.agent
        self._deliver(self._answer(ticket))
        self.assertFalse(ticket.delivery_failed)
        self._fail(self._answer(ticket))
        self.assertTrue(ticket.delivery_failed)
        self._receive(reply_to=ticket.message_ids[-1:], body="I am here")
        self.assertFalse(ticket.delivery_failed)

    def test_bounce_is_flagged_and_opens_nothing(self):
        """M11"""
        ticket = self._receive()
        (mail,) = self._notices(ticket)
        self._deliver(mail)
        before = self.env["helpdesk.ticket"].search_count([])
        raw = (
            f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.test\r\n"
            f"To: {self.alias_domain.bounce_email or 'bounce@x.test'}\r\n"
            "Subject: Undelivered Mail Returned to Sender\r\n"
            "Message-Id: <bounce-hs@mx.test>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/report; report-type=delivery-status;"
            ' boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
            "No such user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.test\r\n\r\n"
            "Final-Recipient: rfc822; chris@hs-customer.test\r\n"
            "Action: failed\r\nStatus: 5.1.1\r\n\r\n"
            "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
            f"Message-Id: {mail.message_id}\r\nTo: chris@hs-customer.test\r\n\r\n"
            "--b--\r\n"
        ).encode()
        self._receive(raw)
        self.assertTrue(ticket.delivery_failed)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_agent_takes_the_flag_away(self):
        ticket = self._receive()
        ticket.user_id = self.agent
        self._fail(self._notices(ticket))
        ticket.with_user(self.agent).action_delivery_seen()
        self.assertFalse(ticket.delivery_failed)

    def test_failed_mail_to_a_colleague_is_no_matter_of_the_customer(self):
        ticket = self._create_tickets()
        self.colleague.notification_type = "email"
        ticket.with_user(self.officer).message_post(
            body="look", partner_ids=self.colleague.partner_id.ids
        )
        self._fail(self._notices(ticket))
        self.assertFalse(ticket.delivery_failed)
