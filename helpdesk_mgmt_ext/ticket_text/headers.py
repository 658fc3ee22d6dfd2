# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The lines that mail programs put above the mail they quote."""

import re

from .patterns import HEADER_LINE, WROTE, WROTE_UNSPACED

MAX_ATTRIBUTION_LINES = 4
MAX_ATTRIBUTION = 300
ADDRESS = re.compile(r"[\w.+'=-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}")
CLOCK_TIME = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
YEAR = re.compile(r"(?<!\d)(?:19|20|٢٠)\d{2}(?!\d)")
DIGIT = re.compile(r"\d")
END_OF_SENTENCE = re.compile(r"(?:[?!:;]|\w{4,}\.)$")
FULL_DATE = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)")
VERB = re.compile(rf"(?<!\w)(?:{WROTE})(?!\w)|{WROTE_UNSPACED}", re.IGNORECASE)
#: " ---- On Wed, 24 Feb 2021 … wrote ----" of Zoho, "… wrote" of others
VERB_AT_END = re.compile(rf"(?<!\w)(?:{WROTE})\s?-*", re.IGNORECASE)


def is_block(shown, index):
    """Tell whether an Outlook header (From, Sent, To, Subject) begins here.

    Three such lines are enough if one says "Sent" or names the sender with his
    address; others may be somebody's own list ("From: Lyon, To: Basel, Date: …").
    """
    if not HEADER_LINE.fullmatch(shown[index]):
        return False
    found, sender, sure, evidence = 0, False, False, False
    for text in shown[index : index + 12]:
        match = HEADER_LINE.fullmatch(text)
        if match:
            found += 1
            sender = sender or bool(match["sender"])
            sure = sure or bool(match["sent"])
            evidence = evidence or _has_evidence(match["value"])
        elif text and found < 2 and not ADDRESS.search(text):
            return False
        sure = sure or bool(sender and ADDRESS.search(text))
        if sender and evidence and found >= (3 if sure else 4):
            return True
    return False


def _has_evidence(text):
    return bool(ADDRESS.search(text) or CLOCK_TIME.search(text) or YEAR.search(text))


def attribution_end(shown, labels, index):
    """Return the index after the "On … wrote:" that begins here, 0 if none does."""
    joined = ""
    for end in range(index + 1, min(index + MAX_ATTRIBUTION_LINES, len(shown)) + 1):
        text = shown[end - 1]
        if not text or labels[end - 1] or len(joined) + len(text) > MAX_ATTRIBUTION:
            return 0
        joined = f"{joined} {text}".strip()
        if _is_attribution(joined):
            return end
        if END_OF_SENTENCE.search(text) or not DIGIT.search(shown[index]):
            return 0  # "Hi," or an own sentence, which the next line does not go on
    return 0


def _is_attribution(text):
    """Tell whether the text names a date and who wrote, as mail programs do."""
    if not DIGIT.search(text):
        return False
    if not text.endswith((":", "：")):
        framed = text.startswith("-") or bool(ADDRESS.search(text))
        return framed and _ends_with_verb(text)
    if ADDRESS.search(text) and (CLOCK_TIME.search(text) or YEAR.search(text)):
        return True
    return bool(VERB.search(text)) and _starts_like_a_date(text)


def _starts_like_a_date(text):
    """Tell whether a number comes early: "On 3 May", "2013.02.08.", "Le lun. 15"."""
    return bool(DIGIT.search(text[:24]))


def _ends_with_verb(text):
    return any(match.end() == len(text) for match in VERB_AT_END.finditer(text))


def is_certain(lines):
    """Tell whether an attribution may hide text that is not marked as quoted.

    It must name an address or a whole date: "At 10:15 the server wrote:" is what a
    person writes above an error message.
    """
    text = " ".join(lines)
    return bool(ADDRESS.search(text) or YEAR.search(text) or FULL_DATE.search(text))
