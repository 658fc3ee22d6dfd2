# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading what visitors send, without believing it."""

import os

from odoo.http import request
from odoo.tools import email_normalize

MAX_FILES = 10
MAX_BYTES = 25 * 1024 * 1024
MAX_SUBJECT = 200
MAX_TEXT = 50_000
#: What a browser could run is not taken from strangers (P10).
REFUSED = frozenset(
    f".{kind}"
    for kind in [
        "apk",
        "bat",
        "cmd",
        "com",
        "cpl",
        "dll",
        "exe",
        "hta",
        "htm",
        "html",
        "jar",
        "js",
        "jse",
        "lnk",
        "mht",
        "mhtml",
        "msi",
        "php",
        "ps1",
        "scr",
        "shtml",
        "svg",
        "svgz",
        "vbe",
        "vbs",
        "wsf",
        "wsh",
        "xht",
        "xhtml",
    ]
)


def read_id(value):
    """Return a positive database id, or False for anything else."""
    text = str(value or "").strip()
    if not text.isdecimal() or len(text) > 10:
        return False
    number = int(text)
    return number if 0 < number < 2**31 else False


def read_text(value, limit):
    """Return a text without control characters that the database or a log mind."""
    text = str(value or "")[:limit]
    return "".join(c for c in text if c in "\n\t" or c.isprintable()).strip()


def read_email(value):
    """Return one normalised address, or False."""
    text = str(value or "").strip()
    return len(text) <= 254 and email_normalize(text) or False


def read_files(field="attachment"):
    """Return ([(name, content), …], problem) of the uploaded files.

    The problem is a translated sentence if one of them cannot be taken, else None; the
    number, size and kind of the files are limited (P10, P11).
    """
    uploads = [f for f in request.httprequest.files.getlist(field) if f.filename]
    if len(uploads) > MAX_FILES:
        return [], request.env._("Please attach at most %s files.", MAX_FILES)
    files, total = [], 0
    for upload in uploads:
        name = os.path.basename(read_text(upload.filename, 200).replace("\\", "/"))
        extension = os.path.splitext(name.rstrip(". "))[1].lower()
        if extension in REFUSED:
            return [], request.env._("Files of the kind %s are not taken.", extension)
        content = upload.read(MAX_BYTES - total + 1)
        total += len(content)
        if total > MAX_BYTES:
            return [], request.env._(
                "The files are larger than %s MB together.", MAX_BYTES // 1024**2
            )
        files.append((name or "file", content))
    return files, None


def attach_files(ticket_sudo, files):
    """Attach files to the ticket's first message from the customer."""
    return ticket_sudo.env["ir.attachment"].create(
        [
            {
                "name": name,
                "raw": content,
                "res_model": ticket_sudo._name,
                "res_id": ticket_sudo.id,
            }
            for name, content in files
        ]
    )
