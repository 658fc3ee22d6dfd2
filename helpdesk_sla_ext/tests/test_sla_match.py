# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import SlaCommon, utc


@tagged("post_install", "-at_install")
class TestSlaMatch(SlaCommon):
    def _policy_of(self, ticket, metric="resolution"):
        return self._target(ticket, metric).sla_id

    def test_one_target_per_metric(self):
        self._policy(name="Another")
        self._policy(name="And another")
        ticket = self._ticket()
        metrics = ticket.ticket_sla_ids.mapped("metric")
        self.assertEqual(sorted(metrics), ["first_response", "resolution", "update"])

    def test_lowest_sequence_wins(self):
        self._policy(name="Second", sequence=2, priority="1", team_ids=self.team.ids)
        first = self._policy(name="First", sequence=1)
        self.assertEqual(self._policy_of(self._ticket(priority="1")), first)

    def test_among_equals_the_most_specific_wins(self):
        self._policy(name="Any")
        specific = self._policy(name="Both", priority="1", team_ids=self.team.ids)
        self._policy(name="One", priority="1")
        self.assertEqual(self._policy_of(self._ticket(priority="1")), specific)

    def test_each_condition_excludes_what_it_does_not_name(self):
        tag = self.env["helpdesk.ticket.tag"].create({"name": "SLA Tag"})
        kind = self.env["helpdesk.ticket.type"].create({"name": "SLA Type"})
        category = self.env["helpdesk.ticket.category"].create({"name": "SLA Cat"})
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        team = self.team.copy({"name": "SLA Team 2", "alias_name": "sla-2"})
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        cases = {
            "priority": ("3", {"priority": "3"}, {"priority": "2"}),
            "tag_ids": (tag.ids, {"tag_ids": tag.ids}, {}),
            "type_ids": (kind.ids, {"type_id": kind.id}, {}),
            "category_ids": (category.ids, {"category_id": category.id}, {}),
            "channel_ids": (phone.ids, {"channel_id": phone.id}, {}),
            "team_ids": (team.ids, {"team_id": team.id}, {}),
            "partner_ids": (
                self.customer_company.ids,
                {"partner_id": self.customer.id},
                {"partner_id": stranger.id},
            ),
            "domain": (
                "[('name', 'ilike', 'printer')]",
                {"name": "The Printer burns"},
                {"name": "The oven burns"},
            ),
        }
        for name, (condition, fitting, other) in cases.items():
            with self.subTest(name):
                policy = self._policy(**{name: condition})
                self.assertEqual(self._policy_of(self._ticket(**fitting)), policy)
                self.assertNotEqual(self._policy_of(self._ticket(**other)), policy)
                policy.active = False

    def test_another_company_s_policy_never_applies(self):
        """Not even when created under superuser, as portal and mail do (I10, V12)."""
        foreign = self._policy(name="Foreign", company_id=self.other_company.id)
        ticket = self.env["helpdesk.ticket"].sudo().browse(self._ticket().id)
        self.assertNotIn(foreign, ticket.ticket_sla_ids.sla_id)
        own = self._policy(name="Own", company_id=ticket.company_id.id)
        self.assertEqual(self._policy_of(self._ticket()), own)

    def test_customer_merged_into_another_leaves_him_his_policy(self):
        """The merge rewrites what names the contact by SQL."""
        double, kept = self.env["res.partner"].create([{"name": "Twin"}] * 2)
        policy = self._policy(partner_ids=double.ids)
        self.assertEqual(self._policy_of(self._ticket(partner_id=double.id)), policy)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (double + kept).ids, kept
        )
        self.assertEqual(policy.partner_ids, kept)
        self.assertEqual(self._policy_of(self._ticket(partner_id=kept.id)), policy)

    def test_policy_whose_category_goes_with_the_one_above_binds_nobody(self):
        """PostgreSQL deletes what is below; nobody is told."""
        above = self.env["helpdesk.ticket.category"].create({"name": "SLA above"})
        below = above.create({"name": "SLA below", "parent_id": above.id})
        policy = self._policy(category_ids=below.ids)
        above.unlink()
        self.assertFalse(policy.active)
        self.assertNotEqual(self._policy_of(self._ticket()), policy)

    def test_no_promise_without_use_sla(self):
        self.team.use_sla = False
        ticket = self._ticket()
        self.assertFalse(ticket.ticket_sla_ids)
        self.assertEqual(ticket.sla_state, "none")
        self.assertTrue(ticket.sla_event_ids, "the history is kept all the same")

    def test_new_and_seeded_teams_make_promises(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "SLA new"})
        self.assertTrue(team.use_sla)
        self.assertTrue(self.env.ref("helpdesk_mgmt_ext.team_technical").use_sla)

    def test_contacts_have_the_tier_of_their_company(self):
        self.customer_company.helpdesk_tier_id = self.premium
        self.assertEqual(self.customer.helpdesk_tier_id, self.premium)

    def test_one_policy_search_for_any_number_of_tickets(self):
        self._create_tickets(2)
        self.env.flush_all()
        self.env.invalidate_all()
        tickets = self._create_tickets(12)
        self.env.flush_all()
        self.env.invalidate_all()
        few, many = tickets[:2], tickets[2:]
        counts = []
        for batch in (few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["helpdesk.sla"]._match(batch)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_a_shop_uses_the_preset(self):
        self.team.with_user(self.manager).action_use_ecommerce_sla()
        ticket = self._ticket("2026-03-07 12:00", priority="1")
        first = self._target(ticket, "first_response")
        self.assertEqual(first.deadline, utc("2026-03-07 14:00"))
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-08 12:00"))
        other = self.team.copy({"name": "No shop", "alias_name": "no-shop"})
        ticket = self._ticket("2026-03-07 12:00", priority="1", team_id=other.id)
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-17 17:00"))

    def test_the_policy_says_what_it_means(self):
        policy = self._policy(
            metric="first_response",
            priority="3",
            tier_id=self.premium.id,
            target_value=30,
            target_unit="minutes",
        )
        self.assertIn("Urgent tickets of Premium customers", policy.sentence)
        self.assertIn("answered within 30 minutes", policy.sentence)
        self.assertIn("pauses while we wait for the customer", policy.sentence)

    def test_a_stage_s_time_is_told_without_zeros(self):
        for days, hours, expected in (
            (0, 2, "within 2 working hours"),
            (3, 0, "within 3 working days"),
            (1, 4, "within 1 working days and 4 working hours"),
        ):
            with self.subTest(expected):
                policy = self._policy(metric="stage", days=days, hours=hours)
                self.assertIn(expected, policy.sentence)

    def test_the_policy_s_calendar_comes_before_the_team_s(self):
        always = self.calendar.copy({"name": "Saturday"})
        always.attendance_ids = [(5, 0, 0), (0, 0, self._attendance(5, 9, 17))]
        self._policy(calendar_id=always.id)
        ticket = self._ticket("2026-03-02 09:00")
        self.assertEqual(self._target(ticket).deadline, utc("2026-03-07 13:00"))

    def _conditions_of_all_kinds(self):
        """Return field of a policy → a new record, which no ticket has."""
        return {
            name: self.env[self.env["helpdesk.sla"]._fields[name].comodel_name].create(
                {"name": f"HS {name}"}
            )
            for name in (
                *("team_ids", "category_ids", "tag_ids", "type_ids"),
                *("channel_ids", "partner_ids", "tier_id"),
            )
        }

    def _policy_for(self, name, record):
        value = record.id if name == "tier_id" else record.ids
        return self._policy(**{name: value}, sequence=-1)

    def test_policy_for_what_was_archived_does_not_bind_everybody(self):
        for name, record in self._conditions_of_all_kinds().items():
            with self.subTest(name):
                policy = self._policy_for(name, record)
                record.action_archive()
                self.assertTrue(policy.active)
                self.assertIn(record.name, policy.sentence)
                self.assertNotEqual(self._policy_of(self._ticket()), policy)

    def test_policy_for_what_was_deleted_is_archived(self):
        for name, record in self._conditions_of_all_kinds().items():
            with self.subTest(name):
                policy = self._policy_for(name, record)
                called = record.name
                record.unlink()
                self.assertFalse(policy.active)
                self.assertIn(called, policy.message_ids[:1].body)
                self.assertNotEqual(self._policy_of(self._ticket()), policy)

    def test_policy_that_has_other_conditions_of_the_kind_stays(self):
        tags = self.env["helpdesk.ticket.tag"].create([{"name": "A"}, {"name": "B"}])
        policy = self._policy(tag_ids=tags.ids, sequence=-1)
        tags[0].unlink()
        self.assertEqual(policy.tag_ids, tags[1])
        ticket = self._ticket(tag_ids=tags[1].ids)
        self.assertEqual(self._policy_of(ticket), policy)
        self.assertNotEqual(self._policy_of(self._ticket()), policy)

    def test_what_policies_ask_for_is_read_once(self):
        ticket = self._ticket("2026-03-02 09:00")
        self.env["helpdesk.sla"]._match(ticket)
        with self.assertQueryCount(0):
            self.env["helpdesk.sla"]._match(ticket)
