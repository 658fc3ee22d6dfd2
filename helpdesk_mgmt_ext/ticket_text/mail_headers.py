# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Headers that Python's mail package cannot read, made readable.

Its parser of addresses and identifiers raises on some input that spammers and broken
programs send, and PostgreSQL stores no NUL; whoever asks for such a header then loses
the mail.
"""

import re

ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}")
IDENTIFIER = re.compile(r"<[^<>\s]{1,900}>")
IDENTIFIERS = {"message-id", "in-reply-to", "references", "content-id"}
ADDRESSES = {
    *("from", "to", "cc", "bcc", "sender", "reply-to", "return-path", "delivered-to"),
    *("resent-from", "resent-to", "resent-cc"),
}
PREFIX = "X-Unreadable-"


def repair_headers(message):
    """Replace the headers of a mail, and of its parts, that cannot be read.

    What is legible of it, addresses or identifiers, takes the place of such a header;
    the original stays, as ``X-Unreadable-`` and its name.

    :param message: ``email.message.Message``, changed in place
    :return: the names of the headers that were replaced
    """
    repaired = []
    for part in message.walk():
        headers = list(part.raw_items())
        broken = [
            name for name, value in headers if not _is_readable(part, name, value)
        ]
        if not broken:
            continue
        for name in {name for name, _value in headers}:
            del part[name]
        for name, value in headers:
            if name not in broken:
                part.set_raw(name, value)
                continue
            clean = _legible(name.lower(), value)
            if clean and _is_readable(part, name, clean):
                part.set_raw(name, clean)
            part.set_raw(PREFIX + name, _plain(value))
        repaired += broken
    return repaired


def _is_readable(part, name, value):
    """Tell whether nobody stumbles over the value: no parser and no database."""
    if "\x00" in value:
        return False
    try:
        str(part.policy.header_fetch_parse(name, value))
    except Exception:  # whatever the parser stumbles over: IndexError, ValueError…
        return False
    return True


def _legible(name, value):
    """Return a value of the header that can be read, empty if there is none."""
    text = _plain(value)
    if name in IDENTIFIERS:
        return " ".join(IDENTIFIER.findall(text))
    if name in ADDRESSES:
        return ", ".join(ADDRESS.findall(text))
    return text if name == "subject" else ""


def _plain(value):
    """Return the value as printable ASCII on one line."""
    text = str(value).encode("ascii", "replace").decode("ascii")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
