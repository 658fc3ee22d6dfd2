# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What outsiders asked for already, so that a repeated call does nothing twice."""

from datetime import timedelta

from odoo import api, fields, models

#: Answers are remembered for so long; who repeats a call later does it anew.
KEEP = timedelta(days=30)


class HelpdeskApiRequest(models.Model):
    """One row per call that changed something; written by the system only."""

    _name = "helpdesk.api.request"
    _description = "API Request"
    _order = "id desc"
    _rec_name = "request_id"

    method = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    request_id = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Called by", readonly=True, ondelete="set null"
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", readonly=True, ondelete="set null", index="btree_not_null"
    )
    status = fields.Char(readonly=True)
    result = fields.Json(readonly=True)
    at = fields.Datetime(required=True, readonly=True, index=True)

    _request_uniq = models.Constraint(
        "UNIQUE(method, company_id, request_id)", "This request was made already."
    )

    @api.model
    def _claim(self, method, request_id, user):
        """Return the row of this request; its ``result`` is set if it is a repetition.

        The row is written before the work: of two calls at the same moment the second
        waits for the first, then fails to serialize, is retried by Odoo and finds it.
        """
        company = user.company_id
        self.env.cr.execute(
            """
            INSERT INTO helpdesk_api_request
                        (method, company_id, request_id, user_id, at)
                 VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING
              RETURNING id
            """,
            (method, company.id, request_id, user.id, fields.Datetime.now()),
        )
        row = self.env.cr.fetchone()
        if row:
            return self.browse(row)
        return self.search(
            [
                ("method", "=", method),
                ("company_id", "=", company.id),
                ("request_id", "=", request_id),
            ]
        )

    def _answer(self, result):
        """Remember the result of the work that was just done, and return it."""
        self.write(
            {
                "result": result,
                "status": result["status"],
                "ticket_id": result.get("id", False),
            }
        )
        return result

    def _repeated(self):
        """Return the first result again, marked as a duplicate."""
        self.ensure_one()
        return {**self.result, "status": "duplicate", "first_status": self.status}

    @api.autovacuum
    def _gc_requests(self):
        limit = fields.Datetime.now() - KEEP
        old = self.search([("at", "<", limit)], limit=10_000)
        old.unlink()
        return len(old), len(old) == 10_000
