# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users

from .common import HelpdeskCommon

MONDAY = "2026-03-02 09:00:00"


@tagged("post_install", "-at_install")
class TestLifecycle(HelpdeskCommon):
    def _mine(self, **vals):
        return self._create_tickets(user_id=self.agent.id, **vals).with_env(self.env)

    def test_default_pipeline_has_the_roles_in_order(self):
        shared = self.env["helpdesk.ticket.team"]._get_applicable_stages()
        stock = shared.filtered(lambda s: not s.company_id)
        self.assertEqual(
            stock.mapped("role"),
            [
                "new",
                "in_progress",
                "investigating",
                "on_hold",
                "pending_customer",
                "resolved",
                "closed",
                "cancelled",
                "rejected",
            ],
        )

    def test_role_of_a_stage_made_without_one_follows_its_flags(self):
        Stage = self.env["helpdesk.ticket.stage"]
        for vals, role in (
            ({}, "in_progress"),
            ({"unattended": True}, "new"),
            ({"closed": True}, "closed"),
        ):
            with self.subTest(role):
                self.assertEqual(Stage.create({"name": "S", **vals}).role, role)

    def test_flags_of_a_stage_follow_its_role(self):
        stage = self.env["helpdesk.ticket.stage"].create(
            {"name": "S", "role": "cancelled"}
        )
        self.assertTrue(stage.closed)
        stage.role = "new"
        self.assertEqual((stage.closed, stage.unattended), (False, True))

    def test_own_stage_of_a_team_stands_before_the_shared_one(self):
        own = self.env["helpdesk.ticket.stage"].create(
            {"name": "Parts", "role": "on_hold", "team_ids": [(6, 0, self.team.ids)]}
        )
        ticket = self._create_tickets()
        ticket.action_hold("waiting for parts")
        self.assertEqual(ticket.stage_id, own)

    @users("hs-agent")
    def test_assign_takes_a_new_ticket_to_work(self):
        ticket = self._create_tickets().with_env(self.env)
        ticket.action_assign()
        self.assertEqual(ticket.user_id, self.agent)
        # no Assigned stage is active by default: its role falls back
        self.assertEqual(ticket.stage_role, "in_progress")

    @users("hs-agent")
    def test_second_who_takes_a_ticket_is_told_whose_it_is(self):
        """R25: the page still shows nobody; somebody was faster."""
        ticket = self._create_tickets().with_env(self.env)
        ticket.with_user(self.colleague).assign_to_me()
        with self.assertRaisesRegex(UserError, "belongs to hs-colleague"):
            ticket.assign_to_me()
        self.assertEqual(ticket.user_id, self.colleague)
        ticket.with_user(self.colleague).assign_to_me()  # a double click is harmless

    @users("hs-agent")
    def test_assign_uses_the_assigned_stage_where_there_is_one(self):
        self.env.ref("helpdesk_mgmt_ext.stage_assigned").sudo().active = True
        ticket = self._create_tickets().with_env(self.env)
        ticket.action_assign(self.colleague.id)
        self.assertEqual(ticket.stage_role, "assigned")

    @users("hs-officer")
    def test_assign_refuses_who_may_not_own_it(self):
        ticket = self._create_tickets().with_env(self.env)
        bot = self.env.ref("helpdesk_mgmt_ext.user_helpdesk_bot")
        self.colleague.sudo().active = False
        for user in (bot, self.officer, self.colleague, self.env.ref("base.user_root")):
            with self.subTest(user.sudo().login), self.assertRaises(UserError):
                ticket.action_assign(user.id)
        self.assertFalse(ticket.user_id)

    @users("hs-agent")
    def test_start_takes_what_is_nobodys(self):
        ticket = self._create_tickets().with_env(self.env)
        ticket.action_start()
        self.assertEqual(ticket.user_id, self.agent)
        self.assertEqual(ticket.stage_role, "in_progress")

    @users("hs-agent")
    def test_request_info_asks_in_public_and_waits(self):
        ticket = self._mine()
        with freeze_time(MONDAY):
            ticket.action_request_info("Which version?\n<b>Really</b>")
        self.assertEqual(ticket.stage_role, "pending_customer")
        self.assertEqual(ticket.pending_since, datetime(2026, 3, 2, 9))
        self.assertEqual(ticket.first_response_at, datetime(2026, 3, 2, 9))
        message = ticket.message_ids.filtered(lambda m: "version" in m.body)
        self.assertFalse(message.is_internal)
        self.assertIn("&lt;b&gt;", message.body)
        self.assertIn(self.customer, message.notified_partner_ids)

    @users("hs-agent")
    def test_request_info_needs_question_and_addressee(self):
        ticket = self._mine()
        with self.assertRaises(UserError):
            ticket.action_request_info("  ")
        nobody = self._mine(partner_id=False)
        with self.assertRaises(UserError):
            nobody.action_request_info("Who are you?")
        self.assertEqual(nobody.stage_role, "new")

    @users("hs-agent")
    def test_hold_needs_a_blocker_note(self):
        ticket = self._mine()
        for note in (None, "", "   "):
            with self.assertRaises(UserError):
                ticket.action_hold(note)
        on_hold = self.env.ref("helpdesk_mgmt_ext.stage_on_hold")
        with self.assertRaises(UserError):
            ticket.stage_id = on_hold
        ticket.action_hold("supplier, until Friday")
        self.assertEqual(ticket.stage_role, "on_hold")
        ticket.action_resume()
        self.assertEqual(ticket.stage_role, "in_progress")
        self.assertFalse(ticket.blocker_note)

    @users("hs-agent")
    def test_hold_without_a_stage_for_it_keeps_stage_and_note(self):
        self.env.ref("helpdesk_mgmt_ext.stage_on_hold").sudo().active = False
        ticket = self._mine()
        ticket.action_start()
        ticket.action_hold("supplier")
        self.assertEqual(ticket.stage_role, "in_progress")
        self.assertEqual(ticket.blocker_note, "supplier")
        ticket.action_resume()
        self.assertFalse(ticket.blocker_note)

    @users("hs-agent")
    def test_resolve_needs_a_summary_unless_the_team_waives_it(self):
        ticket = self._mine()
        resolved = self.env.ref("helpdesk_mgmt_ext.stage_resolved")
        with self.assertRaises(UserError):
            ticket.action_resolve(" ")
        with self.assertRaises(UserError):
            ticket.stage_id = resolved
        self.team.sudo().require_summary = False
        ticket.stage_id = resolved
        self.assertEqual(ticket.stage_role, "resolved")

    @users("hs-agent")
    def test_resolve_falls_back_on_closed(self):
        self.env.ref("helpdesk_mgmt_ext.stage_resolved").sudo().active = False
        ticket = self._mine()
        ticket.action_resolve("Done.")
        self.assertEqual(ticket.stage_role, "closed")
        self.assertEqual(ticket.close_reason, "solved")

    @users("hs-agent")
    def test_work_needs_an_understanding_if_the_team_wants_it(self):
        self.team.sudo().require_understanding = True
        ticket = self._mine()
        with self.assertRaises(UserError):
            ticket.action_start()
        ticket.understanding_issue = "The report prints twice."
        ticket.action_start()
        self.assertEqual(ticket.stage_role, "in_progress")

    @users("hs-officer")
    def test_quick_win_from_triage(self):
        ticket = self._create_tickets().with_env(self.env)
        ticket.action_close()
        self.assertEqual(ticket.close_reason, "quick_win")
        self.assertEqual(ticket.stage_role, "closed")

    @users("hs-agent")
    def test_cancel_and_reject_are_void(self):
        for action, role in (
            ("action_cancel", "cancelled"),
            ("action_reject", "rejected"),
        ):
            with self.subTest(action):
                ticket = self._mine()
                getattr(ticket, action)("not for us")
                self.assertEqual(ticket.stage_role, role)
                self.assertEqual(ticket.close_reason, role)
                self.assertTrue(ticket._is_void())

    @users("hs-agent")
    def test_closing_needs_a_closing_stage(self):
        ticket = self._mine()
        stages = self.team.sudo()._get_applicable_stages()
        stages.filtered("closed").active = False
        with self.assertRaisesRegex(UserError, "closing"):
            ticket.action_close()
        self.assertTrue(ticket.stage_id)

    @users("hs-agent")
    def test_escalation_flags_with_reason_who_and_when(self):
        ticket = self._mine()
        ticket.action_start()
        with freeze_time(MONDAY):
            ticket.action_escalate("customer threatens to leave")
        self.assertEqual(ticket.escalation_level, 1)
        self.assertEqual(ticket.escalated_at, datetime(2026, 3, 2, 9))
        self.assertEqual(ticket.escalated_by_id, self.agent)
        self.assertEqual(ticket.stage_role, "in_progress")
        ticket.action_escalate("still")
        self.assertEqual(ticket.escalation_level, 2)
        ticket.action_deescalate()
        self.assertEqual(ticket.escalation_level, 0)
        self.assertFalse(ticket.escalated_at)

    @users("hs-agent")
    def test_escalation_moves_to_a_stage_only_if_there_is_one(self):
        self.env.ref("helpdesk_mgmt_ext.stage_escalated").sudo().active = True
        ticket = self._mine()
        ticket.action_escalate("urgent", user_id=self.colleague.id)
        self.assertEqual(ticket.stage_role, "escalated")
        self.assertEqual(ticket.user_id, self.colleague)
        ticket.action_deescalate()
        self.assertEqual(ticket.stage_role, "in_progress")

    @users("hs-agent")
    def test_actions_in_the_wrong_state_say_so_and_change_nothing(self):
        ticket = self._mine()
        ticket.action_close()
        for action, args in (
            ("action_start", ()),
            ("action_investigate", ()),
            ("action_request_info", ("x",)),
            ("action_hold", ("x",)),
            ("action_resume", ()),
            ("action_escalate", ("x",)),
            ("action_deescalate", ()),
            ("action_resolve", ("x",)),
            ("action_close", ()),
            ("action_cancel", ()),
        ):
            with self.subTest(action), self.assertRaises(UserError):
                getattr(ticket, action)(*args)
        self.assertEqual(ticket.stage_role, "closed")

    @users("hs-agent")
    def test_actions_refuse_archived_tickets_and_empty_selections(self):
        ticket = self._mine(active=False)
        with self.assertRaisesRegex(UserError, "archived"):
            ticket.action_start()
        with self.assertRaises(UserError):
            self.env["helpdesk.ticket"].action_start()

    @users("hs-agent")
    def test_actions_check_access(self):
        foreign = self.env["helpdesk.ticket.team"].sudo().create({"name": "Foreign"})
        ticket = self._create_tickets(team_id=foreign.id).with_env(self.env)
        for action, args in (("action_close", ()), ("action_hold", ("x",))):
            with self.subTest(action), self.assertRaises(AccessError):
                getattr(ticket, action)(*args)

    @users("hs-agent")
    def test_blank_stage_is_never_written(self):
        ticket = self._mine()
        stage = ticket.stage_id
        ticket.write({"stage_id": False, "name": "Renamed"})
        self.assertEqual((ticket.stage_id, ticket.name), (stage, "Renamed"))

    @users("hs-agent")
    def test_link_must_be_a_web_address(self):
        ticket = self._mine()
        Link = self.env["helpdesk.ticket.link"]
        for url in ("javascript:alert(1)", "ftp://x.test/a", "nonsense", "https://"):
            with self.subTest(url), self.assertRaises(UserError):
                Link.create({"ticket_id": ticket.id, "url": url})
        link = Link.create(
            {"ticket_id": ticket.id, "kind": "commit", "url": "https://x.test/c/1"}
        )
        self.assertEqual(ticket.resource_link_ids, link)
