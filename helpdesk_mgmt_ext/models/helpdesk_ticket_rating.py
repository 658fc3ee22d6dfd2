# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from collections import defaultdict

from psycopg2 import errors
from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.rating.models.rating_data import _rating_to_grade

_logger = logging.getLogger(__name__)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    # A new ticket has no rating yet: nothing to look for.
    positive_rate_percentage = fields.Integer(
        compute="_compute_percentage", store=True, precompute=True
    )
    rating_last_value = fields.Float(
        compute="_compute_rating_last_value", store=True, precompute=True
    )

    @api.depends("rating_ids.rating")
    def _compute_percentage(self):
        """Compute the share of great ratings for all at once; stock asks per ticket."""
        if not self.ids:
            self.positive_rate_percentage = -1
            return
        domain = Domain("res_model", "=", self._name) & Domain(
            [("res_id", "in", self.ids), ("consumed", "=", True), ("rating", ">=", 1)]
        )
        groups = self.env["rating.rating"]._read_group(
            domain, ["res_id", "rating"], ["__count"]
        )
        totals, great = defaultdict(int), defaultdict(int)
        for ticket_id, rating, count in groups:
            totals[ticket_id] += count
            great[ticket_id] += count if _rating_to_grade(rating) == "great" else 0
        for ticket in self:
            total = totals[ticket.id]
            share = great[ticket.id] * 100 / total if total else -1
            ticket.positive_rate_percentage = share

    def _send_ticket_rating_mail(self, force_send=False):
        """Ask by the template of a stage, as stock does, but by the same rules.

        Not again in the same cycle (V21), never without customer, through the queue
        (R26). The cap per contact does not bind what an administrator set up there.
        """
        for ticket in self:
            if ticket.csat_requested_at or ticket._csat_obstacle():
                continue
            if not ticket.stage_id.rating_mail_template_id:
                continue
            self.env.cr.flush()
            try:
                with self.env.cr.savepoint():
                    ticket._as_bot()._csat_open(fields.Datetime.now())
                    super(HelpdeskTicket, ticket)._send_ticket_rating_mail(
                        force_send=False
                    )
            except TransactionRollbackError:
                raise
            except errors.UniqueViolation:
                _logger.info("%s: asked by another process", ticket.number)
            except Exception:
                _logger.exception("The stage's rating mail failed: %s", ticket.number)
