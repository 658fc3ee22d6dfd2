# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged

from .common_http import HelpdeskHttpCase
from .common_webhook import WebhookCommon

SENDING = "odoo.addons.helpdesk_mgmt_ext.models.helpdesk_webhook_sending"


@tagged("post_install", "-at_install")
class TestWebhookTours(WebhookCommon, HelpdeskHttpCase):
    """What an administrator does in the console."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.webhook"].search([]).unlink()
        new_test_user(
            cls.env,
            "hs-console",
            "base.group_system,helpdesk_mgmt.group_helpdesk_manager",
        )

    def setUp(self):
        super().setUp()
        self.webhook.name = "Tour receiver"

    def _deliver(self, linger=0):
        """Run the job; a browser test is in the registry's test mode already."""
        self.env.cr.flush()
        with patch(f"{SENDING}.LINGER", linger):
            self.cron.method_direct_trigger()

    def test_test_message_log_replay_and_latency(self):
        now = fields.Datetime.now()
        refused = {"state": "dead", "status": 422, "error": "HTTP 422", "attempt": 1}
        dead = self._new_message(2, done_at=now, **refused)
        for hours in (1, 2, 3):
            self._new_message(
                state="acked",
                attempt=1,
                status=202,
                latency_ms=hours * 10,
                done_at=now - timedelta(hours=hours),
            )
        self.start_tour(
            "/odoo/helpdesk-webhooks", "helpdesk_webhook_tour", login="hs-console"
        )
        self.assertEqual(set(dead.mapped("state")), {"pending"})
        self._deliver()
        self.assertEqual(len(self.receiver.requests), 6)
        self.assertIn("webhook.test", self.receiver.types)

    def test_health_page_leads_to_the_receiver_that_fails(self):
        message = self._new_message(attempt=5)
        self.webhook.write(
            {
                "failure_count": 5,
                "last_error": "HTTP 500",
                "resting_until": fields.Datetime.now() + timedelta(minutes=5),
            }
        )
        message.next_try_at += timedelta(hours=1)
        self.start_tour(
            "/odoo/helpdesk-health", "helpdesk_health_tour", login="hs-console"
        )
        self.assertEqual(self.webhook.failure_count, 0)
        self._deliver()
        self.assertEqual(message.state, "acked")
