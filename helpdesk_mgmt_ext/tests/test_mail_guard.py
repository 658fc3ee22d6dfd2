# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import errno
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged, users
from odoo.tools import mute_logger

from ..models.helpdesk_mail_claim import TakenInAlready
from .common import HelpdeskCommon

QUARANTINE = "odoo.addons.helpdesk_mgmt_ext.models.helpdesk_mail_quarantine"
GUARD = "odoo.addons.helpdesk_mgmt_ext.models.mail_thread_guard"
FORGED = "mx.ours.test; spf=pass; dkim=none; dmarc=fail (p=none)"


@tagged("post_install", "-at_install")
class TestThreading(HelpdeskCommon):
    def test_number_in_the_subject_threads_if_the_sender_takes_part(self):
        ticket = self._receive()
        again = self._receive(subject=f"AW: [{ticket.number}] It does not work")
        self.assertEqual(again, ticket)

    def test_number_in_the_subject_of_a_stranger_makes_a_ticket(self):
        ticket = self._receive()
        other = self._receive(
            subject=f"[{ticket.number}] hi", sender="eve@elsewhere.test"
        )
        self.assertNotEqual(other, ticket)
        self.assertTrue(other)

    def test_stranger_who_knows_a_reference_leaves_a_note_at_most(self):
        ticket = self._receive()
        ticket.action_resolve("Done.")
        first = ticket.message_ids[-1:]
        self._receive(reply_to=first, sender="eve@elsewhere.test", body="Boo")
        self.assertEqual(ticket.stage_role, "resolved")
        message = ticket.message_ids.filtered(lambda m: "Boo" in m.body)
        self.assertTrue(message.subtype_id.internal)

    def test_person_in_copy_takes_part(self):
        ticket = self._receive(cc="partner@elsewhere.test")
        ticket.action_resolve("Done.")
        self._receive(
            reply_to=ticket.message_ids[-1:],
            sender="partner@elsewhere.test",
            body="It still fails",
        )
        self.assertEqual(ticket.stage_role, "investigating")


@tagged("post_install", "-at_install")
class TestForgery(HelpdeskCommon):
    def test_forged_sender_is_not_linked_nor_answered(self):
        ticket = self._receive(authentication_results=FORGED)
        self.assertTrue(ticket.sender_unverified)
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.partner_email, "chris@hs-customer.test")
        self.assertFalse(self._notices(ticket))

    def test_forged_agent_is_not_published(self):
        ticket = self._receive()
        self._receive(
            reply_to=ticket.message_ids[-1:],
            sender=self.agent.email,
            body="Please pay here",
            authentication_results=FORGED,
        )
        message = ticket.message_ids.filtered(lambda m: "pay here" in m.body)
        self.assertTrue(message.subtype_id.internal)
        self.assertFalse(message.author_id)
        self.assertFalse(ticket.first_response_at)

    def test_verified_sender_is_linked(self):
        ticket = self._receive(authentication_results="mx.ours.test; dmarc=pass")
        self.assertFalse(ticket.sender_unverified)
        self.assertEqual(ticket.partner_id, self.customer)

    @users("hs-agent")
    def test_agent_cannot_clear_the_mark(self):
        ticket = self._create_tickets(user_id=self.agent.id).with_env(self.env)
        with self.assertRaises(AccessError):
            ticket.sender_unverified = True


