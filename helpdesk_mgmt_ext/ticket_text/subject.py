# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Subjects without the marks of replying and forwarding."""

import re

#: en, de, nl, sv/da/no, fi, pl, fr, es, it, pt, hu, el, tr, ru, ar, zh, ja, ko
MARKS = (
    "re?|fwd?|fw|aw|wg|antw|antwort|doorst|sv|vs|vb|vl|odp|pd|ref|réf|réponse|tr|rv|res"
    "|enc|rif|i|továbbítás|vá|απ|σχετ|πρθ|ynt|ilt|на|ответ|отв|пересл|رد|إعادة توجيه"
    "|回复|回覆|答复|转发|轉寄|返信|転送|회신|전달"
)
#: A mark, perhaps counted ("RE[2]", "Re(3)", "Re^2"); French puts a blank before ":".
MARK = re.compile(
    rf"[\s\u200e\u200f]*(?:{MARKS})\s?(?:[\[(^*]\d{{1,3}}[\])]?)?\s?[:：]",
    re.IGNORECASE,
)
#: Gateways put these before the marks.
WARNING = re.compile(
    r"\s*[\[(](?:external|extern|externe|ext|ext\. ?mail|caution|spam)[\])]\s*",
    re.IGNORECASE,
)
MAX_MARKS = 50


def normalize_subject(subject):
    """Return the subject on one line without "Re:", "AW:", "Fwd: RE[2]:"…"""
    text = " ".join((subject or "").split())
    for _mark in range(MAX_MARKS):
        match = MARK.match(text) or WARNING.match(text)
        if not match:
            break
        text = text[match.end() :]
    return text.strip()
