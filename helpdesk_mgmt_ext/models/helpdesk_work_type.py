# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

#: What work in a stage usually is, by the stage's role; the rest is a fix.
ROLE_TYPES = {
    "new": "triage",
    "assigned": "triage",
    "investigating": "analysis",
    "escalated": "analysis",
    "on_hold": "communication",
    "pending_customer": "communication",
    "resolved": "testing",
}


class HelpdeskWorkType(models.Model):
    """What the time on a ticket was spent on."""

    _name = "helpdesk.work.type"
    _description = "Helpdesk Work Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    is_billable = fields.Boolean(
        string="Billable",
        default=True,
        help="Proposed for time of this type; can be changed on each entry.",
    )

    @api.model
    def _default_for_role(self, role):
        """Return the usual type of work in a stage with ``role``, or none."""
        name = ROLE_TYPES.get(role, "fix")
        found = self.env.ref(
            f"helpdesk_mgmt_ext.work_type_{name}", raise_if_not_found=False
        )
        return found if found and found.active else self.browse()
