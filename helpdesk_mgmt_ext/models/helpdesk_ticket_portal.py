# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A ticket as its customer sees it: status in his words, conversation, links."""

import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, format_date, format_time, is_html_empty
from odoo.tools.mail import email_split_tuples
from odoo.tools.misc import hmac

from ..ticket_text import html_to_text, split_quoted

_logger = logging.getLogger(__name__)

#: What a role is to the customer; how we work is none of his business.
STATUS_OF_ROLE = {
    "new": "received",
    "assigned": "received",
    "in_progress": "in_progress",
    "investigating": "in_progress",
    "escalated": "in_progress",
    "on_hold": "in_progress",
    "pending_customer": "waiting",
    "resolved": "solved",
    "closed": "closed",
    "cancelled": "cancelled",
    "rejected": "declined",
}
#: In the order a request passes through them, with the colour of its badge.
STATUS_COLOURS = {
    "received": "secondary",
    "in_progress": "info",
    "waiting": "warning",
    "solved": "success",
    "closed": "dark",
    "cancelled": "dark",
    "declined": "dark",
}
#: The way of a request; "waiting" is a stop only while it waits.
WAY = ("received", "in_progress", "solved", "closed")
RECEIPT_SCOPE = "helpdesk_mgmt_ext.receipt"
#: A customer's page shows the latest so many messages.
MAX_MESSAGES = 200
#: What the page needs of a message.
SHOWN = (
    "attachment_ids",
    "author_id",
    "body",
    "date",
    "email_from",
    "is_internal",
    "message_type",
    "subject",
    "subtype_id",
)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    # ----------------------------------------------------------------- status

    @api.model
    def _customer_status_labels(self):
        """Return status → its name in the customer's words, in order."""
        return {
            "received": self.env._("Received"),
            "in_progress": self.env._("In progress"),
            "waiting": self.env._("Waiting for you"),
            "solved": self.env._("Solved"),
            "closed": self.env._("Closed"),
            "cancelled": self.env._("Cancelled"),
            "declined": self.env._("Declined"),
        }

    def _customer_status(self):
        """Return status, label and colour as plain values."""
        self.ensure_one()
        status = STATUS_OF_ROLE.get(self.stage_role, "received")
        return {
            "status": status,
            "label": self._customer_status_labels()[status],
            "colour": STATUS_COLOURS[status],
        }

    def _customer_steps(self):
        """Return the steps of the progress bar: label, and done, current or todo."""
        self.ensure_one()
        labels = self._customer_status_labels()
        status = self._customer_status()["status"]
        way = list(WAY)
        if status == "waiting":
            way.insert(2, status)
        elif status not in way:  # it ended before its time
            way = ["received", status]
        here = way.index(status)
        ended = here == len(way) - 1
        return [
            {
                "status": step,
                "label": labels[step],
                "state": "done"
                if index < here or ended and index == here
                else ("current" if index == here else "todo"),
            }
            for index, step in enumerate(way)
        ]

    @api.model
    def _customer_status_domain(self, status):
        """Return the domain of the tickets that have this status to the customer."""
        roles = [role for role, known in STATUS_OF_ROLE.items() if known == status]
        return Domain("stage_role", "in", roles)

    def _portal_rows(self):
        """Return what the customer's list shows of each ticket, as plain values."""
        # sudo: names of what the ticket refers to; access to the tickets was checked
        return [
            {
                "id": ticket.id,
                "number": ticket.number,
                "name": ticket.name,
                "customer": ticket.partner_id.name or ticket.partner_name or "",
                "category": ticket.category_id.complete_name or "",
                "type": ticket.type_id.name or "",
                "team": ticket.team_id.name or "",
                "urgent": ticket.priority in ("2", "3"),
                "received_at": ticket.received_at or ticket.create_date,
                "changed_at": ticket.last_stage_update or ticket.received_at,
                **ticket._customer_status(),
            }
            for ticket in self.sudo()  # sudo: plain values, of tickets one may read
        ]

    # ----------------------------------------------------------- conversation

    def _customer_conversation(self):
        """Return what was said in public, oldest first, as plain values.

        The request itself comes first. The caller has checked login or link.
        """
        self.ensure_one()
        ticket = self.sudo()  # sudo: the domain is what the customer may read
        messages = ticket._customer_messages()
        said = [ticket._prepare_conversation_entry(message) for message in messages]
        internal = ticket.attachment_ids._of_internal_notes()
        files = ticket.attachment_ids - internal - messages.attachment_ids
        if files or not ticket._is_request_mailed(messages[:1]):
            said.insert(0, ticket._prepare_request_entry(files))
        return said

    def _customer_messages(self):
        messages = self.env["mail.message"]
        field = self._fields["website_message_ids"]
        # unlike env.ref(), this does not ask whether the subtype still exists
        comment = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        domain = (
            Domain(field.get_comodel_domain(self))
            & Domain("res_id", "=", self.id)
            & Domain("subtype_id", "=", comment)
            & Domain("is_internal", "=", False)
            & (
                Domain("body", "not in", [False, ""])
                | Domain("attachment_ids", "!=", False)
            )
        )
        latest = messages.search_fetch(
            domain, SHOWN, order="date desc, id desc", limit=MAX_MESSAGES
        )
        return latest.sorted(lambda message: (message.date, message.id))

    def _is_request_mailed(self, first):
        """Whether the first message is the mail that the ticket was made of."""
        return (
            first.message_type == "email"
            and html_to_text(first.body or "").strip()
            == html_to_text(self.description or "").strip()
        )

    def _prepare_request_entry(self, files):
        return {
            "id": 0,
            "author": self.partner_id.name or self.partner_name or "",
            "subject": "",
            "ours": False,
            "automatic": False,
            "date": self.received_at or self.create_date,
            "body": self.description,
            "quoted": "",
            "files": [file._portal_file_values() for file in files],
        }

    def _prepare_conversation_entry(self, message):
        kind = self._message_kind(message)
        names = email_split_tuples(message.email_from or "")
        written = names and (names[0][0] or names[0][1]) or message.email_from
        return {
            "id": message.id,
            "author": message.author_id.name or written or "",
            "subject": message.subject or "",
            "ours": kind != "customer",
            "automatic": kind == "automatic",
            "date": message.date,
            **self._prepare_said(message),
            "files": [file._portal_file_values() for file in message.attachment_ids],
        }

    def _prepare_said(self, message):
        """Return what the message newly says, and the history it quotes, folded."""
        if message.message_type != "email":
            return {"body": message.body, "quoted": ""}
        try:
            new, quoted = map(Markup, split_quoted(message.body))
        except Exception:  # the message matters, not how it looks
            _logger.warning("Message %s cannot be split", message.id, exc_info=True)
            new, quoted = message.body, ""
        if is_html_empty(new):
            new, quoted = message.body, ""
        return {"body": new, "quoted": "" if is_html_empty(quoted) else quoted}

    def _customer_moment(self, moment, zone, lang_code=None):
        """Return ``moment`` (UTC) for a customer: in ``zone``, to the minute."""
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)
        day = format_date(self.env, local, lang_code=lang_code)
        time = format_time(self.env, moment, zone, "short", lang_code)
        return f"{day} {time}"

    def _customer_promises(self):
        """Return [(label, text)] of what we promised; service levels fill it in."""
        self.ensure_one()
        return []

    # ------------------------------------------------------------------ links

    def _readdressed_by(self, vals):
        """Return the tickets that ``vals`` give another mail address."""
        email = vals.get("partner_email")
        return self.filtered(
            lambda t: (
                "partner_email" in vals and t.access_token and t.partner_email != email
            )
        )

    def _drop_old_links(self):
        """A ticket without contact is its address's: the old one's link dies (P25).

        That of a contact dies when the contact changes.
        """
        tickets = self.filtered(lambda ticket: not ticket.partner_id)
        if tickets:
            tickets._write_facts({"access_token": False})

    def _receipt_token(self):
        """Return the secret of the link that a form shows on the spot.

        Whoever fills in a form may give another's address: until the mail to that
        address has been read, the link shows the status and not what we answer.
        """
        self.ensure_one()
        message = (self.id, self.cycle, self.partner_id.id, self.partner_email)
        # sudo: the signing key is a system parameter
        return hmac(self.env(su=True), RECEIPT_SCOPE, message)

    def _receipt_url(self):
        """Return the absolute address of the page for whoever filled in the form."""
        return self._respond_url(self._receipt_token())

    def _link_level(self, token):
        """Return what a link opens: ``full``, ``receipt`` or None; constant time."""
        token = str(token or "")
        if not token.isascii():  # what no link has, and no comparison stands
            return None
        stock = self.access_token and consteq(self.access_token, token)
        if stock or self._check_respond_token(token):
            return "full"
        receipt = consteq(self._receipt_token(), token)
        return "receipt" if receipt else None
