# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a person may be told of his ticket: the right of access."""

from odoo import models
from odoo.tools import html2plaintext


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _prepare_privacy_export(self, with_notes=False):
        """Return ``(values, files)`` of a ticket; values go into JSON, times are UTC.

        Addons add what they know by extending it. ``files`` maps paths in the archive
        to attachments.

        :param with_notes: also what our own people wrote for each other
        """
        self.ensure_one()
        messages = self._privacy_messages(with_notes)
        # sudo: files of messages that were chosen just above, and of the ticket
        attachments = (self.attachment_ids | messages.attachment_ids).sudo()
        if not with_notes:
            attachments -= attachments._of_internal_notes()
        files = {
            f"files/{self.number}/{file.id}-{file.name}".replace("..", "."): file
            for file in attachments
        }
        paths = {file: path for path, file in files.items()}
        values = {
            "number": self.number,
            "title": self.name,
            "description": html2plaintext(self.description or ""),
            "status": self.stage_id.name,
            "priority": self._priority_label(),
            "team": self.team_id.name or None,
            "type": self.type_id.name or None,
            "received_at": self.received_at,
            "closed_at": self.closed_date or None,
            "name": self.partner_name or None,
            "email": self.partner_email or None,
            "solution": self.resolution_summary or None,
            "ratings": self._privacy_ratings(),
            "messages": [self._privacy_message(m, paths) for m in messages],
            "files": sorted(files),
        }
        return values, files

    def _privacy_messages(self, with_notes):
        """Return what was written, oldest first."""
        # sudo: the user may read the ticket, so he may read all of it
        messages = self.sudo().message_ids.sorted("id")
        said = messages.filtered(lambda m: m.message_type != "notification")
        if with_notes:
            return said
        return said.filtered(lambda m: not (m.is_internal or m.subtype_id.internal))

    def _privacy_message(self, message, paths):
        return {
            "date": message.date,
            "from": message.author_id.name or message.email_from or None,
            "subject": message.subject or None,
            "text": html2plaintext(message.body or ""),
            "files": [paths[file] for file in message.attachment_ids if file in paths],
        }

    def _privacy_ratings(self):
        # sudo: the user may read the ticket, hence what the customer thought of it
        ratings = self.sudo().rating_ids.filtered("consumed")
        return [
            {"rating": r.rating, "at": r.write_date, "comment": r.feedback or None}
            for r in ratings
        ]

    def _priority_label(self):
        labels = dict(self._fields["priority"]._description_selection(self.env))
        return labels.get(self.priority)
