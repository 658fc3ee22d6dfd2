# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, models, tools
from odoo.models import MAGIC_COLUMNS
from odoo.tools.misc import clean_context

from .helpdesk_ticket import FACTS


def of_the_house(model):
    """Return ``model`` without what its caller chose as defaults."""
    context = clean_context(model.env.context)
    return model.with_env(model.env(user=SUPERUSER_ID, context=context))


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

    @api.model
    def default_get(self, fields):
        """Take no default of a fact from who calls: he might as well write it (I21).

        A person can put defaults into the context of his call and store his own.
        """
        defaults = super().default_get(fields)
        # Core has just asked for these: they are kept per worker.
        stored = self.env["ir.default"]._get_model_defaults(self._name)
        chosen = {
            name
            for name in self._fact_names().intersection(defaults)
            if name in stored or f"default_{name}" in self.env.context
        }
        if not chosen:
            return defaults
        rest = {name: val for name, val in defaults.items() if name not in chosen}
        house = of_the_house(self)
        return rest | super(HelpdeskTicket, house).default_get([*chosen])
