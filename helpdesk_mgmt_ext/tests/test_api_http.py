# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The API as it is called: over JSON-2, with a key that opens nothing else."""

import json
import shlex
import xmlrpc.client

from lxml import html

from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_api import ApiHttpCase


@tagged("post_install", "-at_install")
class TestApiHttp(ApiHttpCase):
    def test_create_and_repeat(self):
        body = {"request_id": "h1", "vals": {"subject": "By HTTP"}}
        status, first = self._call("api_create", body)
        self.assertEqual((status, first["status"]), (200, "applied"))
        status, again = self._call("api_create", body)
        self.assertEqual((status, again["status"]), (200, "duplicate"))
        self.assertEqual(again["ticket"], first["ticket"])

    def test_ids_name_the_ticket(self):
        ticket = self._create_tickets()
        body = {"ids": [ticket.id], "request_id": "h1", "body": "hello"}
        status, answer = self._call("api_add_note", body)
        self.assertEqual((status, answer["ticket"]), (200, ticket.number))

    @mute_logger("odoo.http")
    def test_errors_are_clear_and_tell_nothing_of_the_inside(self):
        ticket = self._create_tickets()
        note = {"request_id": "x", "body": "y"}
        agent = self._make_key(self.officer)
        for label, expected, kwargs in (
            ("bad value", 422, {"body": {**note, "body": 5}}),
            ("unknown argument", 422, {"body": {**note, "more": 1}}),
            ("missing argument", 422, {"body": {"request_id": "x"}}),
            ("no ticket", 404, {"body": {**note, "ticket": "none"}}),
            ("not allowed", 403, {"body": {**note, "ids": [ticket.id]}, "key": agent}),
            ("wrong key", 401, {"body": note, "key": "0" * 40}),
            ("no JSON", 400, {"raw": "{"}),
            ("no object", 422, {"raw": "[1]"}),
        ):
            with self.subTest(label):
                status, answer = self._call("api_add_note", **kwargs)
                self.assertEqual(status, expected)
                self.assertEqual(set(answer), {"name", "message"})
                self.assertTrue(answer["message"])
                self.assertNotIn("Traceback", json.dumps(answer))

    @mute_logger("odoo.http")
    def test_an_unforeseen_error_tells_nothing(self):
        def fail(self, *args, **kwargs):
            raise ZeroDivisionError("secret")

        self.patch(type(self.env["helpdesk.ticket"]), "_api_ticket", fail)
        body = {"request_id": "x", "body": "y", "ticket": "z"}
        status, answer = self._call("api_add_note", body)
        self.assertEqual(status, 500)
        self.assertNotIn("secret", json.dumps(answer))
        self.assertEqual(set(answer), {"name", "message"})

    def test_commands_of_the_documentation_work_as_they_are(self):
        number = "HT00042"
        self.env["helpdesk.ticket"].search([("number", "=", number)]).number = "HT-old"
        self._create_tickets(number=1).number = number
        self.authenticate("hs-manager", "hs-manager")
        page = html.fromstring(self.url_open("/helpdesk/api").text)
        commands = page.xpath("//pre[contains(@class, 'o_helpdesk_api_command')]")
        self.assertGreaterEqual(len(commands), 4)
        self.authenticate(None, None)
        for command in commands:
            self._run_command(command.text_content())

    def _run_command(self, command):
        """Do what curl would do with this command."""
        words = shlex.split(command.replace("\\\n", " "))
        self.assertEqual(words[0], "curl")
        headers, body = {}, None
        for option, value in zip(words[2::2], words[3::2], strict=True):
            if option == "-H":
                name, _colon, text = value.partition(": ")
                headers[name] = text.replace("$ODOO_KEY", self.key)
            elif option == "-d":
                body = value
            else:
                self.fail(f"curl {option} is not known to this test")
        path = words[1][words[1].index("/json/2/") :]
        with self.subTest(path):
            response = self.url_open(path, data=body.encode(), headers=headers)
            self.assertEqual(response.status_code, 200, response.text)
            answer = response.json()
            self.assertIn(answer.get("status", "applied"), ("applied", "superseded"))

    def test_openapi_is_served_to_who_sets_it_up(self):
        self.authenticate("hs-manager", "hs-manager")
        document = self.url_open("/helpdesk/api/openapi.json").json()
        self.assertIn("/json/2/helpdesk.ticket/api_create", document["paths"])
        self.authenticate("hs-agent", "hs-agent")
        for path in ("/helpdesk/api", "/helpdesk/api/openapi.json"):
            self.assertEqual(self.url_open(path).status_code, 404)


