# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mailboxes: one bad mail stops no other, and none is deleted that is not safe."""

import logging
import poplib
from imaplib import IMAP4
from types import MethodType

from odoo import models

_logger = logging.getLogger(__name__)

MAX_LINE = 100 * 1024 * 1024  # bytes; a whole mail is rarely larger
LOST_CONNECTION = "EOF"


class BoxMail(bytes):
    """A mail fetched from a mailbox, which knows whether it is safe with us.

    Safe means: made a ticket, put into quarantine, or refused on purpose, and that in
    a transaction that was not rolled back.
    """

    safe = False


class Mailbox:
    """A POP or IMAP connection of core's, with two guards around it."""

    def __init__(self, connection):
        self._connection = connection
        self._fetched = {}
        if isinstance(connection, poplib.POP3):
            connection._getline = MethodType(_read_line, connection)

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def retrieve_unread_messages(self):
        """Yield (number, mail); one that the server cannot hand out is left there."""
        unread = self._connection.retrieve_unread_messages()
        while True:
            try:
                number, raw = next(unread)
            except StopIteration:
                return
            except IMAP4.abort:
                raise
            except (poplib.error_proto, IMAP4.error, TypeError, IndexError) as error:
                if LOST_CONNECTION in str(error):
                    raise
                _logger.warning("A mail cannot be fetched, it stays there: %s", error)
                unread = self._connection.retrieve_unread_messages()
                continue
            self._fetched[number] = BoxMail(raw)
            yield number, self._fetched[number]

    def handled_message(self, number):
        """Delete the mail, or mark it as read, only if it is safe (R04, R05)."""
        if self._fetched.pop(number).safe:
            self._connection.handled_message(number)
        else:
            _logger.warning("Mail %s could not be taken in, it stays there", number)


def _read_line(connection):
    """Read a line of any length; poplib gives up on the mailbox at 64 kB (R22)."""
    line = connection.file.readline(MAX_LINE)
    if not line:
        raise poplib.error_proto(f"-ERR {LOST_CONNECTION}")
    return line.removesuffix(b"\n").removesuffix(b"\r"), len(line)


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    def _connect__(self, allow_archived=False):
        return Mailbox(super()._connect__(allow_archived=allow_archived))
