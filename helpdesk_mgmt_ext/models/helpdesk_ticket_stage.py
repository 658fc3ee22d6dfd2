# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

#: What a stage means to the rules, whatever its name (design, section 2).
ROLES = [
    ("new", "New"),
    ("assigned", "Assigned"),
    ("in_progress", "In Progress"),
    ("investigating", "Investigating"),
    ("escalated", "Escalated"),
    ("on_hold", "On Hold"),
    ("pending_customer", "Pending Customer"),
    ("resolved", "Resolved"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
    ("rejected", "Rejected"),
]
CLOSED_ROLES = frozenset({"closed", "cancelled", "rejected"})

#: Where a role leads in a pipeline that has no stage for it; an empty tuple means
#: "stay where you are", the ticket only gets its flag.
ROLE_FALLBACKS = {
    "assigned": ("in_progress", "new"),
    "investigating": ("in_progress",),
    "escalated": (),
    "on_hold": (),
    "resolved": ("closed",),
    "cancelled": ("closed",),
    "rejected": ("closed",),
}


class HelpdeskTicketStage(models.Model):
    _name = "helpdesk.ticket.stage"
    _inherit = ["helpdesk.ticket.stage", "helpdesk.remembered.mixin"]

    role = fields.Selection(
        ROLES,
        required=True,
        compute="_compute_role",
        store=True,
        readonly=False,
        precompute=True,
        help="What reaching this stage means. All rules (clocks, reminders, closing, "
        "reopening) follow the role; the name is free.",
    )

    @api.depends("closed", "unattended")
    def _compute_role(self):
        """Give stages made by people or addons that know no roles a fitting one."""
        for stage in self:
            if stage.role and (stage.role in CLOSED_ROLES) == stage.closed:
                continue
            if stage.closed:
                stage.role = "closed"
            else:
                stage.role = "new" if stage.unattended else "in_progress"

    @api.onchange("role")
    def _onchange_role(self):
        self.update(self._role_flags(self.role))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [{**self._role_flags(vals.get("role")), **vals} for vals in vals_list]
        )

    def write(self, vals):
        return super().write({**self._role_flags(vals.get("role")), **vals})

    @api.model
    def _role_flags(self, role):
        """Return the stock flags that agree with ``role``."""
        if not role:
            return {}
        return {"closed": role in CLOSED_ROLES, "unattended": role == "new"}

    def _for_role(self, role):
        """Return the first of these stages for ``role`` or for what stands in for it.

        An empty recordset means that the pipeline has no place for the role: the
        ticket stays in its stage.
        """
        for candidate in (role, *ROLE_FALLBACKS.get(role, ())):
            stage = self.filtered(lambda s, c=candidate: s.role == c)[:1]
            if stage:
                return stage
        return self.browse()
