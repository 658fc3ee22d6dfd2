# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who said it: what kind of message each one is, and who follows the ticket."""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.tools import email_normalize_all, is_html_empty

from ..ticket_text import html_to_text, is_thank_you, newly_written
from .helpdesk_ticket_intake import CHANNEL_XMLID

#: Message types that only programs post.
MACHINE_TYPES = {"notification", "auto_comment", "user_notification", "out_of_office"}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    first_response_at = fields.Datetime(
        string="First response",
        copy=False,
        readonly=True,
        help="When an agent first answered the customer in public.",
    )
    last_customer_message_at = fields.Datetime(copy=False, readonly=True)
    last_agent_message_at = fields.Datetime(copy=False, readonly=True)
    last_writer = fields.Selection(
        [("customer", "Customer"), ("us", "Us")],
        copy=False,
        readonly=True,
        help="Who wrote last in public: the ball is with the other side.",
    )

    # ------------------------------------------------------------ mail values

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Describe no field for the gateway: core asks only whether one exists."""
        if (
            allfields is None
            and attributes is None
            and self.env.context.get("helpdesk_mail")
        ):
            attributes = ()
        return super().fields_get(allfields, attributes)

    @api.model
    def _prepare_mail_vals(self, msg_dict):
        """Return what a mail says about the ticket to be made of it."""
        body = msg_dict.get("body") or ""
        if "<img" not in body and not html_to_text(body).strip():
            body = Markup("<p>%s</p>") % self.env._("The mail had no text.")
        return {
            "name": (msg_dict.get("subject") or "").strip()
            or self.env._("(no subject)"),
            "description": body,
            "partner_email": msg_dict.get("email_from"),
            "partner_id": msg_dict.get("author_id"),
            # Without this, stock gives the ticket to whoever runs the gateway: the
            # bot, or the customer himself if he has a login (V8).
            "user_id": False,
            "sender_unverified": bool(self.env.context.get("helpdesk_unverified")),
            "sender_automatic": bool(self.env.context.get("helpdesk_automatic")),
            **self._prepare_cc_vals(msg_dict),
        }

    def _keep_original(self, message):
        """Keep the mail that is being taken in with the message it has become."""
        fetched = self.env.context.get("helpdesk_fetched")
        if fetched and not fetched.kept and message.message_type == "email":
            self.env["helpdesk.mail.original"]._keep_for(message, fetched)

    def _prepare_cc_vals(self, msg_dict):
        """Return the people in copy, known and new, without our own addresses."""
        raw = self._mail_cc_sanitized_raw_dict(msg_dict.get("cc"))
        # sudo: the gateway's user may not read aliases
        own = self.env["mail.alias.domain"].sudo()._find_aliases([*filter(None, raw)])
        people = {email: full for email, full in raw.items() if email not in own}
        if len(self) == 1:
            people |= self._mail_cc_sanitized_raw_dict(self.email_cc)
        people.pop(False, None)
        return {"email_cc": ", ".join(people.values())} if people else {}

    def _subscribe_colleagues(self, msg_dict):
        """Let internal people named in To or Cc follow; outsiders gain no access."""
        named = email_normalize_all(
            f"{msg_dict.get('to') or ''},{msg_dict.get('cc') or ''}"
        )
        # sudo: the gateway's user may not read aliases
        own = self.env["mail.alias.domain"].sudo()._find_aliases(named)
        emails = [email for email in named if email not in own]
        if not emails:
            return
        # sudo: the gateway's user may not read users
        users = (
            self.env["res.users"]
            .sudo()
            .search([("email_normalized", "in", emails), ("share", "=", False)])
        )
        if users:
            self.message_subscribe(users.partner_id.ids)

    # ------------------------------------------------------------------ kinds

    def _message_kind(self, message):
        """Return ``customer``, ``agent_public``, ``note`` or ``automatic``.

        An out-of-office is automatic whoever sent it; a customer is anybody who is not
        an internal user (a colleague in copy answers for the customer), and an internal
        user who is the ticket's customer and not the one who works on it.
        """
        self.ensure_one()
        # sudo: who reads the message need not be allowed to read its author
        message_sudo = message.sudo()
        author = message_sudo.author_id
        if (
            self.env.context.get("helpdesk_automatic")
            or message_sudo.message_type in MACHINE_TYPES
            or author.id == self._bot_partner_id()
            or author == self._known_record("base.partner_root")
        ):
            return "automatic"
        subtype = message_sudo.subtype_id
        if message_sudo.is_internal or subtype.id not in self._public_subtype_ids():
            return "note"
        if not author or author.partner_share:
            return "customer"
        is_requester = author == self.partner_id and author != self.user_id.partner_id
        return "customer" if is_requester else "agent_public"

    @api.model
    def _bot_user(self):
        """Return the user automations act as.

        Falls back on the superuser if an administrator deleted the bot.
        """
        # sudo: nobody but the system needs to read the bot
        bot = self._known_record("helpdesk_mgmt_ext.user_helpdesk_bot")
        return (bot or self.env.ref("base.user_root")).sudo()

    @api.model
    @tools.ormcache()
    def _bot_partner_id(self):
        return self._bot_user().partner_id.id

    @api.model
    @tools.ormcache()
    def _public_subtype_ids(self):
        """Return the ids of the subtypes that customers see; core clears the cache."""
        # sudo: whoever asks, it is about what is public
        subtypes = self.env["mail.message.subtype"].sudo()
        return frozenset(subtypes.search([("internal", "=", False)])._ids)

    @api.model
    def _known_record(self, xmlid):
        """Return the record of an XML-ID, an empty one if it was deleted.

        ``env.ref`` asks the database each time whether the record is there; a record
        that is deleted takes its XML-ID with it, and that is cached.
        """
        ids = self.env["ir.model.data"]
        model, res_id = ids._xmlid_to_res_model_res_id(xmlid)
        return self.env[model].browse(res_id) if model in self.env else self.browse()

    def _as_bot(self):
        """Return the tickets as an automation sees them: named, unrestricted."""
        # sudo: a rule acts on whatever ticket it applies to, whoever triggered it
        return self.with_user(self._bot_user()).sudo()

    # ---------------------------------------------------------------- effects

    def _is_answered_at_once(self):
        """Whether an agent logged a call or a chat: the customer was answered."""
        user = self.env.user
        return bool(
            self.channel_id.id in self._live_channel_ids()
            and not is_html_empty(self.description)
            and user not in (self.env.ref("base.user_root"), self._bot_user())
            and user.has_group("helpdesk_mgmt.group_helpdesk_user_own")
        )

    @api.model
    def _live_channel_ids(self):
        """Return the ids of the sources in which people talk to each other."""
        names = ("helpdesk_mgmt", "phone"), ("helpdesk_mgmt_ext", "chat")
        # cached, unlike env.ref(), which asks whether the record still exists
        find = self.env["ir.model.data"]._xmlid_to_res_id
        return {find(CHANNEL_XMLID % name) for name in names} - {False}

    def _stamp_answered_at_once(self):
        """What was said on the phone or in the chat is the first response."""
        answered = self.filtered(lambda ticket: ticket._is_answered_at_once())
        by_time = answered.filtered(
            lambda ticket: not ticket.first_response_at
        ).grouped("received_at")
        for at, tickets in by_time.items():
            tickets._write_facts({"first_response_at": at, "last_writer": "us"})

    def _on_agent_message(self, message):
        """Remember the answer; the first one is the first response."""
        self.ensure_one()
        now = fields.Datetime.now()
        vals = {"last_agent_message_at": now, "last_writer": "us"}
        if not self.first_response_at:
            vals["first_response_at"] = now
        self._as_bot()._write_facts(vals)

    def _on_customer_message(self, message):
        """Take a customer's message as the rules say (design, section 2).

        Waiting for him ends; a resolved ticket is worked on again; a closed one is
        reopened or followed up by a new ticket. A mere "thank you" changes nothing.
        """
        self.ensure_one()
        ticket = self._as_bot()
        ticket._track_set_author(ticket.env.user.partner_id)
        now = fields.Datetime.now()
        ticket._write_facts(
            {"last_customer_message_at": now, "last_writer": "customer"}
        )
        role = ticket.stage_role
        if (
            role == "pending_customer"
            or role == "resolved"
            and not ticket._is_pure_thanks(message)
        ):
            ticket._move_to_role("investigating")
        elif ticket.closed and not ticket._is_pure_thanks(message):
            ticket._reopen_or_follow_up(message)

    def _is_pure_thanks(self, message):
        """Whether the customer newly wrote a thank-you and nothing else."""
        # sudo: the text of a message on a ticket whose rules are being applied
        body = message.sudo().body
        return not message.attachment_ids and is_thank_you(newly_written(body or ""))

    # -------------------------------------------------------------- followers

    def _follow_customers(self):
        """Make each customer a follower, so that public answers reach him.

        One query for all; a customer only, never somebody named in Cc.
        """
        tickets = self.filtered("partner_id")
        if not tickets:
            return
        # sudo: agents do not manage followers of the customer's side themselves
        followers = self.env["mail.followers"].sudo()
        following = set(
            followers.search(
                [("res_model", "=", self._name), ("res_id", "in", tickets.ids)]
            ).mapped(lambda follower: (follower.res_id, follower.partner_id.id))
        )
        _all, _internal, external = self.env["mail.message.subtype"].default_subtypes(
            self._name
        )
        followers.create(
            [
                {
                    "res_model": self._name,
                    "res_id": ticket.id,
                    "partner_id": ticket.partner_id.id,
                    "subtype_ids": [(6, 0, external.ids)],
                }
                for ticket in tickets
                if (ticket.id, ticket.partner_id.id) not in following
            ]
        )

    def _follow_new_customers(self, previous):
        """Move the following from the old to the new customer: he loses sight of it."""
        former = defaultdict(self.browse)
        for ticket, changed in previous.items():
            if "partner_id" in changed:
                former[changed["partner_id"]] += ticket
        for partner, tickets in former.items():
            if partner:
                tickets.message_unsubscribe(partner.ids)
        changed = self.browse().concat(*former.values())
        if changed:
            changed._refresh_contact()
            changed._follow_customers()

    def _refresh_contact(self):
        """Take name and address from the new customer; links of the old one die."""
        for partner, tickets in self.grouped("partner_id").items():
            vals = {"access_token": False}
            if partner:
                vals["partner_name"] = partner.name
                vals["partner_email"] = partner.email_normalized or partner.email
            tickets._write_facts(vals)
