# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .test_metrics import MONDAY, MetricsCommon


@tagged("post_install", "-at_install")
class TestDigest(MetricsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "HS Digest"})
        cls.manager.write(
            {"company_ids": [(4, cls.company.id)], "company_id": cls.company.id}
        )
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "HS digest",
                "periodicity": "weekly",
                "company_id": cls.company.id,
                "user_ids": [(6, 0, cls.manager.ids)],
                "kpi_helpdesk_new": True,
                "kpi_helpdesk_resolved": True,
                "kpi_helpdesk_first_response": True,
                "kpi_helpdesk_csat": True,
            }
        )

    def _week(self, user=None):
        """Return name → value of the last seven days, as the mail shows them."""
        with freeze_time(MONDAY + timedelta(days=5)):
            kpis = self.digest._compute_kpis(self.company, user or self.manager)
        return {kpi["kpi_name"]: kpi["kpi_col2"]["value"] for kpi in kpis}

    def _ticket(self):
        with self._at():
            return self._create_tickets(team_id=False, company_id=self.company.id)

    def test_a_week_of_the_company(self):
        ticket, other = self._ticket(), self._ticket()
        self._new()  # of another company
        self._answer(ticket, self._at(60), self.manager)
        self._answer(other, self._at(180), self.manager)
        with self._at(200):
            ticket.action_resolve("Done")
        self.env["rating.rating"].sudo().create(
            {
                "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "res_id": ticket.id,
                "partner_id": self.customer.id,
                "rating": 5,
                "consumed": True,
            }
        )
        self.assertEqual(
            self._week(),
            {
                "kpi_helpdesk_new": 2,
                "kpi_helpdesk_resolved": 1,
                "kpi_helpdesk_first_response": "2.00",
                "kpi_helpdesk_csat": "100.00",
            },
        )

    def test_what_is_not_known_is_no_zero(self):
        self._ticket()
        week = self._week()
        self.assertEqual(week["kpi_helpdesk_new"], 1)
        self.assertEqual(week["kpi_helpdesk_first_response"], "–")
        self.assertEqual(week["kpi_helpdesk_csat"], "–")

    def test_without_helpdesk_rights_it_tells_nothing_of_it(self):
        self._ticket()
        user = self._new_user("hs-digest-employee", "base.group_user")
        self.assertEqual(self._week(user), {})

    def test_the_mail_links_to_the_report(self):
        self._ticket()
        before = self.env["mail.mail"].search([])
        self.digest.action_send_manual()
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.email_to, self.manager.email_formatted)
        self.assertIn("New Tickets", mail.body_html)
        self.assertIn("helpdesk_ticket_analysis_action", mail.body_html)

    def test_the_weekly_digest_is_on(self):
        weekly = self.env.ref("helpdesk_mgmt_ext.digest_weekly")
        self.assertEqual((weekly.state, weekly.periodicity), ("activated", "weekly"))
        self.assertIn("kpi_helpdesk_new_value", weekly.available_fields)
