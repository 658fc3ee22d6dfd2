# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The training job: labels in, a better model out, or the old one stays."""

import logging
import time

from odoo import api, fields, models

from ..ticket_classifier import Classifier, Ticket
from ..ticket_classifier.calibration import expected_calibration_error
from ..ticket_classifier.storage import dump
from .helpdesk_ai_engine_attributes import ATTRIBUTES
from .helpdesk_ai_labels import LABEL_QUERIES

_logger = logging.getLogger(__name__)

#: Newest labelled tickets learned from.
HISTORY = 6000
#: New labels that wake the job before its nightly run.
WAKE_AFTER = 50
#: Newest share of the labels that the gate is judged on, and their least number.
GATE_SHARE = 0.2
GATE_MIN = 20
#: How much worse a new model may look by chance.
ACCURACY_SLACK = 0.01
ECE_SLACK = 0.02
PRECISION_SLACK = 0.01
_LOCK = 736_201_9_06  # two trainers at once: the second steps back

WEIGHT_CORRECTED = 2.0
WEIGHT_CONFIRMED = 1.0
WEIGHT_UNTOUCHED = 0.5


class HelpdeskAiTrainer(models.AbstractModel):
    _name = "helpdesk.ai.trainer"
    _description = "Routing Model Trainer"

    @api.model
    def _wake_if_due(self):
        """Wake the job once enough new labels have come in."""
        if self._new_labels() >= WAKE_AFTER:
            cron = self.env.ref(
                "helpdesk_ai_routing.ir_cron_train", raise_if_not_found=False
            )
            if cron:
                cron.sudo()._trigger()  # sudo: labels come from agents

    @api.model
    def _new_labels(self):
        """Return how many labels came in since the last training."""
        domain = [("outcome", "!=", "open"), ("shadow", "=", False)]
        last = self.env["helpdesk.ai.model"]._last_model()
        if last:
            domain.append(("decided_at", ">", last.data_to))
        # sudo: counting only
        return self.env["helpdesk.ai.analysis"].sudo().search_count(domain)

    @api.model
    def _cron_train(self):
        """Learn from the newest labelled tickets; the old model stays until the end."""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,))
        if not self.env.cr.fetchone()[0]:
            _logger.info("Another training is running")
            return False
        model = self._train_if_due("team")
        for target in ATTRIBUTES:
            self._train_if_due(target)
        return model

    @api.model
    def _train_if_due(self, target):
        """Train what ``target`` names if enough labels are new; return the model."""
        labelled = self._labelled(target)
        last = self.env["helpdesk.ai.model"]._last_model(target)
        fresh = sum(1 for row in labelled if not last or row[3] > last.data_to)
        if fresh < GATE_MIN:
            return False  # corrections are remembered one by one meanwhile
        if target == "team":
            return self._train(labelled)
        return self._train_attribute(target, labelled)

    @api.model
    def _labelled(self, target="team"):
        """Return [(ticket, label, weight, label's moment)], the oldest first.

        A label is the team of a solved ticket, or the team a person gave it to; the
        type of such a ticket; urgency and sentiment that a person confirmed.
        """
        self.env["helpdesk.ticket"].flush_model()
        self.env["helpdesk.ai.analysis"].flush_model()
        self.env.cr.execute(LABEL_QUERIES[target], {"limit": HISTORY})
        rows = self.env.cr.fetchall()
        # sudo: the job learns from tickets of all companies, it shows none
        tickets = self.env["helpdesk.ticket"].sudo().browse([row[0] for row in rows])
        labelled = [
            (ticket, team_id, self._weight(outcome, explicit), moment)
            for ticket, (_id, team_id, outcome, explicit, moment) in zip(
                tickets, rows, strict=True
            )
        ]
        return labelled[::-1]

    @api.model
    def _weight(self, outcome, explicit):
        if outcome == "corrected":
            return WEIGHT_CORRECTED
        if outcome == "accepted" and not explicit:
            return WEIGHT_UNTOUCHED
        return WEIGHT_CONFIRMED

    @api.model
    def _train(self, labelled):
        from ..ticket_classifier.learning import NotEnoughData, train

        started = time.monotonic()
        engine = self.env["helpdesk.ai.engine"]
        lexicon = engine._lexicon(engine._teams())
        known = set(lexicon.labels)
        labelled = [row for row in labelled if str(row[1]) in known]
        tickets = [Ticket.of(*row[0]._ai_text()) for row in labelled]
        labels = [str(row[1]) for row in labelled]
        weights = [row[2] for row in labelled]
        threshold = self.env.company.helpdesk_ai_threshold
        cut = self._gate_cut(labelled)
        try:
            rival = train(tickets[:cut], labels[:cut], lexicon, weights[:cut])[0]
            note, passed = self._gate(rival, tickets[cut:], labels[cut:], threshold)
            classifier, report = train(
                tickets, labels, lexicon, weights, threshold=threshold
            )
        except NotEnoughData as error:
            _logger.info("Nothing learned: %s", error)
            return False
        vals = self._prepare_model_vals(labelled, report, note)
        vals["state"] = "active" if passed else "refused"
        vals["seconds"] = time.monotonic() - started
        return self.env["helpdesk.ai.model"]._store(dump(classifier), vals)

    @api.model
    def _gate_cut(self, labelled, target="team"):
        """Return where the gate's tickets begin: those the model in charge never saw.

        At most the newest third, or too little would be left to learn from.
        """
        current = self.env["helpdesk.ai.model"]._active_model(target)
        unseen = sum(1 for row in labelled if current and row[3] > current.data_to)
        size = unseen or int(GATE_SHARE * len(labelled))
        return len(labelled) - max(GATE_MIN, min(size, len(labelled) // 3))

    @api.model
    def _gate(self, rival, tickets, labels, threshold):
        """Return (what was found, passed): the newest tickets decide.

        Neither the rival nor the model in charge has learned from them.
        """
        engine = self.env["helpdesk.ai.engine"]
        current = engine._classifier()[0]
        if current.learned is None:
            current = Classifier(rival.labels, rival.lexicon)
        old = _score(current, tickets, labels, threshold)
        new = _score(rival, tickets, labels, threshold)
        passed = (
            new["accuracy"] >= old["accuracy"] - ACCURACY_SLACK
            and new["ece"] <= max(old["ece"], 0.06) + ECE_SLACK
            and new["precision"] >= min(old["precision"], 0.95) - PRECISION_SLACK
        )
        note = self.env._(
            "On the newest %(count)s tickets: accuracy %(new).2f (before %(old).2f), "
            "precision of sure ones %(new_p).2f (before %(old_p).2f).",
            count=len(tickets),
            new=new["accuracy"],
            old=old["accuracy"],
            new_p=new["precision"],
            old_p=old["precision"],
        )
        return note, passed

    @api.model
    def _prepare_model_vals(self, labelled, report, note):
        now = fields.Datetime.now()
        number = self.env["helpdesk.ai.model"]._last_model().id + 1
        return {
            "name": self.env._(
                "%(day)s no. %(number)s",
                day=now.strftime("%Y-%m-%d"),
                number=number,
            ),
            "trained_at": now,
            "data_from": min(row[0].received_at for row in labelled),
            "data_to": labelled[-1][3],
            "example_count": report.examples,
            "accuracy": report.accuracy,
            "ece": report.ece,
            "coverage": report.coverage,
            "precision": report.precision,
            "learned_threshold": report.threshold or 0.0,
            "note": note,
        }


def _score(classifier, tickets, labels, threshold):
    """Return accuracy, calibration error and precision of the sure ones."""
    told = [classifier.predict_ticket(ticket, explain=False) for ticket in tickets]
    right = [p.label == label for p, label in zip(told, labels, strict=True)]
    sure = [ok for p, ok in zip(told, right, strict=True) if p.assigned(threshold)]
    return {
        "accuracy": sum(right) / len(right),
        "ece": expected_calibration_error([p.confidence for p in told], right),
        "precision": sum(sure) / len(sure) if sure else 1.0,
    }
