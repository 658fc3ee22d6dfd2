# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from urllib.parse import urlsplit

from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestRespond(HelpdeskCommon, HttpCase):
    """The customer's page: GET shows, POST acts, the link is enough."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._receive()
        cls.ticket.user_id = cls.agent
        cls.ticket.with_user(cls.agent).action_resolve(
            "Cleaned the <b>rollers</b>.", expected_result="1. Print."
        )

    def _link(self, ticket=None):
        """Return path and token of the page as the customer's mail has them."""
        mail = self._notices(ticket or self.ticket)[-1:]
        url = re.search(r'href="([^"]+/respond[^"]+)"', mail.body_html).group(1)
        url = urlsplit(url.replace("&amp;", "&"))
        return f"{url.path}?{url.query}", re.search(r"token=(\w+)", url.query).group(1)

    def _post(self, action, token, ticket=None, csrf=True):
        page = self.url_open(self._link()[0])
        data = {"access_token": token}
        if csrf:
            found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
            data["csrf_token"] = (
                found.group(1) if found else http.Request.csrf_token(self)
            )
        return self.url_open(
            f"/my/helpdesk/{(ticket or self.ticket).id}/{action}", data=data
        )

    def test_link_in_the_mail_shows_the_solution_and_changes_nothing(self):
        path, _token = self._link()
        for _visit in range(2):
            page = self.url_open(path)
            self.assertEqual(page.status_code, 200)
            self.assertIn("&lt;b&gt;rollers", page.text)
            self.assertIn("It works", page.text)
        self.assertEqual(self.ticket.stage_role, "resolved")

    def test_confirm_closes_once(self):
        token = self._link()[1]
        page = self._post("confirm", token)
        self.assertIn("Thank you", page.text)
        self.assertEqual(self.ticket.stage_role, "closed")
        self.assertEqual(self.ticket.close_reason, "confirmed")
        closed = self.ticket.closed_date
        page = self._post("confirm", token)
        self.assertIn("answered already", page.text)
        self.assertEqual(self.ticket.closed_date, closed)

    def test_still_broken_goes_back_to_investigation(self):
        self._post("still_broken", self._link()[1])
        self.assertEqual(self.ticket.stage_role, "investigating")
        self.assertEqual(self.ticket.cycle, 1)

    def test_link_reopens_within_the_window_and_dies_then(self):
        path, token = self._link()
        self._post("confirm", token)
        self._post("reopen", token)
        self.assertEqual(self.ticket.cycle, 2)
        self.assertEqual(self.url_open(path).status_code, 404)
        self.assertIn("no longer valid", self._post("confirm", token).text)

    def test_get_on_an_action_is_refused(self):
        token = self._link()[1]
        for action in ("confirm", "still_broken", "reopen", "close"):
            with self.subTest(action):
                answer = self.url_open(
                    f"/my/helpdesk/{self.ticket.id}/{action}?access_token={token}"
                )
                self.assertEqual(answer.status_code, 405)
        self.assertEqual(self.ticket.stage_role, "resolved")

    def test_post_without_csrf_token_is_refused(self):
        with mute_logger("odoo.http"):
            answer = self._post("confirm", self._link()[1], csrf=False)
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.ticket.stage_role, "resolved")

    def test_wrong_token_and_unknown_ticket_look_alike(self):
        other = self._create_tickets()
        other.action_resolve("Done.")
        token = self._link()[1]
        for ticket_id, access_token in (
            (self.ticket.id, "wrong"),
            (self.ticket.id, ""),
            (other.id, token),
            (2**31 - 1, token),
        ):
            with self.subTest(ticket_id=ticket_id):
                path = f"/my/helpdesk/{ticket_id}/respond?access_token={access_token}"
                page = self.url_open(path)
                self.assertEqual(page.status_code, 404)
                self.assertIn("no longer valid", page.text)
        self._post("confirm", token, ticket=other)
        self.assertEqual(other.stage_role, "resolved")

    def test_another_customer_with_a_login_gets_nothing(self):
        new_test_user(
            self.env, login="hs-other", password="hs-other", groups="base.group_portal"
        )
        self.authenticate("hs-other", "hs-other")
        path = f"/my/helpdesk/{self.ticket.id}/respond"
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_customer_with_a_login_needs_no_token(self):
        new_test_user(
            self.env,
            login="hs-chris",
            password="hs-chris",
            groups="base.group_portal",
            partner_id=self.customer.id,
        )
        self.authenticate("hs-chris", "hs-chris")
        page = self.url_open(f"/my/helpdesk/{self.ticket.id}/respond")
        self.assertEqual(page.status_code, 200)

    def test_stock_close_route_is_checked_and_needs_post(self):
        portal = new_test_user(
            self.env, login="hs-other", password="hs-other", groups="base.group_portal"
        )
        mine = self._create_tickets(partner_id=portal.partner_id.id)
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        self.authenticate("hs-other", "hs-other")
        query = f"ticket_id={mine.id}&stage_id={done.id}"
        self.assertEqual(self.url_open(f"/ticket/close?{query}").status_code, 405)
        csrf = http.Request.csrf_token(self)
        for ticket, stage_id, role in (
            (self.ticket, done.id, "resolved"),  # another customer's
            (mine, 10**9, "new"),  # no such stage
            (mine, "x", "new"),
            (mine, done.id, "closed"),
        ):
            with self.subTest(ticket=ticket.number, stage_id=stage_id):
                data = {
                    "ticket_id": ticket.id,
                    "stage_id": stage_id,
                    "csrf_token": csrf,
                }
                self.url_open("/ticket/close", data=data)
                ticket.invalidate_recordset()
                self.assertEqual(ticket.stage_role, role)

    def test_public_cannot_write_stages(self):
        public = self.env.ref("base.public_user")
        stages = self.env["helpdesk.ticket.stage"].with_user(public)
        self.assertFalse(stages.has_access("write"))
