# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskKbDeflection(models.Model):
    """Requests that an article made unnecessary, against those that came, by month.

    The rate is the share of visitors who said "This solved my problem" among them and
    those who sent a request by the web form or the portal.
    """

    _name = "helpdesk.kb.deflection"
    _description = "Helpdesk Deflection"
    _auto = False
    _order = "month desc"
    _rec_name = "month"

    month = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    deflected = fields.Integer(string="Solved without a ticket", readonly=True)
    requested = fields.Integer(string="Web requests", readonly=True)
    rate = fields.Float(string="Deflection rate", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return """
        WITH happened AS (
            SELECT date_trunc('month', usage.at)::date AS month, page.company_id,
                   1 AS deflected, 0 AS requested
              FROM helpdesk_kb_usage usage
              JOIN document_page page ON page.id = usage.page_id
             WHERE usage.kind = 'deflected'
             UNION ALL
            SELECT date_trunc('month', ticket.received_at)::date, ticket.company_id,
                   0, 1
              FROM helpdesk_ticket ticket
              JOIN ir_model_data data ON data.res_id = ticket.channel_id
             WHERE data.module = 'helpdesk_mgmt'
               AND data.name = 'helpdesk_ticket_channel_web'
               AND ticket.received_at IS NOT NULL
        )
        SELECT row_number() OVER (ORDER BY month, company_id) AS id, month,
               company_id, sum(deflected)::integer AS deflected,
               sum(requested)::integer AS requested,
               100.0 * sum(deflected) / count(*) AS rate
          FROM happened
          GROUP BY month, company_id
        """
