# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What installation does to records that stock or an administrator made."""

import logging

import psycopg2

from odoo.modules.db import has_trigram

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


def pre_init_hook(env):
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