@tagged("post_install", "-at_install")
class TestQuarantine(HelpdeskCommon):
    def _kept(self):
        return self.env["helpdesk.mail.quarantine"].search([], order="id desc")

    def test_flood_of_a_sender_is_kept_not_dropped(self):
        self.env["ir.config_parameter"].set_param("helpdesk_mgmt_ext.sender_limit", "3")
        tickets = [self._receive(subject=f"{index}") for index in range(5)]
        self.assertEqual([bool(ticket) for ticket in tickets], [True] * 3 + [False] * 2)
        kept = self._kept()
        self.assertEqual(len(kept), 2)
        self.assertEqual(set(kept.mapped("kind")), {"flood"})
        self.assertIn("3", kept[0].reason)

    def test_flood_is_over_after_the_window(self):
        self.env["ir.config_parameter"].set_param("helpdesk_mgmt_ext.sender_limit", "1")
        self._receive()
        self.assertFalse(self._receive())
        with freeze_time(fields.Datetime.now() + timedelta(minutes=61)):
            self.assertTrue(self._receive())

    def test_flood_on_one_ticket_is_kept(self):
        self.env["ir.config_parameter"].set_param("helpdesk_mgmt_ext.ticket_limit", "3")
        ticket = self._receive()
        first = ticket.message_ids[-1:]
        for _index in range(4):
            self._receive(reply_to=first, body="again")
        self.assertEqual(len(self._kept()), 2)

    def test_release_makes_the_ticket(self):
        self.env["ir.config_parameter"].set_param("helpdesk_mgmt_ext.sender_limit", "1")
        self._receive()
        self._receive(subject="kept")
        kept = self._kept().with_user(self.officer)
        kept.action_release()
        self.assertEqual(kept.state, "released")
        self.assertEqual(kept.sudo().ticket_id.name, "kept")
        tickets = self.env["helpdesk.ticket"].search_count([("name", "=", "kept")])
        kept.action_release()
        self.assertEqual(
            self.env["helpdesk.ticket"].search_count([("name", "=", "kept")]), tickets
        )

    def test_allowed_sender_is_never_a_flood(self):
        self.env["ir.config_parameter"].set_param("helpdesk_mgmt_ext.sender_limit", "1")
        self._receive()
        self._receive()
        self._kept().with_user(self.officer).action_always_allow()
        self.assertTrue(self._receive())

    def test_dismissed_stays_listed(self):
        self.env["ir.config_parameter"].set_param("helpdesk_mgmt_ext.sender_limit", "1")
        self._receive()
        self._receive()
        kept = self._kept()
        kept.with_user(self.officer).action_dismiss()
        self.assertEqual(kept.state, "dismissed")

    @users("hs-agent")
    def test_agent_without_triage_sees_no_quarantine(self):
        with self.assertRaises(AccessError):
            self.env["helpdesk.mail.quarantine"].search([])

    def test_machine_answer_without_ticket_is_no_ticket(self):
        for headers in (
            {"subject": "Automatic reply: away", "auto_submitted": "auto-replied"},
            {"sender": "postmaster@elsewhere.test", "subject": "Undeliverable: Hi"},
        ):
            with self.subTest(headers):
                before = len(self._kept())
                self.assertFalse(self._receive(**headers))
                self.assertEqual(len(self._kept()), before + 1)

    def test_alert_of_a_monitoring_is_a_ticket_without_acknowledgement(self):
        ticket = self._receive(auto_submitted="auto-generated", subject="Disk full")
        self.assertTrue(ticket)
        self.assertFalse(self._notices(ticket))

    def test_failed_mail_is_kept_and_taken_in_later(self):
        model = type(self.env["helpdesk.ticket"])
        with (
            patch.object(model, "_follow_customers", side_effect=ValueError("boom")),
            mute_logger(GUARD),
        ):
            self.assertFalse(self._receive(subject="unlucky"))
        kept = self._kept()
        self.assertEqual((kept.kind, kept.state), ("failed", "waiting"))
        self.assertIn("boom", kept.reason)
        cron = self.env.ref("helpdesk_mgmt_ext.ir_cron_mail_retry")
        with (
            freeze_time(fields.Datetime.now() + timedelta(minutes=5)),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.assertEqual(kept.state, "released")
        self.assertEqual(kept.ticket_id.name, "unlucky")

    def test_mail_is_kept_when_the_disk_is_full_and_taken_in_later(self):
        full = OSError(errno.ENOSPC, "No space left on device")
        tickets = type(self.env["helpdesk.ticket"])
        files = type(self.env["ir.attachment"])
        with (
            patch.object(files, "_file_write", side_effect=full) as written,
            patch.object(tickets, "_follow_customers", side_effect=full),
            mute_logger(GUARD, QUARANTINE),
        ):
            self.assertFalse(self._receive(subject="unlucky"))
        written.assert_called()
        kept = self._kept()
        self.assertIn("No space left", kept.reason)
        kept.invalidate_recordset()
        self.assertTrue(kept.raw)
        kept.with_user(self.officer).action_release()
        self.assertEqual(kept.ticket_id.name, "unlucky")

    def test_mail_that_fails_again_waits_longer_and_stops_no_other(self):
        model = type(self.env["helpdesk.ticket"])
        boom = patch.object(model, "_follow_customers", side_effect=ValueError("boom"))
        with boom, mute_logger(GUARD):
            self._receive(subject="first")
        with boom, mute_logger(GUARD):
            self._receive(subject="second", sender="b@elsewhere.test")
        second, first = self._kept()
        original = type(first)._release

        def release(mail):
            if mail == first:
                raise ValueError("again")
            return original(mail)

        quarantine = "odoo.addons.helpdesk_mgmt_ext.models.helpdesk_mail_quarantine"
        with (
            freeze_time(fields.Datetime.now() + timedelta(minutes=5)),
            patch.object(type(first), "_release", release),
            mute_logger(quarantine),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("helpdesk_mgmt_ext.ir_cron_mail_retry").method_direct_trigger()
        self.assertEqual((first.state, first.attempt), ("waiting", 1))
        self.assertIn("again", first.error)
        self.assertEqual(second.state, "released")


@tagged("post_install", "-at_install")
class TestLoops(HelpdeskCommon):
    def test_one_acknowledgement_per_sender_and_window(self):
        first, second = self._receive(), self._receive()
        self.assertEqual(len(self._notices(first)), 1)
        self.assertFalse(self._notices(second))
        with freeze_time(fields.Datetime.now() + timedelta(minutes=11)):
            third = self._receive()
        self.assertEqual(len(self._notices(third)), 1)

    def test_two_helpdesks_stop_at_one_ticket_and_one_acknowledgement(self):
        """The other helpdesk marks nothing as automatic and drops references."""
        other = "Other Helpdesk <support@other-helpdesk.test>"
        ticket = self._receive(sender=other, subject="Our printer")
        for round_ in range(5):
            mail = self._notices(ticket)[-1:]
            answer = self._receive(
                sender=other,
                subject=f"[T-{round_}] Received: {mail.subject}",
                body="We have received your request.",
            )
            self.assertEqual(answer, ticket)
        self.assertEqual(len(self._notices(ticket)), 1)

    def test_person_who_wants_no_machine_answer_gets_none(self):
        ticket = self._receive(x_auto_response_suppress="All")
        self.assertTrue(ticket)
        self.assertFalse(self._notices(ticket))

    def test_mail_without_identity_fetched_twice_is_one_ticket(self):
        raw = self._mail(message_id=None)
        first = self._receive(raw)
        self.assertTrue(first)
        self.assertFalse(self._receive(raw))

    def test_mail_that_another_process_takes_is_left_to_it(self):
        """R02; with real processes in tests/faults."""
        claims = self.env["helpdesk.mail.claim"]
        claims._claim("<race@hs.test>")
        with self.assertRaises(TakenInAlready), self.env.cr.savepoint():
            claims._claim("<race@hs.test>")
        self.assertFalse(self._receive(message_id="<race@hs.test>"))

    def test_old_claims_are_forgotten(self):
        claims = self.env["helpdesk.mail.claim"]
        with freeze_time("2026-01-01"):
            claims._claim("<old@hs.test>")
        claims._claim("<new@hs.test>")
        with freeze_time("2026-06-01"):
            claims._claim("<newest@hs.test>")
            claims._gc_old()
        left = claims.search([]).mapped("message_id")
        self.assertNotIn("<old@hs.test>", left)
        self.assertIn("<newest@hs.test>", left)

    def test_customer_with_two_logins_is_not_his_own_agent(self):
        portal = new_test_user(
            self.env,
            login="hs-p",
            groups="base.group_portal",
            email="chris2@hs-customer.test",
        )
        ticket = self._receive(sender="chris2@hs-customer.test")
        self.assertEqual(ticket.partner_id, portal.partner_id)
        self.assertFalse(ticket.user_id)
