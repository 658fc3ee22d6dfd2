# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged, users

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestFamily(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Sam Stranger", "email": "sam@hs-stranger.test"}
        )
        cls.incident, cls.first = cls._create_tickets(2, user_id=cls.agent.id)
        cls.second = cls._create_tickets(
            partner_id=cls.stranger.id, user_id=cls.agent.id
        )
        cls.children = cls.first + cls.second
        cls.children.parent_id = cls.incident

    def test_incidents_have_no_cycles(self):
        with self.assertRaises(ValidationError):
            self.incident.parent_id = self.first
        with self.assertRaises(ValidationError):
            self.incident.parent_id = self.incident

    def test_children_are_counted(self):
        self.second.action_close()
        self.assertEqual(self.incident.child_count, 2)
        self.assertEqual(self.incident.open_child_count, 1)

    @users("hs-agent")
    def test_same_message_reaches_each_customer_apart(self):
        self.incident.with_env(self.env).action_message_children("We are on it")
        for child, customer in zip(
            self.children, self.customer + self.stranger, strict=True
        ):
            message = child.message_ids.filtered(lambda m: "We are on it" in m.body)
            self.assertEqual(message.notified_partner_ids, customer)

    @users("hs-agent")
    def test_all_are_resolved_with_the_incidents_solution(self):
        incident = self.incident.with_env(self.env)
        with self.assertRaisesRegex(UserError, "solution of the incident"):
            incident.action_resolve_children()
        incident.resolution_summary = "The mail server runs again"
        self.second.sudo().action_close()
        incident.action_resolve_children()
        self.assertEqual(self.first.stage_role, "resolved")
        self.assertEqual(self.first.resolution_summary, "The mail server runs again")
        self.assertEqual(self.second.stage_role, "closed")

    def test_hidden_children_stop_the_mass_update(self):
        own = self._new_user("hs-own", "helpdesk_mgmt.group_helpdesk_user_own")
        self.team.user_ids += own
        (self.incident + self.first).user_id = own
        incident = self.incident.with_user(own)
        with self.assertRaisesRegex(UserError, "officer"):
            incident.action_message_children("Hello")
        self.assertFalse(
            self.first.message_ids.filtered(lambda m: "Hello" in (m.body or ""))
        )

    def test_mass_update_without_open_ticket_says_so(self):
        self.children.action_close()
        with self.assertRaisesRegex(UserError, "No ticket of the incident"):
            self.incident.action_message_children("Hello")

    @users("hs-agent")
    def test_dialog_messages_and_resolves(self):
        self.incident.resolution_summary = "Done"
        form = Form(
            self.env["helpdesk.ticket.children"].with_context(
                active_model="helpdesk.ticket", active_id=self.incident.id
            )
        )
        self.assertEqual(form.open_child_count, 2)
        form.body = "It runs again"
        form.resolve = True
        form.save().action_apply()
        self.assertEqual(set(self.children.mapped("stage_role")), {"resolved"})

    @users("hs-agent")
    def test_related_tickets_name_each_other(self):
        incident, first = (self.incident + self.first).with_env(self.env)
        incident.related_ids = first
        self.assertEqual(first.related_ids, incident)
        first.related_ids += self.second.with_env(self.env)
        self.assertEqual(first.related_ids, incident + self.second)
        incident.related_ids = False
        self.assertEqual(first.related_ids, self.second)
        self.assertEqual(
            self.env["helpdesk.ticket"].search([("related_ids", "in", first.ids)]),
            self.second,
        )

    def test_no_ticket_is_related_to_itself(self):
        self.first.related_ids = self.first
        self.assertFalse(self.first.related_ids)

    def test_portal_cannot_read_links_to_other_customers(self):
        portal = self._new_user("hs-portal", "base.group_portal")
        names = self.env["helpdesk.ticket"].with_user(portal).fields_get()
        for name in (
            "parent_id",
            "child_ids",
            "related_ids",
            "merged_into_id",
            "merged_ids",
            "split_from_id",
            "split_ids",
        ):
            self.assertNotIn(name, names)
