# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from contextlib import contextmanager

import jsonschema

from odoo import Command
from odoo.tests import freeze_time, tagged, users

from .common_webhook import WebhookCommon


@tagged("post_install", "-at_install")
class TestWebhookOutbox(WebhookCommon):
    """What is written, when, and what it costs."""

    def _only(self, *codes):
        events = self.env["helpdesk.webhook.event"].search([("code", "in", codes)])
        self.webhook.event_ids = events

    @contextmanager
    def _counted(self):
        self.env.cr.flush()  # what others left for the end of the transaction, too
        before = self.env.cr.sql_log_count
        counts = []
        yield counts
        self.env.cr.flush()
        counts.append(self.env.cr.sql_log_count - before)

    # ------------------------------------------------------------------ order

    def test_created_comes_first_and_versions_rise(self):
        self.team.write({"assignment_method": "round_robin", "auto_assign": True})
        ticket = self._create_tickets()
        written = self._written(ticket)
        events = written.mapped("event")
        self.assertEqual(events[0], "ticket.created")
        self.assertIn("ticket.assigned", events)
        versions = written.mapped("version")
        self.assertEqual(versions, list(range(1, len(written) + 1)))
        ticket.action_close()
        more = self._written(ticket) - written
        self.assertEqual(
            more.mapped("event"), ["ticket.stage_changed", "ticket.closed"]
        )
        self.assertEqual(more[-1].version, ticket.event_version)
        self.assertEqual(json.loads(more[-1].body)["version"], ticket.event_version)

    def test_created_comes_first_even_if_collected_later(self):
        ticket = self._create_tickets()
        before = self._written(ticket)
        ticket._emit("ticket.assigned")
        ticket._emit("ticket.created")
        events = (self._written(ticket) - before).mapped("event")
        self.assertEqual(events, ["ticket.created", "ticket.assigned"])

    def test_details_are_those_of_the_event_and_the_ticket_that_of_the_end(self):
        self._only("ticket.escalated")
        ticket = self._create_tickets()
        details = {"level": 1, "reason": "First"}
        ticket._emit("ticket.escalated", details)
        details["reason"] = "Second"
        ticket._emit("ticket.escalated", details)
        ticket.name = "Renamed"
        bodies = [json.loads(row.body)["data"] for row in self._written(ticket)]
        reasons = [body["details"]["reason"] for body in bodies]
        self.assertEqual(reasons, ["First", "Second"])
        titles = {body["ticket"]["title"] for body in bodies}
        self.assertEqual(titles, {"Renamed"})

    # --------------------------------------------------------------- rollback

    def test_rolled_back_savepoint_emits_nothing(self):
        self._only("ticket.created")
        self._create_tickets(name="before")
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._create_tickets(name="inside")
            raise ZeroDivisionError
        self._create_tickets(name="after")
        titles = [
            json.loads(row.body)["data"]["ticket"]["title"] for row in self._written()
        ]
        self.assertEqual(titles, ["before", "after"])

    def test_kept_savepoint_emits(self):
        self._only("ticket.created")
        with self.env.cr.savepoint():
            self._create_tickets()
        self.assertEqual(self.Delivery.search_count([]), 1)

    def test_ticket_deleted_in_the_same_transaction_emits_nothing(self):
        kept, gone = self._create_tickets(2)
        gone.unlink()
        self.assertEqual(self._written().ticket_id, kept)

    # ------------------------------------------------------------------- cost

    def test_no_webhook_no_rows_and_no_query(self):
        self.webhook.active = False
        self._create_tickets()
        tickets = self._create_tickets(3)
        self.env["helpdesk.webhook"]._subscribed("ticket.created")
        with self._counted() as counts:
            tickets._emit("ticket.created")
        self.assertEqual(counts, [0])
        self.assertFalse(self._written())
        self.assertFalse(tickets[0].event_version)

    def test_event_nobody_subscribed_to_is_not_written(self):
        self._only("ticket.closed")
        ticket = self._create_tickets()
        self.assertFalse(self._written(ticket))
        ticket.action_close()
        self.assertEqual(self._written(ticket).mapped("event"), ["ticket.closed"])

    def test_a_batch_costs_two_queries(self):
        self._create_tickets(2)
        self.env.cr.flush()
        costs = {}
        for active in (False, True):
            self.webhook.active = active
            self._create_tickets()  # what a worker looks up once, it has looked up
            self.env.cr.flush()
            self.env.invalidate_all()
            self.env.company.mapped("name")  # every request has read its company
            with self._counted() as counts:
                self._create_tickets(50)
            costs[active] = counts[0]
        self.assertGreaterEqual(self.Delivery.search_count([]), 50)
        self.assertLessEqual(costs[True] - costs[False], 2, costs)

    # ----------------------------------------------------------- who is told

    def test_own_changes_are_not_sent_back(self):
        self.webhook.echo_user_id = self.officer
        other = self._webhook()
        self._create_tickets()
        self.env["helpdesk.ticket"].with_user(self.officer).create(
            {"name": "By the bot", "description": "x", "team_id": self.team.id}
        )
        self._create_tickets(1).with_context(
            helpdesk_webhook_origin=self.officer.id
        )._emit("ticket.escalated", {"level": 1})
        told = {}
        for row in self._written():
            told.setdefault(row.webhook_id, []).append(row.event)
        self.assertEqual(told[self.webhook].count("ticket.created"), 2)
        self.assertNotIn("ticket.escalated", told[self.webhook])
        self.assertEqual(told[other].count("ticket.created"), 3)
        self.assertIn("ticket.escalated", told[other])

    def test_what_the_integration_does_is_not_told_to_its_own_webhook(self):
        user = self.env.ref("helpdesk_mgmt_ext.user_helpdesk_integration")
        self.assertEqual(self.webhook.echo_user_id, user)
        other = self._webhook(echo_user_id=False)
        ticket = self._create_tickets()
        before = self._written()
        ticket.with_user(user).api_escalate(request_id="hs-1", reason="Late", level=1)
        told = self._written() - before
        self.assertEqual(told.webhook_id, other)
        self.assertIn("ticket.escalated", told.mapped("event"))

    def test_heartbeat_shows_on_the_callers_webhook(self):
        user = self.env.ref("helpdesk_mgmt_ext.user_helpdesk_integration")
        other = self._webhook(echo_user_id=False)
        with freeze_time("2026-03-02 08:00:00"):
            self.env["helpdesk.ticket"].with_user(user).api_heartbeat()
        self.assertEqual(str(self.webhook.last_heartbeat_at), "2026-03-02 08:00:00")
        self.assertFalse(other.last_heartbeat_at)

    def test_only_the_companys_tickets(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.webhook.company_id = company
        self._create_tickets()
        self.assertFalse(self._written())
        self.webhook.company_id = self.env.company
        self._create_tickets()
        self.assertTrue(self._written())

    # ------------------------------------------------------------------- body

    def test_every_event_fits_its_schema(self):
        ticket = self._create_tickets()
        ticket.user_id = self.agent
        ticket._emit("ticket.escalated", {"level": 1, "reason": "He called"})
        ticket.action_request_info("Which version?")
        ticket.action_resolve("It was the cable")
        ticket.action_close()
        ticket.action_reopen()
        rows = self._written(ticket)
        self.assertGreaterEqual(
            set(rows.mapped("event")),
            {
                "ticket.created",
                "ticket.assigned",
                "ticket.escalated",
                "ticket.pending",
                "ticket.resolved",
                "ticket.stage_changed",
                "ticket.closed",
                "ticket.reopened",
            },
        )
        for row in rows:
            with self.subTest(row.event):
                self._check_schema(json.loads(row.body))

    def test_each_event_has_a_schema_and_each_schema_an_event(self):
        codes = self.env["helpdesk.webhook.event"].search([]).mapped("code")
        for code in codes:
            schema = self._schema(code)
            jsonschema.Draft202012Validator.check_schema(schema)
            self.assertEqual(schema["properties"]["type"]["const"], code)
        files = {path.stem for path in self.SCHEMAS.glob("*.json")}
        self.assertEqual(files, set(codes))

    def test_what_a_schema_does_not_know_is_noticed(self):
        ticket = self._create_tickets()
        ticket._emit("ticket.escalated", {"level": 1, "mood": "bad"})
        message = json.loads(self._written(ticket)[-1].body)
        with self.assertRaises(AssertionError):
            self._check_schema(message)

    def test_contact_data_only_by_opt_in(self):
        self.customer.phone = "+49 30 1234567"
        text = "Call +49 30 1234567 or mail chris@hs-customer.test, order 2026-11-25"
        told = self._webhook(include_contact=True)
        self._only("ticket.created")
        told.event_ids = self.webhook.event_ids
        self._create_tickets(name=text, description=f"<p>{text}</p>")
        bodies = {row.webhook_id: row.body for row in self._written()}
        for secret in ("1234567", "chris@", "Chris Customer", "HS Customer"):
            with self.subTest(secret):
                self.assertNotIn(secret, bodies[self.webhook])
                self.assertIn(secret, bodies[told])
        self.assertIn("order 2026-11-25", bodies[self.webhook])

    def test_body_stays_under_20_kb_whatever_is_written(self):
        for label, text in (
            ("long", "word " * 50_000),
            ("arabic", "مرحبا " * 20_000),
            ("emoji", "🙂" * 20_000),
            ("quotes", '"\\' * 20_000),
            ("control", "\x01\x02" * 20_000),
        ):
            with self.subTest(label):
                ticket = self._create_tickets(
                    name=text[:5000], description=f"<p>{text}</p>"
                )
                ticket._emit("ticket.escalated", {"level": 1, "reason": text})
                for row in self._written(ticket):
                    self.assertLess(len(row.body.encode()), 20_000)
                    data = json.loads(row.body)["data"]
                    if row.event == "ticket.created" and label != "control":
                        self.assertTrue(data["ticket"]["description_truncated"])

    def test_body_speaks_nobodys_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        ticket_type = self.env["helpdesk.ticket.type"].create({"name": "Fault"})
        ticket_type.with_context(lang="de_DE").name = "Fehler"
        self.env = self.env(context={"lang": "de_DE"})
        self._create_tickets(type_id=ticket_type.id).with_env(self.env)
        row = self._written()[0]
        self.assertEqual(json.loads(row.body)["data"]["ticket"]["type"], "Fault")

    @freeze_time("2026-03-02 08:00:00")
    def test_time_is_that_of_the_event_in_utc(self):
        self._create_tickets()
        row = self._written()[0]
        self.assertEqual(json.loads(row.body)["timestamp"], "2026-03-02T08:00:00Z")

    # ------------------------------------------------------------------- life

    def test_new_settings_are_known_at_once(self):
        self._only("ticket.closed")
        self._create_tickets()
        self.assertFalse(self._written())
        created = self.env.ref("helpdesk_mgmt_ext.webhook_event_created")
        self.webhook.event_ids = [Command.link(created.id)]
        self._create_tickets()
        self.assertEqual(self._written().mapped("event"), ["ticket.created"])

    @users("hs-agent")
    def test_an_agents_ticket_is_told_though_he_may_not_see_the_outbox(self):
        self.env["helpdesk.ticket"].create(
            {"name": "x", "description": "x", "team_id": self.team.id}
        )
        self.env.cr.flush()
        self.assertTrue(self.Delivery.sudo().search_count([]))

    def test_job_is_woken(self):
        Trigger = self.env["ir.cron.trigger"]
        domain = [("cron_id", "=", self.cron.id)]
        Trigger.search(domain).unlink()
        self._create_tickets()
        self.env.cr.flush()
        self.assertTrue(Trigger.search_count(domain))
