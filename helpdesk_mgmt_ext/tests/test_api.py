# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an integration may do, and that it is done once."""

from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.helpdesk_mgmt_ext.api_schema import check, described

from .common_api import ApiCommon

VALS = {
    "subject": "The door is stuck",
    "description": "Since <b>today</b>.\nPlease help.",
    "contact_name": "Dora Doe",
    "contact_email": "Dora@New-Customer.test",
}


@tagged("post_install", "-at_install")
class TestApiCreate(ApiCommon):
    def _create(self, request_id="r1", **vals):
        return self.api.api_create(request_id, {**VALS, **vals})

    def _ticket(self, answer):
        return self.env["helpdesk.ticket"].browse(answer["id"])

    def test_ticket_comes_in_like_every_request_from_outside(self):
        answer = self._create(team="hs_team", priority="urgent", type="bug")
        ticket = self._ticket(answer)
        self.assertEqual(answer["status"], "applied")
        self.assertEqual(answer["ticket"], ticket.number)
        self.assertEqual(answer["team"], "hs_team")
        self.assertEqual(
            ticket.channel_id,
            self.env.ref("helpdesk_mgmt_ext.helpdesk_ticket_channel_api"),
        )
        self.assertEqual(ticket.partner_email, "dora@new-customer.test")
        self.assertEqual(ticket.partner_id.name, "Dora Doe")
        self.assertEqual(ticket.priority, "3")
        self.assertEqual(ticket.type_id, self.env.ref("helpdesk_mgmt_ext.type_bug"))
        self.assertEqual(ticket.create_uid, self.env["helpdesk.ticket"]._bot_user())
        self.assertIn("&lt;b&gt;", ticket.description)

    def test_known_customer_is_found(self):
        answer = self._create(contact_email=self.customer.email)
        self.assertEqual(self._ticket(answer).partner_id, self.customer)

    def test_same_request_gives_the_same_ticket(self):
        first = self._create()
        before = self.env["helpdesk.ticket"].search_count([])
        second = self._create(subject="Something else")
        self.assertEqual(second["status"], "duplicate")
        self.assertEqual(second["first_status"], "applied")
        self.assertEqual(second["id"], first["id"])
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_same_idempotency_key_gives_the_same_ticket(self):
        first = self._create("r1", idempotency_key="order-1")
        for request_id in ("r1", "r2", None):
            with self.subTest(request_id):
                again = self._create(request_id, idempotency_key="order-1")
                self.assertEqual(again["status"], "duplicate")
                self.assertEqual(again["id"], first["id"])
        other = self._create(None, idempotency_key="order-2")
        self.assertEqual(other["status"], "applied")
        self.assertNotEqual(other["id"], first["id"])

    def test_request_ids_of_different_methods_do_not_collide(self):
        answer = self._create("same")
        ticket = self._as_integration(self._ticket(answer))
        self.assertEqual(ticket.api_add_note("same", "hello")["status"], "applied")

    def test_names_of_odoos_fields_are_understood(self):
        answer = self.api.api_create(
            "r1", {"name": "By field", "partner_email": "dora@new-customer.test"}
        )
        self.assertEqual(self._ticket(answer).name, "By field")

    def test_type_and_category_are_found_by_name(self):
        category = self.env["helpdesk.ticket.category"].create({"name": "Doors 100%"})
        kind = self.env["helpdesk.ticket.type"].create({"name": "HS Wish"})
        ticket = self._ticket(self._create(category="doors 100%", type="hs wish"))
        self.assertEqual(ticket.category_id, category)
        self.assertEqual(ticket.type_id, kind)

    def test_bad_input_is_named_and_creates_nothing(self):
        before = self.env["helpdesk.ticket"].search_count([])
        for vals, told in (
            ({"subject": ""}, "vals.subject must not be empty"),
            ({"subject": "x" * 251}, "longer than 250"),
            ({"description": 5}, "vals.description must be a string"),
            ({"priority": "extreme"}, "one of low, medium, high, urgent"),
            ({"team": "no_such"}, "team must be one of"),
            ({"type": "no such"}, "type must be one of support"),
            ({"category": "%"}, "category must be one of"),
            ({"channel": "fax"}, "one of api"),
            ({"user_id": 2}, "vals has no 'user_id'"),
            ({"name": "twice"}, "both name and subject"),
        ):
            with self.subTest(told), self.assertRaisesRegex(ValidationError, told):
                self._create(**vals)
        with self.assertRaisesRegex(ValidationError, "request_id"):
            self._create(None)
        with self.assertRaisesRegex(ValidationError, "needs vals"):
            self.api.api_create("r1")
        with self.assertRaisesRegex(ValidationError, "must be an object"):
            self.api.api_create("r1", "subject")
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)
        self.assertEqual(self._create("r1")["status"], "applied", "r1 is still free")

    def test_nothing_of_the_callers_context_is_kept(self):
        forged = self.api.with_context(
            default_user_id=self.agent.id,
            default_stage_id=self.env.ref("helpdesk_mgmt_ext.stage_resolved").id,
            default_close_reason="confirmed",
            helpdesk_skip_guards=True,
            mail_create_nolog=True,
        )
        ticket = self._ticket(forged.api_create("r1", {**VALS, "team": "hs_team"}))
        self.assertFalse(ticket.close_reason)
        self.assertEqual(ticket.stage_role, "new")
        self.assertFalse(ticket.user_id)


