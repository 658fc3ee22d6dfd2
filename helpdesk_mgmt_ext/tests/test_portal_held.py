# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Attacks of a customer that the stock addons withstood: they must go on to."""

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_security_portal import PortalCommon

NOTE = "HS-NOTE-5512"


@tagged("post_install", "-at_install")
class TestPortalHeld(PortalCommon, HttpCase):
    def _submit(self, files):
        self.authenticate("hs-chris", "hs-chris")
        data = {
            "csrf_token": http.Request.csrf_token(self),
            "subject": "Files",
            "description": "Text",
            "team": str(self.team.id),
        }
        return self.url_open("/submitted/ticket", data=data, files=files)

    def _submitted(self):
        return self.env["helpdesk.ticket"].search([("name", "=", "Files")])

    def test_p03_ticket_is_not_closed_by_another_teams_stage(self):
        other = self.env["helpdesk.ticket.team"].create({"name": "HS Other"})
        stage = self.env["helpdesk.ticket.stage"].create(
            {"name": "Over", "role": "closed", "team_ids": [(6, 0, other.ids)]}
        )
        before = self.ticket.stage_id
        self.authenticate("hs-chris", "hs-chris")
        data = {"ticket_id": self.ticket.id, "stage_id": stage.id}
        data["csrf_token"] = http.Request.csrf_token(self)
        self.url_open("/ticket/close", data=data)
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.stage_id, before)

    def test_p10_active_content_is_not_taken_whatever_it_calls_itself(self):
        for name in ("a.html", "a.SVG", "a.xhtml", "a.svg.", "b.htm"):
            with self.subTest(name):
                self._submit({"attachment": (name, b"<script>a()</script>")})
                self.assertFalse(self._submitted().attachment_ids)

    def test_p10_markup_under_a_harmless_name_is_not_run(self):
        content = b"<html><script>a()</script></html>"
        self._submit({"attachment": ("a.txt", content, "text/html")})
        (file,) = self._submitted().attachment_ids
        self.authenticate("hs-manager", "hs-manager")
        answer = self.url_open(f"/web/content/{file.id}")
        self.assertEqual(answer.content, content)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))

    def test_path_in_a_files_name_leads_nowhere(self):
        self._submit({"attachment": ("../../../tmp/evil.txt", b"x")})
        (file,) = self._submitted().attachment_ids
        self.assertEqual(file.name, "evil.txt")

    def test_p16_text_of_a_note_reaches_no_customer(self):
        self.ticket.message_post(body=NOTE, subtype_xmlid="mail.mt_note")
        self.authenticate("hs-chris", "hs-chris")
        self.assertNotIn(NOTE, self.url_open(f"/my/ticket/{self.ticket.id}").text)
        call = {"thread_model": "helpdesk.ticket", "thread_id": self.ticket.id}
        for route in ("/mail/chatter_fetch", "/mail/thread/messages"):
            with mute_logger("odoo.http"):
                answer = self.url_open(route, json={"params": call})
            self.assertNotIn(NOTE, answer.text)
        messages = self.env["mail.message"].with_user(self.chris)
        about = [("model", "=", "helpdesk.ticket"), ("res_id", "=", self.ticket.id)]
        try:
            found = messages.search_read(about, ["body"])
        except AccessError:
            found = []
        self.assertNotIn(NOTE, repr(found))
        self.assertFalse(messages.search([*about, ("body", "ilike", NOTE)]))

    def test_p28_customer_makes_no_key_for_programs(self):
        keys = self.env["res.users.apikeys"].with_user(self.chris)
        with self.assertRaises(AccessError):
            keys.create({"name": "x", "scope": "rpc"})
        wizard = self.env["res.users.apikeys.description"].with_user(self.chris)
        with self.assertRaises(AccessError):
            wizard.check_access_make_key()
