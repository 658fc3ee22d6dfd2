# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""HTML quote containers: what the markup itself says about who wrote what."""

import re

from .quotation import Label

QUOTE_CLASSES = {
    "gmail_quote",
    "gmail_quote_container",
    "gmail_attr",
    "yahoo_quoted",
    "protonmail_quote",
    "tutanota_quote",
    "moz-cite-prefix",
    "moz-forward-container",
    "moz-email-headers-table",
    "zmail_extra",
    "zmail_extra_hr",
}
QUOTE_IDS = {
    "OLK_SRC_BODY_SECTION",
    "mail-editor-reference-message-container",
    "reply-intro",
    "isReplyContent",
    "yahoo_quoted",
}
#: From these on, all that follows in the document is the old mail.
CUT_IDS = {"divRplyFwdMsg", "appendonsend", "stopSpelling", "zwchr"}
SIGNATURE_CLASSES = {
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-signature",
    "odoo_signature_wrapper",
    "o-signature-container",
    "protonmail_signature_block",
    "protonmail_signature_block-user",
    "zm_signature",
}
SIGNATURE_IDS = {"Signature", "signature", "ms-outlook-mobile-signature", "Zm-_Id_-Sgn"}
INDENT = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)|border-(?:left-)?width\s*:\s*0")


def kind_of(element):
    """Return ``"quote"``, ``"cut"``, ``"signature"`` or ``""`` for an element."""
    tag = element.tag
    names = _names(element)
    ids = {re.sub(r"^(?:x_)+", "", element.get("id") or "")}
    if tag == "blockquote":
        return "quote" if _is_quote(element, names) else ""
    if ids & CUT_IDS:
        return "cut"
    if names & SIGNATURE_CLASSES or ids & SIGNATURE_IDS:
        return "signature"
    if _is_marked_signature(element):
        return "signature"
    if names & QUOTE_CLASSES or ids & QUOTE_IDS or _is_named_quote(element):
        return "quote"
    return "odoo" if element.get("data-o-mail-quote") == "1" else ""


def _names(element):
    """Return the classes, without the prefixes that Outlook and Yahoo put before."""
    found = (element.get("class") or "").split()
    return {re.sub(r"^(?:x_|ydp[0-9a-f]+|yiv\d+)+", "", name) for name in found}


def _is_quote(element, names):
    """Tell a quotation from a paragraph that its writer merely indented."""
    if element.get("type") == "cite" or element.get("cite") or names - {"gmail_quote"}:
        return True
    return not INDENT.search(element.get("style") or "")


def _is_marked_signature(element):
    return (
        element.get("data-signatureblock") == "true"
        or element.get("data-smartmail") == "gmail_signature"
    )


def _is_named_quote(element):
    """GMX and others mark the old mail with ``name="quote"``."""
    return element.get("name") == "quote" and element.tag == "div"


class Context:
    """Follows a walk through the document and knows the label of each place."""

    def __init__(self):
        self.cut = False
        self._open = []  # [element, kind, still in force]
        self._released = set()

    @property
    def label(self):
        """The Label of text that stands here."""
        kinds = {kind for _element, kind, in_force in self._open if in_force}
        if self.cut or kinds - {"signature"}:
            return Label.QUOTED
        return Label.SIGNATURE if kinds else Label.NEW

    def enter(self, element):
        """Begin an element."""
        kind = kind_of(element)
        if kind == "odoo" and self._is_released(element.getparent()):
            self._released.add(element)
            return
        if kind == "cut":
            self.cut = True
        elif kind:
            self._open.append([element, kind, True])

    def leave(self, element):
        """End an element; below a quotation its container holds answers again."""
        if self._open and self._open[-1][0] is element:
            self._open.pop()
        if element.tag != "blockquote" or not self._open:
            return
        container, kind, _in_force = self._open[-1]
        is_direct = container is element.getparent() and container.tag != "blockquote"
        if is_direct and kind in ("quote", "odoo"):
            self._open[-1][2] = False
            self._released.add(container)

    def _is_released(self, element):
        return element is not None and element in self._released
