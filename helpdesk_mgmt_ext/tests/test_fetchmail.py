# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A mailbox: one bad mail stops no other, and none is lost (R03–R05, R22)."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.mail_thread_fetch import ATTEMPTS
from .common import HelpdeskCommon
from .mail_servers import Box, mail_server

MODELS = "odoo.addons.helpdesk_mgmt_ext.models"
QUIET = (
    f"{MODELS}.mail_thread_fetch",
    f"{MODELS}.mail_thread_guard",
    f"{MODELS}.fetchmail_server",
    "odoo.addons.mail.models.fetchmail",
    "odoo.addons.mail.models.mail_thread",
)
KINDS = ("pop", "imap")


@tagged("post_install", "-at_install")
class TestFetchmail(HelpdeskCommon):
    def _fetch(self, kind, box):
        """Fetch ``box`` once over the wire, as the scheduled job does."""
        with mail_server(kind, box) as port:
            account = self.env["fetchmail.server"].create(
                {
                    "name": f"HS {kind}",
                    "server_type": kind,
                    "server": "127.0.0.1",
                    "port": port,
                    "user": "u",
                    "password": "p",
                    "state": "done",
                }
            )
            self.env.flush_all()
            with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
                error = account.with_env(self.env(cr=cr))._fetch_mail()
        self.env.invalidate_all()
        return error

    def _tickets(self, name):
        return self.env["helpdesk.ticket"].search([("name", "=", name)])

    def _kept(self, subject):
        return self.env["helpdesk.mail.quarantine"].search([("subject", "=", subject)])

    def test_line_of_any_length_stops_no_mailbox(self):
        """R22: core ends at a line over 64 kB and never gets to the mails behind it."""
        poison = self._mail(subject="long") + b"x" * 200_000 + b"\r\n"
        for kind in KINDS:
            with self.subTest(kind):
                box = Box([poison, self._mail(subject=f"behind {kind}")])
                self.assertIsNone(self._fetch(kind, box))
                self.assertEqual(box.done, {1, 2})
                self.assertTrue(self._tickets(f"behind {kind}"))
        self.assertEqual(len(self._tickets("long")), 1)
        self.assertIn("x" * 1000, self._tickets("long").description)

    @mute_logger(*QUIET)
    def test_mail_that_the_server_cannot_hand_out_stops_no_other(self):
        """R22"""
        for kind in KINDS:
            with self.subTest(kind):
                mails = [self._mail(), self._mail(subject=f"next {kind}")]
                box = Box(mails, broken={1})
                self.assertIsNone(self._fetch(kind, box))
                self.assertEqual(box.done, {2})
                self.assertTrue(self._tickets(f"next {kind}"))

    @mute_logger(*QUIET)
    def test_failed_mail_is_quarantined_before_it_is_deleted(self):
        """R04"""
        model = type(self.env["helpdesk.ticket"])
        for kind in KINDS:
            with (
                self.subTest(kind),
                patch.object(model, "_follow_customers", side_effect=ValueError("no")),
            ):
                box = Box([self._mail(subject=f"unlucky {kind}")])
                self._fetch(kind, box)
                self.assertEqual(box.done, {1})
                kept = self._kept(f"unlucky {kind}")
                self.assertEqual((kept.kind, kept.state), ("failed", "waiting"))
                self.assertTrue(kept.next_try_at)

    @mute_logger(*QUIET)
    def test_mail_that_cannot_be_parsed_or_routed_is_quarantined(self):
        """R04: the failure comes before anybody knows whose mail it is."""
        thread = type(self.env["mail.thread"])
        for step in ("message_parse", "message_route"):
            with (
                self.subTest(step),
                patch.object(thread, step, side_effect=ValueError("broken")),
            ):
                box = Box([self._mail(subject=f"early {step}")])
                self._fetch("pop", box)
                self.assertEqual(box.done, {1})
                kept = self._kept(f"early {step}")
                self.assertEqual(kept.reason, "broken")
                self.assertFalse(kept.next_try_at)

    @mute_logger(*QUIET)
    def test_mail_stays_in_the_mailbox_if_it_can_be_kept_nowhere(self):
        """R04"""
        thread = type(self.env["mail.thread"])
        quarantine = type(self.env["helpdesk.mail.quarantine"])
        for kind in KINDS:
            with (
                self.subTest(kind),
                patch.object(thread, "message_route", side_effect=ValueError("no")),
                patch.object(quarantine, "_keep_raw", side_effect=ValueError("full")),
            ):
                box = Box([self._mail()])
                self._fetch(kind, box)
                self.assertFalse(box.done)

    @mute_logger(*QUIET)
    def test_colliding_transactions_are_tried_again(self):
        """R05"""
        thread = type(self.env["mail.thread"])
        route = thread.message_route
        for times, arrives in ((2, True), (ATTEMPTS, False)):
            failures = iter([True] * times)

            def collide(records, *args, failures=failures, **kwargs):
                if next(failures, False):
                    raise SerializationFailure("could not serialize access")
                return route(records, *args, **kwargs)

            with (
                self.subTest(times),
                patch.object(thread, "message_route", collide),
                patch(f"{MODELS}.mail_thread_fetch.time.sleep"),
            ):
                box = Box([self._mail(subject=f"collides {times}")])
                self._fetch("pop", box)
                self.assertEqual(bool(box.done), arrives)
                self.assertEqual(bool(self._tickets(f"collides {times}")), arrives)

    @mute_logger(*QUIET)
    def test_mail_of_a_transaction_that_is_rolled_back_stays_there(self):
        """R05: also when the commit itself fails."""
        box = Box([self._mail(subject="uncommitted")])
        cron = type(self.env["ir.cron"])
        commit = cron._commit_progress

        def fail(records, processed=0, **kwargs):
            if processed:
                raise SerializationFailure("at commit")
            return commit(records, processed, **kwargs)

        with patch.object(cron, "_commit_progress", fail):
            self._fetch("pop", box)
        self.assertFalse(box.done)

    def test_mail_without_identity_fetched_twice_is_one_ticket(self):
        """R03: the process died between commit and delete."""
        box = Box([self._mail(subject="twice", message_id=None)])
        self._fetch("pop", box)
        box.done.clear()
        self._fetch("pop", box)
        self.assertEqual(len(self._tickets("twice")), 1)
        self.assertEqual(box.done, {1})