@tagged("post_install", "-at_install")
class TestApiTicket(ApiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_tickets()
        cls.outside = cls._as_integration(cls.ticket)

    def test_escalation_is_done_once(self):
        answer = self.outside.api_escalate("e1", "Due in 20 minutes", 2)
        self.assertEqual(answer["status"], "applied")
        self.assertEqual(self.ticket.escalation_level, 2)
        self.assertEqual(self.ticket.escalation_reason, "Due in 20 minutes")
        bot = self.env["helpdesk.ticket"]._bot_user()
        self.assertEqual(self.ticket.escalated_by_id, bot)
        again = self.outside.api_escalate("e1", "Due in 20 minutes", 2)
        self.assertEqual(again["status"], "duplicate")
        self.assertEqual(self.ticket.escalation_level, 2)

    def test_two_watchers_escalate_once(self):
        self.ticket.with_user(self.officer).action_escalate("Seen by a person")
        answer = self.outside.api_escalate("e1", "Due", 1)
        self.assertEqual(answer["status"], "superseded")
        self.assertEqual(answer["reason"], "already_escalated")
        self.assertEqual(self.ticket.escalation_reason, "Seen by a person")

    def test_without_level_it_rises_by_one(self):
        self.outside.api_escalate("e1", "Due")
        self.outside.api_escalate("e2", "Still due")
        self.assertEqual(self.ticket.escalation_level, 2)

    def test_a_resolved_ticket_is_not_escalated(self):
        self.ticket.with_user(self.officer).action_resolve("Repaired")
        answer = self.outside.api_escalate("e1", "Due", 2)
        self.assertEqual(answer["status"], "superseded")
        self.assertEqual(self.ticket.escalation_level, 0)

    def test_note_is_internal_and_harmless(self):
        self.outside.api_add_note("n1", "<script>alert(1)</script>\nline 2")
        note = self.ticket.message_ids[0]
        self.assertTrue(note.is_internal or note.subtype_id.internal)
        self.assertNotIn("<script", note.body)
        self.assertIn("line 2", note.body)
        self.assertFalse(self.ticket.first_response_at)
        self.assertEqual(
            note.author_id, self.env["helpdesk.ticket"]._bot_user().partner_id
        )
        count = len(self.ticket.message_ids)
        self.outside.api_add_note("n1", "again")
        self.assertEqual(len(self.ticket.message_ids), count)

    def test_ticket_is_given_by_number_or_id(self):
        by_number = self.api.api_add_note("n1", "hello", ticket=self.ticket.number)
        self.assertEqual(by_number["id"], self.ticket.id)
        with self.assertRaises(MissingError):
            self.api.api_add_note("n2", "hello", ticket="HT-none")
        with self.assertRaises(MissingError):
            self.api.browse(self.ticket.id + 10**6).api_add_note("n2", "hello")
        with self.assertRaisesRegex(ValidationError, "one ticket"):
            self.api.api_add_note("n2", "hello")

    def test_tickets_of_other_companies_do_not_exist(self):
        company = self.env["res.company"].create({"name": "HS Other"})
        other = self._create_tickets(team_id=False, company_id=company.id)
        for call in (
            lambda: self._as_integration(other).api_add_note("n1", "hello"),
            lambda: self.api.api_add_note("n1", "hello", ticket=f"{other.number}"),
        ):
            if self.ticket.number == other.number:
                break  # the number names the ticket of the own company
            with self.assertRaises(MissingError):
                call()
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "HS Foreign", "code": "hs_foreign", "company_id": company.id}
        )
        with self.assertRaisesRegex(ValidationError, "team must be one of"):
            self.api.api_create("r1", {"subject": "x", "team": team.code})

    def test_bad_input_is_named_and_changes_nothing(self):
        for args, told in (
            (("e1", "", 1), "reason must not be empty"),
            (("e1", "x", 0), "between 1 and 9"),
            (("e1", "x", True), "integer"),
            (("", "x", 1), "request_id must not be empty"),
            ((7, "x", 1), "request_id must be a string"),
            (("x" * 129, "x", 1), "longer than 128"),
        ):
            with self.subTest(told), self.assertRaisesRegex(ValidationError, told):
                self.outside.api_escalate(*args)
        self.assertEqual(self.ticket.escalation_level, 0)
        self.assertFalse(self.env["helpdesk.api.request"].search([]))

    def test_only_integrations_and_administrators_may_call(self):
        for user in (self.agent, self.officer, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.ticket.with_user(user).api_add_note("n1", "hello")
        portal = new_test_user(self.env, "hs-portal", groups="base.group_portal")
        calls = {
            "api_create": ("r", {"subject": "x"}),
            "api_escalate": ("r", "x"),
            "api_add_note": ("r", "x"),
            "api_heartbeat": (),
        }
        for method, args in calls.items():
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self.ticket.with_user(portal), method)(*args)
        admin = self.ticket.with_user(self.env.ref("base.user_admin"))
        self.assertEqual(admin.api_add_note("n1", "hello")["status"], "applied")

    def test_old_requests_are_forgotten(self):
        with freeze_time("2026-01-01"):
            self.outside.api_add_note("old", "hello")
        with freeze_time("2026-01-30"):
            self.outside.api_add_note("new", "hello")
        with freeze_time("2026-02-10"):
            requests = self.env["helpdesk.api.request"]
            requests._gc_requests()
        self.assertEqual(requests.search([]).mapped("request_id"), ["new"])


