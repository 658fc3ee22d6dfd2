# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users

from .common import HelpdeskCommon


class SecurityCommon(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._new_user("hs-own", "helpdesk_mgmt.group_helpdesk_user_own")
        cls.employee = cls._new_user("hs-employee", "base.group_user")
        cls.other_team = cls.env["helpdesk.ticket.team"].create({"name": "HS Other"})
        cls.team.user_ids += cls.own

    def _sees(self, user, ticket):
        self.env.flush_all()
        self.env.invalidate_all()
        return ticket in self.env["helpdesk.ticket"].with_user(user).search([])


@tagged("post_install", "-at_install")
class TestRoles(SecurityCommon):
    def test_personal_user_sees_his_own_and_the_unassigned_of_his_teams(self):
        for label, vals, seen in (
            ("his", {"user_id": self.own.id}, True),
            ("his, of another team", {"user_id": self.own.id, "team_id": False}, True),
            ("unassigned of his team", {}, True),
            ("a colleague's", {"user_id": self.agent.id}, False),
            ("of another team", {"team_id": self.other_team.id}, False),
            ("of no team", {"team_id": False}, False),
        ):
            with self.subTest(label):
                ticket = self._create_tickets(**vals)
                self.assertEqual(self._sees(self.own, ticket), seen)

    def test_personal_user_works_but_neither_deletes_nor_configures(self):
        ticket = self._create_tickets().with_user(self.own)
        ticket.action_assign()
        ticket.action_investigate()
        ticket.message_post(body="On it.", subtype_xmlid="mail.mt_comment")
        for label, forbidden in (
            ("delete", ticket.unlink),
            ("team", lambda: self.team.with_user(self.own).write({"name": "x"})),
            ("stage", lambda: ticket.stage_id.write({"name": "x"})),
            ("category", lambda: ticket.category_id.create({"name": "x"})),
        ):
            with self.subTest(label), self.assertRaises(AccessError):
                forbidden()

    def test_officer_triages_every_team_but_configures_nothing(self):
        ticket = self._create_tickets(team_id=self.other_team.id, user_id=self.agent.id)
        ticket = ticket.with_user(self.officer)
        ticket.team_id = self.team
        ticket.action_close("quick_win")
        self.assertEqual(ticket.close_reason, "quick_win")
        for forbidden in (
            ticket.unlink,
            lambda: self.team.with_user(self.officer).write({"name": "x"}),
        ):
            with self.assertRaises(AccessError):
                forbidden()

    @users("hs-manager")
    def test_manager_may_do_everything(self):
        ticket = self._create_tickets().with_env(self.env)
        self.team.with_env(self.env).assignment_method = "balanced"
        ticket.category_id.create({"name": "hs new"})
        ticket.unlink()
        self.assertFalse(ticket.exists())

    def test_leader_sees_all_tickets_of_the_teams_he_leads(self):
        ticket = self._create_tickets(team_id=self.other_team.id)
        ticket.user_id = self.agent
        self.assertFalse(self._sees(self.own, ticket))
        self.other_team.user_id = self.own
        self.assertTrue(self._sees(self.own, ticket))
        ticket.with_user(self.own).priority = "3"

    def test_leader_of_a_parent_team_leads_its_sub_teams(self):
        ticket = self._create_tickets(team_id=self.other_team.id)
        self.team.user_id = self.own
        self.other_team.parent_id = self.team
        self.assertTrue(self._sees(self.own, ticket))

    def test_links_are_seen_by_whoever_sees_the_ticket(self):
        ticket = self._create_tickets(user_id=self.agent.id)
        ticket.resource_link_ids = [(0, 0, {"url": "https://example.com/x"})]
        links = self.env["helpdesk.ticket.link"].with_user(self.own)
        domain = [("ticket_id", "=", ticket.id)]
        self.assertFalse(links.search(domain))
        self.team.user_id = self.own
        self.assertTrue(links.search(domain))


@tagged("post_install", "-at_install")
class TestThreats(SecurityCommon):
    def test_i01_public_cannot_write_stages(self):
        stage = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        public = self.env.ref("base.public_user")
        for values in ({"name": "hacked"}, {"closed": True}):
            with self.assertRaises(AccessError):
                stage.with_user(public).write(values)

    def test_i02_following_a_ticket_gives_no_right_to_write_it(self):
        ticket = self._create_tickets(user_id=self.agent.id)
        ticket.message_subscribe(self.own.partner_id.ids)
        self.assertTrue(self._sees(self.own, ticket))
        with self.assertRaises(AccessError):
            ticket.with_user(self.own).write({"priority": "3"})
        ticket.partner_id = self.own.partner_id  # nor does being its customer
        with self.assertRaises(AccessError):
            ticket.with_user(self.own).write({"priority": "3"})

    def test_i04_facts_cannot_be_forged(self):
        ticket = self._create_tickets(user_id=self.own.id).with_user(self.own)
        for name, value in (
            ("received_at", "2001-01-01"),
            ("number", "HT99999"),
            ("access_token", "chosen"),
            ("closed_date", "2001-01-01"),
            ("first_response_at", "2001-01-01"),
            ("close_reason", "confirmed"),
        ):
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    ticket.write({name: value})
                with self.assertRaises(AccessError):
                    ticket.create({"name": "x", "description": "x", name: value})

    def test_i05_team_with_tickets_cannot_be_deleted(self):
        ticket = self._create_tickets(team_id=self.other_team.id)
        ticket.active = False  # an archived ticket counts as well
        with self.assertRaisesRegex(UserError, "archive the team"):
            self.other_team.with_user(self.manager).unlink()
        ticket.unlink()
        self.other_team.with_user(self.manager).unlink()

    def test_i06_no_method_mails_customers_by_rpc(self):
        # The stock method belongs to an addon that the suite does without.
        team_model = self.env["helpdesk.ticket.team"]
        self.assertFalse(hasattr(team_model, "close_team_inactive_tickets"))

    def test_i07_employee_cannot_hand_in_a_forged_mail(self):
        raw = self._mail(subject="forged")
        before = self.env["helpdesk.ticket"].search_count([])
        for user in (self.employee, self.agent, self.manager):
            for model in ("mail.thread", "helpdesk.ticket", "res.partner"):
                gateway = self.env[model].with_user(user)
                with (
                    self.subTest(user=user.login, model=model),
                    self.assertRaises(AccessError),
                ):
                    gateway.message_process("helpdesk.ticket", raw)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_i07_gateway_and_administrator_hand_in_mails(self):
        gateway = self._new_user(
            "hs-gateway", "base.group_user,helpdesk_mgmt_ext.group_mail_gateway"
        )
        admin = self._new_user("hs-admin", "base.group_system")
        for user in (gateway, admin):
            with self.subTest(user.login):
                ticket = self._receive(env=self.env(user=user))
                self.assertEqual(ticket.team_id, self.team)
                self.assertEqual(ticket.partner_id, self.customer)
        self.assertTrue(self._receive())  # the fetch job, which runs as the superuser

    def test_i18_ratings_are_for_those_who_see_the_ticket(self):
        ticket = self._create_tickets(user_id=self.agent.id)
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "res_id": ticket.id,
                "rating": 1,
                "feedback": "Rude.",
                "consumed": True,
            }
        )
        ratings = self.env["rating.rating"]
        self.env.flush_all()
        for user, seen in (
            (self.employee, False),
            (self.own, False),
            (self.agent, True),
            (self.officer, True),
        ):
            with self.subTest(user.login):
                found = ratings.with_user(user).search([("feedback", "=", "Rude.")])
                self.assertEqual(bool(found), seen)
                groups = ratings.with_user(user)._read_group(
                    [("id", "=", rating.id)], ["feedback"], ["__count"]
                )
                self.assertEqual(bool(groups), seen)
                self.assertEqual(rating.with_user(user).has_access("read"), seen)
                officer = user == self.officer
                self.assertEqual(rating.with_user(user).has_access("write"), officer)

    def test_i18_other_ratings_are_not_touched(self):
        task = self.env["ir.model"]._get_id("res.partner")
        rating = self.env["rating.rating"].create(
            {"res_model_id": task, "res_id": self.customer.id, "rating": 5}
        )
        self.env.flush_all()
        self.assertTrue(rating.with_user(self.employee).has_access("read"))
        rating.with_user(self.employee).write({"feedback": "fine"})

    def test_i23_agent_who_left_the_team_stops_seeing_its_tickets_at_once(self):
        for user, vals in (
            (self.colleague, {"user_id": self.agent.id}),
            (self.own, {}),
        ):
            for records, commands in (
                (self.team, {"user_ids": [(3, user.id)]}),
                (user, {"helpdesk_team_ids": [(5, 0, 0)]}),
            ):
                with self.subTest(user=user.login, by=records._name):
                    self.team.user_ids += user
                    ticket = self._create_tickets(**vals)
                    self.assertTrue(self._sees(user, ticket))
                    records.write(commands)
                    self.assertFalse(self._sees(user, ticket))
                    with self.assertRaises(AccessError):
                        ticket.with_user(user).read(["name"])

    def test_i23_rules_that_name_a_users_teams_are_forgotten_too(self):
        """Leaves may say ``user.helpdesk_team_ids.ids`` in rules of their own."""
        rules = self.env["ir.rule"]
        rules.create(
            {
                "name": "hs stages of my teams",
                "model_id": self.env["ir.model"]._get_id("helpdesk.ticket.tag"),
                "domain_force": "[('id', 'in', user.helpdesk_team_ids.ids)]",
            }
        )
        mine = rules.with_user(self.agent)
        before = mine._compute_domain("helpdesk.ticket.tag", "read")
        self.team.write({"user_ids": [(3, self.agent.id)]})
        self.assertNotEqual(mine._compute_domain("helpdesk.ticket.tag", "read"), before)


