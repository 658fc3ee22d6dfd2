# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from types import SimpleNamespace
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from odoo.addons.bus.models import ir_websocket

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestPresence(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_tickets(user_id=cls.agent.id)
        cls.own = cls._new_user("hs-own", "helpdesk_mgmt.group_helpdesk_user_own")
        cls.employee = cls._new_user("hs-employee", "base.group_user")
        cls.portal = cls._new_user("hs-portal", "base.group_portal")

    def _channels(self, user, *names):
        """Return what ``user`` gets to listen to when asking for channels ``names``."""
        session = SimpleNamespace(uid=user.id)
        with patch.object(ir_websocket, "wsrequest", SimpleNamespace(session=session)):
            channels = (
                self.env["ir.websocket"]
                .with_user(user)
                ._build_bus_channel_list(list(names))
            )
        return [channel for channel in channels if isinstance(channel, (str, tuple))]

    def _sent(self):
        self.env.cr.precommit.run()
        messages = self.env["bus.bus"].sudo().search([], order="id")
        sent = [(json.loads(m.channel), json.loads(m.message)) for m in messages]
        return [
            message
            for channel, message in sent
            if channel[1:] == ["helpdesk.ticket", self.ticket.id, "helpdesk_presence"]
        ]

    def test_only_helpdesk_users_who_may_read_the_ticket_may_listen(self):
        name = f"helpdesk_ticket_presence_{self.ticket.id}"
        for user, allowed in (
            (self.agent, True),
            (self.officer, True),
            (self.own, False),
            (self.employee, False),
            (self.portal, False),
        ):
            with self.subTest(user=user.login):
                channels = self._channels(user, name)
                heard = (self.ticket, "helpdesk_presence") in channels
                self.assertEqual(heard, allowed)
                self.assertNotIn(name, channels)

    def test_odd_channel_names_are_harmless(self):
        names = [
            "helpdesk_ticket_presence_0",
            "helpdesk_ticket_presence_999999999",
            "helpdesk_ticket_presence_99999999999999999999",
            "helpdesk_ticket_presence_1; DROP",
        ]
        channels = self._channels(self.agent, *names)
        self.assertFalse(
            [
                c
                for c in channels
                if isinstance(c, tuple) and c[0]._name == "helpdesk.ticket"
            ]
        )

    @users("hs-agent")
    def test_who_is_on_a_ticket_is_announced_there_only(self):
        self.ticket.with_env(self.env).announce_presence("replying", hello=True)
        (message,) = self._sent()
        self.assertEqual(message["type"], "helpdesk.ticket/presence")
        self.assertEqual(
            message["payload"],
            {
                "ticket_id": self.ticket.id,
                "user_id": self.agent.id,
                "partner_id": self.agent.partner_id.id,
                "name": self.agent.name,
                "state": "replying",
                "hello": True,
            },
        )

    def test_strangers_cannot_announce_themselves(self):
        for user in (self.own, self.employee, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ticket.with_user(user).announce_presence("viewing")
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.agent).announce_presence("<b>dancing</b>")
        self.assertFalse(self._sent())

    def test_customers_message_is_told_to_who_is_on_the_ticket(self):
        message = self.ticket.message_post(
            body="News",
            author_id=self.customer.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        (sent,) = self._sent()
        self.assertEqual(sent["type"], "helpdesk.ticket/customer_wrote")
        self.assertEqual(sent["payload"]["message_id"], message.id)

    @users("hs-agent")
    def test_newer_message_of_the_customer_is_found(self):
        ticket = self.ticket.with_env(self.env)
        self.assertFalse(ticket.get_customer_message_after())
        first = self.ticket.message_post(
            body="First",
            author_id=self.customer.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        ticket.message_post(body="Note", message_type="comment")
        self.assertEqual(ticket.get_customer_message_after(0)["id"], first.id)
        self.assertFalse(ticket.get_customer_message_after(first.id))
        self._receive(reply_to=first, body="<b>Second</b>  and more")
        found = ticket.get_customer_message_after(first.id)
        self.assertEqual(found["author"], "Chris Customer")
        self.assertIn("Second", found["preview"])

    def test_messages_of_hidden_tickets_stay_hidden(self):
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.own).get_customer_message_after(0)
