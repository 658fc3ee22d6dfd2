# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The first thing a ticket says, in a line."""

import re

from .text import newly_written

_SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+")
_GREETING = re.compile(
    r"^(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|bonjour|bonsoir|hola|"
    r"buenos días|buenas tardes|guten tag|hallo|sehr geehrte|مرحبا|السلام عليكم|تحية)"
    r"[^.!?,\n]{0,60}[.!?,\n:]?\s*",
    re.I,
)
MAX_CHARS = 240


def summarize(subject, body):
    """Return the first sentences of the body in at most ``MAX_CHARS``."""
    text = " ".join(_GREETING.sub("", newly_written(body).strip()).split())
    summary = ""
    for sentence in _SENTENCE_END.split(text):
        if summary and len(summary) + len(sentence) >= MAX_CHARS:
            break
        summary = f"{summary} {sentence}".strip()
    summary = summary or " ".join((subject or "").split())
    if len(summary) > MAX_CHARS:
        summary = summary[: MAX_CHARS - 1].rsplit(" ", 1)[0] + "…"
    return summary