@tagged("post_install", "-at_install")
class TestApiDescription(ApiCommon):
    """The description is the check; here that it is also the method."""

    def test_description_equals_the_methods(self):
        calls = described(type(self.env["helpdesk.ticket"]))
        self.assertLessEqual(
            {"api_create", "api_escalate", "api_add_note", "api_heartbeat"}, set(calls)
        )
        for name, call in calls.items():
            with self.subTest(name):
                method = getattr(type(self.env["helpdesk.ticket"]), name)
                self.assertEqual(call.differences(method), [])
                check(call.schema, call.example, "arguments")

    def test_every_public_api_method_is_described(self):
        cls = type(self.env["helpdesk.ticket"])
        public = {name for name in dir(cls) if name.startswith("api_")}
        self.assertEqual(public, set(described(cls)))


@tagged("post_install", "-at_install")
class TestApiHeartbeat(ApiCommon):
    def _beat(self, at, name=None):
        with freeze_time(at):
            return self.api.api_heartbeat(name)

    def _watch(self, at):
        """Return the notices that the watch sent."""
        before = self.env["mail.message"].search([])
        with freeze_time(at):
            self.env["helpdesk.api.monitor"]._cron_watch()
        return self.env["mail.message"].search([]) - before

    def test_silence_is_told_once_and_again_after_a_recovery(self):
        self.assertFalse(self._watch("2026-03-02 08:00:00"), "nobody ever watched")
        answer = self._beat("2026-03-02 09:00:00")
        self.assertEqual(answer["at"], "2026-03-02T09:00:00+00:00")
        self.assertFalse(self._watch("2026-03-02 09:05:00"), "just in time")
        told = self._watch("2026-03-02 09:05:01")
        self.assertEqual(len(told), 1)
        self.assertIn("sla_monitor", told.subject)
        self.assertIn(self.env.ref("base.partner_admin"), told.notified_partner_ids)
        self.assertFalse(self._watch("2026-03-02 09:30:00"), "only once")
        self._beat("2026-03-02 10:00:00")
        self.assertEqual(len(self._watch("2026-03-02 10:06:00")), 1)

    def test_workflows_are_watched_one_by_one(self):
        self._beat("2026-03-02 09:00:00", "one")
        self._beat("2026-03-02 09:04:00", "two")
        told = self._watch("2026-03-02 09:06:00")
        self.assertEqual(len(told), 1)
        self.assertIn("one", told.subject)

    def test_an_archived_workflow_is_not_missed(self):
        self._beat("2026-03-02 09:00:00")
        self.env["helpdesk.api.monitor"].search([]).active = False
        self.assertFalse(self._watch("2026-03-02 10:00:00"))
