# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import HelpdeskCommon

#: A sample of what only the staff may read.
STAFF_FIELDS = (
    "access_token",
    "assigned_date",
    "blocker_note",
    "close_reason",
    "cycle",
    "duplicate_id",
    "duplicate_ids",
    "email_cc",
    "escalation_reason",
    "follow_up_of_id",
    "kanban_state",
    "last_writer",
    "positive_rate_percentage",
    "rating_ids",
    "resolution_testing",
    "understanding_cause",
    "user_ids",
)


class PortalCommon(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.rival = partners.create({"name": "HS Rival", "is_company": True})
        cls.chris = cls._login("hs-chris", cls.customer)
        cls.dana = cls._login("hs-dana", parent=cls.customer_company)
        cls.eve = cls._login("hs-eve", parent=cls.rival)
        cls.ticket = cls._create_tickets()

    @classmethod
    def _login(cls, login, partner=None, parent=None):
        partner = partner or cls.env["res.partner"].create(
            {"name": login, "email": f"{login}@p.test", "parent_id": parent.id}
        )
        return new_test_user(
            cls.env, login=login, groups="base.group_portal", partner_id=partner.id
        )

    def _sees(self, user, ticket=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (ticket or self.ticket) in self.env["helpdesk.ticket"].with_user(
            user
        ).search([])


@tagged("post_install", "-at_install")
class TestPortalVisibility(PortalCommon):
    def test_setting_decides_who_sees_the_ticket(self):
        follower = self._create_tickets(partner_id=self.chris.partner_id.id)
        follower.message_subscribe(self.dana.partner_id.ids)
        for setting, own, colleague, followed in (
            ("own", True, False, False),
            ("followed", True, False, True),
            ("company", True, True, True),
        ):
            with self.subTest(setting):
                self.env.company.helpdesk_portal_visibility = setting
                self.assertEqual(self._sees(self.chris), own)
                self.assertEqual(self._sees(self.dana), colleague)
                self.assertEqual(self._sees(self.dana, follower), followed)
                self.assertFalse(self._sees(self.eve))

    def test_default_is_own_and_followed(self):
        company = self.env["res.company"].create({"name": "HS New"})
        self.assertEqual(company.helpdesk_portal_visibility, "followed")

    def test_contact_may_be_allowed_to_see_his_companys_tickets(self):
        self.assertFalse(self._sees(self.dana))
        self.dana.partner_id.helpdesk_see_company_tickets = True
        self.assertTrue(self._sees(self.dana))
        self.dana.partner_id.helpdesk_see_company_tickets = False
        self.assertFalse(self._sees(self.dana))
        self.eve.partner_id.helpdesk_see_company_tickets = True
        self.assertFalse(self._sees(self.eve))

    def test_p14_follower_does_not_open_the_ticket_to_his_colleagues(self):
        frank = self._login("hs-frank", parent=self.rival)
        self.ticket.message_subscribe(frank.partner_id.ids)
        for setting in ("own", "followed", "company"):
            with self.subTest(setting):
                self.env.company.helpdesk_portal_visibility = setting
                self.assertFalse(self._sees(self.eve))
        self.ticket.message_subscribe(self.rival.ids)  # the company itself follows
        self.assertFalse(self._sees(self.eve))

    def test_p30_colleagues_see_it_only_if_the_company_wants_it(self):
        self.assertFalse(self._sees(self.dana))
        self.env.company.helpdesk_portal_visibility = "company"
        self.assertTrue(self._sees(self.dana))

    def test_i24_contact_who_changed_sides_loses_sight_at_once(self):
        self.env.company.helpdesk_portal_visibility = "company"
        theirs = self._create_tickets(partner_id=self.eve.partner_id.id)
        self.assertTrue(self._sees(self.dana))
        self.dana.partner_id.parent_id = self.rival
        self.assertFalse(self._sees(self.dana))
        self.assertTrue(self._sees(self.dana, theirs))

    def test_i24_contact_whose_company_was_sold_loses_sight_at_once(self):
        self.env.company.helpdesk_portal_visibility = "company"
        holding = self.env["res.partner"].create(
            {"name": "HS Hold", "is_company": True}
        )
        ticket = self._create_tickets(partner_id=holding.id)
        self.customer_company.is_company = False
        self.customer_company.parent_id = holding
        self.assertTrue(self._sees(self.dana, ticket))
        self.customer_company.parent_id = False
        self.assertFalse(self._sees(self.dana, ticket))


@tagged("post_install", "-at_install")
class TestPortalFields(PortalCommon):
    def test_customer_reads_what_is_his(self):
        ticket = self.ticket.with_user(self.chris)
        values = ticket.read(["number", "name", "description", "stage_id", "priority"])
        self.assertEqual(values[0]["number"], self.ticket.number)
        self.assertTrue(ticket.read())

    def test_p17_access_token_is_not_readable(self):
        self.ticket._portal_ensure_token()
        self.assertNotIn("access_token", self.ticket.with_user(self.chris).read()[0])
        self._assert_hidden("access_token")

    def test_p18_p19_staff_fields_are_not_readable(self):
        visible = self.ticket.with_user(self.chris).fields_get()
        for name in STAFF_FIELDS:
            with self.subTest(name):
                self.assertIn(name, self.env["helpdesk.ticket"]._fields)
                self.assertNotIn(name, visible)
                self._assert_hidden(name)

    def _assert_hidden(self, name):
        """Neither read nor found out by searching, grouping or sorting."""
        tickets = self.env["helpdesk.ticket"].with_user(self.chris)
        with self.assertRaises(AccessError):
            tickets.browse(self.ticket.id).read([name])
        field = tickets._fields[name]
        if field.store:
            with self.assertRaises(AccessError):
                tickets.search_count([(name, "!=", False)])
        if field.store and field.column_type:
            with self.assertRaises(AccessError):
                tickets._read_group([], [name], ["__count"])
            with self.assertRaises(AccessError):
                tickets.search([], order=name)

    def test_new_fields_are_hidden_unless_named(self):
        """An addon that adds a field need not think of it."""
        shown = self.env["helpdesk.ticket"].with_user(self.chris).fields_get()
        allowed = self.env["helpdesk.ticket"]._portal_readable_fields()
        self.assertLessEqual(set(shown), allowed)

    def test_customer_writes_nothing(self):
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.chris).write({"name": "x"})

    def test_staff_reads_everything(self):
        for user in (self.agent, self.manager):
            self.assertTrue(self.ticket.with_user(user).read(STAFF_FIELDS))


@tagged("post_install", "-at_install")
class TestPortalPages(PortalCommon, HttpCase):
    def test_pages_and_answers_work_with_hidden_fields(self):
        self.authenticate("hs-chris", "hs-chris")
        page = self.url_open("/my/tickets")
        self.assertIn(self.ticket.number, page.text)
        page = self.url_open(f"/my/ticket/{self.ticket.id}")
        self.assertIn(self.ticket.name, page.text)
        answer = self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "helpdesk.ticket",
                "thread_id": self.ticket.id,
                "post_data": {
                    "body": "It still fails.",
                    "subtype_xmlid": "mail.mt_comment",
                },
            },
        )
        self.assertTrue(answer)
        self.assertEqual(self.ticket.last_writer, "customer")

    def test_colleague_finds_nothing(self):
        self.authenticate("hs-dana", "hs-dana")
        self.assertNotIn(self.ticket.number, self.url_open("/my/tickets").text)
        page = self.url_open(f"/my/ticket/{self.ticket.id}", allow_redirects=False)
        self.assertEqual(page.status_code, 303)
