# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A mail body as lines of text that know where in the markup they stand."""

import html as html_entities
import re
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from .markup import Context
from .quotation import Label

MAX_LENGTH = 1_000_000  # characters of a body that are looked at
MAX_PIECES = 40_000  # tags and line ends in it; of more only the beginning is read
BEGINNING = 100_000  # characters of such a body
MAX_DEPTH = 400  # nested elements; deeper ones are read as plain text
ELEMENT = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
IS_MARKUP = re.compile(
    r"<(?:!doctype|/?(?:html|body|head|div|p|br|span|pre|table|blockquote|a|b|i|u|em|font"
    r"|strong|ul|ol|li|h[1-6]|img|hr|center|section|article|style|tbody|tr|td))"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
DATA_URI = re.compile(r"data:[\w/+.-]{0,60};base64,[A-Za-z0-9+/=\s]{200,}")
HIDDEN = {"style", "script", "head", "title", "template", "noscript", "object"}
VOID = {"br", "hr", "img", "meta", "link", "input", "col", "base", "wbr", "area"}
INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "em"),
    *("font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small"),
    *("span", "strike", "strong", "sub", "sup", "td", "th", "time", "tt", "u", "var"),
    "wbr",
}


@dataclass
class Line:
    """One line as a reader sees it."""

    parts: list = field(default_factory=list)
    label: Label = Label.NEW
    has_image: bool = False

    @property
    def text(self):
        return "".join(self.parts)

    def is_blank(self):
        return not any(part.strip() for part in self.parts)


def is_markup(body):
    """Tell HTML from plain text."""
    return hasattr(body, "__html__") or bool(IS_MARKUP.search(body[:BEGINNING]))


def readable(body):
    """Return as much of the body as can be read in well under a second."""
    body = body[:MAX_LENGTH]
    if body.count("<") + body.count("\n") > MAX_PIECES:
        return body[:BEGINNING]
    return body


def is_too_deep(body):
    """Tell whether elements nest deeper than any mail program writes them."""
    depth = 0
    for closing, tag, empty in ELEMENT.findall(body):
        if empty or tag.lower() in VOID:
            continue
        depth += -1 if closing else 1
        if depth > MAX_DEPTH:
            return True
    return False


def strip_tags(body):
    """Return the text of markup that is too strange to be parsed."""
    text = re.sub(r"<(?:br|/p|/div|/tr|/li)\b[^<>]*>", "\n", body, flags=re.IGNORECASE)
    return html_entities.unescape(re.sub(r"<[^<>]*>", "", text))


def parse(body):
    """Return the document of an HTML body; None if nothing can be read."""
    body = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", str(body))
    body = re.sub(r"^\s*<\?xml[^<>]*\?>", "", body)
    parser = lxml_html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(body, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


class Document:
    """The lines of a parsed body, and for each text of the tree the lines it is on."""

    def __init__(self, root):
        self.root = root
        self.lines = [Line()]
        self.pieces = {}  # (element, "text" or "tail") -> [(line number, text)]
        self.position = {}  # element -> line number
        self._context = Context()
        self._pre = 0
        self._hidden = None
        self._read()

    def _read(self):
        for event, element in etree.iterwalk(self.root, events=("start", "end")):
            if self._hidden is not None:
                if event == "end" and element is self._hidden:
                    self._hidden = None
                    self._add_text(element, "tail")
            elif event == "end":
                self._leave(element)
            elif element.tag in HIDDEN:
                self._hidden = element
            else:
                self._enter(element)

    def _enter(self, element):
        if element.tag not in INLINE:
            self._break(always=element.tag == "br")
        before = self._context.label
        self._context.enter(element)
        if self._context.label != before:
            self._break()
        self._pre += element.tag == "pre"
        self._stamp(element)
        self._add_text(element, "text")

    def _leave(self, element):
        self._pre -= element.tag == "pre"
        before = self._context.label
        self._context.leave(element)
        if self._context.label != before or element.tag not in {*INLINE, "br"}:
            self._break()
        if element.tag in ("td", "th"):
            self.lines[-1].parts.append(" ")
        self._add_text(element, "tail")

    def _stamp(self, element):
        self.position[element] = len(self.lines) - 1
        self.lines[-1].label = self._context.label
        if element.tag == "img":
            self.lines[-1].has_image = True

    def _break(self, always=False):
        if always or not self.lines[-1].is_blank() or self.lines[-1].has_image:
            self.lines.append(Line())
        self.lines[-1].label = self._context.label

    def _add_text(self, element, where):
        text = getattr(element, where)
        if not text or (where == "tail" and element is self.root):
            return
        pieces = self.pieces.setdefault((element, where), [])
        parts = text.splitlines(keepends=True) if self._pre else [text]
        for number, part in enumerate(parts):
            if number:
                self._break(always=True)
            self._add_part(part)
            pieces.append((len(self.lines) - 1, part))
        if self._pre and parts[-1].endswith("\n"):
            self._break(always=True)

    def _add_part(self, part):
        if not self._pre:
            part = re.sub(r"[ \t\r\n\f]+", " ", part)
        self.lines[-1].parts.append(part.rstrip("\r\n"))
