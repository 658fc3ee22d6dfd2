# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Marks what a mail repeats of the conversation, so that a screen can fold it.

Odoo's messages hide elements with the attribute ``data-o-mail-quote`` behind a button.
Core sets it by the class names of a few mail programs; here it is set where the reply
parser says so, in any language, and nothing of the mail is lost or moved.
"""

from lxml import etree

from . import document, reply
from .quotation import Label

MARK = "data-o-mail-quote"
KEPT = {"html", "body", "head"}  # never marked themselves


def fold_quoted(body):
    """Return the HTML body with history and signature marked; the text is the same.

    A body without markup, or too long to be looked at, is returned as it is.
    """
    text = str(body or "")
    light = reply._without_data(text)
    if not document.is_markup(text) or len(document.readable(light)) < len(light):
        return body
    found, _lines, labels = reply._analysed(text, whole=True)
    if found is None or all(label == Label.NEW for label in labels):
        return body
    _Folder(found, [label != Label.NEW for label in labels]).run()
    return reply._inner_html(found.root)


class _Folder:
    """One pass up the tree to see who holds what, one down to mark the topmost."""

    def __init__(self, found, folded):
        self.found = found
        self.folded = folded  # per line: not newly written
        self.old, self.new = set(), set()

    def run(self):
        elements = list(self.found.root.iter())
        for element in reversed(elements):
            self._weigh(element, element, "text")
            self._weigh_picture(element)
            parent = element.getparent()
            if parent is not None:
                self._weigh(parent, element, "tail")
                for kind in (self.old, self.new):
                    if element in kind:
                        kind.add(parent)
        self._mark(self.found.root)

    def _weigh(self, holder, element, where):
        for number, part in self.found.pieces.get((element, where), ()):
            if part.strip():
                (self.old if self.folded[number] else self.new).add(holder)

    def _weigh_picture(self, element):
        number = self.found.position.get(element)
        if element.tag in ("img", "hr") and number is not None:
            (self.old if self.folded[number] else self.new).add(element)

    def _mark(self, root):
        waiting = [root]
        while waiting:
            element = waiting.pop()
            if element not in self.old:
                continue
            if element not in self.new and element.tag not in KEPT:
                element.set(MARK, "1")
                continue
            children = list(element)
            self._wrap(element, "text")
            for child in children:
                self._wrap(child, "tail")
            waiting += children

    def _wrap(self, element, where):
        """Put the old lines of a text into elements of their own."""
        pieces = self.found.pieces.get((element, where), ())
        runs = []  # [old, text], neighbours of a kind joined
        for number, part in pieces:
            old = self.folded[number] and (bool(part.strip()) or _is_old(runs))
            if runs and runs[-1][0] == old:
                runs[-1][1] += part
            else:
                runs.append([old, part])
        if not any(old for old, _text in runs):
            return
        setattr(element, where, None)
        if where == "text":
            parent, index, last = element, 0, None
        else:
            parent = element.getparent()
            index, last = parent.index(element) + 1, element
        for old, text in runs:
            if old:
                last = etree.Element("span", {MARK: "1"})
                last.text = text
                parent.insert(index, last)
                index += 1
            elif last is None:
                parent.text = text
            else:
                last.tail = text


def _is_old(runs):
    return bool(runs) and runs[-1][0]
