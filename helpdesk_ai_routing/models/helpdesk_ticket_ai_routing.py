# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From an analysis to a decision: route, send to triage, or only suggest."""

import functools
from collections import defaultdict

from odoo import models

#: Automatic decisions before the audit sample begins.
AUDIT_AFTER = 50


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

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
            tickets._ai_log_decisions(by_ticket)
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

    def _ai_log_decisions(self, by_ticket):
        """Tell the log what was decided without a person, one line per ticket."""
        for ticket in self:
            analysis = by_ticket[ticket]
            if analysis.decision == "suggested":
                continue
            ticket._log_decision(
                analysis.decision,
                suggested=analysis.team_id.code or analysis.team_id.id,
                confidence=f"{analysis.confidence:.2f}",
                needed=f"{analysis.threshold:.2f}",
                guard=analysis.guard,
                audited=analysis.audited,
                provider=analysis.provider,
                model=(analysis.model_version or "").replace(" ", "_") or None,
            )

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
        if not self.env.context.get("helpdesk_intake"):
            return
        installed = {
            code[:2]: code for code, _n in self.env["res.lang"].get_installed()
        }
        for ticket in self:
            code = installed.get(by_ticket[ticket].language)
            partner = ticket.partner_id
            usual = ticket.company_id.partner_id.lang
            # both dates are the transaction's: equal for what it created
            if (
                code
                and partner.create_date == ticket.create_date
                and partner.lang in (False, usual)
                and (usual or "")[:2] != code[:2]
                and not partner.user_ids
            ):
                partner.lang = code

    def _ai_decide(self, by_ticket):
        """Return {(decision, audited): tickets}; the threshold counts as reached."""
        decisions = defaultdict(self.browse)
        routable = self.filtered(lambda ticket: by_ticket[ticket].routable)
        sampling = routable._ai_sampling_companies()
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
        analyses = self.env["helpdesk.ai.analysis"]
        # not counted: where there are many, counting them costs each ticket seconds
        return self.company_id.filtered(
            lambda company: analyses.search(
                [("company_id", "=", company.id), ("decision", "=", "auto_assigned")],
                order="id",
                offset=AUDIT_AFTER - 1,
                limit=1,
            )
        )

    # ----------------------------------------------------------------- effect

    def _ai_assign(self, by_ticket):
        """Give the tickets to their suggested teams, in work, and find a person."""
        groups = defaultdict(self.browse)
        work_stage = functools.cache(
            lambda team, company: team.with_company(company)._stage_for_role(
                "in_progress"
            )
        )
        for ticket in self:
            analysis = by_ticket[ticket]
            analysis.before = ticket._ai_snapshot()
            stage = work_stage(analysis.team_id, ticket.company_id)
            groups[ticket._ai_route_key(analysis, stage)] += ticket
        for key, tickets in groups.items():
            tickets.with_context(
                helpdesk_skip_guards=True, helpdesk_assigning=True
            ).write(dict(key))
            tickets._assign_person()
        self._message_log_batch(bodies={t.id: by_ticket[t]._sentence() for t in self})

    def _ai_route_key(self, analysis, work_stage):
        """Return the values to write, hashable: tickets routed alike share a write."""
        team = analysis.team_id
        vals = {"team_id": team.id, "user_id": False}
        if work_stage and not team.require_understanding:
            vals["stage_id"] = work_stage.id
        if not self.type_id and analysis.type_id and analysis._type_fits(team):
            vals["type_id"] = analysis.type_id.id
        if self._ai_may_set_priority() and analysis.priority:
            vals["priority"] = analysis.priority
        return tuple(sorted(vals.items()))

    def _ai_may_set_priority(self):
        """Whether nobody set the priority: a mail has none, other forms may ask."""
        self.ensure_one()
        mail_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "helpdesk_mgmt.helpdesk_ticket_channel_email", raise_if_not_found=False
        )
        return (
            self.company_id.helpdesk_ai_apply_priority
            and bool(mail_id)
            and self.channel_id.id == mail_id
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
            # sudo: the queue is there whoever takes the route back
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
