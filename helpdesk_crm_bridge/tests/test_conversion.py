# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged, users

from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestConversion(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            login="hs-seller",
            groups="helpdesk_mgmt.group_helpdesk_user,"
            "sales_team.group_sale_salesman_all_leads",
            email="hs-seller@ours.test",
        )
        cls.salesperson = new_test_user(
            cls.env, login="hs-sales", groups="sales_team.group_sale_salesman"
        )
        cls.customer_company.user_id = cls.salesperson
        cls.ticket = cls._receive(attachments=[("plan.txt", b"plan")])

    def _convert(self, ticket=None, **kwargs):
        ticket = (ticket or self.ticket).with_env(self.env)
        action = ticket.action_convert_to_opportunity(**kwargs)
        return self.env["crm.lead"].browse(action["res_id"])

    @users("hs-seller")
    def test_opportunity_carries_scope_effort_kind_and_customer(self):
        lead = self._convert(
            scope="Barcode app", effort_hours=12.5, upsell_kind="new_module"
        )
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.name, self.ticket.name)
        self.assertEqual(lead.partner_id, self.customer)
        self.assertEqual(lead.user_id, self.salesperson)
        self.assertEqual(lead.helpdesk_scope, "Barcode app")
        self.assertEqual(lead.helpdesk_effort_hours, 12.5)
        self.assertEqual(lead.helpdesk_upsell_kind, "new_module")
        self.assertEqual(lead.helpdesk_agent_id, self.seller)
        self.assertEqual(lead.helpdesk_ticket_ids, self.ticket)
        self.assertEqual(self.ticket.opportunity_id, lead)

    @users("hs-seller")
    def test_detected_early_at_triage_and_late_at_the_resolution(self):
        late = self._create_tickets()
        late.action_resolve("Done.")
        self.assertEqual(self._convert().helpdesk_detection, "early")
        self.assertEqual(self._convert(late).helpdesk_detection, "late")

    @users("hs-seller")
    def test_second_conversion_opens_the_open_opportunity(self):
        lead = self._convert()
        self.assertEqual(self._convert(scope="again"), lead)
        self.assertEqual(
            self.env["crm.lead"].search_count([("ticket_id", "=", self.ticket.id)]), 1
        )

    @users("hs-seller")
    def test_lost_opportunity_allows_another(self):
        lead = self._convert()
        lead.action_set_lost()
        self.assertNotEqual(self._convert(), lead)

    @users("hs-seller")
    def test_conversion_is_offered_while_no_opportunity_is_open(self):
        ticket = self.ticket.with_env(self.env)
        dialog = self.env["helpdesk.ticket.resolve"].with_context(
            active_model="helpdesk.ticket", active_ids=ticket.ids
        )
        for label, act, offered in (
            ("none yet", lambda: None, True),
            ("an open one", self._convert, False),
            ("a lost one", lambda: ticket.opportunity_id.action_set_lost(), True),
        ):
            with self.subTest(label):
                act()
                self.assertEqual(not ticket.has_open_opportunity, offered)
                self.assertEqual(Form(dialog).may_convert, offered)

    @users("hs-seller")
    def test_several_tickets_join_one_opportunity(self):
        lead = self._convert()
        other = self._create_tickets().with_env(self.env)
        wizard = self.env["helpdesk.ticket.create.lead"].with_context(
            active_id=other.id
        )
        with Form(wizard) as form:
            form.join_lead_id = lead
        form.record.action_helpdesk_ticket_to_lead()
        self.assertEqual(other.opportunity_id, lead)
        self.assertEqual(lead.helpdesk_ticket_ids, self.ticket + other)
        self.assertEqual(other.lead_count, 1)

    @users("hs-seller")
    def test_dialog_plans_the_next_step_and_closes_the_ticket(self):
        wizard = self.env["helpdesk.ticket.create.lead"].with_context(
            active_id=self.ticket.id
        )
        with Form(wizard) as form:
            form.name = "A sale"
            form.expected_revenue = 1000
            form.activity_summary = "Call"
            form.close_ticket = True
        form.record.action_helpdesk_ticket_to_lead()
        lead = self.ticket.opportunity_id
        self.assertEqual((lead.name, lead.expected_revenue), ("A sale", 1000))
        self.assertEqual(lead.activity_ids.summary, "Call")
        self.assertTrue(self.ticket.closed)

    @users("hs-seller")
    def test_conversation_and_files_travel_notes_stay_notes(self):
        """Threat I14."""
        self.ticket.message_post(body="secret", subtype_xmlid="mail.mt_note")
        lead = self._convert()
        self.assertIn("Please help.", "".join(lead.message_ids.mapped("body")))
        note = lead.message_ids.filtered(lambda m: "secret" in m.body)
        self.assertTrue(note.subtype_id.internal)
        files = lead.message_ids.attachment_ids
        self.assertEqual(files.mapped("name"), ["plan.txt"])
        self.assertEqual(files.res_model, "crm.lead")

    @users("hs-seller")
    def test_customer_hears_nothing_of_the_sale(self):
        """Threat I14."""
        lead = self._convert()
        message = lead.message_post(
            body="Let us ask for more.", subtype_xmlid="mail.mt_comment"
        )
        self.assertNotIn(self.customer, message.notified_partner_ids)

    @users("hs-seller")
    def test_outcome_shows_on_the_ticket(self):
        lead = self._convert()
        lead.expected_revenue = 500
        lead.action_set_won()
        agent_view = self.ticket.with_user(self.agent)
        self.assertIn("Won", agent_view.opportunity_state)
        self.assertIn("500", agent_view.opportunity_state)
        self.assertEqual(lead.helpdesk_won_rate, 1)

    @users("hs-agent")
    def test_agent_without_crm_asks_the_salesperson_and_is_told(self):
        ticket = self.ticket.with_env(self.env)
        self.assertFalse(self.env["crm.lead"].has_access("read"))
        action = ticket.action_convert_to_opportunity(scope="Barcode app")
        self.assertEqual(action["tag"], "display_notification")
        lead = self.ticket.opportunity_id
        self.assertEqual(lead.helpdesk_scope, "Barcode app")
        self.assertEqual(lead.activity_ids.user_id, self.salesperson)
        with self.assertRaises(AccessError):
            ticket.read(["opportunity_id"])

    @users("hs-agent")
    def test_dialog_of_an_agent_without_crm(self):
        wizard = self.env["helpdesk.ticket.create.lead"].with_context(
            active_id=self.ticket.id
        )
        with Form(wizard) as form:
            form.helpdesk_scope = "Training for ten"
            form.helpdesk_upsell_kind = "training"
        action = form.record.action_helpdesk_ticket_to_lead()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(self.ticket.opportunity_id.helpdesk_upsell_kind, "training")

    @users("hs-agent")
    def test_foreign_ticket_cannot_be_converted(self):
        foreign = self.env["helpdesk.ticket.team"].sudo().create({"name": "Foreign"})
        ticket = self._create_tickets(team_id=foreign.id).with_env(self.env)
        with self.assertRaises(AccessError):
            ticket.action_convert_to_opportunity()

    @users("hs-seller")
    def test_senseless_values_are_refused(self):
        for kwargs in ({"effort_hours": -1}, {"upsell_kind": "yacht"}):
            with self.subTest(kwargs), self.assertRaises(UserError):
                self.ticket.with_env(self.env).action_convert_to_opportunity(**kwargs)
        self.ticket.action_close("duplicate")
        with self.assertRaises(UserError):
            self.ticket.with_env(self.env).action_convert_to_opportunity()

    @users("hs-seller")
    def test_ticket_without_contact_gives_name_and_address(self):
        ticket = self._create_tickets(
            partner_id=False, partner_name="Nina", partner_email="nina@new.test"
        )
        lead = self._convert(ticket)
        self.assertEqual(
            (lead.contact_name, lead.email_from), ("Nina", "nina@new.test")
        )

    @users("hs-seller")
    def test_text_of_a_ticket_is_no_markup_in_the_log(self):
        self.ticket.name = "<b>bold</b>"
        lead = self._convert()
        log = self.ticket.message_ids.filtered(lambda m: "has become" in m.body)
        self.assertIn(Markup("&lt;b&gt;"), log.body)
        self.assertTrue(lead)

    @users("hs-seller")
    def test_merged_opportunities_keep_their_tickets(self):
        first = self._convert()
        other = self._create_tickets()
        second = self._convert(other)
        merged = (first + second).merge_opportunity()
        self.assertEqual(merged.helpdesk_ticket_ids, self.ticket + other)
