# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged, users

from odoo.addons.helpdesk_mgmt_ext.tests.common_http import HelpdeskHttpCase

from .common import SlaCommon, at, utc


@tagged("post_install", "-at_install")
class TestSlaScreens(SlaCommon):
    def test_the_explanation_adds_up(self):
        ticket = self._ticket("2026-03-05 10:00", priority="2")
        self._answer(ticket, "2026-03-05 11:00")
        self._move(ticket, "pending_customer", "2026-03-06 16:00")
        self._customer_writes(ticket, "2026-03-09 09:30")
        with at("2026-03-09 10:30"):
            row = self._target(ticket).with_user(self.agent)
            self.assertEqual(row.action_explain()["res_id"], row.id)
            html = row.explanation
        for text in (
            "Office in Paris",
            "14 h 00 min",
            "1 h 00 min",
            "15 h 00 min",
            "24 h 00 min",
            "paused",
            "11:30:00",
            "Europe/Paris",
        ):
            self.assertIn(text, html)

    def test_the_explanation_is_not_for_strangers(self):
        ticket = self._ticket("2026-03-05 10:00", user_id=self.agent.id)
        stranger = self._new_user("sla-x", "helpdesk_mgmt.group_helpdesk_user_own")
        with self.assertRaises(AccessError):
            self._target(ticket).with_user(stranger).action_explain()

    def test_the_customer_reads_the_promise_in_his_time(self):
        self.customer.tz = "America/New_York"
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        with at("2026-03-02 09:10"):
            first, resolution = ticket._get_sla_promises()
            promise = ticket._customer_promise()
        self.assertEqual(first[0], "We answer by")
        self.assertIn(" 7:00 AM", first[1].replace("\u202f", " "))
        self.assertIn("America/New_York", resolution[1])
        self.assertIn("We aim to resolve it by", promise)

    def test_the_acknowledgement_tells_the_promise(self):
        with at("2026-03-02 09:00"):
            ticket = self._receive()
            mail = self._notices(ticket)[:1]
        self.assertIn("We answer by", mail.body_html or mail.body)

    def test_after_hours_the_customer_is_told_when_we_open(self):
        ticket = self._ticket("2026-03-06 20:00", priority="2")
        with at("2026-03-06 20:01"):
            notice = ticket._get_sla_office_notice()
        self.assertIn(" 9:00 AM", notice.replace("\u202f", " "))
        with at("2026-03-09 10:00"):
            self.assertFalse(ticket._get_sla_office_notice())

    def test_no_promise_is_told_that_is_kept_or_broken(self):
        ticket = self._ticket("2026-03-02 09:00", priority="3")
        self._answer(ticket, "2026-03-02 09:10")
        with at("2026-03-02 09:20"):
            labels = [label for label, _text in ticket._get_sla_promises()]
        self.assertEqual(labels, ["We aim to resolve it by"])
        with at("2026-03-05 09:20"):
            self.assertFalse(ticket._get_sla_promises())

    def test_the_summary_lists_all_targets(self):
        ticket = self._ticket("2026-03-02 09:00", priority="2")
        with at("2026-03-02 09:10"):
            labels = [line["label"] for line in ticket.sla_summary]
            self.assertEqual(ticket.sla_warn_at, utc("2026-03-02 12:00"))
        self.assertEqual(len(labels), 3)
        self.assertIn("First Response", labels)

    def test_compliance_counts_what_was_decided(self):
        met = self._ticket("2026-03-02 09:00", priority="2")
        self._answer(met, "2026-03-02 10:00")
        missed = self._ticket("2026-03-02 09:00", priority="2")
        self._answer(missed, "2026-03-02 15:00")
        rejected = self._ticket("2026-03-02 09:00", priority="2")
        with at("2026-03-02 10:00"):
            rejected.action_reject()
        self.env.flush_all()
        report = self.env["helpdesk.sla.compliance"].with_user(self.manager)
        domain = [
            ("ticket_id", "in", (met + missed + rejected).ids),
            ("metric", "=", "first_response"),
        ]
        lines = report.search(domain)
        self.assertEqual(
            {line.ticket_id: (line.outcome, line.breach_reason) for line in lines},
            {met: ("met", False), missed: ("missed", "late")},
        )
        [(rate, total)] = report._read_group(
            domain, [], ["compliance:avg", "missed:sum"]
        )
        self.assertEqual((rate, total), (50.0, 1))

    @users("hs-manager")
    def test_the_simulator_writes_nothing(self):
        tickets = self._create_tickets(0)
        for hour in ("10:00", "14:30", "16:00"):
            with at("2026-03-02 09:00"):
                ticket = self._create_tickets(priority="2")
            self._answer(ticket, f"2026-03-02 {hour}")
            tickets |= ticket
        self.env.flush_all()
        rows = tickets.ticket_sla_ids.sudo()

        def stored():  # read anew, at one time: some fields tell the time that is left
            rows.invalidate_recordset()
            with at("2026-03-03 09:00"):
                return rows.read(), tickets.sudo().sla_event_ids.ids

        before = stored()
        policy = self._target(tickets[0], "first_response").sla_id
        simulation = self.env["helpdesk.sla.simulation"].create(
            {
                "date_from": "2026-03-01",
                "date_to": "2026-03-03",
                "team_ids": self.team.ids,
                "change_ids": [
                    (
                        0,
                        0,
                        {
                            "sla_id": policy.id,
                            "target_value": 6,
                            "target_unit": "business_hours",
                        },
                    )
                ],
            }
        )
        with at("2026-03-03 09:00"):
            targets = simulation._get_targets()
            line = simulation._compare(
                targets.filtered(lambda row: row.metric == "first_response")
            )[0]
            simulation.action_simulate()
        self.assertEqual(line["total"], 3)
        self.assertAlmostEqual(line["before"], 100 / 3)
        self.assertAlmostEqual(line["after"], 200 / 3)
        self.assertIn("HS Team", simulation.result)
        self.env.flush_all()
        self.assertEqual(before, stored())

    @users("hs-manager")
    def test_the_simulator_replays_other_hours(self):
        shorter = self.calendar.sudo().copy({"name": "Mornings"})
        shorter.attendance_ids = [
            (5, 0, 0),
            *((0, 0, self._attendance(day, 9, 12)) for day in range(5)),
        ]
        with at("2026-03-02 09:00"):
            ticket = self._create_tickets(priority="2")
        self._answer(ticket, "2026-03-02 16:00")
        simulation = self.env["helpdesk.sla.simulation"].create(
            {
                "date_from": "2026-03-01",
                "date_to": "2026-03-03",
                "team_ids": self.team.ids,
                "calendar_id": shorter.id,
            }
        )
        with at("2026-03-03 09:00"):
            line = simulation._compare(simulation._get_targets())[0]
        self.assertEqual((line["before"], line["after"]), (0, 100))


