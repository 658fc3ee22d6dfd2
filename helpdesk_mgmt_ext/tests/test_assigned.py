# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_assignment import AssignmentCommon


@tagged("post_install", "-at_install")
class TestNobodyEligible(AssignmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.assignment_method = "balanced"
        cls.people.helpdesk_away = True

    def test_nobody_eligible_goes_to_the_officers_and_the_leader_is_told(self):
        ticket = self._receive()
        self.assertEqual(ticket.team_id, self.queue)
        self.assertFalse(ticket.user_id)
        self.assertEqual(ticket.stage_role, "new")
        alert = self._alerts(ticket)
        self.assertEqual(len(alert), 1)
        self.assertIn("hs-colleague", alert.note)
        self.assertIn("away", alert.note)

    def test_each_ticket_has_its_alert_but_one_mail_tells_of_all(self):
        self.manager.notification_type = "email"
        tickets = self._create_tickets(3)
        self.assertEqual(len(self._alerts(tickets)), 3)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "helpdesk.ticket"),
                ("res_id", "in", tickets.ids),
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", self.manager.partner_id.ids),
            ]
        )
        self.assertEqual(len(told), 1)

    def test_same_ticket_is_not_told_twice(self):
        ticket = self._create_tickets()
        ticket.team_id = self.team  # sent back, say by an analysis
        self.assertEqual(ticket.team_id, self.queue)
        self.assertEqual(len(self._alerts(ticket)), 1)

    def test_without_leader_the_first_manager_is_told(self):
        self.team.user_id = False
        ticket = self._create_tickets()
        managers = self.env.ref("helpdesk_mgmt.group_helpdesk_manager").all_user_ids
        self.assertIn(ticket.activity_ids.user_id, managers)

    def test_alert_that_fails_loses_no_ticket(self):
        with self.subTest("no activity type can be used"):
            self.patch(
                type(self.env["mail.activity"]),
                "create",
                lambda *args: (_ for _ in ()).throw(UserError("broken")),
            )
            with self.assertLogs("odoo.addons.helpdesk_mgmt_ext", "ERROR"):
                ticket = self._receive()
        self.assertEqual(ticket.team_id, self.queue)

    def test_without_triage_queue_the_ticket_stays_and_somebody_is_told(self):
        self.env["helpdesk.ticket.team"].search([]).is_officer_queue = False
        ticket = self._create_tickets()
        self.assertEqual(ticket.team_id, self.team)
        self.assertTrue(ticket.activity_ids)

    def test_queue_may_share_out_what_it_gets(self):
        self.queue.write(
            {"user_ids": [(6, 0, self.officer.ids)], "assignment_method": "balanced"}
        )
        ticket = self._create_tickets()
        self.assertEqual((ticket.team_id, ticket.user_id), (self.queue, self.officer))

    def test_team_without_members_keeps_its_tickets_and_says_so_once(self):
        self.team.user_ids = False
        tickets = self._create_tickets() + self._create_tickets()
        self.assertEqual(tickets.team_id, self.team)
        self.assertEqual(len(self._alerts(tickets)), 1)


