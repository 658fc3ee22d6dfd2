# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Values that nobody may give, by every way that the client saves records.

The fields come from the registry: what an addon adds is covered when it appears.
"""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_security_portal import PortalCommon

REFUSED = (AccessError, UserError, ValidationError, ValueError)
SAMPLES = {
    "boolean": True,
    "char": "forged",
    "date": "2020-01-01",
    "datetime": "2020-01-01 00:00:00",
    "float": 77.0,
    "html": "forged",
    "integer": 77,
    "many2one": 1,
    "text": "forged",
}
NEW = {"name": "Forged", "description": "x"}


@tagged("post_install", "-at_install")
class TestMassAssignment(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._create_tickets(
            user_id=cls.agent.id,
            team_id=cls.team.id,
            partner_id=cls.chris.partner_id.id,
        )

    def _kept_fields(self):
        """Return (name, value) of what only the system writes on a ticket."""
        for name, field in self.env["helpdesk.ticket"]._fields.items():
            if not (field.readonly and field.store and field.column_type):
                continue
            if name in MAGIC_COLUMNS:
                continue
            sample = SAMPLES.get(field.type)
            if field.type == "selection":
                sample = field.get_values(self.env)[-1]
            if sample is not None:
                yield name, sample

    def _ways(self, ticket):
        """Yield (label, function of values) for each way to save a ticket."""
        yield "write", ticket.write
        yield "web_save", lambda vals: ticket.web_save(vals, {"name": {}})
        yield (
            "web_save_multi",
            lambda vals: ticket.web_save_multi([vals], {"name": {}}),
        )
        yield "create", lambda vals: ticket.browse().create({**NEW, **vals})
        yield (
            "web_save of a new one",
            lambda vals: ticket.browse().web_save({**NEW, **vals}, {"name": {}}),
        )
        yield "copy", ticket.copy

    def _refused(self, save, vals):
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                save(vals)
                self.env.flush_all()
        except REFUSED:
            return True
        return False

    def test_agent_forges_no_fact_whichever_way_he_saves(self):
        ticket = self.own.with_user(self.agent)
        self.assertFalse(self._refused(ticket.write, {"name": "Allowed"}))
        fields = list(self._kept_fields())
        self.assertGreater(len(fields), 40)
        for name, value in fields:
            for label, save in self._ways(ticket):
                with self.subTest(field=name, way=label):
                    self.assertTrue(self._refused(save, {name: value}))

    def test_agent_forges_no_fact_by_a_default(self):
        """Neither one in the context of his call, nor one of his own."""
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        fields = {
            name: value
            for name, value in self._kept_fields()
            if tickets._has_field_access(tickets._fields[name], "write")
            and tickets._fields[name].type != "many2one"
        } | {"access_token": "chosen"}
        plain = tickets.create(NEW)
        forging = {f"default_{name}": value for name, value in fields.items()}
        self.env["ir.default"].with_user(self.agent).set(
            "helpdesk.ticket", "access_token", "chosen", user_id=True
        )
        for label, other in (
            ("his own", tickets.create(NEW)),
            ("context", tickets.with_context(**forging).create(NEW)),
        ):
            for name in fields:
                if plain[name] == other[name]:
                    continue
                with self.subTest(field=name, way=label):
                    self.assertNotEqual(f"{other[name]}", f"{fields[name]}")

    def test_agent_forges_nothing_through_lines_of_a_ticket(self):
        """Commands on x2many fields reach other models."""
        ticket = self.own.with_user(self.agent)
        rated = self.env["ir.model"]._get_id("helpdesk.ticket")
        for name, vals in (
            ("sla_event_ids", {"kind": "respond", "at": "2020-01-01"}),
            ("ticket_sla_ids", {"state": "accomplished"}),
            ("ai_analysis_ids", {"state": "done", "confidence": 1.0}),
            ("rating_ids", {"rating": 5, "res_model_id": rated}),
            ("message_follower_ids", {"partner_id": 1}),
        ):
            if name not in ticket._fields:
                continue
            for label, save in self._ways(ticket):
                with self.subTest(field=name, way=label):
                    self.assertTrue(self._refused(save, {name: [Command.create(vals)]}))

    def test_customer_saves_nothing_whichever_way(self):
        ticket = self.ticket.with_user(self.chris)
        before = self.ticket.read(["name", "stage_id", "user_id", "priority"])
        closed = self.team._stage_for_role("closed")
        for vals in (
            {"name": "forged"},
            {"stage_id": closed.id},
            {"user_id": self.agent.id},
            {"message_follower_ids": [Command.create({"partner_id": 1})]},
            {"message_ids": [Command.create({"body": "forged"})]},
            {"attachment_ids": [Command.create({"name": "forged"})]},
        ):
            for label, save in self._ways(ticket):
                with self.subTest(vals=vals, way=label):
                    self.assertTrue(self._refused(save, vals))
        self.env.invalidate_all()
        self.assertEqual(
            self.ticket.read(["name", "stage_id", "user_id", "priority"]), before
        )