@tagged("post_install", "-at_install")
class TestSlaPortal(HttpCase, SlaCommon):
    def test_the_portal_tells_the_promise_and_nothing_else(self):
        new_test_user(
            self.env,
            "sla-portal-x",
            groups="base.group_portal",
            partner_id=self.customer.id,
        )
        self.customer.tz = "Asia/Tokyo"
        ticket = self._create_tickets(priority="3")
        self.authenticate("sla-portal-x", "sla-portal-x")
        page = self.url_open(f"/my/ticket/{ticket.id}").text
        self.assertIn("We aim to resolve it by", page)
        self.assertIn("Asia/Tokyo", page)
        self.assertNotIn(self._target(ticket).sla_id.name, page)


@tagged("post_install", "-at_install")
class TestSlaTour(HelpdeskHttpCase):
    def test_the_countdown_ticks(self):
        manager = new_test_user(
            self.env, "sla-tour", groups="helpdesk_mgmt.group_helpdesk_manager"
        )
        team = self.env["helpdesk.ticket.team"].create({"name": "SLA Tour"})
        policies = self.env["helpdesk.sla"].create(
            {
                "name": "Half an hour",
                "sequence": 0,
                "metric": "first_response",
                "team_ids": team.ids,
                "target_value": 55,
                "target_unit": "minutes",
            }
        )
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Ticking",
                "description": "<p>tick</p>",
                "team_id": team.id,
                "received_at": fields.Datetime.now() - timedelta(minutes=1),
            }
        )
        self.assertIn(policies, ticket.sla_ids)
        self.start_tour(
            f"/odoo/helpdesk-tickets/{ticket.id}",
            "helpdesk_sla_countdown",
            login=manager.login,
        )
