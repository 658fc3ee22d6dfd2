# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Resolving, and the customer's verdict on it: it works, or it is still broken."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq
from odoo.tools.misc import hmac

from .helpdesk_ticket_lifecycle import WORK_ROLES
from .helpdesk_ticket_stage import CLOSED_ROLES

TOKEN_SCOPE = "helpdesk_mgmt_ext.respond"


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    resolution_summary = fields.Text(
        string="Solution", help="What was done; the customer reads it."
    )
    resolution_testing = fields.Text(
        string="Testing", help="How it was checked that it works."
    )
    resolution_expected_result = fields.Text(
        string="Expected result", help="What the customer should see now, step by step."
    )
    resolved_at = fields.Datetime(
        string="Resolved",
        copy=False,
        readonly=True,
        help="When the solution of the present cycle was delivered.",
    )

    def action_resolve(self, summary, testing=None, expected_result=None):
        """Deliver the solution: the customer is mailed and asked to confirm.

        :param summary: the solution, for the customer
        :param testing: how it was tested
        :param expected_result: what the customer should see now
        :raises UserError: no summary where the team wants one, or not an open ticket
        """
        summary = (summary or "").strip()
        # sudo: the team's rules bind everybody who may write the ticket
        if not summary and any(
            not ticket.team_id or ticket.team_id.sudo().require_summary
            for ticket in self
        ):
            raise UserError(self.env._("Write what the solution was."))
        self._check_action(WORK_ROLES, self.env._("it needs no resolving."))
        vals = {"blocker_note": False}
        if summary:
            vals["resolution_summary"] = summary
        if testing:
            vals["resolution_testing"] = testing
        if expected_result:
            vals["resolution_expected_result"] = expected_result
        return self._move_to_role("resolved", vals)

    # ------------------------------------------------------ customer's verdict

    def _respond_token(self):
        """Return the secret of the customer's links for the present cycle.

        It dies when the ticket is reopened (another cycle) or goes to another customer,
        and is not stored: whoever can read the database cannot read it there.
        """
        self.ensure_one()
        message = (self.id, self.cycle, self.partner_id.id, self.partner_email)
        # sudo: the signing key is a system parameter
        return hmac(self.env(su=True), TOKEN_SCOPE, message)

    def _check_respond_token(self, token):
        """Whether ``token`` opens the customer's page, compared in constant time."""
        token = str(token or "")
        return token.isascii() and consteq(self._respond_token(), token)

    def _respond_url(self, token=None):
        """Return the absolute address of the customer's page, no login needed."""
        self.ensure_one()
        token = token or self._respond_token()
        return (
            f"{self.get_base_url()}/my/helpdesk/{self.id}/respond?access_token={token}"
        )

    def _customer_actions(self):
        """Return what the customer may do now: confirm, still_broken, close, reopen."""
        self.ensure_one()
        if self.stage_role == "resolved":
            return ["confirm", "still_broken"]
        if self.stage_role in CLOSED_ROLES:
            return ["reopen"] if self._may_reopen(fields.Datetime.now()) else []
        return ["close"]

    def _customer_respond(self, action, who=None):
        """Do what the customer chose on his page; doing it twice does it once.

        The caller has checked the token or the login.

        :param action: ``confirm``, ``still_broken``, ``close`` or ``reopen``
        :param who: name for the log, of whom the caller knows by his login; without
            it the log says that a link was used, which may have been forwarded (P26)
        :return: whether anything changed
        """
        self.ensure_one()
        ticket = self._as_bot()
        # Two clicks at the same moment: the second waits and then finds it done.
        ticket.lock_for_update()
        ticket.invalidate_recordset(["stage_id", "stage_role", "close_reason"])
        if action not in ticket._customer_actions():
            return False
        ticket._track_set_author(ticket.env.user.partner_id)
        labels = {
            "confirm": self.env._("The customer confirmed: it works."),
            "still_broken": self.env._("The customer says: still broken."),
            "close": self.env._("The customer closed the ticket."),
            "reopen": self.env._("The customer reopened the ticket."),
        }
        how = who or self.env._("through the link in a mail, not signed in")
        ticket._message_log(body=f"{labels[action]} ({how})")
        if action == "confirm":
            ticket._close("closed", "confirmed")
        elif action == "close":
            ticket._close("closed", "solved")
        elif action == "still_broken":
            ticket._move_to_role("investigating")
        else:
            ticket._reopen(by_customer=True)
        return True
