# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sample mails of this folder, made ready for the gateway.

A mail's ``@@TO@@`` and the like are filled in here; the rest of its bytes, CRLF,
broken charsets and all, stays as it is in the file.
"""

import uuid
from email.header import Header
from email.utils import format_datetime
from pathlib import Path

FOLDER = Path(__file__).parent
#: Samples that answer a message of ours (``In-Reply-To: @@REPLY_TO@@``).
ANSWERS = frozenset(
    path.stem for path in FOLDER.glob("*.eml") if b"@@REPLY_TO@@" in path.read_bytes()
)


def names():
    """Return the names of all samples, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.eml"))


def load(name, to, date, second="", reply_to="", subject="Your request", unique=""):
    """Return the bytes of a sample mail, each time with a Message-ID of its own.

    :param to: address it is sent to, a team's alias
    :param date: aware datetime of its ``Date`` header
    :param second: the other alias of ``two_aliases``
    :param reply_to: Message-ID (with its brackets) of what it answers
    :param subject: subject of what it answers
    :param unique: what makes its Message-ID unique, random if not given
    """
    values = {
        "TO": to,
        "SECOND": second or to,
        "DATE": format_datetime(date),
        "ID": unique or uuid.uuid4().hex[:20],
        "REPLY_TO": reply_to,
        "SUBJECT": Header(subject, "utf-8", maxlinelen=900).encode()
        if not subject.isascii()
        else subject,
    }
    raw = (FOLDER / f"{name}.eml").read_bytes()
    for key, value in values.items():
        raw = raw.replace(f"@@{key}@@".encode(), value.encode())
    return raw


def with_big_attachment(to, date, megabytes=30):
    """Return the bytes of a mail whose attachment has that many megabytes."""
    base = load("only_attachment", to, date)
    head, _separator, _body = base.partition(b"\r\n\r\n")
    line = b"QUJD" * 19 + b"\r\n"  # 57 bytes in base64
    return head + b"\r\n\r\n" + line * (megabytes * 1024 * 1024 // 57)
