# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class HelpdeskMailQuarantine(models.Model):
    _inherit = "helpdesk.mail.quarantine"

    @api.model
    def _forget_by_age(self, limit=1000):
        """Delete mails that are older than their company keeps texts.

        Mails of no clear company follow the shortest period of all.
        """
        now = fields.Datetime.now()
        companies = self.env["res.company"].search(
            [("helpdesk_anonymise_months", ">", 0)]
        )
        periods = [(c.id, c.helpdesk_anonymise_months) for c in companies]
        if periods:
            periods.append((False, min(months for _company, months in periods)))
        for company_id, months in periods:
            # sudo: housekeeping, whoever runs the job
            old = self.sudo().search(
                [
                    ("company_id", "=", company_id),
                    ("received_at", "<", now - relativedelta(months=months)),
                ],
                limit=limit,
            )
            if not old:
                continue
            company = self.env["res.company"].browse(company_id or [])
            self.env["helpdesk.privacy.log"]._note("mails", company, count=len(old))
            old.unlink()
