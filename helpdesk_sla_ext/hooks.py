# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""First installation: switch the seeded teams on, take stock targets over."""

from datetime import timedelta

from odoo import fields

from odoo.addons.helpdesk_mgmt_ext.stock_records import restore_stock

from .models.helpdesk_sla_folding import Folding
from .sla_clock import working_time_between

SEEDED_TEAMS = (
    "team_functional",
    "team_technical",
    "team_integration",
    "team_crm",
    "team_finance_hr",
    "team_infrastructure",
    "team_qa_knowledge",
    "team_officer",
)


def uninstall_hook(env):
    """Leave the stock policies and their targets; ours mean nothing to stock.

    Stock knows one kind of target, the stage. Ours go, and policies somebody made of
    another kind are archived, so that stock does not take them for its own.
    """
    restore_stock(env, "helpdesk_sla_ext")
    env.flush_all()
    seeded = "SELECT res_id FROM ir_model_data WHERE module = 'helpdesk_sla_ext' AND"
    env.cr.execute(
        "DELETE FROM helpdesk_ticket_sla WHERE metric <> 'stage'"
        f" OR sla_id IN ({seeded} model = 'helpdesk.sla')"
    )
    env.cr.execute("UPDATE helpdesk_sla SET active = FALSE WHERE metric <> 'stage'")
    env.invalidate_all()


def post_init_hook(env):
    """Let the seeded teams make promises; begin the ledger of what is there."""
    for name in SEEDED_TEAMS:
        team = env.ref(f"helpdesk_mgmt_ext.{name}", raise_if_not_found=False)
        if team:
            team.use_sla = True
    _start_ledgers(env)
    _adopt_stock_targets(env)


def _start_ledgers(env):
    """Give open tickets a beginning: now. What was before is not known.

    They get no new promises, or all of them would be broken at once; reopening or
    reclassifying gives them targets.
    """
    now = fields.Datetime.now()
    tickets = env["helpdesk.ticket"].search(
        [("stage_id.closed", "=", False), ("sla_event_ids", "=", False)]
    )
    env["helpdesk.sla.event"].create(
        [
            ticket._prepare_sla_stage_vals(
                "start", now, detail="Service levels were installed."
            )
            for ticket in tickets
        ]
    )


def _adopt_stock_targets(env):
    """Keep deadlines and verdicts of the stock targets of open tickets."""
    now = fields.Datetime.now()
    rows = env["helpdesk.ticket.sla"].search(
        [("ticket_id.stage_id.closed", "=", False), ("metric", "=", "stage")]
    )
    rows.filtered(lambda row: row.state == "accomplished").write({"reached_at": now})
    for row in rows.filtered(lambda row: row.state == "expired"):
        row.write(
            {
                "late_lap": 0,
                "breach_count": 1,
                "breached_at": row.deadline or now,
                "breach_reason": "late",
            }
        )
    undecided = rows.filtered(lambda row: row.state in ("in_progress", "on_hold"))
    for row in undecided:
        row.write(_prepare_adopted_vals(row, now))
    undecided._stamp_overdue(now)
    rows.filtered(lambda row: row.state != "accomplished")._refold()


def _prepare_adopted_vals(row, now):
    """Return what makes the fold, which begins now, arrive at the same deadline."""
    vals = {"expected_stage_id": row.sla_id.stage_id.id}
    ticket = row.ticket_id
    calendar, _complete = ticket.team_id._sla_calendar(row.sla_id, ticket.company_id)
    if row.state == "in_progress" and row.deadline and row.deadline > now:
        folding = Folding(ticket, now)
        spans = folding.spans(calendar, ticket.company_id, True)
        left = working_time_between(now, row.deadline, spans) / timedelta(hours=1)
        vals["consumed_time"] = row.hours - left
    return vals
