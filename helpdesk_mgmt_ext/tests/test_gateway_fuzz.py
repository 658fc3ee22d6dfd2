# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whatever comes in by mail: no exception, one ticket, nothing lost.

The mails are those of ``tests/data/mail`` of the checkout, of which an addon installed
from a package index has none.
"""

import os
import runpy
import unittest
from datetime import datetime, timezone
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import HelpdeskCommon

MAILS = Path(__file__).resolve().parents[2] / "tests" / "data" / "mail"
#: How many mutated mails are tried; the fault suite asks for more.
COUNT = int(os.environ.get("HELPDESK_FUZZ_COUNT") or 200)
DATE = datetime(2026, 3, 5, 9, 0, tzinfo=timezone.utc)
QUIET = ("odoo.addons.mail.models.mail_thread", "odoo.tools.mail", "odoo.mail")


@unittest.skipUnless(MAILS.is_dir(), "needs the sample mails of the checkout")
@tagged("post_install", "-at_install")
class TestGatewayFuzz(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.samples = runpy.run_path(str(MAILS / "samples.py"))
        cls.mutate = runpy.run_path(str(MAILS / "mutate.py"))
        cls.address = f"hs-team@{cls.alias_domain.name}"
        # The flood guards are another test's: here one sender may write often.
        for limit in ("mail.gateway.loop.threshold", "helpdesk_mgmt_ext.sender_limit"):
            cls.env["ir.config_parameter"].set_param(limit, 10**6)

    def _count_tickets(self):
        return (
            self.env["helpdesk.ticket"].with_context(active_test=False).search_count([])
        )

    def _take_in(self, raw):
        """Feed one mail; return what went wrong, an empty text if nothing did."""
        before = self._count_tickets()
        try:
            with self.env.cr.savepoint():
                ticket = self._receive(raw=raw)
                self.env.flush_all()
                made = self._count_tickets() - before
                if not ticket:
                    return "the mail was lost"
                if made > 1:
                    return f"{made} tickets of one mail"
                if not ticket.number or not ticket.name:
                    return "a ticket without number or name"
        except Exception as error:  # every failure is reported, with its mail
            self.env.invalidate_all()
            return f"{type(error).__name__}: {error}"
        return ""

    @mute_logger(*QUIET)
    def test_mutated_mail_makes_one_ticket_and_no_exception(self):
        problems = {}
        for number, raw in self.mutate["mails"](COUNT, self.address):
            problem = self._take_in(raw)
            if problem:
                problems[number] = problem[:300]
        self.assertFalse(problems, "numbers of mutate.mail() and what went wrong")

    @mute_logger(*QUIET)
    def test_sample_of_a_person_makes_one_ticket(self):
        for name in self.mutate["PEOPLE"]:
            with self.subTest(name):
                before = self._count_tickets()
                raw = self.samples["load"](name, self.address, DATE)
                self.assertEqual(self._take_in(raw), "")
                self.assertEqual(self._count_tickets(), before + 1)

    def test_letters_survive_a_wrong_charset(self):
        for name, letters in (
            ("broken_charset", "Köln läuft nicht, größere"),
            ("unknown_charset", "Rückruf"),
            ("raw_8bit_headers", "Rückruf"),
        ):
            with self.subTest(name):
                raw = self.samples["load"](name, self.address, DATE)
                ticket = self._receive(raw=raw)
                self.assertIn(letters, ticket.description)
        self.assertEqual(ticket.name, "Störung in Köln")
        self.assertEqual(ticket.partner_name, "Jürgen Groß")

    @mute_logger(*QUIET)
    def test_sample_of_a_machine_never_fails(self):
        for name in sorted(self.mutate["MACHINES"]):
            with self.subTest(name):
                before = self._count_tickets()
                raw = self.samples["load"](name, self.address, DATE)
                self.assertIn(self._take_in(raw), ("", "the mail was lost"))
                self.assertLessEqual(self._count_tickets(), before + 1)

    @mute_logger(*QUIET)
    def test_answer_of_any_kind_lands_on_its_ticket(self):
        ticket = self._create_tickets()
        question = ticket.with_user(self.officer).message_post(
            body="Which firmware?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        answers = self.samples["ANSWERS"] - {"bounce_dsn", "read_receipt"}
        for name in sorted(answers):
            with self.subTest(name):
                before = len(ticket.message_ids)
                raw = self.samples["load"](
                    name, self.address, DATE, reply_to=question.message_id
                )
                self.assertEqual(self._receive(raw=raw), ticket)
                self.assertGreater(len(ticket.message_ids), before)

    @mute_logger(*QUIET)
    def test_mail_of_30_megabytes_is_taken_in_with_its_attachment(self):
        raw = self.samples["with_big_attachment"](self.address, DATE)
        ticket = self._receive(raw=raw)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", ticket.id)]
        )
        self.assertEqual(files.mapped("name"), ["delivery-note.pdf"])
        self.assertGreater(files.file_size, 30 * 1024 * 1024 - 100)
