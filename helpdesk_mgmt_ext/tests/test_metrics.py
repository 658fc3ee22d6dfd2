# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCommon

MONDAY = datetime(2026, 3, 2, 9)
#: It tells of missing working hours, where that addon is installed.
SLA_WARNING = "odoo.addons.helpdesk_sla_ext.models.helpdesk_sla_warning"


class MetricsCommon(HelpdeskCommon):
    """A company that works Monday to Friday, 8 to 16 UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.env["resource.calendar"].create(
            {
                "name": "HS hours",
                "tz": "UTC",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": str(day),
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 16,
                        },
                    )
                    for day in range(5)
                ],
            }
        )
        cls.env.company.resource_calendar_id = cls.hours
        if "resource_calendar_id" in cls.team._fields:
            cls.team.resource_calendar_id = cls.hours

    @classmethod
    def _at(cls, minutes=0, **delta):
        return freeze_time(MONDAY + timedelta(minutes=minutes, **delta))

    def _new(self, **vals):
        with self._at():
            return self._create_tickets(user_id=self.agent.id, **vals)

    def _answer(self, ticket, moment, user=None):
        with moment:
            ticket.with_user(user or self.agent).message_post(
                body="An answer",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _customer_writes(self, ticket, moment, body="It is still broken."):
        with moment:
            ticket.message_post(
                body=body,
                author_id=self.customer.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _solve(self, ticket, moment):
        with moment:
            ticket.with_user(self.agent).action_resolve("Done")

    def _row(self, ticket):
        return self.env["helpdesk.ticket.analysis"].search(
            [("ticket_id", "=", ticket.id)]
        )

    def _null(self, ticket, name):
        """Whether the figure is empty in the database; the ORM shows zero."""
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT {name} IS NULL FROM helpdesk_ticket WHERE id = %s", [ticket.id]
        )
        return self.env.cr.fetchone()[0]


@tagged("post_install", "-at_install")
class TestMetrics(MetricsCommon):
    def test_first_response_in_clock_and_working_hours(self):
        with freeze_time("2026-03-06 15:00:00"):  # Friday, an hour before closing
            ticket = self._create_tickets()
        self.assertTrue(self._null(ticket, "first_response_hours"))
        self._answer(ticket, freeze_time("2026-03-09 09:30:00"))
        self.assertEqual(ticket.first_response_hours, 66.5)
        self.assertEqual(ticket.first_response_working_hours, 2.5)
        self._answer(ticket, freeze_time("2026-03-10 09:00:00"))
        self.assertEqual(ticket.first_response_hours, 66.5)

    @mute_logger(SLA_WARNING)
    def test_without_working_hours_the_clock_counts(self):
        self.hours.attendance_ids.unlink()
        ticket = self._new()
        self._answer(ticket, self._at(days=1))
        self.assertEqual(ticket.first_response_working_hours, 24)

    def test_resolution_runs_from_the_arrival_to_the_solution(self):
        ticket = self._new()
        self._solve(ticket, self._at(days=1, hours=1))
        with self._at(days=9):
            ticket.action_close("confirmed")
        self.assertEqual(ticket.resolution_hours, 25)
        self.assertEqual(ticket.resolution_working_hours, 9)
        self.assertEqual(ticket.metrics_frozen_at, MONDAY + timedelta(days=9))

    def test_a_ticket_that_came_back_counts_to_its_last_solution(self):
        ticket = self._new()
        self._solve(ticket, self._at(60))
        with self._at(120):
            ticket.action_close("confirmed")
        self._customer_writes(ticket, self._at(180))
        self.assertEqual(ticket.reopen_count, 1)
        self.assertFalse(ticket.metrics_frozen_at)
        self.assertTrue(self._null(ticket, "resolution_hours"))
        self._solve(ticket, self._at(240))
        self.assertEqual(ticket.resolution_hours, 4)

    def test_what_ended_without_a_solution_has_no_resolution(self):
        for end in ("action_cancel", "action_reject"):
            with self.subTest(end):
                ticket = self._new()
                with self._at(60):
                    getattr(ticket, end)()
                self.assertTrue(self._null(ticket, "resolution_hours"))
                self.assertTrue(ticket.metrics_frozen_at)
        duplicate = self._new()
        with self._at(60):
            duplicate.action_close("duplicate")
        self.assertTrue(self._null(duplicate, "resolution_hours"))
        self.assertFalse(duplicate.first_contact_state)

    def test_replies_are_counted_without_notes_machines_and_the_request(self):
        ticket = self._receive()
        self.assertEqual(ticket.customer_reply_count, 0)
        self._customer_writes(ticket, self._at(5))
        self._answer(ticket, self._at(10))
        ticket.with_user(self.agent).message_post(
            body="A note", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        ticket.with_context(helpdesk_automatic="bounce").message_post(
            body="Away",
            author_id=self.customer.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(
            (ticket.agent_reply_count, ticket.customer_reply_count), (1, 1)
        )

    def test_a_follow_up_begins_without_replies(self):
        ticket = self._new()
        with self._at():
            ticket.action_close("solved")
        self._customer_writes(ticket, self._at(days=31))
        self.assertEqual(ticket.follow_up_ids.customer_reply_count, 0)

    def test_reassigned_means_from_one_person_to_another(self):
        with self._at():
            ticket = self._create_tickets()
        self.assertFalse(ticket.user_id)
        steps = ((self.agent, 0), (None, 0), (self.agent, 0), (self.colleague, 1))
        for user, count in steps:
            ticket.user_id = user
            self.assertEqual(ticket.reassign_count, count)
        ticket.user_id = False
        ticket.user_id = self.agent
        self.assertEqual(ticket.reassign_count, 2)

    def test_the_minutes_of_each_side_are_those_of_its_turns(self):
        ticket = self._new()
        with self._at(30):
            ticket.with_user(self.agent).action_request_info("Which version?")
        self.assertEqual(ticket.minutes_with_us, 30)
        self._customer_writes(ticket, self._at(90), "Version 3")
        self.assertEqual(ticket.minutes_with_customer, 60)
        with self._at(100):
            ticket.with_user(self.agent).action_hold("Parts")
        with self._at(160):
            ticket.with_user(self.agent).action_resume()
        self._solve(ticket, self._at(170))
        with self._at(5000):
            ticket.action_close("no_reply")
        self.assertEqual(
            (
                ticket.minutes_with_us,
                ticket.minutes_with_customer,
                ticket.minutes_on_hold,
            ),
            (50, 60, 60),
        )
        self.assertEqual(ticket.resolution_hours * 60, 170)

    def test_a_pipeline_without_a_stage_for_it_holds_by_the_note(self):
        self.env.ref("helpdesk_mgmt_ext.stage_on_hold").active = False
        ticket = self._new()
        with self._at(10):
            ticket.with_user(self.agent).action_hold("Parts")
        with self._at(40):
            ticket.with_user(self.agent).action_resume()
        self.assertEqual(ticket.minutes_on_hold, 30)

    def test_what_the_idle_rule_parked_is_still_ours(self):
        ticket = self._new()
        with self._at(60):
            ticket._as_bot()._move_idle()
        self.assertEqual(ticket.stage_role, "pending_customer")
        with self._at(100):
            ticket.action_resume()
        self._solve(ticket, self._at(110))
        self.assertEqual(ticket.minutes_with_customer, 0)
        self.assertEqual(ticket.minutes_with_us, 110)

    @mute_logger(SLA_WARNING)
    def test_nothing_changes_the_figures_of_a_closed_ticket(self):
        ticket = self._new()
        self._answer(ticket, self._at(10))
        self._solve(ticket, self._at(60))
        with self._at(90):
            ticket.action_close("confirmed")
        names = [
            "first_response_working_hours",
            "resolution_hours",
            "resolution_working_hours",
            "agent_reply_count",
            "customer_reply_count",
            "reassign_count",
            "minutes_with_us",
            "stage_times",
        ]
        before = ticket.read(names)
        self._customer_writes(ticket, self._at(120), "Thank you!")
        self._answer(ticket, self._at(130))
        with self._at(140):
            ticket.user_id = self.colleague
        ticket.message_ids.sudo().unlink()
        self.hours.attendance_ids.unlink()
        ticket.stage_id.role = "closed"
        self.env.ref("helpdesk_mgmt_ext.stage_resolved").role = "on_hold"
        ticket.active = False
        ticket.invalidate_recordset()
        self.assertEqual(ticket.read(names), before)
        self.assertEqual(self._row(ticket).resolution_hours, 1)

    def test_the_history_cannot_be_changed(self):
        ticket = self._new()
        line = self.env["helpdesk.ticket.stage.log"].search(
            [("ticket_id", "=", ticket.id)]
        )
        self.assertEqual((len(line), line.at), (1, MONDAY))
        with self.assertRaises(UserError):
            line.sudo().ball = "customer"
        with self.assertRaises(UserError):
            line.sudo().unlink()
        with self.assertRaises(AccessError):
            line.with_user(self.manager).create({"ticket_id": ticket.id})
        ticket.unlink()
        self.assertFalse(line.exists())

    def test_people_cannot_write_figures(self):
        ticket = self._new().with_user(self.manager)
        for name, value in (
            ("resolution_hours", 0.1),
            ("agent_reply_count", 1),
            ("minutes_with_us", 1),
            ("first_contact_resolution", True),
            ("metrics_frozen_at", MONDAY),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                ticket.write({name: value})

    def test_a_copy_has_no_figures(self):
        ticket = self._new()
        self._answer(ticket, self._at(60))
        copy = ticket.copy()
        self.assertFalse(copy.agent_reply_count)
        self.assertTrue(self._null(copy, "first_response_hours"))

    def test_creating_and_moving_a_batch_costs_one_query_of_its_own(self):
        log = type(self.env["helpdesk.ticket.stage.log"])
        costs = []
        append = log._append

        def counted(this, places, at=None):
            this.env.flush_all()
            before = this.env.cr.sql_log_count
            result = append(this, places, at)
            costs.append((len(places), this.env.cr.sql_log_count - before))
            return result

        self._create_tickets()  # what is read once is read now
        self.patch(log, "_append", counted)
        tickets = self._create_tickets(20)
        tickets.action_start()
        tickets.write({"name": "Another name"})
        self.assertEqual(costs, [(20, 1), (20, 1)])
