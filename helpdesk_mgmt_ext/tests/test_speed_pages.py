# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What makes pages, lists and views cheap shows the same; no times."""

from types import SimpleNamespace
from unittest.mock import patch

from lxml import etree

from odoo.fields import Domain
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestSpeedPages(HelpdeskCommon):
    def test_a_longer_conversation_costs_the_customers_page_no_more(self):
        ticket = self._create_tickets(partner_id=self.customer.id)
        costs = []
        for number in (1, 5):
            for author in (self.customer, self.agent.partner_id) * number:
                ticket.message_post(
                    body="HS",
                    author_id=author.id,
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                )
            ticket._customer_conversation()  # what a worker loads once is loaded now
            costs.append(self._queries_of(ticket._customer_conversation))
        self.assertEqual(costs[0], costs[1])
        self.assertLessEqual(costs[1], 6)

    # ------------------------------------------------------------------ views

    def test_views_are_told_what_core_tells_of_the_fields(self):
        customer = new_test_user(self.env, "hs-described", groups="base.group_portal")
        for user in (self.officer, self.agent, customer):
            tickets = self.env["helpdesk.ticket"].with_user(user)
            wanted = tickets._get_view_field_attributes()
            tickets.fields_get(None, wanted)  # kept now
            told = tickets.fields_get(None, wanted)
            with self.subTest(user.login):
                whole = tickets.fields_get()  # of which nothing is kept
                self.assertEqual(list(told), list(whole))
                for name, description in told.items():
                    field = tickets._fields[name]
                    core = field.get_description(tickets.env, wanted)
                    core["readonly"] = whole[name]["readonly"]
                    self.assertEqual(description, core, name)

    def test_views_are_told_a_changed_label_and_lost_rights(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        wanted = tickets._get_view_field_attributes()
        self.assertIn("blocker_note", tickets.fields_get(None, wanted))
        labels = self.env["ir.model.fields"]._get("helpdesk.ticket", "blocker_note")
        labels.field_description = "HS obstacle"
        told = tickets.with_context(lang="en_US").fields_get(["blocker_note"], wanted)
        self.assertEqual(told["blocker_note"]["string"], "HS obstacle")
        portal = self.env.ref("base.group_portal")
        self.agent.write({"group_ids": [(6, 0, portal.ids)]})
        self.assertNotIn("blocker_note", tickets.fields_get(None, wanted))

    def test_views_are_told_technical_fields_in_debug_mode_only(self):
        self.agent.group_ids += self.env.ref("base.group_no_one")
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        wanted = tickets._get_view_field_attributes()
        technical = patch.object(
            type(tickets)._fields["blocker_note"], "groups", "base.group_no_one"
        )
        with technical:
            self.env.registry.clear_cache()
            told = set(tickets.fields_get(None, wanted))
            self.assertNotIn("blocker_note", told)
            debugging = SimpleNamespace(session=SimpleNamespace(debug="1"))
            with patch("odoo.addons.base.models.res_users.request", debugging):
                more = set(tickets.fields_get(None, wanted))
            self.assertEqual(more - told, {"blocker_note"})
            self.assertEqual(set(tickets.fields_get(None, wanted)), told)
        self.env.registry.clear_cache()

    def test_the_list_reads_no_members_of_teams(self):
        found = self.env["helpdesk.ticket"].get_views([(False, "list")])
        arch = etree.fromstring(found["views"]["list"]["arch"])
        self.assertFalse(arch.xpath("//field[@name='user_ids']"))
        [node] = arch.xpath("//field[@name='user_id']")
        others = new_test_user(self.env, "hs-no-member")
        users = self.env["res.users"].with_user(self.agent)
        for team, choice in ((self.team, self.team.user_ids), (None, others)):
            domain = safe_eval(node.get("domain"), {"team_id": team and team.id})
            found = users.search(domain)
            self.assertTrue(choice <= found)
            self.assertEqual(others <= found, not team)

    # ------------------------------------------------------------------ stages

    def test_the_pipeline_follows_stages_and_teams(self):
        team = self.team.sudo()
        stages = self.env["helpdesk.ticket.stage"]
        stage = stages.create({"name": "HS late", "sequence": 99, "role": "closed"})
        self.assertIn(stage, team._get_applicable_stages())
        with self.assertQueryCount(0):
            team._get_applicable_stages()
        team.unused_stage_ids = stage
        self.assertNotIn(stage, team._get_applicable_stages())
        team.unused_stage_ids = False
        self.assertIn(stage, team._get_applicable_stages())
        stage.active = False
        self.assertNotIn(stage, team._get_applicable_stages())

    def test_what_another_thread_keeps_until_the_commit_is_forgotten_after_it(self):
        stages = self.env["helpdesk.ticket.stage"]
        stages.create({"name": "HS late", "sequence": 99, "role": "closed"})
        kept = type(stages)._remembered_ids.__cache__
        kept.add_value(stages, [], "id", True, cache_value=())  # it sees none yet
        self.assertFalse(stages._remembered([], "id"))
        clear = self.env.registry.clear_cache
        self.assertIn(clear, self.env.cr.postcommit._funcs)
        clear()
        self.assertTrue(stages._remembered([], "id"))

    # ---------------------------------------------------------------- followers

    def test_own_tickets_are_listed_before_followers_are_asked(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        rule = self.env["ir.rule"].with_user(self.agent)
        domain = rule._compute_domain("helpdesk.ticket", "read")
        query = tickets.sudo()._search(domain)
        [sql] = {self.env.cr.mogrify(query.where_clause).decode()}
        self.assertGreater(sql.index("mail_followers"), sql.index('"user_id" IN'))

    def test_followed_tickets_are_found_archived_or_not(self):
        tickets = self._create_tickets(3)
        tickets[:2].message_subscribe(self.officer.partner_id.ids)
        tickets[1].active = False
        followed = Domain("message_partner_ids", "in", self.officer.partner_id.ids)
        domain = Domain("id", "in", tickets.ids) & followed
        self.assertEqual(tickets.search(domain), tickets[0])
        everything = tickets.with_context(active_test=False)
        self.assertEqual(everything.search(domain), tickets[:2])
        self.assertEqual(tickets.filtered_domain(followed), tickets[:2])
        self.assertEqual(tickets.filtered_domain(~followed), tickets[2])
