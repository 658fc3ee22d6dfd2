# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Escalating tickets that are stuck, with or without a promise about them."""

import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    team_change_count = fields.Integer(
        string="Team changes", copy=False, readonly=True, help="Hand-overs so far."
    )

    def _after_reclassification(self, previous):
        result = super()._after_reclassification(previous)
        moved = self.filtered(lambda t: previous[t].get("team_id"))
        for count, tickets in moved.grouped("team_change_count").items():
            tickets._write_facts({"team_change_count": count + 1})
        return result

    @api.model
    def _cron_escalate_stuck(self, batch_size=100):
        """Escalate stuck tickets once; safe to interrupt, a bad ticket stops no other.

        A ticket that is escalated already is known to somebody and left alone.
        """
        tickets = self.browse()
        for team in self.env["helpdesk.ticket.team"].search([("active", "=", True)]):
            room = batch_size - len(tickets)
            domain = team._stuck_domain(fields.Datetime.now())
            if room and not domain.is_false():
                tickets += self.search(domain, limit=room, order="received_at, id")
        for ticket in tickets:
            # One lock per transaction: the commit below gives up all of them.
            self.env["helpdesk.background"]._lock_free(ticket)._escalate_stuck()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _escalate_stuck(self):
        """Escalate this locked ticket, unless another process did meanwhile."""
        self.invalidate_recordset(["escalation_level"])
        for ticket in self.exists().filtered(lambda t: not t.escalation_level):
            try:
                with self.env.cr.savepoint():
                    bot = ticket._as_bot()
                    bot._escalate_to(1, bot._stuck_reason())
                    bot._alert(bot.team_id, bot.escalation_reason)
            except Exception:
                _logger.exception("Stuck ticket %s could not be escalated", ticket.id)

    def _stuck_reason(self):
        """Return why the ticket counts as stuck, in a sentence."""
        team = self.team_id
        if team.stuck_reopenings and self.reopen_count >= team.stuck_reopenings:
            return self.env._("Stuck: reopened %s times.", self.reopen_count)
        limit = team.stuck_team_changes
        if limit and self.team_change_count >= limit:
            return self.env._("Stuck: %s teams handed it on.", self.team_change_count)
        return self.env._("Stuck: nothing happened for %s hours.", team.stuck_hours)
