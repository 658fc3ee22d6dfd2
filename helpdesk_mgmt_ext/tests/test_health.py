# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged, users

from .common_webhook import WebhookCommon


@tagged("post_install", "-at_install")
class TestHealth(WebhookCommon):
    """Each check says what is wrong when it is, and nothing when it is not."""

    def _check(self, key):
        checks = {
            check["key"]: check
            for check in self.env["helpdesk.health"]._health_checks()
        }
        return checks[key]

    def _status(self, key):
        return self._check(key)["status"]

    @users("hs-manager")
    def test_page_lists_every_check_and_its_remedy_opens(self):
        self.env["helpdesk.ticket.team"].sudo().create(
            {"name": "Mute", "alias_name": False}
        )
        Health = self.env["helpdesk.health"]
        rows = Health.search(Health.action_open()["domain"])
        self.assertEqual(len(rows), len(Health._health_checks()))
        ranks = rows.mapped("rank")
        self.assertEqual(ranks, sorted(ranks), "the worst comes first")
        for row in rows.filtered("remedy"):
            self.assertTrue(row.action_remedy()["type"])
        self.assertTrue(rows.filtered(lambda r: r.key == "aliases").remedy)
        for row in rows.filtered(lambda r: not r.remedy):
            self.assertFalse(row.action_remedy())

    def test_every_remedy_of_an_administrator_exists(self):
        self.env["fetchmail.server"].search([]).unlink()
        self.env["ir.mail_server"].search([]).active = False
        self.env.company.alias_domain_id = False
        self.cron.active = False
        remedies = {c["remedy"] for c in self.env["helpdesk.health"]._health_checks()}
        self.assertGreaterEqual(len(remedies), 4)
        for xmlid in remedies - {None}:
            self.assertTrue(self.env["ir.actions.actions"]._for_xml_id(xmlid))

    @users("hs-officer")
    def test_only_for_managers(self):
        with self.assertRaises(AccessError):
            self.env["helpdesk.health"].action_open()

    def test_team_without_address(self):
        self.assertNotIn("HS Team", self._check("aliases")["detail"])
        self.team.alias_name = False
        self.assertEqual(self._status("aliases"), "warning")

    def test_no_mail_domain(self):
        self.assertEqual(self._status("mail_domain"), "ok")
        self.env.company.alias_domain_id = False
        self.assertEqual(self._status("mail_domain"), "error")

    def test_failing_mailbox(self):
        self.env["fetchmail.server"].search([]).unlink()
        self.assertEqual(self._status("mail_in"), "warning")
        server = self.env["fetchmail.server"].create(
            {"name": "Box", "server_type": "imap", "state": "done"}
        )
        self.assertEqual(self._status("mail_in"), "ok")
        server.error_date = fields.Datetime.now()
        self.assertEqual(self._status("mail_in"), "error")

    def test_failed_mails_to_customers(self):
        self.env["ir.mail_server"].create({"name": "Out", "smtp_host": "localhost"})
        self.env["mail.mail"].search([("state", "=", "exception")]).unlink()
        self.assertEqual(self._status("mail_out"), "ok")
        ticket = self._create_tickets()
        self.env["mail.mail"].create(
            {"model": ticket._name, "res_id": ticket.id, "state": "exception"}
        )
        self.assertEqual(self._status("mail_out"), "error")

    def test_job_that_is_off_late_or_fails(self):
        key = "helpdesk_mgmt_ext.ir_cron_webhook_deliver"
        self.cron.nextcall = fields.Datetime.now()
        self.assertEqual(self._status(key), "ok")
        self.cron.failure_count = 2
        self.assertEqual(self._status(key), "warning")
        self.cron.nextcall = fields.Datetime.now() - timedelta(hours=4)
        self.assertEqual(self._status(key), "error")
        self.cron.write({"nextcall": fields.Datetime.now(), "active": False})
        self.assertEqual(self._status(key), "error")
        self.cron.unlink()
        self.assertEqual(self._status(key), "error")

    def test_quarantine(self):
        Quarantine = self.env["helpdesk.mail.quarantine"]
        Quarantine.search([]).unlink()
        self.assertEqual(self._status("quarantine"), "ok")
        Quarantine.create({"kind": "flood", "raw": b"eA=="})
        self.assertEqual(self._status("quarantine"), "warning")
        Quarantine.create({"kind": "failed", "raw": b"eA=="})
        self.assertEqual(self._status("quarantine"), "error")

    def test_automation_failures(self):
        self.assertEqual(self._status("automation"), "ok")
        self._create_tickets().sudo().automation_failures = 1
        self.assertEqual(self._status("automation"), "warning")

    def test_workflow_that_fell_silent(self):
        monitors = self.env["helpdesk.api.monitor"]
        monitors.search([]).active = False
        self.assertEqual(self._status("workflows"), "ok")
        monitor = monitors.create({"name": "hs", "last_at": fields.Datetime.now()})
        self.assertEqual(self._status("workflows"), "ok")
        monitor.last_at -= timedelta(minutes=6)
        self.assertEqual(self._status("workflows"), "warning")

    def test_webhook(self):
        key = f"webhook_{self.webhook.id}"
        self.assertEqual(self._status(key), "ok")
        row = self._new_message(state="dead")
        self.env.invalidate_all()  # counts are read once per transaction
        self.assertEqual(self._status(key), "warning")
        row.write(
            {
                "state": "pending",
                "occurred_at": fields.Datetime.now() - timedelta(hours=2),
            }
        )
        self.assertEqual(self._status(key), "error")
        row.unlink()
        self.webhook.failure_count = 5
        self.assertEqual(self._status(key), "error")
        self.webhook.active = False
        self.assertEqual(self._status("webhooks"), "ok")


