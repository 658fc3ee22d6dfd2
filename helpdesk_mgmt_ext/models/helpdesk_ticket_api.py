# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How an integration's call is let in, checked, done once and answered.

The caller only advises: what happens then is decided by the same rules as for people.
Nothing of the caller's context is kept: with superuser rights a ``default_*`` or
``helpdesk_*`` key would be a way around every check.
"""

import re
from datetime import UTC

from odoo import api, models
from odoo.exceptions import AccessError, MissingError, ValidationError

from ..api_schema import Invalid, check

INTEGRATION = "helpdesk_mgmt_ext.group_helpdesk_integration"
PRIORITIES = {"low": "0", "medium": "1", "high": "2", "urgent": "3"}
#: What most calls answer.
RESULT = {
    "type": "object",
    "properties": {
        "status": {"enum": ["applied", "duplicate", "superseded", "stale"]},
        "first_status": {"type": "string"},
        "id": {"type": "integer"},
        "ticket": {"type": "string"},
        "team": {"type": ["string", "null"]},
        "stage": {"type": "string"},
        "escalation_level": {"type": "integer"},
        "reason": {"type": "string"},
    },
    "required": ["status"],
}
EXAMPLE_RESULT = {
    "status": "applied",
    "id": 42,
    "ticket": "HT00042",
    "team": "technical",
    "stage": "in_progress",
    "escalation_level": 0,
}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    # -------------------------------------------------------------- let in

    def _api_check(self, method, **arguments):
        """Check who calls and what with.

        :raises AccessError: neither the integration nor an administrator
        :raises ValidationError: an argument is not as described
        """
        user = self.env.user
        if not (user.has_group(INTEGRATION) or self.env.is_system()):
            raise AccessError(self.env._("Only integrations may call this."))
        call = getattr(type(self), method)._helpdesk_call
        given = {
            name: value
            for name, value in arguments.items()
            if value is not None or name in call.required
        }
        self._api_validate(call.schema, given)

    @api.model
    def _api_validate(self, schema, value, place="arguments"):
        try:
            check(schema, value, place)
        except Invalid as error:
            # from None: what the caller sees tells nothing about the inside
            raise ValidationError(str(error)) from None

    def _api_companies(self):
        """Return the companies the caller acts for."""
        return self.env.user.company_ids

    # ------------------------------------------------------------ do once

    def _api_once(self, method, request_id, work):
        """Return the result of ``work()``, done unless it was done for this id before.

        :param work: returns the result, a dict with ``status``
        """
        # sudo: the integration has no access to any model
        requests = self.env["helpdesk.api.request"].sudo()
        request = requests._claim(method, request_id.strip(), self.env.user)
        if request.result:
            return request._repeated()
        # Core writes in the environment of whoever began; here that is the caller, who
        # may not even read a currency. What is to be written is written by the bot.
        bot, transaction = self._api_as_bot().env, self.env.transaction
        caller, transaction.default_env = transaction.default_env, bot
        try:
            answer = request._answer(work())
            bot.flush_all()
        finally:
            transaction.default_env = caller
        return answer

    # ------------------------------------------------------------- ticket

    def _api_ticket(self, number=None):
        """Return the one ticket meant, as the bot sees it, and locked.

        :param number: its number; without it the record the method was called on
        :raises MissingError: there is none in the caller's companies
        :raises ValidationError: none or several were given
        """
        domain = [("company_id", "in", [False, *self._api_companies().ids])]
        if number:
            domain.append(("number", "=", number.strip()))
        elif len(self) == 1:
            domain.append(("id", "=", self.id))
        else:
            raise ValidationError(
                self.env._("Give one ticket: its number as `ticket` or its id.")
            )
        # sudo: the integration has no access to tickets, its companies were just asked
        tickets = self.env["helpdesk.ticket"].sudo()
        ticket = tickets.with_context(active_test=False).search(domain, limit=2)
        if len(ticket) > 1:
            raise ValidationError(
                self.env._("Several companies have a ticket %s: give its id.", number)
            )
        if not ticket:
            raise MissingError(self.env._("There is no such ticket."))
        ticket._api_lock()
        return ticket._api_as_bot()

    def _api_as_bot(self):
        """Return the tickets as the bot sees them, without the caller's context.

        The caller is remembered: his own webhook is not told what he did.
        """
        origin = self.env.context.get("helpdesk_webhook_origin", self.env.uid)
        context = {"helpdesk_webhook_origin": origin}
        bot = self.env(user=self._bot_user().id, su=True, context=context)
        return self.with_env(bot)

    def _api_lock(self):
        """Wait for whoever is changing the ticket: decisions come one after another."""
        self.env.cr.execute(
            "SELECT id FROM helpdesk_ticket WHERE id = %s FOR NO KEY UPDATE", self._ids
        )

    def _api_team(self, code):
        """Return the team with this code that the caller may send tickets to.

        :raises ValidationError: there is none; the message lists the codes
        """
        # sudo: the integration has no access to teams
        teams = self.env["helpdesk.ticket.team"].sudo()
        domain = [
            ("company_id", "in", [False, *self._api_companies().ids]),
            ("code", "!=", False),
        ]
        team = teams.search([("code", "=", code), *domain])
        if not team:
            codes = ", ".join(sorted(teams.search(domain).mapped("code")))
            raise ValidationError(
                self.env._(
                    "team must be one of %(codes)s, not %(code)s.",
                    codes=codes,
                    code=code,
                )
            )
        return team

    # ------------------------------------------------------------- answer

    def _api_result(self, status, **more):
        """Return the answer about this ticket."""
        self.ensure_one()
        return {
            "status": status,
            "id": self.id,
            "ticket": self.number,
            "team": self.team_id.code or None,
            "stage": self.stage_role,
            "escalation_level": self.escalation_level,
            **more,
        }

    @api.model
    def _api_time(self, moment):
        """Return a moment as outsiders read it: ISO 8601, UTC."""
        return moment and moment.replace(tzinfo=UTC).isoformat()

    @api.model
    def _api_key(self, name):
        """Return a name as a key: lower case, words joined by underscores."""
        return re.sub(r"\W+", "_", (name or "").strip().lower()).strip("_")
