# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
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

    def test_effect_counts_an_article_only_when_used_before_the_solution(self):
        page = self._article("Helps")
        with freeze_time("2031-05-10 10:00:00"):
            used, late, left = self._create_tickets(3)
            page.env["helpdesk.kb.usage"]._record(page, "inserted", used)
        with freeze_time("2031-05-10 12:00:00"):
            (used | late).action_resolve("Restart it.")
        with freeze_time("2031-05-10 13:00:00"):
            page.env["helpdesk.kb.usage"]._record(page, "linked", late)
        self.env.flush_all()
        rows = self.env["helpdesk.kb.effect"].search(
            [("ticket_id", "in", (used | late | left).ids)]
        )
        self.assertEqual(
            {row.ticket_id: (row.helped, row.elapsed) for row in rows},
            {used: ("with", 2), late: ("without", 2)},
        )

    def test_only_a_document_manager_makes_a_menu_for_everybody(self):
        """Threat I15."""
        page = self._article("Menu")
        values = {
            "menu_name": "Look here",
            "menu_parent_id": self.ref("base.menu_tests"),
        }
        wizard = self.env["document.page.create.menu"]
        wizard = wizard.with_context(active_id=page.id)
        with self.assertRaises(AccessError):
            wizard.with_user(self.editor).create(values).document_page_menu_create()
        manager = self._new_user("hs-docs", "document_page.group_document_manager")
        wizard.with_user(manager).create(values).document_page_menu_create()
        self.assertEqual(page.menu_id.name, "Look here")
