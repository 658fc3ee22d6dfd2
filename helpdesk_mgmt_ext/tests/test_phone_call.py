# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged, users

from .common import HelpdeskCommon
from .common_http import HelpdeskHttpCase


@tagged("post_install", "-at_install")
class TestPhoneCall(HelpdeskCommon, HelpdeskHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.phone = "+33 1 55 00 11 22"
        cls.open_ticket = cls.env["helpdesk.ticket"].create(
            {
                "name": "HS open call",
                "description": "<p>x</p>",
                "team_id": cls.team.id,
                "partner_id": cls.customer.id,
            }
        )

    def _call(self, user=None, **vals):
        calls = self.env["helpdesk.phone.call"]
        return calls.with_user(user or self.agent).create(vals)

    def _saved(self, call):
        action = call.action_save()
        return self.env["helpdesk.ticket"].browse(action["res_id"])

    @users("hs-agent")
    def test_number_finds_the_caller_and_his_open_tickets(self):
        call = Form(self.env["helpdesk.phone.call"])
        call.phone = "+33155001122"
        self.assertEqual(call.partner_id, self.customer)
        self.assertEqual(call.open_ticket_ids.ids, self.open_ticket.ids)

    @users("hs-agent")
    def test_number_of_two_contacts_is_nobody(self):
        self.customer.copy({"phone": self.customer.phone})
        call = Form(self.env["helpdesk.phone.call"])
        call.phone = "+33155001122"
        self.assertFalse(call.partner_id)
        self.assertEqual(call.found, 2)

    def test_call_becomes_an_answered_ticket(self):
        ticket = self._saved(
            self._call(
                partner_id=self.customer.id,
                name="Printer",
                description="<p>Told him to restart</p>",
                team_id=self.team.id,
            )
        )
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        self.assertEqual(ticket.channel_id, phone)
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertTrue(ticket.first_response_at)

    def test_new_caller_with_address_becomes_a_contact(self):
        call = self._call(
            partner_name="Nina New", partner_email="nina@hs-new.test", name="Printer"
        )
        self.assertEqual(self._saved(call).partner_id.name, "Nina New")

    def test_number_of_a_caller_without_contact_is_kept(self):
        call = self._call(partner_name="Nina New", phone="+33 7 00 00", name="Printer")
        ticket = self._saved(call)
        kept = f"{ticket.description} {ticket.partner_id.phone}"
        self.assertIn("+33 7 00 00", kept)

    def test_call_about_an_open_ticket_is_noted_there(self):
        call = self._call(
            partner_id=self.customer.id,
            ticket_id=self.open_ticket.id,
            description="<p>It smells</p>",
        )
        self.assertEqual(self._saved(call), self.open_ticket)
        note = self.open_ticket.message_ids[0]
        self.assertIn("It smells", note.body)
        self.assertTrue(note.subtype_id.internal)

    def test_customer_who_calls_waits_no_longer(self):
        self.open_ticket.user_id = self.agent
        self.open_ticket.with_user(self.agent).action_request_info("<p>When?</p>")
        self._call(
            partner_id=self.customer.id,
            ticket_id=self.open_ticket.id,
            description="<p>Yesterday</p>",
        ).action_save()
        self.assertEqual(self.open_ticket.stage_role, "in_progress")

    def test_nobody_and_nothing_are_refused(self):
        for vals in ({"name": "Printer"}, {"partner_id": self.customer.id}):
            with self.subTest(vals), self.assertRaises(UserError):
                self._call(**vals).action_save()

    def test_unreadable_address_is_refused(self):
        with self.assertRaises(ValidationError):
            self._call(partner_email="nina at home")

    def test_employee_without_helpdesk_takes_no_calls(self):
        employee = new_test_user(self.env, "hs-phone-none", "base.group_user")
        with self.assertRaises(AccessError):
            self._call(employee, name="Printer")

    def test_tickets_an_agent_may_not_read_are_not_shown(self):
        own = self._new_user("hs-phone-own", "helpdesk_mgmt.group_helpdesk_user_own")
        call = self._call(own, partner_id=self.customer.id)
        self.assertFalse(call.open_ticket_ids)

    def test_two_clicks_from_anywhere(self):
        self.start_tour("/odoo", "helpdesk_phone_call", login="hs-agent")
        ticket = self.env["helpdesk.ticket"].search(
            [("name", "=", "Invoices printed twice")]
        )
        self.assertEqual(ticket.partner_id, self.customer)
