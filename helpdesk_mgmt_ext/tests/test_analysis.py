# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .test_metrics import MONDAY, SLA_WARNING, MetricsCommon


@tagged("post_install", "-at_install")
class TestAnalysis(MetricsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analysis = cls.env["helpdesk.ticket.analysis"]

    def _avg(self, tickets, *names):
        """Return the averages over ``tickets`` only; None where there is nothing."""
        self.env.flush_all()
        [row] = self.analysis._read_group(
            [("ticket_id", "in", tickets.ids)], [], [f"{name}:avg" for name in names]
        )
        row = tuple(None if value is False else value for value in row)
        return row if len(names) > 1 else row[0]

    def test_averages_leave_out_what_has_no_value(self):
        answered, other = self._new(), self._new()
        self._answer(answered, self._at(60))
        both = answered + other
        self.assertEqual(self._avg(both, "first_response_hours"), 1)
        self.assertIsNone(self._avg(other, "first_response_hours"))
        self.assertEqual(
            self._avg(both, "resolution_hours", "fcr", "rating", "reopened"),
            (None, None, None, None),
        )

    def test_backlog_age_counts_open_tickets_only(self):
        ticket, solved = self._new(), self._new()
        self._solve(solved, self._at(60))
        with self._at(days=3):
            self.assertEqual(self._avg(ticket + solved, "backlog_age_days"), 3)
            self.assertIsNone(self._avg(solved, "backlog_age_days"))

    def test_reopen_rate_is_of_tickets_closed_at_least_once(self):
        tickets = self._new(), self._new(), self._new()
        with self._at(10):
            tickets[0].action_close("solved")
            tickets[1].action_close("solved")
        with self._at(20):
            tickets[1].action_reopen()
        self.assertEqual(
            self._avg(tickets[0] + tickets[1] + tickets[2], "reopened"), 50
        )

    def test_hour_and_weekday_are_those_of_the_company(self):
        ticket = self._new()  # Monday, 9:00 UTC
        row = self._row(ticket)
        self.assertEqual((row.received_hour, row.received_weekday), (9, "0"))
        self.hours.tz = "Pacific/Auckland"  # UTC+13 in March
        row.invalidate_recordset()
        self.assertEqual((row.received_hour, row.received_weekday), (22, "0"))
        with self._at(hours=4):
            late = self._create_tickets()
        self.assertEqual(
            (self._row(late).received_hour, self._row(late).received_weekday), (2, "1")
        )

    def test_the_last_rating_given_counts(self):
        ticket = self._new()
        rate = self.env["rating.rating"].sudo().create
        vals = {
            "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
            "res_id": ticket.id,
            "rated_partner_id": self.agent.partner_id.id,
            "partner_id": self.customer.id,
        }
        rate({**vals, "rating": 1, "consumed": True})
        self.assertEqual(self._avg(ticket, "rating", "rating_satisfied"), (1, 0))
        rate({**vals, "rating": 5, "consumed": True})
        rate({**vals, "rating": 3, "consumed": False})  # asked, not given
        self.assertEqual(self._avg(ticket, "rating", "rating_satisfied"), (5, 100))

    def test_archived_tickets_stay_in_the_report(self):
        ticket = self._new()
        ticket.active = False
        self.assertTrue(self._row(ticket).archived)

    def test_each_sees_the_figures_of_the_tickets_he_may_work_on(self):
        other_team = self.env["helpdesk.ticket.team"].create({"name": "HS Other"})
        mine = self._create_tickets(user_id=self.agent.id)
        theirs = self._create_tickets(user_id=self.colleague.id)
        foreign = self._create_tickets(team_id=other_team.id)
        tickets = mine + theirs + foreign
        personal = self._new_user("hs-own", "helpdesk_mgmt.group_helpdesk_user_own")
        self.team.user_ids += personal
        own = self._create_tickets(user_id=personal.id)
        for user, expected in (
            (personal, own),
            (self.agent, mine + theirs + own),
            (self.officer, tickets + own),
            (self.manager, tickets + own),
        ):
            with self.subTest(user.login):
                found = self.analysis.with_user(user).search(
                    [("ticket_id", "in", (tickets + own).ids)]
                )
                self.assertEqual(set(found.ids), set(expected.ids))
                visible = tickets.with_user(user).search(
                    [("id", "in", (tickets + own).ids)]
                )
                self.assertEqual(set(visible.ids), set(expected.ids))
        leader = self._new_user("hs-leader", "helpdesk_mgmt.group_helpdesk_user_own")
        other_team.user_id = leader
        self.assertEqual(
            self.analysis.with_user(leader).search([]).ticket_id.ids, foreign.ids
        )

    def test_without_helpdesk_rights_nobody_reads_it(self):
        ticket = self._new()
        for groups in ("base.group_user", "base.group_portal", "base.group_public"):
            user = new_test_user(self.env, f"hs-{groups}", groups=groups)
            rows = self.analysis.with_user(user)
            with self.subTest(groups):
                with self.assertRaises(AccessError):
                    rows.search([])
                with self.assertRaises(AccessError):
                    rows._read_group([], ["team_id"], ["__count"])
                with self.assertRaises(AccessError):
                    rows._percentiles([], "resolution_hours")
                with self.assertRaises(AccessError):
                    rows.browse(ticket.id).action_open_ticket()

    def test_other_companies_are_not_in_it(self):
        other = self.env["res.company"].create({"name": "HS Other company"})
        foreign = self._create_tickets(team_id=False, company_id=other.id)
        rows = self.analysis.with_user(self.manager).with_context(
            allowed_company_ids=self.env.company.ids
        )
        self.assertFalse(rows.search([("ticket_id", "=", foreign.id)]))
        self.manager.company_ids += other
        allowed = rows.with_context(allowed_company_ids=(self.env.company + other).ids)
        self.assertTrue(allowed.search([("ticket_id", "=", foreign.id)]))
        self.assertEqual(
            rows._percentiles([("ticket_id", "=", foreign.id)], "backlog_age_days"),
            {"median": None, "p90": None, "count": 0},
        )

    def test_percentiles_of_all_and_by_group(self):
        tickets = self.env["helpdesk.ticket"]
        for number in range(1, 12):
            ticket = self._new(priority="2" if number > 10 else "1")
            self._answer(ticket, self._at(hours=number))
            tickets += ticket
        domain = [("ticket_id", "in", tickets.ids)]
        self.analysis._percentiles(domain, "first_response_hours")  # flushed, cached
        before = self.env.cr.sql_log_count
        found = self.analysis._percentiles(domain, "first_response_hours")
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
        self.assertEqual(found, {"median": 6, "p90": 10, "count": 11})
        by = self.analysis._percentiles(domain, "first_response_hours", "priority")
        self.assertEqual(by["2"], {"median": 11, "p90": 11, "count": 1})
        self.assertEqual(by["1"]["median"], 5.5)
        month = self.analysis._percentiles(
            domain, "first_response_hours", "received_at:month"
        )
        self.assertEqual(list(month.values()), [found])
        with self.assertRaises(ValueError):
            self.analysis._percentiles(domain, "team_id")

    def test_figures_leave_the_settings_of_the_database_as_they_were(self):
        names = "hash_mem_multiplier", "jit"

        def settings():
            return [
                self.env.execute_query(SQL("SELECT current_setting(%s)", name))
                for name in names
            ]

        before = settings()
        by_team = self.analysis._read_group([], ["team_id"], ["__count"])
        self.assertEqual(settings(), before)
        [found] = self.analysis._read_grouping_sets([], [["team_id"]], ["__count"])
        self.assertEqual(found, by_team)
        self.assertEqual(settings(), before)

    def test_a_row_opens_its_ticket(self):
        ticket = self._new()
        action = self._row(ticket).with_user(self.agent).action_open_ticket()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("helpdesk.ticket", ticket.id)
        )

    @mute_logger(SLA_WARNING)
    def test_time_in_stages_is_per_ticket_and_stage(self):
        ticket, other = self._new(), self._new()
        with self._at(60):
            (ticket + other).with_user(self.agent).action_start()
        with self._at(90):
            ticket.with_user(self.agent).action_hold("Parts")
        with self._at(120):
            ticket.with_user(self.agent).action_resume()
        rows = self.env["helpdesk.ticket.stage.time"].with_user(self.manager)
        domain = [("ticket_id", "in", (ticket + other).ids)]
        with self._at(180):
            found = rows._read_group(domain, ["role"], ["hours:avg", "__count"])
            self.assertEqual(
                sorted(found),
                [("in_progress", 1.75, 2), ("new", 1.0, 2), ("on_hold", 0.5, 1)],
            )
        with self._at(240):
            ticket.action_close("solved")
        with self._at(days=9):
            [row] = rows.search([*domain, ("role", "=", "in_progress")]).filtered(
                lambda row: row.ticket_id == ticket
            )
            self.assertEqual(row.hours, 2.5)
        elsewhere = self.env["res.company"].create({"name": "HS Elsewhere"})
        other.write({"team_id": False, "company_id": elsewhere.id})
        rows = rows.with_context(allowed_company_ids=self.env.company.ids)
        self.assertEqual(rows.search(domain).ticket_id, ticket)
        with self.assertRaises(AccessError):
            rows.with_user(self.agent).search([])

    def test_who_may_export_exports_what_he_sees(self):
        ticket = self._new()
        self._solve(ticket, self._at(60))
        row = self._row(ticket).with_user(self.manager)
        names = ["ticket_id/number", "resolution_hours"]
        self.manager.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaises(UserError):
            row.export_data(names)
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        self.assertEqual(row.export_data(names)["datas"], [[ticket.number, 1.0]])

    def test_the_time_of_a_ticket_still_open_is_in_no_average(self):
        ticket = self._new()
        with self._at(30):
            ticket.with_user(self.agent).action_request_info("Which version?")
        self.assertIsNone(self._avg(ticket, "minutes_with_us"))
        self.assertEqual(ticket.minutes_with_us, 30)
        self.assertEqual(ticket.received_at, MONDAY)
        self.assertEqual(MONDAY + timedelta(minutes=30), ticket.pending_since)


