# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestMacro(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["helpdesk.ticket.tag"].create({"name": "hs-tag"})
        cls.old_tag = cls.env["helpdesk.ticket.tag"].create({"name": "hs-old"})
        cls.ticket = cls._create_tickets(
            user_id=cls.agent.id, tag_ids=[(6, 0, cls.old_tag.ids)]
        )

    @classmethod
    def _macro(cls, env=None, **vals):
        defaults = {"name": "Macro", "user_id": False, "audience": "public"}
        return (env or cls.env)["helpdesk.macro"].create({**defaults, **vals})

    def _run(self, macro, tickets=None, env=None):
        tickets = (tickets or self.ticket).with_env(env or self.env)
        macro = macro.with_env(env or self.env)
        return macro._run(tickets, {t: macro._render(t) for t in tickets})

    # -------------------------------------------------------------------- text

    @users("hs-agent")
    def test_placeholders_are_filled_in(self):
        macro = self._macro(
            self.env(su=True), body="{customer}|{number}|{title}|{agent}|{team}|{link}"
        )
        text = macro.with_env(self.env)._render(self.ticket.with_env(self.env))
        customer, number, title, agent, team, link = text.split("|")
        self.assertEqual(customer, "Chris Customer")
        self.assertEqual(number, self.ticket.number)
        self.assertEqual(title, "It does not work")
        self.assertEqual(agent, self.agent.name)
        self.assertEqual(team, "HS Team")
        self.assertIn(f"/my/helpdesk/{self.ticket.id}/respond", link)

    def test_only_the_known_placeholders_are_allowed(self):
        for body in ("{password}", "{customer} {__class__}"):
            with self.subTest(body), self.assertRaisesRegex(ValidationError, "link"):
                self._macro(body=body)

    def test_text_is_never_evaluated(self):
        self.ticket.name = "{link} <t t-out='1+1'/> {{ object.access_token }}"
        macro = self._macro(body="{title} ${object.name} {{ object.id + 1 }} <b>x</b>")
        self._run(macro)
        body = self.ticket.message_ids.filtered(
            lambda m: m.message_type == "comment"
        ).body
        self.assertIn("&lt;t t-out='1+1'/&gt;", body)
        self.assertIn("{link}", body)
        self.assertIn("{{ object.id + 1 }}", body)
        self.assertNotIn("<b>", body)

    def test_public_text_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        macro = self._macro(body="Hello")
        macro.with_context(lang="fr_FR").body = "Bonjour"
        self.assertEqual(macro._render(self.ticket), "Bonjour")
        macro.audience = "note"
        self.assertEqual(macro._render(self.ticket), "Hello")

    # ----------------------------------------------------------------- actions

    @users("hs-agent")
    def test_macro_does_all_it_says(self):
        macro = self._macro(
            self.env(su=True),
            body="Look here: {link}",
            stage_role="investigating",
            tag_add_ids=[(6, 0, self.tag.ids)],
            tag_remove_ids=[(6, 0, self.old_tag.ids)],
            assign="user",
            assign_user_id=self.colleague.id,
            priority="2",
        )
        self._run(macro, env=self.env)
        self.assertEqual(self.ticket.stage_role, "investigating")
        self.assertEqual(self.ticket.tag_ids, self.tag)
        self.assertEqual(self.ticket.user_id, self.colleague)
        self.assertEqual(self.ticket.priority, "2")
        message = self.ticket.message_ids.filtered(
            lambda m: m.message_type == "comment"
        )
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertIn(self.customer, message.notified_partner_ids)
        self.assertIn("<a ", message.body)
        self.assertTrue(self.ticket.first_response_at)

    @users("hs-agent")
    def test_note_stays_internal(self):
        macro = self._macro(self.env(su=True), body="Hush", audience="note")
        self._run(macro, env=self.env)
        note = self.ticket.message_ids.filtered(lambda m: "Hush" in m.body)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertFalse(self.ticket.first_response_at)

    def test_text_is_what_the_stages_action_asks_for(self):
        for role, field in (
            ("on_hold", "blocker_note"),
            ("resolved", "resolution_summary"),
        ):
            ticket = self._create_tickets()
            with self.subTest(role):
                self._run(self._macro(body="The text", stage_role=role), ticket)
                self.assertEqual(ticket.stage_role, role)
                self.assertEqual(ticket[field], "The text")

    def test_pending_macro_asks_the_customer_once(self):
        self._run(self.env.ref("helpdesk_mgmt_ext.macro_ask_details"))
        self.assertEqual(self.ticket.stage_role, "pending_customer")
        asked = self.ticket.message_ids.filtered(lambda m: "step by step" in m.body)
        self.assertEqual(len(asked), 1)

    def test_four_shared_macros_are_there(self):
        for name in ("ask_details", "taken_up", "works_now", "waiting_third_party"):
            macro = self.env.ref(f"helpdesk_mgmt_ext.macro_{name}")
            self.assertFalse(macro.user_id)
            with self.subTest(name):
                ticket = self._create_tickets()
                self._run(macro, ticket, env=self.env(user=self.agent))
                self.assertEqual(ticket.stage_role, macro.stage_role)

    def test_team_without_the_stage_says_so(self):
        macro = self._macro(body="Up", stage_role="escalated")
        self.assertFalse(self.ticket._pipeline()._for_role("escalated"))
        with self.assertRaisesRegex(UserError, "HS Team has no such stage"):
            self._run(macro)

    def test_refusal_leaves_nothing_half_done(self):
        closed = self._create_tickets()
        closed.action_close()
        macro = self._macro(body="Hi", priority="3", stage_role="investigating")
        messages = self.ticket.message_ids
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._run(macro, self.ticket + closed)
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.priority, "1")
        self.assertEqual(self.ticket.message_ids, messages)

    def test_customer_without_address_is_not_written_to(self):
        ticket = self._create_tickets(partner_id=False)
        with self.assertRaisesRegex(UserError, "no customer to write to"):
            self._run(self._macro(body="Hi"), ticket)

    @users("hs-agent")
    def test_time_is_logged_in_the_name_of_who_runs_it(self):
        analysis = self.env.ref("helpdesk_mgmt_ext.work_type_analysis")
        macro = self._macro(
            self.env(su=True),
            name="Looked into it",
            log_minutes=15,
            work_type_id=analysis.id,
            stage_role="investigating",
        )
        self._run(macro, env=self.env)
        line = self.ticket.sudo().timesheet_ids
        self.assertEqual(line.user_id, self.agent)
        self.assertEqual(line.unit_amount, 0.25)
        self.assertEqual(line.work_type_id, analysis)
        self.assertEqual(line.name, "Looked into it")
        self.assertEqual(self.ticket.total_hours, 0.25)
        self.assertFalse(line.timer_running)

    def test_logged_time_counts_before_the_ticket_is_resolved(self):
        self.team.require_time = True
        macro = self._macro(body="Done", stage_role="resolved")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._run(macro, env=self.env(user=self.agent))
        macro.log_minutes = 5
        self._run(macro, env=self.env(user=self.agent))
        self.assertEqual(self.ticket.stage_role, "resolved")
        self.assertEqual(
            self.ticket.timesheet_ids.work_type_id,
            self.env.ref("helpdesk_mgmt_ext.work_type_triage"),
        )

    # ------------------------------------------------------------------ checks

    def test_incomplete_macros_are_refused(self):
        for vals in (
            {"stage_role": "resolved"},
            {"stage_role": "on_hold", "body": "  "},
            {"assign": "user"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self._macro(**vals)

    @mute_logger("odoo.sql_db")
    def test_logged_time_is_between_nothing_and_a_day(self):
        for minutes in (-1, 1441):
            with (
                self.subTest(minutes),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._macro(log_minutes=minutes)

    # ------------------------------------------------------------------ rights

    @users("hs-agent")
    def test_agent_keeps_his_own_macros_and_uses_shared_ones(self):
        own = self.env["helpdesk.macro"].create({"name": "Mine", "body": "x"})
        self.assertEqual(own.user_id, self.agent)
        own.body = "y"
        shared = self._macro(self.env(su=True), name="Shared", body="z")
        shared = shared.with_env(self.env)
        self.assertEqual(shared.body, "z")
        with self.assertRaises(AccessError):
            shared.body = "changed"
        with self.assertRaises(AccessError):
            own.user_id = False
        with self.assertRaises(AccessError):
            self._macro(self.env, body="shared by an agent")

    def test_personal_macros_are_private(self):
        own = self._macro(user_id=self.agent.id, body="mine")
        with self.assertRaises(AccessError):
            own.with_user(self.colleague).read(["body"])
        self.assertNotIn(
            own, self.env["helpdesk.macro"].with_user(self.officer).search([])
        )

    @users("hs-manager")
    def test_manager_edits_shared_macros(self):
        macro = self.env["helpdesk.macro"].create({"name": "Shared", "body": "x"})
        self.assertFalse(macro.user_id)
        self.env.ref("helpdesk_mgmt_ext.macro_ask_details").sequence = 1

    @users("hs-agent")
    def test_canned_answers_of_core_serve_agents(self):
        group = self.env.ref("helpdesk_mgmt.group_helpdesk_user_team")
        self.env["mail.canned.response"].create(
            {
                "source": "hs-hours",
                "substitution": "We are here from 9 to 5.",
                "group_ids": [(6, 0, group.ids)],
            }
        )
        offered = self.env["mail.canned.response"].with_user(self.colleague)
        self.assertTrue(offered.search([("source", "=", "hs-hours")]))

    # ------------------------------------------------------------------ dialog

    def _dialog(self, tickets):
        return Form(
            self.env["helpdesk.macro.run"].with_context(
                active_model="helpdesk.ticket", active_ids=tickets.ids
            )
        )

    @users("hs-agent")
    def test_preview_can_be_edited_before_it_is_sent(self):
        macro = self._macro(self.env(su=True), body="Hello {customer}")
        form = self._dialog(self.ticket)
        form.macro_id = macro.with_env(self.env)
        self.assertEqual(form.body, "Hello Chris Customer")
        form.body = "Good day {customer}"
        form.save().action_run()
        message = self.ticket.message_ids.filtered(
            lambda m: m.message_type == "comment"
        )
        self.assertIn("Good day {customer}", message.body)

    @users("hs-agent")
    def test_many_tickets_get_their_own_text(self):
        macro = self._macro(self.env(su=True), body="About {number}")
        tickets = self.ticket + self._create_tickets(2)
        form = self._dialog(tickets)
        form.macro_id = macro.with_env(self.env)
        self.assertEqual(form.body, "About {number}")
        form.save().action_run()
        for ticket in tickets:
            bodies = "".join(ticket.message_ids.mapped("body"))
            self.assertIn(f"About {ticket.number}", bodies)

    @users("hs-agent")
    def test_macro_of_another_team_is_not_offered(self):
        other = self.env(su=True)["helpdesk.ticket.team"].create({"name": "HS Else"})
        macro = self._macro(
            self.env(su=True), body="x", team_ids=[(6, 0, other.ids)]
        ).with_env(self.env)
        form = self._dialog(self.ticket)
        self.assertNotIn(macro, form.available_macro_ids)
        form.macro_id = macro
        with self.assertRaisesRegex(UserError, "not offered"):
            form.save().action_run()
