# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCommon

START = datetime(2026, 3, 2, 9)


@tagged("post_install", "-at_install")
class TestTime(HelpdeskCommon):
    """The agent has no rights on projects, timesheets or employees, nor is he one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(START):
            cls.ticket = cls._create_tickets(user_id=cls.agent.id)
            cls.other = cls._create_tickets(user_id=cls.agent.id)
        cls.cron = cls.env.ref("helpdesk_mgmt_ext.ir_cron_stop_timers")

    def _start(self, ticket=None, at=0, user=None, **kwargs):
        ticket = (ticket or self.ticket).with_user(user or self.agent)
        with freeze_time(START + timedelta(hours=at)):
            return ticket.action_start_timer(**kwargs)

    def _stop(self, at, note="Looked at the log", ticket=None, user=None):
        ticket = (ticket or self.ticket).with_user(user or self.agent)
        with freeze_time(START + timedelta(hours=at)):
            return ticket.action_stop_timer(note)

    def _lines(self, ticket=None):
        return (ticket or self.ticket).timesheet_ids.sorted("date_time")

    # ------------------------------------------------------------------ timer

    def test_timer_logs_the_elapsed_time_with_note_and_work_type(self):
        self._start()
        self._stop(1.5)
        line = self._lines()
        self.assertEqual(line.unit_amount, 1.5)
        self.assertEqual(line.name, "Looked at the log")
        self.assertEqual(line.user_id, self.agent)
        self.assertEqual(line.work_type_id.name, "Triage")
        self.assertEqual(line.date_time, START)
        self.assertEqual(self.ticket.total_hours, 1.5)

    def test_agent_needs_neither_project_nor_timesheet_rights(self):
        for group in (
            "project.group_project_user",
            "hr_timesheet.group_hr_timesheet_user",
        ):
            self.assertFalse(self.agent.has_group(group))
        self.assertFalse(self.agent.employee_ids)
        self._start()
        ticket = self.ticket.with_user(self.agent)
        self.assertEqual(ticket.show_time_control, "stop")
        self._stop(1)
        self.assertEqual(ticket.timesheet_ids.unit_amount, 1)
        self.assertEqual(ticket.show_time_control, "start")

    def test_button_and_clock_survive_a_reload(self):
        self._start()
        self.env.flush_all()
        self.env.invalidate_all()
        mine = self.ticket.with_user(self.agent)
        self.assertEqual(
            (mine.show_time_control, mine.timer_started_at), ("stop", START)
        )
        his = self.ticket.with_user(self.colleague)
        self.assertEqual(
            (his.show_time_control, his.timer_started_at), ("start", False)
        )

    def test_work_type_follows_the_stage(self):
        expected = {"new": "Triage", "in_progress": "Fix", "investigating": "Analysis"}
        for role, name in expected.items():
            self.ticket._move_to_role(role)
            self.assertEqual(self.ticket._get_work_type(None).name, name)

    def test_stage_may_name_another_work_type(self):
        config = self.env.ref("helpdesk_mgmt_ext.work_type_config")
        self.ticket.stage_id.work_type_id = config
        self._start()
        self.assertEqual(self._lines().work_type_id, config)

    def test_work_type_by_id_or_name(self):
        testing = self.env.ref("helpdesk_mgmt_ext.work_type_testing")
        for given in (testing.id, "testing", testing):
            self.assertEqual(self.ticket._get_work_type(given), testing)
        with self.assertRaisesRegex(UserError, "Choose one of.*Triage"):
            self._start(work_type="Golf")

    def test_starting_twice_starts_once(self):
        self._start()
        self._start(at=1)
        self.assertEqual(len(self._lines()), 1)

    def test_one_timer_per_user_over_tickets(self):
        self._start()
        self._start(self.other, at=1)
        self.assertEqual(self._lines().unit_amount, 1)
        self.assertTrue(self._lines(self.other).timer_running)
        self.assertEqual(self._lines().name, "Another timer was started")

    def test_one_timer_per_user_over_tasks(self):
        project = self.env["project.project"].create(
            {"name": "HS", "allow_timesheets": True}
        )
        employee = self.ticket.sudo()._get_time_employee(self.agent)
        on_task = self.env["account.analytic.line"].create(
            {
                "name": "/",
                "project_id": project.id,
                "employee_id": employee.id,
                "date_time": START,
            }
        )
        self._start(at=2)
        self.assertEqual(on_task.unit_amount, 2)

    def test_task_line_forgotten_for_days_is_not_stopped_by_the_way(self):
        project = self.env["project.project"].create(
            {"name": "HS", "allow_timesheets": True}
        )
        employee = self.ticket.sudo()._get_time_employee(self.agent)
        values = {"name": "/", "project_id": project.id, "date_time": START}
        forgotten = self.env["account.analytic.line"].create(
            {**values, "employee_id": employee.id}
        )
        with self.assertRaisesRegex(UserError, "running since"):
            self._start(at=100)
        self.assertFalse(forgotten.unit_amount)

    def test_task_timer_started_by_the_stock_dialog_stops_the_tickets(self):
        self._start()
        self.agent.group_ids += self.env.ref("hr_timesheet.group_hr_timesheet_user")
        project = self.env["project.project"].create(
            {"name": "HS", "allow_timesheets": True}
        )
        with freeze_time(START + timedelta(hours=1)):
            dialog = self.env["hr.timesheet.switch"].with_user(self.agent)
            dialog.create(
                {"name": "On a task", "project_id": project.id}
            ).action_switch()
        self.assertEqual(self._lines().unit_amount, 1)

    def test_database_allows_one_running_timer_only(self):
        self._start()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self._lines().copy({"date_time": START})
            self.env.flush_all()

    def test_two_people_may_time_one_ticket(self):
        self._start()
        self._start(user=self.officer)
        self.assertEqual(len(self._lines().filtered("timer_running")), 2)

    def test_note_is_mandatory(self):
        self._start()
        for note in ("", "   ", None):
            with self.assertRaisesRegex(UserError, "what you did"):
                self._stop(1, note=note)
        self.assertTrue(self._lines().timer_running)

    def test_note_is_mandatory_for_time_entered_by_hand(self):
        line = {"ticket_id": self.ticket.id, "unit_amount": 1}
        with self.assertRaises(ValidationError):
            self.env["account.analytic.line"].with_user(self.agent).create(line)

    def test_stopping_what_does_not_run_is_said(self):
        with self.assertRaisesRegex(UserError, "No timer of yours"):
            self._stop(1)

    def test_stopped_at_once_it_counts_a_minute(self):
        self._start()
        self._stop(0)
        self.assertAlmostEqual(self._lines().unit_amount, 1 / 60)
        self.assertFalse(self._lines().timer_running)

    def test_forgotten_timer_is_capped_when_stopped(self):
        self._start()
        self._stop(30)
        self.assertEqual(self._lines().unit_amount, 8)

    def test_forgotten_timer_is_stopped_by_the_job(self):
        self.env.company.helpdesk_timer_max_hours = 4
        self._start()
        self._start(self.other, at=2, user=self.officer)
        with (
            freeze_time(START + timedelta(hours=5)),
            self.enter_registry_test_mode(),
        ):
            self.cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._lines().unit_amount, 4)
        self.assertIn("Forgotten", self._lines().name)
        self.assertTrue(self._lines(self.other).timer_running)

    def test_closing_stops_everybodys_timers(self):
        self._start()
        self._start(user=self.officer)
        with freeze_time(START + timedelta(hours=2)):
            self.ticket.with_user(self.agent).action_close()
        self.assertEqual(self._lines().mapped("unit_amount"), [2, 2])
        self.assertEqual(set(self._lines().mapped("name")), {"The ticket was closed"})

    def test_no_timer_on_a_closed_or_archived_ticket(self):
        self.ticket.action_close()
        with self.assertRaisesRegex(UserError, "reopen"):
            self._start()
        self.assertFalse(self.ticket.with_user(self.agent).show_time_control)
        self.other.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self._start(self.other)

    def test_no_timer_on_a_ticket_one_may_not_write(self):
        stranger = self._new_user(
            "hs-stranger", "helpdesk_mgmt.group_helpdesk_user_own"
        )
        with self.assertRaises(AccessError):
            self._start(user=stranger)

    def test_reader_without_helpdesk_rights_can_open_his_ticket(self):
        reader = self._new_user("hs-reader", "base.group_user")
        self.ticket.partner_id = reader.partner_id
        ticket = self.ticket.with_user(reader)
        self.assertTrue(ticket.show_time_control)
        self.assertFalse(ticket.timer_started_at)

    # ---------------------------------------------------------------- dialog

    def _dialog(self, at):
        action = self.ticket.with_user(self.agent).action_open_stop_timer()
        model = self.env[action["res_model"]].with_user(self.agent)
        with freeze_time(START + timedelta(hours=at)):
            return Form(model.with_context(**action["context"]))

    def test_dialog_proposes_time_and_type_and_logs_what_was_entered(self):
        self._start()
        dialog = self._dialog(2)
        self.assertEqual(dialog.hours, 2)
        self.assertFalse(dialog.is_billable, "triage is not billed by default")
        dialog.work_type_id = self.env.ref("helpdesk_mgmt_ext.work_type_fix")
        self.assertTrue(dialog.is_billable)
        dialog.hours = 0.5
        dialog.note = "Restarted"
        dialog.save().action_stop()
        line = self._lines()
        self.assertEqual((line.unit_amount, line.name), (0.5, "Restarted"))
        self.assertEqual(self.ticket.billable_hours, 0.5)

    def test_dialog_can_throw_the_time_away(self):
        self._start()
        dialog = self._dialog(2)
        dialog.note = "-"
        dialog.save().action_discard()
        self.assertFalse(self._lines())

    def test_dialog_does_not_stop_a_colleagues_timer(self):
        self._start(user=self.officer)
        line = self._lines()
        dialog = self.env["helpdesk.timer.stop"].with_user(self.agent)
        with self.assertRaises(AccessError):
            dialog.create({"line_id": line.id, "note": "Mine now"}).action_stop()

    def test_dialog_refuses_impossible_hours(self):
        self._start()
        for hours in (0, -1, 25):
            dialog = self._dialog(1)
            dialog.hours, dialog.note = hours, "Odd"
            with self.assertRaises(UserError):
                dialog.save().action_stop()

    # -------------------------------------------------------- entered by hand

    def test_agent_enters_time_on_the_ticket(self):
        entry = {"name": "Phoned", "unit_amount": 0.25}
        with freeze_time(START):
            self.ticket.with_user(self.agent).write(
                {"timesheet_ids": [Command.create(entry)]}
            )
        line = self._lines()
        self.assertEqual((line.user_id, line.unit_amount), (self.agent, 0.25))
        self.assertEqual(line.work_type_id.name, "Triage")
        self.assertEqual(line.project_id, self.env.company.helpdesk_project_id)

    def test_agent_changes_his_own_time_only(self):
        self._start()
        self._stop(1)
        self._start(user=self.colleague)
        self._stop(1, user=self.colleague)
        mine, his = (
            self._lines()
            .with_user(self.agent)
            .sorted(lambda line: line.user_id != self.agent)
        )
        mine.unit_amount = 2
        self.assertEqual(his.unit_amount, 1, "but he reads it")
        with self.assertRaises(AccessError):
            his.unit_amount = 5
        with self.assertRaises(AccessError):
            his.unlink()

    def test_time_on_tickets_one_does_not_see_is_hidden(self):
        self._start()
        self._stop(1)
        stranger = self._new_user(
            "hs-stranger", "helpdesk_mgmt.group_helpdesk_user_own"
        )
        with self.assertRaises(AccessError):
            self._lines().with_user(stranger).read(["name"])

    # -------------------------------------------------- project and employee

    def test_each_company_has_its_project_from_the_installation(self):
        self.assertTrue(self.env.ref("base.main_company").helpdesk_project_id)

    def test_new_company_gets_its_project_when_it_needs_it(self):
        company = self.env["res.company"].create({"name": "HS Second"})
        self.agent.company_ids += company
        team = self.team.create(
            {"name": "HS 2", "company_id": company.id, "user_ids": self.agent.ids}
        )
        ticket = self._create_tickets(team_id=team.id, company_id=company.id)
        self._start(ticket)
        self._stop(1, ticket=ticket)
        self.assertEqual(ticket.timesheet_ids.project_id, company.helpdesk_project_id)
        self.assertEqual(ticket.timesheet_ids.company_id, company)
        self.assertEqual(ticket.timesheet_ids.employee_id.company_id, company)

    def test_time_is_booked_on_the_tickets_own_project_and_task(self):
        project = self.env["project.project"].create(
            {"name": "HS", "allow_timesheets": True}
        )
        task = self.env["project.task"].create(
            {"name": "Build", "project_id": project.id}
        )
        self.ticket.write({"project_id": project.id, "task_id": task.id})
        self._start()
        line = self._lines()
        self.assertEqual((line.project_id, line.task_id), (project, task))

    def test_without_employee_one_is_made_or_an_administrator_asked(self):
        self.env.company.helpdesk_create_employee = False
        with self.assertRaisesRegex(UserError, "ask an administrator"):
            self._start()
        self.env.company.helpdesk_create_employee = True
        self._start()
        self.assertEqual(len(self.agent.employee_ids), 1)

    def test_archived_employee_is_not_doubled(self):
        self.ticket.sudo()._get_time_employee(self.agent).active = False
        with self.assertRaisesRegex(UserError, "no active employee"):
            self._start()

    # ------------------------------------------------------ totals and rules

    def test_totals_by_team_customer_agent_and_type(self):
        self._start()
        self._stop(1)
        self._start(user=self.officer, at=1, work_type="Fix")
        self._stop(3, user=self.officer)
        lines = self.env["account.analytic.line"]
        domain = [("ticket_id", "=", self.ticket.id)]
        for field, expected in (
            ("helpdesk_team_id", {self.team: 3}),
            ("partner_id", {self.customer: 3}),
            ("user_id", {self.agent: 1, self.officer: 2}),
            ("work_type_id.name", {"Triage": 1, "Fix": 2}),
        ):
            key = field.partition(".")[0]
            groups = dict(lines._read_group(domain, [key], ["unit_amount:sum"]))
            if "." in field:
                groups = {record.name: value for record, value in groups.items()}
            self.assertEqual(groups, expected, field)

    def test_planned_and_remaining_hours(self):
        self.ticket.planned_hours = 2
        self._start()
        self._stop(0.5)
        self.assertEqual(self.ticket.remaining_hours, 1.5)

    def test_team_may_require_time_before_resolving(self):
        self.team.require_time = True
        ticket = self.ticket.with_user(self.agent)
        with self.assertRaisesRegex(UserError, "log the time"):
            ticket.action_resolve("Done")
        self._start()
        ticket.action_resolve("Done")
        self.assertEqual(ticket.stage_role, "resolved")

    def test_time_on_a_ticket_counts_as_work_for_the_idle_rule(self):
        self.team.idle_hours = 24
        self._start(at=20)
        self._stop(21)
        plans = self.ticket._plan_automation(START + timedelta(hours=30))
        self.assertEqual(plans[self.ticket].action, "wait")

    def test_ticket_with_time_is_not_deleted(self):
        self._start()
        self._stop(1)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.ticket.unlink()

    def test_manager_sees_the_time_report(self):
        self._start()
        self._stop(1)
        action = self.env.ref("helpdesk_mgmt_ext.helpdesk_time_action")
        lines = self.env[action.res_model].with_user(self.manager)
        views = lines.get_views(
            [(view.view_id.id, view.view_mode) for view in action.view_ids]
        )
        self.assertEqual(set(views["views"]), {"pivot", "graph", "list"})
        self.assertIn(self._lines(), lines.search([("ticket_id", "!=", False)]))

    def test_customer_does_not_read_hours_and_problems_of_his_ticket(self):
        portal = self._new_user("hs-portal", "base.group_portal")
        self.ticket.partner_id = portal.partner_id
        ticket = self.ticket.with_user(portal)
        self.assertEqual(ticket.name, "It does not work")
        for name in ("planned_hours", "total_hours", "billable_hours"):
            with self.assertRaises(AccessError):
                ticket.read([name])
        with self.assertRaises(AccessError):
            ticket.read(["automation_error"])
