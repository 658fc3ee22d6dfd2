# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from .helpdesk_sla import METRICS, PRIORITIES
from .helpdesk_ticket_sla import REASONS


class HelpdeskSlaCompliance(models.Model):
    """Every promise ever made and how it ended; cancelled ones are left out."""

    _name = "helpdesk.sla.compliance"
    _description = "Helpdesk SLA Compliance"
    _auto = False
    _order = "received_at desc"
    _rec_name = "ticket_id"

    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer Company", readonly=True
    )
    tier_id = fields.Many2one(
        "helpdesk.customer.tier", string="Customer Tier", readonly=True
    )
    priority = fields.Selection(PRIORITIES, readonly=True)
    sla_id = fields.Many2one("helpdesk.sla", string="Policy", readonly=True)
    metric = fields.Selection(METRICS, string="Promise", readonly=True)
    cycle = fields.Integer(readonly=True, aggregator="max")
    received_at = fields.Datetime(string="Received", readonly=True)
    deadline = fields.Datetime(string="Due", readonly=True)
    reached_at = fields.Datetime(string="Reached", readonly=True)
    breached_at = fields.Datetime(string="Breached", readonly=True)
    breach_reason = fields.Selection(REASONS, readonly=True)
    outcome = fields.Selection(
        [("met", "Met"), ("missed", "Missed"), ("open", "Open")], readonly=True
    )
    compliance = fields.Float(
        string="Compliance (%)",
        readonly=True,
        aggregator="avg",
        help="Share of the decided promises that were kept.",
    )
    missed = fields.Integer(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row.id, row.ticket_id, ticket.company_id, ticket.team_id,
                   ticket.user_id, ticket.commercial_partner_id AS partner_id,
                   ticket.customer_tier_id AS tier_id, ticket.priority, row.sla_id,
                   row.metric, row.cycle, row.deadline, row.reached_at,
                   row.breached_at, row.breach_reason, row.outcome,
                   COALESCE(ticket.received_at, ticket.create_date) AS received_at,
                   CASE row.outcome
                       WHEN 'met' THEN 100.0 WHEN 'missed' THEN 0.0
                   END AS compliance,
                   CASE row.outcome WHEN 'missed' THEN 1 ELSE 0 END AS missed
              FROM (SELECT *, CASE
                           WHEN state = 'expired' OR breached_at IS NOT NULL
                           THEN 'missed'
                           WHEN state = 'accomplished' THEN 'met'
                           ELSE 'open' END AS outcome
                      FROM helpdesk_ticket_sla
                     WHERE state <> 'cancelled') row
              JOIN helpdesk_ticket ticket ON ticket.id = row.ticket_id
            """
        )
