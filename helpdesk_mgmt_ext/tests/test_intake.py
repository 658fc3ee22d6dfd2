# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestIntake(HelpdeskCommon):
    @freeze_time("2026-03-02 09:00:00")
    def test_every_ticket_is_stamped(self):
        ticket = self._create_tickets(priority="2")
        self.assertEqual(ticket.received_at, datetime(2026, 3, 2, 9))
        self.assertEqual(ticket.cycle_started_at, ticket.received_at)
        self.assertEqual((ticket.cycle, ticket.initial_priority), (1, "2"))

    def test_initial_priority_stays_when_priority_changes(self):
        ticket = self._create_tickets(priority="0")
        ticket.priority = "3"
        self.assertEqual(ticket.initial_priority, "0")

    def test_sender_is_split_and_normalised(self):
        ticket = self._create_tickets(
            partner_id=False, partner_email='"Jane D." <Jane@Elsewhere.TEST>'
        )
        self.assertEqual(ticket.partner_email, "jane@elsewhere.test")
        self.assertEqual(ticket.partner_name, "Jane D.")

    def test_known_sender_is_linked(self):
        ticket = self._create_tickets(
            partner_id=False, partner_email="CHRIS@hs-customer.test"
        )
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.commercial_partner_id, self.customer_company)

    def test_manual_ticket_makes_no_contact(self):
        ticket = self._create_tickets(partner_id=False, partner_email="x@new.test")
        self.assertFalse(ticket.partner_id)

    def test_customer_follows_his_ticket(self):
        ticket = self._create_tickets()
        self.assertIn(self.customer, ticket.message_partner_ids)

    def test_another_customer_replaces_the_follower_and_kills_links(self):
        ticket = self._create_tickets()
        token = ticket._respond_token()
        portal_token = ticket._portal_ensure_token()
        other = self.env["res.partner"].create({"name": "O", "email": "o@o.test"})
        ticket.partner_id = other
        self.assertNotIn(self.customer, ticket.message_partner_ids)
        self.assertIn(other, ticket.message_partner_ids)
        self.assertEqual(ticket.partner_email, "o@o.test")
        self.assertFalse(ticket._check_respond_token(token))
        self.assertNotEqual(ticket._portal_ensure_token(), portal_token)

    def test_source_from_context(self):
        Ticket = self.env["helpdesk.ticket"]
        for key, module in (
            ("web", "helpdesk_mgmt"),
            ("phone", "helpdesk_mgmt"),
            ("api", "helpdesk_mgmt_ext"),
        ):
            with self.subTest(key):
                ticket = Ticket.with_context(helpdesk_channel=key).create(
                    {"name": "n", "description": "d"}
                )
                expected = self.env.ref(f"{module}.helpdesk_ticket_channel_{key}")
                self.assertEqual(ticket.channel_id, expected)

    def test_empty_text_and_title_get_a_placeholder(self):
        ticket = self._create_tickets(name="  ", description="<p><br></p>")
        self.assertTrue(ticket.name.strip())
        self.assertIn("no text", ticket.description)

    def test_numbers_of_a_batch_are_consecutive(self):
        numbers = [
            int(number[2:]) for number in self._create_tickets(3).mapped("number")
        ]
        self.assertEqual(numbers, [numbers[0], numbers[0] + 1, numbers[0] + 2])

    def test_number_is_unique_in_a_company(self):
        first, second = self._create_tickets(2)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            second.write({"number": first.number})
            second.flush_recordset()

    def test_copies_of_two_tickets(self):
        tickets = self._create_tickets(2, priority="3")
        copies = tickets.copy()
        self.assertEqual(len(copies), 2)
        self.assertEqual(len(set((tickets + copies).mapped("number"))), 4)

    def test_copy_begins_a_life_of_its_own(self):
        with freeze_time("2026-03-02 09:00:00"):
            ticket = self._create_tickets()
            ticket.action_resolve("Done.")
            ticket.action_close()
        with freeze_time("2026-04-02 09:00:00"):
            copy = ticket.copy()
        self.assertEqual(copy.received_at, datetime(2026, 4, 2, 9))
        self.assertEqual(copy.stage_role, "new")
        self.assertFalse(copy.closed_date or copy.close_reason or copy.resolved_at)

    def test_ticket_created_closed_has_a_closing_date(self):
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        ticket = self._create_tickets(stage_id=done.id)
        self.assertTrue(ticket.closed_date)
        self.assertEqual(ticket.close_reason, "solved")

    @users("hs-agent")
    def test_agent_cannot_forge_facts(self):
        ticket = self._create_tickets(user_id=self.agent.id).with_env(self.env)
        for name, value in (
            ("received_at", "2020-01-01"),
            ("number", "HT1"),
            ("access_token", "chosen"),
            ("cycle", 7),
            ("closed_date", "2020-01-01"),
            ("escalation_level", 9),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                ticket.write({name: value})
        with self.assertRaises(AccessError):
            ticket.copy({"received_at": "2020-01-01"})

    @users("hs-manager")
    def test_manager_may_bring_in_old_tickets(self):
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Old",
                "description": "d",
                "number": "OLD-1",
                "received_at": "2020-01-01 10:00:00",
            }
        )
        self.assertEqual(ticket.number, "OLD-1")
        self.assertEqual(ticket.received_at, datetime(2020, 1, 1, 10))

    def test_batch_costs_few_queries_per_further_ticket(self):
        """The issue allows three queries per further ticket of a batch."""
        self._create_tickets(5)

        def cost(number):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._create_tickets(number)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = cost(12), cost(32)
        self.assertLessEqual((many - few) / 20, 3.0)

    def test_large_batch_is_logged_and_announced_to_nobody(self):
        Ticket = self.env["helpdesk.ticket"].with_context(
            mail_create_nolog=False, tracking_disable=False
        )
        context = dict(Ticket.env.context)
        del context["mail_create_nolog"]
        Ticket = Ticket.with_env(Ticket.env(context=context))
        vals = {"name": "n", "description": "d", "team_id": self.team.id}
        tickets = Ticket.create([vals] * 11)
        self.assertIn("batch of 11", tickets[0].message_ids.body)
        single = Ticket.create(vals)
        self.assertTrue(single.message_ids.subtype_id)
        self.assertNotIn("batch", single.message_ids.body)
