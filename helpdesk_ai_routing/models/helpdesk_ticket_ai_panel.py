# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the officer sees of an analysis, and the one click that answers it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..ticket_classifier import fingerprint, rank_similar

#: Tickets compared with the one looked at.
COMPARED = 300
#: From this likeness an open ticket of the same customer may be the same matter.
DUPLICATE_FROM = 0.35
GROUP = "helpdesk_mgmt.group_helpdesk_user_own"


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    ai_panel = fields.Json(compute="_compute_ai_panel", groups=GROUP)
    ai_lookalikes = fields.Text(
        compute="_compute_ai_lookalikes",
        groups=GROUP,
        help="Open tickets of the same customer that resemble the one being written.",
    )

    @api.depends_context("uid")  # similar tickets are those this user may read
    @api.depends("ai_analysis_id", "team_id", "type_id", "priority", "stage_id")
    def _compute_ai_panel(self):
        for ticket in self:
            ticket.ai_panel = ticket._ai_prepare_panel() if ticket._origin else False

    @api.depends_context("uid")
    @api.depends("name", "partner_id", "description")
    def _compute_ai_lookalikes(self):
        for ticket in self:
            lines = []
            if not ticket._origin and ticket.partner_id and ticket.name:
                lines = [
                    f"{row['number']} {row['name']} ({row['stage']})"
                    for row in ticket._ai_duplicates()
                ]
            ticket.ai_lookalikes = "\n".join(lines)

    # ------------------------------------------------------------------ panel

    def _ai_prepare_panel(self):
        """Return what the panel shows; False without an analysis."""
        self.ensure_one()
        # sudo: the ticket may be read, so may what was said about it
        analysis = self.sudo().ai_analysis_id
        if not analysis or analysis.state != "done":
            return False
        terms = (analysis.explanation or {}).get("terms", [])
        return {
            "decision": analysis.decision,
            "outcome": analysis.outcome,
            "summary": self.ai_summary or "",
            "reason": analysis._waiting_reason(),
            "confidence": analysis.confidence,
            "threshold": analysis.threshold,
            "provider": analysis.provider,
            "version": analysis.model_version or "",
            "language": (self.ai_language or "").upper(),
            "terms": [term for term, _gain in terms],
            "suggestions": self._ai_suggestions(analysis),
            "team_id": self.team_id.id,
            **self._ai_choices(analysis),
            "waiting": self._ai_is_waiting(),
            "can_undo": analysis.decision == "auto_assigned"
            and analysis.outcome == "open"
            and not self.closed,
            "duplicates": self._ai_duplicates(),
            "similar": self._ai_similar(),
        }

    def _ai_choices(self, analysis):
        """Return what can be corrected besides the team, and what is set now."""
        # sudo: names of types only
        types = self.env["helpdesk.ticket.type"].sudo().search([("active", "=", True)])
        return {
            "sentiment": self.ai_sentiment or "",
            "sentiments": self._fields["ai_sentiment"]._description_selection(self.env),
            "type_id": (self.type_id or analysis.type_id).id,
            "types": [{"id": kind.id, "name": kind.name} for kind in types],
            "priority": analysis.priority or self.priority,
            "priorities": self._fields["priority"]._description_selection(self.env),
        }

    def _ai_is_waiting(self):
        """Whether a person is asked for a decision."""
        return (not self.team_id or self.team_id.is_officer_queue) and not self.closed

    def _ai_suggestions(self, analysis):
        team_ids = [row["team_id"] for row in analysis.candidates or []]
        # sudo: names of teams only
        teams = self.env["helpdesk.ticket.team"].sudo().browse(team_ids).exists()
        names = {team.id: team.display_name for team in teams}
        return [
            {
                "team_id": row["team_id"],
                "name": names[row["team_id"]],
                "confidence": row["confidence"],
                "percent": round(100 * row["confidence"]),
            }
            for row in analysis.candidates or []
            if row["team_id"] in names
        ][:3]

    # ---------------------------------------------------------------- similar

    def _ai_duplicates(self):
        """Return open tickets of the same customer that look like this one."""
        customer = self.partner_id.commercial_partner_id
        if not customer:
            return []
        domain = (
            Domain("commercial_partner_id", "=", customer._origin.id)
            & Domain("stage_id.closed", "=", False)
            & Domain("id", "!=", self._origin.id)
        )
        return self._ai_rank(domain, DUPLICATE_FROM, limit=3)

    def _ai_similar(self):
        """Return solved tickets like this one that the user may read."""
        # sudo: the suggestion, not the tickets: those are searched as the user
        team = self.sudo().ai_analysis_id.team_id or self.team_id
        domain = (
            Domain("stage_id.role", "=", "closed")
            & Domain("team_id", "=", team.id)
            & Domain("id", "!=", self._origin.id)
        )
        return self._ai_rank(domain, 0.15, limit=3)

    def _ai_rank(self, domain, minimum, limit):
        """Return the likest tickets of ``domain`` as the current user sees them."""
        candidates = self.env["helpdesk.ticket"].search(
            domain, order="id desc", limit=COMPARED
        )
        prints = {
            ticket: fingerprint(ticket.name, (ticket.ai_summary or "")[:1000])
            for ticket in candidates
        }
        own = fingerprint(self.name, (self.ai_summary or self._ai_text()[1])[:1000])
        ranked = rank_similar(own, prints, limit=limit, minimum=minimum)
        return [
            {
                "id": ticket.id,
                "number": ticket.number,
                "name": ticket.name,
                "stage": ticket.stage_id.name or "",
                "percent": round(100 * likeness),
            }
            for ticket, likeness in ranked
        ]

    # ---------------------------------------------------------------- actions

    def action_ai_confirm(
        self, team_id=None, type_id=None, priority=None, sentiment=None
    ):
        """Take the suggestion, or correct it: everything told in one go.

        The answer is remembered as a label; a ticket in triage goes to work.

        :param team_id: id of the team, the suggested one if not given
        :param type_id: id of the type; not given: unchanged
        :param priority: key of the urgency; not given: unchanged
        :param sentiment: key of the sentiment; not given: nobody looked at it
        :raises UserError: no such team for the ticket's company, or it is closed
        """
        self.ensure_one()
        self.check_access("write")
        if self.closed:
            raise UserError(self.env._("The ticket is closed: reopen it first."))
        # sudo: the suggestion may be read by whoever may write the ticket
        analysis_sudo = self.sudo().ai_analysis_id
        team = self._ai_chosen_team(team_id or analysis_sudo.team_id.id)
        vals = self._ai_prepare_confirm_vals(team, type_id, priority)
        moved = self.team_id != team
        self.with_context(helpdesk_skip_guards=True).write(vals)
        if not moved or analysis_sudo.outcome == "open":
            # sudo: write access was checked; only the system writes analyses
            analysis_sudo._record_outcome({self.sudo(): team}, True, self.env.user)
        self._ai_confirm_sentiment(sentiment)
        if not self.user_id:
            self._as_bot()._assign_person()
        return True

    def _ai_confirm_sentiment(self, sentiment):
        """Keep what a person says the request sounds like, as a label."""
        if sentiment not in dict(self._fields["ai_sentiment"].selection):
            return
        ticket_bot = self._as_bot()
        ticket_bot.ai_analysis_id.final_sentiment = sentiment
        if ticket_bot.ai_sentiment == ticket_bot.ai_analysis_id.sentiment:
            ticket_bot.ai_sentiment = sentiment  # no later message told otherwise

    def _ai_chosen_team(self, team_id):
        # sudo: an officer may send a ticket to a team he is no member of
        team_id = team_id if isinstance(team_id, int) else False
        team = self.env["helpdesk.ticket.team"].sudo().browse(team_id or []).exists()
        if not team or not team.active or team.is_officer_queue:
            raise UserError(self.env._("Choose a team to give the ticket to."))
        if team.company_id and team.company_id != self.company_id:
            raise UserError(self.env._("This team belongs to another company."))
        return team

    def _ai_prepare_confirm_vals(self, team, type_id, priority):
        vals = {}
        if team != self.team_id:
            vals["team_id"] = team.id
        type_id = type_id if isinstance(type_id, int) else False
        # sudo: the type was chosen from the panel's list
        kind = self.env["helpdesk.ticket.type"].sudo().browse(type_id or []).exists()
        if kind and kind != self.type_id:
            vals["type_id"] = kind.id
        if priority in dict(self._fields["priority"].selection) and (
            priority != self.priority
        ):
            vals["priority"] = priority
        if self._ai_is_waiting() and self.stage_role == "new":
            pipeline = team.with_company(self.company_id)
            stage = pipeline._stage_for_role("in_progress")
            if stage and not team.require_understanding:
                vals["stage_id"] = stage.id
        return vals

    def action_ai_analyse(self):
        """Analyse again; a ticket without team is routed, a decided one only told.

        A correction made before is never undone.
        """
        self.check_access("write")
        tickets = self._as_bot()
        decided = tickets.ai_analysis_id.filtered("explicit").ticket_id
        routable = (tickets - decided).filtered(
            lambda t: t._ai_still_open() and t.company_id.helpdesk_ai_routing_enabled
        )
        for company, group in tickets.grouped("company_id").items():
            chain = self.env["helpdesk.ai.provider"]._chain(company)
            if chain[:1].kind == "embedded":
                group._ai_run_now(chain[:1], routable)
            else:
                group._ai_queue(routable)
        return True

    def action_ai_undo(self):
        """Take the automatic routing back; the ticket returns to triage.

        :raises UserError: it was not routed automatically, or somebody confirmed it
        """
        self.check_access("write")
        for ticket in self:
            panel = ticket._ai_prepare_panel()
            if not panel or not panel["can_undo"]:
                raise UserError(
                    self.env._(
                        "%s was not routed automatically, or was confirmed since.",
                        ticket.number,
                    )
                )
        self._ai_undo()
        return True
