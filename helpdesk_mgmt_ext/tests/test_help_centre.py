# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from unittest.mock import patch

from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged

from .common import HelpdeskCommon

CENTRE = "odoo.addons.helpdesk_mgmt_ext.controllers.help_centre"
FORM_DATA = "odoo.addons.helpdesk_mgmt_ext.controllers.form_data"


@tagged("post_install", "-at_install")
class TestPublicForm(HelpdeskCommon, HttpCase):
    def setUp(self):
        super().setUp()
        patcher = patch(f"{CENTRE}.MIN_SECONDS", 0)
        patcher.start()
        self.addCleanup(patcher.stop)

    def _send(self, files=None, without=(), **values):
        page = self.url_open("/helpdesk/new")
        data = {
            name: re.search(rf'name="{name}" value="([^"]+)"', page.text).group(1)
            for name in ("csrf_token", "trap")
        }
        data.update(
            name="Vera Visitor",
            email="vera@visitor.test",
            subject="Printer on fire",
            description="It burns.\nReally <b>hot</b>.",
        )
        data.update(values)
        for name in without:
            data.pop(name)
        return self.url_open("/helpdesk/new/send", data=data, files=files)

    def _tickets(self):
        return self.env["helpdesk.ticket"].search([("name", "=", "Printer on fire")])

    def test_visitor_gets_number_and_link(self):
        page = self._send(files={"attachment": ("log.txt", b"line")})
        ticket = self._tickets()
        self.assertIn(ticket.number, page.text)
        link = re.search(r'href="([^"]+/respond[^"]+)"', page.text).group(1)
        path = link.replace("&amp;", "&").partition("/my/")[2]
        self.assertEqual(self.url_open(f"/my/{path}").status_code, 200)
        self.assertEqual(
            ticket.channel_id, self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web")
        )
        self.assertEqual(ticket.partner_id.name, "Vera Visitor")
        self.assertIn("&lt;b&gt;hot", ticket.description)
        self.assertEqual(ticket.attachment_ids.mapped("name"), ["log.txt"])
        self.assertFalse(ticket.user_id)
        self.assertEqual(len(self._notices(ticket)), 1)

    def test_form_says_nothing_about_known_addresses(self):
        known = self._send(email=self.customer.email)
        unknown = self._send(email="nobody@visitor.test")
        texts = [
            re.sub(r"HT\d+|\d+/respond\S+", "", page.text) for page in (known, unknown)
        ]
        self.assertEqual(
            *[re.sub(r'csrf_token: "\w+"|registry_hash: "\w+"', "", t) for t in texts]
        )

    def test_machine_that_fills_every_field_is_thanked_and_ignored(self):
        page = self._send(website="http://spam.test")
        self.assertIn("Thank you", page.text)
        self.assertFalse(self._tickets())

    def test_form_sent_too_fast_or_with_a_forged_time_is_refused(self):
        with patch(f"{CENTRE}.MIN_SECONDS", 60):
            self.assertIn("too fast", self._send().text)
        for trap in ("", "forged", "a" * 500):
            self.assertIn("send it again", self._send(trap=trap).text)
        self.assertFalse(self._tickets())

    def test_missing_or_bad_input_is_told_and_keeps_what_was_written(self):
        for values, without in (
            ({"subject": "   "}, ()),
            ({"email": "not an address"}, ()),
            ({"email": "a@b.test, c@d.test"}, ()),
            ({}, ("description",)),
        ):
            with self.subTest(values=values, without=without):
                page = self._send(without=without, **values)
                self.assertIn("alert-danger", page.text)
                self.assertIn("Vera Visitor", page.text)
        self.assertFalse(self._tickets())

    def test_senseless_category_is_ignored(self):
        hidden = self.env["helpdesk.ticket.category"].create(
            {"name": "Hidden", "show_in_portal": False}
        )
        for category in ("x", "-1", "9" * 30, str(hidden.id)):
            self._send(category=category)
        self.assertEqual(len(self._tickets()), 4)
        self.assertFalse(self._tickets().category_id)

    def test_many_requests_of_one_address_are_stopped(self):
        self.env["ir.config_parameter"].set_param(
            "helpdesk_mgmt_ext.form_mail_limit", "2"
        )
        for _index in range(2):
            self._send()
        self.assertIn("wait a while", self._send().text)
        self.assertEqual(len(self._tickets()), 2)
        self._send(email="other@visitor.test")
        self.assertEqual(len(self._tickets()), 3)

    def test_addresses_are_not_kept_for_counting(self):
        self._send()
        keys = self.env["helpdesk.intake.hit"].search([]).mapped("key")
        self.assertTrue(keys)
        self.assertFalse([key for key in keys if "visitor" in key or "127" in key])

    def test_files_are_limited_in_kind_number_and_size(self):
        many = [("attachment", (f"{i}.txt", b"x")) for i in range(11)]
        self.assertIn("at most", self._send(files=many).text)
        for name in ("a.svg", "a.HTML", "x.exe"):
            page = self._send(files={"attachment": (name, b"x")})
            self.assertIn("are not taken", page.text)
        with patch(f"{FORM_DATA}.MAX_BYTES", 10):
            page = self._send(files={"attachment": ("a.txt", b"x" * 11)})
        self.assertIn("larger than", page.text)
        self.assertFalse(self._tickets())

    def test_get_does_not_create(self):
        answer = self.url_open("/helpdesk/new/send?subject=Printer+on+fire")
        self.assertEqual(answer.status_code, 405)

    def test_closed_form_leads_to_the_portal(self):
        self.env.company.helpdesk_public_form = False
        answer = self.url_open("/helpdesk/new", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertNotIn("/helpdesk/new", self.url_open("/helpdesk").text)

    def test_help_centre_stands_any_search(self):
        for search in ("", "x" * 10_000, "%00", "<script>alert(1)</script>", "';--"):
            page = self.url_open(f"/helpdesk?search={search}")
            self.assertEqual(page.status_code, 200)
            self.assertNotIn("<script>alert(1)", page.text)


@tagged("post_install", "-at_install")
class TestPortalForm(HelpdeskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env,
            login="hs-portal",
            password="hs-portal",
            groups="base.group_portal",
            email="portal@hs-customer.test",
        )
        cls.env.company.helpdesk_mgmt_portal_select_team = True
        cls.env.company.helpdesk_mgmt_portal_select_category = True
        cls.env.company.helpdesk_mgmt_portal_team_id_required = False
        cls.env.company.helpdesk_mgmt_portal_category_id_required = False

    def setUp(self):
        super().setUp()
        self.authenticate("hs-portal", "hs-portal")

    def _submit(self, files=None, **values):
        data = {
            "csrf_token": http.Request.csrf_token(self),
            "subject": "From the portal",
            "description": "Text",
            **values,
        }
        return self.url_open("/submitted/ticket", data=data, files=files)

    def _tickets(self):
        return self.env["helpdesk.ticket"].search(
            [("partner_id", "=", self.portal.partner_id.id)]
        )

    def test_submit_needs_post(self):
        answer = self.url_open("/submitted/ticket?subject=a&description=b")
        self.assertEqual(answer.status_code, 405)
        self.assertFalse(self._tickets())

    def test_submit_with_files(self):
        self._submit(files={"attachment": ("a.txt", b"x")}, team=str(self.team.id))
        ticket = self._tickets()
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.attachment_ids.mapped("name"), ["a.txt"])
        self.assertEqual(len(self._notices(ticket)), 1)

    def test_choice_the_form_did_not_offer_is_dropped(self):
        company = self.env["res.company"].create({"name": "HS Other"})
        foreign = self.env["helpdesk.ticket.team"].create(
            {"name": "Foreign", "company_id": company.id}
        )
        hidden = self.env["helpdesk.ticket.category"].create(
            {"name": "Hidden", "show_in_portal": False}
        )
        self._submit(team=str(foreign.id), category=str(hidden.id))
        ticket = self._tickets()
        self.assertEqual(ticket.company_id, self.env.company)
        self.assertNotEqual(ticket.team_id, foreign)
        self.assertFalse(ticket.category_id)

    def test_malformed_values_are_no_server_error(self):
        for values in (
            {"team": "x", "category": "-5", "type": "1e9"},
            {"subject": ""},
            {"subject": "a\0b"},
        ):
            with self.subTest(values):
                self.assertLess(self._submit(**values).status_code, 500)

    def test_many_files_and_many_tickets_are_stopped(self):
        files = [("attachment", (f"{i}.txt", b"x")) for i in range(11)]
        self.assertIn("at most", self._submit(files=files).text)
        self.env["ir.config_parameter"].set_param("helpdesk_mgmt_ext.portal_limit", "2")
        for _index in range(4):
            self._submit()
        self.assertEqual(len(self._tickets()), 2)

    def test_list_stands_any_url(self):
        self._submit()
        for query in (
            "sortby=nonsense",
            "groupby=nonsense",
            "search_in=nonsense&search=x",
            "filterby=nonsense",
            "date_begin=x&date_end=y",
            "search=%25%27%22&search_in=all",
            "page=999999",
        ):
            with self.subTest(query):
                page = self.url_open(f"/my/tickets?{query}")
                self.assertEqual(page.status_code, 200)
