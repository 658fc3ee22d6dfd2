# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Personal data out of a text before it leaves the house."""

import re

_PATTERNS = [
    (
        "[url]",
        re.compile(r"\b(?:https?|ftps?|sftp)://\S{1,2000}|\bwww\.\S{1,2000}", re.I),
    ),
    ("[email]", re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}")),
    (
        "[iban]",
        re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}[ ]?[A-Z0-9]{0,4}\b"),
    ),
    ("[secret]", re.compile(r"\b(?:sk|pk|ghp|xox[bp]|AKIA)[-_A-Za-z0-9]{12,}\b")),
    (
        "[secret]",
        re.compile(
            r"(?i)\b(password|passwd|passwort|mot de passe|contraseña|"
            r"api[ _-]?key|token)\s*[:=]\s*\S+"
        ),
    ),
    ("[ip]", re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")),
    ("[number]", re.compile(r"(?<![\w])\+?\d[\d ()./-]{6,}\d(?!\w)")),
]
_MIN_NAME = 3


def redact(text, names=()):
    """Return ``text`` without addresses, numbers, secrets and the given names."""
    for placeholder, pattern in _PATTERNS:
        text = pattern.sub(placeholder, text)
    parts = {part for name in names for part in re.split(r"[\s,;]+", name or "")}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= _MIN_NAME:
            text = re.sub(rf"(?i)(?<!\w){re.escape(part)}(?!\w)", "[name]", text)
    return text
