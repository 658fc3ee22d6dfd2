# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What was learned, and how it decides: numpy only."""

import dataclasses

import numpy as np

from .calibration import softmax
from .features import SIZE, hashed, hashed_facts, weighted, word_column
from .language import is_function_word, language_of
from .lexicon import shipped_lexicon
from .text import newly_written, readable, words

#: Log odds per point of lexicon weight where only one team is spoken for.
LEXICON_STRENGTH = 1.1
#: How much a text that speaks for a second team, too, weakens all it says.
LEXICON_CONFLICT = 0.6
#: Distinct words of a ticket that must mean something to us.
MIN_KNOWN_WORDS = 2
#: Shorter words explain nothing, unless the lexicon knows them.
MIN_TERM = 4
#: A team with fewer examples is not assigned by what was learned.
MIN_EXAMPLES = 20
#: From this likeness on a corrected ticket speaks for its likes.
MEMORY_FROM = 0.5
#: From this likeness it is the same matter, whatever else is known.
MEMORY_SURE = 0.9
_MEMORY_MARGIN = 4.0
#: Function words by which a language must lead before others' terms are left out.
LANGUAGE_LEAD = 2

GUARDS = ("automatic", "few_known_words", "unfamiliar", "few_examples")


@dataclasses.dataclass
class Ticket:
    """A ticket's text, prepared once for all questions asked about it."""

    words: list
    blocks: tuple
    language: str | None = None  # only where the text leaves no doubt

    @classmethod
    def of(cls, subject, body):
        """Prepare subject and body as the customer wrote them."""
        subject, body = newly_written(subject), newly_written(body)
        own = words(subject) + words(body)
        language = language_of(f"{subject}\n{body}", own, LANGUAGE_LEAD)
        return cls(words=own, blocks=hashed(own), language=language)

    def with_facts(self, facts):
        """Return the ticket with what rules found in it, to learn from as well."""
        return dataclasses.replace(self, blocks=(*self.blocks, hashed_facts(facts)))

    def columns(self):
        """Return all hashed columns of the text."""
        return np.concatenate([columns for columns, _counts in self.blocks])


@dataclasses.dataclass
class Prediction:
    """A decision with what speaks for it; ``guard`` says why not to trust it."""

    label: str
    confidence: float
    ranked: list
    guard: str | None
    terms: list

    def assigned(self, threshold):
        """Return whether it is sure enough to act on; the threshold counts."""
        return self.guard is None and self.confidence >= threshold


@dataclasses.dataclass
class Learned:
    """Weights of one training; ``None`` in a classifier means day one."""

    weights: np.ndarray  # (SIZE, labels) float16, a worker keeps it
    bias: np.ndarray  # (labels,)
    idf: np.ndarray  # (SIZE,), 0 = never seen
    sharpness: float  # factor on the learned log odds
    lexicon_trust: float  # 0..1, how much of the lexicon's word is taken
    familiar_from: float  # share of seen n-grams below which it is unfamiliar
    examples: dict  # label -> number of examples


