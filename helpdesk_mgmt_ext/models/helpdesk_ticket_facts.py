# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models, tools
from odoo.models import MAGIC_COLUMNS

from .helpdesk_ticket import FACTS


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    @tools.ormcache()
    def _fact_names(self):
        """Return the names of the fields that only rules write.

        Those named, and whatever else an addon keeps in the table and nobody can
        enter on the form: over RPC a read-only field could be written all the same.
        """
        return FACTS | {
            name
            for name, field in self._fields.items()
            if field.readonly
            and field.store
            and field.column_type
            and name not in MAGIC_COLUMNS
        }
