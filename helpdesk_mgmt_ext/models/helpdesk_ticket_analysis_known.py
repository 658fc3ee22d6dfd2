# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class HelpdeskTicketAnalysis(models.Model):
    _inherit = "helpdesk.ticket.analysis"

    known_figure = fields.Char(
        store=False,
        search="_search_known_figure",
        help="Finds the tickets that have a value for the named figure. In a domain on "
        "the figure itself, unknown would count as zero.",
    )

    def _search_known_figure(self, operator, value):
        if operator != "in":
            return NotImplemented
        numbers = {
            name
            for name, field in self._fields.items()
            if field.type in ("float", "integer") and name != "id"
        }
        return Domain.OR(self._known_domain(name) for name in numbers & {*value})

    def _known_domain(self, name):
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IS NOT NULL", model._field_to_sql(alias, name, query)
            )
        )
