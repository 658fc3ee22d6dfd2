# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which lines of a mail are newly written, which are history or signature.

Works on lines, in one pass, with patterns only on short pieces: its time grows
with the length of the mail whatever the mail contains.
"""

import re
from enum import IntEnum

from . import headers
from .patterns import CLOSING, DISCLAIMER, OLD_MESSAGE_RULE, SENT_FROM

MAX_LINE = 400  # what follows on a line cannot make it a header
MAX_SIGNATURE_LINES = 15
MAX_CLOSING_LINES = 8
SIGNATURE_RULE = re.compile(r"(?:--|__|[—–]{1,10})")
VISUAL_RULE = re.compile(r"(?:[-_=—–*]{4,}|_{2,})")
QUOTE_MARK = re.compile(r">+(?:[ >|]|$)")
INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF])
INVISIBLE[0xA0] = " "


class Label(IntEnum):
    """Whose words a line holds."""

    NEW = 0
    QUOTED = 1
    SIGNATURE = 2


def normalized(line):
    """Return what a reader sees of the line, short enough for any pattern."""
    return " ".join(line[:MAX_LINE].translate(INVISIBLE).split())


def label_lines(lines, known=()):
    """Return a Label per line.

    :param lines: text lines
    :param known: labels that the markup already tells, NEW where it does not
    """
    shown = [normalized(line) for line in lines]
    labels = list(known) or [Label.NEW] * len(lines)
    _label_marked(shown, labels)
    _label_history(shown, labels)
    if not _has_text(shown, labels, Label.NEW):
        return _without_history(shown, list(known))
    before = list(labels)
    for start, stop in _regions(labels):
        _label_signature(shown, labels, start, stop)
    return labels if _has_text(shown, labels, Label.NEW) else before


def _without_history(shown, known):
    """Return all NEW: whoever only forwards or quotes says it with that."""
    signature = [Label.SIGNATURE if k == Label.SIGNATURE else Label.NEW for k in known]
    if known and _has_text(shown, signature, Label.NEW):
        return signature
    return [Label.NEW] * len(shown)


def _has_text(shown, labels, label):
    return any(text and lab == label for text, lab in zip(shown, labels, strict=True))


def _label_marked(shown, labels):
    """Label the lines that begin with ``>``; a lone ``>50 %`` is no quote."""
    previous = False
    for index, text in enumerate(shown):
        marked = text.startswith(">")
        if marked and (previous or QUOTE_MARK.match(text)):
            labels[index] = Label.QUOTED
        previous = marked


def _label_history(shown, labels):
    """Label what stands below "On … wrote:", a header block or a rule."""
    index = 0
    while index < len(shown):
        if labels[index] != Label.NEW or not shown[index]:
            index += 1
        elif OLD_MESSAGE_RULE.fullmatch(shown[index]) or headers.is_block(shown, index):
            return _cut(shown, labels, index)
        else:
            end = headers.attribution_end(shown, labels, index)
            if end and not _followed_by_quote(shown, labels, end):
                if headers.is_certain(shown[index:end]):
                    return _cut(shown, labels, index)
                end = 0
            for position in range(index, end):
                labels[position] = Label.QUOTED
            index = end or index + 1
    return None


def _followed_by_quote(shown, labels, index):
    while index < len(shown) and not shown[index]:
        index += 1
    return index < len(shown) and labels[index] == Label.QUOTED


def _cut(shown, labels, index):
    """Label everything from here on, and the rule drawn above it."""
    above = index - 1
    while above >= 0 and not shown[above]:
        above -= 1
    if above >= 0 and VISUAL_RULE.fullmatch(shown[above]):
        index = above
    for position in range(index, len(labels)):
        labels[position] = Label.QUOTED


def _regions(labels):
    """Yield (start, stop) of each run of NEW lines."""
    start = None
    for index, label in enumerate([*labels, Label.QUOTED]):
        if label == Label.NEW and start is None:
            start = index
        elif label != Label.NEW and start is not None:
            yield start, index
            start = None


def _label_signature(shown, labels, start, stop):
    filled = [index for index in range(start, stop) if shown[index]]
    cut = _signature_start(shown, filled)
    for index in range(stop if cut is None else cut, stop):
        labels[index] = Label.SIGNATURE
    rest = [index for index in filled if labels[index] == Label.NEW]
    for index in rest[-3:]:
        if SENT_FROM.fullmatch(shown[index]):
            labels[index] = Label.SIGNATURE


def _signature_start(shown, filled):
    """Return the index of the first line of the signature, None if there is none."""
    for left, index in zip(range(len(filled) - 1, -1, -1), filled, strict=True):
        text = shown[index]
        if DISCLAIMER.match(text):
            return index
        if left <= MAX_SIGNATURE_LINES and SIGNATURE_RULE.fullmatch(text):
            return index
        if left > MAX_CLOSING_LINES or not CLOSING.fullmatch(text):
            continue
        if _looks_like_contact([shown[i] for i in filled[len(filled) - left :]]):
            return index
    return None


def _looks_like_contact(lines):
    """Tell whether what follows "Regards" is a name and address, not a text."""
    return all(len(line) <= 70 and "?" not in line for line in lines)
