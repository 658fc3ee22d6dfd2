# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common_webhook import EventSchemaCase

from .common import SlaCommon, utc


@tagged("post_install", "-at_install")
class TestSlaEvents(EventSchemaCase, SlaCommon):
    def test_risk_and_breach_are_told_as_published(self):
        webhook = self._listen("ticket.sla_at_risk", "ticket.sla_breached")
        ticket = self._ticket("2026-03-02 09:00", priority="3", user_id=self.agent.id)
        self._answer(ticket, "2026-03-02 09:10")
        self._sweep("2026-03-03 03:00")
        self._sweep("2026-03-03 09:01")
        told = [
            message
            for message in self._told(webhook, ticket)
            if message["data"]["details"]["metric"] == "resolution"
        ]
        self.assertEqual(
            [message["type"] for message in told],
            ["ticket.sla_at_risk", "ticket.sla_breached"],
        )
        for message in told:
            details = message["data"]["details"]
            deadline = utc("2026-03-03 09:00").isoformat() + "Z"
            self.assertEqual(details["deadline"], deadline)
            self.assertEqual(details["cycle"], 1)
