# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One target of a ticket, per cycle and metric: a fold of the ledger, never edited."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .helpdesk_sla import METRICS

REASONS = [
    ("late", "Time ran out"),
    ("reclassified", "Reclassified"),
    ("calendar", "Working hours changed"),
    ("policy", "Policy changed"),
]
UNDECIDED = ("in_progress", "on_hold")


class HelpdeskTicketSla(models.Model):
    _name = "helpdesk.ticket.sla"
    _inherit = ["helpdesk.ticket.sla", "helpdesk.sla.ticket.owned"]
    _order = "cycle desc, deadline, id"

    ticket_id = fields.Many2one(index=True)
    sla_id = fields.Many2one(string="Policy", index=True)
    metric = fields.Selection(
        METRICS, string="Promise", required=True, default="stage", readonly=True
    )
    cycle = fields.Integer(
        required=True,
        default=1,
        readonly=True,
        help="1 until the ticket is reopened; each reopening begins a new cycle.",
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id",
        store=True,
        index=True,
        readonly=True,
        precompute=True,
    )
    # Stock computes these from the stage; here they are written by the fold.
    deadline = fields.Datetime(compute=None, store=True, readonly=True)
    hours = fields.Float(
        compute=None, store=True, readonly=True, string="Target (hours)"
    )
    expected_stage_id = fields.Many2one(compute=None, store=True, readonly=True)
    last_state_date = fields.Datetime(compute=None, store=True, readonly=True)
    state = fields.Selection(
        selection_add=[
            ("accomplished", "Met"),
            ("in_progress", "Running"),
            ("expired", "Missed"),
            ("on_hold", "Paused"),
            ("cancelled", "Cancelled"),
        ],
        ondelete={"cancelled": "cascade"},
        compute=None,
        store=True,
        readonly=True,
        default="in_progress",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    warn_at = fields.Datetime(string="At risk from", readonly=True)
    at_risk = fields.Boolean(readonly=True)
    reached_at = fields.Datetime(string="Reached", readonly=True)
    breached_at = fields.Datetime(string="Breached", readonly=True, index=True)
    breach_reason = fields.Selection(REASONS, readonly=True)
    breach_count = fields.Integer(
        readonly=True, help="How many promised updates came late."
    )
    hours_left = fields.Float(
        readonly=True, help="Time left when the clock was stopped."
    )
    lap = fields.Integer(
        readonly=True, help="Which promised update this is; 0 for other promises."
    )
    late_lap = fields.Integer(default=-1, readonly=True)
    dropped = fields.Boolean(
        readonly=True, help="No policy asks for it any more since a re-evaluation."
    )
    next_at = fields.Datetime(
        readonly=True, help="When the sweep has to look at it again."
    )
    refold_reason = fields.Char(
        readonly=True, help="Set when an edit left the new deadline to the sweep."
    )
    sweep_error = fields.Text(
        string="Problem", readonly=True, help="Why the sweep could not handle it."
    )

    _next_at_idx = models.Index("(next_at) WHERE next_at IS NOT NULL")
    _target_uniq = models.UniqueIndex(
        "(ticket_id, cycle, metric) WHERE metric <> 'stage'",
        "A ticket has one target per promise and cycle.",
    )

    @api.depends("state", "deadline")
    def _compute_expired(self):
        now = fields.Datetime.now()
        for row in self:
            row.expired = row._is_late(now)

    def _is_late(self, now):
        """Whether the target is missed, recorded by the sweep or not yet."""
        self.ensure_one()
        running = self.state == "in_progress"
        return self.state == "expired" or bool(
            running and self.deadline and self.deadline < now
        )

    def _search_expired(self, operator, value):
        """Search agrees with the field for both values (threat R23)."""
        if operator != "in":
            return NotImplemented
        if len(set(map(bool, value))) != 1:
            return Domain(bool(value))
        now = fields.Datetime.now()
        late = Domain("state", "=", "in_progress") & Domain("deadline", "<", now)
        expired = Domain("state", "=", "expired") | late
        return expired if next(iter(value)) else ~expired

    @api.depends("state", "deadline", "at_risk")
    def _compute_color(self):
        colors = {"accomplished": 10, "expired": 1, "in_progress": 3}
        for row in self:
            row.color = 1 if row.expired else colors.get(row.state, 0)

    @api.depends("sla_id.name", "metric", "state")
    def _compute_display_name(self):
        labels = dict(self._fields["metric"]._description_selection(self.env))
        for row in self:
            row.display_name = (
                row.name if row.metric == "stage" else labels.get(row.metric)
            )

    @api.model
    def _open_domain(self):
        """Return the targets that still can be met or missed."""
        return (
            Domain("state", "in", UNDECIDED)
            | (Domain("state", "=", "expired") & Domain("reached_at", "=", False))
        ) & Domain("ticket_id.closed", "=", False)

    def _is_open(self):
        """Whether somebody still has to act: undecided, or late and not reached."""
        self.ensure_one()
        return self.state in UNDECIDED or (
            self.state == "expired" and not self.reached_at
        )

    # ----------------------------------------------------------------- access

    @api.model_create_multi
    def create(self, vals_list):
        self._check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._check_system()
        return super().write(vals)

    def unlink(self):
        self._check_system()
        return super().unlink()

    def _check_system(self):
        """Targets are computed; stock lets an agent rewrite them over RPC (I03)."""
        if not self.env.su:
            raise AccessError(
                self.env._("Service level targets are computed and cannot be edited.")
            )

    def _check_access(self, operation):
        if operation != "read" and not self and not self.env.su:
            return self, lambda: AccessError(
                self.env._("Service level targets are computed and cannot be edited.")
            )
        return super()._check_access(operation)

    # --------------------------------------- stock methods, replaced by the fold

    def _compute_sla_data(self):
        """Replaced: the fold of the ledger writes these fields."""

    def _compute_deadline(self):
        """Replaced: the fold of the ledger writes the deadline."""

    def _stage_recompute(self):
        """Replaced: ``_after_stage_change`` folds the whole batch at once."""
