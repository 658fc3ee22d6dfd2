# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskKbEffect(models.Model):
    """Solved tickets with and without an article: time to solve, logged, reopenings.

    An article counts when an agent linked or sent it before the ticket was resolved;
    one written from the solution afterwards helped nobody here. Open tickets are
    absent.
    """

    _name = "helpdesk.kb.effect"
    _description = "Helpdesk Article Effect"
    _auto = False
    _order = "resolved_at desc"
    _rec_name = "ticket_id"

    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    resolved_at = fields.Datetime(string="Resolved", readonly=True)
    helped = fields.Selection(
        [("with", "With an article"), ("without", "Without an article")],
        string="Article",
        readonly=True,
    )
    elapsed = fields.Float(
        string="Hours until resolved",
        readonly=True,
        aggregator="avg",
        help="From receipt to solution, around the clock.",
    )
    logged = fields.Float(string="Hours logged", readonly=True, aggregator="avg")
    reopened = fields.Float(
        string="Reopenings", readonly=True, aggregator="avg", digits=(16, 2)
    )

    @property
    def _table_query(self):
        return """
        SELECT ticket.id, ticket.id AS ticket_id, ticket.team_id, ticket.company_id,
               ticket.resolved_at,
               CASE WHEN EXISTS (
                    SELECT FROM helpdesk_kb_usage usage
                     WHERE usage.ticket_id = ticket.id
                       AND usage.kind IN ('linked', 'inserted')
                       AND usage.at <= ticket.resolved_at
               ) THEN 'with' ELSE 'without' END AS helped,
               extract(epoch FROM ticket.resolved_at
                   - coalesce(ticket.received_at, ticket.create_date)
               ) / 3600.0 AS elapsed,
               coalesce(ticket.total_hours, 0) AS logged,
               coalesce(ticket.reopen_count, 0) AS reopened
          FROM helpdesk_ticket ticket
         WHERE ticket.resolved_at IS NOT NULL
        """