@tagged("post_install", "-at_install")
class TestAssigned(AssignmentCommon):
    def test_stage_after_assignment_is_the_teams_choice(self):
        self.team.assignment_method = "balanced"
        assigned = self.env.ref("helpdesk_mgmt_ext.stage_assigned")
        assigned.active = True
        for role in ("in_progress", "assigned", "new"):
            with self.subTest(role):
                self.team.on_assign_role = role
                self.assertEqual(self._create_tickets().stage_role, role)

    def test_ticket_that_needs_an_understanding_is_given_but_not_moved(self):
        self.team.write(
            {"assignment_method": "balanced", "require_understanding": True}
        )
        ticket = self._receive()
        self.assertTrue(ticket.user_id)
        self.assertEqual(ticket.stage_role, "new")
        ticket = self._create_tickets(team_id=self.team.id)
        self.assertTrue(ticket.user_id)

    def test_closed_ticket_is_not_assigned(self):
        self.team.assignment_method = "balanced"
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        self.assertFalse(self._create_tickets(stage_id=done.id).user_id)

    def test_rerouted_ticket_finds_its_person_in_the_new_team(self):
        other = self.env["helpdesk.ticket.team"].create(
            {
                "name": "HS Second",
                "user_ids": [(6, 0, self.officer.ids)],
                "assignment_method": "round_robin",
            }
        )
        ticket = self._create_tickets()
        ticket.with_user(self.officer).team_id = other
        self.assertEqual(ticket.user_id, self.officer)
        self.assertEqual(ticket.stage_role, "in_progress")

    def test_person_given_by_hand_is_kept(self):
        self.team.assignment_method = "round_robin"
        tickets = self._create_tickets(4, user_id=self.third.id)
        self.assertEqual(tickets.user_id, self.third)

    def test_assigned_by_the_bot_and_told(self):
        self.team.assignment_method = "balanced"
        ticket = self._receive(env=self.env(context={}))
        self.env.cr.precommit.run()
        bot = self.env.ref("helpdesk_mgmt_ext.user_helpdesk_bot").partner_id
        self.assertIn(ticket.user_id.partner_id, ticket.message_partner_ids)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "helpdesk.ticket"),
                ("res_id", "=", ticket.id),
                ("partner_ids", "in", ticket.user_id.partner_id.ids),
            ]
        )
        self.assertTrue(told)
        self.assertEqual(told.author_id, bot)

    def test_who_gets_many_tickets_at_once_is_told_in_one_message(self):
        tickets = self._create_tickets(5)
        tickets = tickets.with_env(self.env(context={}))
        tickets.with_user(self.officer).action_assign(self.third.id)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "helpdesk.ticket"),
                ("res_id", "in", tickets.ids),
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", self.third.partner_id.ids),
            ]
        )
        self.assertEqual(len(told), 1)
        for ticket in tickets:
            self.assertIn(ticket.number, told.body)

    def test_personal_agent_gives_his_ticket_away(self):
        own = self._new_user("hs-own", "helpdesk_mgmt.group_helpdesk_user_own")
        self.team.user_ids = [(4, own.id)]
        ticket = self._create_tickets(user_id=own.id)
        ticket.with_user(own).action_assign(self.colleague.id)
        self.assertEqual(ticket.user_id, self.colleague)
        self.assertNotEqual(ticket.stage_role, "new")


@tagged("post_install", "-at_install")
class TestCreator(AssignmentCommon):
    """The stock switch "Auto assign tickets", kept within design D13."""

    def _by_hand(self, user, **vals):
        return (
            self.env["helpdesk.ticket"]
            .with_user(user)
            .create({"name": "By hand", "description": "x", **vals})
        )

    def test_member_of_a_manual_team_owns_what_he_enters(self):
        self.team.assignment_method = "manual"
        ticket = self._by_hand(self.agent, team_id=self.team.id)
        self.assertEqual(ticket.user_id, self.agent)

    def test_member_of_a_sharing_team_does_not(self):
        self.team.assignment_method = "round_robin"
        self.agent.helpdesk_away = True
        ticket = self._by_hand(self.agent, team_id=self.team.id)
        self.assertIn(ticket.user_id, self.colleague + self.third)

    def test_creator_who_is_no_member_does_not(self):
        ticket = self._by_hand(self.manager, team_id=self.team.id)
        self.assertFalse(ticket.user_id)
        self.assertFalse(self._by_hand(self.manager).user_id)

    def test_nobody_owns_what_he_enters_if_the_company_does_not_want_it(self):
        self.env.company.helpdesk_mgmt_ticket_auto_assign = False
        ticket = self._by_hand(self.agent, team_id=self.team.id)
        self.assertFalse(ticket.user_id)

    def test_mail_is_never_the_gateways_nor_the_customers(self):
        login = self._new_user("hs-customer-login", "base.group_portal")
        self.team.assignment_method = "manual"
        login.partner_id.email = "login@hs-customer.test"
        for sender in ("login@hs-customer.test", "hs-agent@ours.test"):
            with self.subTest(sender):
                self.assertFalse(self._receive(sender=sender).user_id)

    def test_form_suggests_the_creator_under_the_same_rule(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        suggested = tickets.default_get(["user_id", "team_id"]).get("user_id")
        self.assertEqual(suggested, self.agent.id)
        self.team.assignment_method = "balanced"
        self.assertFalse(tickets.default_get(["user_id"]).get("user_id"))
