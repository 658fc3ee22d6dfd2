# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _storage(self):
        if self.env.context.get("helpdesk_store_in_database"):
            return "db"
        return super()._storage()

    def _of_internal_notes(self):
        """Return the files of tickets that came with internal messages only.

        Customers have no access to files but by the links on their ticket's page, and
        stock puts a link to every file there (threat P15).
        """
        if not self.ids:
            return self.browse()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT rel.attachment_id
                  FROM message_attachment_rel rel
                  JOIN mail_message message ON message.id = rel.message_id
             LEFT JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
                 WHERE rel.attachment_id IN %s AND message.model = 'helpdesk.ticket'
              GROUP BY rel.attachment_id
                HAVING bool_and(coalesce(message.is_internal, FALSE)
                                OR coalesce(subtype.internal, FALSE))
                """,
                tuple(self.ids),
            )
        )
        return self.browse(attachment_id for (attachment_id,) in rows)
