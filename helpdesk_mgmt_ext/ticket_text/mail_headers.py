# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Headers that Python's mail package cannot read, made readable.

Its parser of addresses and identifiers raises on some input that spammers and broken
programs send, and PostgreSQL stores no NUL; whoever asks for such a header then loses
the mail.
"""

import contextlib
import re

ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}")
IDENTIFIER = re.compile(r"<[^<>\s]{1,900}>")
IDENTIFIERS = {"message-id", "in-reply-to", "references", "content-id"}
ADDRESSES = {
    *("from", "to", "cc", "bcc", "sender", "reply-to", "return-path", "delivered-to"),
    *("resent-from", "resent-to", "resent-cc"),
}
PREFIX = "X-Unreadable-"
NOT_ASCII = re.compile(r"[\udc80-\udcff]")  # how Python keeps bytes that are no ASCII


def repair_headers(message):
    """Replace the headers of a mail, and of its parts, that cannot be read.

    Bytes that no header may have are read as UTF-8 or else Windows-1252. What is
    legible of a broken header, addresses or identifiers, takes its place; its original
    stays, as ``X-Unreadable-`` and its name.

    :param message: ``email.message.Message``, changed in place
    :return: the names of the headers that were replaced
    """
    repaired = []
    for part in message.walk():
        headers = list(part.raw_items())
        better = [_repaired(part, name, value) for name, value in headers]
        if [[header] for header in headers] == better:
            continue
        for name in {name for name, _value in headers}:
            del part[name]
        for (name, value), found in zip(headers, better, strict=True):
            repaired += [] if found == [(name, value)] else [name]
            for new_name, new_value in found:
                part.set_raw(new_name, new_value)
    return repaired


def _repaired(part, name, value):
    """Return the headers, as (name, value), that take the place of one."""
    text = value
    if NOT_ASCII.search(value):
        text = decode(value.encode("utf-8", "surrogateescape"), "")[0]
        value = _encoded(part, name, text)
    if value and _is_readable(part, name, value):
        return [(name, value)]
    if not text:
        return [(name, text)]
    found = [(PREFIX + name, _plain(text).encode("ascii", "replace").decode("ascii"))]
    legible = _encoded(part, name, _legible(name.lower(), text))
    if legible and _is_readable(part, name, legible):
        found.insert(0, (name, legible))
    return found


def _encoded(part, name, text):
    """Return the text as the value of a header in ASCII, empty if that cannot be."""
    if text.isascii():
        return text
    try:
        header = part.policy.header_factory(name, text)
        folded = header.fold(policy=part.policy)
    except Exception:  # whatever the parser stumbles over
        return ""
    value = "".join(folded.splitlines()).partition(":")[2].strip()
    return value if value.isascii() else ""


def decode(data, charset):
    """Return (text, charset) of bytes, read by the charset or what they look like."""
    for name in filter(None, (charset, "utf-8", "cp1252")):
        try:
            return data.decode(name), name
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1"), "latin-1"


def repair_charsets(message):
    """Correct the charset of text parts that are not written in the one they name.

    :param message: ``email.message.Message``, changed in place
    :return: how many parts were corrected
    """
    return sum(_repair_charset(part) for part in message.walk())


def _repair_charset(part):
    if part.is_multipart() or part.get_content_maintype() != "text":
        return False
    given = part.get_param("charset")
    named = given if isinstance(given, str) else ""
    try:
        data = part.get_payload(decode=True) or b""
        if given is None and data.isascii():
            return False
        charset = decode(data, named)[1]
        if charset != named:
            part.del_param("charset")  # an empty one would stay, and come first
            part.set_param("charset", charset)
    except Exception:  # as broken as that: whoever reads the part has to cope
        return False
    return charset != named


def _is_readable(part, name, value):
    """Tell whether nobody stumbles over the value: no parser and no database."""
    if "\x00" in value:
        return False
    try:
        parsed = str(part.policy.header_fetch_parse(name, value))
    except Exception:  # whatever the parser stumbles over: IndexError, ValueError…
        return False
    return "\x00" not in parsed  # an encoded word can hide one


def _legible(name, text):
    """Return a value of the header that can be read, empty if there is none."""
    if name in IDENTIFIERS:
        return " ".join(IDENTIFIER.findall(_plain(text)))
    if name in ADDRESSES:
        return ", ".join(ADDRESS.findall(_plain(text)))
    return _plain(text) if name == "subject" else ""


def _plain(text):
    """Return the text on one line, without characters that cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def mail_bytes(message):
    """Return the mail as bytes, whatever Python's own writer makes of it.

    Replacement characters in a part make ``as_bytes`` raise; a mail that cannot be
    kept literally is kept as text rather than lost.
    """
    writers = (
        lambda: message.as_bytes(),
        lambda: message.as_string().encode("utf-8", "backslashreplace"),
    )
    for write in writers:
        with contextlib.suppress(Exception):
            return write()
    parts = [f"{name}: {value}" for name, value in message.raw_items()]
    parts += ["", *(str(part.get_payload()) for part in message.walk())]
    return "\n".join(parts).encode("utf-8", "backslashreplace")
