# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.helpdesk_mgmt_ext.wizards import helpdesk_ticket_dialog

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestDialogs(HelpdeskCommon):
    """Each dialog calls its action, for one ticket or many, all or nothing."""

    def _open(self, key, tickets, **vals):
        dialogs = self.env[f"helpdesk.ticket.{key}"].with_user(self.agent)
        context = {"active_model": tickets._name, "active_ids": tickets.ids}
        return dialogs.with_context(**context).create(vals)

    def test_hold_keeps_the_note_of_every_selected_ticket(self):
        tickets = self._create_tickets(2)
        self._open("hold", tickets, blocker_note="Parts, until Friday").action_confirm()
        self.assertEqual(set(tickets.mapped("stage_role")), {"on_hold"})
        self.assertEqual(set(tickets.mapped("blocker_note")), {"Parts, until Friday"})

    def test_resolve_starts_from_the_notes_on_the_ticket(self):
        ticket = self._create_tickets(resolution_testing="Printed once.")
        context = {"active_model": ticket._name, "active_ids": ticket.ids}
        dialogs = self.env["helpdesk.ticket.resolve"].with_user(self.agent)
        form = Form(dialogs.with_context(**context))
        self.assertEqual(form.testing, "Printed once.")
        self.assertTrue(form.summary_required)
        form.summary = "Changed the toner."
        form.save().action_confirm()
        self.assertEqual(ticket.stage_role, "resolved")
        self.assertEqual(ticket.resolution_summary, "Changed the toner.")

    def test_resolve_without_summary_where_the_team_does_not_want_one(self):
        self.team.require_summary = False
        ticket = self._create_tickets()
        dialog = self._open("resolve", ticket)
        self.assertFalse(dialog.summary_required)
        dialog.action_confirm()
        self.assertEqual(ticket.stage_role, "resolved")

    def test_resolve_and_close_at_once_is_a_quick_win(self):
        ticket = self._create_tickets()
        self._open(
            "resolve", ticket, summary="Told him.", close_now=True
        ).action_confirm()
        self.assertEqual(ticket.close_reason, "quick_win")
        self.assertEqual(ticket.resolution_summary, "Told him.")

    def test_question_is_mailed_and_the_ticket_waits(self):
        ticket = self._create_tickets()
        dialog = self._open("request_info", ticket, body="<p>Which floor?</p>")
        self.assertEqual(dialog.recipient, "chris@hs-customer.test")
        dialog.action_confirm()
        self.assertEqual(ticket.stage_role, "pending_customer")
        self.assertIn("<p>Which floor?</p>", ticket.message_ids[0].body)

    def test_script_in_a_question_does_not_reach_the_customer(self):
        ticket = self._create_tickets()
        body = "<p>Hi<script>alert(1)</script><img src=x onerror=alert(1)></p>"
        self._open("request_info", ticket, body=body).action_confirm()
        self.assertNotIn("script", ticket.message_ids[0].body)
        self.assertNotIn("onerror", ticket.message_ids[0].body)

    def test_escalate_with_reason_and_person(self):
        ticket = self._create_tickets()
        dialog = self._open("escalate", ticket, reason="Nobody ships.")
        self.assertEqual(dialog.candidate_ids, self.agent + self.colleague)
        dialog.user_id = self.colleague
        dialog.action_confirm()
        self.assertEqual(ticket.escalation_level, 1)
        self.assertEqual(ticket.user_id, self.colleague)
        self.assertEqual(ticket.escalated_by_id, self.agent)

    def test_close_dialog_knows_every_outcome(self):
        for outcome, role in (
            ("solved", "closed"),
            ("confirmed", "closed"),
            ("no_reply", "closed"),
            ("cancelled", "cancelled"),
            ("rejected", "rejected"),
        ):
            with self.subTest(outcome):
                ticket = self._create_tickets()
                ticket.action_start()
                dialog = self._open(
                    "close", ticket, outcome=outcome, reason="<b>So</b>"
                )
                dialog.action_confirm()
                self.assertEqual(ticket.stage_role, role)
                self.assertEqual(ticket.close_reason, outcome)
                bodies = "".join(ticket.message_ids.mapped("body"))
                self.assertIn("&lt;b&gt;So&lt;/b&gt;", bodies)

    def test_understanding_is_noted_and_work_begins(self):
        self.team.require_understanding = True
        ticket = self._create_tickets(user_id=self.agent.id)
        self.assertEqual(ticket.next_action, "understand")
        self._open("understand", ticket, issue="Printer off").action_confirm()
        self.assertEqual(ticket.understanding_issue, "Printer off")
        self.assertEqual(ticket.stage_role, "in_progress")

    def test_one_ticket_in_the_wrong_state_stops_the_whole_selection(self):
        open_one, closed = self._create_tickets(2)
        closed.action_close()
        dialog = self._open("hold", open_one + closed, blocker_note="Parts")
        with self.assertRaisesRegex(UserError, closed.number):
            dialog.action_confirm()
        self.assertEqual(open_one.stage_role, "new")
        self.assertFalse(open_one.blocker_note)

    def test_nothing_selected_is_said(self):
        dialog = self._open("hold", self.env["helpdesk.ticket"], blocker_note="Parts")
        with self.assertRaisesRegex(UserError, "at least one"):
            dialog.action_confirm()

    def test_too_large_a_selection_is_refused_before_anything_changes(self):
        tickets = self._create_tickets(3)
        dialog = self._open("hold", tickets, blocker_note="Parts")
        with (
            patch.object(helpdesk_ticket_dialog, "MAX_TICKETS", 2),
            self.assertRaisesRegex(UserError, "3 tickets"),
        ):
            dialog.action_confirm()
        self.assertEqual(set(tickets.mapped("stage_role")), {"new"})

    def test_archived_ticket_says_that_it_is_archived(self):
        ticket = self._create_tickets(active=False)
        with self.assertRaisesRegex(UserError, "archived"):
            self._open("hold", ticket, blocker_note="Parts").action_confirm()

    def test_confirming_twice_says_what_is_wrong(self):
        ticket = self._create_tickets()
        dialog = self._open("close", ticket, outcome="solved")
        dialog.action_confirm()
        closed = ticket.closed_date
        with self.assertRaisesRegex(UserError, "closed already"):
            dialog.action_confirm()
        self.assertEqual(ticket.closed_date, closed)

    def test_stranger_cannot_use_a_dialog_on_tickets_he_does_not_see(self):
        other = self.env["helpdesk.ticket.team"].create({"name": "HS Other"})
        ticket = self._create_tickets(team_id=other.id)
        with self.assertRaises(AccessError):
            self._open("close", ticket, outcome="rejected").action_confirm()
        self.assertEqual(ticket.stage_role, "new")


