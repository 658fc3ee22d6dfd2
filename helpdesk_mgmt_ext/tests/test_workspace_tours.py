# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import HelpdeskCommon
from .common_http import HelpdeskHttpCase


@tagged("post_install", "-at_install")
class TestWorkspaceTours(HelpdeskCommon, HelpdeskHttpCase):
    """What an agent does with the mouse, start to end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent.password = "hs-agent"
        cls.ticket = cls._create_tickets(name="The tour's printer")

    def _tour(self, tour, path, login="hs-agent"):
        self.start_tour(path, tour, login=login)
        self.ticket.invalidate_recordset()

    def _open_form(self):
        return f"/odoo/helpdesk-tickets/{self.ticket.id}"

    def test_from_inbox_to_confirmation(self):
        self._tour("helpdesk_lifecycle_tour", "/odoo/helpdesk-inbox")
        self.assertEqual(self.ticket.stage_role, "pending_customer")
        self.assertEqual(self.ticket.user_id, self.agent)
        question = self.ticket.message_ids.filtered(
            lambda m: "Which floor" in m.body and m.message_type == "comment"
        )
        self.assertFalse(question.is_internal)
        self._receive(reply_to=question[:1], body="On the third floor.")
        self.assertEqual(self.ticket.stage_role, "investigating")

        self._tour("helpdesk_resolve_tour", self._open_form())
        self.assertEqual(self.ticket.stage_role, "resolved")
        self.assertEqual(self.ticket.resolution_summary, "Changed the toner.")

        url = self.ticket._respond_url()
        self._tour("helpdesk_confirm_tour", url[url.index("/my/") :], login=None)
        self.assertEqual(self.ticket.stage_role, "closed")
        self.assertEqual(self.ticket.close_reason, "confirmed")

    def test_dragging_a_card_does_what_the_button_does(self):
        self._tour("helpdesk_drag_tour", "/odoo/helpdesk-tickets")
        self.assertEqual(self.ticket.stage_role, "resolved")
        self.assertFalse(self.ticket.blocker_note)
        roles = [
            value.new_value_char
            for value in self.ticket.message_ids.sudo().tracking_value_ids.sorted("id")
            if value.field_id.name == "stage_id"
        ]
        self.assertEqual(roles, ["On Hold", "In Progress", "Resolved"])

    def test_status_bar_asks_what_the_button_asks(self):
        self._tour("helpdesk_statusbar_tour", self._open_form())
        self.assertEqual(self.ticket.stage_role, "on_hold")
        self.assertEqual(self.ticket.blocker_note, "Waiting for toner")

    def test_refused_drop_returns_the_card(self):
        Ticket = self.registry["helpdesk.ticket"]

        def refuse(tickets, vals):
            if vals.get("stage_id"):
                raise UserError(tickets.env._("Tour: not allowed."))

        with (
            patch.object(Ticket, "_check_stage_guards", refuse),
            mute_logger("odoo.http"),
        ):
            self._tour("helpdesk_refused_drop_tour", "/odoo/helpdesk-tickets")
        self.assertEqual(self.ticket.stage_role, "new")