@tagged("post_install", "-at_install")
class TestHealthEndpoint(HttpCase):
    """What a monitoring system gets."""

    URL = "/helpdesk/health"

    def _set_token(self, token="sesame"):
        params = self.env["ir.config_parameter"]
        params.set_param("helpdesk_mgmt_ext.health_token", token)

    def test_without_a_token_the_page_does_not_exist(self):
        self._set_token(False)
        self.assertEqual(self.url_open(self.URL).status_code, 404)

    def test_wrong_token_learns_nothing(self):
        self._set_token()
        for url, headers in (
            (self.URL, {}),
            (f"{self.URL}?token=guess", {}),
            (f"{self.URL}?token=é", {}),
            (self.URL, {"Authorization": "Bearer guess"}),
            (f"{self.URL}?token=sesame", {"Authorization": "Bearer guess"}),
        ):
            with self.subTest(url=url, headers=headers):
                answer = self.url_open(url, headers=headers)
                self.assertEqual(answer.status_code, 401)
                self.assertEqual(answer.json(), {"error": "wrong token"})

    def test_status_follows_the_worst_check(self):
        self._set_token()
        row = {"key": "x", "label": "X", "detail": "y", "remedy": None}
        model = type(self.env["helpdesk.health"])
        for status, code in (("ok", 200), ("warning", 200), ("error", 503)):
            checks = [{**row, "status": "ok"}, {**row, "status": status}]
            with (
                self.subTest(status),
                patch.object(model, "_health_checks", lambda _self, c=checks: c),
            ):
                answer = self.url_open(
                    self.URL, headers={"Authorization": "Bearer sesame"}
                )
                self.assertEqual(answer.status_code, code)
                self.assertEqual(answer.json()["status"], status)
                self.assertNotIn("remedy", answer.json()["checks"][0])

    def test_real_checks_are_told(self):
        self._set_token()
        answer = self.url_open(f"{self.URL}?token=sesame")
        self.assertIn(answer.status_code, (200, 503))
        keys = {check["key"] for check in answer.json()["checks"]}
        self.assertIn("mail_domain", keys)
        self.assertIn("helpdesk_mgmt_ext.ir_cron_webhook_deliver", keys)