@tagged("post_install", "-at_install")
class TestCompanies(SecurityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_2 = cls.env["res.company"].create({"name": "HS Second"})
        cls.env.user.company_ids += cls.company_2
        vals = {"name": "HS Foreign", "company_id": cls.company_2.id}
        cls.foreign = {
            "team_id": cls.env["helpdesk.ticket.team"].create(vals),
            "stage_id": cls.env["helpdesk.ticket.stage"].create(vals),
            "category_id": cls.env["helpdesk.ticket.category"].create(vals),
            "channel_id": cls.env["helpdesk.ticket.channel"].create(vals),
            "tag_ids": cls.env["helpdesk.ticket.tag"].create(vals),
        }

    def test_i19_other_companies_tickets_are_not_seen(self):
        ticket = self._create_tickets(team_id=self.foreign["team_id"].id)
        self.assertEqual(ticket.company_id, self.company_2)
        self.assertFalse(self._sees(self.manager, ticket))

    def test_i20_ticket_never_mixes_companies(self):
        ticket = self._create_tickets(user_id=self.agent.id)
        both = {"allowed_company_ids": (self.env.company + self.company_2).ids}
        for name, record in self.foreign.items():
            value = [(4, record.id)] if name == "tag_ids" else record.id
            with self.subTest(name), self.assertRaises(UserError):
                ticket.with_user(self.agent).write({name: value})
            with self.subTest(name, companies=2), self.assertRaises(ValidationError):
                ticket.with_context(**both).write({name: value})

    def test_i20_agent_cannot_send_a_ticket_to_a_company_that_is_not_his(self):
        ticket = self._create_tickets(user_id=self.agent.id, team_id=False)
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent).write({"company_id": self.company_2.id})

    def test_i20_who_works_in_both_may_move_a_ticket_as_a_whole(self):
        self.manager.company_ids += self.company_2
        ticket = self._create_tickets(user_id=False)
        env = self.env(
            user=self.manager,
            context={"allowed_company_ids": (self.env.company + self.company_2).ids},
        )
        with self.assertRaises(ValidationError):
            ticket.with_env(env).write({"company_id": self.company_2.id})
            self.env.flush_all()
        ticket = self._create_tickets(user_id=False, team_id=False)
        ticket.with_env(env).write(
            {
                "company_id": self.company_2.id,
                "team_id": self.foreign["team_id"].id,
                "stage_id": self.foreign["stage_id"].id,
            }
        )
        self.assertEqual(ticket.company_id, self.company_2)
