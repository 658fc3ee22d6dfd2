# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged, users

from .common import SlaCommon, at


@tagged("post_install", "-at_install")
class TestSlaThreats(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._new_user("sla-own", "helpdesk_mgmt.group_helpdesk_user_own")
        cls.portal = new_test_user(
            cls.env, login="sla-portal", groups="base.group_portal"
        )
        with at("2026-03-02 09:00"):
            cls.own_ticket = cls._create_tickets(user_id=cls.own.id)
            cls.foreign_ticket = cls._create_tickets(user_id=cls.agent.id)
        cls.own_ticket.partner_id = cls.customer

    @users("sla-own")
    def test_an_agent_cannot_rewrite_targets(self):
        """I03: not even those of his own ticket."""
        row = self.own_ticket.with_env(self.env).ticket_sla_ids[:1]
        for name, value in (("state", "accomplished"), ("deadline", "2030-01-01")):
            with self.subTest(name), self.assertRaises(AccessError):
                row.write({name: value})
        with self.assertRaises(AccessError):
            row.unlink()
        with self.assertRaises(AccessError):
            row.create({"ticket_id": self.own_ticket.id, "sla_id": row.sla_id.id})
        ticket = self.own_ticket.with_env(self.env)
        for name in ("sla_state", "sla_deadline", "customer_tier_id"):
            with self.subTest(name), self.assertRaises(AccessError):
                ticket.write({name: False})

    def test_an_agent_forges_no_line_by_a_default(self):
        """Neither one in the context of his call, nor one of his own."""
        forging = {
            "default_reached_at": "2026-03-01 00:00:00",
            "default_breached_at": "2026-03-01 00:00:00",
            "default_breach_reason": "reclassified",
            "default_consumed_time": -99.0,
            "default_detail": "forged",
            "default_by_customer": True,
        }
        self.env["ir.default"].with_user(self.agent).set(
            "helpdesk.ticket.sla", "breach_count", 77, user_id=True
        )
        ticket = self.env["helpdesk.ticket"].with_user(self.agent)
        ticket = ticket.with_context(**forging).create(
            {"name": "x", "description": "x", "team_id": self.team.id}
        )
        lines = ticket.sudo().ticket_sla_ids
        events = ticket.sudo().sla_event_ids
        self.assertTrue(lines and events)
        for records, names in (
            (lines, ("consumed_time", "breached_at", "breach_reason", "breach_count")),
            (events, ("detail", "by_customer")),
        ):
            for name in names:
                with self.subTest(name):
                    self.assertFalse(any(records.mapped(name)))

    @users("sla-own", "hs-manager")
    def test_nobody_rewrites_history(self):
        event = self.own_ticket.with_env(self.env).sla_event_ids[:1]
        with self.assertRaises(UserError):  # or the AccessError it includes
            event.write({"at": "2020-01-01"})
        with self.assertRaises(UserError):
            event.unlink()
        with self.assertRaises(AccessError):
            event.create(
                {"ticket_id": self.own_ticket.id, "kind": "respond", "at": "2026-03-02"}
            )

    def test_history_is_append_only_for_the_superuser_too(self):
        event = self.own_ticket.sudo().sla_event_ids[:1]
        with self.assertRaises(UserError):
            event.kind = "cancel"
        with self.assertRaises(UserError):
            event.unlink()

    @users("sla-portal")
    def test_portal_sees_neither_policies_nor_targets(self):
        """P20, P21 and the rows of V2: reading, counting and grouping."""
        for model in ("helpdesk.sla", "helpdesk.ticket.sla"):
            with self.subTest(model):
                records = self.env[model]
                self.assertFalse(records.search([]))
                self.assertEqual(records.search_count([]), 0)
                group = "metric"
                self.assertFalse(records._read_group([], [group], ["__count"]))
        rows = self.foreign_ticket.ticket_sla_ids.with_env(self.env)
        with self.assertRaises(AccessError):
            rows.read(["deadline"])
        with self.assertRaises(AccessError):
            self.env["helpdesk.sla.event"].search([])

    @users("sla-own")
    def test_grouping_does_not_tell_titles_of_other_tickets(self):
        for model in ("helpdesk.ticket.sla", "helpdesk.sla.event"):
            with self.subTest(model):
                groups = self.env[model]._read_group([], ["ticket_id"], ["__count"])
                tickets = {ticket.id for ticket, _count in groups}
                self.assertIn(self.own_ticket.id, tickets)
                self.assertNotIn(self.foreign_ticket.id, tickets)

    @users("sla-own")
    def test_filtered_access_works_on_targets(self):
        """V22: stock returns tickets where targets are expected."""
        rows = (self.own_ticket + self.foreign_ticket).ticket_sla_ids
        readable = rows.with_env(self.env)._filtered_access("read")
        self.assertEqual(readable, self.own_ticket.ticket_sla_ids)

    def test_a_filter_is_data_and_never_code(self):
        """I09: what looks like code is no filter, and is not run."""
        for text in (
            "__import__('os').system('true')",
            "[('id', '=', (lambda: 1)())]",
            "[('name', '=', user.name)]",
        ):
            with self.subTest(text):
                policy = self._policy(domain=text)
                self.assertIn("filter", policy.problem)
                ticket = self._create_tickets()
                self.assertNotIn(policy, ticket.ticket_sla_ids.sla_id)

    def test_reports_stay_in_their_company(self):
        """I11: the stock report showed all companies to each manager."""
        manager = self._new_user("sla-mgr2", "helpdesk_mgmt.group_helpdesk_manager")
        manager.write(
            {
                "company_id": self.other_company.id,
                "company_ids": [Command.set(self.other_company.ids)],
            }
        )
        self.env.flush_all()
        for model in ("helpdesk.sla.report", "helpdesk.ticket.sla"):
            with self.subTest(model):
                found = (
                    self.env[model]
                    .with_user(manager)
                    .search([("ticket_id", "=", self.own_ticket.id)])
                )
                self.assertFalse(found)
                mine = (
                    self.env[model]
                    .with_user(self.manager)
                    .search([("ticket_id", "=", self.own_ticket.id)])
                )
                self.assertTrue(mine)

    def test_searching_expired_agrees_with_the_field(self):
        """R23: for both values, on tickets and on targets."""
        with at("2026-03-03 09:01"):
            fresh = self._create_tickets()
            bare = self._create_tickets()
            bare.ticket_sla_ids.unlink()
            tickets = self.own_ticket + self.foreign_ticket + fresh + bare
            for records in (tickets, tickets.ticket_sla_ids):
                name = "sla_expired" if records == tickets else "expired"
                for value in (True, False):
                    with self.subTest(records._name, value=value):
                        found = records.search(
                            [(name, "=", value), ("id", "in", records.ids)]
                        )
                        expected = records.filtered(lambda r, n=name: r[n] == value)  # noqa: B023
                        self.assertEqual(found, expected.sorted())
            self.assertTrue(self.own_ticket.sla_expired)
