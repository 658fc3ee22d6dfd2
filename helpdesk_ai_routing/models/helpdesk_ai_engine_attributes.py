# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Type, urgency and sentiment: by the rules, or as learned from people."""

import logging

from odoo import api, models

from ..ticket_classifier import Lexicon, Ticket, attributes
from ..ticket_classifier.model import MIN_EXAMPLES
from ..ticket_classifier.storage import BrokenModel, load
from .helpdesk_ai_engine import _cache

_logger = logging.getLogger(__name__)

#: What is learned beside the team, each by a model of its own.
ATTRIBUTES = ("type", "priority", "sentiment")
#: From this confidence what was learned goes before the rules.
ATTRIBUTE_CONFIDENCE = 0.6
#: Score of a sentiment that the rules did not find.
SENTIMENT_SCORES = {"negative": -0.6, "neutral": 0.0, "positive": 0.6}


class HelpdeskAiEngine(models.AbstractModel):
    _inherit = "helpdesk.ai.engine"

    @api.model
    def _told_attributes(self, learned, prepared, told):
        """Return type, urgency and sentiment of a prepared ticket.

        :param learned: see :meth:`_learned_attributes`
        :param told: what the rules say; an outage that hits everybody stays urgent,
            whatever was learned
        """
        by_rule = {
            "type": self._type_id(told.type),
            "priority": told.priority,
            "sentiment": told.sentiment,
        }
        values = dict(by_rule)
        prepared = prepared.with_facts(told.facts()) if learned else prepared
        for target, classifier in learned.items():
            label = self._learned_label(classifier, prepared, str(by_rule[target]))
            if label and self._attribute_allowed(target, label, told):
                values[target] = int(label) if target == "type" else label
        found = values["sentiment"]
        return {
            "type_id": values["type"],
            "priority": values["priority"],
            "sentiment": found,
            "sentiment_score": told.sentiment_score
            if found == told.sentiment
            else SENTIMENT_SCORES[found],
        }

    @api.model
    def _learned_label(self, classifier, prepared, by_rule):
        """Return what was learned, or None where the rules know better.

        They do when it is unsure, and when it has seen too few of what they found.
        """
        prediction = classifier.predict_ticket(prepared, explain=False)
        seen = classifier.learned.examples.get(by_rule, 0)
        unsure = prediction.confidence < ATTRIBUTE_CONFIDENCE
        if prediction.guard or unsure or seen < MIN_EXAMPLES:
            return None
        return prediction.label

    @api.model
    def _attribute_allowed(self, target, label, told):
        if target == "priority":
            return told.priority != "3"
        if target == "sentiment":
            return label in SENTIMENT_SCORES
        # sudo: types are no secret to whoever sends a ticket in
        return int(label) in self.env["helpdesk.ticket.type"].sudo()._active_ids()

    @api.model
    def _mood(self, text):
        """Return (sentiment, emotion −1..1) of a customer's message."""
        told = attributes("", text)
        learned = self._learned_attributes(("sentiment",))
        found = self._told_attributes(learned, Ticket.of("", text), told)
        return found["sentiment"], told.emotion

    @api.model
    def _learned_attributes(self, targets=ATTRIBUTES):
        """Return {target: classifier} of what has been learned, kept per worker."""
        found = {}
        for target in targets:
            model_sudo = self.env["helpdesk.ai.model"]._active_model(target)
            if not model_sudo:
                continue
            key = (self.env.cr.dbname, target)
            cached = _cache.get(key)
            if not cached or cached[0] != model_sudo.checksum:
                try:
                    classifier = load(
                        model_sudo._bytes(), model_sudo.checksum, Lexicon(())
                    )
                except BrokenModel as error:
                    _logger.error("Model %s is not used: %s", model_sudo.name, error)
                    continue
                cached = _cache[key] = (model_sudo.checksum, classifier)
            found[target] = cached[1]
        return found
