# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Setting a team up in a known way, and saying beforehand what that changes."""

from collections import namedtuple

from odoo import api, fields, models
from odoo.fields import Domain

from ..team_presets import PRESETS
from .helpdesk_ticket_lifecycle import WORK_ROLES
from .helpdesk_ticket_stage import CLOSED_ROLES

#: Stages of our own that stay archived until a team wants them.
SPARE_STAGES = {
    "assigned": "helpdesk_mgmt_ext.stage_assigned",
    "escalated": "helpdesk_mgmt_ext.stage_escalated",
}
#: Tickets waiting for somebody else stay where they are: a move would start their
#: waiting anew, or close them.
MOVABLE_ROLES = WORK_ROLES - {"new", "pending_customer"}

#: What a preset changes on one team.
#:
#: - ``use``: shared stages taken up again; ``link``: stages of other teams, or archived
#:   ones, that become the team's too; ``create``: values of stages to be made
#: - ``drop``: stages that the preset before had given; ``hide``: shared stages left
#:   out; ``keep``: the same, but the team has tickets there
#: - ``moves``: {stage left: number of tickets that leave it}
#: - ``categories``: names of categories to be added
#: - ``options``: {field: new value}; ``kept``: fields that a person has set otherwise
PresetPlan = namedtuple(
    "PresetPlan", "use link create drop hide keep moves categories options kept"
)


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    preset = fields.Char(readonly=True, copy=False, help="The preset applied last.")
    preset_values = fields.Json(
        readonly=True,
        copy=False,
        help="What the preset has set: all else is a person's choice and is kept.",
    )

    preset_stage_ids = fields.Many2many(
        "helpdesk.ticket.stage",
        "helpdesk_team_preset_stage_rel",
        "team_id",
        "stage_id",
        string="Stages given by the preset",
        copy=False,
        readonly=True,
    )

    # ------------------------------------------------------------------ plan

    def _plan_preset(self, preset):
        """Return the :class:`PresetPlan` of ``preset`` for this team."""
        self.ensure_one()
        drop = self._plan_dropped_stages(preset)
        use, link, create = self._plan_stages(preset, drop)
        hide, keep, moves = self._plan_hidden_stages(preset, drop, link, create)
        options, kept = self._plan_options(preset)
        names = self._plan_categories(preset)
        return PresetPlan(
            use, link, create, drop, hide, keep, moves, names, options, kept
        )

    def _known_stages(self):
        Stage = self.env["helpdesk.ticket.stage"].with_context(active_test=False)
        return Stage.search(Domain("company_id", "in", [False, self.company_id.id]))

    def _plan_dropped_stages(self, preset):
        """Return the stages of the preset before that this one has no use for."""
        if self.preset == preset.key:
            return self.preset_stage_ids.browse()
        labels = dict(
            self.preset_stage_ids._fields["role"]._description_selection(self.env)
        )
        wanted = {
            (role, name or labels[role]) for role, name in self._preset_stages(preset)
        }
        counts = self._count_tickets_by_stage()
        return self.preset_stage_ids.filtered(
            lambda s: (
                (s.role, s.name) not in wanted
                and (s.role in MOVABLE_ROLES or not counts.get(s))
            )
        )

    def _plan_stages(self, preset, drop):
        """Return (stages taken up again, stages to link, values of new ones)."""
        known = self._known_stages()
        active = known.filtered("active") - drop
        use, link, create = known.browse(), known.browse(), []
        given = self.preset_stage_ids & active
        for role, name in self._preset_stages(preset):
            stages = active.filtered(lambda s, r=role: s.role == r)
            if name:
                stages = stages.filtered(
                    lambda s, n=name: s in given or (s.name == n and s.team_ids)
                )
            own = stages.filtered(lambda s: not s.team_ids or self in s.team_ids)
            if own:
                use += own & self.unused_stage_ids
                continue
            stage = stages[:1] or self._spare_stage(role, name, known)
            link += stage
            if not stage:
                create.append(self._prepare_preset_stage_vals(role, name, known))
        return use, link, create

    def _spare_stage(self, role, name, known):
        """Return an archived stage for ``role``: the suite's own, or a former one."""
        archived = known.filtered(lambda s: not s.active and s.role == role)
        if name:
            return archived.filtered(lambda s: s.name == name)[:1]
        own = self.env.ref(SPARE_STAGES.get(role, ""), raise_if_not_found=False)
        return archived & own if own else archived.browse()

    def _prepare_preset_stage_vals(self, role, name, known):
        label = dict(known._fields["role"]._description_selection(self.env))[role]
        order = [stage for stage in known if stage.role == role]
        return {
            "name": name or label,
            "role": role,
            "sequence": order[0].sequence if order else 15,
            "fold": role in CLOSED_ROLES,
            "company_id": self.company_id.id,
            "team_ids": [(6, 0, self.ids)],
        }

    def _plan_hidden_stages(self, preset, drop, link, create):
        """Return (stages to leave out, those to keep for their tickets, moves)."""
        roles = {role for role, _name in self._preset_stages(preset)}
        replaced = {*link.mapped("role"), *(vals["role"] for vals in create)}
        shared = self._known_stages().filtered(lambda s: s.active and not s.team_ids)
        counts = self._count_tickets_by_stage()
        unwanted = (
            shared.filtered(lambda s: s.role not in roles) - self.unused_stage_ids
        )
        stuck = unwanted.filtered(
            lambda s: s.role not in MOVABLE_ROLES and counts.get(s)
        )
        left = (unwanted - stuck) | drop | shared.filtered(lambda s: s.role in replaced)
        moves = {stage: counts[stage] for stage in left if counts.get(stage)}
        return unwanted - stuck, stuck, moves

    def _count_tickets_by_stage(self):
        return dict(
            self.env["helpdesk.ticket"]._read_group(
                [("team_id", "=", self.id)], ["stage_id"], ["__count"]
            )
        )

    def _plan_options(self, preset):
        """Return ({field: value to set}, [fields that a person has set otherwise]).

        What the preset before had set and this one does not mention goes back to its
        default, unless somebody has changed it since.
        """
        mine = self.preset_values or {}
        names = [*preset.options, *(mine if preset.options else ())]
        names = [name for name in dict.fromkeys(names) if name in self._fields]
        defaults = self.default_get(names)
        options, kept = {}, []
        for name in names:
            current, default = self[name], defaults.get(name, False)
            wanted = preset.options.get(name, default)
            if current == wanted or not self._is_valid_option(name, wanted):
                continue
            if current in (mine.get(name, default), default):
                options[name] = wanted
            elif name in preset.options:
                kept.append(name)
        return options, kept

    def _is_valid_option(self, name, value):
        field = self._fields[name]
        return field.type != "selection" or value in field.get_values(self.env)

    def _plan_categories(self, preset):
        """Return the names of the preset's categories that the team lacks."""
        have = {category.name.lower() for category in self.category_ids}
        names = [self.env._(name) for name in preset.categories]
        return [name for name in names if name.lower() not in have]

    # ----------------------------------------------------------------- apply

    @api.model
    def _load_preset(self, team_ids, key):
        """Apply a preset by its key; for data files and set-up scripts."""
        return self.browse(team_ids)._apply_preset(PRESETS[key])

    def _apply_preset(self, preset):
        """Set the teams up; doing it twice changes nothing the second time."""
        for team in self:
            team._apply_preset_plan(preset, team._plan_preset(preset))
        return True

    def _apply_preset_plan(self, preset, plan):
        given = plan.link + self.env["helpdesk.ticket.stage"].create(plan.create)
        plan.link.write({"active": True, "team_ids": [(4, self.id)]})
        self._drop_stages(plan.drop)
        values = {
            **plan.options,
            "active": True,
            "preset": preset.key,
            "preset_values": {**(self.preset_values or {}), **plan.options},
            "preset_stage_ids": [(3, s.id) for s in plan.drop]
            + [(4, s.id) for s in given],
            "unused_stage_ids": [(3, s.id) for s in plan.use]
            + [(4, s.id) for s in plan.hide],
        }
        if plan.categories:
            values["category_ids"] = [
                (4, category.id) for category in self._get_categories(plan.categories)
            ]
        self.write(values)
        self._move_stray_tickets()

    def _drop_stages(self, stages):
        """Take stages from the team; one without teams would be shared: archive it."""
        orphans = stages.filtered(lambda s: s.team_ids == self)
        orphans.write({"active": False})
        (stages - orphans).write({"team_ids": [(3, self.id)]})

    def _get_categories(self, names):
        """Return the categories of these names; those that do not exist are made."""
        Category = self.env["helpdesk.ticket.category"]
        company = self.company_id or self.env.company
        found = Category.search(
            [("name", "in", names), ("company_id", "in", [False, company.id])]
        )
        missing = set(names) - set(found.mapped("name"))
        return found + Category.create(
            [
                {"name": name, "company_id": self.company_id.id}
                for name in names
                if name in missing
            ]
        )

    def _move_stray_tickets(self):
        """Bring tickets out of stages that the team uses no more; nobody is mailed."""
        pipeline = self._get_applicable_stages()
        tickets = self.env["helpdesk.ticket"].search(
            [("team_id", "=", self.id), ("stage_id", "not in", pipeline.ids)]
        )
        tickets = tickets.with_context(helpdesk_skip_guards=True)
        for role, group in tickets.grouped("stage_role").items():
            stage = pipeline._for_role(role)
            if role in MOVABLE_ROLES:
                stage = stage or pipeline._for_role("in_progress")
            if not stage or (role not in MOVABLE_ROLES and stage.role != role):
                continue
            notes = group.grouped("blocker_note")
            group.write({"stage_id": stage.id})
            for note, held in notes.items():
                if note:  # without a stage for it, the note alone holds the ticket
                    held.write({"blocker_note": note})

    def _preset_stages(self, preset):
        """Return [(role, name in the user's language or None)] of ``preset``."""
        pairs = [s if isinstance(s, tuple) else (s, None) for s in preset.stages]
        return [(role, name and self.env._(name)) for role, name in pairs]
