# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A database of an early version, updated to this one: nothing lost, facts filled."""

import os
import subprocess
import tarfile

import pytest
from conftest import ROOT, command

#: An early version that could be installed by the README, before figures were kept.
BASE = "916f2134031e6b88e6bd0b0ad3955b6e1ba95b25"
#: What must be the same before and after: (what, query).
KEPT = (
    ("tickets", "SELECT id, number, name, stage_id, team_id FROM helpdesk_ticket"),
    ("messages", "SELECT id, body FROM mail_message WHERE model = 'helpdesk.ticket'"),
    ("ledger", "SELECT id, ticket_id, kind, at FROM helpdesk_sla_event"),
    ("closed", "SELECT id, closed_date, close_reason, cycle FROM helpdesk_ticket"),
)
#: What people did with the early version: tickets answered, passed on and closed.
LIFE = """
team = env["helpdesk.ticket.team"].search([("name", "!=", False)], limit=1)
customer = env["res.partner"].create(
    {"name": "Early", "email": "early@outside.example"})
admin = env.ref("base.user_admin")
tickets = env["helpdesk.ticket"].create([
    {"name": "Early %s" % n, "description": "<p>x</p>", "team_id": team.id,
     "partner_id": customer.id} for n in range(24)])
env.cr.commit()
closing = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
for ticket in tickets[:16]:
    ticket.with_user(admin).message_post(
        body="answered", message_type="comment", subtype_xmlid="mail.mt_comment")
env.cr.commit()
for ticket in tickets[:12]:
    ticket.stage_id = closing
"""
FIGURES = """
SELECT count(*) FROM helpdesk_ticket ticket
 WHERE closed_date IS NOT NULL AND stage_role = 'closed'
   AND (metrics_frozen_at IS NULL OR resolution_hours IS NULL)
"""
ANSWERED = """
SELECT count(*) FROM helpdesk_ticket
 WHERE agent_reply_count = 1 AND first_response_hours IS NOT NULL
"""
WITHOUT_HISTORY = """
SELECT count(*) FROM helpdesk_ticket ticket
 WHERE NOT EXISTS (SELECT 1 FROM helpdesk_ticket_stage_log log
                    WHERE log.ticket_id = ticket.id)
"""
INSTALLED = """
SELECT string_agg(name, ',' ORDER BY name) FROM ir_module_module
 WHERE state = 'installed' AND name IN (%s)
"""


@pytest.fixture
def old_tree(tmp_path):
    """Return the addons as they were at BASE."""
    try:
        archive = subprocess.run(
            ["git", "-C", str(ROOT), "archive", BASE], capture_output=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(f"this copy of the project lacks the commit {BASE[:7]}")
    (tmp_path / "old.tar").write_bytes(archive)
    folder = tmp_path / "old"
    with tarfile.open(tmp_path / "old.tar") as tar:
        tar.extractall(folder, filter="data")
    return folder


def test_early_version_is_updated(sites, old_tree):
    stock = os.environ.get("HELPDESK_STOCK_DATABASE")
    if not stock:
        pytest.skip("HELPDESK_STOCK_DATABASE names no database without our addons")
    site = sites("old").copy_of(stock)
    early = sorted(p.parent.name for p in old_tree.glob("helpdesk_*/__manifest__.py"))
    site.update("-i", ",".join(early), tree=old_tree)
    site.shell(LIFE, tree=old_tree)
    before = {what: site.query(f"{sql} ORDER BY id") for what, sql in KEPT}
    assert len(before["tickets"]) >= 24

    log = site.update("-u", "helpdesk_mgmt_ext")  # and what builds on it
    assert not [line for line in log.splitlines() if " ERROR " in line]
    names = ", ".join(f"'{name}'" for name in early)
    assert site.value(INSTALLED % names) == ",".join(early)
    for what, sql in KEPT:
        assert site.query(f"{sql} ORDER BY id") == before[what], what
    assert site.value(WITHOUT_HISTORY) == "0"
    assert site.value(FIGURES) == "0"
    assert site.value(ANSWERED) == "16"
    site.start()
    ticket = site.rpc(
        "helpdesk.ticket", "create", {"name": "after", "description": "x"}
    )
    assert site.rpc("helpdesk.ticket", "read", [ticket], ["number"])[0]["number"]


def test_commit_is_an_ancestor():
    """Else the rehearsal would prove nothing about this line of versions."""
    try:
        command("git", "-C", ROOT, "cat-file", "-e", f"{BASE}^{{commit}}")
    except (OSError, AssertionError):
        pytest.skip(f"this copy of the project lacks the commit {BASE[:7]}")
    command("git", "-C", ROOT, "merge-base", "--is-ancestor", BASE, "HEAD")
