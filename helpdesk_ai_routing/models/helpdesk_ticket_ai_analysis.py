# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who is analysed when, by whom: at creation, or later by the job."""

import hashlib
import logging
import time

from odoo import fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

#: Seconds that a batch of new tickets may be analysed within its own transaction.
BUDGET_SECONDS = 3.0
#: Tickets analysed between two looks at the clock.
CHUNK = 50


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    # ---------------------------------------------------------------- begin

    def _route_unrouted(self):
        """Let the analysis find teams before the rest goes to the officers."""
        result = super()._route_unrouted()
        self._ai_begin("_ai_analyse_new")
        return result

    def _ai_begin(self, step):
        """Analyse new tickets; what fails waits for the job.

        A single ticket needs no savepoint within the one that this makes.
        """
        if len(self) != 1:
            self._ai_safely(step)
            return
        alone = self.with_context(helpdesk_ai_alone=True)
        if not alone._ai_safely(step):
            self._ai_safely("_ai_queue_new")

    def _ai_after_create(self):
        """Analyse what was not routed on creation: it has a team, or is by hand."""
        told = self._as_bot().ai_analysis_ids.ticket_id
        (self - told)._ai_analyse_new()

    def _ai_analyse_new(self):
        """Analyse a new batch; what the budget does not cover is left to the job."""
        tickets = self._as_bot().filtered(lambda t: not t.closed)
        routable = tickets.filtered(lambda t: t._ai_is_routable())
        deadline = time.monotonic() + BUDGET_SECONDS
        for company, group in tickets.grouped("company_id").items():
            chain = self.env["helpdesk.ai.provider"]._chain(company)
            if chain[:1].kind == "embedded":
                for start in range(0, len(group), CHUNK):
                    chunk = group[start : start + CHUNK]
                    if time.monotonic() > deadline:
                        chunk._ai_queue(routable)
                    else:
                        chunk._ai_run_now(chain[:1], routable)
            else:
                group._ai_queue(routable)
        self._ai_queue_shadow(tickets)

    def _ai_is_routable(self):
        """Whether it came from outside and has neither team nor person yet.

        A team that an alias, a rule or a person chose is kept; the triage queue's own
        address counts as no team.
        """
        self.ensure_one()
        from_outside = self.env.context.get("helpdesk_intake") or self.channel_id
        teamless = not self.team_id or self.team_id.is_officer_queue
        return bool(
            from_outside
            and teamless
            and self._ai_is_nobodys()
            and self.company_id.helpdesk_ai_routing_enabled
        )

    def _ai_is_nobodys(self):
        """Whether no person was chosen.

        Stock gives a ticket to whoever runs the gateway or submits the form, unless
        told otherwise (V8): that is no choice.
        """
        self.ensure_one()
        user = self.user_id
        chosen = user and not user._is_superuser() and not user.share
        by_default = self.env.context.get("helpdesk_intake") and user == self.create_uid
        return not chosen or by_default or user == self._bot_user()

    def _ai_run_now(self, provider, routable):
        """Analyse with the embedded provider; a failure leaves it to the job."""
        if self.env.context.get("helpdesk_ai_alone"):
            self._ai_answer_now(provider, routable)
            return
        try:
            with self.env.cr.savepoint():
                self._ai_answer_now(provider, routable)
        except Exception:
            _logger.exception("Embedded analysis of %s failed", self.ids)
            self._ai_queue(routable)

    def _ai_answer_now(self, provider, routable):
        results = provider._analyse_embedded(self)
        analyses = self._ai_create_analyses(results, provider, routable)
        analyses.ticket_id._ai_apply(analyses)

    def _ai_queue_new(self):
        """Let the job analyse what could not be analysed at once."""
        tickets = self._as_bot().filtered(lambda t: not t.closed)
        tickets._ai_queue(tickets.filtered(lambda t: t._ai_is_routable()))

    def _ai_queue(self, routable):
        """Note that the tickets wait for an analysis and wake the job."""
        analyses = self.env["helpdesk.ai.analysis"].create(
            [
                {"ticket_id": ticket.id, "routable": ticket in routable}
                for ticket in self
            ]
        )
        analyses._answer_later()

    def _ai_queue_shadow(self, tickets):
        """Let silent providers answer too, later and without effect."""
        vals_list = []
        for company, group in tickets.grouped("company_id").items():
            for provider in self.env["helpdesk.ai.provider"]._shadows(company):
                vals_list += [
                    {"ticket_id": t.id, "provider_id": provider.id, "shadow": True}
                    for t in group
                ]
        if vals_list:
            # sudo: analyses are written by the system, whoever sent the ticket in
            self.env["helpdesk.ai.analysis"].sudo().create(vals_list)._answer_later()

    def _ai_create_analyses(self, results, provider, routable):
        now = fields.Datetime.now()
        return self.env["helpdesk.ai.analysis"].create(
            [
                {
                    **ticket._ai_prepare_vals(results[ticket], provider, now),
                    "ticket_id": ticket.id,
                    "routable": ticket in routable,
                }
                for ticket in self
            ]
        )

    def _ai_input_hash(self):
        """Return the fingerprint of the text that an analysis of now is made of."""
        text = "\n".join(self._ai_text())
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

    def _ai_prepare_vals(self, result, provider, now):
        """Return the values of an analysis that ``provider`` answered."""
        return {
            **result,
            "provider": provider.kind,
            "provider_id": provider.id,
            "analysed_at": now,
            "input_hash": self._ai_input_hash(),
            "state": "done",
            "error": False,
        }

    # ------------------------------------------------------------------ later

    def _ai_finish(self, analysis):
        """Answer a waiting analysis by the chain of providers and act on it."""
        self.ensure_one()
        Provider = self.env["helpdesk.ai.provider"]
        chain = (
            analysis.provider_id
            if analysis.shadow
            else Provider._chain(self.company_id)
        )
        provider, result, error = chain._first_answer(self)
        if result is None:
            raise UserError(error or self.env._("No provider answered."))
        vals = self._ai_prepare_vals(result, provider, fields.Datetime.now())
        analysis.write({**vals, "error": error})
        if not analysis.shadow:
            self._ai_apply(analysis)

    def _ai_fall_back(self, analysis):
        """Without any answer an officer looks at it."""
        if analysis.routable and self._ai_still_open():
            analysis.decision = "to_officer"
            self._ai_to_officer()

    def _ai_still_open(self):
        """Whether nobody took or routed it while the analysis was waiting."""
        self.ensure_one()
        teamless = not self.team_id or self.team_id.is_officer_queue
        return teamless and self._ai_is_nobodys() and not self.closed
