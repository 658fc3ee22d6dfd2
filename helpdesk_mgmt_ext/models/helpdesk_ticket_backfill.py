# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""History and figures of tickets that were there before them, as far as it is known.

In SQL where it can be: there may be a million, and no hook or mail is wanted.
"""

import logging

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import split_every

from .helpdesk_ticket_stage import CLOSED_ROLES

_logger = logging.getLogger(__name__)

BATCH = 5000

#: Who has the ball in a stage of role ``place.role``.
BALL = SQL(
    "CASE WHEN place.role = 'pending_customer' THEN 'customer'"
    " WHEN place.role = 'on_hold' THEN 'hold'"
    " WHEN place.role IN ('resolved', 'closed', 'cancelled', 'rejected') THEN NULL"
    " ELSE 'us' END"
)
#: Since when a ticket is where it is now.
SINCE = SQL(
    "GREATEST(ticket.received_at, CASE"
    " WHEN ticket.stage_role = 'pending_customer' THEN ticket.pending_since"
    " WHEN ticket.stage_role IN ('resolved', 'closed') THEN ticket.resolved_at"
    " WHEN ticket.stage_role IN ('cancelled', 'rejected') THEN ticket.closed_date"
    " ELSE ticket.last_stage_update END)"
)

#: Public messages counted by who wrote them, changes of the person, the first answer.
ANSWERS = """
WITH said AS (
    SELECT m.res_id, m.id, m.date, m.message_type,
           EXISTS (SELECT 1 FROM res_users u
                    WHERE u.partner_id = m.author_id
                      AND u.share IS NOT TRUE)
           AND m.author_id IS DISTINCT FROM t.partner_id AS by_us,
           ROW_NUMBER() OVER (PARTITION BY m.res_id ORDER BY m.id) = 1
           AND m.message_type = 'email' AS is_request
      FROM mail_message m
      JOIN helpdesk_ticket t ON t.id = m.res_id
      JOIN mail_message_subtype s ON s.id = m.subtype_id
     WHERE m.model = 'helpdesk.ticket' AND m.res_id IN %(ids)s
       AND m.message_type IN ('comment', 'email', 'email_outgoing')
       AND s.internal IS NOT TRUE AND m.is_internal IS NOT TRUE
       AND m.author_id IS DISTINCT FROM %(bot)s),
counted AS (
    SELECT res_id, COUNT(*) FILTER (WHERE by_us) AS agent,
           COUNT(*) FILTER (WHERE NOT by_us AND NOT is_request)
           AS customer,
           MIN(date) FILTER (WHERE by_us) AS answered
      FROM said GROUP BY res_id),
passed AS (
    SELECT m.res_id, COUNT(*) AS times
      FROM mail_tracking_value v
      JOIN mail_message m ON m.id = v.mail_message_id
     WHERE m.model = 'helpdesk.ticket' AND m.res_id IN %(ids)s
       AND v.field_id = %(user_field)s
       AND v.old_value_integer > 0 AND v.new_value_integer > 0
     GROUP BY m.res_id)
UPDATE helpdesk_ticket t
   SET agent_reply_count = COALESCE(counted.agent, 0),
       customer_reply_count = COALESCE(counted.customer, 0),
       reassign_count = COALESCE(passed.times, 0),
       escalation_count = GREATEST(
           COALESCE(t.escalation_count, 0),
           COALESCE(t.escalation_level, 0)),
       first_response_at = COALESCE(
           t.first_response_at, counted.answered)
  FROM (SELECT id FROM helpdesk_ticket WHERE id IN %(ids)s) this
  LEFT JOIN counted ON counted.res_id = this.id
  LEFT JOIN passed ON passed.res_id = this.id
 WHERE t.id = this.id
"""
#: The tracked moves from stage to stage.
MOVES = """
SELECT m.res_id AS ticket_id, v.create_date AS at, v.id AS rank,
       v.old_value_integer AS old_id, v.new_value_integer AS new_id
  FROM mail_tracking_value v JOIN mail_message m ON m.id = v.mail_message_id
 WHERE m.model = 'helpdesk.ticket' AND m.res_id IN %s AND v.field_id = %s
