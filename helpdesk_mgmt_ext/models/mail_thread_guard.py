# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What stands between the outside and the tickets: floods, forgery, machines, loss."""

import hashlib
import logging
import re
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..ticket_text import mail_bytes, repair_headers
from .helpdesk_mail_claim import TakenInAlready
from .mail_thread import TICKET

_logger = logging.getLogger(__name__)

#: ``[HT00042]`` anywhere in the subject; the number's format is the sequence's.
NUMBER = re.compile(r"\[([A-Za-z0-9/_-]{2,32})\]")
IDENTITY = re.compile(r"<[^<>\s]+>")
#: Kinds of automatic mail that are no request if they belong to no ticket. Monitoring
#: alerts, lists and reports ("auto_generated", "list", "bulk") do make tickets.
NO_REQUEST = {"auto_reply", "bounce"}
WINDOW_MINUTES = 60
STORED_DATE = "YYYY-MM-DD HH:MM:SS"


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        repair_headers(message)  # before any header is asked for: it may raise
        if not IDENTITY.search(str(message.get("Message-Id") or "")):
            # The same mail fetched twice must be recognised (R03): core gives each
            # fetch another random identity. A broken one may be that of many mails.
            digest = hashlib.sha256(mail_bytes(message)).hexdigest()[:40]
            del message["Message-Id"]  # an empty one forbids a second
            message["Message-Id"] = f"<{digest}@without-message-id>"
        msg_dict = super().message_parse(message, save_original=save_original)
        if len(msg_dict.get("date") or STORED_DATE) != len(STORED_DATE):
            # a year before 1000 is written without zeros, which the ORM cannot read
            msg_dict["date"] = fields.Datetime.to_string(fields.Datetime.now())
        if self._helpdesk_is_anothers_identity(message, msg_dict):
            msg_dict["message_id"] = self._helpdesk_own_identity(message)
        return msg_dict

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
        routes = [
            self._helpdesk_by_number(message_dict, route)
            if self._is_new(route)
            else route
            for route in routes or []
        ]
        return self._helpdesk_follow_joined(message_dict, routes)

    @api.model
    def _is_new(self, route):
        return route[0] == TICKET and not route[1]

    @api.model
    def _helpdesk_sender(self, email_from):
        return email_normalize(email_from or "", strict=False) or False

    @api.model
    def _helpdesk_by_number(self, message_dict, route):
        """Thread a mail by ``[number]`` in its subject if the sender takes part.

        Mail programs that drop the references, and other helpdesks that answer ours,
        keep the subject.
        """
        numbers = NUMBER.findall(message_dict.get("subject") or "")[:5]
        if not numbers:
            return route
        # sudo: the gateway's user may not read the ticket
        tickets = self.env[TICKET].sudo().search([("number", "in", numbers)], limit=5)
        sender = self._helpdesk_sender(message_dict.get("email_from"))
        mine = tickets.filtered(lambda ticket: ticket._takes_part(sender))[:1]
        return (TICKET, mine.id, *route[2:]) if mine else route

    # ------------------------------------------------------------------ flood

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """Hold a flood back in quarantine; core drops it and bounces (M07)."""
        if not any(route[0] == TICKET for route in routes or []):
            return super()._detect_loop_sender(message, message_dict, routes)
        if self.env.context.get("helpdesk_released"):
            return False
        reason = self._helpdesk_flood(message_dict, routes)
        if reason:
            self.env["helpdesk.mail.quarantine"]._keep(
                message, message_dict, "flood", reason
            )
        return bool(reason)

    @api.model
    def _helpdesk_limit(self, name, default):
        """Return a limit an administrator can set as a system parameter."""
        # sudo: limits bind everybody
        value = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param(f"helpdesk_mgmt_ext.{name}")
        )
        return int(value) if (value or "").isdigit() else default

    @api.model
    def _helpdesk_flood(self, message_dict, routes):
        """Return why this mail is one too many of its sender, or False."""
        sender = self._helpdesk_sender(message_dict.get("email_from"))
        allowed = self.env["mail.gateway.allowed"]._helpdesk_addresses()
        if not sender or sender in allowed:
            return False
        since = fields.Datetime.now() - timedelta(minutes=WINDOW_MINUTES)
        ticket_ids = [route[1] for route in routes if route[0] == TICKET and route[1]]
        if ticket_ids:
            return self._helpdesk_ticket_flood(sender, ticket_ids, since)
        return self._helpdesk_sender_flood(sender, since)

    def _helpdesk_ticket_flood(self, sender, ticket_ids, since):
        limit = self._helpdesk_limit("ticket_limit", 30)
        domain = [
            ("model", "=", TICKET),
            ("res_id", "in", ticket_ids),
            ("message_type", "=", "email"),
            ("email_from", "ilike", sender),
            ("create_date", ">=", since),
        ]
        # sudo: counting what came in, whoever runs the gateway
        messages = self.env["mail.message"].sudo()
        return messages.search_count(domain, limit=limit) >= limit and self.env._(
            "More than %(limit)s mails on one ticket within %(minutes)s minutes.",
            limit=limit,
            minutes=WINDOW_MINUTES,
        )

    def _helpdesk_sender_flood(self, sender, since):
        limit = self._helpdesk_limit("sender_limit", 20)
        domain = [("partner_email", "=", sender), ("received_at", ">=", since)]
        # sudo: counting what came in, whoever runs the gateway
        tickets = self.env[TICKET].sudo()
        return tickets.search_count(domain, limit=limit) >= limit and self.env._(
            "More than %(limit)s new tickets of one sender within %(minutes)s minutes.",
            limit=limit,
            minutes=WINDOW_MINUTES,
        )

    # ---------------------------------------------------- forgery and machines

    @api.model
    def _helpdesk_forged(self, message):
        """Whether the sender's mail failed authentication.

        Only the topmost ``Authentication-Results`` counts: our own server put it there
        (RFC 8601, section 5); those below may be the sender's invention.
        """
        results = (message.get_all("Authentication-Results") or [""])[0]
        return bool(re.search(r"\bdmarc\s*=\s*fail\b", str(results), re.IGNORECASE))

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        if not any(route[0] == TICKET for route in routes or []):
            return super()._message_route_process(message, message_dict, routes)
        if self._helpdesk_is_no_request(message, message_dict, routes):
            return False
        self = self._helpdesk_with_trust(message, message_dict, routes)
        # Without its alias core does not tell the customer that his mail was refused:
        # it is kept and taken in later.
        routes = [
            (*route[:4], None) if route[0] == TICKET else route for route in routes
        ]
        process = super()._message_route_process
        try:
            return self._helpdesk_take_in(
                message, message_dict, lambda: process(message, message_dict, routes)
            )
        except TakenInAlready:
            _logger.info(
                "Ignored mail %s: taken in already", message_dict["message_id"]
            )
            return False
        except Exception as error:
            if self._helpdesk_caller_retries(error):
                raise
            _logger.exception("Helpdesk mail %s failed", message_dict["message_id"])
            self.env["helpdesk.mail.quarantine"]._keep(
                message, message_dict, "failed", str(error)[:500]
            )
            return False

    @api.model
    def _helpdesk_caller_retries(self, error):
        """Whether whoever called deals with the failure without losing the mail.

        When transactions collide an RPC call is repeated by the server, a mail from a
        mailbox by ``mail_thread_fetch`` (R05).
        """
        return self.env.context.get("helpdesk_released") or isinstance(
            error, OperationalError
        )

    @api.model
    def _helpdesk_is_no_request(self, message, message_dict, routes):
        """Quarantine answers of machines that belong to no ticket (M08, M11)."""
        if self.env.context.get("helpdesk_released") or not all(
            map(self._is_new, routes)
        ):
            return False
        verdict = self._helpdesk_verdict(message, message_dict)
        if not verdict.automatic or verdict.kind not in NO_REQUEST:
            return False
        self.env["helpdesk.mail.quarantine"]._keep(
            message, message_dict, "machine", verdict.reason
        )
        return True

    @api.model
    def _helpdesk_with_trust(self, message, message_dict, routes):
        """Return self knowing whether the sender is believed.

        A forged mail is nobody's: it is not linked to the contact of its address (M01)
        and never published in an agent's name (M05). A stranger who knows a reference
        leaves a note at most (M02).
        """
        ticket_ids = [route[1] for route in routes if route[0] == TICKET and route[1]]
        if self._helpdesk_forged(message):
            message_dict["author_id"] = False
            message_dict["is_internal"] = bool(ticket_ids)
            return self.with_context(helpdesk_unverified=True)
        self._helpdesk_check_author(message_dict)
        # sudo: the gateway's user may not read the ticket
        tickets = self.env[TICKET].sudo().browse(ticket_ids)
        sender = self._helpdesk_sender(message_dict.get("email_from"))
        if tickets and not all(ticket._takes_part(sender) for ticket in tickets):
            message_dict["is_internal"] = True
        return self

    @api.model
    def _helpdesk_check_author(self, message_dict):
        """Replace an author who only claims the sender's address (M17, M18)."""
        # sudo: the mark is not readable by whomever the gateway runs as
        author = self.env["res.partner"].sudo().browse(message_dict.get("author_id"))
        if author and author.helpdesk_email_unverified:
            sender = self._helpdesk_sender(message_dict.get("email_from"))
            known = self.env[TICKET]._find_contacts([sender]).get(sender)
            message_dict["author_id"] = known.id if known else False
