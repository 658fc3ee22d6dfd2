# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import threading
import time
from datetime import timedelta
from unittest.mock import patch

from standardwebhooks import Webhook

from odoo import fields
from odoo.tests import tagged

from ..webhook_client import DELAYS, EACH_AT_ONCE, Answer
from .common_webhook import WebhookCommon

SENDING = "odoo.addons.helpdesk_mgmt_ext.models.helpdesk_webhook_sending"


@tagged("post_install", "-at_install")
class TestWebhookSending(WebhookCommon):
    """The contract with a receiver, against a real one on loopback."""

    def _later(self, **delta):
        """Let the time of everything that waits have come by ``delta``."""
        rows = self.Delivery.search([("state", "in", ("pending", "sending"))])
        for row in rows:
            row.next_try_at -= timedelta(**delta)
            if row.leased_until:
                row.leased_until -= timedelta(**delta)
        for webhook in rows.webhook_id.filtered("resting_until"):
            webhook.resting_until -= timedelta(**delta)

    # -------------------------------------------------------------- signature

    def test_receiver_can_verify_what_a_ticket_told(self):
        ticket = self._create_tickets()
        rows = self._written(ticket)
        self._deliver()
        self.assertEqual(self.receiver.types, rows.mapped("event"))
        for (headers, body), row in zip(self.receiver.requests, rows, strict=True):
            message = Webhook(self.webhook.secret_whsec).verify(body, headers)
            self.assertEqual(message["data"]["ticket"]["number"], ticket.number)
            self.assertEqual(body.decode(), row.body)
            self.assertEqual(headers["webhook-id"], row.message_id)
            self.assertEqual(headers["Content-Type"], "application/json")
        self.assertEqual(set(rows.mapped("state")), {"acked"})
        self.assertEqual(set(rows.mapped("attempt")), {1})

    def test_both_secrets_sign_during_a_rotation(self):
        old = self.webhook.secret_whsec
        self.webhook.action_rotate_secret()
        new = self.webhook.secret_whsec
        self._new_message()
        self._deliver()
        headers, body = self.receiver.requests[0]
        self.assertEqual(headers["webhook-signature"].count("v1,"), 2)
        for secret in (old, new):
            Webhook(secret).verify(body, headers)
        self.webhook.previous_secret_until = fields.Datetime.now()
        self._new_message()
        self._deliver()
        headers, body = self.receiver.requests[1]
        self.assertEqual(headers["webhook-signature"].count("v1,"), 1)
        Webhook(new).verify(body, headers)

    # ---------------------------------------------------------------- verdict

    def test_what_each_status_means(self):
        for status, state in (
            (200, "acked"),
            (202, "acked"),
            (204, "acked"),
            (404, "pending"),
            (408, "pending"),
            (425, "pending"),
            (429, "pending"),
            (500, "pending"),
            (503, "pending"),
            (301, "dead"),
            (307, "dead"),
            (400, "dead"),
            (401, "dead"),
            (403, "dead"),
            (422, "dead"),
            (410, "dead"),
        ):
            with self.subTest(status):
                self.webhook.active = True
                self.webhook.write({"failure_count": 0, "resting_until": False})
                self.receiver.answers = [status]
                row = self._new_message()
                self._deliver()
                self.assertEqual((row.state, row.status), (state, status))
                self.assertEqual(self.webhook.active, status != 410)
                self.Delivery.search([]).unlink()

    def test_retries_come_later_and_later_then_it_is_dead(self):
        self.receiver.answers = [500]
        row = self._new_message()
        waits = []
        with patch(f"{SENDING}.random.random", lambda: 0.5):
            for _try in DELAYS:
                self.webhook.write({"failure_count": 0, "resting_until": False})
                before = fields.Datetime.now()
                self._deliver()
                waited = (row.next_try_at - before).total_seconds()
                waits.append(round(waited / 1.1, -1 if waited > 20 else 0))
                row.next_try_at = before
        self.assertEqual(row.state, "dead")
        self.assertEqual(row.attempt, 8)
        self.assertEqual(len(self.receiver.requests), 8)
        for wait, delay in zip(waits[:-1], DELAYS[1:], strict=True):
            self.assertAlmostEqual(wait, delay, delta=max(delay * 0.1, 2))
        self.assertIn("HTTP 500", row.error)

    def test_every_try_has_the_same_id_and_body_and_a_signature_of_its_own(self):
        self.receiver.answers = [500, 200]
        row = self._new_message()
        self._deliver()
        self._later(minutes=1)
        self._deliver()
        (first, body), (second, again) = self.receiver.requests
        self.assertEqual(first["webhook-id"], second["webhook-id"])
        self.assertEqual(body, again)
        Webhook(self.webhook.secret_whsec).verify(again, second)
        self.assertEqual((row.state, row.attempt, row.error), ("acked", 2, False))

    def test_second_try_is_made_within_the_same_run(self):
        self.receiver.answers = [500, 200]
        row = self._new_message()
        with patch(f"{SENDING}.retry_delay", lambda *_args: 1):
            self._deliver(linger=6)
        self.assertEqual((row.state, row.attempt), ("acked", 2))

    def test_job_is_woken_for_the_next_try(self):
        self.receiver.answers = [500]
        row = self._new_message()
        self._deliver()
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.cron.id), ("call_at", ">", fields.Datetime.now())]
        )
        self.assertEqual(triggers.mapped("call_at"), [row.next_try_at])

    def test_retry_after_is_honoured(self):
        for status in (429, 503):
            with self.subTest(status):
                self.webhook.write({"failure_count": 0, "resting_until": False})
                self.receiver.answers = [
                    lambda handler, status=status: handler.answer(
                        status, Retry_After="700"
                    )
                ]
                before = fields.Datetime.now()
                row = self._new_message()
                self._deliver()
                self.assertGreaterEqual(
                    row.next_try_at, before + timedelta(seconds=700)
                )
                self.assertEqual(self.webhook.breaker_state, "open")
                count = len(self.receiver.requests)
                self._new_message()
                self._deliver()
                self.assertEqual(len(self.receiver.requests), count, "it has its rest")
                self.Delivery.search([]).unlink()

    def test_gone_disables_and_tells_an_administrator(self):
        self.receiver.answers = [410]
        dead, waiting = self._new_message(2)
        self._deliver()
        self.assertEqual((dead.state, waiting.state), ("dead", "pending"))
        self.assertFalse(self.webhook.active)
        self.assertEqual(len(self.webhook.activity_ids), 1)
        self.assertIn("410", self.webhook.activity_ids.note)

    def test_refusals_tell_an_administrator_once(self):
        self.receiver.answers = [403]
        rows = self._new_message(3)
        self._deliver()
        self.assertEqual(set(rows.mapped("state")), {"dead"})
        self.assertEqual(len(self.webhook.activity_ids), 1)
        admin = self.webhook.activity_ids.user_id
        self.assertTrue(admin.has_group("base.group_system"))

    def test_redirect_is_not_followed(self):
        other = self._receiver()
        self.receiver.answers = [
            lambda handler: handler.answer(302, Location=other.url)
        ]
        row = self._new_message()
        self._deliver()
        self.assertFalse(other.requests)
        self.assertEqual(row.state, "dead")
        self.assertIn("redirects are not followed", row.error)

    # ---------------------------------------------------------------- breaker

    def test_after_five_failures_it_rests_then_is_tried_with_one(self):
        self.receiver.answers = [500]
        rows = self._new_message(8)
        self._deliver()
        self.assertEqual(len(self.receiver.requests), 5)
        self.assertEqual(self.webhook.breaker_state, "open")
        untouched = rows.filtered(lambda row: not row.attempt)
        self.assertEqual(len(untouched), 3, "a receiver that is down costs no tries")
        self._later(minutes=2)
        self.assertEqual(self.webhook.breaker_state, "half_open")
        self._deliver()
        self.assertEqual(len(self.receiver.requests), 6)
        self.assertEqual(self.webhook.breaker_state, "open")
        self._later(minutes=2)
        self.receiver.answers = [200]
        self._deliver()
        self.assertEqual(self.webhook.breaker_state, "closed")
        self.assertEqual(self.webhook.failure_count, 0)
        self.assertEqual(set(rows.mapped("state")), {"acked"})
        self.assertEqual(len({h["webhook-id"] for h, _b in self.receiver.requests}), 8)

    def test_resume_tries_at_once(self):
        self.receiver.answers = [500]
        rows = self._new_message(6)
        self._deliver()
        self.receiver.answers = [200]
        self.webhook.action_resume()
        self._deliver()
        self.assertEqual(set(rows.mapped("state")), {"acked"})

    def test_nothing_listens(self):
        self.webhook.url = "http://127.0.0.1:9/hook"
        row = self._new_message()
        self._deliver()
        self.assertEqual((row.state, row.status), ("pending", 0))
        self.assertIn("refused", row.error)

    def test_calls_under_way_when_its_rest_begins_do_not_make_that_longer(self):
        now = fields.Datetime.now()
        for _failure in range(8):
            self.webhook._note_failure(now, Answer(status=500, error="HTTP 500"))
        self.assertEqual(self.webhook.failure_count, 5)
        self.assertEqual(self.webhook.resting_until, now + timedelta(seconds=30))

    # ---------------------------------------------------------------- at once

    def _at_once(self):
        """Let the receiver count how many calls it has at a time; return the counts."""
        here, counts, lock = set(), [], threading.Lock()

        def slowly(handler):
            with lock:
                here.add(handler)
                counts.append(len(here))
            time.sleep(0.05)
            with lock:
                here.discard(handler)
            handler.answer(202)

        self.receiver.answers = [slowly]
        return counts

    def test_a_backlog_is_sent_several_at_once_but_the_first_alone(self):
        counts = self._at_once()
        rows = self._new_message(30)
        while "pending" in rows.mapped("state"):  # a run ends after ten seconds
            self._deliver()
        self.assertEqual(set(rows.mapped("state")), {"acked"})
        self.assertEqual(counts[0], 1)
        self.assertGreater(max(counts), 2)
        self.assertLessEqual(max(counts), EACH_AT_ONCE)

    def test_messages_of_a_ticket_go_one_after_another_in_order(self):
        counts = self._at_once()
        ticket = self._create_tickets()
        self._written().unlink()
        rows = self._new_message(10, ticket_id=ticket.id)
        self._deliver()
        self.assertEqual(set(counts), {1})
        sent = [headers["webhook-id"] for headers, _body in self.receiver.requests]
        self.assertEqual(sent, rows.mapped("message_id"))

    def test_job_goes_on_at_once_when_its_time_was_up(self):
        rows = self._new_message(3)
        Trigger = self.env["ir.cron.trigger"]
        Trigger.search([("cron_id", "=", self.cron.id)]).unlink()
        with patch.object(type(self.cron), "_commit_progress", lambda *_a, **_k: 0):
            self.Delivery._cron_deliver()
        self.assertEqual(set(rows.mapped("state")), {"pending"})
        now = fields.Datetime.now()
        domain = [("cron_id", "=", self.cron.id), ("call_at", "<=", now)]
        self.assertTrue(Trigger.search_count(domain))

    # ------------------------------------------------------------------ lease

    def test_message_of_a_killed_sender_is_sent_again_after_its_lease(self):
        row = self._new_message(state="sending", attempt=1)
        row.leased_until = fields.Datetime.now() + timedelta(seconds=30)
        self._deliver()
        self.assertFalse(self.receiver.requests)
        self._later(minutes=1)
        self._deliver()
        self.assertEqual((row.state, row.attempt), ("acked", 2))

    def test_disabled_webhook_keeps_what_waits(self):
        row = self._new_message()
        self.webhook.action_disable()
        self._deliver()
        self.assertEqual((row.state, self.receiver.requests), ("pending", []))
        self.webhook.action_enable()
        self._deliver()
        self.assertEqual(row.state, "acked")