@tagged("post_install", "-at_install")
class TestBackfill(MetricsCommon):
    """What is known of tickets that were there before the figures."""

    def _forget(self, ticket):
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM helpdesk_ticket_stage_log WHERE ticket_id = %s", [ticket.id]
        )
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET first_response_hours = NULL,"
            " resolution_hours = NULL, resolution_working_hours = NULL,"
            " agent_reply_count = NULL, customer_reply_count = NULL,"
            " reassign_count = NULL, minutes_with_us = NULL, first_solved_at = NULL,"
            " first_contact_due_at = NULL, metrics_frozen_at = NULL WHERE id = %s",
            [ticket.id],
        )
        self.env.invalidate_all()

    def test_figures_of_a_closed_ticket_are_found_again(self):
        ticket = self._new()
        self._answer(ticket, self._at(30))
        message = ticket.message_ids.filtered(lambda m: m.message_type == "comment")
        message.date = MONDAY + timedelta(minutes=30)  # not frozen by the clock
        self._solve(ticket, self._at(60))
        with self._at(90):
            ticket.action_close("confirmed")
        names = ["first_response_hours", "resolution_hours", "agent_reply_count"]
        names += ["minutes_with_us", "metrics_frozen_at", "first_contact_due_at"]
        names += ["customer_reply_count", "resolution_working_hours", "reassign_count"]
        before = ticket.read(names)
        self._forget(ticket)
        self.assertNotEqual(ticket.read(names), before)
        self.env["helpdesk.ticket"]._backfill_metrics()
        self.assertEqual(ticket.read(names), before)

    def test_a_waiting_ticket_waits_since_it_was_asked(self):
        ticket = self._new()
        with self._at(30):
            ticket.with_user(self.agent).action_request_info("Which version?")
        self._forget(ticket)
        with self._at(90):
            self.env["helpdesk.ticket"]._backfill_metrics()
            self.assertEqual(
                (ticket.minutes_with_us, ticket.minutes_with_customer), (30, 60)
            )

    def test_a_history_that_is_known_is_left_alone(self):
        ticket = self._new()
        log = self.env["helpdesk.ticket.stage.log"]
        lines = log.search([("ticket_id", "=", ticket.id)])
        self.env["helpdesk.ticket"]._backfill_metrics()
        self.assertEqual(log.search([("ticket_id", "=", ticket.id)]), lines)