class Classifier:
    """Tells the label of a ticket from the lexicon and from what was learned."""

    def __init__(self, labels, lexicon=None, learned=None, memory=None):
        """Without ``learned`` the lexicon decides; ``memory`` holds corrections."""
        self.labels = list(labels)
        self.lexicon = lexicon if lexicon is not None else shipped_lexicon()
        self.learned = learned
        self.memory = memory
        places = {label: place for place, label in enumerate(self.labels)}
        self._lexicon_places = [places.get(label) for label in self.lexicon.labels]

    def lexicon_logits(self, ticket):
        """Return the lexicon's log odds per label and its evidence."""
        scores, evidence = self.lexicon.scores(ticket.words, ticket.language)
        logits = np.zeros(len(self.labels))
        for place, score in zip(self._lexicon_places, scores, strict=True):
            if place is not None:
                logits[place] = score
        return _lexicon_strength(logits) * logits, evidence

    def logits(self, ticket):
        """Return log odds per label, the evidence, the likeness of a correction."""
        logits, evidence = self.lexicon_logits(ticket)
        if self.learned is not None:
            logits = logits * self.learned.lexicon_trust
            logits = logits + self.learned.sharpness * self._learned_logits(ticket)
        likeness = 0.0
        if self.memory is not None:
            logits, likeness = self.memory.recall(ticket, logits, self.labels)
        return logits, evidence, likeness

    def _learned_logits(self, ticket):
        columns, values = weighted(ticket.blocks, self.learned.idf)
        weights = self.learned.weights[columns].astype(np.float32)
        return values @ weights + self.learned.bias

    def predict(self, subject, body="", automatic=False, explain=True):
        """Return the :class:`Prediction` for a ticket; never raises on bad text."""
        return self.predict_ticket(Ticket.of(subject, body), automatic, explain)

    def predict_ticket(self, ticket, automatic=False, explain=True):
        """Return the :class:`Prediction` for a prepared ticket."""
        logits, evidence, likeness = self.logits(ticket)
        probabilities = softmax(logits)
        order = np.argsort(-probabilities, kind="stable")
        ranked = [(self.labels[i], float(probabilities[i])) for i in order]
        label, confidence = ranked[0]
        terms = self._terms(ticket, int(order[0]), evidence) if explain else []
        guard = "automatic" if automatic else None
        if not automatic and likeness < MEMORY_SURE:
            guard = self._guard(ticket, label, evidence)
        return Prediction(label, confidence, ranked, guard, terms)

    def _guard(self, ticket, label, evidence):
        if self._known_words(ticket, evidence) < MIN_KNOWN_WORDS:
            return "few_known_words"
        if self.learned is None:
            return None
        columns = ticket.columns()
        if np.mean(self.learned.idf[columns] > 0) < self.learned.familiar_from:
            return "unfamiliar"
        if self.learned.examples.get(label, 0) < MIN_EXAMPLES:
            logits, _evidence = self.lexicon_logits(ticket)
            if not logits.any() or self.labels[int(logits.argmax())] != label:
                return "few_examples"
        return None

    def _known_words(self, ticket, evidence):
        known = {word for words_, _l, _w in evidence for word in words_.split()}
        if self.learned is not None:
            for word in set(ticket.words):
                if self.learned.idf[word_column(word)] > 0:
                    known.add(word)
        return len(known)

    def _terms(self, ticket, place, evidence, limit=6):
        """Return [(term, log odds)] that speak most for the label at ``place``."""
        label = self.labels[place]
        trust = 1.0 if self.learned is None else self.learned.lexicon_trust
        weights = {}
        for term, term_label, weight in evidence:
            if term_label == label:
                weights[term] = trust * LEXICON_STRENGTH * weight
        if self.learned is not None:
            for word, gain in self._word_gains(ticket, place):
                weights[word] = weights.get(word, 0.0) + gain
        best = sorted(weights.items(), key=lambda item: -item[1])[:limit]
        return [
            (readable(term), round(weight, 3)) for term, weight in best if weight > 0.01
        ]

    def _word_gains(self, ticket, place):
        learned = self.learned
        columns, values = weighted(ticket.blocks[:1], learned.idf)
        value_of = dict(zip(columns.tolist(), values.tolist(), strict=True))
        for word in dict.fromkeys(ticket.words):
            if len(word) < MIN_TERM or is_function_word(word):
                continue  # true, but explains nothing to a person
            column = word_column(word)
            weights = learned.weights[column].astype(np.float32)
            lead = float(weights[place] - weights.mean())
            yield word, learned.sharpness * value_of.get(column, 0.0) * lead


def _lexicon_strength(scores):
    """Return the log odds per point: less where the second label has many, too."""
    if len(scores) < 2:
        return LEXICON_STRENGTH
    second, first = np.sort(scores)[-2:]
    return LEXICON_STRENGTH / (1 + LEXICON_CONFLICT * second / max(first, 1.0))


class Memory:
    """Corrected tickets since the last training: their likes are told right."""

    def __init__(self, examples=()):
        """``examples``: (ticket, label) pairs, the newest last."""
        self._idf = np.ones(SIZE, np.float32)
        self._examples = []
        for ticket, label in examples:
            self.add(ticket, label)

    def add(self, ticket, label):
        """Remember that a ticket belongs to ``label``."""
        columns, values = weighted(ticket.blocks, self._idf)
        self._examples.append((dict(zip(columns.tolist(), values, strict=True)), label))

    def recall(self, ticket, logits, labels):
        """Return ``logits`` moved towards the likest correction, and its likeness."""
        columns, values = weighted(ticket.blocks, self._idf)
        own = dict(zip(columns.tolist(), values.tolist(), strict=True))
        length = sum(value * value for value in own.values()) or 1.0
        best, best_label = 0.0, None
        for example, label in self._examples:
            shared = own.keys() & example.keys()
            likeness = sum(own[c] * float(example[c]) for c in shared) / length
            if likeness >= best:
                best, best_label = likeness, label
        if best < MEMORY_FROM or best_label not in labels:
            return logits, 0.0
        place = labels.index(best_label)
        lead = float(logits.max() - logits[place]) + _MEMORY_MARGIN
        moved = logits.copy()
        moved[place] += lead * (best - MEMORY_FROM) / (1 - MEMORY_FROM)
        return moved, best
