# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the customer's pages of a ticket share, with and without login."""

import pytz

from odoo import fields
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from .form_data import (
    MAX_BYTES,
    MAX_FILES,
    MAX_TEXT,
    REFUSED,
    read_files,
    read_id,
    read_text,
)

#: So many answers in an hour are taken from one user, or through one ticket's links.
REPLY_LIMIT = 30


def file_limits():
    """Return what a form tells about files before anything is sent."""
    return {
        "max_files": MAX_FILES,
        "max_bytes": MAX_BYTES,
        "max_megabytes": MAX_BYTES // 1024**2,
        "refused": " ".join(sorted(REFUSED)),
    }


def find_ticket(ticket_id, token=None):
    """Return (ticket as superuser, level); the level is ``full`` or ``receipt``.

    :raises AccessError, MissingError: neither link nor login opens this ticket
    """
    # sudo: the link or the login is checked on the next lines
    ticket_sudo = request.env["helpdesk.ticket"].sudo().browse(read_id(ticket_id))
    if not ticket_sudo.id:
        raise MissingError(request.env._("There is no such request."))
    level = ticket_sudo._link_level(token)  # reads it: one that is gone is missing
    if level == "full":
        return ticket_sudo, level
    user = request.env.user
    if not user._is_public() and ticket_sudo.with_user(user).sudo(False).has_access(
        "read"
    ):
        return ticket_sudo, "full"
    if level:
        return ticket_sudo, level
    raise AccessError(request.env._("This link is no longer valid."))


def allowed_actions(ticket_sudo, level):
    """Return what may be done now; a form's receipt does no more than withdraw it."""
    actions = ticket_sudo._customer_actions()
    return actions if level == "full" else [a for a in actions if a == "close"]


def take_reply(ticket_sudo, post):
    """Post the answer of the form; return a problem as a sentence, or None."""
    text = read_text(post.get("message"), MAX_TEXT)
    files, problem = read_files()
    if problem:
        return problem
    if not text and not files:
        return request.env._("Please write something, or attach a file.")
    user = request.env.user
    who = ("link", ticket_sudo.id) if user._is_public() else ("user", user.id)
    hits = request.env["helpdesk.intake.hit"]
    limit = request.env["mail.thread"]._helpdesk_limit("reply_limit", REPLY_LIMIT)
    if hits._is_too_many("reply", f"{who[0]} {who[1]}", limit):
        return request.env._(
            "That were many messages. Please wait a while, or write a mail."
        )
    ticket_sudo._reply(text, files, name=read_text(post.get("name"), 60))
    return None


def page_values(ticket_sudo, level, token=None, post=None, **values):
    """Return what both pages show of a ticket: plain values, no record."""
    full = level == "full"
    talk = ticket_sudo._customer_conversation() if full else []
    zone = _time_zone(ticket_sudo)
    for entry in talk:
        entry["when"] = ticket_sudo._customer_moment(entry["date"], zone)
    return {
        "ticket_id": ticket_sudo.id,
        "number": ticket_sudo.number,
        "title": ticket_sudo.name,
        "state": ticket_sudo._customer_status(),
        "steps": ticket_sudo._customer_steps(),
        "promises": ticket_sudo._customer_promises(),
        "received": ticket_sudo._customer_moment(ticket_sudo.received_at, zone),
        "closed_on": ticket_sudo.closed_date
        and ticket_sudo._customer_moment(ticket_sudo.closed_date, zone),
        "summary": full and ticket_sudo.resolution_summary,
        "expected": full and ticket_sudo.resolution_expected_result,
        "actions": allowed_actions(ticket_sudo, level),
        "conversation": talk,
        "receipt": not full,
        "closed": ticket_sudo.closed,
        "late": ticket_sudo.closed
        and not ticket_sudo._may_reopen(fields.Datetime.now()),
        "signed_in": not request.env.user._is_public(),
        "access_token": token,
        "given": post or {},
        **file_limits(),
        **values,
    }


def _time_zone(ticket_sudo):
    """Return the reader's time zone: his account's, his browser's, the contact's."""
    user = request.env.user
    zones = (
        not user._is_public() and user.tz,
        request.cookies.get("tz"),
        ticket_sudo.partner_id.tz,
    )
    return next((zone for zone in zones if zone in pytz.all_timezones_set), "UTC")
