# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The kinds of personal data and secrets, most specific first.

Every pattern is bounded, so that no text can make the search slow.
"""

import re

SECRET_WORDS = (
    r"pass(?:word|wd|phrase|code)?|pwd|secret|token|api[ _-]?key|access[ _-]?key|"
    r"client[ _-]?secret|auth(?:orization)?|credentials?|pin|otp|"
    r"passwort|kennwort|geheimnis|mot de passe|mdp|jeton|contraseña|clave|"
    r"كلمة المرور|كلمة السر|رمز"
)


def luhn(text):
    """Whether the digits of ``text`` are a card number by their check digit."""
    digits = [int(c) for c in text if c.isdigit()][::-1]
    if not 13 <= len(digits) <= 19:
        return False
    doubled = sum(sum(divmod(2 * d, 10)) for d in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0


def iban(text):
    """Whether ``text`` is an IBAN by its check digits (ISO 13616)."""
    compact = re.sub(r"\s", "", text).upper()
    if not 15 <= len(compact) <= 34:
        return False
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def always(_text):
    return True


def _compiled(*rows):
    return [
        (kind, re.compile(pattern, re.IGNORECASE | re.MULTILINE), check)
        for kind, pattern, check in rows
    ]


PATTERNS = _compiled(
    (
        "private key",
        r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,20000}?-----END [A-Z ]{0,40}"
        r"PRIVATE KEY-----",
        always,
    ),
    ("ssh key", r"\bssh-(?:rsa|ed25519|dss)\s+[A-Za-z0-9+/=]{40,4000}", always),
    ("web token", r"\beyJ[\w-]{8,2000}\.[\w-]{8,4000}\.[\w-]{8,2000}", always),
    ("bearer", r"\bbearer\s+[\w.~+/=-]{8,2000}", always),
    (
        "connection",
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/@:]{1,100}:[^\s/@]{1,200}@\S{1,500}",
        always,
    ),
    ("aws key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", always),
    ("github key", r"\bgh[pousr]_[A-Za-z0-9]{20,255}\b", always),
    ("gitlab key", r"\bglpat-[\w-]{20,100}\b", always),
    ("slack key", r"\bxox[abposr]-[\w-]{10,200}\b", always),
    ("google key", r"\bAIza[\w-]{35}\b", always),
    ("payment key", r"\b[sprk]k_(?:live|test)_[A-Za-z0-9]{10,200}\b", always),
    ("api key", r"\bsk-[\w-]{16,200}\b", always),
    ("webhook secret", r"\bwhsec_[A-Za-z0-9+/=]{16,200}", always),
    (
        "secret in link",
        r"https?://\S{1,500}[?&](?:\w{0,20}token|key|sig(?:nature)?|code|password|auth)"
        r"=\S{1,2000}",
        always,
    ),
    (
        "password",
        rf"(?<!\w)(?:{SECRET_WORDS})\s{{0,3}}(?:is|ist|est|es|:|=|→|هي)\s{{0,3}}\S{{1,200}}",
        always,
    ),
    ("e-mail", r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", always),
    ("IBAN", r"\b(?-i:[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30})\b", iban),
    ("card number", r"\b\d(?:[ -]?\d){12,18}\b", luhn),
    ("social security", r"\b\d{3}-\d{2}-\d{4}\b", always),
    (
        "social security",
        r"\b[12][ ]?\d{2}[ ]?(?:0[1-9]|1[0-2])[ ]?\d{2}[ ]?\d{3}[ ]?\d{3}"
        r"(?:[ ]?\d{2})?\b",
        always,
    ),
    ("tax number", r"\b(?:ATU|[A-Z]{2})\d{8,12}\b", always),
    ("MAC address", r"\b(?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2}\b", always),
    (
        "IP address",
        r"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b",
        always,
    ),
    ("IP address", r"(?<![\w:])(?:[0-9A-F]{1,4}:){4,7}[0-9A-F]{1,4}(?![\w:])", always),
    (
        "identifier",
        r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
        always,
    ),
    ("hash", r"\b[0-9a-f]{32,128}\b", always),
    (
        "internal host",
        r"\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:local|internal|lan|intra)\b",
        always,
    ),
    ("user folder", r"(?:[A-Z]:\\Users\\|/home/|/Users/)[^\s\\/:]{1,64}", always),
    (
        "date of birth",
        r"(?:born|birth ?date|date of birth|né(?:e)? le|geboren am|nacid[oa] el)\W{0,5}"
        r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}",
        always,
    ),
    ("coordinates", r"\b-?\d{1,2}\.\d{4,9},\s?-?\d{1,3}\.\d{4,9}\b", always),
    ("phone", r"(?<![\w./])(?:\+|00)?\d[\d ()./-]{6,20}\d(?![\w])", always),
)
