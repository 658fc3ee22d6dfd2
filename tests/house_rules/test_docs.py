# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the pages say exists: menus, commands, files, pictures, links, names."""

import re
import sys

import pytest
from documentation import (
    ADDONS,
    ROOT,
    TOP_FOLDERS,
    labels,
    links,
    menu_paths,
    on_screen,
    pages,
    quoted,
    sources,
    unknown_menu,
)

PAGES = pages()
IMAGES = ROOT / "docs" / "images"
MAX_IMAGE, MAX_IMAGES = 150_000, 4_000_000
#: Pages in which italics are words of the screen.
FOR_PEOPLE = (
    *("agents", "officers", "managers", "customers"),
    *("admins", "integrators", "developers"),
)
#: Pages whose every name in backticks is a name of ours or of Odoo's.
TECHNICAL = ("docs/integrators.md", "docs/developers.md", "docs/admins.md")
#: What is not ours: commands, and words of the formats.
FOREIGN = {"curl", "odoo", "psql", "rtlcss", "your_addon"}
COMMAND = re.compile(r"(?<![\w/.])\./(setup/[\w./-]+)((?: +[\w./=…-]+)*)")


def every_page(name="page"):
    names = [str(page.relative_to(ROOT)) for page in PAGES]
    return pytest.mark.parametrize(name, PAGES, ids=names)


@every_page()
def test_every_menu_that_is_named_exists(page):
    found = [
        path for path in menu_paths(page.read_text()) if unknown_menu(path) is not None
    ]
    assert not found


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_every_label_in_italics_is_on_a_screen(name):
    text = (ROOT / "docs" / f"{name}.md").read_text()
    assert not [words for words in labels(text) if not on_screen(words)]


@every_page()
def test_menus_are_written_one_way(page):
    assert not re.findall(r"(?:Helpdesk|Settings|Configuration) →.*", page.read_text())


@every_page()
def test_every_command_exists_with_its_options(page):
    for script, arguments in COMMAND.findall(page.read_text()):
        path = ROOT / script
        assert path.exists(), script
        if not path.is_file():
            continue
        for option in re.findall(r"(?<!\S)--?[a-z][\w-]*", arguments):
            known = re.search(rf"(?<![\w-]){option}(?![\w-])", path.read_text())
            assert known, f"{script} has no {option}"


@every_page()
def test_every_file_that_is_named_exists(page):
    for name in quoted(page.read_text()):
        if not re.fullmatch(r"[\w.*/-]+", name) or "/" not in name:
            continue
        top = name.split("/")[0]
        if top in TOP_FOLDERS:
            assert any(ROOT.glob(name.rstrip("/"))), name
        elif top in ("models", "controllers", "data", "views", "wizards", "tests"):
            found = any(any((ROOT / addon).glob(name)) for addon in ADDONS)
            assert found, name


@every_page()
def test_every_address_that_is_named_is_served(page):
    for name in quoted(page.read_text()):
        path = re.match(r"(?:GET |POST )?(/(?:helpdesk|my)/[a-z_/.]+)", name)
        if path:
            assert path[1].rstrip("/.") in sources(), name


@every_page()
def test_every_link_leads_somewhere(page):
    for target in links(page.read_text()):
        assert (page.parent / target).exists(), target


@every_page()
def test_figures_called_measured_name_their_command(page):
    for paragraph, following in _paragraphs(page.read_text()):
        if re.search(r"\bMeasured\b", paragraph) and following.startswith("|"):
            names = [name.split()[0].removeprefix("./") for name in quoted(paragraph)]
            assert any((ROOT / name).exists() for name in names), paragraph


@pytest.mark.parametrize("name", TECHNICAL)
def test_every_technical_name_exists(name):
    text = (ROOT / name).read_text()
    for word in quoted(text):
        word = word.removesuffix("()")
        if re.fullmatch(r"[A-Za-z_][\w.-]*", word) and word not in FOREIGN:
            assert _is_known(word), word


def test_every_hook_is_described():
    base = ROOT / "helpdesk_mgmt_ext" / "models" / "helpdesk_ticket.py"
    hooks = base.read_text().partition("# --- hooks")[2] or base.read_text()
    names = set(re.findall(r"def (_after_(?!hook)\w+|_emit)\(", hooks))
    described = set(quoted((ROOT / "docs" / "developers.md").read_text()))
    assert names <= described


def test_every_event_is_described():
    data = ROOT / "helpdesk_mgmt_ext" / "data" / "helpdesk_webhook_event.xml"
    events = set(re.findall(r">(ticket\.\w+)<", data.read_text()))
    assert events
    assert events <= set(quoted((ROOT / "docs" / "integrators.md").read_text()))


def test_every_picture_is_taken_used_and_small():
    sys.path.insert(0, str(ROOT / "setup" / "lib"))
    try:
        from pictures import PICTURES
    finally:
        sys.path.pop(0)
    files = {path.stem: path.stat().st_size for path in IMAGES.glob("*.png")}
    used = {
        target.rpartition("/")[2].removesuffix(".png")
        for page in PAGES
        for target in links(page.read_text())
        if "docs/images/" in target or target.startswith("images/")
    }
    assert {picture.name for picture in PICTURES} == set(files)
    assert set(files) <= used
    assert max(files.values()) <= MAX_IMAGE
    assert sum(files.values()) <= MAX_IMAGES


def test_what_is_wrong_is_found():
    assert unknown_menu("Helpdesk > Reporting > Astrology") == "Astrology"
    assert unknown_menu("Nowhere > Inbox") == "Nowhere"
    assert unknown_menu("Helpdesk > Tickets > Triage") is None
    assert not on_screen("Open the pod bay doors")
    assert menu_paths("Go to *Helpdesk >\nInbox*.") == ["Helpdesk > Inbox"]
    assert COMMAND.findall("`./setup/demo --port 8070`")[0][0] == "setup/demo"


def _is_known(word):
    addon, _dot, rest = word.partition(".")
    word = rest if rest and addon in ADDONS else word
    pattern = rf"(?<![\w-]){re.escape(word)}(?![\w-])"
    return bool(re.search(pattern, sources())) or any(ROOT.glob(f"*/{word}"))


def _paragraphs(text):
    parts = re.split(r"\n\s*\n", text)
    return zip(parts, [*parts[1:], ""], strict=True)
