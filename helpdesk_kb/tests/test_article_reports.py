# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, tagged

from .common import KbCommon


@tagged("post_install", "-at_install")
class TestArticleReports(KbCommon):
    def test_deflection_rate_is_the_share_of_visitors_who_needed_no_ticket(self):
        page = self._article("Helps")
        web = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web")
        with freeze_time("2031-05-10 10:00:00"):
            self._create_tickets(3, channel_id=web.id)
            self._create_tickets(2)
            self.env["helpdesk.kb.usage"]._record(page, "deflected")
            self.env["helpdesk.kb.usage"]._record(page, "view")
        self.env.flush_all()
        row = self.env["helpdesk.kb.deflection"].search([("month", "=", "2031-05-01")])
        self.assertEqual((row.deflected, row.requested, row.rate), (1, 3, 25))

    def test_due_review_is_asked_for_once(self):
        page = self._article("Old", kb_review_date="2026-03-02")
        cron = self.env.ref("helpdesk_kb.ir_cron_review")
        for when, expected in (
            ("2026-03-01 12:00:00", 0),
            ("2026-03-02 12:00:00", 1),
            ("2026-03-03 12:00:00", 1),
        ):
            with freeze_time(when), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assertEqual(len(page.activity_ids), expected)
        page.kb_review_date = "2026-09-02"
        with freeze_time("2026-09-02 12:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(len(page.activity_ids), 2)
