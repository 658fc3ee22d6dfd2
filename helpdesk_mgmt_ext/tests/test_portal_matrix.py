# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A customer and a visitor against every model and route, with another's ids.

Both lists come from the registry and the routing map: what an addon adds is covered
without anybody thinking of it (threats P21–P24, P32).
"""

import inspect
import re

from odoo import http
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_matrix import MatrixMixin
from .test_security_portal import PortalCommon

#: Settings that customers may read: names to choose from, no customer's data.
CHOICES = frozenset(
    {
        "helpdesk.ticket.category",
        "helpdesk.ticket.stage",
        "helpdesk.ticket.team",
        "helpdesk.ticket.type",
    }
)
SECRET = "HS-SECRET-7781"


@tagged("post_install", "-at_install")
class TestPortalMatrix(MatrixMixin, PortalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.env.ref("base.public_user")
        cls.ticket.write({"name": SECRET, "description": SECRET})
        cls.ticket.message_post(
            body=SECRET,
            author_id=cls.agent.partner_id.id,
            subtype_xmlid="mail.mt_comment",
            attachments=[("secret.txt", SECRET.encode())],
        )
        cls.models = sorted(
            name
            for name, model in cls.env.registry.items()
            if name.startswith("helpdesk.") and not model._abstract
        )

    def _foreign(self, model):
        """Return records of the model that are not the attacker's."""
        if model == "helpdesk.ticket":
            return self.ticket
        return self.env[model].sudo().search([], limit=3)

    def _refused(self, label, call):
        """Whether the call fails or yields nothing; it never changes anything."""
        try:
            with mute_logger("odoo.models", "odoo.sql_db"), self.env.cr.savepoint():
                result = call()
                self.env.flush_all()
        except Exception:
            return True
        self.assertNotIn(SECRET, repr(result), label)
        return not result

    def test_no_model_is_written(self):
        """P23: create, write and unlink, also of what is the customer's own."""
        own = self._create_tickets(partner_id=self.eve.partner_id.id)
        for user in (self.eve, self.public):
            for name in self.models:
                records = self._foreign(name) | (
                    own if name == "helpdesk.ticket" else self.env[name]
                )
                records = records.with_user(user)
                with self.subTest(model=name, user=user.login):
                    for operation in ("create", "write", "unlink"):
                        self.assertFalse(records.browse().has_access(operation))
                    with self.assertRaises(AccessError):
                        records.browse().create({})

    def test_no_model_is_read(self):
        """P21: read, search, count and group, by a domain that names the victim."""
        for user in (self.eve, self.public):
            for name in self.models:
                if name in CHOICES:
                    continue
                records = self._foreign(name).with_user(user)
                domain = [("id", "in", records.ids)]
                with self.subTest(model=name, user=user.login):
                    for label, call in (
                        ("read", lambda r=records: r.read(["display_name"])),
                        ("search", lambda r=records, d=domain: r.search(d).ids),
                        ("count", lambda r=records, d=domain: r.search_count(d)),
                        (
                            "group",
                            lambda r=records, d=domain: r._read_group(
                                d, [], ["__count"]
                            )[0][0],
                        ),
                        (
                            "formatted group",
                            lambda r=records, d=domain: r.formatted_read_group(
                                d, ["id"], ["__count"]
                            ),
                        ),
                        (
                            "name search",
                            lambda r=records: r.name_search(SECRET),
                        ),
                    ):
                        refused = self._refused(f"{name}.{label}", call)
                        self.assertTrue(refused or not records, f"{name}.{label}")

    def test_choices_tell_no_staff(self):
        """P22: customers may choose a team, and learn neither members nor address."""
        for name in CHOICES:
            for user in (self.eve, self.public):
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                choices = model.search([])
                for field in model.fields_get():
                    with self.subTest(field=f"{name}.{field}", user=user.login):
                        self._assert_no_staff(choices, field)

    def _assert_no_staff(self, choices, field):
        try:
            rows = repr(choices.read([field]))
        except AccessError:
            return
        for secret in (self.agent.email, self.agent.name, self.team.alias_email):
            self.assertNotIn(secret, rows)

    def test_no_public_method_works_on_anothers_record(self):
        """P24: every public method of our models, with another customer's record."""
        for name in self.models:
            records = self._foreign(name)
            stored = [key for key, field in records._fields.items() if field.store]
            before = records.read(stored) if name == "helpdesk.ticket" else None
            for method in self._public_methods(name):
                with self.subTest(method=f"{name}.{method}"):
                    self._refused(
                        f"{name}.{method}",
                        lambda r=records, m=method: self._call(
                            r.with_user(self.eve), m
                        ),
                    )
            if before:
                self.env.invalidate_all()
                self.assertEqual(records.read(stored), before)

    def _routes(self):
        """Return (path, methods) of all routes of our and the stock helpdesk addons."""
        found = set()
        for rule in self.env["ir.http"].routing_map().iter_rules():
            module = getattr(rule.endpoint.func, "__module__", "")
            origin = inspect.getmodule(inspect.unwrap(rule.endpoint.func))
            module = f"{module} {getattr(origin, '__name__', '')}"
            if ".helpdesk_" in module or "/helpdesk" in rule.rule:
                found.add((rule.rule, rule.endpoint.routing.get("type")))
        return sorted(found)

    def test_no_route_serves_anothers_ticket(self):
        """P01, P32: each route with the victim's id, by GET and by POST."""
        routes = self._routes()
        self.assertGreater(len(routes), 10)
        self.assertIn("/ticket/close", [path for path, _kind in routes])
        stage, count = self.ticket.stage_id, len(self.ticket.message_ids)
        for login in ("hs-eve", None):
            self.authenticate(login, login)
            for path, kind in routes:
                with self.subTest(path=path, login=login):
                    self._attack(path, kind)
            self.ticket.invalidate_recordset()
            self.assertEqual(self.ticket.stage_id, stage)
            self.assertEqual(len(self.ticket.message_ids), count)

    def _attack(self, path, kind):
        ticket_id = str(self.ticket.id)
        url = re.sub(r"<any\(([^,)]+)[^>]*>", r"\1", path)
        url = re.sub(r"<int:rate>", "1", url)
        url = re.sub(r"<[^>]+>", ticket_id, url)
        given = {
            "id": ticket_id,
            "ticket_id": ticket_id,
            "stage_id": str(self.ticket.stage_id.id),
            "thread_id": ticket_id,
            "thread_model": "helpdesk.ticket",
            "message": "attack",
            "access_token": "x",
            "csrf_token": self._csrf(),
        }
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_http"):
            if kind == "jsonrpc":
                answers = [self.url_open(url, json={"params": given})]
            else:
                answers = [
                    self.url_open(url, allow_redirects=False),
                    self.url_open(url, data=given, allow_redirects=False),
                ]
        for answer in answers:
            self.assertLess(answer.status_code, 500)
            self.assertNotIn(SECRET, answer.text)

    def _csrf(self):
        return http.Request.csrf_token(self)

    def test_domain_of_a_visitor_is_never_everything(self):
        """Both have a record rule on tickets, or no access at all."""
        for user in (self.eve, self.public):
            rules = self.env["ir.rule"].with_user(user)
            domain = rules._compute_domain("helpdesk.ticket", "read")
            tickets = self.env["helpdesk.ticket"].with_user(user)
            self.assertFalse(
                tickets.has_access("read") and Domain(domain or []).is_true()
            )
