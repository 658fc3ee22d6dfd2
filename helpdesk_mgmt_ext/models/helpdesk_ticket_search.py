# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What makes searching and sorting quick among a million tickets."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .helpdesk_ticket_overview import OPEN_SQL


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    # A word anywhere in them, as the search bar and the portal look for it. Without
    # the extension pg_trgm there is no such index, and each ticket is read.
    name = fields.Char(index="trigram")
    number = fields.Char(index="trigram")
    description = fields.Html(index="trigram")

    # Periods: the dashboard, "closed today".
    resolved_at = fields.Datetime(index="btree_not_null")
    closed_date = fields.Datetime(index="btree_not_null")

    # The form counts the duplicates of each ticket it shows.
    duplicate_id = fields.Many2one(index="btree_not_null")

    # The list of open tickets in its order. Not of all: an order's index tempts
    # PostgreSQL to walk a million closed ones in search of the few that are wanted.
    _open_urgent_idx = models.Index(f"(priority desc, received_at) WHERE {OPEN_SQL}")

    @api.model
    def _search_message_partner_ids(self, operator, operand):
        """Find the followed tickets as core does, but let it be asked last.

        Of alternatives, as in the record rules, PostgreSQL tries the first one first,
        and core sorts conditions by field, "id" before "user_id": to list an agent's
        own tickets, all that he follows were read.
        """
        found = super()._search_message_partner_ids(operator, operand)
        if found is NotImplemented:
            return found
        # What is more than a condition on a field sorts behind all of those.
        return Domain(found) & Domain.custom(
            to_sql=lambda model, alias, query: SQL("TRUE"), predicate=bool
        )

    @api.model
    def _around_customer_domain(self):
        """Return a domain around all that a portal user may see, quick to look up.

        The record rule decides what he sees of it. But a rule with "his own or followed
        by him" makes PostgreSQL read each ticket; of two lists, either has an index.
        """
        user = self.env.user
        if self.env.su or not user._is_portal():
            return Domain.TRUE
        # sudo: only ids, of which the record rule takes its part
        tickets_sudo = self.sudo().with_context(active_test=False)
        family = user.commercial_partner_id.ids
        owned = tickets_sudo._search([("partner_id", "child_of", family)])
        # sudo: his own subscriptions, which a customer may not read
        followers_sudo = self.env["mail.followers"].sudo()
        followed = followers_sudo._search(
            [
                ("res_model", "=", self._name),
                ("partner_id", "=", user.partner_id.id),
            ]
        )
        ids = SQL(
            "%s UNION %s",
            owned.select(),
            followed.select(SQL.identifier(followed.table, "res_id")),
        )
        # As an array they are looked up one by one, whatever else is asked: while the
        # table is small, PostgreSQL would rather look for a word in each description.
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = ANY(ARRAY(%s))", SQL.identifier(alias, "id"), ids
            )
        )
