# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The lifecycle job's part in asking: what is due later, and the one reminder."""

from odoo import models

from ..reminder_schedule import WAIT
from .helpdesk_ticket_automation import Plan
from .helpdesk_ticket_satisfaction import ASKED, REMINDED

CSAT = "csat"


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _plan_automation(self, now, rules=None):
        plans = super()._plan_automation(now, rules)
        # sudo: as for the other rules
        for ticket in self.sudo().filtered("csat_due_at"):
            plans[ticket] = ticket._plan_csat(plans[ticket], now)
        return plans

    def _plan_csat(self, other, now):
        """Return what comes first: the mail of this ticket, or the other plan."""
        self.ensure_one()
        at = self.csat_due_at
        kind = REMINDED if self.csat_requested_at else ASKED
        if at <= now:
            return Plan(CSAT, at, kind)
        if other.action != WAIT or (other.at and other.at <= at):
            return other
        return Plan(WAIT, at, kind)

    def _do_plan(self, plan, now):
        if plan.action != CSAT:
            return super()._do_plan(plan, now)
        self._track_set_author(self.env.user.partner_id)
        chosen = self._csat_still_wanted(plan.kind, now)
        (self - chosen)._write_facts({"csat_due_at": False})
        if not chosen:
            return None
        if plan.kind == ASKED:
            return chosen._csat_ask(now)
        return chosen._csat_remind(now)

    def _csat_still_wanted(self, kind, now):
        """Return the tickets whose customers are still to be asked or reminded."""
        rules = self.team_id._get_csat_rules()
        wanted = self.filtered(
            lambda t: (
                t.stage_role in rules[t.team_id].roles
                and not (t._csat_obstacle() or t._csat_unreachable(False))
            )
        )
        if kind == ASKED:
            return wanted._csat_choose(now)
        ratings = self.env["rating.rating"]._helpdesk_of_cycle(wanted)
        return wanted.filtered(
            lambda t: (
                rules[t.team_id].reminder_days > 0
                and t in ratings
                and ratings[t]._helpdesk_link_state(now) == "open"
            )
        )

    def _csat_remind(self, now):
        """Remind these customers of their rating, this once."""
        since = {ticket: ticket._csat_since() for ticket in self}
        self.env["helpdesk.ticket.notice"]._record(self, since, REMINDED, now)
        self._write_facts({"csat_due_at": False})
        self._queue_notice(
            self.env.ref("helpdesk_mgmt_ext.mail_template_csat_reminder")
        )
