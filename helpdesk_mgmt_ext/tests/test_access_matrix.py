# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every model and public method of the suite, against every kind of employee.

Models and methods come from the registry: a new model fails until somebody writes
down who may do what with it, a new method is attacked as soon as it exists.
"""

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_matrix import MatrixMixin
from .test_security import SecurityCommon

SECRET = "HS-SECRET-4417"
ROLES = ("employee", "own", "officer", "manager")
#: Rights by model for ROLES, in this order: r read, w write, c create, u unlink.
#: Record rules narrow them; the tests below say how far.
EXPECTED = {
    "helpdesk.ai.analysis": "- r r r",
    "helpdesk.ai.call": "- - - r",
    "helpdesk.ai.model": "- - - r",
    "helpdesk.ai.preview": "- - - rwc",
    "helpdesk.ai.provider": "- - r rwcu",
    "helpdesk.api.key": "- - - -",
    "helpdesk.api.monitor": "- - - -",
    "helpdesk.api.request": "- - - -",
    "helpdesk.assignment.rule": "- - r rwcu",
    "helpdesk.automation.preview": "- - - rwcu",
    "helpdesk.automation.preview.line": "- - - rwcu",
    "helpdesk.customer.tier": "r r r rwcu",
    "helpdesk.health": "- - - r",
    "helpdesk.intake.hit": "- - - -",
    "helpdesk.kb.deflection": "- - - r",
    "helpdesk.kb.effect": "- - - r",
    "helpdesk.kb.merge": "- - - -",
    "helpdesk.kb.reject": "- - - -",
    "helpdesk.kb.usage": "- - - r",
    "helpdesk.macro": "- rwcu rwcu rwcu",
    "helpdesk.macro.run": "- rwcu rwcu rwcu",
    "helpdesk.mail.claim": "- - - -",
    "helpdesk.mail.original": "- - - -",
    "helpdesk.mail.quarantine": "- - rw rwu",
    "helpdesk.phone.call": "- rwcu rwcu rwcu",
    "helpdesk.privacy": "- - - rwc",
    "helpdesk.privacy.log": "- - - r",
    "helpdesk.reminder.step": "- r r rwcu",
    "helpdesk.sla": "r r r rwcu",
    "helpdesk.sla.compliance": "- - - r",
    "helpdesk.sla.escalation": "- r r rwcu",
    "helpdesk.sla.escalation.log": "- r r r",
    "helpdesk.sla.event": "- r r r",
    "helpdesk.sla.report": "- - - rwcu",
    "helpdesk.sla.simulation": "- - - rwcu",
    "helpdesk.sla.simulation.change": "- - - rwcu",
    "helpdesk.team.preset": "- - - rwcu",
    "helpdesk.team.turn": "- - - -",
    "helpdesk.ticket": "r rwc rwc rwcu",
    "helpdesk.ticket.analysis": "- r r r",
    "helpdesk.ticket.bulk": "- rwcu rwcu rwcu",
    "helpdesk.ticket.category": "r r r rwcu",
    "helpdesk.ticket.channel": "r r r rwcu",
    "helpdesk.ticket.children": "- rwcu rwcu rwcu",
    "helpdesk.ticket.close": "- rwcu rwcu rwcu",
    "helpdesk.ticket.create.lead": "- rwc rwc rwc",
    "helpdesk.ticket.duplicate.wizard": "- rwcu rwcu rwcu",
    "helpdesk.ticket.escalate": "- rwcu rwcu rwcu",
    "helpdesk.ticket.hold": "- rwcu rwcu rwcu",
    "helpdesk.ticket.link": "- rwcu rwcu rwcu",
    "helpdesk.ticket.merge.wizard": "- rwcu rwcu rwcu",
    "helpdesk.ticket.notice": "- - - r",
    "helpdesk.ticket.request_info": "- rwcu rwcu rwcu",
    "helpdesk.ticket.resolve": "- rwcu rwcu rwcu",
    "helpdesk.ticket.sla": "r rwc rwc rwcu",  # fields and lines are facts: test I03
    "helpdesk.ticket.split.wizard": "- rwcu rwcu rwcu",
    "helpdesk.ticket.stage": "r r r rwcu",
    "helpdesk.ticket.stage.log": "- - - r",
    "helpdesk.ticket.stage.time": "- - - r",
    "helpdesk.ticket.tag": "r r r rwcu",
    "helpdesk.ticket.team": "r r r rwcu",
    "helpdesk.ticket.type": "- r r rwcu",
    "helpdesk.ticket.understand": "- rwcu rwcu rwcu",
    "helpdesk.timer.stop": "- rwcu rwcu rwcu",
    "helpdesk.upsell.phrase": "- r r rwcu",
    "helpdesk.webhook": "- - - r",
    "helpdesk.webhook.delivery": "- - - r",
    "helpdesk.webhook.event": "- - - r",
    "helpdesk.webhook.replay": "- - - -",
    "helpdesk.work.type": "r r r rwcu",
}
#: Seen by whoever sees the ticket, decided in Python: no record rule to look for.
BY_TICKET = {"helpdesk.sla.event", "helpdesk.sla.escalation.log"}
OPERATIONS = (("r", "read"), ("w", "write"), ("c", "create"), ("u", "unlink"))


@tagged("post_install", "-at_install")
class TestAccessMatrix(MatrixMixin, SecurityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_2 = cls.env["res.company"].create({"name": "HM Second"})
        cls.stranger = cls._new_user(
            "hs-stranger", "helpdesk_mgmt.group_helpdesk_manager"
        )
        cls.stranger.write(
            {
                "company_ids": [Command.set(cls.company_2.ids)],
                "company_id": cls.company_2.id,
            }
        )
        cls.ticket = cls._create_tickets(
            name=SECRET, description=SECRET, user_id=cls.agent.id
        )
        cls.ticket.resource_link_ids = [
            Command.create({"name": SECRET, "url": "https://example.com/x"})
        ]
        cls.env["helpdesk.mail.quarantine"].create(
            {
                "subject": SECRET,
                "kind": "flood",
                "raw": "eA==",
                "company_id": cls.env.company.id,
                "ticket_id": cls.ticket.id,
            }
        )
        cls.token = cls.ticket._portal_ensure_token()
        cls.env.flush_all()
        cls.models = sorted(
            name
            for name, model in cls.env.registry.items()
            if name.startswith("helpdesk.") and not model._abstract
        )

    def _users(self):
        return zip(
            ROLES, (self.employee, self.own, self.officer, self.manager), strict=True
        )

    def _foreign(self, name):
        """Return what belongs to another agent, in company 1."""
        if name == "helpdesk.ticket":
            return self.ticket
        records = self.env[name].sudo().with_context(active_test=False)
        path = self._company_path(name)
        if "ticket_id" in records._fields and records._fields["ticket_id"].store:
            return records.search([("ticket_id", "=", self.ticket.id)], limit=3)
        domain = [(path, "=", self.env.company.id)] if path else []
        return records.search(domain, limit=3)

    def _company_path(self, name):
        fields = self.env[name]._fields
        for path in ("company_id", "ticket_id", "team_id"):
            if path in fields and fields[path].store and fields[path].relational:
                return path if path == "company_id" else f"{path}.company_id"
        return None

    def test_every_model_has_a_decision(self):
        unknown = set(self.models) - set(EXPECTED)
        self.assertFalse(unknown, "Say in EXPECTED who may do what with these models")

    def test_rights_are_those_decided(self):
        for name in self.models:
            expected = EXPECTED.get(name, "").split()
            for (role, user), rights in zip(self._users(), expected, strict=False):
                with self.subTest(model=name, role=role):
                    access = self.env["ir.model.access"].with_user(user)
                    found = "".join(
                        letter
                        for letter, operation in OPERATIONS
                        if access.check(name, operation, raise_exception=False)
                    )
                    self.assertEqual(found or "-", rights)

    def test_every_model_of_a_company_has_a_company_rule(self):
        """I10, I11: unless nobody below the system administrator reads it."""
        for name in self.models:
            path = self._company_path(name)
            if not path or self.env[name]._transient or name in BY_TICKET:
                continue
            rules = self.env["ir.rule"].with_user(self.manager)
            if not self.env[name].with_user(self.manager).has_access("read"):
                continue
            with self.subTest(model=name):
                domain = Domain(rules._compute_domain(name, "read") or [])
                self.assertIn("company_id", repr(domain))

    def test_nothing_crosses_companies(self):
        """I19: a manager of company 2, by read, search, count and group."""
        tried = set()
        for name in self.models:
            if not self._company_path(name) or self.env[name]._transient:
                continue
            records = self._foreign(name)
            if records and self._has_company(records):
                tried.add(name)
                with self.subTest(model=name):
                    self._assert_unseen(records.with_user(self.stranger))
        self.assertGreaterEqual(
            tried, {"helpdesk.ticket", "helpdesk.ticket.link", "helpdesk.ticket.team"}
        )
        self.assertIn("helpdesk.mail.quarantine", tried)

    def _has_company(self, records):
        return all(records.mapped(self._company_path(records._name)))

    def _assert_unseen(self, records):
        model, domain = records.browse(), [("id", "in", records.ids)]
        if not model.has_access("read"):
            with self.assertRaises(AccessError):
                model.search(domain)
            return
        self.assertFalse(model.search(domain))
        self.assertEqual(model.search_count(domain), 0)
        self.assertEqual(model._read_group(domain, [], ["__count"]), [(0,)])
        with self.assertRaises(AccessError):
            records.read(["display_name"])
        for operation in ("write", "unlink"):
            self.assertFalse(records.has_access(operation))

    def test_own_agent_sees_nothing_of_a_colleagues_ticket(self):
        """I02, P21 for the staff: all lines that hang on the ticket."""
        tried = set()
        for name in self.models:
            field = self.env[name]._fields.get("ticket_id")
            if self.env[name]._transient or not (field and field.store):
                continue
            records = self._foreign(name)
            if records:
                tried.add(name)
                for user in (self.employee, self.own):
                    with self.subTest(model=name, user=user.login):
                        self._assert_unseen(records.with_user(user))
        self.assertIn("helpdesk.ticket.link", tried)
        self.assertIn("helpdesk.ticket.analysis", tried)

    def test_no_public_method_works_on_anothers_record(self):
        """I06 and its like: whoever may not see the record gets nothing of it."""
        called, common = 0, type(self.env["res.country"])  # what every model has
        stored = [
            n for n, f in self.ticket._fields.items() if f.store and f.column_type
        ]
        before = self.ticket.read(stored)
        for name in self.models:
            records = self._foreign(name)
            for method in self._public_methods(name):
                if hasattr(common, method):
                    continue
                for user in (self.employee, self.own, self.stranger):
                    with self.subTest(method=f"{name}.{method}", user=user.login):
                        called += 1
                        self._attack(records.with_user(user), method)
                        self.env.invalidate_all()
                        self.assertEqual(self._ticket_values(), before)
        self.assertGreater(called, 100)

    def _ticket_values(self):
        fields = self.ticket._fields.items()
        return self.ticket.read([n for n, f in fields if f.store and f.column_type])

    def _attack(self, records, method):
        try:
            with mute_logger("odoo.models", "odoo.sql_db"), self.env.cr.savepoint():
                result = self._call(records, method)
                self.env.flush_all()
        except Exception:
            return
        self._assert_tells_nothing(result)

    def _assert_tells_nothing(self, result):
        for secret in (SECRET, self.token):
            self.assertNotIn(secret, repr(result))

    def test_key_of_a_ticket_is_for_who_reads_it(self):
        """P17 and its like: ``get_portal_url`` and the dialog “Share”."""
        url = self.ticket.with_user(self.officer).get_portal_url()
        self.assertIn(self.token, url)
        sharer = self._new_user("hs-sharer", "base.group_partner_manager")
        values = {"res_model": "helpdesk.ticket", "res_id": self.ticket.id}
        for user in (self.employee, self.own, self.stranger, sharer):
            with self.subTest(user.login):
                self.env.invalidate_all()
                with self.assertRaises(AccessError):
                    self.ticket.with_user(user).get_portal_url()
                with self.assertRaises(AccessError):
                    share = self.env["portal.share"].with_user(user).create(values)
                    self.assertNotIn(self.token, share.share_link or "")
        self.ticket.partner_id = self._new_user(
            "hs-pat", "base.group_portal"
        ).partner_id
        patient = self.ticket.with_user(self.ticket.partner_id.user_ids)
        self.assertEqual(patient.get_portal_url(), f"/my/ticket/{self.ticket.id}")

    def test_i08_template_of_a_manager_runs_no_code(self):
        values = {
            "name": "attack",
            "model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
        }
        templates = self.env["mail.template"].with_user(self.manager)
        code = "object.env['ir.config_parameter'].sudo().set_param('hm', '1')"
        for name, text in (
            ("body_html", f'<p t-out="{code}"/>'),
            ("subject", f"{{{{ {code} }}}}"),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                templates.create({**values, name: text})

    def test_i21_defaults_of_an_address_forge_no_fact(self):
        """A manager sets an alias to plain values; code is refused, facts are."""
        team = self.team.with_user(self.manager)
        with self.assertRaises(ValidationError):
            team.alias_defaults = "__import__('os').getcwd()"
        team.alias_defaults = "{'number': 'HT66666', 'closed_date': '2001-01-01'}"
        ticket = self._receive(subject="defaults")
        self.assertNotEqual(ticket.number, "HT66666")
        self.assertFalse(ticket.closed_date)

    def test_quarantined_mail_is_its_companys(self):
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "HM Two",
                "company_id": self.company_2.id,
                "alias_name": "hm-two",
                "alias_domain_id": self.alias_domain.id,
            }
        )
        quarantine = self.env["helpdesk.mail.quarantine"]
        for label, recipients, company in (
            ("one", team.alias_email, self.company_2),
            ("named", f"Two <{team.alias_email}>, x@y.test", self.company_2),
            ("both", f"{team.alias_email}, {self.team.alias_email}", None),
            ("none", "", None),
        ):
            with self.subTest(label):
                found = quarantine._addressed_company({"recipients": recipients})
                self.assertEqual(found, company or found.browse())

    def test_mail_of_no_clear_company_is_for_managers(self):
        values = {"kind": "failed", "subject": "whose?", "raw": b"eA=="}
        mail = self.env["helpdesk.mail.quarantine"].create(values)
        for user, sees in ((self.officer, False), (self.manager, True)):
            with self.subTest(user.login):
                found = mail.with_user(user).search([("id", "=", mail.id)])
                self.assertEqual(bool(found), sees)

    def test_no_dialog_touches_anothers_ticket(self):
        """Mass assignment: a dialog is filled with a ticket that is not one's own."""
        tried = set()
        stored = [
            n for n, f in self.ticket._fields.items() if f.store and f.column_type
        ]
        before = self.ticket.read(stored)
        for name in self.models:
            fields = [
                field
                for field in self.env[name]._fields.values()
                if field.comodel_name == "helpdesk.ticket" and field.type != "one2many"
            ]
            if not (self.env[name]._transient and fields):
                continue
            tried.add(name)
            for method in self._public_methods(name):
                if hasattr(type(self.env["res.country"]), method):
                    continue
                with self.subTest(dialog=name, method=method):
                    self._attack_dialog(name, fields, method)
                    self.env.invalidate_all()
                    self.assertEqual(self._ticket_values(), before)
        self.assertIn("helpdesk.ticket.close", tried)

    def _attack_dialog(self, name, fields, method):
        many = {f.name for f in fields if f.type == "many2many"}
        values = {
            f.name: [Command.set(self.ticket.ids)] if f.name in many else self.ticket.id
            for f in fields
            if f.store and not f.related
        }
        model = self.env[name].with_user(self.own)
        model = model.with_context(
            active_model="helpdesk.ticket",
            active_id=self.ticket.id,
            active_ids=self.ticket.ids,
        )
        try:
            with mute_logger("odoo.models", "odoo.sql_db"), self.env.cr.savepoint():
                result = self._call(model.create(values), method)
                self.env.flush_all()
        except Exception:
            return
        self._assert_tells_nothing(result)
