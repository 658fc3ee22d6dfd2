# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every ``.sudo()`` says why it is needed, where the reader sees it."""

import pathlib

import pytest

ROOT = pathlib.Path(__file__).parents[2]
#: A statement may be longer than the lines between its reason and the call.
NEAR = 3


def unexplained(text):
    """Return the numbers of the lines that call ``sudo()`` without a reason."""
    lines = text.splitlines()
    return [
        number
        for number, line in enumerate(lines, 1)
        if ".sudo()" in line.partition("#")[0]
        and not any(
            "sudo:" in near for near in lines[max(0, number - 1 - NEAR) : number]
        )
    ]


@pytest.mark.parametrize("addon", sorted(p.name for p in ROOT.glob("helpdesk_*")))
def test_every_sudo_gives_its_reason(addon):
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / addon).rglob("*.py"))
        if "tests" not in path.parts
        for number in unexplained(path.read_text())
    ]
    assert not found


def test_a_call_without_reason_is_found():
    assert unexplained("a = b\nc = d.sudo()\n") == [2]
    assert not unexplained("# sudo: for everybody\nc = d.sudo()\n")
