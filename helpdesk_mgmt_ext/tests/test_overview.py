# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from types import SimpleNamespace
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.bus.models import ir_websocket

from ..models.helpdesk_ticket_overview import _tell_boards
from ..models.ir_websocket import OVERVIEW_CHANNEL
from .common import HelpdeskCommon

NOW = "2026-03-05 10:00:00"


class OverviewCommon(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.ticket"].search([]).write({"active": False})
        cls.own_agent = cls._new_user("hs-own", "helpdesk_mgmt.group_helpdesk_user_own")
        cls.team.user_ids = [Command.link(cls.own_agent.id)]
        cls.other_team = cls.env["helpdesk.ticket.team"].create({"name": "HS Other"})
        cls.stages = {stage.role: stage for stage in cls.team._get_applicable_stages()}

    def _board(self, user):
        return self.env["helpdesk.overview"].with_user(user).get_overview()

    def _tiles(self, user, board=None):
        board = board or self._board(user)
        return {t["key"]: t for s in board["sections"] for t in s["tiles"]}

    def _opened(self, tile, user):
        """Return the tickets that a click on the tile shows."""
        action = json.loads(json.dumps(tile["action"]))  # as the browser sends it
        tickets = self.env[action["res_model"]].with_user(user)
        return tickets.with_context(**action["context"]).search(action["domain"])

    def _set_up_tickets(self):
        """One or more tickets for each tile, and closed ones that none may count."""
        make = self._create_tickets
        self.mine = make(user_id=self.agent.id, stage_id=self.stages["in_progress"].id)
        self.asked = make(user_id=self.agent.id)
        self.asked._write_facts({"last_writer": "customer"})
        self.todo = make(user_id=self.colleague.id)
        self.todo.activity_schedule(
            "mail.mail_activity_data_todo", "2026-03-05", user_id=self.agent.id
        )
        self.colleague_todo = make(user_id=self.colleague.id)
        self.colleague_todo.activity_schedule(
            "mail.mail_activity_data_todo", "2026-03-09", user_id=self.agent.id
        )
        self.free = make(2, priority="2")
        self.elsewhere = make(3, team_id=self.other_team.id, priority="3")
        self.raised = make(user_id=self.colleague.id)
        self.raised.action_escalate("Too hard")
        self.silent = make(2, stage_id=self.stages["pending_customer"].id)
        self.silent[0]._write_facts({"pending_since": "2026-03-02 09:59:00"})
        self.silent[1]._write_facts({"pending_since": "2026-03-02 10:01:00"})
        closed = self.stages["closed"].id
        self.closed = make(4, user_id=self.agent.id, priority="3")
        self.closed.write({"stage_id": closed})
        self._rate(self.closed[0], 1)
        self._rate(self.closed[1], 5)
        self._rate(self.closed[2], 1)
        self.closed[2]._write_facts({"closed_date": "2026-02-20"})
        self._rate(self.mine, 2)
        self.env.flush_all()

    def _rate(self, ticket, value):
        self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "res_id": ticket.id,
                "rating": value,
            }
        ).write({"consumed": True})


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestOverview(OverviewCommon):
    def test_each_tile_counts_what_it_means(self):
        self._set_up_tickets()
        tiles = self._tiles(self.agent)
        teams = self.team | self.other_team
        opened = self.env["helpdesk.ticket"].search(
            [("team_id", "in", teams.ids), ("id", "not in", self.closed.ids)]
        )
        ours = opened.filtered(lambda t: t.team_id == self.team)
        expected = {
            "mine": self.mine | self.asked,
            "my_turn": self.asked,
            "my_todo": self.todo,
            "my_teams_free": ours.filtered(lambda t: not t.user_id),
            "open": ours,
            "unassigned": ours.filtered(lambda t: not t.user_id),
            "unattended": ours.filtered(lambda t: t.stage_id.unattended),
            "high_priority": self.free,
            "escalated": self.raised,
            "pending_long": self.silent[0],
            "unhappy": self.closed[0] | self.mine,
        }
        for key, tickets in expected.items():
            with self.subTest(key):
                self.assertEqual(self._opened(tiles[key], self.agent), tickets)
                self.assertTrue(tickets)

    def test_every_number_is_the_count_of_the_list_it_opens(self):
        self._set_up_tickets()
        users = self.own_agent + self.agent + self.officer + self.manager
        for user in users:
            board = self._board(user)
            shown = [tile for s in board["sections"] for tile in s["tiles"]]
            for team in board["teams"]:
                shown += [team["open"], *team["tiles"], *team["stages"]]
            for tile in shown:
                name = tile.get("key") or tile["name"]
                with self.subTest(user=user.login, tile=name):
                    self.assertEqual(len(self._opened(tile, user)), tile["count"])

    def test_stages_of_a_team_add_up_to_its_open_tickets(self):
        self._set_up_tickets()
        board = self._board(self.officer)
        self.assertTrue(any(team["stages"] for team in board["teams"]))
        for team in board["teams"]:
            stages = sum(stage["count"] for stage in team["stages"])
            self.assertEqual(stages, team["open"]["count"])

    def test_agent_sees_no_more_than_his_rights(self):
        self._set_up_tickets()
        own = self._tiles(self.own_agent)
        self.assertEqual(
            self._opened(own["open"], self.own_agent), self.free | self.silent
        )
        teams = {team["id"] for team in self._board(self.own_agent)["teams"]}
        self.assertEqual(teams, {self.team.id})
        everything = self._tiles(self.officer)["open"]["count"]
        self.assertEqual(everything, own["open"]["count"] + 8)

    def test_officer_sees_every_team(self):
        shown = {team["id"] for team in self._board(self.officer)["teams"]}
        self.assertLessEqual({self.team.id, self.other_team.id}, shown)

    def test_others_have_no_board(self):
        employee = new_test_user(self.env, "hs-employee", "base.group_user")
        portal = new_test_user(self.env, "hs-portal", "base.group_portal")
        for user in employee + portal:
            with self.assertRaises(AccessError):
                self._board(user)

    def test_tickets_without_team_have_a_tile(self):
        ticket = self._create_tickets(team_id=False)
        tile = next(t for t in self._board(self.officer)["teams"] if not t["id"])
        self.assertEqual(self._opened(tile["open"], self.officer), ticket)

    def test_other_company_is_not_counted(self):
        company = self.env["res.company"].create({"name": "HS Second"})
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "HS Second", "company_id": company.id}
        )
        self.manager.company_ids = [Command.link(company.id)]
        ours = self._create_tickets()
        theirs = self._create_tickets(team_id=team.id, company_id=company.id)
        for companies, tickets in (
            (self.env.company, ours),
            (company, theirs),
            (self.env.company | company, ours | theirs),
        ):
            overview = (
                self.env["helpdesk.overview"]
                .with_user(self.manager)
                .with_context(allowed_company_ids=companies.ids)
            )
            board = overview.get_overview()
            tile = self._tiles(self.manager, board)["open"]
            self.assertEqual(tile["count"], len(tickets))
            found = overview.env["helpdesk.ticket"].search(tile["action"]["domain"])
            self.assertEqual(found, tickets)
            teams = {team["id"] for team in board["teams"]}
            self.assertEqual(team.id in teams, company in companies)

    # -------------------------------------------------------------- next steps

    def test_next_are_own_tickets_in_which_the_ball_is_with_us(self):
        self._set_up_tickets()
        self._create_tickets(user_id=self.agent.id, stage_id=self.stages["on_hold"].id)
        shown = self._board(self.agent)["next"]
        self.assertEqual(shown["kind"], "own")
        ids = {ticket["id"] for ticket in shown["tickets"]}
        self.assertEqual(ids, set((self.mine | self.asked).ids))

    def test_who_has_nothing_is_offered_a_free_ticket(self):
        free = self._create_tickets(2)
        shown = self._board(self.colleague)["next"]
        self.assertEqual(shown["kind"], "free")
        self.assertEqual({ticket["id"] for ticket in shown["tickets"]}, set(free.ids))

    # ---------------------------------------------------------------- managers

    def test_managers_see_a_job_that_is_off(self):
        self.assertFalse(self._board(self.manager)["notices"])
        self.env.ref("helpdesk_mgmt_ext.ir_cron_lifecycle").active = False
        names = {notice["name"] for notice in self._board(self.manager)["notices"]}
        self.assertEqual(names, {"Automation is switched off"})
        self.assertFalse(self._board(self.officer)["notices"])

    def test_first_steps_are_shown_until_a_ticket_came(self):
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
        tickets.search([]).company_id = self.env["res.company"].create({"name": "X"})
        steps = self._board(self.manager)["empty"]
        self.assertTrue(steps["has_teams"])
        self.assertTrue(steps["can_configure"])
        self.assertIn("@", steps["address"])
        self.assertFalse(self._board(self.officer)["empty"]["can_configure"])
        self._create_tickets().write({"stage_id": self.stages["closed"].id})
        self.assertFalse(self._board(self.manager)["empty"])

    # ------------------------------------------------------------------- speed

    def test_queries_depend_on_no_number_of_tickets_or_teams(self):
        self._set_up_tickets()

        self._create_tickets(user_id=self.manager.id)
        overview = self.env["helpdesk.overview"].with_user(self.manager)

        def queries():
            overview.get_overview()  # what is cached by process or user is cached now
            self.env["helpdesk.ticket"].invalidate_model()
            self.env["helpdesk.ticket.team"].invalidate_model()
            before = self.env.cr.sql_log_count
            overview.get_overview()
            return self.env.cr.sql_log_count - before

        few = queries()
        for number in range(5):
            team = self.env["helpdesk.ticket.team"].create({"name": f"HS {number}"})
            self._create_tickets(5, team_id=team.id)
        self._create_tickets(20, user_id=self.manager.id)
        self.assertEqual(queries(), few)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        overview.get_overview()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 12)


