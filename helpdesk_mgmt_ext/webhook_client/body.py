# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The text of an event: valid JSON, never longer than receivers take."""

import json
import re

#: Bytes. Standard Webhooks asks for less than 20 kB.
LONGEST_BODY = 19_000
LONGEST_TEXT = 1_500

E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
#: Begins like a telephone number; so order numbers and dates stay.
PHONE = re.compile(r"(?<![\w.+-])(?:\+|00|\(0|0)\d(?:[ ()/.-]{0,2}\d){6,14}(?!\w)")


def without_contacts(text):
    """Return ``text`` without the e-mail addresses and telephone numbers in it."""
    return PHONE.sub("[phone]", E_MAIL.sub("[e-mail]", text))


def fit(text, limit):
    """Return ``(text, False)``, or ``(what fits into limit bytes of JSON, True)``."""
    text = text.encode("utf-8", "replace").decode()
    if _size(text) <= limit:
        return text, False
    shortest, longest = 0, min(len(text), limit)
    while shortest < longest:  # as much as fits, whatever it takes in JSON
        middle = (shortest + longest + 1) // 2
        if _size(text[:middle]) <= limit:
            shortest = middle
        else:
            longest = middle - 1
    return text[:shortest], True


def encode(event, clean=str):
    """Return the JSON text of ``event``, at most ``LONGEST_BODY`` bytes of UTF-8.

    Long texts in its details are cut; should it still be too long, the details are
    replaced by ``{"truncated": true}``.

    :param event: ``{"data": {"details": …, …}, …}``
    :param clean: called for each text in the details
    """
    data = event["data"]
    event = {**event, "data": {**data, "details": _clipped(data["details"], clean)}}
    text = _dump(event)
    if len(text.encode()) > LONGEST_BODY:
        event["data"]["details"] = {"truncated": True}
        text = _dump(event)
    return text


def _clipped(value, clean):
    if isinstance(value, str):
        text, cut = fit(clean(value), LONGEST_TEXT)
        return text + "…" if cut else text
    if isinstance(value, dict):
        return {str(key)[:100]: _clipped(val, clean) for key, val in value.items()}
    if isinstance(value, list | tuple):
        return [_clipped(val, clean) for val in value]
    return value


def _dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _size(text):
    return len(json.dumps(text, ensure_ascii=False).encode())
