# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from psycopg2 import Error as DatabaseError

from odoo import api, models
from odoo.tools import SQL, human_size

_logger = logging.getLogger(__name__)


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _storage(self):
        if self.env.context.get("helpdesk_store_in_database"):
            return "db"
        return super()._storage()

    def _postprocess_contents(self, values):
        """Keep a picture as it came if it cannot be made smaller.

        Core expects one kind of damage; of the others its library raises errors of all
        kinds, and the mail or the upload with the picture would be lost.
        """
        try:
            return super()._postprocess_contents(values)
        except DatabaseError:
            raise
        except Exception:
            _logger.info("A picture is kept as it came", exc_info=True)
            return values

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

    def _portal_file_values(self):
        """Return what a customer's page needs of a file, with a link that expires.

        The caller has checked that he may have it.
        """
        self.ensure_one()
        token = self._get_raw_access_token()
        link = f"/web/content/{self.id}?download=true&access_token={token}"
        picture = (self.mimetype or "").startswith("image/")
        return {
            "id": self.id,
            "name": self.name,
            "size": human_size(self.file_size) or "",
            "url": link,
            "thumbnail": picture
            and f"/web/image/{self.id}/240x160?access_token={token}",
        }
