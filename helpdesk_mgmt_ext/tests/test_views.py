# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import datetime, safe_eval

from .common import HelpdeskCommon

KINDS = ["form", "list", "kanban", "search", "calendar", "activity", "pivot", "graph"]
INBOX = "helpdesk_mgmt_ext.helpdesk_inbox_action"


@tagged("post_install", "-at_install")
class TestViews(HelpdeskCommon):
    def _search(self, xmlid, user):
        """Return the tickets of an action as ``user`` sees them."""
        action = self.env.ref(xmlid)
        domain = safe_eval(action.domain, {"uid": user.id})
        return self.env["helpdesk.ticket"].with_user(user).search(domain)

    def _filters(self, user):
        arch = self.env["helpdesk.ticket"].with_user(user).get_view(view_type="search")
        return {
            node.get("name"): node.get("domain")
            for node in etree.fromstring(arch["arch"]).iter("filter")
            if node.get("domain")
        }

    def _filter(self, name, user=None):
        user = user or self.officer
        domain = safe_eval(self._filters(user)[name], {"uid": user.id})
        return self.env["helpdesk.ticket"].with_user(user).search(domain)

    def test_inbox_is_mine_and_what_nobody_of_my_teams_has_taken(self):
        mine, free, others, closed = self._create_tickets(4)
        mine.user_id = self.agent
        others.user_id = self.colleague
        closed.action_close()
        foreign = self._create_tickets(
            team_id=self.env["helpdesk.ticket.team"].create({"name": "HS Other"}).id
        )
        inbox = self._search(INBOX, self.agent)
        self.assertLessEqual(mine + free, inbox)
        self.assertFalse(inbox & (others + closed + foreign))

    def test_triage_is_the_officer_queue_and_what_has_no_team(self):
        queue = self.env["helpdesk.ticket.team"]._officer_queue()
        queued = self._create_tickets(team_id=queue.id)
        teamless = self._create_tickets(team_id=False)
        other = self._create_tickets()
        triage = self._search("helpdesk_mgmt_ext.helpdesk_triage_action", self.officer)
        self.assertLessEqual(queued + teamless, triage)
        self.assertNotIn(other, triage)

    def test_escalated_view_leaves_when_the_escalation_ends(self):
        ticket = self._create_tickets()
        ticket.action_escalate("Nobody ships.")
        action = "helpdesk_mgmt_ext.helpdesk_escalated_action"
        self.assertIn(ticket, self._search(action, self.manager))
        ticket.action_deescalate()
        self.assertNotIn(ticket, self._search(action, self.manager))

    def test_app_opens_with_the_inbox(self):
        menus = self.env["ir.ui.menu"].with_user(self.agent).load_menus(False)
        root = menus[self.env.ref("helpdesk_mgmt.helpdesk_ticket_main_menu").id]
        first = menus[root["children"][0]]
        self.assertEqual(first["xmlid"], "helpdesk_mgmt_ext.helpdesk_inbox_menu")

    def test_menus_by_role(self):
        menus = {
            "helpdesk_inbox_menu": (True, True, True),
            "helpdesk_triage_menu": (False, True, True),
            "helpdesk_escalated_menu": (False, True, True),
        }
        for name, expected in menus.items():
            menu = self.env.ref(f"helpdesk_mgmt_ext.{name}")
            seen = [
                menu.id in self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                for user in (self.agent, self.officer, self.manager)
            ]
            with self.subTest(name):
                self.assertEqual(tuple(seen), expected)

    def test_high_priority_is_high_and_urgent_in_filter_and_counter(self):
        tickets = self._create_tickets(4)
        for ticket, priority in zip(tickets, "0123", strict=True):
            ticket.priority = priority
        closed = self._create_tickets(priority="3")
        closed.action_close()
        self.assertEqual(self._filter("high_priority") & tickets, tickets[2:])
        self.assertEqual(self.team.todo_ticket_count_high_priority, 2)
        self.assertEqual(self.team.todo_ticket_count, 4)

    def test_filters_find_what_they_say(self):
        waiting, pending, held, resolved, reopened, closed = self._create_tickets(6)
        waiting.message_post(
            body="Hello?",
            author_id=self.customer.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        pending.action_request_info("Which floor?")
        held.action_hold("Parts")
        resolved.action_resolve("Done.")
        (reopened + closed).action_close()
        reopened.action_reopen()
        everything = waiting + pending + held + resolved + reopened + closed
        for name, expected in {
            "waiting_for_us": waiting,
            "pending": pending,
            "on_hold": held,
            "resolved": resolved,
            "reopened": reopened,
            "open": everything - closed,
            "closed_today": closed,
            "unassigned": everything,
        }.items():
            with self.subTest(name):
                self.assertEqual(self._filter(name) & everything, expected)
        self.assertLessEqual(everything, self._filter("my_teams", self.agent))

    def test_every_filter_can_be_searched(self):
        now = datetime.datetime.now
        context = {
            "uid": self.agent.id,
            "datetime": datetime,
            "context_today": now,
            "active_id": self.team.id,
        }
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        for name, domain in self._filters(self.agent).items():
            with self.subTest(name):
                tickets.search(safe_eval(domain.replace("%%", "%"), context), limit=1)

    def test_every_view_loads_for_every_role(self):
        for user in (self.agent, self.officer, self.manager):
            tickets = self.env["helpdesk.ticket"].with_user(user)
            for kind in KINDS:
                with self.subTest(user=user.login, kind=kind):
                    self.assertTrue(tickets.get_view(view_type=kind)["arch"])

    def test_kanban_of_a_team_shows_its_pipeline_only(self):
        unused = self.team._stage_for_role("investigating")
        self.team.unused_stage_ids = unused
        tickets = self.env["helpdesk.ticket"].with_context(default_team_id=self.team.id)
        groups = tickets.with_context(read_group_expand=True).formatted_read_group(
            [("team_id", "=", self.team.id)], ["stage_id"], ["__count"]
        )
        shown = [group["stage_id"][0] for group in groups]
        self.assertEqual(shown, self.team._get_applicable_stages().ids)
        self.assertNotIn(unused.id, shown)

    def test_quick_create_needs_a_title_only(self):
        form = Form(
            self.env["helpdesk.ticket"].with_user(self.agent),
            view="helpdesk_mgmt_ext.ticket_view_form_quick_create",
        )
        form.name = "Called: printer is off"
        form.team_id = self.team
        ticket = form.save()
        self.assertEqual(ticket.stage_role, "new")
        self.assertTrue(ticket.description)

    def test_empty_lists_say_what_to_do(self):
        for xmlid in (
            INBOX,
            "helpdesk_mgmt_ext.helpdesk_triage_action",
            "helpdesk_mgmt_ext.helpdesk_escalated_action",
            "helpdesk_mgmt.helpdesk_ticket_action",
            "helpdesk_mgmt.helpdesk_my_tickets_action",
            "helpdesk_mgmt.helpdesk_ticket_team_action",
        ):
            with self.subTest(xmlid):
                self.assertIn("o_view_nocontent", self.env.ref(xmlid).help)

    def test_selection_offers_to_duplicate_once(self):
        actions = self.env["ir.actions.actions"].get_bindings("helpdesk.ticket")
        stock = self.env.ref("helpdesk_mgmt.action_duplicate_ticket")
        self.assertNotIn(stock.id, [action["id"] for action in actions["action"]])
