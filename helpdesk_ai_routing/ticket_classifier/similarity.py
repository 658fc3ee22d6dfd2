# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which known tickets a text resembles."""

import math

from .text import newly_written, words

_MIN_LENGTH = 3


def fingerprint(subject, body=""):
    """Return {word: weight} of a ticket, the subject counting double."""
    counts = {}
    for text, gain in ((subject, 2.0), (body, 1.0)):
        for word in words(newly_written(text)):
            if len(word) >= _MIN_LENGTH:
                counts[word] = counts.get(word, 0.0) + gain
    return {word: 1 + math.log(count) for word, count in counts.items()}


def rank_similar(fingerprint_of_text, candidates, limit=5, minimum=0.2):
    """Return [(key, likeness 0..1)], the likest first.

    ``candidates``: {key: fingerprint}. Words common among the candidates count
    less, as in any search.
    """
    seen = {}
    for candidate in candidates.values():
        for word in candidate:
            seen[word] = seen.get(word, 0) + 1
    total = len(candidates) + 1

    def weighted(prints):
        return {
            word: weight * (math.log(total / (1 + seen.get(word, 0))) + 1)
            for word, weight in prints.items()
        }

    own = weighted(fingerprint_of_text)
    ranked = [
        (key, _cosine(own, weighted(candidate)))
        for key, candidate in candidates.items()
    ]
    ranked = [(key, round(value, 3)) for key, value in ranked if value >= minimum]
    return sorted(ranked, key=lambda pair: -pair[1])[:limit]


def _cosine(one, two):
    shared = one.keys() & two.keys()
    if not shared:
        return 0.0
    product = sum(one[word] * two[word] for word in shared)
    lengths = math.sqrt(sum(value * value for value in one.values()))
    lengths *= math.sqrt(sum(value * value for value in two.values()))
    return product / lengths