@tagged("post_install", "-at_install")
class TestDragging(HelpdeskCommon):
    """Dropping a card opens the dialog of the button, for the stage dropped on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_tickets(user_id=cls.agent.id)

    def _dialog(self, role, ticket=None):
        ticket = (ticket or self.ticket).with_user(self.agent)
        return ticket.get_stage_dialog(self.team._stage_for_role(role).id)

    def test_dialog_opens_where_a_text_is_needed(self):
        for role, model in (
            ("on_hold", "hold"),
            ("resolved", "resolve"),
            ("pending_customer", "request_info"),
        ):
            with self.subTest(role):
                action = self._dialog(role)
                self.assertEqual(action["res_model"], f"helpdesk.ticket.{model}")
                self.assertEqual(
                    action["context"]["default_ticket_ids"], self.ticket.ids
                )
        for role in ("new", "in_progress", "investigating", "closed", "cancelled"):
            with self.subTest(role):
                self.assertFalse(self._dialog(role))

    def test_closed_ticket_needs_no_dialog(self):
        self.ticket.action_close()
        self.assertFalse(self._dialog("on_hold"))

    def test_missing_understanding_opens_its_dialog(self):
        self.team.require_understanding = True
        self.assertEqual(
            self._dialog("investigating")["res_model"], "helpdesk.ticket.understand"
        )
        self.ticket.understanding_issue = "Printer off"
        self.assertFalse(self._dialog("investigating"))

    def test_understanding_goes_to_the_stage_dropped_on(self):
        self.team.require_understanding = True
        action = self._dialog("investigating")
        dialogs = self.env[action["res_model"]].with_user(self.agent)
        dialog = dialogs.with_context(**action["context"]).create({"issue": "Off"})
        dialog.action_confirm()
        self.assertEqual(self.ticket.stage_role, "investigating")

    def test_card_goes_to_the_very_stage_it_was_dropped_on(self):
        stages = self.env["helpdesk.ticket.stage"]
        values = {"role": "on_hold", "team_ids": self.team.ids}
        first, second = stages.create(
            [
                {**values, "name": "Waiting for Parts", "sequence": 16},
                {**values, "name": "Waiting for the Board", "sequence": 16},
            ]
        )
        self.assertEqual(self.team._stage_for_role("on_hold"), first)
        action = self.ticket.with_user(self.agent).get_stage_dialog(second.id)
        dialogs = self.env[action["res_model"]].with_user(self.agent)
        dialog = dialogs.with_context(**action["context"]).create({"blocker_note": "B"})
        dialog.action_confirm()
        self.assertEqual(self.ticket.stage_id, second)

    def test_only_who_may_write_gets_a_dialog(self):
        reader = new_test_user(self.env, login="hs-reader", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.ticket.with_user(reader).get_stage_dialog(
                self.team._stage_for_role("on_hold").id
            )


@tagged("post_install", "-at_install")
class TestNextStep(HelpdeskCommon):
    def test_next_step_follows_the_process(self):
        ticket = self._create_tickets()
        steps = [ticket.next_action]
        ticket.user_id = self.agent
        steps.append(ticket.next_action)
        for action in (
            ticket.action_start,
            ticket.action_investigate,
            lambda: ticket.action_hold("Parts"),
            ticket.action_resume,
            lambda: ticket.action_request_info("Which floor?"),
            lambda: ticket.action_resolve("Done."),
            lambda: ticket.action_close("confirmed"),
        ):
            action()
            steps.append(ticket.next_action)
        self.assertEqual(
            steps,
            [
                "take",
                "start",
                "investigate",
                "resolve",
                "resume",
                "investigate",
                "resume",
                "close",
                "reopen",
            ],
        )

    def test_pipeline_without_investigation_resolves_next(self):
        self.team.unused_stage_ids = self.team._stage_for_role("investigating")
        ticket = self._create_tickets()
        ticket.action_start()
        self.assertEqual(ticket.next_action, "resolve")

    def test_type_does_not_empty_team_and_person(self):
        bug = self.env.ref("helpdesk_mgmt_ext.type_bug")
        ticket = self._create_tickets(user_id=self.agent.id)
        with Form(ticket) as form:
            form.type_id = bug
            self.assertEqual(form.team_id, self.team)
            self.assertEqual(form.user_id, self.agent)

    def test_type_of_another_team_still_empties_the_team(self):
        bug = self.env.ref("helpdesk_mgmt_ext.type_bug")
        self.team.type_ids = self.env.ref("helpdesk_mgmt_ext.type_support")
        with Form(self._create_tickets()) as form:
            form.type_id = bug
            self.assertFalse(form.team_id)
