# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Raising a ticket to where somebody can decide, and taking it back."""

from odoo import fields, models
from odoo.exceptions import UserError

from .helpdesk_ticket_lifecycle import WORK_ROLES


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    escalation_level = fields.Integer(
        copy=False,
        readonly=True,
        tracking=True,
        aggregator="max",
        index="btree_not_null",
        help="0: not escalated; each further escalation adds one.",
    )
    escalated_at = fields.Datetime(string="Escalated", copy=False, readonly=True)
    escalation_reason = fields.Text(copy=False)
    escalated_by_id = fields.Many2one("res.users", copy=False, readonly=True)

    def action_escalate(self, reason, user_id=None):
        """Escalate: flag, level, reason, who and since when; a stage if there is one.

        :param reason: why, in a sentence
        :param user_id: id of the senior person who takes over, unchanged if not given
        :raises UserError: no reason, a closed ticket, or a person who may not own it
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why it is escalated."))
        self._check_action(WORK_ROLES, self.env._("only open tickets escalate."))
        if user_id:
            self.action_assign(user_id)
        for level, tickets in self.grouped("escalation_level").items():
            tickets._escalate_to(level + 1, reason)
        return self._move_to_role("escalated")

    def action_deescalate(self):
        """End the escalation; the reason stays in the chatter.

        :raises UserError: the ticket is not escalated
        """
        self._check_action(WORK_ROLES | {"resolved"}, self.env._("it is closed."))
        if self.filtered(lambda t: not t.escalation_level):
            raise UserError(self.env._("Only escalated tickets can be de-escalated."))
        self._escalate_to(0, False)
        staged = self.filtered(lambda t: t.stage_role == "escalated")
        return staged._move_to_role("in_progress") if staged else True

    def _escalate_to(self, level, reason):
        """Set the level; ``reason`` is the text, False when it ends."""
        self._write_facts(
            {
                "escalation_level": level,
                "escalated_at": fields.Datetime.now() if level else False,
                "escalated_by_id": self.env.uid if level else False,
                "escalation_reason": reason,
            }
        )
        text = reason or self.env._("Escalation ended.")
        self._message_log_batch(bodies=dict.fromkeys(self.ids, text))
        self._after_escalation(level, reason)
