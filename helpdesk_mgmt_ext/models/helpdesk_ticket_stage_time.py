# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from .helpdesk_ticket_stage import CLOSED_ROLES, ROLES


class HelpdeskTicketStageTime(models.Model):
    """How long each ticket was in each stage, from its history; closed ones left out.

    One row per ticket and stage: the average is the time a ticket spends there in all.
    A stage that a ticket is in still counts up to now.
    """

    _name = "helpdesk.ticket.stage.time"
    _description = "Helpdesk Time in Stages"
    _auto = False
    _order = "received_at desc, id"
    _rec_name = "ticket_id"
    _depends = {
        "helpdesk.ticket.stage.log": ["at", "role", "stage_id", "ticket_id"],
        "helpdesk.ticket": [
            "company_id",
            "priority",
            "received_at",
            "team_id",
            "type_id",
            "user_id",
        ],
    }

    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    type_id = fields.Many2one("helpdesk.ticket.type", readonly=True)
    priority = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["priority"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    received_at = fields.Datetime(string="Received", readonly=True)
    stage_id = fields.Many2one("helpdesk.ticket.stage", readonly=True)
    role = fields.Selection(ROLES, string="Status", readonly=True)
    hours = fields.Float(
        string="Hours in the stage",
        readonly=True,
        aggregator="avg",
        help="Clock hours that a ticket spent in the stage, all its visits together.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(line.id) AS id, line.ticket_id, line.stage_id, line.role,
                   ticket.company_id, ticket.team_id, ticket.user_id, ticket.type_id,
                   ticket.priority, ticket.received_at,
                   SUM(GREATEST(EXTRACT(epoch FROM
                       COALESCE(line.until, %s::timestamp) - line.at), 0)) / 3600
                   AS hours
              FROM (SELECT *, LEAD(at) OVER (PARTITION BY ticket_id ORDER BY id)
                           AS until
                      FROM helpdesk_ticket_stage_log) line
              JOIN helpdesk_ticket ticket ON ticket.id = line.ticket_id
             WHERE line.role NOT IN %s
             GROUP BY line.ticket_id, line.stage_id, line.role, ticket.id
            """,
            fields.Datetime.now(),
            tuple(CLOSED_ROLES),
        )
