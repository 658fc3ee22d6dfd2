# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From the body of a mail to what its sender newly wrote."""

import copy
import html as html_entities
import re

from lxml import etree

from . import document
from .quotation import Label, label_lines

IMAGE = "[image]"  # stands for a line that holds nothing but a picture


def html_to_text(body):
    """Return the whole text of an HTML or plain text body, one line per block."""
    _document, lines, _labels = _analysed(body, analyse=False)
    return _joined(lines)


def newly_written(body):
    """Return as plain text what the sender newly wrote.

    Quoted history, forwarded mails, signatures and legal notes are left out. If
    nothing would remain, all of the text is returned. Of very long bodies only
    the beginning is read (``document.MAX_LENGTH``, ``document.MAX_PIECES``).
    """
    _document, lines, labels = _analysed(body)
    fresh = [text for text, lab in zip(lines, labels, strict=True) if lab == Label.NEW]
    return _joined(fresh) or (IMAGE if IMAGE in fresh else _joined(lines))


def split_quoted(body):
    """Return the HTML newly written and the HTML of the rest; either may be empty.

    Each text and image of the body is in exactly one of the two. What comes in
    unsanitised goes out unsanitised; plain text goes out escaped. A body too
    long to be looked at is returned whole as new.
    """
    body = body or ""
    light = _without_data(body)
    if len(document.readable(light)) < len(light):
        return (str(body), "") if document.is_markup(body) else (_escaped(body), "")
    found, lines, labels = _analysed(body, whole=True)
    if found is None:
        return _split_lines(lines, labels)
    if all(label == Label.NEW for label in labels):
        return str(body), ""
    quoted = copy.deepcopy(found.root)
    quoted_elements = list(quoted.iter())
    elements = list(found.root.iter())
    return (
        _pruned(found, elements, found.root, elements, labels, new=True),
        _pruned(found, elements, quoted, quoted_elements, labels, new=False),
    )


def _without_data(body):
    """Return the body without pictures written into it, which can be megabytes."""
    return document.DATA_URI.sub("data:,", str(body))


def _analysed(body, analyse=True, whole=False):
    """Return the document (None for plain text), its lines of text, their labels."""
    body = body or ""
    found = None
    markup = document.is_markup(body)
    if markup:
        light = body if whole else document.readable(_without_data(body))
        root = None if document.is_too_deep(light) else document.parse(light)
        found = None if root is None else document.Document(root)
    if found is not None:
        lines = [line.text or (IMAGE if line.has_image else "") for line in found.lines]
        known = [line.label for line in found.lines]
    else:
        text = document.strip_tags(str(body)) if markup else str(body)
        lines, known = document.readable(text).splitlines(), ()
    if not analyse:
        return found, lines, [Label.NEW] * len(lines)
    return found, lines, label_lines(lines, known) if lines else []


def _joined(lines):
    """Join lines; no blanks at the ends, at most one empty line in a row."""
    lines = (line.replace("\xa0", " ").strip() for line in lines if line != IMAGE)
    text = "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _escaped(text):
    return html_entities.escape(str(text), quote=False).replace("\n", "<br/>")


def _split_lines(lines, labels):
    """Return the two parts of a plain text as HTML."""
    parts = ([], [])
    for line, label in zip(lines, labels, strict=True):
        parts[label != Label.NEW].append(line)
    return tuple(_escaped("\n".join(part).strip("\n")) for part in parts)


def _pruned(found, elements, root, copies, labels, new):
    """Return the HTML of the tree's copy with only the wanted lines left in it."""
    wanted = [(label == Label.NEW) is new for label in labels]
    keep = set()
    for element, twin in zip(reversed(elements), reversed(copies), strict=True):
        inside = _cut_text(found, element, twin, "text", wanted)
        after = _cut_text(found, element, twin, "tail", wanted)
        if inside or _stands_alone(found, element, wanted):
            keep.add(twin)
        if (after or twin in keep) and twin.getparent() is not None:
            keep.add(twin.getparent())
    for twin in reversed(copies):
        if twin not in keep and twin.getparent() is not None:
            twin.drop_tree()
    return _inner_html(root)


def _stands_alone(found, element, wanted):
    """Tell whether the element is a picture or the like on a wanted line."""
    position = found.position.get(element)
    if position is None or len(element) or (element.text or "").strip():
        return False
    return wanted[position]


def _cut_text(found, element, twin, where, wanted):
    """Leave only the wanted lines in a text; True if any of it remains visible."""
    pieces = found.pieces.get((element, where))
    if pieces is None:
        return False
    text = "".join(part for number, part in pieces if wanted[number])
    setattr(twin, where, text)
    return bool(text.strip())


def _inner_html(root):
    body = root.find("body")
    body = root if body is None else body
    inner = html_entities.escape(body.text or "", quote=False)
    inner += "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in body
    )
    return inner.strip()
