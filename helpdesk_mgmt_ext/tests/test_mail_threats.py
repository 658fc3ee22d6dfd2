# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Attacks and odd mails, one test a row (M, R); M17 and M18 are in
test_customer_side."""

import time
from email.message import EmailMessage
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCommon

FORGED = "mx.ours.test; spf=fail; dmarc=fail"
HTML = "Content-Type: text/html\n\n"
#: Header lines and body of a mail of one to eight eighths of its length.
HUGE = {
    "5 MB of HTML": lambda n: HTML + "<p>word word</p>" * 41_250 * n,
    "10,000 quoted lines": lambda n: "\nNew\n" + "> old line\n" * 1_250 * n,
    "3,000 in copy": lambda n: (
        "Cc: " + ", ".join(f"c{who}@x.test" for who in range(375 * n)) + "\n\nx"
    ),
    "2,000 references": lambda n: (
        "References: "
        + "\n ".join(f"<r{other}@x.test>" for other in range(250 * n))
        + "\n\nx"
    ),
    "500 parts": lambda n: (
        "Content-Type: multipart/mixed; boundary=b\n\n"
        + "--b\nContent-Type: text/plain\n\npart\n" * 63 * n
        + "--b--\n"
    ),
    "20,000 nested tags": lambda n: HTML + "<div>" * 2_500 * n + "x",
}
QUIET = ("odoo.addons.mail.models.mail_thread", "odoo.tools.mail", "odoo.mail")


@tagged("post_install", "-at_install")
class TestMailAttacks(HelpdeskCommon, HttpCase):
    def _post(self, ticket, **kwargs):
        before = ticket.message_ids
        found = self._receive(reply_to=before[-1:], **kwargs)
        self.assertIn(found, (ticket, self.env["helpdesk.ticket"]))
        return ticket.message_ids - before

    def test_m01_forged_customer_opens_no_ticket_in_his_name(self):
        ticket = self._receive(authentication_results=FORGED)
        self.assertFalse(ticket.partner_id)
        self.assertTrue(ticket.sender_unverified)
        self.assertNotIn(self.customer, ticket.message_partner_ids)

    def test_m02_stranger_with_a_reference_leaves_a_note_at_most(self):
        ticket = self._receive()
        before = self._notices(ticket)
        message = self._post(ticket, sender="eve@evil.test", body="Hi")
        self.assertFalse(self._notices(ticket, before).recipient_ids)
        self.assertTrue(message.subtype_id.internal)
        self.assertFalse(message.author_id and message.author_id == self.customer)

    def test_m03_strangers_cc_subscribes_nobody(self):
        portal = new_test_user(
            self.env, login="hs-b", groups="base.group_portal", email="b@other.test"
        )
        ticket = self._receive()
        self._post(ticket, sender="eve@evil.test", cc="b@other.test")
        self.assertNotIn(portal.partner_id, ticket.message_partner_ids)
        self.assertFalse(ticket.with_user(portal).has_access("read"))

    def test_m04_people_in_copy_and_their_colleagues_read_nothing(self):
        company = self.env["res.partner"].create({"name": "B", "is_company": True})
        users = self.env["res.users"]
        for name in ("b1", "b2"):
            users |= new_test_user(
                self.env,
                login=f"hs-{name}",
                groups="base.group_portal",
                email=f"{name}@other.test",
            )
        users.partner_id.parent_id = company
        ticket = self._receive(cc="b1@other.test")
        for user in users:
            self.assertFalse(ticket.with_user(user).has_access("read"))
        self.assertEqual(ticket.email_cc, "b1@other.test")

    def test_m05_forged_agent_is_neither_published_nor_mailed(self):
        ticket = self._receive()
        before = self._notices(ticket)
        message = self._post(
            ticket,
            sender=self.agent.email,
            body="Pay here",
            authentication_results=FORGED,
        )
        self.assertTrue(message.subtype_id.internal)
        self.assertNotEqual(message.author_id, self.agent.partner_id)
        mails = self._notices(ticket, before)
        self.assertNotIn(self.customer, mails.recipient_ids)

    def test_m06_several_addresses_in_from_get_one_acknowledgement(self):
        ticket = self._receive(sender="a@x.test, victim@y.test, other@z.test")
        mails = self._notices(ticket)
        reached = mails.recipient_ids.mapped("email") + mails.mapped("email_to")
        self.assertNotIn("victim@y.test", " ".join(filter(None, reached)))
        self.assertFalse(ticket.email_cc)

    def test_m07_flood_of_sixty_mails_makes_few_tickets_and_loses_none(self):
        tickets = [
            self._receive(sender="flood@x.test", subject=f"{number}")
            for number in range(60)
        ]
        made = [ticket for ticket in tickets if ticket]
        self.assertEqual(len(made), 20)
        kept = self.env["helpdesk.mail.quarantine"].search_count(
            [("email_from", "ilike", "flood@x.test"), ("kind", "=", "flood")]
        )
        self.assertEqual(kept, 40)

    def test_m08_out_of_office_makes_no_ticket_and_gets_no_answer(self):
        before = self.env["mail.mail"].search_count([])
        self.assertFalse(
            self._receive(subject="Out of office", auto_submitted="auto-replied")
        )
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_m09_out_of_office_moves_no_waiting_ticket(self):
        ticket = self._receive()
        ticket.user_id = self.agent
        ticket.with_user(self.agent).action_request_info("Which version?")
        since, reminders = ticket.pending_since, ticket.reminder_count
        before = self._notices(ticket)
        self._post(
            ticket,
            subject="Automatische Antwort: [x] Ihre Anfrage",
            auto_submitted="auto-replied",
            body="I am away.",
        )
        self.assertEqual(ticket.stage_role, "pending_customer")
        self.assertEqual((ticket.pending_since, ticket.reminder_count), (since, 0))
        self.assertEqual(reminders, 0)
        self.assertEqual(ticket.last_writer, "us")
        self.assertFalse(self._notices(ticket, before).filtered("recipient_ids"))

    def test_m11_bounces_of_every_kind_make_no_ticket(self):
        for label, headers in {
            "null sender": {"return_path": "<>", "subject": "Returned"},
            "postmaster": {
                "sender": "postmaster@mx.test",
                "subject": "Undeliverable: your mail",
            },
            "daemon": {"sender": "MAILER-DAEMON@mx.test", "subject": "failure notice"},
        }.items():
            with self.subTest(label), mute_logger(*QUIET):
                before = self.env["mail.mail"].search_count([])
                self.assertFalse(self._receive(**headers))
                self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_m12_active_html_is_gone_from_ticket_and_message(self):
        mail = EmailMessage()
        mail["From"], mail["Subject"] = "chris@hs-customer.test", "x"
        mail["To"], mail["Message-Id"] = f"hs-team@{self.alias_domain.name}", "<m12@x>"
        mail.set_content(
            '<p onclick="a()">Hi</p><script>b()</script>'
            '<form action="//e"><input></form>'
            '<meta http-equiv="refresh"><base href="//e"><a href="javascript:c()">d</a>'
            '<img src="x" onerror="e()"><iframe src="//e"></iframe>',
            subtype="html",
        )
        ticket = self._receive(mail.as_bytes())
        for text in (ticket.description, ticket.message_ids[-1:].body):
            for bad in ("<script", "onclick", "onerror", "javascript:", "<iframe"):
                self.assertNotIn(bad, str(text).lower())
            for bad in ("<form", "<meta", "<base", "b()"):
                self.assertNotIn(bad, str(text).lower())

    def test_m13_line_ends_in_subject_and_name_add_no_header(self):
        raw = self._mail(subject="@@SUBJECT@@", sender="a@x.test")
        raw = raw.replace(b"@@SUBJECT@@", b"=?utf-8?Q?Hi=0D=0ABcc:_victim@y.test?=")
        raw = raw.replace(
            b"From: a@x.test", b"From: =?utf-8?Q?A=0ABcc:_victim@y.test?= <a@x.test>"
        )
        ticket = self._receive(raw)
        mail = self._notices(ticket)
        for text in (mail.subject, mail.email_from, mail.reply_to, mail.email_to or ""):
            self.assertNotIn("\n", text)
            self.assertNotIn("\r", text)
        message = self.env["ir.mail_server"]._build_email__(
            mail.email_from, ["a@x.test"], mail.subject, "b", reply_to=mail.reply_to
        )
        self.assertFalse(message["Bcc"])

    def test_m14_files_of_a_mail_are_no_active_content(self):
        mail = EmailMessage()
        mail["From"], mail["Subject"] = "chris@hs-customer.test", "x"
        mail["To"], mail["Message-Id"] = f"hs-team@{self.alias_domain.name}", "<m14@x>"
        mail.set_content("x")
        for name, kind in (("a.html", "html"), ("a.svg", "svg+xml")):
            mail.add_attachment(
                b"<script>a()</script>",
                maintype="image" if "svg" in kind else "text",
                subtype=kind,
                filename=name,
            )
        ticket = self._receive(mail.as_bytes())
        self.assertEqual(len(ticket.attachment_ids), 2)
        self.authenticate("hs-agent", "hs-agent")
        for file in ticket.attachment_ids:
            headers = self.url_open(f"/web/content/{file.id}").headers
            policy = headers.get("Content-Security-Policy", "")
            self.assertTrue(
                headers["Content-Type"].startswith("text/plain")
                or "default-src 'none'" in policy,
                headers,
            )

    def test_m15_mail_to_three_teams_is_one_ticket(self):
        domain = self.alias_domain.name
        for name in ("hs-two", "hs-three"):
            self.env["helpdesk.ticket.team"].create(
                {
                    "name": name,
                    "alias_name": name,
                    "alias_domain_id": self.alias_domain.id,
                }
            )
        before = self.env["helpdesk.ticket"].search_count([])
        ticket = self._receive(
            to=f"hs-two@{domain}, hs-team@{domain}", cc=f"hs-three@{domain}"
        )
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before + 1)
        self.assertEqual(ticket.team_id.name, "hs-two")
        self.assertEqual(len(self._notices(ticket)), 1)

    def test_m16_outside_answer_to_a_note_is_no_public_message(self):
        ticket = self._receive()
        note = ticket.with_user(self.officer).message_post(
            body="What do you think?", subtype_xmlid="mail.mt_note"
        )
        self._receive(reply_to=note, sender="expert@outside.test", body="Secret")
        answer = ticket.message_ids.filtered(lambda m: "Secret" in m.body)
        self.assertTrue(answer.subtype_id.internal)


@tagged("post_install", "-at_install")
class TestTwoHelpdesks(HelpdeskCommon):
    def test_m10_two_helpdesks_stop_at_a_ticket_and_an_acknowledgement_each(self):
        """Each side is ours: whatever one sends is handed to the other one's alias."""
        domain = self.alias_domain.name
        other = self.env["helpdesk.ticket.team"].create(
            {
                "name": "HS Mirror",
                "alias_name": "hs-mirror",
                "alias_domain_id": self.alias_domain.id,
            }
        )
        for marked in (True, False):
            with self.subTest(marked=marked):
                self._talk(domain, other, marked)

    def _talk(self, domain, other, marked):
        name = f"side-{marked}".lower()
        before = self.env["helpdesk.ticket"].search([])
        sender = f"Their desk <{name}@their-desk.test>"
        ours = self._receive(sender=sender, subject=f"Printer {name}")
        waiting = [
            (self._notices(ours), f"hs-mirror@{domain}", f"{name}@our-desk.test")
        ]
        rounds = 0
        while waiting and rounds < 20:
            rounds += 1
            mails, to, sender = waiting.pop()
            for mail in mails:
                headers = {"auto_submitted": "auto-generated"} if marked else {}
                taken = self._receive(
                    sender=sender,
                    to=to,
                    subject=mail.subject,
                    body="We have received your request.",
                    **headers,
                )
                fresh = self._notices(taken).filtered(
                    lambda m, last=mail: m.id > last.id
                )
                back = "hs-team" if "mirror" in to else "hs-mirror"
                answerer = "their-desk" if "mirror" in to else "our-desk"
                if fresh:
                    waiting.append(
                        (fresh, f"{back}@{domain}", f"{name}@{answerer}.test")
                    )
        self.assertLess(rounds, 20)
        made = self.env["helpdesk.ticket"].search([]) - before
        self.assertLessEqual(len(made), 2)
        for ticket in made:
            self.assertLessEqual(len(self._notices(ticket)), 1)


