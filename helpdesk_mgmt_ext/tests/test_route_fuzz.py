# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Senseless values for everything that any of our routes takes.

The routes come from the routing map and their parameters from their signatures: what
an addon adds is covered without anybody thinking of it. Whatever comes in, there is an
answer: no server error, and nothing of another customer.
"""

import inspect
import re
from urllib.parse import quote

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_portal_matrix import SECRET
from .test_security_portal import PortalCommon

VALUES = (
    "",
    "-1",
    "99999999999999999999",
    "NaN",
    "a\0b",
    "'\"><script>alert(1)</script>{{7*7}}%s",
    "../../../../etc/passwd",
    "[('id', '>', 0)]",
    "🙂" * 3000,
)
#: What a converter lets through.
IDS = ("0", "1", "2147483648", "99999999999999999999")
#: What no signature names, and handlers look for all the same.
COMMON = (
    *("access_token", "token", "page", "sortby", "groupby", "filterby", "search"),
    *("search_in", "date_begin", "date_end", "redirect", "attachment", "rate"),
    *("subject", "description", "team", "category", "type", "priority", "email"),
)


@tagged("post_install", "-at_install")
class TestRouteFuzz(PortalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket.write({"name": SECRET, "description": SECRET})

    def _routes(self):
        """Return (path, kind, parameter names) of each route of our addons."""
        found = {}
        for rule in self.env["ir.http"].routing_map().iter_rules():
            function = inspect.unwrap(rule.endpoint.func)
            origin = getattr(inspect.getmodule(function), "__name__", "")
            if ".helpdesk_" not in origin and "/helpdesk" not in rule.rule:
                continue
            if rule.endpoint.routing.get("auth") not in ("public", "user", "none"):
                continue
            names = [
                name
                for name, parameter in inspect.signature(function).parameters.items()
                if name != "self" and parameter.kind != parameter.VAR_KEYWORD
            ]
            kind = rule.endpoint.routing.get("type")
            # What a call does not know it refuses: it would get no further.
            found[rule.rule, kind] = names + [*COMMON] * (kind == "http")
        return sorted((path, kind, names) for (path, kind), names in found.items())

    def _paths(self, path):
        """Yield addresses of the route; several if it takes something."""
        fixed = re.sub(r"<any\(([^,)]+)[^>]*>", r"\1", path)
        if "<" not in fixed:
            yield fixed
            return
        for number in IDS:
            with_numbers = re.sub(r"<int:[^>]+>", number, fixed)
            word = "x-" + number if "<" in with_numbers else number
            yield re.sub(r"<[^>]+>", word, with_numbers)
        yield re.sub(r"<[^>]+>", "1", re.sub(r"<(?!int)[^>]+>", quote("a'\"<%"), fixed))

    def _ask(self, url, kind, given):
        if kind == "jsonrpc":
            return [self.url_open(url, json={"params": given}, timeout=60)]
        short = {name: value[:50] for name, value in given.items()}
        given["csrf_token"] = http.Request.csrf_token(self)
        return [
            self.url_open(url, params=short, allow_redirects=False, timeout=60),
            self.url_open(url, data=given, allow_redirects=False, timeout=60),
        ]

    def _check(self, url, kind, names, value):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_http"):
            answers = self._ask(url, kind, dict.fromkeys(names, value))
        for answer in answers:
            self.assertLess(answer.status_code, 500, answer.text[:500])
            self.assertNotIn(SECRET, answer.text)
            if kind == "http":
                self.assertNotIn("<script>alert(1)", answer.text)
                self.assertNotIn("Traceback", answer.text)

    def _fuzz(self, login):
        self.authenticate(login, login)
        routes = self._routes()
        self.assertGreater(len(routes), 20)
        for path, kind, names in routes:
            paths = list(self._paths(path))
            for number in range(max(len(paths), len(VALUES))):
                url = paths[number % len(paths)]
                value = VALUES[number % len(VALUES)]
                with self.subTest(url=url, kind=kind, value=value[:30]):
                    self._check(url, kind, names, value)

    def test_a_visitor_sends_nonsense_to_every_route(self):
        self._fuzz(None)

    def test_a_customer_sends_nonsense_to_every_route(self):
        self._fuzz("hs-eve")
