# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Give other addons' records back the values they had before ours changed them.

Uninstalling deletes the records of an addon, not what it changed in those of others: a
stock menu would open nothing, and a stock rule would ask for a field that is gone.
"""

import logging

from lxml import etree

from odoo.modules.module import Manifest
from odoo.tools import file_open
from odoo.tools.convert import xml_import

_logger = logging.getLogger(__name__)

TAGS = ("record", "menuitem", "template")


def restore_stock(env, addon):
    """Load anew what the data files of ``addon`` changed in other addons' records.

    To be called by its uninstall hook. Records somebody deleted stay deleted.
    """
    wanted = {}
    for name in _foreign_ids(addon):
        module, _dot, short = name.partition(".")
        if env.ref(name, raise_if_not_found=False):
            wanted.setdefault(module, set()).add(short)
    for module, names in sorted(wanted.items()):
        for path in _xml_files(module):
            root = _only(path, module, names)
            if root is not None:
                _logger.info("Restoring records of %s from %s", module, path)
                xml_import(env, module, {}, "init", False, path).parse(root)


def _xml_files(addon):
    manifest = Manifest.for_addon(addon, display_warning=False)
    names = manifest["data"] if manifest else []
    return [f"{addon}/{name}" for name in names if name.endswith(".xml")]


def _parse(path):
    with file_open(path, "rb") as file:
        return etree.parse(file).getroot()


def _foreign_ids(addon):
    """Return the XML-IDs of other addons that the data files of ``addon`` write."""
    return {
        node.get("id")
        for path in _xml_files(addon)
        for node in _parse(path).iter(*TAGS)
        if "." in node.get("id", "") and not node.get("id").startswith(f"{addon}.")
    }


def _only(path, module, names):
    """Return the file with nothing but these records in it; None if it has none."""
    root = _parse(path)
    found = False
    for parent in list(root.iter("odoo", "data")):
        for node in list(parent):
            if node.tag == "data":
                continue
            short = (node.get("id") or "").removeprefix(f"{module}.")
            if node.tag in TAGS and short in names:
                found = True
            else:
                parent.remove(node)
    return root if found else None
