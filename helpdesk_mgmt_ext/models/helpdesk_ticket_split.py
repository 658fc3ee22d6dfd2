# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two requests in one ticket: the second is split off into a ticket of its own."""

from odoo import fields, models
from odoo.exceptions import UserError

from .helpdesk_ticket_merge import AGENTS


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    split_from_id = fields.Many2one(
        "helpdesk.ticket",
        string="Split from",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups=AGENTS,
        help="The ticket whose message began this one.",
    )
    split_ids = fields.One2many(
        "helpdesk.ticket", "split_from_id", string="Split tickets", groups=AGENTS
    )

    def _split_messages(self):
        """Return what may be split off: what the customer can read, newest first.

        His own messages come first. Internal notes are left out: the new ticket shows
        its text to the customer.
        """
        self.ensure_one()
        messages = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", ("comment", "email")),
                ("is_internal", "=", False),
                ("subtype_id.internal", "=", False),
                ("subtype_id", "!=", False),
            ],
            order="date desc, id desc",
        )
        return messages.sorted(lambda m: self._message_kind(m) != "customer")

    def _split(self, message, name=None):
        """Make a new ticket of ``message``; text, files and people go along.

        The message stays where it is too. Nobody is notified.

        :param name: title of the new ticket
        :raises UserError: a message of another ticket, or an internal note
        :return: the new ticket
        """
        self.ensure_one()
        self.check_access("write")
        if message not in self._split_messages():
            raise UserError(
                self.env._(
                    "Choose a message of this ticket that its customer can read: a new "
                    "ticket shows its text to him."
                )
            )
        # ``helpdesk_mail``: the customer is told by whoever splits, or not at all
        tickets = self.with_context(helpdesk_mail=True, mail_create_nosubscribe=True)
        # sudo: only for facts (when it was received); rights were checked above
        ticket = tickets.sudo().create(self._prepare_split_vals(message, name))
        ticket = ticket.with_env(self.env)
        self._copy_message(message, ticket)
        self._message_log(
            body=self.env._(
                "A message was split off into %(ticket)s.",
                ticket=ticket._get_html_link(),
            )
        )
        ticket._message_log(
            body=self.env._("Split from %(ticket)s.", ticket=self._get_html_link())
        )
        return ticket

    def _prepare_split_vals(self, message, name=None):
        """Return the values of the ticket to be made of ``message``."""
        return {
            "name": (name or message.subject or self.name or "").strip(),
            "description": message.body,
            "split_from_id": self.id,
            "received_at": message.date,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_name,
            "partner_email": self.partner_email,
            "email_cc": self.email_cc,
            "channel_id": self.channel_id.id,
            "type_id": self.type_id.id,
            "category_id": self.category_id.id,
            "priority": self.priority,
        }

    def _copy_message(self, message, ticket):
        """Put a copy of ``message`` with its files on ``ticket``, as it was written."""
        # sudo: in the author's name; whoever splits may read the message
        message_sudo = message.sudo()
        files = message_sudo.attachment_ids.copy(
            {"res_model": self._name, "res_id": ticket.id}
        )
        message_sudo.create(
            {
                "model": self._name,
                "res_id": ticket.id,
                "author_id": message_sudo.author_id.id,
                "email_from": message_sudo.email_from,
                "date": message_sudo.date,
                "subject": message_sudo.subject,
                "body": message_sudo.body,
                "message_type": message_sudo.message_type,
                "subtype_id": message_sudo.subtype_id.id,
                "attachment_ids": [(6, 0, files.ids)],
            }
        )
        if self._message_kind(message) == "customer":
            ticket._write_facts(
                {"last_customer_message_at": message.date, "last_writer": "customer"}
            )
