# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the analysis said about a ticket, what was done, and whether it was right."""

import logging
import zlib

from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_event import URGENCY

_logger = logging.getLogger(__name__)

GUARDS = [
    ("automatic", "Sent by a machine"),
    ("few_known_words", "Too few words we know"),
    ("unfamiliar", "Unlike the tickets learned from"),
    ("few_examples", "Too few examples of the team"),
    ("no_team", "No team to choose"),
    ("uncalibrated", "The service has not proved itself yet"),
]


class HelpdeskAiAnalysis(models.Model):
    """One row per analysis; written by the system only."""

    _name = "helpdesk.ai.analysis"
    _description = "Ticket Analysis"
    _order = "id desc"
    _rec_name = "ticket_id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, index=True, precompute=True
    )
    provider = fields.Char(string="Provider kind", help="Which kind answered.")
    provider_id = fields.Many2one("helpdesk.ai.provider", ondelete="set null")
    model_version = fields.Char()
    input_hash = fields.Char(help="Fingerprint of the text that was analysed.")
    analysed_at = fields.Datetime(string="Analysed", index=True)
    type_id = fields.Many2one("helpdesk.ticket.type", ondelete="set null")
    priority = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["priority"]
            ._description_selection(self.env)
        ),
        string="Urgency",
    )
    sentiment = fields.Selection(
        [("negative", "Negative"), ("neutral", "Neutral"), ("positive", "Positive")]
    )
    sentiment_score = fields.Float(
        aggregator="avg", help="From -1 (angry) to 1 (delighted)."
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", string="Suggested team", ondelete="set null", index=True
    )
    confidence = fields.Float(
        aggregator="avg", help="How sure the analysis is of the team, 0 to 1."
    )
    raw_confidence = fields.Float(
        aggregator=None, help="What an outside service claimed, before calibration."
    )
    threshold = fields.Float(aggregator=None, help="What was needed to route, 0 to 1.")
    candidates = fields.Json(help="The likeliest teams, with their confidence.")
    explanation = fields.Json(help="The words that spoke for the team.")
    guard = fields.Selection(GUARDS, string="Why not sure")
    summary = fields.Text()
    language = fields.Char()
    latency_ms = fields.Integer(string="Latency (ms)", aggregator="avg")
    state = fields.Selection(
        [("pending", "Waiting"), ("done", "Done"), ("failed", "Failed")],
        default="pending",
        required=True,
        index=True,
    )
    error = fields.Char()
    routable = fields.Boolean(
        help="The ticket came from outside without a team: it may be routed."
    )
    shadow = fields.Boolean(
        help="Made silently to compare a provider or model; decides nothing."
    )
    audited = fields.Boolean(
        string="Audit sample", help="Sure enough, yet shown to an officer as a check."
    )
    decision = fields.Selection(
        [
            ("auto_assigned", "Routed automatically"),
            ("to_officer", "Sent to triage"),
            ("suggested", "Suggested only"),
        ],
        index=True,
    )
    before = fields.Json(help="What the ticket had before it was routed.")
    final_team_id = fields.Many2one(
        "helpdesk.ticket.team", ondelete="set null", index=True
    )
    final_sentiment = fields.Selection(
        [("negative", "Negative"), ("neutral", "Neutral"), ("positive", "Positive")],
        string="Sentiment as confirmed",
        help="What a person said the request sounds like.",
    )
    outcome = fields.Selection(
        [("open", "Not yet known"), ("accepted", "Right"), ("corrected", "Corrected")],
        default="open",
        required=True,
        index=True,
    )
    decided_at = fields.Datetime(string="Outcome known", index=True)
    decided_by_id = fields.Many2one("res.users", ondelete="set null")
    explicit = fields.Boolean(help="A person confirmed or corrected it.")

    _pending_idx = models.Index("(id) WHERE state = 'pending'")

    # ------------------------------------------------------------------ jobs

    @api.model
    def _cron_analyse(self, batch_size=20):
        """Do what could not be done at creation; safe to interrupt."""
        cron = self.env["ir.cron"]
        domain = self._waiting_domain()
        waiting = self.search(domain, order="id", limit=batch_size)
        total = self.search_count(domain)
        cron._commit_progress(remaining=total)
        for analysis in waiting:
            # One lock per transaction: the commit below gives up all of them.
            self.env["helpdesk.background"]._lock_free(analysis)._run_waiting()
            if not cron._commit_progress(1):
                # the scheduler would go on only when it next looks: in a minute
                self.env.ref("helpdesk_ai_routing.ir_cron_analyse")._trigger()
                break

    @api.model
    def _waiting_domain(self):
        """Return what the job has to do now."""
        return Domain("state", "=", "pending")

    def _answer_later(self):
        """Let these be answered soon, outside of this transaction."""
        self.env["helpdesk.background"]._later(
            self, "_run_waiting", "helpdesk_ai_routing.ir_cron_analyse"
        )

    def _run_waiting(self):
        """Answer those that still wait and that no other process is at."""
        locked = self.try_lock_for_update()
        locked.invalidate_recordset(["state", "deadline_at"])
        for analysis in locked.filtered_domain(self._waiting_domain()):
            analysis._run_pending()

    def _run_pending(self):
        """Answer one waiting analysis; whatever happens, it no longer waits.

        Only if somebody writes the ticket just now it does, until the next run.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self.ticket_id._as_bot()._ai_finish(self)
        except TransactionRollbackError:
            _logger.info("Ticket %s is being changed: later", self.ticket_id.id)
        except Exception as error:
            _logger.exception("Analysis of ticket %s failed", self.ticket_id.id)
            self.write({"state": "failed", "error": str(error)[:200]})
            if not self.shadow:
                self._fall_back()

    def _fall_back(self):
        """Show the ticket to an officer; one that cannot be moved stops no other."""
        try:
            with self.env.cr.savepoint():
                self.ticket_id._as_bot()._ai_fall_back(self)
        except Exception:
            _logger.exception("Ticket %s cannot go to triage", self.ticket_id.id)

    # ------------------------------------------------------------------ words

    def _is_in_sample(self):
        """Whether this one is checked by an officer although it is sure; by chance."""
        percent = self.company_id.helpdesk_ai_audit_percent
        return zlib.crc32(f"audit {self.id}".encode()) % 100 < percent

    def _type_fits(self, team):
        return not team.type_ids or self.type_id in team.type_ids

    def _waiting_reason(self):
        """Return why an officer is asked, in a few words."""
        self.ensure_one()
        if self.audited:
            return self.env._("Audit sample: sure enough, shown to you as a check")
        if self.guard:
            labels = self._fields["guard"]._description_selection(self.env)
            return dict(labels)[self.guard]
        if self.confidence < self.threshold:
            return self.env._(
                "%(said)s sure, %(needed)s needed",
                said=self._percent(),
                needed=f"{100 * self.threshold:.0f} %",
            )
        if not self.team_id.ai_routable:
            return self.env._("This team gets no tickets automatically")
        if self.company_id.helpdesk_ai_paused:
            return self.env._("Automatic routing is paused")
        return ""

    def _percent(self):
        return f"{100 * self.confidence:.0f} %"

    def _sentence(self):
        """Return why the ticket was routed, for the ticket's history."""
        self.ensure_one()
        terms = [term for term, _gain in (self.explanation or {}).get("terms", [])[:3]]
        return self.env._(
            "Routed to %(team)s: %(percent)s sure (%(needed)s needed). What spoke for "
            "it: %(terms)s.",
            team=self.team_id.display_name,
            percent=self._percent(),
            needed=f"{100 * self.threshold:.0f} %",
            terms=", ".join(terms) or self.env._("the answer of %s", self.provider),
        )

    def _event_payload(self):
        """Return what the outside world is told, in its own words and codes."""
        self.ensure_one()
        return {
            "provider": self.provider,
            "classification": self._classification(),
            "team": self.team_id.code or self.team_id.name or None,
            "confidence": round(self.confidence, 4),
            "priority": URGENCY.get(self.priority),
            "sentiment": self.sentiment or None,
            "language": self.language or None,
            "decision": self.decision or None,
        }

    # -------------------------------------------------------------- outcomes

    def _record_outcome(self, team_of, explicit, user=None):
        """Note the team each analysed ticket turned out to belong to.

        :param team_of: ticket → team
        :param explicit: a person decided; otherwise the ticket was closed untouched
        """
        now = fields.Datetime.now()
        for analysis in self:
            team = team_of[analysis.ticket_id]
            analysis.write(
                {
                    "final_team_id": team.id,
                    "outcome": "accepted" if team == analysis.team_id else "corrected",
                    "explicit": explicit,
                    "decided_at": now,
                    "decided_by_id": user.id if user else False,
                }
            )
        self.company_id._helpdesk_ai_check_precision()
        self.env["helpdesk.ai.trainer"]._wake_if_due()

    @api.autovacuum
    def _gc_shadow(self):
        """Drop silent comparisons older than 180 days."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=180)
        old = self.search(
            [("shadow", "=", True), ("analysed_at", "<", limit)], limit=1000
        )
        old.unlink()
        return len(old), len(old) == 1000
