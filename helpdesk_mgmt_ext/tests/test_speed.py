# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Queries and calls of the paths everybody walks; no times."""

from unittest.mock import patch

from odoo.tests import new_test_user, tagged, users

from .common import HelpdeskCommon

TICKET = "helpdesk.ticket"
#: Queries a mail may cost with all our addons; stock alone takes 45.
MAIL_QUERIES = 65


@tagged("post_install", "-at_install")
class TestSpeed(HelpdeskCommon):
    def test_a_further_mail_costs_no_more_queries_than_promised(self):
        self._receive(subject="One")  # what a worker loads once is loaded now
        mails = [self._mail(subject=f"Mail {number}") for number in range(4)]

        def receive(some):
            for raw in some:
                self._receive(raw)

        one = self._queries_of(lambda: receive(mails[:1]))
        three = self._queries_of(lambda: receive(mails[1:]))
        self.assertLessEqual((three - one) / 2, MAIL_QUERIES)

    def test_what_is_foreseen_of_a_new_ticket_is_what_is_computed(self):
        ticket = self._create_tickets(planned_hours=3, partner_id=self.customer.id)
        given = {
            "stage_id": ticket.stage_id.id,
            "partner_id": self.customer.id,
            "planned_hours": 3,
        }
        foreseen = ticket._foreseen_vals(given)
        foreseen.pop("sla_state", None)  # the promises follow in the same transaction
        for name, value in foreseen.items():
            with self.subTest(name):
                self.env.add_to_compute(ticket._fields[name], ticket)
                found = ticket[name]
                self.assertEqual(getattr(found, "id", found), value)

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

    def test_a_pipeline_follows_its_stages(self):
        team = self.team.sudo()
        stages = team._get_applicable_stages()
        self.assertEqual(team._get_applicable_stages(), stages)
        team.unused_stage_ids = stages[1]
        self.assertEqual(team._get_applicable_stages(), stages - stages[1])
        team.unused_stage_ids = False
        last = stages[-1].sudo()
        last.active = False
        self.assertEqual(team._get_applicable_stages(), stages - last)

    def test_a_sender_may_write_as_often_as_he_likes_from_now_on(self):
        gateway = self.env["mail.thread"]
        mail = {"email_from": "often@example.com"}
        routes = [(TICKET, False, None, self.env.uid, None)]
        with patch.object(type(gateway), "_helpdesk_limit", lambda *args: 0):
            self.assertTrue(gateway._helpdesk_flood(mail, routes))
            allowed = self.env["mail.gateway.allowed"].create(
                {"email": "Often <often@example.com>"}
            )
            self.assertFalse(gateway._helpdesk_flood(mail, routes))
            allowed.unlink()
            self.assertTrue(gateway._helpdesk_flood(mail, routes))

    def test_the_text_of_a_mail_is_compiled_once_and_anew_when_it_changes(self):
        template = self.env.ref("helpdesk_mgmt_ext.mail_template_created")
        tickets = self._create_tickets(4)
        engine = type(self.env["ir.qweb"])
        compiled = []
        code = engine._generate_code

        def counting(qweb, source):
            if not isinstance(source, (int, str)):
                compiled.append(source)
            return code(qweb, source)

        with patch.object(engine, "_generate_code", counting):
            for ticket in tickets:
                ticket._queue_notice(template)
            # once more to see whether it may do whatever it likes
            self.assertLessEqual(len(compiled), 2)
            template.body_html = "<p>New <t t-out='object.number.upper()'/></p>"
            tickets[0]._queue_notice(template)
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn(f"New {tickets[0].number}", mail.body_html)

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
