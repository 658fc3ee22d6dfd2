# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mails of one identity, as devices and broken programs send them: none is lost."""

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCommon

QUIET = (
    "odoo.addons.helpdesk_mgmt_ext.models.mail_thread_guard",
    "odoo.addons.mail.models.mail_thread",
)


@tagged("post_install", "-at_install")
class TestSameIdentity(HelpdeskCommon):
    def _scan(self, subject="Scan", day=5, **kwargs):
        return self._mail(
            subject=subject,
            date=f"Thu, {day:02} Mar 2026 09:00:00 +0000",
            message_id="<scanner@hs-customer.test>",
            **kwargs,
        )

    def _kept(self):
        return self.env["helpdesk.mail.quarantine"].search(
            [("message_id", "=", "<scanner@hs-customer.test>")]
        )

    def test_another_text_at_another_time_is_another_mail(self):
        first = self._receive(self._scan(body="Page 1"))
        other = self._receive(self._scan(day=12, body="Page 2"))
        self.assertTrue(other)
        self.assertNotEqual(first, other)
        self.assertFalse(self._receive(self._scan(day=12, body="Page 2")))

    def test_another_file_at_another_time_is_another_mail(self):
        first = self._receive(self._scan(attachments=[("scan-1.pdf", b"x")]))
        again = self._scan(day=6, attachments=[("scan-1.pdf", b"x")])
        self.assertFalse(self._receive(again), "sent once more, with a new date")
        other = self._receive(self._scan(day=12, attachments=[("scan-2.pdf", b"x")]))
        self.assertTrue(other - first)

    def test_mail_sent_once_more_with_its_history_is_the_same(self):
        body = "Please help.\n\nOn Mon, 2 Mar 2026 Ann <ann@ours.test> wrote:\n> <b>?\n"
        self.assertTrue(self._receive(self._scan(body=body)))
        self.assertFalse(self._receive(self._scan(day=6, body=body)))

    def test_nobody_keeps_a_mail_out_by_one_of_its_identity(self):
        forged = "mx.ours.test; dmarc=fail (p=none)"
        attacks = {
            "forged": {"body": "Boo", "authentication_results": forged},
            "his own": {"body": "Boo", "sender": "eve@elsewhere.test"},
        }
        for label, attack in attacks.items():
            with self.subTest(label):
                self.assertTrue(self._receive(self._scan(subject=label, **attack)))
                mail = self._scan(subject=label, body="It burns")
                self.assertTrue(self._receive(mail))
                self.assertFalse(self._receive(mail), "fetched twice")
            self.env["mail.message"].search(
                [("message_id", "=", "<scanner@hs-customer.test>")]
            ).message_id = f"<{label}>"
            self.env["helpdesk.mail.claim"].sudo().search([]).unlink()

    @mute_logger(*QUIET)
    def test_mail_whose_namesakes_ticket_was_deleted_is_taken_in(self):
        fire = self._scan(subject="Fire", day=12)
        with freeze_time("2026-03-05 09:00:00"):
            self._receive(self._scan()).unlink()
        with freeze_time("2026-03-12 09:00:00"):
            other = self._receive(fire)
            self.assertEqual(other.name, "Fire")
            self.assertFalse(self._receive(fire))
            other.unlink()
        with freeze_time("2026-03-12 10:00:00"):
            self.assertFalse(self._receive(fire))

    @mute_logger(*QUIET)
    def test_mails_held_back_are_all_kept(self):
        machine = {"auto_submitted": "auto-replied"}
        for subject, day in (("Away", 5), ("Back", 12), ("Back", 12), ("Back", 19)):
            self._receive(self._scan(subject=subject, day=day, **machine))
        self.assertEqual(
            sorted(self._kept().mapped("subject")), ["Away", "Back", "Back"]
        )
