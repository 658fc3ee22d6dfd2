# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which stages a team works with."""

from odoo import fields, models, tools


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    unused_stage_ids = fields.Many2many(
        "helpdesk.ticket.stage",
        "helpdesk_team_unused_stage_rel",
        "team_id",
        "stage_id",
        string="Stages not used",
        copy=True,
        domain=[("team_ids", "=", False)],
        help="Shared stages that this team leaves out of its pipeline.",
    )

    def _get_applicable_stages(self):
        """Return the pipeline without the shared stages that the team leaves out.

        What the superuser finds is kept per worker, until a stage or a team changes
        (``helpdesk_remembered_mixin.py``).
        """
        anew = self.env.context.get("helpdesk_stages_anew")
        if self.env.su and not anew and (self.id or not self):
            stages = self.env["helpdesk.ticket.stage"]
            company_id = not self and self.env.company.id  # that of a team is its own
            active_test = self.env.context.get("active_test", True)
            return stages.browse(
                self._applicable_stage_ids(self.id, company_id, active_test)
            )
        stages = super()._get_applicable_stages()
        return stages - self.unused_stage_ids if self else stages

    @tools.ormcache("team_id", "company_id", "active_test")
    def _applicable_stage_ids(self, team_id, company_id, active_test):
        teams = self.with_context(helpdesk_stages_anew=True)
        return teams._get_applicable_stages()._ids

    def action_open_preset(self):
        """Open the dialog that sets the team up in one of the known ways."""
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "helpdesk_mgmt_ext.helpdesk_team_preset_action"
        )
        action["context"] = {"default_team_ids": self.ids}
        return action
