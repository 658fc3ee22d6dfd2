# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestCustomerPanel(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_tickets(user_id=cls.agent.id)

    def _rate(self, ticket, value):
        rating = (
            self.env["rating.rating"]
            .sudo()
            .create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                    "res_id": ticket.id,
                    "rating": value,
                    "consumed": True,
                    "partner_id": self.customer.id,
                }
            )
        )
        return rating

    @users("hs-agent")
    def test_panel_shows_company_tickets_and_satisfaction(self):
        others = self._create_tickets(6, partner_id=self.customer_company.id)
        others[:2].action_close()
        for ticket, value in zip(others[:2], (5, 4), strict=True):
            self._rate(ticket, value)
        panel = self.ticket.with_env(self.env).get_customer_panel()
        self.assertEqual(panel["name"], "Chris Customer")
        self.assertEqual(panel["company"], "HS Customer")
        self.assertEqual(panel["ticket_count"], 7)
        self.assertEqual(panel["open_count"], 5)
        self.assertEqual(len(panel["tickets"]), 5)
        self.assertNotIn(self.ticket.id, [row["id"] for row in panel["tickets"]])
        self.assertEqual((panel["rating"], panel["rating_count"]), (4.5, 2))

    def test_panel_of_a_customer_without_contact_goes_by_address(self):
        first, second = self._create_tickets(
            2, partner_id=False, partner_email="unknown@hs-else.test"
        )
        panel = first.get_customer_panel()
        self.assertEqual(panel["ticket_count"], 2)
        self.assertEqual(panel["tickets"][0]["id"], second.id)
        self.assertEqual(panel["name"], "unknown@hs-else.test")

    def test_panel_of_nobody_is_empty(self):
        panel = self._create_tickets(partner_id=False).get_customer_panel()
        self.assertEqual((panel["ticket_count"], panel["tickets"]), (0, []))

    def test_panel_lists_only_tickets_one_may_read(self):
        own = self._new_user("hs-own", "helpdesk_mgmt.group_helpdesk_user_own")
        with self.assertRaises(AccessError):
            self.ticket.with_user(own).get_customer_panel()
        self.team.user_ids += own
        mine = self._create_tickets(user_id=own.id)
        panel = mine.with_user(own).get_customer_panel()
        self.assertEqual(panel["ticket_count"], 1)

    def test_panel_is_for_helpdesk_users(self):
        portal = self._new_user("hs-portal", "base.group_portal")
        portal.partner_id.parent_id = self.customer_company
        ticket = self._create_tickets(partner_id=portal.partner_id.id)
        ticket.with_user(portal).check_access("read")
        with self.assertRaises(AccessError):
            ticket.with_user(portal).get_customer_panel()

    def test_panel_costs_the_same_for_a_big_customer(self):
        def cost():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ticket.get_customer_panel()
            return self.env.cr.sql_log_count - before

        ticket = self.ticket.with_user(self.agent)
        self._create_tickets(6)
        cost()  # fills the caches of access rules
        few = cost()
        self._create_tickets(30)
        self.assertEqual(cost(), few)
        self.assertLessEqual(few, 12)

    # -------------------------------------------------------------- V19

    def _partners(self, number):
        partners = self.env["res.partner"].create(
            [{"name": f"HS {index}"} for index in range(number)]
        )
        for partner in partners:
            self._create_tickets(partner_id=partner.id)
        return partners

    def test_counters_of_200_partners_cost_as_much_as_of_one(self):
        """Defect V19: 601 queries for 200 partners in stock."""
        partners = self._partners(3)
        for number in (1, 3):
            self.env.invalidate_all()
            with self.assertQueryCount(3):
                partners[:number].mapped("helpdesk_ticket_count_string")

    def test_counters_include_sub_contacts_and_archived_ones(self):
        closed = self._create_tickets(partner_id=self.customer_company.id)
        closed.action_close()
        self.customer.active = False
        company, person = self.customer_company, self.customer
        self.assertEqual(company.helpdesk_ticket_count, 2)
        self.assertEqual(company.helpdesk_ticket_active_count, 1)
        self.assertEqual(company.helpdesk_ticket_count_string, "1 / 2")
        self.assertEqual(person.helpdesk_ticket_count_string, "1 / 1")
        self.assertEqual(self.env["res.partner"].new().helpdesk_ticket_count, 0)
