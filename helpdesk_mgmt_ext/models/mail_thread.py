# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from markupsafe import Markup

from odoo import api, models
from odoo.tools import email_normalize_all, email_split
from odoo.tools.mail import decode_message_header

from ..ticket_text import (
    automatic_verdict,
    fold_quoted,
    mail_bytes,
    repair_charsets,
)

_logger = logging.getLogger(__name__)

TICKET = "helpdesk.ticket"
#: Where a mail names people.
ADDRESSES = ("From", "To", "Delivered-To", "Cc")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        # What Python or PostgreSQL cannot read would lose the mail, or its letters: the
        # headers are mended already (``mail_thread_guard.py``).
        repair_charsets(message)
        self._helpdesk_know_aliases(message)
        msg_dict = super().message_parse(message, save_original=save_original)
        # PostgreSQL stores no NUL character: one in a subject would lose the mail.
        return {
            key: value.replace("\x00", "") if isinstance(value, str) else value
            for key, value in msg_dict.items()
        }

    @api.model
    def _helpdesk_know_aliases(self, message):
        """Ask once which of a mail's addresses are our own; core asks one by one."""
        if self.env.context.get("helpdesk_known_aliases") is None:
            return
        named = (decode_message_header(message, header) for header in ADDRESSES)
        addresses = ",".join(filter(None, named)).replace("\x00", "")
        # sudo: as core does, whoever runs the gateway
        domains = self.env["mail.alias.domain"].sudo()
        domains._find_aliases(email_normalize_all(addresses))

    def _message_parse_extract_payload(
        self, message, message_dict, save_original=False
    ):
        """Read the body and files; what cannot be read comes in as a file instead.

        Core raises on an unknown charset or a broken part, and the mail is lost (R21).
        """
        for part in message.walk():
            charset = part.get_param("charset")
            if charset is not None and not self._helpdesk_knows_charset(charset):
                part.set_param("charset", "utf-8")
        try:
            return super()._message_parse_extract_payload(
                message, message_dict, save_original=save_original
            )
        except Exception:
            _logger.warning(
                "Unreadable mail %s kept as a file", message_dict, exc_info=1
            )
        note = self.env._("This mail could not be read. Its original is attached.")
        original = self._Attachment("original.eml", mail_bytes(message), {})
        return {"body": Markup("<p>%s</p>") % note, "attachments": [original]}

    @api.model
    def _helpdesk_knows_charset(self, charset):
        """Whether Python decodes text by it; "hex", "idna" and the like it does not."""
        try:
            return bool(b"a".decode(str(charset), "replace"))
        except (LookupError, ValueError):
            return False

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        routes = super().message_route(
            message,
            message_dict,
            model=model,
            thread_id=thread_id,
            custom_values=custom_values,
        )
        routes = self._helpdesk_follow_joined(message_dict, routes)
        return self._helpdesk_single_route(message, routes)

    @api.model
    def _helpdesk_follow_joined(self, message_dict, routes):
        """Lead mails to a merged or duplicate ticket to the one that survives.

        Not to another customer's: that mail stays where it is, and is noted there.
        """
        followed = []
        for route in routes or ():
            if route[0] == TICKET and route[1]:
                # sudo: where a mail goes does not depend on who runs the gateway
                ticket = self.env[TICKET].sudo().browse(route[1]).exists()
                survivor = ticket._survivor() if ticket else ticket
                if survivor and ticket._is_same_customer(survivor):
                    route = (TICKET, survivor.id, *route[2:])
                    message_dict["parent_id"] = False  # a message of the old ticket
            followed.append(route)
        return followed

    @api.model
    def _helpdesk_single_route(self, message, routes):
        """Keep one of several new-ticket routes: one mail makes one ticket (V17).

        The team whose address the sender named first in To, then Cc, gets the ticket.
        """
        new = [route for route in routes if route[0] == TICKET and not route[1]]
        if len(new) < 2:
            return routes
        named = email_split(
            ",".join(
                decode_message_header(message, header, separator=",")
                for header in ("To", "Cc", "Delivered-To")
            )
        )
        order = {
            address.lower(): rank for rank, address in reversed([*enumerate(named)])
        }
        locals_ = {address.split("@")[0]: rank for address, rank in order.items()}

        def rank(route):
            alias = route[4]
            by_name = locals_.get((alias.alias_name or "").lower(), len(order))
            return order.get((alias.alias_full_name or "").lower(), by_name)

        first = min(new, key=rank)
        return [route for route in routes if route not in new or route is first]

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        ticket_routes = [route for route in routes or () if route[0] == TICKET]
        if not ticket_routes:
            return super()._message_route_process(message, message_dict, routes)
        self = self._helpdesk_with_verdict(message, message_dict).with_context(
            helpdesk_request=not ticket_routes[0][1]
        )
        message_dict["body"] = self._helpdesk_folded(message_dict.get("body"))
        if self.env.context["helpdesk_automatic"] and ticket_routes[0][1]:
            message_dict["is_internal"] = True  # kept as a note on its ticket
        self._helpdesk_keep_inside(message_dict)
        thread_id = super()._message_route_process(message, message_dict, routes)
        if len(ticket_routes) == len(routes) == 1 and not ticket_routes[0][1]:
            # sudo: the gateway made the ticket, its user may not read it
            self.env[TICKET].sudo().browse(thread_id)._acknowledge()
        return thread_id

    @api.model
    def _helpdesk_keep_inside(self, message_dict):
        """Mail a note to nobody outside: core sends it to whom the mail answers.

        A stranger's text, or a forged agent's, would reach the customer (M02, M05).
        """
        if message_dict.get("is_internal") and message_dict.get("parent_id"):
            # sudo: who wrote the message that is answered
            parents = self.env["mail.message"].sudo()
            author = parents.browse(message_dict["parent_id"]).author_id
            if not author or author.partner_share:
                message_dict["parent_id"] = False

    @api.model
    def _helpdesk_folded(self, body):
        """Return the body with its history marked, for the screen to fold."""
        try:
            folded = fold_quoted(body or "")
        except Exception:  # the mail matters, not how it looks
            _logger.warning("The history of a mail could not be found", exc_info=True)
            return body
        return Markup(folded)

    @api.model
    def _helpdesk_with_verdict(self, message, message_dict):
        """Return self knowing that a mail is being taken in, and who or what wrote it.

        The context key ``helpdesk_automatic`` is False for a person, else the reason.
        """
        verdict = self._helpdesk_verdict(message, message_dict)
        return self.with_context(
            helpdesk_channel="email",
            helpdesk_intake=True,
            helpdesk_mail=True,
            helpdesk_automatic=verdict.reason if verdict.automatic else False,
            helpdesk_no_reply=verdict.suppress_reply,
        )

    @api.model
    def _helpdesk_verdict(self, message, message_dict):
        """Return what ``ticket_text`` says about who or what wrote the mail."""
        fetched = self.env.context.get("helpdesk_fetched")
        if fetched and fetched.verdict:
            return fetched.verdict
        verdict = automatic_verdict(
            {name: message.get_all(name) for name in set(message.keys())},
            message_dict.get("subject") or "",
            message_dict.get("body") or "",
        )
        if fetched:
            fetched.verdict = verdict
        return verdict
