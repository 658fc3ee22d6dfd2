# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What tickets need is gone: whoever writes to us is heard all the same."""

import re
from unittest.mock import patch

from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged

from .common import HelpdeskCommon

CENTRE = "odoo.addons.helpdesk_mgmt_ext.controllers.help_centre"


@tagged("post_install", "-at_install")
class TestMissingRecords(HelpdeskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, login="hs-portal", groups="base.group_portal"
        )
        cls.env.company.helpdesk_mgmt_portal_team_id_required = False
        cls.env.company.helpdesk_mgmt_portal_category_id_required = False

    def _send_all_ways(self):
        """Send a ticket by mail, as a customer and as a visitor; return them."""
        mailed = self._receive(subject="By mail")
        self.authenticate("hs-portal", "hs-portal")
        text = {"description": "Text", "csrf_token": http.Request.csrf_token(self)}
        self.url_open("/submitted/ticket", data={**text, "subject": "By portal"})
        self.authenticate(None, None)
        with patch(f"{CENTRE}.MIN_SECONDS", 0):
            page = self.url_open("/helpdesk/new").text
            hidden = {
                name: re.search(rf'name="{name}" value="([^"]+)"', page).group(1)
                for name in ("csrf_token", "trap")
            }
            visitor = {"name": "Vera", "email": "vera@visitor.test"}
            data = {**text, **visitor, **hidden, "subject": "By form"}
            self.url_open("/helpdesk/new/send", data=data)
        names = ["By portal", "By form"]
        tickets = self.env["helpdesk.ticket"].search([("name", "in", names)])
        self.assertEqual(sorted(tickets.mapped("name")), sorted(names))
        return mailed + tickets

    def test_deleted_channel_of_the_web_stops_nobody(self):
        """R09: stock fails on every submission of the portal."""
        self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web").unlink()
        self.env.registry.clear_cache("stable")
        self.assertEqual(len(self._send_all_ways()), 3)

    def test_without_any_stage_everybody_is_heard(self):
        """R10."""
        self.env["helpdesk.ticket.stage"].search([]).active = False
        tickets = self._send_all_ways()
        self.assertEqual(len(tickets), 3)
        self.assertFalse(tickets.stage_id)

    def test_archived_records_stop_no_answer(self):
        """R28: what is archived stays on the tickets that use it."""
        ticket = self._receive()
        category = self.env["helpdesk.ticket.category"].create({"name": "HS Old"})
        ticket.write({"category_id": category.id, "user_id": self.agent.id})
        ticket.with_user(self.agent).action_request_info("Which version?")
        question = ticket.message_ids[:1]
        used = [category, ticket.channel_id, ticket.type_id, self.team]
        for record in used:
            if record:
                record.active = False
        self.agent.active = False
        self.assertEqual(self._receive(reply_to=question), ticket)
        self.assertEqual(ticket.stage_role, "investigating")
        ticket.action_resolve("Done.")
        self.assertEqual(ticket.stage_role, "resolved")
        self.assertEqual(ticket.category_id, category)

    def test_what_a_ticket_uses_is_refused_or_leaves_it_whole(self):
        """R28: deleting the customer, the team, the person, a category, a channel."""
        ticket = self._receive()
        category = self.env["helpdesk.ticket.category"].create({"name": "HS Old"})
        ticket.write({"category_id": category.id, "user_id": self.agent.id})
        for name in ("category_id", "channel_id", "user_id", "team_id", "partner_id"):
            record = ticket[name]
            if not record:
                continue
            with self.subTest(name):
                try:
                    with self.env.cr.savepoint():
                        record.unlink()
                except Exception as error:
                    self.assertTrue(str(error))
                self.env.invalidate_all()
                self.assertTrue(ticket.exists().display_name)
                self.assertEqual(self._receive(reply_to=ticket.message_ids[:1]), ticket)
