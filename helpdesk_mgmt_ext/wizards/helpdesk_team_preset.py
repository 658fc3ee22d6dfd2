# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models

from ..team_presets import PRESETS


class HelpdeskTeamPreset(models.TransientModel):
    _name = "helpdesk.team.preset"
    _description = "Apply a Preset to Helpdesk Teams"

    team_ids = fields.Many2many(
        "helpdesk.ticket.team",
        string="Teams",
        required=True,
        context={"active_test": False},
    )
    preset = fields.Selection(
        selection=lambda self: [
            (key, self.env._(preset.label)) for key, preset in PRESETS.items()
        ],
        required=True,
        default="eight_steps",
    )
    description = fields.Text(compute="_compute_description")
    preview = fields.Html(
        compute="_compute_preview",
        string="What will change",
        sanitize=False,  # built below from escaped texts
    )

    @api.depends("preset")
    def _compute_description(self):
        for wizard in self:
            preset = PRESETS.get(wizard.preset)
            wizard.description = preset and self.env._(preset.description)

    @api.onchange("preset")
    def _onchange_preset(self):
        """Offer all the teams that the preset is meant for."""
        codes = PRESETS[self.preset].team_codes if self.preset else ()
        if codes:
            teams = self.env["helpdesk.ticket.team"].with_context(active_test=False)
            self.team_ids |= teams.search([("code", "in", codes)])

    @api.depends("preset", "team_ids")
    def _compute_preview(self):
        for wizard in self:
            preset = PRESETS.get(wizard.preset)
            parts = [
                wizard._render_plan(team, preset) for team in wizard.team_ids._origin
            ]
            wizard.preview = preset and Markup().join(parts)

    def _render_plan(self, team, preset):
        lines = self._describe_plan(team, team._plan_preset(preset))
        items = Markup().join(Markup("<li>%s</li>") % line for line in lines)
        if not items:
            items = Markup("<li>%s</li>") % self.env._(
                "Nothing: it is set up like this already."
            )
        return Markup("<strong>%s</strong><ul>%s</ul>") % (team.display_name, items)

    def _describe_plan(self, team, plan):
        """Return one sentence per change."""
        added = [*(plan.use | plan.link).mapped("name")]
        added += [vals["name"] for vals in plan.create]
        sentences = [
            (self.env._("Stages added: %s"), ", ".join(added)),
            (
                self.env._("Stages left out: %s"),
                ", ".join((plan.drop | plan.hide).mapped("name")),
            ),
            (
                self.env._("Stages kept while they hold tickets: %s"),
                ", ".join(plan.keep.mapped("name")),
            ),
            (self.env._("Categories added: %s"), ", ".join(plan.categories)),
            (self.env._("Kept as somebody set it: %s"), self._labels(team, plan.kept)),
        ]
        lines = [sentence % text for sentence, text in sentences if text]
        lines += [
            self.env._(
                "%(count)s ticket(s) move out of “%(stage)s” to the stage that takes "
                "its place",
                count=count,
                stage=stage.name,
            )
            for stage, count in plan.moves.items()
        ]
        return lines + self._describe_options(team, plan.options)

    def _describe_options(self, team, options):
        lines = []
        for name, value in options.items():
            field = team._fields[name]
            lines.append(
                self.env._(
                    "%(option)s: %(old)s → %(new)s",
                    option=field._description_string(self.env),
                    old=self._format_option(field, team[name]),
                    new=self._format_option(field, value),
                )
            )
        return lines

    def _format_option(self, field, value):
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        return f"{value:g}" if isinstance(value, float) else value

    def _labels(self, team, names):
        return ", ".join(team._fields[n]._description_string(self.env) for n in names)

    def action_apply(self):
        """Apply the preset to the teams.

        :raises AccessError: not a helpdesk manager
        """
        self.ensure_one()
        self.team_ids.check_access("write")
        self.team_ids._apply_preset(PRESETS[self.preset])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The teams are set up."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
