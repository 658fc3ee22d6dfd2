# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A mail as it came, small enough to be kept."""

import email
import gzip

LEFT_OUT = "(left out: the file is kept with the message it came with)\n"
CUT = b"\n(cut off here: the mail was too large to be kept whole)\n"


def pack(raw, limit):
    """Return (compressed bytes, whether the mail is whole).

    Of a mail larger than ``limit`` bytes headers and texts are kept; its files are
    left out, which are stored with the message anyway.
    """
    kept = raw if len(raw) <= limit else _without_files(raw)
    if len(kept) > limit:
        kept = kept[:limit] + CUT
    # mtime: the same mail packs to the same bytes, which are stored once
    return gzip.compress(kept, 6, mtime=0), kept is raw


def unpack(data):
    """Return the bytes of a packed mail."""
    return gzip.decompress(data)


def _without_files(raw):
    message = email.message_from_bytes(raw)
    for part in message.walk():
        if part.is_multipart() or (
            part.get_content_maintype() == "text" and not part.get_filename()
        ):
            continue
        del part["Content-Transfer-Encoding"]
        part.set_payload(LEFT_OUT)
    try:
        return message.as_bytes()
    except Exception:  # Python cannot write every mail that it can read
        return raw
