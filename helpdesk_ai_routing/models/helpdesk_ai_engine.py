# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The embedded analyser, fed with this database's teams and what it learned."""

import logging
import threading
import time

from odoo import api, models

from ..ticket_classifier import (
    Classifier,
    Lexicon,
    Memory,
    Ticket,
    attributes,
    detect_language,
    summarize,
)
from ..ticket_classifier.lexicon import TEAMS
from ..ticket_classifier.storage import BrokenModel, load

_logger = logging.getLogger(__name__)

#: Nothing is certain: where the threshold is 100 %, a person decides each time.
MOST_CONFIDENCE = 0.99
#: What an attribute's value is called among the ticket types.
TYPE_XMLIDS = {
    "bug": "helpdesk_mgmt_ext.type_bug",
    "question": "helpdesk_mgmt_ext.type_support",
    "change": "helpdesk_mgmt_ext.type_requirement",
    "opportunity": "helpdesk_mgmt_ext.type_opportunity",
}
#: Corrections remembered until the next training.
MEMORY_SIZE = 100

_cache = {}
_cache_lock = threading.Lock()


class HelpdeskAiEngine(models.AbstractModel):
    _name = "helpdesk.ai.engine"
    _description = "Embedded Ticket Analyser"

    @api.model
    def _analyse(self, tickets, model_sudo=None):
        """Return {ticket: result} of the embedded analysis; see :meth:`_result`.

        :param model_sudo: the version that answers; default: the one in charge
        """
        teams = self._teams()
        classifier, version = self._classifier(teams, model_sudo)
        learned = self._learned_attributes()
        allowed = self._allowed_teams(tickets.company_id, teams)
        results = {}
        for ticket in tickets:
            started = time.monotonic()
            result = self._result(
                classifier, learned, ticket, allowed[ticket.company_id.id]
            )
            result["model_version"] = version
            result["latency_ms"] = int(1000 * (time.monotonic() - started))
            results[ticket] = result
        return results

    @api.model
    def _result(self, classifier, learned, ticket, allowed):
        """Return the values of one analysis; ``allowed``: {label: team id}."""
        subject, body = ticket._ai_text()
        automatic = bool(self.env.context.get("helpdesk_automatic"))
        prepared = Ticket.of(subject, body)
        prediction = classifier.predict_ticket(prepared, automatic=automatic)
        ranked = [pair for pair in prediction.ranked if pair[0] in allowed]
        total = sum(share for _label, share in ranked) or 1.0
        ranked = [(allowed[label], share / total) for label, share in ranked]
        told = attributes(subject, body)
        return {
            "team_id": ranked[0][0] if ranked else False,
            "confidence": min(ranked[0][1], MOST_CONFIDENCE) if ranked else 0.0,
            "candidates": [
                {
                    "team_id": team_id,
                    "confidence": round(min(share, MOST_CONFIDENCE), 4),
                }
                for team_id, share in ranked[:3]
            ],
            "explanation": {
                "terms": prediction.terms,
                "signals": told.signals,
                "emotion": told.emotion,
            },
            "guard": prediction.guard or (False if ranked else "no_team"),
            **self._told_attributes(learned, prepared, told),
            "language": detect_language(f"{subject}\n{body}") or False,
            "summary": summarize(subject, body),
        }

    @api.model
    def _type_id(self, code):
        """Return the id of the shipped type that ``code`` stands for, or False."""
        # not env.ref(), which asks the database each time
        ids = self.env["ir.model.data"]
        type_id = ids._xmlid_to_res_id(TYPE_XMLIDS[code], raise_if_not_found=False)
        # sudo: types are no secret to whoever sends a ticket in
        active = self.env["helpdesk.ticket.type"].sudo()._active_ids()
        return type_id if type_id in active else False

    @api.model
    def _teams(self):
        # sudo: which teams exist does not depend on who sends a ticket in
        Team = self.env["helpdesk.ticket.team"].sudo()
        return Team._remembered([("is_officer_queue", "=", False)], "id")

    @api.model
    def _allowed_teams(self, companies, teams):
        """Return {company id: {label: team id}}: never a team of another company."""
        return {
            company.id: {
                str(team.id): team.id
                for team in teams
                if not team.company_id or team.company_id == company
            }
            for company in companies
        }

    # ------------------------------------------------------------ classifier

    @api.model
    def _classifier(self, teams=None, compared_sudo=None):
        """Return (classifier, version) of the active model, kept per worker.

        One per language: the descriptions of the teams are translated.
        """
        teams = self._teams() if teams is None else teams
        model_sudo = compared_sudo or self.env["helpdesk.ai.model"]._active_model()
        corrected = self._corrected(model_sudo)
        signature = (
            model_sudo.id,
            model_sudo.checksum,
            tuple(corrected.mapped(lambda a: (a.id, a.final_team_id.id))),
            tuple((t.id, t.code, t.ai_keywords, t.description) for t in teams),
        )
        kind = "compared" if compared_sudo else "team"
        key = (self.env.cr.dbname, kind, self.env.lang)
        with _cache_lock:
            cached = _cache.get(key)
        if cached and cached[0] == signature:
            return cached[1:]
        built = self._build(teams, model_sudo, corrected)
        with _cache_lock:
            _cache[key] = (signature, *built)
        return built

    @api.model
    def _build(self, teams, model_sudo, corrected):
        lexicon = self._lexicon(teams)
        labels = list(lexicon.labels)
        classifier, version = Classifier(labels, lexicon), self.env._("vocabulary")
        if model_sudo:
            try:
                classifier = load(model_sudo._bytes(), model_sudo.checksum, lexicon)
                version = model_sudo.name
            except BrokenModel as error:
                _logger.error("AI model %s is not used: %s", model_sudo.name, error)
        classifier.memory = Memory(
            (Ticket.of(*analysis.ticket_id._ai_text()), str(analysis.final_team_id.id))
            for analysis in reversed(corrected)
        )
        return classifier, version

    @api.model
    def _lexicon(self, teams):
        """Return the vocabulary of the teams: shipped, their own, their description."""
        lexicon = Lexicon([str(team.id) for team in teams])
        for team in teams:
            if team.code in TEAMS:
                lexicon.add_shipped(str(team.id), team.code)
            lexicon.add_terms(str(team.id), team.ai_keywords)
        for team in teams:
            lexicon.add_description(str(team.id), team.description)
        return lexicon

    @api.model
    def _corrected(self, model_sudo):
        """Return the newest corrections that the active model has not seen."""
        domain = [
            ("outcome", "=", "corrected"),
            ("final_team_id", "!=", False),
            ("shadow", "=", False),
        ]
        if model_sudo:
            domain.append(("decided_at", ">", model_sudo.data_to))
        # sudo: what was learned serves tickets of people who may not read the others
        Analysis = self.env["helpdesk.ai.analysis"].sudo()
        return Analysis.search(
            domain, order="decided_at desc, id desc", limit=MEMORY_SIZE
        )
