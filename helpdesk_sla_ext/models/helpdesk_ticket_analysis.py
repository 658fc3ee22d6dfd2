# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

#: column → metric of the target
METRICS = {
    "sla_response_met": "first_response",
    "sla_update_met": "update",
    "sla_resolution_met": "resolution",
}


class HelpdeskTicketAnalysis(models.Model):
    """How the promises made on a ticket ended; cancelled ones are left out.

    A ticket that came back has several of each: all must have been kept.
    """

    _inherit = "helpdesk.ticket.analysis"
    _depends = {
        "helpdesk.ticket.sla": ["breached_at", "metric", "state", "ticket_id"],
    }

    sla_response_met = fields.Float(
        string="First response in time (%)",
        readonly=True,
        aggregator="avg",
        help="Share of the tickets whose promise of a first response was kept, of "
        "those for which it is decided.",
    )
    sla_update_met = fields.Float(
        string="Updates in time (%)",
        readonly=True,
        aggregator="avg",
        help="Share of the tickets on which no promised update came late.",
    )
    sla_resolution_met = fields.Float(
        string="Resolution in time (%)",
        readonly=True,
        aggregator="avg",
        help="Share of the tickets whose promise of a resolution was kept.",
    )
    sla_breached = fields.Float(
        string="SLA breached (%)",
        readonly=True,
        aggregator="avg",
        help="Share of the tickets on which at least one promise was broken, of those "
        "that have a decided one.",
    )

    def _select_fields(self):
        columns = {name: SQL("sla.%s", SQL.identifier(name)) for name in METRICS}
        return {
            **super()._select_fields(),
            **columns,
            "sla_breached": SQL("100.0 - sla.sla_all_met"),
        }

    def _from_tables(self):
        met = SQL(
            "CASE WHEN state = 'expired' OR breached_at IS NOT NULL THEN 0.0"
            " WHEN state = 'accomplished' THEN 100.0 END"
        )
        columns = SQL(", ").join(
            SQL(
                "MIN(%s) FILTER (WHERE metric = %s) AS %s",
                met,
                metric,
                SQL.identifier(name),
            )
            for name, metric in METRICS.items()
        )
        return [
            *super()._from_tables(),
            # LATERAL: a month of tickets must not cost the targets of all years
            SQL(
                "LEFT JOIN LATERAL (SELECT %s, MIN(%s) AS sla_all_met"
                " FROM helpdesk_ticket_sla WHERE state <> 'cancelled'"
                " AND ticket_id = ticket.id) sla ON TRUE",
                columns,
                met,
            ),
        ]
