# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is computed of a new ticket goes into its INSERT, not into an UPDATE after it.

Each UPDATE writes all indexes of the table anew. The fields are computed all the same;
what comes out is what is there already.
"""

from odoo import api, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        vals_list = super()._prepare_create_vals_list(vals_list)
        for vals in vals_list:
            foreseen = self._foreseen_vals(vals)
            vals.update(
                (name, value)
                for name, value in foreseen.items()
                if name not in vals
                and self._has_field_access(self._fields[name], "write")
            )
        return vals_list

    @api.model
    def _foreseen_vals(self, vals):
        """Return what computed fields of a ticket created with ``vals`` will say."""
        planned = vals.get("planned_hours") or 0.0
        foreseen = {
            "total_hours": 0.0,
            "billable_hours": 0.0,
            "remaining_hours": planned,
        }
        if vals.get("stage_id"):
            # sudo: the customer's form may not read stages
            stage = self.env["helpdesk.ticket.stage"].sudo().browse(vals["stage_id"])
            foreseen |= {"stage_role": stage.role, "unattended": stage.unattended}
        if vals.get("partner_id"):
            # sudo: whoever creates the ticket need not be able to read its customer
            partner = self.env["res.partner"].sudo().browse(vals["partner_id"])
            foreseen["commercial_partner_id"] = partner.commercial_partner_id.id
        return foreseen
