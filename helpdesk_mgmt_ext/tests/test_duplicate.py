# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import Form, tagged, users

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestDuplicate(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket, cls.original = cls._create_tickets(2, user_id=cls.agent.id)
        cls.rejected = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_rejected")

    def _mark(self, env=None, **vals):
        wizard = (env or self.env)["helpdesk.ticket.duplicate.wizard"].create(
            {
                "ticket_id": self.ticket.id,
                "duplicate_of_id": self.original.id,
                **vals,
            }
        )
        return wizard.action_confirm()

    @users("hs-agent")
    def test_duplicate_is_linked_and_closed_without_the_stock_setting(self):
        self.assertFalse(self.env.company.helpdesk_mgmt_duplicate_tracking)
        self._mark(self.env)
        self.assertEqual(self.ticket.duplicate_id, self.original)
        self.assertEqual(self.ticket.stage_role, "closed")
        self.assertEqual(self.ticket.close_reason, "duplicate")
        self.assertTrue(self.ticket._is_void())

    def test_nobody_is_mailed_unless_wanted(self):
        self._mark()
        self.assertFalse(self._notices(self.ticket))

    def test_configured_stage_is_used_if_it_applies(self):
        self.env.company.helpdesk_mgmt_duplicate_ticket_stage_id = self.rejected
        self._mark()
        self.assertEqual(self.ticket.stage_id, self.rejected)
        self.assertEqual(self.ticket.close_reason, "duplicate")

    def test_configured_stage_of_another_team_is_not_used(self):
        other = self.env["helpdesk.ticket.team"].create({"name": "HS Elsewhere"})
        foreign = self.env["helpdesk.ticket.stage"].create(
            {"name": "Double", "role": "closed", "team_ids": [(6, 0, other.ids)]}
        )
        self.env.company.helpdesk_mgmt_duplicate_ticket_stage_id = foreign
        self._mark()
        self.assertEqual(self.ticket.stage_role, "closed")
        self.assertNotEqual(self.ticket.stage_id, foreign)

    def test_customer_is_told_if_wanted(self):
        self._mark(notify_customer=True)
        mail = self._notices(self.ticket)
        self.assertEqual(len(mail), 1)
        self.assertIn(self.original.number, mail.body_html)
        self.assertIn(self.original.number, mail.subject)

    def test_later_mail_reaches_the_original(self):
        message = self.ticket._post_to_customer("We look into it.")
        self._mark()
        self._receive(reply_to=message, body="Any news?")
        self.assertTrue(
            self.original.message_ids.filtered(lambda m: "Any news?" in m.body)
        )
        self.assertFalse(self.ticket.follow_up_ids)

    def test_other_customers_ticket_is_refused(self):
        stranger = self.env["res.partner"].create(
            {"name": "Sam", "email": "sam@hs-stranger.test"}
        )
        self.original.partner_id = stranger
        with self.assertRaisesRegex(UserError, "different customers"):
            self._mark()
        self.assertFalse(self.ticket.duplicate_id)

    def test_closed_or_duplicate_original_is_refused(self):
        self.original.action_close()
        with self.assertRaises(UserError):
            self._mark()

    def test_link_alone_redirects_nothing(self):
        self.ticket.duplicate_id = self.original
        self.assertFalse(self.ticket._survivor())

    def test_stock_button_is_hidden(self):
        self.env.company.helpdesk_mgmt_duplicate_tracking = True
        arch = self.env["helpdesk.ticket"].get_view(view_type="form")["arch"]
        button = arch.split('name="action_open_duplicate_wizard"')[1].split(">")[0]
        self.assertIn('invisible="1"', button)

    @users("hs-agent")
    def test_dialog_knows_the_ticket_it_was_opened_on(self):
        form = Form(
            self.env["helpdesk.ticket.duplicate.wizard"].with_context(
                active_model="helpdesk.ticket", active_id=self.ticket.id
            )
        )
        form.duplicate_of_id = self.original
        form.save().action_confirm()
        self.assertEqual(self.ticket.close_reason, "duplicate")
