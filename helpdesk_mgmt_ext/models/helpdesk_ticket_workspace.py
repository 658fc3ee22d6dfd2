# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an agent sees of a ticket and does next: buttons, dialogs, times in stages."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_duration

from ..ticket_metrics import time_by
from .helpdesk_ticket_lifecycle import WORK_ROLES
from .helpdesk_ticket_stage import CLOSED_ROLES

#: The role a ticket is moved to → the dialog that asks for what the move needs.
ROLE_DIALOGS = {
    "escalated": "helpdesk_ticket_escalate_action",
    "on_hold": "helpdesk_ticket_hold_action",
    "pending_customer": "helpdesk_ticket_request_info_action",
    "resolved": "helpdesk_ticket_resolve_action",
}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    pipeline_stage_ids = fields.Many2many(
        "helpdesk.ticket.stage",
        compute="_compute_pipeline_stage_ids",
        string="Possible stages",
    )
    next_action = fields.Selection(
        [
            ("take", "Assign to me"),
            ("understand", "Note the understanding"),
            ("start", "Start work"),
            ("investigate", "Investigate"),
            ("resolve", "Resolve"),
            ("resume", "Resume work"),
            ("close", "Close"),
            ("reopen", "Reopen"),
        ],
        compute="_compute_next_action",
        string="Next step",
        help="What the process expects next; its button comes first.",
    )
    stage_times = fields.Text(
        compute="_compute_stage_times",
        string="Time in stages",
        help="How long the ticket has been in each stage so far.",
    )

    @api.depends("team_id", "company_id")
    def _compute_pipeline_stage_ids(self):
        for (team, company), tickets in self.grouped(
            lambda t: (t.team_id, t.company_id)
        ).items():
            # sudo: the stages of a team are no secret to whoever sees its tickets
            pipeline = team.sudo().with_company(company)._get_applicable_stages()
            tickets.pipeline_stage_ids = pipeline.with_env(self.env)

    @api.depends(
        "stage_role", "user_id", "pipeline_stage_ids", "understanding_issue", "team_id"
    )
    def _compute_next_action(self):
        for ticket in self:
            ticket.next_action = ticket._get_next_action()

    def _get_next_action(self):
        role = self.stage_role
        fixed = {
            "assigned": "start",
            "on_hold": "resume",
            "pending_customer": "resume",
            "resolved": "close",
        }
        if role in CLOSED_ROLES:
            return "reopen"
        if role in fixed:
            return fixed[role]
        if role == "new" and not self.user_id:
            return "take"
        if role == "new":
            # sudo: the team's rules bind everybody who may write the ticket
            needed = self.team_id.sudo().require_understanding
            return "start" if self.understanding_issue or not needed else "understand"
        roles = self.pipeline_stage_ids.mapped("role")
        if role == "in_progress" and "investigating" in roles:
            return "investigate"
        return "resolve"

    @api.depends("stage_id")
    def _compute_stage_times(self):
        """Fold the history; messages, from which core takes it, may be deleted."""
        now = fields.Datetime.now()
        history = self.env["helpdesk.ticket.stage.log"]._by_ticket(self._origin)
        roles = dict(self._fields["stage_role"]._description_selection(self.env))
        for ticket in self:
            lines = history.get(ticket._origin, ())
            spent = time_by([(line.at, _stage_key(line)) for line in lines], now)
            ticket.stage_times = "\n".join(
                f"{stage.name or roles.get(role)}: "
                f"{self._format_stage_time(time.total_seconds())}"
                for (stage, role), time in spent.items()
            )

    @api.model
    def _format_stage_time(self, seconds):
        """Return a duration for people: days, then hours and minutes."""
        spent = timedelta(seconds=seconds)
        clock = format_duration((spent - timedelta(spent.days)).total_seconds() / 3600)
        if not spent.days:
            return clock
        return self.env._("%(days)s d %(clock)s h", days=spent.days, clock=clock)

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Show the pipeline of the team looked at, else the shared one; plus stages
        that hold tickets."""
        team_id = self.env.context.get("default_team_id")
        if not team_id:
            shared = Domain("team_ids", "=", False)
            return stages.search(shared | Domain("id", "in", stages.ids))
        team = self.env["helpdesk.ticket.team"].browse(team_id)
        applicable = team._get_applicable_stages()
        return stages.search([("id", "in", (applicable | stages).ids)])

    def _pipeline(self):
        """Put the stage that a person dropped the card on before others of its role."""
        stages = super()._pipeline()
        wanted_id = self.env.context.get("helpdesk_target_stage")
        wanted = stages.filtered(lambda stage: stage.id == wanted_id)
        return wanted + (stages - wanted)

    def get_stage_dialog(self, stage_id):
        """Return the dialog to fill in before the tickets may go to a stage.

        Used by the kanban view and the status bar, so that dragging a card does what
        the button does.

        :param stage_id: id of the stage the person chose
        :return: an action, or False if the move needs no text
        """
        self.check_access("write")
        stage = self.env["helpdesk.ticket.stage"].browse(stage_id).exists()
        xmlid = self._get_stage_dialog_xmlid(stage)
        if not xmlid:
            return False
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"helpdesk_mgmt_ext.{xmlid}"
        )
        action["context"] = {
            "default_ticket_ids": self.ids,
            "default_stage_id": stage.id,
        }
        return action

    def _get_stage_dialog_xmlid(self, stage):
        """Return the XML-ID of the dialog for a move to ``stage``, or None."""
        if not stage or any(ticket.stage_role not in WORK_ROLES for ticket in self):
            return None  # a move out of resolved or closed: the rules answer it
        if stage.role in ROLE_DIALOGS:
            return ROLE_DIALOGS[stage.role]
        if any(ticket._lacks_understanding(stage.role) for ticket in self):
            return "helpdesk_ticket_understand_action"
        return None

    def _lacks_understanding(self, role):
        # sudo: the team's rules bind everybody who may write the ticket
        return (
            self.stage_role == "new"
            and role in WORK_ROLES - {"new", "assigned", "pending_customer"}
            and self.team_id.sudo().require_understanding  # sudo: as above
            and not (self.understanding_issue or "").strip()
        )

    @api.onchange("type_id")
    def _onchange_type_id(self):
        """Keep team and person unless the team takes other types only.

        Stock empties both when the team lists no types, that is, takes all.
        """
        types = self.team_id.type_ids
        if self.type_id and types and self.type_id not in types:
            self.team_id = False
            self.user_id = False


def _stage_key(line):
    """Return the stage a line of the history tells of; None once it is closed."""
    if line.role in CLOSED_ROLES:
        return None
    return line.stage_id, False if line.stage_id else line.role
