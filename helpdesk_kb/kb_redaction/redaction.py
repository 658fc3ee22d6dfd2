# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from typing import NamedTuple

from .patterns import PATTERNS

#: Text beyond it is cut: an article is no archive.
MAX_TEXT = 100_000
#: Shorter names would take ordinary words with them.
MIN_NAME = 3


class Finding(NamedTuple):
    """Something that was taken out: its kind, and enough of it to recognise it."""

    kind: str
    hint: str


def redact(text, names=()):
    """Return (text without personal data and secrets, list of findings).

    :param text: plain text
    :param names: names of the customer's people and company
    """
    findings = []
    text = text[:MAX_TEXT]
    for kind, pattern, check in PATTERNS:

        def replace(match, kind=kind, check=check):
            if not check(match.group()):
                return match.group()
            findings.append(Finding(kind, _hint(match.group())))
            return f"[{kind}]"

        text = pattern.sub(replace, text)
    for name in _name_parts(names):
        text, count = re.subn(
            rf"(?<!\w){re.escape(name)}(?!\w)", "[name]", text, flags=re.I
        )
        if count:
            findings.append(Finding("name", _hint(name)))
    return text, findings


def _name_parts(names):
    """Return whole names first, then their parts, long before short."""
    whole = {name.strip() for name in names if name}
    parts = {part for name in whole for part in re.split(r"[\s,;]+", name)}
    usable = {name for name in whole | parts if len(name) >= MIN_NAME}
    return sorted(usable, key=lambda name: (-len(name), name))


def _hint(text):
    """Return the beginning of ``text``: to recognise it, not to use it."""
    text = " ".join(text.split())
    return f"{text[:3]}…" if len(text) > 3 else "…"
