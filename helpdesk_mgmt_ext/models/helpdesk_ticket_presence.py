# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who else is on the ticket right now, and whether the customer wrote meanwhile.

Nothing is stored: browsers tell each other over the bus, and forget whoever has not
been heard of for a while (see ``static/src/presence``).
"""

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import html2plaintext

from .helpdesk_ticket_merge import AGENTS

STATES = ("viewing", "replying", "left")
#: Part of the ticket's bus channel that only helpdesk users may listen to.
SUBCHANNEL = "helpdesk_presence"
PREVIEW_LENGTH = 160


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _presence_channels(self):
        """Return the bus channels of these tickets, as far as the user may read."""
        if not self.env.user.has_group(AGENTS):
            return []
        tickets = self.exists()._filtered_access("read")
        return [(ticket, SUBCHANNEL) for ticket in tickets]

    def _send_presence(self, notification, payload):
        for ticket in self:
            # the channel is a record and cannot be guessed into, see ir.websocket
            self.env["bus.bus"]._sendone(
                (ticket, SUBCHANNEL),
                f"helpdesk.ticket/{notification}",
                {"ticket_id": ticket.id, **payload},
            )

    def announce_presence(self, state, hello=False):
        """Tell the colleagues on this ticket what the user does on it.

        :param state: ``viewing``, ``replying`` or ``left``
        :param hello: ask the others to announce themselves in turn
        :raises AccessError: not a helpdesk user, or no right to read the ticket
        """
        self.ensure_one()
        if state not in STATES or not self.env.user.has_group(AGENTS):
            raise AccessError(self.env._("Only helpdesk users announce themselves."))
        self.check_access("read")
        user = self.env.user
        self._send_presence(
            "presence",
            {
                "user_id": user.id,
                "partner_id": user.partner_id.id,
                "name": user.name,
                "state": state,
                "hello": bool(hello),
            },
        )
        return True

    def _after_message(self, message, kind):
        result = super()._after_message(message, kind)
        if kind == "customer":
            self._send_presence("customer_wrote", {"message_id": message.id})
        return result

    def get_customer_message_after(self, message_id=0):
        """Return what the customer wrote last, if later than the given message.

        :param message_id: id of the newest message that the agent has seen
        :return: False, or a dict with ``id``, ``author`` and ``preview`` (plain text)
        :raises AccessError: no right to read the ticket
        """
        self.ensure_one()
        self.check_access("read")
        messages = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("id", ">", int(message_id or 0)),
                ("message_type", "in", ("comment", "email")),
            ],
            order="id desc",
            limit=20,
        )
        message = messages.filtered(lambda m: self._message_kind(m) == "customer")[:1]
        if not message:
            return False
        text = " ".join(html2plaintext(message.body or "").split())
        return {
            "id": message.id,
            "author": message.author_id.name or message.email_from or "",
            "preview": text[:PREVIEW_LENGTH],
        }
