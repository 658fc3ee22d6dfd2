# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Type, urgency and sentiment, learned once people have told enough of them."""

import logging
import time

from odoo import api, models

from ..ticket_classifier import Lexicon, Ticket, attributes
from ..ticket_classifier.storage import dump

_logger = logging.getLogger(__name__)

#: Labels from which type, urgency and sentiment are learned.
MIN_LABELS = 200


class HelpdeskAiTrainer(models.AbstractModel):
    _inherit = "helpdesk.ai.trainer"

    @api.model
    def _train_attribute(self, target, labelled):
        """Learn one of ``ATTRIBUTES``; refused if worse than the rules alone.

        What the rules found is learned from beside the words.
        """
        from ..ticket_classifier.learning import NotEnoughData, train

        if len(labelled) < MIN_LABELS:
            return False
        started = time.monotonic()
        told, tickets = self._with_rules(labelled)
        labels = [str(row[1]) for row in labelled]
        cut = self._gate_cut(labelled, target)
        try:
            rival = train(tickets[:cut], labels[:cut], Lexicon(()))[0]
            classifier, report = train(tickets, labels, Lexicon(()))
        except NotEnoughData as error:
            _logger.info("%s not learned: %s", target, error)
            return False
        by_rule = self._rule_labels(target, told[cut:])
        note, passed = self._attribute_gate(rival, by_rule, tickets[cut:], labels[cut:])
        vals = self._prepare_model_vals(labelled, report, note)
        vals["target"] = target
        vals["state"] = "active" if passed else "refused"
        vals["seconds"] = time.monotonic() - started
        return self.env["helpdesk.ai.model"]._store(dump(classifier), vals)

    @api.model
    def _with_rules(self, labelled):
        """Return what the rules say of each, and the tickets with that beside it."""
        texts = [row[0]._ai_text() for row in labelled]
        told = [attributes(*text) for text in texts]
        tickets = [
            Ticket.of(*text).with_facts(rules.facts())
            for text, rules in zip(texts, told, strict=True)
        ]
        return told, tickets

    @api.model
    def _attribute_gate(self, rival, by_rule, tickets, labels):
        """Return (what was found, passed): the newest tickets decide."""
        learned = [rival.predict_ticket(t, explain=False).label for t in tickets]
        old, new = _share_right(by_rule, labels), _share_right(learned, labels)
        note = self.env._(
            "On the newest %(count)s tickets: accuracy %(new).2f, by rules %(old).2f.",
            count=len(labels),
            new=new,
            old=old,
        )
        return note, new >= old

    @api.model
    def _rule_labels(self, target, told):
        """Return what the rules alone say, as labels."""
        if target == "type":
            engine = self.env["helpdesk.ai.engine"]
            return [str(engine._type_id(rules.type)) for rules in told]
        return [getattr(rules, target) for rules in told]


def _share_right(told, labels):
    return sum(a == b for a, b in zip(told, labels, strict=True)) / len(labels)
