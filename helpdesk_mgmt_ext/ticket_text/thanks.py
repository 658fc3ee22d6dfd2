# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Is a message a mere "thank you, it works"? In doubt it is not."""

import re

from .quotation import INVISIBLE
from .thanks_phrases import CLOSING, GREETING, JOIN, NAME, PHRASE

MAX_WORDS = 25
MAX_LENGTH = 250
SEPARATOR = re.compile(r"[.!,;:،؛。！、…()\"–—]+|\s-+\s")
#: Pictures of joy at any place; an unhappy face makes the message doubtful.
SMILE = re.compile(
    r"[:;]-?[)D]|[\U0001F44D\U0001F44C\U0001F64F\U0001F600-\U0001F60D"
    r"\U0001F389\U0001F642\U0001F4AF\U0001F44F\u2764\u263A\u2714\u2705\ufe0f"
    r"\U0001F3FB-\U0001F3FF\U0001F917\U0001F970\U0001F929]"
)
DOUBT = re.compile(r"[?？؟]|[:;]['’]?-?[(/|\\]")


def is_thank_you(text, names=()):
    """Tell whether a message says thanks, or that all works, and nothing else.

    Each sentence must be a known phrase of thanks or success. A greeting may come
    first; a closing and a name on lines of their own may come last.

    :param names: names of the people writing; their words may stand anywhere
    """
    text = (text or "").translate(INVISIBLE).strip()
    if not text or len(text) > MAX_LENGTH or DOUBT.search(text):
        return False
    bare = SMILE.sub("\n", text)
    lines = [_sentences(line, names) for line in bare.split("\n")]
    lines = [sentences for sentences in lines if sentences]
    if not lines:
        return bare != text
    if sum(len(part.split()) for sentences in lines for part in sentences) > MAX_WORDS:
        return False
    return _is_thanks(lines)


def _sentences(line, names):
    """Return the sentences of a line, without the known names in them."""
    for word in {word for name in names for word in (name or "").split()}:
        if len(word) > 1:
            line = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", line, flags=re.I)
    found = [" ".join(part.split()) for part in SEPARATOR.split(line)]
    return [part for part in found if part]


def _is_thanks(lines):
    """Tell whether the lines are greeting, thanks, closing and name."""
    parts = [(part, number) for number, line in enumerate(lines) for part in line]
    first = parts[0][0]
    if len(parts) > 1 and GREETING.fullmatch(first) and not _is_phrase(first):
        parts = parts[1:]
    said = None
    while parts and _is_phrase(parts[0][0]):
        said = parts[0][1]
        parts = parts[1:]
    if said is None or not parts:
        return said is not None
    return _is_ending(parts, said)


def _is_phrase(part):
    """Tell whether a sentence is one phrase, or several joined by "and"."""
    words = part.split()
    reached = {0}  # numbers of words from the start that phrases can make up
    said = set()
    for start in range(len(words)):
        if start not in reached:
            continue
        if JOIN.fullmatch(words[start]):
            reached.add(start + 1)
            if start in said:
                said.add(start + 1)
        for stop in range(start + 1, len(words) + 1):
            if PHRASE.fullmatch(" ".join(words[start:stop])):
                reached.add(stop)
                said.add(stop)
    return len(words) in said


def _is_ending(parts, last_line):
    """Tell whether what is left is a closing or a name, on lines of their own."""
    if CLOSING.fullmatch(parts[0][0]):
        parts = parts[1:]
    elif parts[0][1] == last_line:
        return False
    return len(parts) <= 2 and all(NAME.fullmatch(part) for part, _line in parts)
