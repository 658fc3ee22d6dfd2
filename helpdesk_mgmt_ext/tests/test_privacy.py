# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Retention, anonymisation and the right of access."""

import base64
import io
import json
import zipfile
from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .common import HelpdeskCommon

NOW = "2026-06-30 12:00:00"
SECRET = "xyzzysecret"
#: Texts on a ticket that tell nothing about a person: figures, keys of selections.
KEPT_TEXTS = {
    "ai_language",
    "ai_sentiment",
    "close_reason",
    "csat_skip_reason",
    "description",  # emptied, but it may not be NULL
    "initial_priority",
    "kanban_state",
    "last_writer",
    "name",  # as the description
    "number",
    "opportunity_suggestion",
    "priority",
    "rating_status",
    "sla_state",
    "stage_role",
}
#: Tables that hold texts for a day or less, or are no part of the database's content.
PASSING = ("bus_bus", "ir_logging")


class PrivacyCommon(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("helpdesk_mgmt_ext.ir_cron_retention")
        cls.company = cls.env.company
        cls.env["res.company"].search([]).write(
            {"helpdesk_anonymise_months": 0, "helpdesk_delete_months": 0}
        )
        cls.closing = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.person = cls.env["res.partner"].create(
            {"name": f"{SECRET} name", "email": f"{SECRET}@hs-customer.test"}
        )
        cls.log = cls.env["helpdesk.privacy.log"]

    @classmethod
    def _closed(cls, months=13, number=1, **vals):
        """Return tickets closed so many months before now."""
        at = fields.Datetime.from_string(NOW) - relativedelta(months=months)
        with freeze_time(at):
            tickets = cls._create_tickets(number, **vals)
            tickets.stage_id = cls.closing
        return tickets

    def _run(self):
        with freeze_time(NOW), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _lines(self, kind):
        return self.log.search([("kind", "=", kind)])


@tagged("post_install", "-at_install")
class TestRetention(PrivacyCommon):
    def test_off_by_default(self):
        self.assertFalse(self.env["res.company"].new({}).helpdesk_anonymise_months)
        ticket = self._closed(months=200)
        self._run()
        self.assertFalse(ticket.anonymised_at)

    def test_closed_for_long_enough(self):
        self.company.helpdesk_anonymise_months = 12
        tickets = {months: self._closed(months=months) for months in (11, 12, 13)}
        self._run()
        done = {m for m, ticket in tickets.items() if ticket.anonymised_at}
        self.assertEqual(done, {12, 13})

    def test_open_ticket_and_legal_hold_are_never_touched(self):
        self.company.helpdesk_anonymise_months = 1
        self.company.helpdesk_delete_months = 2
        with freeze_time("2020-01-01"):
            still_open = self._create_tickets()
        held = self._closed(legal_hold=True)
        self._run()
        self.assertFalse((still_open + held).exists().filtered("anonymised_at"))
        self.assertEqual(held.name, "It does not work")
        self.assertFalse((still_open + held)._anonymise(), "nor by the dialog")

    def test_each_company_has_its_own_period(self):
        second = self.env["res.company"].create({"name": "HS Second"})
        second.helpdesk_anonymise_months = 6
        ours, theirs = self._closed(), self._closed(company_id=second.id, team_id=False)
        self._run()
        self.assertFalse(ours.anonymised_at)
        self.assertTrue(theirs.anonymised_at)

    def test_deletion_keeps_the_time_that_was_booked(self):
        self.company.write(
            {"helpdesk_anonymise_months": 6, "helpdesk_delete_months": 12}
        )
        old, younger = self._closed(months=13), self._closed(months=7)
        line = self.env["account.analytic.line"].create(
            {
                "name": SECRET,
                "unit_amount": 2,
                "ticket_id": old.id,
                "project_id": self.company._get_helpdesk_project().id,
                "work_type_id": self.env["helpdesk.work.type"].search([], limit=1).id,
            }
        )
        number = old.number
        self._run()
        self.assertFalse(old.exists())
        self.assertTrue(younger.anonymised_at)
        self.assertEqual((line.unit_amount, line.name), (2, "/"))
        self.assertIn(number, self._lines("deleted")[0].numbers)

    def test_deleted_before_anonymised_is_refused(self):
        self.company.helpdesk_anonymise_months = 12
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.company.helpdesk_delete_months = 6
            self.env.flush_all()

    def test_resumes_and_one_bad_ticket_stops_no_other(self):
        self.company.helpdesk_anonymise_months = 12
        tickets = self._closed(number=5)
        model, original = type(tickets), type(tickets)._anonymise_columns

        def fails_on_one(records):
            if tickets[1] in records:
                raise ValueError("broken")
            return original(records)

        with (
            patch.object(model, "_anonymise_columns", fails_on_one),
            mute_logger(
                "odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_retention"
            ),
        ):
            self.cron.code = "model._cron_retention(2)"
            self._run()
        self.assertEqual(tickets.filtered("anonymised_at"), tickets - tickets[1])
        self.assertEqual(tickets[1].name, "It does not work", "undone as a whole")
        self._run()
        self.assertTrue(tickets[1].anonymised_at)

    def test_held_back_mails_go_by_age(self):
        self.company.helpdesk_anonymise_months = 12
        now = fields.Datetime.from_string(NOW)
        values = {"kind": "flood", "raw": b"eA==", "company_id": self.company.id}
        old, new, nobodys = self.env["helpdesk.mail.quarantine"].create(
            [
                {**values, "received_at": now - timedelta(days=400)},
                {**values, "received_at": now - timedelta(days=300)},
                {**values, "received_at": "2020-01-01", "company_id": False},
            ]
        )
        self._run()
        self.assertEqual((old + new + nobodys).exists(), new)

    def test_log_tells_what_was_done_and_no_name(self):
        self.company.helpdesk_anonymise_months = 12
        ticket = self._closed(partner_id=self.person.id)
        self._run()
        line = self._lines("anonymised")[0]
        self.assertEqual((line.count, line.numbers), (1, ticket.number))
        self.assertNotIn(SECRET, repr(line.read()))
        for attack in (lambda: line.sudo().write({"count": 0}), line.sudo().unlink):
            with self.assertRaises(UserError):
                attack()


@tagged("post_install", "-at_install")
class TestAnonymise(PrivacyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_full_ticket()

    @classmethod
    def _create_full_ticket(cls):
        """Return a closed ticket on which everything that can hold a text holds one."""
        ticket = cls._receive(
            sender=f"{SECRET} name <{SECRET}@hs-customer.test>",
            subject=f"{SECRET} subject",
            body=f"{SECRET} body",
            attachments=[(f"{SECRET}.txt", SECRET.encode())],
        )
        ticket.write(
            {name: f"{SECRET} {name}" for name in cls._texts() if name != "email_cc"}
        )
        ticket.email_cc = f"{SECRET}-cc@hs-customer.test"
        ticket.name = f"{SECRET} changed"
        ticket.message_post(body=f"{SECRET} answer", subtype_xmlid="mail.mt_comment")
        ticket.activity_schedule("mail.mail_activity_data_todo", summary=SECRET)
        ticket.resource_link_ids = [
            Command.create({"name": SECRET, "url": f"https://example.com/{SECRET}"})
        ]
        cls.env["helpdesk.mail.quarantine"].create(
            {"kind": "flood", "raw": b"eA==", "subject": SECRET, "ticket_id": ticket.id}
        )
        webhook = cls.env["helpdesk.webhook"].create(
            {"name": "HS", "url": "https://example.com/hook"}
        )
        cls.delivery = cls.env["helpdesk.webhook.delivery"].create(
            {
                "webhook_id": webhook.id,
                "event": "ticket.created",
                "body": json.dumps({"title": SECRET}),
                "ticket_id": ticket.id,
            }
        )
        ticket.user_id = cls.agent
        ticket.stage_id = cls.closing
        ticket.rating_apply(1, token=ticket._rating_get_access_token(), feedback=SECRET)
        return ticket

    @classmethod
    def _texts(cls):
        texts = cls.env["helpdesk.ticket"]._anonymised_texts()
        fields_ = cls.env["helpdesk.ticket"]._fields
        return [name for name in texts if fields_[name].type in ("char", "text")]

    def _where(self, secret):
        """Return the tables in which the secret is found, in whatever column."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                " AND tablename NOT IN %s",
                PASSING,
            )
        )
        queries = [
            SQL(
                "(SELECT %s FROM %s row WHERE row::text ILIKE %s LIMIT 1)",
                table,
                SQL.identifier(table),
                f"%{secret}%",
            )
            for (table,) in rows
        ]
        found = self.env.execute_query(SQL(" UNION ALL ").join(queries))
        return {table for (table,) in found}

    def test_every_text_of_a_ticket_is_decided_upon(self):
        model = self.env["helpdesk.ticket"]
        texts = {
            name
            for name, field in model._fields.items()
            if field.store
            and field.column_type
            and field.type
            in ("char", "text", "html", "json", "properties", "selection", "binary")
        }
        decided = set(model._anonymised_texts()) | KEPT_TEXTS
        self.assertFalse(texts - decided, "Add them to _anonymised_texts or KEPT_TEXTS")

    def test_nothing_is_left_anywhere_in_the_database(self):
        self.assertGreater(len(self._where(SECRET)), 8)
        used = self.ticket.partner_id
        self.ticket._anonymise()
        for partner in used | self.person:
            partner._helpdesk_anonymise()
        self.assertEqual(self._where(SECRET), set())

    def test_figures_survive(self):
        names = [
            "number",
            "stage_id",
            "team_id",
            "user_id",
            "received_at",
            "closed_date",
            "first_response_at",
            "first_response_hours",
            "resolution_hours",
            "agent_reply_count",
            "customer_reply_count",
            "metrics_frozen_at",
            "rating_last_value",
        ]
        before = self.ticket.read(names)
        self.assertTrue(before[0]["metrics_frozen_at"])
        self.assertTrue(before[0]["rating_last_value"])
        stages = self.env["helpdesk.ticket.stage.log"]
        history = stages.search([("ticket_id", "=", self.ticket.id)])
        row = self.env["helpdesk.ticket.analysis"].search(
            [("ticket_id", "=", self.ticket.id)]
        )
        figures = row.read(["first_response_hours", "resolution_hours", "team_id"])
        self.ticket._anonymise()
        self.assertEqual(self.ticket.read(names), before)
        self.assertEqual(stages.search([("ticket_id", "=", self.ticket.id)]), history)
        self.assertEqual(
            row.read(["first_response_hours", "resolution_hours", "team_id"]), figures
        )

    def test_company_stays_the_customer_a_person_does_not(self):
        of_company, private = self._closed(), self._closed(partner_id=self.person.id)
        (of_company + private)._anonymise()
        self.assertEqual(of_company.partner_id, self.customer_company)
        self.assertFalse(private.partner_id | private.commercial_partner_id)

    def test_nobody_is_told(self):
        mails = self.env["mail.mail"].search_count([])
        deliveries = self.env["helpdesk.webhook.delivery"].search_count([])
        messages = self.ticket.message_ids
        self.ticket._anonymise()
        self.assertLessEqual(self.env["mail.mail"].search_count([]), mails)
        after = self.env["helpdesk.webhook.delivery"].search_count([])
        self.assertEqual(after, deliveries)
        self.assertEqual(self.delivery.state, "dead", "nothing empty is delivered")
        self.assertEqual(self.ticket.message_ids, messages)

    def test_a_late_answer_does_not_reach_the_ticket(self):
        message = self.ticket.message_ids.filtered("message_id")[0]
        raw = self._mail(reply_to=message, subject="Re: late")
        self.ticket._anonymise()
        self.assertNotEqual(self._receive(raw), self.ticket)

    def test_agents_stay_authors(self):
        self.ticket.with_user(self.agent).message_post(body="mine")
        self.ticket._anonymise()
        self.assertIn(self.agent.partner_id, self.ticket.message_ids.author_id)
        self.assertNotIn(self.person, self.ticket.message_ids.author_id)

    def test_hold_is_the_managers(self):
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.officer).legal_hold = True
        self.ticket.with_user(self.manager).legal_hold = True
        self.assertTrue(self.ticket.legal_hold)


@tagged("post_install", "-at_install")
class TestPrivacyDialog(PrivacyCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._new_user(
            "hs-keeper",
            "helpdesk_mgmt.group_helpdesk_manager,base.group_partner_manager",
        )

    def _open(self, user=None, partner=None):
        partner = (partner or self.person).with_user(user or self.keeper)
        action = partner.action_helpdesk_privacy()
        return (
            self.env["helpdesk.privacy"]
            .with_user(user or self.keeper)
            .with_context(**action["context"])
            .create({})
        )

    def test_both_rights_are_needed(self):
        contacts = self._new_user("hs-contacts", "base.group_partner_manager")
        plain = self._new_user("hs-plain", "helpdesk_mgmt.group_helpdesk_manager")
        wizard = self._open()
        for user in (contacts, plain, self.officer):
            with self.subTest(user.login):
                self.env.invalidate_all()
                with self.assertRaises(AccessError):
                    self.person.with_user(user).action_helpdesk_privacy()
                for method in ("action_anonymise", "action_export"):
                    with self.assertRaises(AccessError):
                        getattr(wizard.with_user(user), method)()

    def test_shows_what_will_happen(self):
        self._closed(partner_id=self.person.id, number=2)
        self._closed(partner_id=self.person.id, legal_hold=True)
        self._create_tickets(partner_id=self.person.id)
        wizard = self._open()
        counts = (wizard.closed_count, wizard.open_count, wizard.held_count)
        self.assertEqual(counts, (2, 1, 1))
        self.assertIn("Helpdesk Ticket", wizard.used_for)

    def test_needs_the_confirmation(self):
        ticket = self._closed(partner_id=self.person.id)
        wizard = self._open()
        with self.assertRaises(UserError):
            wizard.action_anonymise()
        self.assertFalse(ticket.anonymised_at)

    def test_anonymises_tickets_and_contact(self):
        ticket = self._closed(partner_id=self.person.id)
        unknown = self._closed(partner_id=False, partner_email=self.person.email)
        wizard = self._open()
        self.assertFalse(wizard.used_for)
        wizard.confirmed = True
        wizard.action_anonymise()
        self.assertTrue(ticket.anonymised_at and unknown.anonymised_at)
        self.assertFalse(self.person.active or self.person.email)
        self.assertNotIn(SECRET, self.person.name)
        line = self._lines("contact")[0]
        self.assertEqual((line.contact, line.user_id), (self.person.id, self.keeper))

    def test_contact_that_is_used_elsewhere_stays(self):
        for label, make in (
            ("Users", lambda p: self._new_portal(p)),
            ("Bank Accounts", lambda p: self._new_account(p)),
            ("Contact", lambda p: p.create({"name": "HS Child", "parent_id": p.id})),
        ):
            with self.subTest(label):
                partner = self.person.copy({"name": f"{SECRET} {label}"})
                self._closed(partner_id=partner.id)
                make(partner)
                wizard = self._open(partner=partner)
                self.assertTrue(wizard.used_for)
                wizard.confirmed = True
                told = wizard.action_anonymise()
                self.assertIn(wizard.used_for, told["params"]["message"])
                self.assertEqual(partner.name, f"{SECRET} {label}")

    def _new_portal(self, partner):
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "login": "hs-portal-privacy",
                "partner_id": partner.id,
                "group_ids": [Command.set([self.env.ref("base.group_portal").id])],
            }
        )

    def _new_account(self, partner):
        self.env["res.partner.bank"].create(
            {"acc_number": "HS-1", "partner_id": partner.id}
        )

    def test_other_companys_tickets_are_left_and_keep_the_contact(self):
        second = self.env["res.company"].create({"name": "HS Second"})
        ticket = self._closed(
            partner_id=self.person.id, company_id=second.id, team_id=False
        )
        wizard = self._open()
        self.assertFalse(wizard.closed_count)
        self.assertTrue(wizard.used_for)
        wizard.confirmed = True
        wizard.action_anonymise()
        self.assertFalse(ticket.anonymised_at)
        self.assertTrue(self.person.active)

    def test_download_holds_messages_and_files_but_no_note(self):
        ticket = self._receive(
            sender=self.person.email_formatted,
            body="what the customer wrote",
            attachments=[("log.txt", b"the log")],
        )
        ticket.message_post(
            body="between us",
            attachments=[("ours.txt", b"ours")],
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        wizard = self._open()
        data, names = self._download(wizard)
        text = json.dumps(data)
        self.assertEqual(data["contact"]["email"], self.person.email)
        self.assertEqual(data["tickets"][0]["number"], ticket.number)
        self.assertIn("what the customer wrote", text)
        self.assertNotIn("between us", text)
        self.assertEqual([name.split("-")[-1] for name in names], ["log.txt"])
        wizard.with_notes = True
        data, names = self._download(wizard)
        self.assertIn("between us", json.dumps(data))
        self.assertEqual(len(names), 2)
        self.assertEqual(len(self._lines("export")), 2)

    def _download(self, wizard):
        url = wizard.action_export()["url"]
        self.authenticate("hs-keeper", "hs-keeper")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        data = json.loads(archive.read("data.json"))
        return data, [n for n in archive.namelist() if n != "data.json"]

    def test_download_is_nobody_elses(self):
        wizard = self._open()
        url = wizard.action_export()["url"]
        self.assertTrue(base64.b64decode(wizard.export_file))
        self.authenticate("hs-manager", "hs-manager")
        self.assertNotEqual(self.url_open(url).status_code, 200)
