# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch
from zlib import crc32

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestGateway(HelpdeskCommon):
    def test_mail_to_a_team_makes_its_ticket(self):
        ticket = self._receive(attachments=[("log.txt", b"line")])
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.name, "It does not work")
        self.assertIn("Please help.", ticket.description)
        self.assertEqual(
            ticket.channel_id,
            self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email"),
        )
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.attachment_ids.mapped("name"), ["log.txt"])
        self.assertEqual(ticket.stage_role, "new")

    def test_same_message_id_twice_is_one_ticket(self):
        raw = self._mail()
        first = self._receive(raw)
        self.assertFalse(self._receive(raw))
        self.assertTrue(first)

    def test_two_aliases_are_one_ticket_of_the_first_in_to(self):
        other = self.env["helpdesk.ticket.team"].create(
            {
                "name": "HS Other",
                "alias_name": "hs-other",
                "alias_domain_id": self.alias_domain.id,
            }
        )
        domain = self.alias_domain.name
        before = self.env["helpdesk.ticket"].search_count([])
        ticket = self._receive(to=f"hs-other@{domain}", cc=f"hs-team@{domain}")
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before + 1)
        self.assertEqual(ticket.team_id, other)

    def test_mailed_ticket_is_nobodys_whoever_runs_the_gateway(self):
        new_test_user(
            self.env,
            login="hs-portal",
            groups="base.group_portal",
            email="portal@hs-customer.test",
        )
        root = self.env.ref("base.user_root")
        for runner, sender in (
            (root, "chris@hs-customer.test"),
            (self.manager, "chris@hs-customer.test"),
            (root, "portal@hs-customer.test"),
            (root, self.agent.email),
        ):
            with self.subTest(runner=runner.login, sender=sender):
                env = self.env(user=runner, su=True)
                self.assertFalse(self._receive(env=env, sender=sender).user_id)

    def test_unknown_sender_becomes_a_contact_of_his_company(self):
        ticket = self._receive(sender="Nina New <Nina.New@hs-customer.test>")
        self.assertEqual(ticket.partner_id.name, "Nina New")
        self.assertEqual(ticket.partner_id.email, "nina.new@hs-customer.test")
        self.assertEqual(ticket.commercial_partner_id, self.customer_company)
        message = ticket.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(message.author_id, ticket.partner_id)

    def test_public_mail_provider_is_no_company(self):
        self.env["res.partner"].create(
            {"name": "Shop", "is_company": True, "email": "shop@gmail.com"}
        )
        ticket = self._receive(sender="someone@gmail.com")
        self.assertTrue(ticket.partner_id)
        self.assertFalse(ticket.partner_id.parent_id)

    def test_contact_is_not_created_if_the_company_does_not_want_it(self):
        self.env.company.helpdesk_create_contact = False
        ticket = self._receive(sender="Nina New <nina@elsewhere.test>")
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.partner_email, "nina@elsewhere.test")
        self.assertEqual(ticket.partner_name, "Nina New")

    def test_people_in_copy_are_recorded_and_gain_no_access(self):
        stranger = new_test_user(
            self.env,
            login="hs-stranger",
            groups="base.group_portal",
            email="stranger@elsewhere.test",
        )
        domain = self.alias_domain.name
        ticket = self._receive(cc=f"stranger@elsewhere.test, hs-team@{domain}")
        self.assertEqual(ticket.email_cc, "stranger@elsewhere.test")
        self.assertNotIn(stranger.partner_id, ticket.message_partner_ids)
        self.assertFalse(ticket.with_user(stranger).has_access("read"))

    def test_colleague_of_ours_in_copy_follows(self):
        ticket = self._receive(cc=self.officer.email)
        self.assertIn(self.officer.partner_id, ticket.message_partner_ids)

    def test_request_is_acknowledged_once_with_number_and_link(self):
        ticket = self._receive()
        mail = self._notices(ticket)
        self.assertEqual(len(mail), 1)
        self.assertIn(ticket.number, mail.subject)
        self.assertIn(f"/my/helpdesk/{ticket.id}/respond", mail.body_html)
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn("auto-generated", mail.headers)
        self.assertIn("hs-team@", mail.reply_to)

    def test_switched_off_mail_is_not_sent(self):
        self.team.muted_template_ids = self.env.ref(
            "helpdesk_mgmt_ext.mail_template_created"
        )
        self.assertFalse(self._notices(self._receive()))

    def test_automatic_mail_is_not_acknowledged(self):
        ticket = self._receive(auto_submitted="auto-generated")
        self.assertTrue(ticket)
        self.assertFalse(self._notices(ticket))

    def test_mail_that_cannot_be_rendered_is_noted_and_stops_nothing(self):
        model = type(self.env["helpdesk.ticket"])
        with (
            patch.object(model, "_respond_url", side_effect=ValueError("no address")),
            mute_logger(
                "odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_mail",
                "odoo.addons.mail.models.mail_render_mixin",
            ),
        ):
            ticket = self._receive()
        self.assertTrue(ticket)
        self.assertFalse(self._notices(ticket))
        self.assertIn("could not be made", "".join(ticket.message_ids.mapped("body")))

    def test_bad_mails_make_a_ticket_and_lose_nothing(self):
        domain = self.alias_domain.name
        to = f"To: hs-team@{domain}\n".encode()
        cases = {
            "no subject": self._mail(subject=None),
            "no sender": self._mail(sender=None),
            "unreadable sender": self._mail(sender="not an address at all"),
            "no body": to + b"From: a@b.test\nSubject: s\nMessage-ID: <hb1@b>\n\n",
            "unknown charset": to + b"From: a@b.test\nSubject: s\nMessage-ID: <hb2@b>\n"
            b"Content-Type: text/plain; charset=klingon\n\nB\xe9\xe9\n",
            "wrong charset": to + b"From: a@b.test\nSubject: =?utf-8?q?=E9=FF?=\n"
            b"Message-ID: <hb3@b>\nContent-Type: text/plain; charset=utf-8\n"
            b"\n\xff\xfe\n",
            "unclosed multipart": to + b"From: a@b.test\nSubject: s\n"
            b"Message-ID: <hb4@b>\nMIME-Version: 1.0\n"
            b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhello\n",
            "no boundary": to + b"From: a@b.test\nSubject: s\nMessage-ID: <hb5@b>\n"
            b"Content-Type: multipart/mixed\n\nhello\n",
            "nul characters": to + b"From: a@b.test\nSubject: a\0b\n"
            b"Message-ID: <hb6@b>\nContent-Type: text/plain\n\nc\0d\n",
            "bad date": self._mail(date="the day before yesterday"),
            "ancient date": self._mail(date="Thu, 05 Mar 0203 09:00:00 +0000"),
            "no message id": self._mail(message_id=None),
        }
        for label, raw in cases.items():
            with self.subTest(label), mute_logger("odoo.addons.mail"):
                ticket = self._receive(raw)
                self.assertEqual(len(ticket), 1)
                self.assertEqual(ticket.team_id, self.team)
                self.assertTrue(ticket.name)
                self.env.flush_all()

    def test_mail_with_a_picture_that_cannot_be_read_is_taken_in(self):
        head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
        size = (60000).to_bytes(4, "big")
        bomb = head + size * 2 + b"\x08\x02\0\0\0"
        cases = {
            "damaged": b"\x89PNG\r\n\x1a\n\0\0\0\rIHD\x80" + b"x" * 40,
            "of billions of pixels": bomb + crc32(bomb[12:]).to_bytes(4, "big"),
        }
        for label, picture in cases.items():
            with self.subTest(label):
                ticket = self._receive(attachments=[("photo.png", picture)])
                self.assertEqual(ticket.team_id, self.team)
                self.assertEqual(ticket.attachment_ids.raw, picture)

    def test_large_attachment_is_kept(self):
        content = b"x" * (30 * 1024 * 1024)
        ticket = self._receive(attachments=[("big.bin", content)])
        self.assertEqual(ticket.attachment_ids.file_size, len(content))

    def test_incomplete_team_takes_mail_and_says_what_is_wrong(self):
        self.team.user_ids = False
        stages = self.team._get_applicable_stages()
        stages.active = False
        ticket = self._receive()
        self.assertEqual(ticket.team_id, self.team)
        self.assertFalse(ticket.stage_id)
        self.assertIn("no members", self.team.problem)
        self.assertIn("No stage", self.team.problem)

    def test_reply_to_a_ticket_without_stage_is_kept(self):
        self.team._get_applicable_stages().active = False
        ticket = self._receive()
        answer = ticket.message_ids[:1]
        self.assertEqual(self._receive(reply_to=answer), ticket)


