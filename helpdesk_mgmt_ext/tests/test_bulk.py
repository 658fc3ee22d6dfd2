# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from ..wizards import helpdesk_ticket_dialog
from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestBulk(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets = cls._create_tickets(3)
        cls.tag = cls.env["helpdesk.ticket.tag"].create({"name": "hs-tag"})
        cls.investigating = cls.env.ref("helpdesk_mgmt_ext.stage_investigating")
        cls.on_hold = cls.env.ref("helpdesk_mgmt_ext.stage_on_hold")
        cls.resolved = cls.env.ref("helpdesk_mgmt_ext.stage_resolved")

    def _bulk(self, tickets=None, **vals):
        wizard = self.env["helpdesk.ticket.bulk"].create(
            {"ticket_ids": [(6, 0, (tickets or self.tickets).ids)], **vals}
        )
        return wizard.action_apply()

    @users("hs-agent")
    def test_bulk_assigns_moves_tags_and_prioritises(self):
        form = Form(
            self.env["helpdesk.ticket.bulk"].with_context(
                active_model="helpdesk.ticket", active_ids=self.tickets.ids
            )
        )
        form.user_id = self.colleague
        form.to_stage_id = self.investigating
        form.priority = "3"
        form.tag_add_ids.add(self.tag)
        form.save().action_apply()
        self.assertEqual(self.tickets.user_id, self.colleague)
        self.assertEqual(set(self.tickets.mapped("stage_role")), {"investigating"})
        self.assertEqual(set(self.tickets.mapped("priority")), {"3"})
        self.assertEqual(self.tickets.tag_ids, self.tag)

    @users("hs-agent")
    def test_members_of_all_the_teams_are_offered(self):
        other = self.env(su=True)["helpdesk.ticket.team"].create(
            {"name": "HS Both", "user_ids": [(6, 0, (self.agent + self.officer).ids)]}
        )
        elsewhere = self._create_tickets(team_id=other.id)
        bulk = self.env["helpdesk.ticket.bulk"]
        for tickets, users_ in (
            (self.tickets, self.agent + self.colleague),
            (self.tickets + elsewhere, self.agent),
        ):
            wizard = bulk.create({"ticket_ids": [(6, 0, tickets.ids)]})
            self.assertEqual(wizard.assignable_user_ids, users_)

    @users("hs-agent")
    def test_bulk_assignment_respects_team_membership(self):
        with self.assertRaisesRegex(UserError, "cannot be given"):
            self._bulk(user_id=self.officer.id)

    @users("hs-agent")
    def test_bulk_move_obeys_the_guards_of_the_single_action(self):
        with self.assertRaisesRegex(UserError, "what blocks it"):
            self._bulk(to_stage_id=self.on_hold.id)
        with self.assertRaisesRegex(UserError, "solution"):
            self._bulk(to_stage_id=self.resolved.id)
        self._bulk(to_stage_id=self.on_hold.id, text="The supplier")
        self.assertEqual(set(self.tickets.mapped("blocker_note")), {"The supplier"})

    def test_one_refusal_changes_no_ticket(self):
        self.tickets[2].action_close()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._bulk(priority="3", user_id=self.agent.id)
        self.tickets.invalidate_recordset()
        self.assertEqual(set(self.tickets.mapped("priority")), {"1"})
        self.assertFalse(self.tickets.user_id)

    def test_team_without_such_a_stage_is_named(self):
        escalated = self.env.ref("helpdesk_mgmt_ext.stage_escalated")
        with self.assertRaisesRegex(UserError, "HS Team has no stage like"):
            self._bulk(to_stage_id=escalated.id, text="Why")

    def test_tickets_already_there_stay_untouched(self):
        self.tickets[0].action_investigate()
        stamp = self.tickets[0].last_stage_update
        self._bulk(to_stage_id=self.investigating.id)
        self.assertEqual(self.tickets[0].last_stage_update, stamp)

    def test_closed_tickets_can_be_reopened_in_bulk(self):
        self.tickets.action_close()
        self._bulk(
            to_stage_id=self.env.ref(
                "helpdesk_mgmt.helpdesk_ticket_stage_in_progress"
            ).id
        )
        self.assertEqual(set(self.tickets.mapped("stage_role")), {"in_progress"})
        self.assertEqual(set(self.tickets.mapped("cycle")), {2})

    def test_empty_update_is_refused(self):
        with self.assertRaisesRegex(UserError, "what to change"):
            self._bulk()

    def test_too_many_tickets_are_refused_before_any_is_changed(self):
        with (
            patch.object(helpdesk_ticket_dialog, "MAX_TICKETS", 2),
            self.assertRaisesRegex(UserError, "3 tickets are selected; at most 2"),
        ):
            self._bulk(priority="3")
        self.assertEqual(set(self.tickets.mapped("priority")), {"1"})

    def test_own_agent_cannot_change_others_tickets(self):
        own = self._new_user("hs-own", "helpdesk_mgmt.group_helpdesk_user_own")
        self.tickets.user_id = self.agent
        wizards = self.env["helpdesk.ticket.bulk"].with_user(own)
        vals = {"ticket_ids": [(6, 0, self.tickets.ids)], "priority": "3"}
        with self.assertRaises(AccessError):
            wizards.create(vals).action_apply()
        smuggled = wizards.browse(
            wizards.sudo().create({**vals, "create_uid": own.id}).id
        )
        with self.assertRaises(UserError):
            smuggled.with_user(own).action_apply()
        self.assertEqual(set(self.tickets.mapped("priority")), {"1"})
