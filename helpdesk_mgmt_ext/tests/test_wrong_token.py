# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A wrong token and a record that does not exist are answered alike, on every route."""

import inspect
import re

from odoo import http
from odoo.tests import HttpCase, tagged

from .common import HelpdeskCommon

NOWHERE = 2**31 - 1
RECORD = re.compile(r"<int:[a-z]+_id>")


@tagged("post_install", "-at_install")
class TestWrongToken(HelpdeskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._receive()
        cls.ticket.with_user(cls.env.user).action_resolve("Done.")

    def _routes(self):
        """Return {(path, method)} of our public routes that take a token."""
        found = set()
        for rule in self.env["ir.http"].routing_map().iter_rules():
            function = inspect.unwrap(rule.endpoint.func)
            origin = getattr(inspect.getmodule(function), "__name__", "")
            if rule.endpoint.routing.get("auth") != "public":
                continue
            if ".helpdesk_" not in origin or not re.search(RECORD, rule.rule):
                continue
            if {"access_token", "token"} & set(inspect.signature(function).parameters):
                methods = {"GET", "POST"} & set(rule.methods or {"GET"})
                found |= {(rule.rule, method) for method in methods}
        return found

    def _ask(self, path, method, number, token):
        url = re.sub(r"<int:[^>]+>", str(number), path)
        url = re.sub(r"<any\(([^,)]+)[^>]*>", r"\1", url)
        given = {"access_token": token, "token": token}
        if method == "POST":
            given["csrf_token"] = http.Request.csrf_token(self)
            answer = self.url_open(url, data=given, allow_redirects=False)
        else:
            answer = self.url_open(url, params=given, allow_redirects=False)
        # keys of forms are of the moment; the number that was asked for is in links
        page = re.sub(r"[0-9a-f]{32,}o?\d*", "", answer.text)
        page = re.sub(rf"/{number}\b", "/N", page)
        return answer.status_code, answer.headers.get("Location"), page

    def test_every_public_route_answers_alike(self):
        self.authenticate(None, None)
        routes = self._routes()
        self.assertGreaterEqual(len(routes), 5)
        partner = self.ticket.partner_id
        for path, method in sorted(routes):
            number = partner.id if "partner" in path else self.ticket.id
            for token in ("wrong", "0" * 64, "é"):
                with self.subTest(path=path, method=method, token=token):
                    known = self._ask(path, method, number, token)
                    unknown = self._ask(path, method, NOWHERE, token)
                    self.assertIn(known[0], (303, 404))
                    self.assertEqual(known, unknown)
