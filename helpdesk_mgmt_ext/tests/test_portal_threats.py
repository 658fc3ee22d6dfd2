# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Threats P25–P33: links, and what customers write on tickets."""

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_security_portal import PortalCommon


class ThreatCommon(PortalCommon, HttpCase):
    def _rpc(self, route, **params):
        with mute_logger("odoo.http"):
            return self.url_open(
                route, json={"jsonrpc": "2.0", "method": "call", "params": params}
            ).json()

    def _post_message(self, ticket=None, context=None, **post_data):
        params = {
            "thread_model": "helpdesk.ticket",
            "thread_id": (ticket or self.ticket).id,
            "post_data": {"body": "Hello", **post_data},
        }
        if context:
            params["context"] = context
        return self._rpc("/mail/message/post", **params)

    def _said_by_agent(self, body="Our answer"):
        return self.ticket.message_post(
            body=body,
            author_id=self.agent.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _last(self, kind="comment"):
        messages = self.ticket.message_ids.filtered(lambda m: m.message_type == kind)
        return messages.sorted("id")[-1:]


@tagged("post_install", "-at_install")
class TestLinks(ThreatCommon):
    def test_p25_link_dies_when_the_ticket_changes_customer(self):
        token = self.ticket._portal_ensure_token()
        respond = self.ticket._respond_token()
        receipt = self.ticket._receipt_token()
        self.ticket.partner_id = self.eve.partner_id
        for old in (token, respond, receipt):
            self.assertFalse(self.ticket._link_level(old))
        page = self.url_open(
            f"/my/ticket/{self.ticket.id}?access_token={token}", allow_redirects=False
        )
        self.assertEqual(page.status_code, 303)

    def test_p25_link_dies_when_the_address_changes(self):
        self.env.company.helpdesk_create_contact = False
        ticket = self._create_tickets(partner_id=False, partner_email="a@a.test")
        tokens = ticket._portal_ensure_token(), ticket._respond_token()
        ticket.partner_email = "b@b.test"
        for old in tokens:
            self.assertFalse(ticket._link_level(old))

    def test_p26_holder_of_a_link_cannot_use_the_chatter(self):
        token = self.ticket._portal_ensure_token()
        before = self.ticket.message_ids
        keys = {
            "token": token,
            "pid": self.chris.partner_id.id,
            "hash": self.ticket._sign_token(self.chris.partner_id.id),
        }
        for access in ({"token": token}, keys):
            answer = self._rpc(
                "/mail/message/post",
                thread_model="helpdesk.ticket",
                thread_id=self.ticket.id,
                post_data={"body": "I am Chris"},
                **access,
            )
            self.assertIn("error", answer)
        self.assertEqual(self.ticket.message_ids, before)

    def _reply(self, path=None, **data):
        data = {"csrf_token": http.Request.csrf_token(self), **data}
        path = path or f"/my/helpdesk/{self.ticket.id}/reply"
        return self.url_open(path, data=data)

    def test_p26_message_through_the_link_is_marked_and_nobodys(self):
        self.authenticate(None, None)
        token = self.ticket._respond_token()
        page = self._reply(access_token=token, message="It <b>burns</b>", name="Chris")
        self.assertIn("received your message", page.text)
        message = self._last()
        self.assertFalse(message.author_id)
        self.assertIn("not signed in", message.email_from)
        self.assertIn("&lt;b&gt;", message.body)
        self.assertEqual(self.ticket.last_writer, "customer")
        self.assertIn("It &lt;b&gt;burns", page.text)

    def test_p26_customer_hears_of_it(self):
        self.authenticate(None, None)
        self._reply(access_token=self.ticket._respond_token(), message="Hello")
        self.assertIn(self.chris.partner_id, self._last().notified_partner_ids)

    def test_message_through_a_wrong_link_is_refused(self):
        self.authenticate(None, None)
        before = self.ticket.message_ids
        for token in ("", "x", "é", self.ticket._respond_token()[:-1]):
            page = self._reply(access_token=token, message="Hello")
            self.assertEqual(page.status_code, 404)
        self.assertEqual(self.ticket.message_ids, before)

    def test_receipt_of_a_form_shows_no_answer_and_confirms_nothing(self):
        self._said_by_agent("Your secret number is 4711")
        self.ticket.action_resolve("The secret is out.")
        self.authenticate(None, None)
        token = self.ticket._receipt_token()
        path = f"/my/helpdesk/{self.ticket.id}/respond?access_token={token}"
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.ticket.number, page.text)
        self.assertNotIn("secret", page.text)
        for action in ("confirm", "still_broken", "reopen"):
            self._reply(f"/my/helpdesk/{self.ticket.id}/{action}", access_token=token)
            self.assertEqual(self.ticket.stage_role, "resolved")

    def test_answer_of_a_customer_who_is_logged_in_is_his(self):
        self.authenticate("hs-chris", "hs-chris")
        page = self._reply(message="", page="ticket")
        self.assertIn("Please write something", page.text)
        self.ticket._move_to_role("pending_customer")
        page = self._reply(message="Here it is", page="ticket")
        self.assertEqual(self._last().author_id, self.chris.partner_id)
        self.assertEqual(self.ticket.stage_role, "investigating")
        self.assertIn("received your message", page.text)

    def test_answer_of_another_customer_is_refused(self):
        self.authenticate("hs-eve", "hs-eve")
        before = self.ticket.message_ids
        self.assertEqual(self._reply(message="Hello").status_code, 404)
        self.assertEqual(self.ticket.message_ids, before)


