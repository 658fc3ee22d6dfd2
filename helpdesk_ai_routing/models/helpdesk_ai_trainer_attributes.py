# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Type and urgency, learned once people have told enough of them."""

import logging
import time

from odoo import api, models

from ..ticket_classifier import Lexicon, Ticket, attributes
from ..ticket_classifier.storage import dump

_logger = logging.getLogger(__name__)

#: Labels from which type and urgency are learned.
MIN_LABELS = 200


class HelpdeskAiTrainer(models.AbstractModel):
    _inherit = "helpdesk.ai.trainer"

    @api.model
    def _train_attribute(self, target, labelled):
        """Learn ``type`` or ``priority``; refused if worse than the rules."""
        from ..ticket_classifier.learning import NotEnoughData, train

        if len(labelled) < MIN_LABELS:
            return False
        started = time.monotonic()
        lexicon = Lexicon(())
        tickets = [Ticket.of(*row[0]._ai_text()) for row in labelled]
        labels = [str(row[1]) for row in labelled]
        cut = self._gate_cut(labelled, target)
        try:
            rival = train(tickets[:cut], labels[:cut], lexicon)[0]
            classifier, report = train(tickets, labels, lexicon)
        except NotEnoughData as error:
            _logger.info("%s not learned: %s", target, error)
            return False
        old = self._rule_accuracy(target, labelled[cut:])
        told = [rival.predict_ticket(t, explain=False).label for t in tickets[cut:]]
        right = sum(one == two for one, two in zip(told, labels[cut:], strict=True))
        new = right / len(told)
        note = self.env._(
            "On the newest %(count)s tickets: accuracy %(new).2f, by rules %(old).2f.",
            count=len(told),
            new=new,
            old=old,
        )
        vals = self._prepare_model_vals(labelled, report, note)
        vals["target"] = target
        vals["state"] = "active" if new >= old else "refused"
        vals["seconds"] = time.monotonic() - started
        return self.env["helpdesk.ai.model"]._store(dump(classifier), vals)

    @api.model
    def _rule_accuracy(self, target, labelled):
        """Return how often the rules name what people did, 0 to 1."""
        engine = self.env["helpdesk.ai.engine"]
        right = 0
        for ticket, label, _weight, _moment in labelled:
            told = attributes(*ticket._ai_text())
            rule = engine._type_id(told.type) if target == "type" else told.priority
            right += str(rule) == str(label)
        return right / len(labelled)
