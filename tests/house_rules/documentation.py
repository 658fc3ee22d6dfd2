# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the pages name, and what the sources have."""

import functools
import pathlib
import re

from lxml import etree

ROOT = pathlib.Path(__file__).parents[2]
ADDONS = sorted(path.parent.name for path in ROOT.glob("helpdesk_*/__manifest__.py"))
TOP_FOLDERS = {*ADDONS, "docs", "setup", "tests"}
SEPARATOR = re.compile(r"\s*>\s*")

#: Menus of the stock addons under Helpdesk: XML-ID → (name, parent).
MGMT = "helpdesk_mgmt.helpdesk_"
STOCK = {
    MGMT + "ticket_main_menu": ("Helpdesk", None),
    MGMT + "ticket_dashboard_menu": ("Overview", MGMT + "ticket_main_menu"),
    MGMT + "ticket_menu": ("Tickets", MGMT + "ticket_main_menu"),
    MGMT + "own_ticket_menu": ("My Tickets", MGMT + "ticket_menu"),
    MGMT + "all_ticket_menu": ("All Tickets", MGMT + "ticket_menu"),
    MGMT + "ticket_reporting_menu": ("Reporting", MGMT + "ticket_main_menu"),
    MGMT + "ticket_reporting_analysis": (
        "Tickets Analysis",
        MGMT + "ticket_reporting_menu",
    ),
    "helpdesk_mgmt_rating.helpdesk_ticket_rating_menu": (
        "Customer Satisfaction",
        MGMT + "ticket_reporting_menu",
    ),
    MGMT + "ticket_config_main_menu": ("Configuration", MGMT + "ticket_main_menu"),
    MGMT + "config_settings_menu": ("Settings", MGMT + "ticket_config_main_menu"),
    MGMT + "ticket_team_menu": ("Teams", MGMT + "ticket_config_main_menu"),
    MGMT + "ticket_stage_menu": ("Stages", MGMT + "ticket_config_main_menu"),
    MGMT + "ticket_category_menu": ("Categories", MGMT + "ticket_config_main_menu"),
    MGMT + "ticket_tag_menu": ("Tags", MGMT + "ticket_config_main_menu"),
    MGMT + "ticket_channel_menu": ("Sources", MGMT + "ticket_config_main_menu"),
    "helpdesk_type.helpdesk_ticket_type": ("Types", MGMT + "ticket_config_main_menu"),
}
#: Words that the screens of the stock addons show.
STOCK_LABELS = {
    "Actions",
    "Discuss",
    "Email Alias",
    "Helpdesk Access Levels",
    "Log note",
    "My Preferences",
    "Send message",
    "Team Members",
    "Use SLA",
}
#: Core's, where the pages send people.
CORE = [
    "Settings > General Settings",
    "Settings > Users & Companies > Users",
    "Settings > Technical > Automation > Scheduled Actions",
    "Settings > Technical > Email > Digest Emails",
    "Settings > Technical > Email > Incoming Mail Servers",
    "Settings > Technical > Email > Mail Gateway Allowed",
    "Settings > Technical > Parameters > System Parameters",
    "Live Chat > Channels",
    "Actions",
    "My Preferences",
    "Other Information",
]


def pages():
    """Return the pages that people read."""
    patterns = ("README.md", "docs/*.md", "setup/**/README.md", "tests/*/README.md")
    found = [path for pattern in patterns for path in ROOT.glob(pattern)]
    found += ROOT.glob("helpdesk_*/readme/*.md")
    return sorted(path for path in found if "node_modules" not in path.parts)


def menu_paths(text):
    """Return the menus that ``text`` names: italics with ``>`` between the parts."""
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    found = re.findall(r"(?<![*\w])[*_]([^*_\n]+(?:\n[^*_\n]+)?)[*_](?![*\w])", text)
    flat = (" ".join(path.split()) for path in found)
    return [path for path in flat if " > " in path]


def quoted(text):
    """Return what stands in backticks, outside of blocks of code."""
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    return [" ".join(words.split()) for words in re.findall(r"`([^`]+)`", text)]


