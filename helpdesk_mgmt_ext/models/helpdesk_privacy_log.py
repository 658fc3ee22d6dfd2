# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskPrivacyLog(models.Model):
    """Who removed or handed out which personal data, and when: without that data.

    Written by the system only; nobody changes or deletes a line.
    """

    _name = "helpdesk.privacy.log"
    _description = "Helpdesk Privacy Log"
    _order = "at desc, id desc"
    _rec_name = "kind"
    _log_access = False

    at = fields.Datetime(string="When", required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("anonymised", "Tickets anonymised"),
            ("deleted", "Tickets deleted"),
            ("contact", "Contact anonymised"),
            ("export", "Data handed out"),
            ("mails", "Held back mails deleted"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    count = fields.Integer(string="Number", readonly=True)
    numbers = fields.Text(string="Tickets", readonly=True)
    contact = fields.Integer(
        string="Contact ID",
        readonly=True,
        aggregator=None,
        help="The number of the contact in the database; it says nothing about him.",
    )

    def write(self, vals):
        if self:
            raise UserError(self.env._("The privacy log cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("The privacy log cannot be deleted."))

    @api.model
    def _note(self, kind, company, numbers=(), count=None, contact=0):
        """Write a line in the name of whoever did it.

        :param numbers: of the tickets
        :param count: of what it is about; by default of the tickets
        :param contact: id of the contact
        """
        # sudo: nobody may write the log himself
        return self.sudo().create(
            {
                "at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "company_id": company.id,
                "kind": kind,
                "count": len(numbers) if count is None else count,
                "numbers": ", ".join(numbers),
                "contact": contact,
            }
        )