"""
#: The lines of the history: where it began, the moves, or what the dates tell.
HISTORY = """
WITH move AS (%(moves)s),
place AS (
    SELECT ticket.id, ticket.received_at AS at, 0 AS rank,
           COALESCE(stage.id, CASE WHEN at_once THEN ticket.stage_id
           END) AS stage_id,
           COALESCE(stage.role, CASE WHEN at_once THEN stage_role
           END, 'new') AS role
      FROM (SELECT *, stage_role IN ('new', 'assigned')
                   OR %(since)s <= received_at AS at_once
              FROM helpdesk_ticket ticket WHERE id IN %(ids)s) ticket
      LEFT JOIN (SELECT DISTINCT ON (ticket_id) * FROM move
                  ORDER BY ticket_id, rank) first
        ON first.ticket_id = ticket.id
      LEFT JOIN helpdesk_ticket_stage stage ON stage.id = first.old_id
    UNION ALL
    SELECT move.ticket_id, move.at, move.rank, stage.id, stage.role
      FROM move JOIN helpdesk_ticket_stage stage
        ON stage.id = move.new_id
    UNION ALL
    SELECT ticket.id, %(since)s, 1, ticket.stage_id, ticket.stage_role
      FROM helpdesk_ticket ticket
     WHERE ticket.id IN %(ids)s
       AND ticket.stage_role NOT IN ('new', 'assigned')
       AND %(since)s > ticket.received_at
       AND NOT EXISTS (SELECT 1 FROM move
                        WHERE move.ticket_id = ticket.id))
INSERT INTO helpdesk_ticket_stage_log
            (ticket_id, at, stage_id, role, ball, team_id, user_id)
SELECT place.id, place.at, place.stage_id, place.role, %(ball)s,
       ticket.team_id, ticket.user_id
  FROM place JOIN helpdesk_ticket ticket ON ticket.id = place.id
 WHERE place.at IS NOT NULL
 ORDER BY place.id, place.at, place.rank
"""


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _backfill_metrics(self, again=False):
        """Give tickets without a history one, and figures from it and the messages.

        :param again: also tickets that have one, such as those of the demo, whose
            story is told by their dates
        """
        self.env.flush_all()
        log = SQL("SELECT 1 FROM helpdesk_ticket_stage_log l WHERE l.ticket_id = t.id")
        missing = SQL("") if again else SQL("WHERE NOT EXISTS (%s)", log)
        rows = self.env.execute_query(
            SQL("SELECT t.id FROM helpdesk_ticket t %s ORDER BY t.id", missing)
        )
        if rows:
            _logger.info("Figures of %s tickets from before", len(rows))
        for part in split_every(BATCH, [ticket_id for (ticket_id,) in rows]):
            # sudo: all tickets, whoever installs
            self.sudo().browse(part)._backfill_batch()
            self.env.invalidate_all()

    def _backfill_batch(self):
        ids = tuple(self.ids)
        self._backfill_answers(ids)
        self._backfill_solutions(ids)
        self._backfill_history(ids)
        self.env.invalidate_all()
        entries = self.env["helpdesk.ticket.stage.log"]._by_ticket(self)
        now = fields.Datetime.now()
        hours = self.filtered("first_response_at")._prepare_response_hours()
        solved = self._prepare_resolution_hours()
        values = {}
        for ticket in self:
            vals = ticket._prepare_ledger_metrics(entries[ticket], now)
            vals.pop("reassign_count")  # the history says nothing about people
            if ticket.stage_role in CLOSED_ROLES:
                vals["metrics_frozen_at"] = ticket.closed_date or now
            values[ticket] = vals | hours.get(ticket, {}) | solved.get(ticket, {})
        self._write_metrics(values)
        self._backfill_first_contact(ids)

    def _backfill_answers(self, ids):
        """Count public messages and changes of the person; find the first answer."""
        self.env.cr.execute(
            SQL(
                ANSWERS,
                ids=ids,
                bot=self._bot_user().partner_id.id,
                user_field=self._field_id("user_id"),
            )
        )

    def _backfill_solutions(self, ids):
        """Take the close for the solution where no other is known."""
        self.env.cr.execute(
            SQL(
                "UPDATE helpdesk_ticket SET resolved_at = closed_date"
                " WHERE id IN %s AND stage_role = 'closed' AND resolved_at IS NULL",
                ids,
            )
        )

    def _backfill_history(self, ids):
        """Tell the history by the tracked moves, else by the dates of the ticket."""
        moves = SQL(
            MOVES,
            ids,
            self._field_id("stage_id"),
        )
        self.env.cr.execute(
            SQL("DELETE FROM helpdesk_ticket_stage_log WHERE ticket_id IN %s", ids)
        )
        self.env.cr.execute(
            SQL(
                HISTORY,
                moves=moves,
                since=SINCE,
                ids=ids,
                ball=BALL,
            )
        )

    def _backfill_first_contact(self, ids):
        """Judge the solutions of tickets that never came back, as far as known."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE helpdesk_ticket
                   SET first_solved_at = resolved_at,
                       first_contact_due_at = CASE WHEN agent_reply_count = 1
                           AND reassign_count = 0 AND escalation_count = 0
                           THEN resolved_at + interval '7 days' END
                 WHERE id IN %s AND resolved_at IS NOT NULL
                   AND COALESCE(reopen_count, 0) = 0
                   AND stage_role IN ('resolved', 'closed')
                """,
                ids,
            )
        )

    @api.model
    def _field_id(self, name):
        # sudo: what installation needs to know
        return self.env["ir.model.fields"].sudo()._get(self._name, name).id
