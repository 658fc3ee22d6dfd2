# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A live chat becomes a ticket; what is said afterwards follows it."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext, plaintext2html
from odoo.tools.mail import email_normalize, email_re

COMMAND = "/ticket"
MAX_TITLE = 200


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    helpdesk_ticket_ids = fields.One2many(
        "helpdesk.ticket",
        "chat_session_id",
        string="Tickets",
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )

    def execute_command_ticket(self, **kwargs):
        """Make a ticket of this chat: ``/ticket title``, with a mail address if known.

        A chat that has an open ticket already adds to it what was said since.

        :raises AccessError: no right to read the chat or to create tickets
        """
        self.ensure_one()
        self.check_access("read")
        self.env["helpdesk.ticket"].check_access("create")
        if self.channel_type != "livechat":
            raise UserError(self.env._("Only a live chat can become a ticket."))
        text = html2plaintext(kwargs.get("body") or "").strip()
        text = text.removeprefix(COMMAND).strip()
        self.env.user._bus_send_transient_message(self, self._helpdesk_answer(text))

    def _helpdesk_answer(self, text):
        """Create or continue the ticket; return what the operator is told."""
        # sudo: it may be a colleague's ticket that this operator may not read
        tickets_sudo = self.sudo().helpdesk_ticket_ids
        open_sudo = tickets_sudo.filtered(lambda ticket: not ticket.closed)[:1]
        if open_sudo:
            self._helpdesk_take_over(open_sudo)
            return self.env._(
                "This chat is ticket %s already; what was said since was added to it.",
                open_sudo._get_html_link(title=open_sudo.number),
            )
        if not text:
            return self.env._(
                "Create a ticket with: %s",
                Markup("<pre>/ticket <i>%s</i></pre>") % self.env._("title"),
            )
        return self._helpdesk_tell(self._helpdesk_create_ticket(text))

    def _helpdesk_tell(self, ticket):
        """Tell the visitor the number, and return what the operator is told."""
        self.message_post(
            body=self.env._("Your request is registered as %s.", ticket.number),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        told = self.env._("Created %s.", ticket._get_html_link(title=ticket.number))
        if not ticket.partner_email:
            told += Markup(" ") + self.env._(
                "We have no mail address of the visitor yet: please ask, and add it."
            )
        others = ticket.search_count(
            ticket._customer_domain()
            & Domain([("closed", "=", False), ("id", "!=", ticket.id)])
        )
        if others:
            told += Markup(" ") + self.env._(
                "This customer has %s further open tickets.", others
            )
        return told

    # ---------------------------------------------------------------- creation

    def _helpdesk_create_ticket(self, text, **vals):
        """Create the ticket with the transcript, as whoever runs it."""
        tickets = self.env["helpdesk.ticket"].with_context(
            helpdesk_channel="chat",
            helpdesk_intake=True,
            lang=self.livechat_lang_id.code or self.env.lang,
        )
        ticket = tickets.create({**self._prepare_helpdesk_ticket_vals(text), **vals})
        ticket._write_facts(self._prepare_helpdesk_chat_facts())
        self._helpdesk_copy_files(ticket, self.message_ids)
        return ticket.with_env(self.env)

    def _prepare_helpdesk_ticket_vals(self, text):
        """Return the values of the ticket: title, transcript, visitor, team."""
        name, email = self._helpdesk_visitor(text)
        title = " ".join(word for word in text.split() if not email_normalize(word))
        # sudo: operators need not read teams, nor visitors' records
        channel_sudo = self.sudo()
        team_sudo = channel_sudo.livechat_channel_id.helpdesk_team_id
        partner_sudo = self._helpdesk_customer()
        return {
            "name": title[:MAX_TITLE] or self.env._("Chat with %s", name),
            "description": self._get_channel_history(),
            "partner_id": partner_sudo.id,
            "partner_name": partner_sudo.name or name,
            "partner_email": partner_sudo.email_normalized or email,
            "team_id": team_sudo.filtered("active").id,
        }

    def _prepare_helpdesk_chat_facts(self):
        """Return which chat it was and how much of it the ticket has; kept by us."""
        # sudo: operators need not read all messages
        messages_sudo = self.sudo().message_ids
        return {
            "chat_session_id": self.id,
            "chat_message_id": max(messages_sudo.ids, default=0),
        }

    def _helpdesk_customer(self):
        """Return the logged-in visitor's contact; a guest has none."""
        # sudo: the operator need not be allowed to read the contact
        customers_sudo = self.sudo().livechat_customer_partner_ids
        return customers_sudo.filtered(lambda partner: not partner.is_public)[:1]

    def _helpdesk_visitor(self, text):
        """Return (name, address) of the visitor.

        The address is the one the operator typed, else the one the visitor gave the
        chatbot, else the only one in the visitor's own words. What he gives is believed
        as much as in the public form: it decides whom we answer, and opens nothing.
        """
        # sudo: guests are not readable by operators in all cases
        guests_sudo = self.sudo().livechat_customer_guest_ids
        answers = self.sudo()._chatbot_find_customer_values_in_messages(
            {"question_email": "email"}
        )
        # sudo: words of the chat that the operator is in
        said_sudo = self.sudo().message_ids.filtered("author_guest_id")
        said = {
            email_normalize(address)
            for message in said_sudo
            for address in email_re.findall(html2plaintext(message.body or ""))
        }
        candidates = [
            *map(email_normalize, text.split()),
            email_normalize(answers.get("email")),
            *(said if len(said) == 1 else ()),
        ]
        email = next(filter(None, candidates), False)
        name = guests_sudo[:1].name or self.env._("Visitor")
        return name, email

    def _helpdesk_copy_files(self, ticket, messages):
        """Give the ticket its own copies of the chat's files."""
        # sudo: the files of a chat the operator takes part in; copies are made, so
        # that deleting the chat keeps the ticket's
        for file_sudo in messages.sudo().attachment_ids:
            file_sudo.copy({"res_model": ticket._name, "res_id": ticket.id})

    # --------------------------------------------------------- after the creation

    def _helpdesk_take_over(self, ticket_sudo):
        """Add to the ticket, as a note, what was said since."""
        # sudo: all the chat's messages, whoever of its members runs this
        messages_sudo = self.sudo().message_ids.filtered(
            lambda message: (
                message.id > ticket_sudo.chat_message_id
                and message.message_type != "notification"
            )
        )
        if not messages_sudo:
            return
        lines = Markup("").join(
            Markup("<p><strong>%s:</strong> %s</p>")
            % (
                message.author_id.name or message.author_guest_id.name or "",
                plaintext2html(html2plaintext(message.body or "")),
            )
            for message in messages_sudo.sorted("id")
        )
        ticket_sudo.chat_message_id = max(messages_sudo.ids)
        ticket_sudo._as_bot().message_post(
            body=Markup("<p>%s</p>%s") % (self.env._("The chat went on:"), lines),
            subtype_xmlid="mail.mt_note",
        )
        self._helpdesk_copy_files(ticket_sudo, messages_sudo)

    def write(self, vals):
        ending = self.browse()
        if vals.get("livechat_end_dt"):
            ending = self.filtered(lambda channel: not channel.livechat_end_dt)
        result = super().write(vals)
        for channel in ending:
            # sudo: it is the visitor who ends the chat
            for ticket_sudo in channel.sudo().helpdesk_ticket_ids:
                channel._helpdesk_take_over(ticket_sudo)
        return result
