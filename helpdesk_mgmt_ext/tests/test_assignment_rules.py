# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged, users

from .test_assignment import AssignmentCommon


@tagged("post_install", "-at_install")
class TestAssignmentRules(AssignmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["helpdesk.assignment.rule"]
        cls.rules.search([]).active = False
        cls.category = cls.env["helpdesk.ticket.category"].create({"name": "hs topic"})
        cls.other = cls.env["helpdesk.ticket.team"].create(
            {"name": "HS Other", "user_ids": [(6, 0, cls.officer.ids)]}
        )

    def _rule(self, **vals):
        return self.rules.create({"name": "HS rule", "team_id": self.team.id, **vals})

    def _from_outside(self, number=1, **vals):
        defaults = {"name": "x", "description": "x", "partner_id": self.customer.id}
        return (
            self.env["helpdesk.ticket"]
            .with_context(helpdesk_intake=True)
            .create([{**defaults, **vals} for _index in range(number)])
        )

    def test_first_match_wins(self):
        condition = f"[('category_id', '=', {self.category.id})]"
        self._rule(sequence=2, domain=condition, team_id=self.other.id)
        self._rule(sequence=1, domain=condition)
        self._rule(sequence=3)
        ticket = self._from_outside(category_id=self.category.id)
        self.assertEqual(ticket.team_id, self.team)

    def test_condition_may_name_customer_source_and_tag(self):
        tag = self.env["helpdesk.ticket.tag"].create({"name": "hs tag"})
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        for field, value, given in (
            ("partner_id", self.customer.id, {}),
            ("commercial_partner_id.name", "HS Customer", {}),
            ("channel_id", phone.id, {"channel_id": phone.id}),
            ("tag_ids", tag.id, {"tag_ids": [(6, 0, tag.ids)]}),
        ):
            with self.subTest(field):
                rule = self._rule(domain=str([(field, "=", value)]))
                self.assertEqual(self._from_outside(**given).team_id, self.team)
                rule.active = False

    def test_person_of_the_rule_gets_it(self):
        self.team.assignment_method = "manual"
        self._rule(user_id=self.third.id)
        ticket = self._from_outside()
        self.assertEqual((ticket.team_id, ticket.user_id), (self.team, self.third))

    def test_person_of_the_rule_is_absent_then_the_method_decides(self):
        self.third.helpdesk_away = True
        self._rule(user_id=self.third.id, method="balanced")
        self.assertIn(self._from_outside().user_id, self.agent + self.colleague)
        self.third.write({"helpdesk_away": False, "helpdesk_capacity": 1})
        tickets = self._from_outside(3)
        self.assertEqual(len(tickets.filtered(lambda t: t.user_id == self.third)), 1)

    def test_method_of_the_rule_wins_over_the_teams(self):
        self.team.assignment_method = "manual"
        self._rule(method="round_robin")
        self.assertEqual(len(self._from_outside(3).user_id), 3)

    def test_address_wins_over_rules(self):
        self._rule(team_id=self.other.id)
        self.assertEqual(self._receive().team_id, self.team)

    def test_rule_without_team_adds_to_the_team_of_the_address(self):
        self._rule(team_id=False, user_id=self.third.id)
        self.assertEqual(self._receive().user_id, self.third)

    def test_rule_of_another_company_is_not_applied(self):
        company = self.env["res.company"].create({"name": "HS Second"})
        self.env.user.company_ids += company
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "HS Foreign", "company_id": company.id}
        )
        self._rule(sequence=1, team_id=team.id, company_id=company.id)
        self._rule(sequence=2, team_id=team.id, company_id=False)
        self.assertNotEqual(self._from_outside().team_id, team)

    def test_invalid_condition_is_refused_on_saving(self):
        for domain in ("[('nope', '=', 1)]", "[('name', 'is', 1)]", "hello", "[1"):
            with self.subTest(domain), self.assertRaises(ValidationError):
                self._rule(domain=domain)

    def test_condition_is_never_evaluated_as_code(self):
        with self.assertRaises(ValidationError):
            self._rule(domain="[('name', '=', __import__('os').getcwd())]")

    def test_unusable_target_is_refused_on_saving(self):
        stranger = self._new_user("hs-stranger", "helpdesk_mgmt.group_helpdesk_user")
        portal = self._new_user("hs-portal", "base.group_portal")
        for label, vals in (
            ("no target", {"team_id": False}),
            ("portal user", {"user_id": portal.id}),
            ("no member", {"user_id": stranger.id}),
        ):
            with self.subTest(label), self.assertRaises(ValidationError):
                self._rule(**vals)

    def test_invalid_rule_never_blocks_intake_and_says_what_is_wrong(self):
        broken, good = self._rule(sequence=1), self._rule(sequence=2)
        self.env.flush_all()
        for domain in ("[('gone', '=', 1)]", "[(", "[('id', '=', 'x'*9**9)]"):
            with self.subTest(domain):
                # as left behind by an addon that was uninstalled
                self.env.cr.execute(
                    "UPDATE helpdesk_assignment_rule SET domain = %s WHERE id = %s",
                    (domain, broken.id),
                )
                self.env.invalidate_all()
                with self.assertLogs("odoo.addons.helpdesk_mgmt_ext", "WARNING"):
                    self.assertEqual(self._from_outside().team_id, good.team_id)
                self.assertTrue(broken.problem)
                self.assertFalse(good.problem)

    def test_rule_whose_person_left_still_routes(self):
        rule = self._rule(user_id=self.third.id)
        self.third.active = False
        self.assertEqual(self._from_outside().team_id, self.team)
        self.assertIn("hs-third", rule.problem)

    def test_rule_of_an_archived_team_is_skipped(self):
        rule = self._rule()
        self.team.active = False
        self.assertNotEqual(self._from_outside().team_id, self.team)
        self.assertTrue(rule.problem)

    def test_request_nobody_routes_goes_to_the_officers(self):
        self.assertEqual(self._from_outside().team_id, self.queue)

    def test_colleague_may_leave_a_ticket_without_team(self):
        self.assertFalse(self._create_tickets(team_id=False).team_id)

    def test_hook_routes_before_the_officers_do(self):
        seen = []

        def route(tickets):
            seen.append(tickets)
            tickets.write({"team_id": self.other.id})

        self.patch(type(self.env["helpdesk.ticket"]), "_route_unrouted", route)
        self.other.assignment_method = "round_robin"
        tickets = self._from_outside(2)
        self.assertEqual(tickets.team_id, self.other)
        self.assertEqual(tickets.user_id, self.officer)
        self.assertEqual(len(seen), 1)

    def test_rules_cost_the_same_for_any_number_of_tickets(self):
        for sequence in range(3):
            condition = f"[('category_id', '=', {self.category.id})]"
            self._rule(sequence=sequence, domain=condition)
        counts = []
        for number in (2, 2, 30):
            tickets = self._create_tickets(number, team_id=False, active=True)
            tickets = tickets.with_context(helpdesk_assigning=True).sudo()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.rules._apply(tickets)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    @users("hs-officer")
    def test_officer_reads_rules_but_does_not_configure(self):
        self.rules.with_env(self.env).search([])
        with self.assertRaises(AccessError):
            self.rules.with_env(self.env).create({"name": "x", "method": "balanced"})
