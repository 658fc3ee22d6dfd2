# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sentences for made-up tickets: words as unevenly frequent as in a language."""

import random
from itertools import accumulate

SENTENCES = 20_000
COMMON = """
the a to we it not is of and on in for with this since after our please when cannot
does was have that error no from all invoice order printer user login password screen
server mail report customer page button message file page update system account team
today yesterday morning version export import delivery payment stock product price
warehouse access connection browser slow empty wrong missing twice again before still
colleague department office laptop phone network form field list total tax currency
quotation contract employee timesheet calendar backup restore certificate licence
""".split()
SYLLABLES = "ba ke lo mi nu ra se ti vo xa zel dor fin gam hul jen kor lim par ros".split()
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