@tagged("post_install", "-at_install")
class TestApiLeastPrivilege(ApiHttpCase):
    """The integration's key opens the API and nothing else."""

    def test_no_access_to_any_model(self):
        everybodys = self._everybodys_models()
        for name, model in self.env.items():
            for operation in ("read", "write", "create", "unlink"):
                if model._abstract or (name, operation) in everybodys:
                    continue
                with self.subTest(f"{operation} {name}"):
                    self.assertFalse(
                        model.with_user(self.integration_user).has_access(operation)
                    )
        ours = {name for name, _operation in everybodys if name.startswith("helpdesk")}
        self.assertFalse(ours)

    def _everybodys_models(self):
        lines = self.env["ir.model.access"].search([("group_id", "=", False)])
        return {
            (line.model_id.model, operation)
            for line in lines
            for operation in ("read", "write", "create", "unlink")
            if line[f"perm_{operation}"]
        }

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def test_403_on_every_other_model(self):
        for name in sorted(self.env.registry):
            with self.subTest(name):
                self.assertEqual(
                    self._call("search_read", {"domain": []}, model=name)[0], 403
                )

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def test_403_on_every_other_method_of_tickets(self):
        ticket = self._create_tickets()
        cls = type(self.env["helpdesk.ticket"])
        public = [
            name
            for name in dir(cls)
            if not name.startswith(("_", "api_")) and callable(getattr(cls, name, None))
        ]
        self.assertGreater(len(public), 100)
        for name in public:
            with self.subTest(name):
                self.assertEqual(self._call(name, {"ids": [ticket.id]})[0], 403)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def test_403_on_methods_that_check_nothing(self):
        for model, method in (
            ("res.users", "context_get"),
            ("res.users", "has_group"),
            ("ir.http", "session_info"),
            ("no.such.model", "read"),
            ("helpdesk.ticket", "_api_create_ticket"),
        ):
            with self.subTest(f"{model}.{method}"):
                self.assertEqual(self._call(method, model=model)[0], 403)

    @mute_logger("odoo.http")
    def test_403_on_other_routes_for_keys(self):
        for path in ("/json/1/helpdesk.ticket", "/doc-bearer/index.json"):
            with self.subTest(path):
                headers = {"Authorization": f"bearer {self.key}"}
                response = self.url_open(path, headers=headers)
                self.assertIn(response.status_code, (403, 404))

    @mute_logger("odoo.http", "odoo.service.model", "odoo.addons.base.models.res_users")
    def test_older_protocols_are_closed(self):
        user = self.integration_user
        with self.assertRaises(AccessDenied):
            self.env["res.users"].with_user(user)._check_uid_passwd(user.id, self.key)
        with self.assertRaises(xmlrpc.client.Fault):
            self.xmlrpc_object.execute_kw(
                self.env.cr.dbname, user.id, self.key, "res.users", "context_get", [[]]
            )

    def test_it_has_one_group_no_type_and_no_password(self):
        user = self.integration_user
        self.assertEqual(
            user.group_ids, self.env.ref("helpdesk_mgmt_ext.group_helpdesk_integration")
        )
        self.assertEqual(user.all_group_ids, user.group_ids)
        self.env.cr.execute("SELECT password FROM res_users WHERE id = %s", [user.id])
        self.assertFalse(self.env.cr.fetchone()[0])

    def test_a_person_with_the_group_keeps_his_rights(self):
        group = self.env.ref("helpdesk_mgmt_ext.group_helpdesk_integration")
        self.officer.group_ids += group
        key = self._make_key(self.officer)
        status, _answer = self._call("search_count", {"domain": []}, key=key)
        self.assertEqual(status, 200)


@tagged("post_install", "-at_install")
class TestApiKey(ApiHttpCase):
    def _wizard(self, user, **vals):
        return self.env["helpdesk.api.key"].with_user(user).create(vals)

    def test_administrator_makes_and_revokes_keys(self):
        admin = self.env.ref("base.user_admin")
        action = self._wizard(admin, name="n8n", days="90").action_make()
        key = action["context"]["default_key"]
        self.assertEqual(self._call("api_heartbeat", key=key)[0], 200)
        self.assertEqual(len(self._wizard(admin).key_ids), 2)
        self._wizard(admin).action_revoke()
        with mute_logger("odoo.http"):
            self.assertEqual(self._call("api_heartbeat", key=key)[0], 401)

    def test_nobody_else_may(self):
        with self.assertRaises(AccessError):
            self._wizard(self.manager, name="x", days="90")

    def test_no_key_is_made_for_a_person(self):
        admin = self.env.ref("base.user_admin")
        wizard = self._wizard(admin, user_id=self.manager.id, days="90")
        with self.assertRaises(UserError):
            wizard.action_make()