@tagged("post_install", "-at_install")
class TestReplies(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._receive()
        cls.ticket.user_id = cls.agent
        cls.ticket.with_user(cls.agent).action_start()
        cls.ticket.with_user(cls.agent).action_request_info("Which version?")
        cls.question = cls.ticket.message_ids.filtered(
            lambda m: m.author_id == cls.agent.partner_id and not m.is_internal
        )[:1]

    def test_reply_ends_the_waiting(self):
        self.assertEqual(self.ticket.stage_role, "pending_customer")
        self.assertEqual(
            self._receive(reply_to=self.question, body="19.0"), self.ticket
        )
        self.assertEqual(self.ticket.stage_role, "investigating")
        self.assertFalse(self.ticket.pending_since)
        self.assertEqual(self.ticket.last_writer, "customer")

    def test_colleague_of_the_customer_answers_for_him(self):
        self._receive(reply_to=self.question, sender="Zoe <zoe@hs-customer.test>")
        self.assertEqual(self.ticket.stage_role, "investigating")

    def test_reply_counts_when_the_gateway_runs_as_a_real_user(self):
        env = self.env(user=self.manager, su=True)
        self._receive(env=env, reply_to=self.question)
        self.assertEqual(self.ticket.stage_role, "investigating")

    def test_out_of_office_changes_nothing(self):
        self._receive(
            reply_to=self.question,
            subject="Out of office",
            body="I am away until Monday.",
            auto_submitted="auto-replied",
        )
        self.assertEqual(self.ticket.stage_role, "pending_customer")
        self.assertTrue(self.ticket.pending_since)
        last = self.ticket.message_ids[:1]
        self.assertTrue(last.subtype_id.internal)

    def test_internal_colleague_changes_nothing(self):
        self._receive(reply_to=self.question, sender=self.colleague.email)
        self.assertEqual(self.ticket.stage_role, "pending_customer")

    def test_internal_note_changes_nothing(self):
        self.ticket.message_post(body="fyi", author_id=self.officer.partner_id.id)
        self.assertEqual(self.ticket.stage_role, "pending_customer")
        self.assertEqual(self.ticket.last_writer, "us")

    def test_team_without_investigating_stage_goes_in_progress(self):
        self.env.ref("helpdesk_mgmt_ext.stage_investigating").active = False
        self._receive(reply_to=self.question)
        self.assertEqual(self.ticket.stage_role, "in_progress")
