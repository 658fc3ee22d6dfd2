# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Each addon can be taken away: what is left works, and it can come back."""

import re

import pytest
from conftest import addons

SEED = """
Stage = env["helpdesk.ticket.stage"]
team = env["helpdesk.ticket.team"].search([("code", "=", "technical")])
customer = env["res.partner"].create(
    {"name": "Uninstall", "email": "u@outside.example"})
user = env["res.users"].with_context(no_reset_password=True).create({
    "login": "uninstall-portal", "password": "uninstall-portal",
    "partner_id": customer.id,
    "group_ids": [(6, 0, env.ref("base.group_portal").ids)]})
domains = env["mail.alias.domain"]
domain = domains.search([], limit=1) or domains.create({"name": "uninstall.example"})
env["res.company"].search([]).alias_domain_id = domain
team.alias_domain_id = domain
for stage in Stage.search([("team_ids", "=", False)]):
    ticket = env["helpdesk.ticket"].create({
        "name": "Uninstall %s" % stage.role, "description": "<p>x</p>",
        "team_id": team.id, "partner_id": customer.id,
        "blocker_note": "the supplier", "understanding_issue": "it is broken",
        "resolution_summary": "The part was replaced, and it works again."})
    ticket.sudo().stage_id = stage
    ticket.message_post(body="said")
env["ir.config_parameter"].set_param("helpdesk_mgmt_ext.original_days", "10")
"""
TICKETS = "SELECT id, number, name, stage_id, team_id, partner_id FROM helpdesk_ticket"
SAID = (
    "SELECT count(*) FROM mail_message WHERE model = 'helpdesk.ticket'"
    " AND body LIKE '%said%'"
)
#: What must not be left: (what, query that gives nothing); %s is the addons that went.
LEFTOVERS = (
    (
        "menus that open nothing",
        "SELECT id, name FROM ir_ui_menu WHERE action IS NOT NULL AND NOT EXISTS ("
        " SELECT 1 FROM ir_actions a WHERE a.id = split_part(action, ',', 2)::int)",
    ),
    (
        "records of ours",
        "SELECT module, model, name FROM ir_model_data WHERE module IN (%s)",
    ),
    (
        "jobs of a model that is gone",
        "SELECT c.id FROM ir_cron c"
        " JOIN ir_act_server s ON s.id = c.ir_actions_server_id"
        " WHERE NOT EXISTS (SELECT 1 FROM ir_model m WHERE m.id = s.model_id)",
    ),
    (
        "views of a model that is gone",
        "SELECT id, name FROM ir_ui_view WHERE model IS NOT NULL AND type <> 'qweb'"
        " AND model NOT IN (SELECT model FROM ir_model)",
    ),
    (
        "actions of a model that is gone",
        "SELECT id, name FROM ir_act_window"
        " WHERE res_model NOT IN (SELECT model FROM ir_model)",
    ),
    (
        "filters of a model that is gone",
        "SELECT id FROM ir_filters WHERE model_id NOT IN (SELECT model FROM ir_model)",
    ),
    (
        "columns without a field",
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'helpdesk_ticket' AND column_name NOT IN ("
        " SELECT name FROM ir_model_fields WHERE model = 'helpdesk.ticket')",
    ),
    (
        "tables without a model",
        "SELECT tablename FROM pg_tables WHERE tablename LIKE 'helpdesk%%'"
        " AND tablename NOT LIKE '%%_rel' AND tablename NOT IN ("
        " SELECT replace(model, '.', '_') FROM ir_model)",
    ),
    (
        "constraints of ours",
        "SELECT c.name FROM ir_model_constraint c JOIN pg_constraint p"
        " ON p.conname = c.name JOIN ir_module_module m ON m.id = c.module"
        " WHERE m.name IN (%s)",
    ),
    (
        "parameters of ours",
        "SELECT key FROM ir_config_parameter WHERE split_part(key, '.', 1) IN (%s)",
    ),
)
#: Lists and forms that an administrator opens first.
VIEWS = ("form", "list", "kanban", "search")


@pytest.mark.parametrize("addon", addons())
def test_uninstalled_addon_leaves_a_working_database(template, sites, addon):
    site = sites("uninstall").copy_of(template)
    site.shell(SEED)
    before, said = site.query(f"{TICKETS} ORDER BY id"), site.value(SAID)
    assert len(before) >= 9  # one in each stage
    log = site.odoo("module", "uninstall", addon)
    assert not re.findall(r" (?:ERROR|CRITICAL) .*", log)

    gone = [
        row[0]
        for row in site.query(
            "SELECT name FROM ir_module_module WHERE state = 'uninstalled'"
        )
        if row[0] in addons()
    ]
    assert addon in gone
    names = ", ".join(f"'{name}'" for name in gone)
    for what, sql in LEFTOVERS:
        found = site.query(sql % ((names,) * sql.count("(%s)")) if "%" in sql else sql)
        assert found == [], what
    assert site.query(f"{TICKETS} ORDER BY id") == before
    assert site.value(SAID) == said
    check_works(site)

    site.update("-i", ",".join(gone))
    assert site.query(f"{TICKETS} ORDER BY id")[: len(before)] == before
    doubles = "SELECT name FROM {} WHERE active GROUP BY name HAVING count(*) > 1"
    for table in ("helpdesk_ticket_team", "helpdesk_ticket_stage"):
        assert site.query(doubles.format(table)) == [], table
    check_works(site)


def check_works(site):
    """An administrator, a customer and a mail: each gets on."""
    site.start()
    try:
        check_staff(site)
        check_customer(site)
    finally:
        site.stop()
    assert site.problems() == []


def check_staff(site):
    known = site.rpc("helpdesk.ticket", "search", [], limit=1)
    views = [[False, kind] for kind in VIEWS]
    fields = site.rpc("helpdesk.ticket", "get_views", views)["models"]
    names = sorted(fields["helpdesk.ticket"]["fields"])
    assert site.rpc("helpdesk.ticket", "read", known, names)
    values = {"name": "Uninstall after", "description": "<p>x</p>"}
    ticket = site.rpc("helpdesk.ticket", "create", values)
    stages = site.rpc("helpdesk.ticket.stage", "search", [["closed", "=", True]])
    site.rpc("helpdesk.ticket", "write", [ticket], {"stage_id": stages[0]})
    domain = [["name", "=like", "Uninstall%"], ["alias_name", "!=", False]]
    teams = site.rpc("helpdesk.ticket.team", "search_read", domain[1:], ["alias_email"])
    raw = (
        f"From: New <new@outside.example>\nTo: {teams[0]['alias_email']}\n"
        "Subject: Uninstall mail\nMessage-Id: <uninstall@outside.example>\n\nHello\n"
    )
    before = site.value("SELECT count(*) FROM helpdesk_ticket")
    site.rpc("mail.thread", "message_process", None, raw.replace("<un", f"<{before}un"))
    assert int(site.value("SELECT count(*) FROM helpdesk_ticket")) == int(before) + 1
    page = site.login("admin", "admin").get(f"{site.url}/odoo", timeout=120)
    assert page.ok and "odoo.__session_info__" in page.text


def check_customer(site):
    browser = site.login("uninstall-portal", "uninstall-portal")
    number = site.query(
        "SELECT id, number FROM helpdesk_ticket WHERE name = 'Uninstall new'"
    )[0]
    for path, text in (
        ("/my/tickets", number[1]),
        (f"/my/ticket/{number[0]}", "Uninstall new"),
    ):
        page = browser.get(site.url + path, timeout=120)
        assert page.ok and text in page.text, path