@tagged("post_install", "-at_install")
class TestCustomerWords(ThreatCommon):
    def setUp(self):
        super().setUp()
        self.authenticate("hs-chris", "hs-chris")

    def test_p31_extra_fields_and_context_forge_nothing(self):
        for forged in (
            {"author_id": self.agent.partner_id.id},
            {"email_from": "agent@ours.test"},
            {"message_type": "notification"},
            {"subtype_xmlid": "mail.mt_note"},
            {"is_internal": True},
            {"partner_ids": self.eve.partner_id.ids},
            {"model": "res.partner", "res_id": 1},
        ):
            with self.subTest(forged):
                answer = self._post_message(**forged)
                self.assertIn("result", answer)
                message = self._last()
                self.assertEqual(message.author_id, self.chris.partner_id)
                self.assertEqual(message.message_type, "comment")
                self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
                self.assertFalse(message.is_internal)
                self.assertFalse(message.partner_ids)

    def test_p31_context_does_not_steer_the_rules(self):
        self.ticket._move_to_role("pending_customer")
        self._post_message(context={"helpdesk_automatic": True})
        self.assertEqual(self.ticket.stage_role, "investigating")

    def test_p31_message_posted_over_rpc_is_the_customers_own(self):
        ticket = self.ticket.with_user(self.chris).with_context(helpdesk_automatic=True)
        message = ticket.message_post(
            body="<b>Hello</b>",
            author_id=self.agent.partner_id.id,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        ).sudo()
        self.assertEqual(message.author_id, self.chris.partner_id)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertEqual(self.ticket.last_writer, "customer")
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.eve).message_post(body="x")

    def test_p31_p33_messages_are_not_made_or_changed_by_hand(self):
        self._post_message()
        own = self._last().with_user(self.chris)
        for vals in (
            {"body": "x"},
            {"author_id": self.agent.partner_id.id},
            {"is_internal": True},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                own.write(vals)
        with self.assertRaises(AccessError):
            own.create(
                {
                    "model": "helpdesk.ticket",
                    "res_id": self.ticket.id,
                    "body": "x",
                    "message_type": "comment",
                    "subtype_id": self.env.ref("mail.mt_comment").id,
                }
            )

    def test_p33_changed_message_leaves_a_trace(self):
        self._post_message(body="First words")
        own = self._last()
        self._rpc(
            "/mail/message/update_content",
            message_id=own.id,
            update_data={"body": "Other words"},
        )
        own.invalidate_recordset()
        self.assertIn("Other words", own.body)
        trace = self._last("notification")
        self.assertIn("First words", trace.body)
        self.assertTrue(trace.is_internal or trace.subtype_id.internal)

    def test_p33_answered_message_stays_as_it_is(self):
        self._post_message(body="First words")
        own = self._last()
        self._said_by_agent()
        answer = self._rpc(
            "/mail/message/update_content",
            message_id=own.id,
            update_data={"body": "Other words"},
        )
        self.assertIn("error", answer)
        own.invalidate_recordset()
        self.assertIn("First words", own.body)
        with self.assertRaises(UserError):
            self.ticket.with_user(self.chris)._message_update_content(own, body="x")

    def test_p32_p33_files_on_a_ticket_are_not_deleted(self):
        message = self.ticket.message_post(
            body="x",
            author_id=self.chris.partner_id.id,
            attachments=[("a.txt", b"x")],
            subtype_xmlid="mail.mt_comment",
        )
        file = message.attachment_ids
        self._rpc(
            "/mail/attachment/delete",
            attachment_id=file.id,
            access_token=file._get_ownership_token(),
        )
        self.assertTrue(file.exists())

    def test_p29_no_addresses_are_told_and_no_contacts_made(self):
        self.ticket.email_cc = "stranger@elsewhere.test"
        contacts = self.env["res.partner"].search_count([])
        ids = {"thread_model": "helpdesk.ticket", "thread_id": self.ticket.id}
        for route, params in (
            ("/mail/thread/recipients", ids),
            ("/mail/thread/recipients/get_suggested_recipients", ids),
            ("/mail/partner/from_email", {**ids, "emails": ["agent@ours.test"]}),
        ):
            with self.subTest(route):
                self.assertEqual(self._rpc(route, **params).get("result"), [])
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

    def test_p32_another_customers_ticket_takes_nothing(self):
        self.authenticate("hs-eve", "hs-eve")
        before = self.ticket.message_ids
        self.assertIn("error", self._post_message())
        answer = self.url_open(
            "/mail/attachment/upload",
            data={
                "thread_model": "helpdesk.ticket",
                "thread_id": self.ticket.id,
                "csrf_token": http.Request.csrf_token(self),
            },
            files={"ufile": ("a.txt", b"x")},
        )
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.ticket.message_ids, before)

    def test_p27_markup_in_names_and_subjects_is_text(self):
        evil = "<script>alert(1)</script>"
        self.ticket.write({"name": evil, "partner_name": evil})
        self.chris.partner_id.name = evil
        self.ticket.message_post(
            body="x",
            subject=evil,
            author_id=self.chris.partner_id.id,
            attachments=[(f"{evil}.txt", b"x")],
            subtype_xmlid="mail.mt_comment",
        )
        respond = f"/my/helpdesk/{self.ticket.id}/respond"
        for path in ("/my/tickets", f"/my/ticket/{self.ticket.id}", respond):
            with self.subTest(path):
                page = self.url_open(path)
                self.assertEqual(page.status_code, 200)
                self.assertNotIn(evil, page.text)
                self.assertIn("&lt;script&gt;alert(1)", page.text)
