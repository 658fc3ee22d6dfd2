# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Messages that forget what was said and by whom; when, and by which agent, stays."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: What hangs on a message and tells of people, and the column that names the message.
HANGING = {
    "mail_mail": "mail_message_id",
    "mail_message_link_preview": "message_id",
    "mail_message_reaction": "message_id",
    "mail_message_res_partner_rel": "mail_message_id",
    "mail_message_schedule": "mail_message_id",
    "mail_message_translation": "message_id",
    "mail_notification": "mail_message_id",
}
#: A file filed under one of these belongs to the message it came with, and to no other.
FILED_WITH_MESSAGES = ("mail.message", "mail.compose.message", False)


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model
    def _helpdesk_anonymise(self, model, res_ids):
        """Empty all messages of these records: texts, addresses, files, originals.

        Our own people stay authors of what they wrote, the words go.
        """
        if not res_ids:
            return
        # sudo: the caller has decided about the records
        messages = self.sudo().search(
            [("model", "=", model), ("res_id", "in", list(res_ids))]
        )
        if not messages:
            return
        messages._helpdesk_forget_files()
        ids = tuple(messages.ids)
        for table, column in HANGING.items():
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE %s IN %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    ids,
                )
            )
        self._helpdesk_forget_changes(ids)
        self._helpdesk_forget_texts(ids)

    def _helpdesk_forget_files(self):
        """Delete the original mails, and the files that belong to the messages."""
        originals = self.env["helpdesk.mail.original"]
        originals.search([("mail_message_id", "in", self.ids)]).unlink()
        own = Domain("res_model", "in", [*{*self.mapped("model")}])
        loose = Domain("res_model", "in", FILED_WITH_MESSAGES)
        self.attachment_ids.filtered_domain(own | loose).unlink()

    @api.model
    def _helpdesk_forget_changes(self, ids):
        """Delete the tracked changes of texts and contacts, not those of stage or
        person: the history of a ticket is told by them."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM mail_tracking_value value
                 WHERE mail_message_id IN %s
                   AND NOT EXISTS (
                       SELECT 1 FROM ir_model_fields field
                        WHERE field.id = value.field_id
                          AND field.ttype NOT IN ('char', 'text', 'html')
                          AND field.relation IS DISTINCT FROM 'res.partner')
                """,
                ids,
            )
        )

    @api.model
    def _helpdesk_forget_texts(self, ids):
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_message message
                   SET body = '', subject = NULL, email_from = NULL, reply_to = NULL,
                       message_id = NULL, incoming_email_to = NULL,
                       incoming_email_cc = NULL, outgoing_email_to = NULL,
                       author_guest_id = NULL,
                       author_id = (SELECT author.id FROM res_partner author
                                     WHERE author.id = message.author_id
                                       AND author.partner_share IS FALSE)
                 WHERE id IN %s
                """,
                ids,
            )
        )
