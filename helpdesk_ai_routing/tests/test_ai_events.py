# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an analysis service outside is told, and answers that are no longer of it."""

import json

from odoo.tests import freeze_time, tagged

from .common import AiCommon
from .test_ai_n8n import ANSWER


@tagged("post_install", "-at_install")
class TestAiEvents(AiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.helpdesk_ai_external_allowed = True
        cls.n8n = cls.env["helpdesk.ai.provider"].create(
            {"name": "n8n", "kind": "n8n", "sequence": 1}
        )
        cls.webhook = cls.env["helpdesk.webhook"].create(
            {"name": "Outside", "url": "http://127.0.0.1:9/x", "allow_private": True}
        )
        cls.user = cls.env.ref("helpdesk_mgmt_ext.user_helpdesk_integration")

    def _told(self, ticket, event="ticket.created"):
        """Return the newest message of ``event`` about ``ticket``."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        rows = self.env["helpdesk.webhook.delivery"].search(
            [("ticket_id", "=", ticket.id), ("event", "=", event)]
        )
        return json.loads(rows[:1].body)

    def _secretive(self):
        partner = self.env["res.partner"].create({"name": "Zebulon Quill"})
        return self._arrive(
            name="Zebulon cannot log in",
            description="<p>password: hunter22, from 10.1.2.3. Zebulon Quill</p>",
            partner_id=partner.id,
        )

    @freeze_time("2026-03-02 09:00:00")
    def test_event_for_an_outside_analysis_has_the_text_without_personal_data(self):
        ticket = self._told(self._secretive())["data"]["ticket"]
        text = ticket["title"] + ticket["description"]
        self.assertIn("cannot log in", text)
        for secret in ("Zebulon", "Quill", "hunter22", "10.1.2.3"):
            self.assertNotIn(secret, text)

    def test_service_put_away_decides_nothing_whoever_asks_first(self):
        self.n8n.active = False
        providers = self.env["helpdesk.ai.provider"]
        company_id = self.env.company.id
        everything = providers.with_context(active_test=False)
        self.assertFalse(everything._redacts_events(company_id))
        self.assertFalse(providers._redacts_events(company_id))

    @freeze_time("2026-03-02 09:00:00")
    def test_names_stay_where_no_service_asks_to_leave_them_out(self):
        self.n8n.redact = False
        self.assertIn(
            "Zebulon", self._told(self._secretive())["data"]["ticket"]["title"]
        )

    @freeze_time("2026-03-02 09:00:00")
    def test_answer_to_a_text_that_has_changed_is_stale(self):
        ticket = self._arrive()
        version = self._told(ticket)["version"]
        ticket.description = "<p>It is the invoice, not the server</p>"
        ticket._emit("ticket.reopened")
        self._told(ticket, "ticket.reopened")
        answer = self._answer(ticket, "a1", version)
        self.assertEqual(
            (answer["status"], answer["reason"]), ("stale", "older_version")
        )
        self.assertEqual(ticket.ai_analysis_ids.state, "pending")

    @freeze_time("2026-03-02 09:00:00")
    def test_answer_stays_good_when_only_something_else_happened(self):
        ticket = self._arrive()
        version = self._told(ticket)["version"]
        ticket._emit("ticket.reopened")
        self._told(ticket, "ticket.reopened")
        self.assertEqual(self._answer(ticket, "a1", version)["status"], "applied")

    @freeze_time("2026-03-02 09:00:00")
    def test_analysed_event_tells_the_classification(self):
        for word in ("support", "bug", "requirement", "opportunity"):
            with self.subTest(word):
                ticket = self._arrive()
                self._answer(ticket, f"a-{word}", None, classification=word)
                self.webhook.echo_user_id = False
                analysis = ticket.ai_analysis_id
                self.assertEqual(analysis._event_payload()["classification"], word)

    def _answer(self, ticket, request_id, version, **changes):
        outside = ticket.with_user(self.user).sudo(False)
        analysis = {**ANSWER, "version": version, **changes}
        return outside.api_apply_analysis(request_id, analysis)