def links(text):
    """Return the links and pictures that stay inside the project, without anchors."""
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    inside = (target.partition("#")[0] for target in found if "://" not in target)
    return [target for target in inside if target]


def labels(text):
    """Return the words of the screen that ``text`` names: italics, no menu."""
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    found = re.findall(r"(?<![*\w])\*([^*\n]+(?:\n[^*\n]+)?)\*(?![*\w])", text)
    flat = (" ".join(words.split()) for words in found)
    return [words for words in flat if " > " not in words]


def on_screen(words):
    """Whether something of ours, or of the stock addons, is labelled like this.

    A field without a label of its own is labelled by its name.
    """
    named = f"{words.lower().replace(' ', '_')} = fields."
    return words in STOCK_LABELS or words in _flat_sources() or named in sources()


@functools.cache
def _flat_sources():
    return " ".join(sources().replace("&gt;", ">").split())


@functools.cache
def sources():
    """Return everything that names things, in one text."""
    endings = {".py", ".xml", ".js", ".csv", ".sh", ".json", ".toml", ""}
    files = [
        path
        for top in TOP_FOLDERS - {"docs"}
        for path in (ROOT / top).rglob("*")
        if path.is_file()
        and path.suffix in endings
        and not {"node_modules", "__pycache__", "house_rules"} & set(path.parts)
    ]
    return "\n".join(path.read_text(errors="ignore") for path in files)


def unknown_menu(path):
    """Return the first part of the path that exists nowhere, or None.

    A path may begin below its root. After the menu may come a label of the screen: a
    section, a tab, a button.
    """
    parts = SEPARATOR.split(path)
    for length in range(len(parts), 0, -1):
        if any(_ends(menu, parts[:length]) for menu in _menus()):
            rest = parts[length:]
            return next((part for part in rest if part not in _labels()), None)
    return parts[0]


def _ends(menu, parts):
    return list(menu[-len(parts) :]) == parts


@functools.cache
def _menus():
    menus = {**STOCK}
    for addon, tree in _trees():
        for node in tree.iter("menuitem"):
            parent = node.get("parent") and _full(addon, node.get("parent"))
            name = node.get("name") or _action_name(addon, node.get("action"))
            menus[_full(addon, node.get("id"))] = (name, parent)
        for node in tree.iterfind(".//record[@model='ir.ui.menu']"):
            name, parent = menus.get(_full(addon, node.get("id")), ("", None))
            for field in node.iterfind("field"):
                if field.get("name") == "name":
                    name = " ".join(field.text.split())
                elif field.get("name") == "parent_id":
                    parent = _full(addon, field.get("ref"))
            menus[_full(addon, node.get("id"))] = (name, parent)
    paths = {_path(menus, xml_id) for xml_id in menus}
    core = {tuple(SEPARATOR.split(path)) for path in CORE}
    # a menu that only leads to others is a place, too
    return {path[: index + 1] for path in paths | core for index in range(len(path))}


def _path(menus, xml_id):
    name, parent = menus[xml_id]
    return (*(_path(menus, parent) if parent in menus else ()), name)


@functools.cache
def _labels():
    found = set()
    for _addon, tree in _trees():
        for node in tree.iter(etree.Element):
            for attribute in ("string", "title", "name"):
                found.add(" ".join((node.get(attribute) or "").split()))
            if node.tag == "field" and node.get("name") == "name":
                found.add(" ".join((node.text or "").split()))
    found |= set(re.findall(r'string="([^"]+)"', sources()))
    return found


def _action_name(addon, action):
    for other, tree in _trees():
        for node in tree.iter("record"):
            if _full(other, node.get("id") or "") == _full(addon, action or ""):
                return node.findtext("field[@name='name']", "").strip()
    return ""


@functools.cache
def _trees():
    return [
        (addon, etree.parse(path).getroot())
        for addon in ADDONS
        for path in (ROOT / addon).rglob("*.xml")
        if not {"static", "demo", "tests"} & set(path.parts)
    ]


def _full(addon, xml_id):
    return xml_id if "." in xml_id else f"{addon}.{xml_id}"
