# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Queries and calls of the paths everybody walks; no times."""

from unittest.mock import patch

from lxml import etree

from odoo.fields import Domain
from odoo.tests import new_test_user, tagged, users
from odoo.tools.safe_eval import safe_eval

from .common import HelpdeskCommon

#: Queries a mail may cost with all our addons; stock alone takes 45.
MAIL_QUERIES = 85


@tagged("post_install", "-at_install")
class TestSpeed(HelpdeskCommon):
    def _queries_of(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_a_further_mail_costs_no_more_queries_than_promised(self):
        self._receive(subject="One")  # what a worker loads once is loaded now
        mails = [self._mail(subject=f"Mail {number}") for number in range(4)]

        def receive(some):
            for raw in some:
                self._receive(raw)

        one = self._queries_of(lambda: receive(mails[:1]))
        three = self._queries_of(lambda: receive(mails[1:]))
        self.assertLessEqual((three - one) / 2, MAIL_QUERIES)

    def test_reading_more_tickets_takes_no_more_queries(self):
        tickets = self._create_tickets(30).with_user(self.officer)
        names = ["name", "stage_id", "partner_id", "last_writer", "tag_ids"]
        tickets.read(names)  # what a worker loads once is loaded now
        few = self._queries_of(lambda: tickets[:3].read(names))
        self.assertLessEqual(self._queries_of(lambda: tickets.read(names)), few)

    def test_whether_the_reader_is_staff_is_asked_once(self):
        tickets = self._create_tickets(10).with_user(self.officer)
        self.env.cr.cache.clear()
        users_class = type(self.env["res.users"])
        asked = []
        is_internal = users_class._is_internal

        def counting(user):
            asked.append(user)
            return is_internal(user)

        with patch.object(users_class, "_is_internal", counting):
            for ticket in tickets:
                for name in ("name", "last_writer", "stage_role", "blocker_note"):
                    self.assertIsNotNone(ticket[name])
        self.assertLessEqual(len(asked), 1)

    def test_who_stops_being_staff_is_noticed_at_once(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        field = tickets._fields["blocker_note"]
        self.assertTrue(tickets._has_field_access(field, "read"))
        portal = self.env.ref("base.group_portal")
        self.agent.write({"group_ids": [(6, 0, portal.ids)]})
        self.assertFalse(tickets._has_field_access(field, "read"))

    # ------------------------------------------------------------- remembered

    def test_remembered_rules_follow_each_change(self):
        rules = self.env["helpdesk.assignment.rule"]
        active = [("active", "=", True)]
        rule = rules.create({"name": "HS rule", "team_id": self.team.id})
        self.assertIn(rule, rules._remembered(active))
        rule.active = False
        self.assertNotIn(rule, rules._remembered(active))
        rule.active = True
        self.assertIn(rule, rules._remembered(active))
        rule.unlink()
        self.assertNotIn(rule, rules._remembered(active))

    def test_rules_that_go_with_their_team_are_forgotten(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "HS short-lived"})
        rules = self.env["helpdesk.assignment.rule"]
        rule = rules.create({"name": "HS rule", "team_id": team.id})
        self.assertIn(rule, rules._remembered([("active", "=", True)]))
        team.unlink()
        self.assertNotIn(rule, rules._remembered([("active", "=", True)]))

    def test_remembered_rules_are_not_looked_for_again(self):
        rules = self.env["helpdesk.assignment.rule"]
        rules._remembered([("active", "=", True)])
        with self.assertQueryCount(0):
            rules._remembered([("active", "=", True)])

    @users("hs-agent")
    def test_remembered_rules_are_in_order(self):
        rules = self.env["helpdesk.assignment.rule"]
        last, first = rules.sudo().create(
            [
                {"name": f"HS {number}", "team_id": self.team.id, "sequence": number}
                for number in (9001, -9001)
            ]
        )
        found = rules._remembered([("active", "=", True)])
        self.assertEqual((found[0], found[-1]), (first, last))

    # ----------------------------------------------------------------- portal

    def test_the_quick_list_of_a_customer_is_what_the_rule_lets_him_see(self):
        portal = new_test_user(
            self.env,
            login="hs-portal",
            groups="base.group_portal",
            partner_id=self.customer.id,
        )
        stranger = self.env["res.partner"].create({"name": "HS Stranger"})
        own, _companys, followed, foreign = (
            self._create_tickets(partner_id=partner.id)
            for partner in (self.customer, self.customer_company, stranger, stranger)
        )
        followed.message_subscribe(portal.partner_id.ids)
        tickets = self.env["helpdesk.ticket"].with_user(portal)
        for visibility in ("own", "followed", "company"):
            with self.subTest(visibility):
                self.env.company.helpdesk_portal_visibility = visibility
                seen = tickets.search([])
                self.assertIn(own, seen.sudo())
                self.assertNotIn(foreign, seen.sudo())
                self.assertEqual(
                    tickets.search(tickets._around_customer_domain()), seen
                )

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

    def test_staff_is_not_narrowed(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.officer)
        self.assertTrue(tickets._around_customer_domain().is_true())

    # ---------------------------------------------------------------- indexes

    def test_words_are_looked_up_where_postgresql_can(self):
        if not self.env.registry.has_trigram:
            self.skipTest("there is no pg_trgm")
        for name in ("name", "number", "description"):
            self.assertIn("gin_trgm_ops", self._index_of(name))

    def test_periods_and_duplicates_have_indexes(self):
        for name in ("received_at", "resolved_at", "closed_date", "duplicate_id"):
            self.assertTrue(self._index_of(name))

    def _index_of(self, name):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'helpdesk_ticket'"
            " AND indexname = %s",
            [f"helpdesk_ticket__{name}_index"],
        )
        return (self.env.cr.fetchone() or ("",))[0]

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