@tagged("post_install", "-at_install")
class TestOddMails(HelpdeskCommon):
    def test_r01_same_mail_three_times_is_one_ticket(self):
        raw = self._mail(subject="thrice")
        for _time in range(3):
            self._receive(raw)
        found = self.env["helpdesk.ticket"].search([("name", "=", "thrice")])
        self.assertEqual(len(found), 1)

    def _device_mail(self, subject, date, **kwargs):
        identity = "<scanner@hs-customer.test>"
        date = f"Thu, 05 Mar 2026 {date}:00 +0000"
        return self._mail(subject=subject, date=date, message_id=identity, **kwargs)

    def _huge_mail(self, name, rest):
        head = (
            f"From: big@x.test\nTo: hs-team@{self.alias_domain.name}\n"
            f"MIME-Version: 1.0\nSubject: {name}\n"
            f"Message-Id: <{name.replace(' ', '-')}@x>\n"
        )
        return (head + rest).encode()

    def test_r01_mails_that_are_all_called_the_same_are_a_ticket_each(self):
        raws = [
            self._device_mail("Drum is worn", "09:00"),
            self._device_mail("Out of toner", "17:30"),
        ]
        found = self._receive(raws[0]) | self._receive(raws[1])
        self.assertEqual(found.mapped("name"), ["Drum is worn", "Out of toner"])
        for raw in raws:
            self.assertFalse(self._receive(raw), "fetched twice")

    def test_r01_copy_of_a_mailing_list_is_the_same_mail(self):
        self._receive(self._device_mail("Drum is worn", "09:00"))
        self.assertFalse(
            self._receive(self._device_mail("[All] Drum is worn", "09:00"))
        )
        copy = self._device_mail("Drum is worn", "09:00", sender="List <all@hs.test>")
        self.assertFalse(self._receive(copy))
        self.assertFalse(self._receive(self._device_mail("Drum is worn", "10:00")))

    def test_r01_what_we_sent_is_no_request_when_it_comes_back(self):
        ticket = self._receive(subject="Printer")
        sent = ticket.message_post(
            body="What does it say?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        back = self._mail(subject="Fwd: Printer", message_id=sent.message_id)
        self.assertFalse(self._receive(back))

    @mute_logger("odoo.addons.helpdesk_mgmt_ext.models.mail_thread_guard")
    def test_r06_failure_of_a_rule_loses_no_mail(self):
        """A service level that breaks is contained in its addon; any other is kept."""
        model = type(self.env["helpdesk.ticket"])
        with patch.object(model, "_assign_created", side_effect=ValueError("rule")):
            self.assertFalse(self._receive(subject="kept"))
        kept = self.env["helpdesk.mail.quarantine"].search([("subject", "=", "kept")])
        self.assertEqual(kept.kind, "failed")
        kept.action_release()
        self.assertEqual(kept.ticket_id.name, "kept")

    @mute_logger(*QUIET)
    def test_r20_huge_mails_are_stored_and_their_work_grows_evenly(self):
        """No clock decides, but the ratio to a mail of an eighth of the length.

        Work that grows with the square of it would take sixty-four times as long.
        """
        for label, make in HUGE.items():
            with self.subTest(label):
                seconds = {}
                for eighths in (1, 8):
                    raw = self._huge_mail(f"{label} {eighths}", make(eighths))
                    began = time.process_time()
                    ticket = self._receive(raw)
                    self.env.flush_all()
                    seconds[eighths] = time.process_time() - began
                    self.assertEqual(ticket.name, f"{label} {eighths}")
                self.assertLess(seconds[8], 24 * seconds[1] + 1, seconds)

    @mute_logger(*QUIET)
    def test_r29_odd_but_legal_mails_make_a_ticket_each(self):
        address = f"hs-team@{self.alias_domain.name}"
        envelope = f"Delivered-To: {address}\r\n".encode()
        cases = {
            "empty body": self._mail(body=""),
            "only a file": self._mail(body="", attachments=[("a.bin", b"x")]),
            "no subject": self._mail(subject=None),
            "no sender": self._mail(sender=None),
            "sender without domain": self._mail(sender="root"),
            "empty To, Delivered-To": envelope
            + self._mail(to="undisclosed-recipients:;"),
        }
        for label, raw in cases.items():
            with self.subTest(label):
                ticket = self._receive(raw)
                self.assertEqual(ticket.team_id, self.team)
                self.assertTrue(ticket.name)
                self.assertTrue(ticket.description)

    def test_r30_mail_of_an_archived_sender_to_an_archived_team_is_taken_in(self):
        gone = new_test_user(
            self.env, login="hs-gone", groups="base.group_portal", email="g@gone.test"
        )
        gone.action_archive()
        gone.partner_id.action_archive()
        self.team.user_ids = self.agent
        self.agent.action_archive()
        ticket = self._receive(sender="Gone <g@gone.test>")
        self.assertEqual(ticket.partner_email, "g@gone.test")
        self.assertFalse(ticket.user_id)
        self.assertTrue(ticket.number)
