# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From an analysis to a decision: route, send to triage, or only suggest."""

import hashlib
import logging
import time
from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

#: Seconds that a batch of new tickets may be analysed within its own transaction.
BUDGET_SECONDS = 3.0
#: Tickets analysed between two looks at the clock.
CHUNK = 50
#: Automatic decisions before the audit sample begins.
AUDIT_AFTER = 50


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    # ---------------------------------------------------------------- begin

    def _ai_after_create(self):
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
        try:
            with self.env.cr.savepoint():
                analyses = self._ai_create_analyses(
                    provider._analyse_embedded(self), provider, routable
                )
                analyses.ticket_id._ai_apply(analyses)
        except Exception:
            _logger.exception("Embedded analysis of %s failed", self.ids)
            self._ai_queue(routable)

    def _ai_queue(self, routable):
        """Note that the tickets wait for an analysis and wake the job."""
        self.env["helpdesk.ai.analysis"].create(
            [
                {"ticket_id": ticket.id, "routable": ticket in routable}
                for ticket in self
            ]
        )
        self._ai_wake_job()

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
            self.env["helpdesk.ai.analysis"].sudo().create(vals_list)
            self._ai_wake_job()

    def _ai_wake_job(self):
        cron = self.env.ref(
            "helpdesk_ai_routing.ir_cron_analyse", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()  # sudo: whoever's ticket waits, the job runs

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

    def _ai_prepare_vals(self, result, provider, now):
        """Return the values of an analysis that ``provider`` answered."""
        text = "\n".join(self._ai_text())
        return {
            **result,
            "provider": provider.kind,
            "provider_id": provider.id,
            "analysed_at": now,
            "input_hash": hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
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

    # --------------------------------------------------------------- decision

    def _ai_apply(self, analyses):
        """Write what the analyses say, decide, and act as the bot."""
        by_ticket = {analysis.ticket_id: analysis for analysis in analyses}
        for ticket in self:
            ticket.write(ticket._ai_prepare_ticket_vals(by_ticket[ticket]))
        self._ai_set_contact_language(by_ticket)
        decisions = self._ai_decide(by_ticket)
        for (decision, audited), tickets in decisions.items():
            rows = self.env["helpdesk.ai.analysis"].union(
                *(by_ticket[ticket] for ticket in tickets)
            )
            rows.write({"decision": decision, "audited": audited})
        for (decision, _audited), tickets in decisions.items():
            if decision == "auto_assigned":
                tickets._ai_assign(by_ticket)
            elif decision == "to_officer":
                tickets._ai_to_officer()
        for ticket in self:
            analysis = by_ticket[ticket]
            emotion = (analysis.explanation or {}).get("emotion", 0)
            ticket._ai_raise_priority(emotion, self.env._("the request"))
            ticket._emit("ticket.analysed", analysis._event_payload())

    def _ai_prepare_ticket_vals(self, analysis):
        return {
            "ai_analysis_id": analysis.id,
            "ai_confidence": analysis.confidence,
            "ai_summary": analysis.summary,
            "ai_sentiment": analysis.sentiment,
            "ai_language": analysis.language,
        }

    def _ai_set_contact_language(self, by_ticket):
        """Write to a new contact in the language he wrote in, where it is installed.

        Only to a contact that this very request made: whoever was there before has a
        language already, perhaps a chosen one.
        """
        installed = {
            code[:2]: code for code, _n in self.env["res.lang"].get_installed()
        }
        for ticket in self:
            code = installed.get(by_ticket[ticket].language)
            partner = ticket.partner_id
            # both dates are the transaction's: equal for what it created
            made_now = partner and partner.create_date == ticket.create_date
            if code and made_now and (partner.lang or "")[:2] != code[:2]:
                partner.lang = code

    def _ai_decide(self, by_ticket):
        """Return {(decision, audited): tickets}; the threshold counts as reached."""
        decisions = defaultdict(self.browse)
        sampling = self._ai_sampling_companies()
        for ticket in self:
            analysis = by_ticket[ticket]
            team, company = analysis.team_id, ticket.company_id
            analysis.threshold = team._ai_threshold(company)
            if not analysis.routable or not ticket._ai_still_open():
                decisions["suggested", False] += ticket
                continue
            sure = (
                team.active
                and team.ai_routable
                and not analysis.guard
                and not company.helpdesk_ai_paused
                and round(analysis.confidence, 6) >= round(analysis.threshold, 6)
            )
            audited = sure and company in sampling and analysis._is_in_sample()
            route = sure and not audited
            decisions["auto_assigned" if route else "to_officer", audited] += ticket
        return decisions

    def _ai_sampling_companies(self):
        """Return the companies whose automatic decisions are many enough to audit."""
        counts = self.env["helpdesk.ai.analysis"]._read_group(
            [
                ("company_id", "in", self.company_id.ids),
                ("decision", "=", "auto_assigned"),
            ],
            ["company_id"],
            ["__count"],
            having=[("__count", ">=", AUDIT_AFTER)],
        )
        return self.env["res.company"].union(*(company for company, _n in counts))

    # ----------------------------------------------------------------- effect

    def _ai_assign(self, by_ticket):
        """Give the tickets to their suggested teams, in work, and find a person."""
        groups = defaultdict(self.browse)
        for ticket in self:
            analysis = by_ticket[ticket]
            analysis.before = ticket._ai_snapshot()
            groups[ticket._ai_route_key(analysis)] += ticket
        for key, tickets in groups.items():
            tickets.with_context(helpdesk_skip_guards=True).write(dict(key))
            tickets._assign_person()
        self._message_log_batch(bodies={t.id: by_ticket[t]._sentence() for t in self})

    def _ai_route_key(self, analysis):
        """Return the values to write, hashable: tickets routed alike share a write."""
        team = analysis.team_id
        vals = {"team_id": team.id, "user_id": False}
        pipeline = team.with_company(self.company_id)
        if not team.require_understanding:
            stage = pipeline._stage_for_role("in_progress")
            if stage:
                vals["stage_id"] = stage.id
        if not self.type_id and analysis.type_id and analysis._type_fits(team):
            vals["type_id"] = analysis.type_id.id
        if self._ai_may_set_priority() and analysis.priority:
            vals["priority"] = analysis.priority
        return tuple(sorted(vals.items()))

    def _ai_may_set_priority(self):
        """Whether nobody set the priority: a mail has none, other forms may ask."""
        self.ensure_one()
        mail = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_channel_email", raise_if_not_found=False
        )
        return (
            self.company_id.helpdesk_ai_apply_priority
            and bool(mail)
            and self.channel_id == mail
            and self.priority == self.initial_priority
            and self.cycle == 1
        )

    def _ai_snapshot(self):
        """Return what undoing a route brings back."""
        return {
            "team_id": self.team_id.id,
            "type_id": self.type_id.id,
            "priority": self.priority,
        }

    def _ai_to_officer(self):
        """Put the tickets in the triage queue of their company, if there is one."""
        for company, tickets in self.grouped("company_id").items():
            # sudo: the queue is there whoever's ticket came in
            queue = self.env["helpdesk.ticket.team"].sudo()._officer_queue(company)
            move = tickets.filtered(lambda t, queue=queue: t.team_id != queue)
            if queue and move:
                move.write({"team_id": queue.id, "user_id": False})

    def _ai_undo(self):
        """Take automatic routes back: the tickets return to triage as they were."""
        for ticket in self._as_bot():
            before = ticket.ai_analysis_id.before or {}
            queue = (
                self.env["helpdesk.ticket.team"]
                .sudo()
                ._officer_queue(ticket.company_id)
            )
            team_id = before.get("team_id") or queue.id
            vals = {
                key: before[key] for key in ("type_id", "priority") if key in before
            }
            stage = queue.with_company(ticket.company_id)._stage_for_role("new")
            ticket.with_context(helpdesk_skip_guards=True).write(
                {**vals, "team_id": team_id, "user_id": False, "stage_id": stage.id}
            )
            ticket._message_log(
                body=self.env._("The automatic routing was taken back.")
            )
