# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What installing and uninstalling do to records of stock or of an administrator."""

import logging

import psycopg2

from odoo.modules.db import has_trigram

from .stock_records import restore_stock

_logger = logging.getLogger(__name__)

#: stock XML-ID → (stock name, our name, role, place in the pipeline)
STOCK_STAGES = {
    "helpdesk_ticket_stage_new": ("New", "New", "new", 11),
    "helpdesk_ticket_stage_in_progress": (
        "In Progress",
        "In Progress",
        "in_progress",
        13,
    ),
    "helpdesk_ticket_stage_awaiting": (
        "Awaiting",
        "Pending Customer",
        "pending_customer",
        17,
    ),
    "helpdesk_ticket_stage_done": ("Done", "Closed", "closed", 19),
    "helpdesk_ticket_stage_cancelled": ("Cancelled", "Cancelled", "cancelled", 20),
    "helpdesk_ticket_stage_rejected": ("Rejected", "Rejected", "rejected", 21),
}
#: Addresses the seeded teams get if nobody has them yet.
TEAM_ALIASES = {
    "team_functional": "functional",
    "team_technical": "technical",
    "team_integration": "integration",
    "team_crm": "crm-support",
    "team_finance_hr": "finance-hr",
    "team_infrastructure": "infrastructure",
    "team_qa_knowledge": "qa-knowledge",
    "team_officer": "helpdesk",
}
#: Whose XML-IDs those of our records become that tickets need after an uninstall.
KEPT = "__helpdesk_mgmt_ext__"
#: model → statement for the ids of its records that are still needed.
NEEDED = {
    "helpdesk.ticket.stage": "SELECT stage_id FROM helpdesk_ticket",
    "helpdesk.ticket.team": "SELECT team_id FROM helpdesk_ticket",
    "helpdesk.ticket.type": "SELECT type_id FROM helpdesk_ticket",
    "helpdesk.ticket.channel": "SELECT channel_id FROM helpdesk_ticket",
    "mail.alias": "SELECT alias_id FROM helpdesk_ticket_team team"
    " JOIN helpdesk_ticket ticket ON ticket.team_id = team.id",
}


def pre_init_hook(env):
    _take_back_kept(env)
    _ask_for_trigrams(env)


def _take_back_kept(env):
    """Take back what an earlier uninstall left because tickets needed it."""
    env.cr.execute(
        """
        UPDATE ir_model_data kept SET module = 'helpdesk_mgmt_ext'
         WHERE module = %s AND NOT EXISTS (
               SELECT 1 FROM ir_model_data other
                WHERE other.module = 'helpdesk_mgmt_ext' AND other.name = kept.name)
        """,
        [KEPT],
    )


def uninstall_hook(env):
    """Leave the stock helpdesk as it was, with all tickets where they are.

    Stages, teams, types and sources of ours that tickets are in stay, as ordinary
    records; a later installation finds them again.
    """
    restore_stock(env, "helpdesk_mgmt_ext")
    env.flush_all()
    for model, needed in NEEDED.items():
        env.cr.execute(
            "UPDATE ir_model_data SET module = %s WHERE module = 'helpdesk_mgmt_ext'"
            f" AND model = %s AND res_id IN ({needed})",
            [KEPT, model],
        )
    parameters = env["ir.config_parameter"]
    parameters.search([("key", "=like", "helpdesk_mgmt_ext.%")]).unlink()
    env.invalidate_all()


def _ask_for_trigrams(env):
    """Have PostgreSQL find words quickly, where it lets us (see CONFIGURE)."""
    if env.registry.has_trigram:
        return
    try:
        with env.cr.savepoint():
            env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        env.registry.has_trigram = bool(has_trigram(env.cr))
    except psycopg2.Error as error:
        _logger.info("Searching reads each ticket, there is no pg_trgm: %s", error)


def post_init_hook(env):
    """Fit the stock pipeline, its mails and the seeded teams into the process."""
    _set_stock_stages(env)
    _set_team_aliases(env)
    _stamp_existing_tickets(env)
    env["helpdesk.ticket"]._backfill_metrics()
    _make_time_projects(env)


def _set_stock_stages(env):
    """Give the stock stages role and place; rename only what bears its stock name.

    Their stock mails greet the agent and go to the customer (defect V18): the process
    sends its own instead. A template that an administrator chose himself stays.
    """
    stock_mail = env.ref("helpdesk_mgmt.closed_ticket_template", False)
    for xmlid, (old_name, name, role, sequence) in STOCK_STAGES.items():
        stage = env.ref(f"helpdesk_mgmt.{xmlid}", raise_if_not_found=False)
        if not stage:
            _logger.info("Stock stage %s is gone: left so", xmlid)
            continue
        vals = {"role": role, "sequence": sequence}
        if stage.with_context(lang="en_US").name == old_name != name:
            vals["name"] = name
        if stock_mail and stage.mail_template_id == stock_mail:
            vals["mail_template_id"] = False
        stage.with_context(lang="en_US").write(vals)


def _set_team_aliases(env):
    """Give each seeded team its address, unless somebody else has it already."""
    taken = set(env["mail.alias"].search([]).mapped("alias_name"))
    for xmlid, alias_name in TEAM_ALIASES.items():
        team = env.ref(f"helpdesk_mgmt_ext.{xmlid}", raise_if_not_found=False)
        if team and not team.alias_name and alias_name not in taken:
            team.alias_name = alias_name


def _stamp_existing_tickets(env):
    """Stamp tickets that were there before us with what is known of them.

    In SQL: there may be a million, and no hook, mail or tracking is wanted.
    """
    env.cr.execute(
        """
        UPDATE helpdesk_ticket
           SET received_at = create_date,
               cycle_started_at = create_date,
               initial_priority = priority
         WHERE cycle_started_at IS NULL
        """
    )
    env["helpdesk.ticket"].invalidate_model()


def _make_time_projects(env):
    """Give each company the project that time on tickets is booked on."""
    for company in env["res.company"].search([]):
        company._get_helpdesk_project()
