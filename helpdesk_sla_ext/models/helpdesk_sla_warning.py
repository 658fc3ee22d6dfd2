# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tell an administrator, once, when a policy cannot be kept as it is written."""

import logging

from odoo import fields, models

_logger = logging.getLogger(__name__)


class HelpdeskSla(models.Model):
    _inherit = "helpdesk.sla"

    warned = fields.Boolean(copy=False, readonly=True)

    def _warn_unusable_hours(self, team):
        """Leave an activity for a helpdesk manager; intake goes on meanwhile."""
        self.ensure_one()
        # sudo: whoever creates the ticket may not write policies
        policy = self.sudo()
        if policy.warned:
            return
        _logger.warning(
            "SLA policy %s, team %s: no usable working hours", policy.id, team.id
        )
        company = team.company_id or policy.company_id or self.env.company
        # sudo: who is told is found for everybody
        managers = self.env["helpdesk.sla.escalation"].sudo()._managers(company)
        user = managers.filtered(lambda u: u.active and not u.share)[:1]
        policy.warned = True
        policy.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("Working hours are missing"),
            note=self.env._(
                "Team “%(team)s” has no working hours that ever open (nor has the "
                "policy). Those of the company are used, else time is counted day and "
                "night. Set them on the team.",
                team=team.display_name or "-",
            ),
            date_deadline=fields.Date.context_today(self),
            user_id=(user or self.env.ref("base.user_admin")).id,
        )

    def write(self, vals):
        if "calendar_id" in vals and "warned" not in vals:
            vals = {**vals, "warned": False}
        return super().write(vals)
