# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sentences for made-up tickets: words as unevenly frequent as in a language."""

import random
from itertools import accumulate
from pathlib import Path

SENTENCES = 20_000
HERE = Path(__file__)
COMMON = HERE.with_name("scale_words.txt").read_text("utf-8").split()
SYLLABLES = HERE.with_name("scale_syllables.txt").read_text("utf-8").split()
RARE = 6_000


def vocabulary(chance):
    """Return common words, then made-up names from frequent to rare."""
    names = {"".join(chance.choices(SYLLABLES, k=3)) for _name in range(RARE * 2)}
    return [*dict.fromkeys(COMMON), *sorted(names)[:RARE]]


def sentences(number=SENTENCES, seed=19):
    """Return ``number`` sentences, the same ones every time."""
    chance = random.Random(seed)
    words = vocabulary(chance)
    heights = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    return [
        " ".join(
            chance.choices(words, cum_weights=heights, k=chance.randint(4, 16))
        ).capitalize()
        + "."
        for _sentence in range(number)
    ]