@tagged("post_install", "-at_install")
class TestOverviewBus(OverviewCommon):
    """One light word on the bus, whoever changes what the board counts."""

    def _announced(self):
        """Return the messages that a commit now sends, as {message, channel}."""
        self.env.cr.flush()
        callbacks = self.env.cr.postcommit._funcs
        ours = [c for c in callbacks if getattr(c, "func", None) is _tell_boards]
        bus = self.env["bus.bus"].sudo().search([])
        with self.enter_registry_test_mode():
            for callback in ours:
                callback()
        return self.env["bus.bus"].sudo().search([]) - bus

    def _forget(self):
        self.env.cr.flush()
        self.env.cr.postcommit.clear()

    def _channels(self, user):
        session = SimpleNamespace(uid=user.id)
        with patch.object(ir_websocket, "wsrequest", SimpleNamespace(session=session)):
            socket = self.env["ir.websocket"].with_user(user)
            channels = socket._build_bus_channel_list([OVERVIEW_CHANNEL])
        return [channel for channel in channels if isinstance(channel, (str, tuple))]

    def test_one_message_per_transaction_without_data(self):
        self._forget()
        tickets = self._create_tickets(5)
        tickets.write({"stage_id": self.stages["in_progress"].id})
        tickets[0].write({"priority": "3"})
        message = self._announced()
        self.assertEqual(len(message), 1)
        self.assertEqual(json.loads(message.message)["payload"], {})
        self.assertEqual(json.loads(message.channel)[-1], "helpdesk_overview")

    def test_what_the_board_counts_is_announced_and_nothing_else(self):
        ticket = self._create_tickets()
        for vals, told in (
            ({"user_id": self.agent.id}, 1),
            ({"priority": "3"}, 1),
            ({"team_id": self.other_team.id}, 1),
            ({"active": False}, 1),
            ({"name": "Another title"}, 0),
            ({"description": "More"}, 0),
        ):
            with self.subTest(vals):
                self._forget()
                ticket.write(vals)
                self.assertEqual(len(self._announced()), told)

    def test_rating_and_deletion_are_announced(self):
        ticket = self._create_tickets()
        self._forget()
        self._rate(ticket, 1)
        self.assertEqual(len(self._announced()), 1)
        self._forget()
        ticket.unlink()
        self.assertEqual(len(self._announced()), 1)

    def test_only_helpdesk_users_may_listen(self):
        channel = self.env["helpdesk.ticket"]._overview_channel()
        employee = new_test_user(self.env, "hs-employee", "base.group_user")
        for user, listens in ((self.own_agent, True), (employee, False)):
            with self.subTest(user=user.login):
                channels = self._channels(user)
                self.assertEqual(channel in channels, listens)
                self.assertNotIn(OVERVIEW_CHANNEL, channels)
