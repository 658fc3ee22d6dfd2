# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What rules decided, for whoever watches the logs: logger ``helpdesk.decision``."""

import logging

from odoo import models

from ..decision_log import LOGGER, decision_line
from .helpdesk_ticket_automation import REMIND

_logger = logging.getLogger(LOGGER)

#: Events that tell what became of a promise.
PROMISES = {
    "ticket.sla_at_risk": "sla_at_risk",
    "ticket.sla_breached": "sla_breached",
}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _log_decision(self, decision, **values):
        """Log one line per ticket once the transaction is committed.

        What is rolled back was not decided. Only keys and numbers are told.

        :param decision: key of what was decided
        :param values: keys, ids, numbers, times (UTC)
        """
        for ticket in self:
            ticket._log_line(
                decision,
                ticket=ticket.number,
                id=ticket.id,
                team=ticket.team_id.id,
                **values,
            )

    def _log_line(self, decision, **values):
        line = decision_line(decision, **values)
        self.env.cr.postcommit.add(lambda: _logger.info("%s", line))

    # ------------------------------------------------------------- decisions

    def _do_plan(self, plan, now):
        result = super()._do_plan(plan, now)
        decision = "reminder" if plan.action == REMIND else plan.action
        self._log_decision(decision, kind=plan.kind, step=plan.step or None)
        return result

    def _give_to(self, user, role=None):
        result = super()._give_to(user, role)
        if self._is_bot():
            self._log_decision("assign", user=user.id)
        return result

    def _leave_to_officers(self, reasons):
        result = super()._leave_to_officers(reasons)
        self._log_decision("assign_nobody")
        return result

    def _send_to_officers(self):
        result = super()._send_to_officers()
        self._log_decision("to_officers")
        return result

    def _escalate_to(self, level, reason):
        result = super()._escalate_to(level, reason)
        if self._is_bot():
            self._log_decision("escalate" if level else "deescalate", level=level)
        return result

    def _reopen_or_follow_up(self, message):
        result = super()._reopen_or_follow_up(message)
        self._log_decision("follow_up" if self.closed else "reopen", cycle=self.cycle)
        return result

    def _emit(self, event, payload=None):
        result = super()._emit(event, payload)
        if event in PROMISES:
            known = payload or {}
            self._log_decision(
                PROMISES[event], metric=known.get("metric"), cycle=known.get("cycle")
            )
        return result

    def _is_bot(self):
        return self.env.user == self._bot_user()
