# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged, users

from .common_webhook import WebhookCommon


@tagged("post_install", "-at_install")
class TestWebhookConsole(WebhookCommon):
    """Who may do what with webhooks, and what it does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, "hs-admin", "base.group_system")

    # ----------------------------------------------------------------- rights

    @users("hs-admin")
    def test_administrator_sets_one_up(self):
        form = Form(self.env["helpdesk.webhook"])
        form.name = "n8n"
        form.url = "https://n8n.example.com/webhook/helpdesk"
        webhook = form.save()
        self.assertEqual(len(webhook.secret), 64)
        self.assertTrue(webhook.secret_whsec.startswith("whsec_"))
        self.assertEqual(webhook.user_id, self.env.user)

    @users("hs-manager")
    def test_manager_reads_the_log_and_no_secret(self):
        row = self._new_message().with_env(self.env)
        webhook = self.webhook.with_env(self.env)
        self.assertEqual(webhook.read(["name", "breaker_state"])[0]["name"], "Stub")
        self.assertEqual(row.body_pretty, '{\n  "type": "ticket.created"\n}')
        for name in ("secret", "secret_whsec", "previous_secret"):
            with self.subTest(name), self.assertRaises(AccessError):
                webhook.read([name])
        for name, call in (
            ("write", lambda: webhook.write({"url": "http://evil.example.com"})),
            ("create", lambda: self.env["helpdesk.webhook"].create({})),
            ("test", webhook.action_test),
            ("rotate", webhook.action_rotate_secret),
            ("resume", webhook.action_resume),
            ("enable", webhook.action_enable),
            ("disable", webhook.action_disable),
            ("replay", row.action_replay),
            ("forge", lambda: row.create({"webhook_id": webhook.id})),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                call()

    @users("hs-officer")
    def test_others_see_nothing(self):
        for record in (self.webhook, self._new_message()):
            with self.assertRaises(AccessError):
                record.with_env(self.env).read([])

    def test_log_of_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        row = self._new_message(company_id=other.id)
        with self.assertRaises(AccessError):
            row.with_user(self.manager).read(["body"])

    # -------------------------------------------------------------------- URL

    def test_addresses_that_can_be_told_to_be_wrong(self):
        for url, private, message in (
            ("ftp://example.com", True, "begins with https"),
            ("example.com/x", True, "begins with https"),
            ("http://", True, "begins with https"),
            ("http://[", True, "begins with https"),
            ("https://user:pw@example.com", True, "password"),
            ("https://example.com/#x", True, "password"),
            ("http://127.0.0.1:5678", False, "In Our Network"),
            ("http://localhost:5678", False, "In Our Network"),
            ("http://192.168.1.5/x", False, "In Our Network"),
            ("http://[::1]/x", False, "In Our Network"),
            ("http://169.254.169.254/latest", True, "never"),
            ("http://0.0.0.0/", True, "never"),
            ("http://[fe80::1]/", True, "never"),
        ):
            with (
                self.subTest(url),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self.webhook.write({"url": url, "allow_private": private})
        for url, private in (
            ("https://example.com/hook?x=1", False),
            ("http://127.0.0.1:5678/webhook", True),
        ):
            self.webhook.write({"url": url, "allow_private": private})

    # ---------------------------------------------------------------- actions

    def test_test_message_arrives_and_is_shown(self):
        action = self.webhook.action_test()
        row = self.Delivery.browse(action["res_id"])
        self._deliver()
        self.assertEqual(row.state, "acked")
        self.assertEqual(self.receiver.types, ["webhook.test"])
        self.assertEqual(
            self.receiver.messages[0]["data"]["details"], {"message": "It works."}
        )

    def test_replay_sends_the_same_again(self):
        row = self._new_message()
        self._deliver()
        row.action_replay()
        self.assertEqual((row.state, row.attempt), ("pending", 0))
        self._deliver()
        (first, body), (second, again) = self.receiver.requests
        self.assertEqual(body, again)
        self.assertEqual(first["webhook-id"], second["webhook-id"])

    def test_what_is_being_sent_is_not_replayed(self):
        row = self._new_message(state="sending", attempt=1)
        row.action_replay()
        self.assertEqual(row.state, "sending")

    def test_replay_of_a_period(self):
        day = datetime(2026, 3, 2)
        rows = self.Delivery
        for hours, state in ((0, "dead"), (1, "dead"), (2, "acked"), (3, "dead")):
            rows += self._new_message(
                state=state, occurred_at=day + timedelta(hours=hours)
            )
        wizard = self.env["helpdesk.webhook.replay"].create(
            {
                "webhook_id": self.webhook.id,
                "since": day + timedelta(hours=1),
                "until": day + timedelta(hours=2),
            }
        )
        self.assertEqual(wizard.count, 1)
        wizard.state = "all"
        self.assertEqual(wizard.count, 2)
        wizard.action_replay()
        self.assertEqual(rows.mapped("state"), ["dead", "pending", "pending", "dead"])
        wizard.until = wizard.since - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "no such message"):
            wizard.action_replay()

    def test_rotation_keeps_the_old_secret_for_a_week(self):
        old = self.webhook.secret
        with freeze_time("2026-03-02 08:00:00"):
            self.webhook.action_rotate_secret()
        self.assertEqual(self.webhook.previous_secret, old)
        self.assertNotEqual(self.webhook.secret, old)
        with freeze_time("2026-03-09 07:59:59"):
            self.assertEqual(len(self.webhook._signing_keys()), 2)
        with freeze_time("2026-03-09 08:00:01"):
            self.assertEqual(len(self.webhook._signing_keys()), 1)
            self.env["helpdesk.webhook"]._gc_previous_secrets()
        self.assertFalse(self.webhook.previous_secret)

    def test_counts(self):
        self._new_message(2)
        self._new_message(state="dead")
        self._new_message(state="acked")
        self.assertEqual((self.webhook.waiting_count, self.webhook.dead_count), (2, 1))

    def test_old_rows_are_deleted_dead_ones_later(self):
        now = fields.Datetime.now()
        rows = {
            (state, days): self._new_message(
                state=state, done_at=now - timedelta(days=days)
            )
            for state in ("acked", "dead")
            for days in (29, 31, 181)
        }
        waiting = self._new_message(occurred_at=now - timedelta(days=400))
        self.Delivery._gc_deliveries()
        self.assertTrue(waiting.exists())
        kept = {key for key, row in rows.items() if row.exists()}
        self.assertEqual(kept, {("acked", 29), ("dead", 29), ("dead", 31)})
        params = self.env["ir.config_parameter"]
        params.set_param("helpdesk_mgmt_ext.webhook_keep_days", "7")
        self.Delivery._gc_deliveries()
        self.assertFalse(rows["acked", 29].exists())

    def test_test_message_is_json_of_the_form_of_events(self):
        row = self.Delivery._create_test(self.webhook)
        message = json.loads(row.body)
        self.assertEqual(message["schema"], "helpdesk.event/1")
        self.assertIsNone(message["data"]["ticket"])
