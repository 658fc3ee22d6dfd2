# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The original of a mail is there for our people, and for nobody else."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import HelpdeskCommon


class OriginalCommon(HelpdeskCommon):
    def _first(self, ticket):
        return ticket.message_ids.filtered(lambda m: m.message_type == "email")[-1:]

    def _originals(self, ticket):
        return self.env["helpdesk.mail.original"].search(
            [("mail_message_id", "in", ticket.message_ids.ids)]
        )


@tagged("post_install", "-at_install")
class TestMailOriginal(OriginalCommon):
    def test_original_is_kept_to_the_byte(self):
        raw = self._mail(attachments=[("log.txt", b"line")])
        ticket = self._receive(raw)
        message = self._first(ticket)
        found = self.env["helpdesk.mail.original"]._of_message(message)
        self.assertEqual(found, raw)
        self.assertNotIn("eml", "".join(ticket.attachment_ids.mapped("name")))

    def test_every_answer_has_its_own(self):
        ticket = self._receive()
        self._receive(reply_to=ticket.message_ids[-1:], body="More")
        self.assertEqual(len(self._originals(ticket)), 2)

    def test_late_answer_is_kept_once(self):
        """It is on the old ticket; the follow-up has the message."""
        with freeze_time("2026-03-02 09:00:00"):
            ticket = self._receive()
            ticket.action_resolve("Done.")
            ticket.action_close()
        with freeze_time("2026-06-02 09:00:00"):
            self._receive(reply_to=ticket.message_ids[-1:], body="Broken again")
        follow_up = ticket.follow_up_ids
        self.assertEqual(len(follow_up), 1)
        self.assertEqual(len(self._originals(ticket) + self._originals(follow_up)), 2)

    def test_of_a_large_mail_the_files_are_left_out(self):
        """They are stored with the message; twice would be once too often."""
        ticket = self._receive(attachments=[("big.bin", b"x" * 11 * 1024 * 1024)])
        original = self._originals(ticket)
        self.assertFalse(original.whole)
        kept = self.env["helpdesk.mail.original"]._of_message(self._first(ticket))
        self.assertLess(len(kept), 5000)
        self.assertIn(b"Please help.", kept)
        self.assertEqual(ticket.attachment_ids.file_size, 11 * 1024 * 1024)

    def test_originals_are_forgotten_after_a_year(self):
        ticket = self._receive()
        with freeze_time(fields.Datetime.now() + timedelta(days=364)):
            self.env["helpdesk.mail.original"]._gc_expired()
        self.assertTrue(self._originals(ticket))
        with freeze_time(fields.Datetime.now() + timedelta(days=366)):
            self.env["helpdesk.mail.original"]._gc_expired()
        self.assertFalse(self._originals(ticket))

    def test_original_goes_with_its_message(self):
        ticket = self._receive()
        file = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "helpdesk.mail.original"),
                ("res_field", "=", "data"),
                ("res_id", "=", self._originals(ticket).id),
            ]
        )
        self.assertTrue(file)
        self._first(ticket).unlink()
        self.assertFalse(file.exists())

    def test_nobody_reads_the_model(self):
        ticket = self._receive()
        original = self._originals(ticket)
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                original.with_user(user).read(["data"])

    def test_agent_who_may_not_read_the_message_gets_nothing(self):
        message = self._first(self._receive())
        stranger = new_test_user(self.env, login="hs-x", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["helpdesk.mail.original"].with_user(stranger)._of_message(
                message.with_user(stranger)
            )

    def test_history_is_marked_and_nothing_is_lost(self):
        body = "Non.\n\nLe 3 mars 2026 à 10:00, Aide <a@b.example> a écrit :\n> Oui ?\n"
        ticket = self._receive(body=body)
        stored = self._first(ticket).body
        self.assertIn('data-o-mail-quote="1"', stored)
        self.assertIn("Oui ?", stored)
        new, _mark, old = stored.partition("data-o-mail-quote")
        self.assertIn("Non.", new)
        self.assertIn("a écrit", old)


@tagged("post_install", "-at_install")
class TestOriginalRoute(OriginalCommon, HttpCase):
    def _download(self, message, login):
        self.authenticate(login, login)
        return self.url_open(f"/helpdesk/original/{message.id}")

    def test_route_serves_our_people_only(self):
        raw = self._mail()
        ticket = self._receive(raw)
        message = self._first(ticket)
        portal = new_test_user(
            self.env,
            login="hs-portal-original",
            groups="base.group_portal",
            partner_id=self.customer.id,
        )
        new_test_user(self.env, login="hs-employee", groups="base.group_user")
        response = self._download(message, "hs-agent")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content, raw)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        for login in (portal.login, "hs-employee"):
            with self.subTest(login):
                self.assertEqual(self._download(message, login).status_code, 404)
        self.authenticate(None, None)
        response = self.url_open(
            f"/helpdesk/original/{message.id}", allow_redirects=False
        )
        self.assertNotIn(b"Please help.", response.content)

    def test_route_of_another_message_finds_nothing(self):
        message = self._create_tickets().message_post(body="a note")
        for message_id in (message.id, 2**31 - 1):
            self.authenticate("hs-agent", "hs-agent")
            response = self.url_open(f"/helpdesk/original/{message_id}")
            self.assertEqual(response.status_code, 404)
