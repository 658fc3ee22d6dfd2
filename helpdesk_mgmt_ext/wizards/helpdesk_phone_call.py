# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A call in one screen: who it is, what is open, what he wants."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize, is_html_empty

#: Fewer digits than this match half of all contacts.
MIN_DIGITS = 5
MAX_SHOWN = 10


class HelpdeskPhoneCall(models.TransientModel):
    _name = "helpdesk.phone.call"
    _description = "Phone Call to the Helpdesk"

    phone = fields.Char(string="Number", help="Finds the caller among the contacts.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Caller",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
    )
    found = fields.Integer(compute="_compute_found", string="Contacts found")
    partner_name = fields.Char(string="Name of a new caller")
    partner_email = fields.Char(string="Address of a new caller")
    open_ticket_ids = fields.Many2many(
        "helpdesk.ticket", compute="_compute_open_ticket_ids", string="Open tickets"
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="About",
        domain="[('id', 'in', open_ticket_ids)]",
        help="The open ticket this call is about; a new one without.",
    )
    name = fields.Char(string="Subject")
    description = fields.Html(string="What was said")
    team_id = fields.Many2one("helpdesk.ticket.team")
    priority = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["priority"]
            ._description_selection(self.env)
        ),
        default="1",
    )

    @api.depends("phone")
    def _compute_partner_id(self):
        """Find the caller by his number; only one match is him."""
        for call in self:
            callers = call._find_callers()
            if len(callers) == 1:
                call.partner_id = callers

    @api.depends("phone")
    def _compute_found(self):
        for call in self:
            call.found = len(call._find_callers())

    def _find_callers(self):
        digits = "".join(filter(str.isdigit, self.phone or ""))
        partners = self.env["res.partner"]
        if len(digits) < MIN_DIGITS or not partners.has_access("read"):
            return partners
        domain = [("phone_mobile_search", "=", self.phone)]
        return partners.search(domain, limit=MAX_SHOWN)

    @api.depends("partner_id")
    def _compute_open_ticket_ids(self):
        for call in self:
            # Only what the user may read is shown: no sudo
            call.open_ticket_ids = self.env["helpdesk.ticket"].search(
                call._open_tickets_domain(), order="received_at desc", limit=MAX_SHOWN
            )

    def _open_tickets_domain(self):
        if not self.partner_id:
            return Domain.FALSE
        # sudo: only the id of the company is used
        company = self.partner_id.sudo().commercial_partner_id
        return Domain(
            [("closed", "=", False), ("commercial_partner_id", "=", company.id)]
        )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.ticket_id not in self.open_ticket_ids._origin:
            self.ticket_id = False

    @api.constrains("partner_email")
    def _check_partner_email(self):
        for call in self:
            if call.partner_email and not email_normalize(call.partner_email):
                raise ValidationError(
                    self.env._("“%s” is no mail address.", call.partner_email)
                )

    def action_save(self):
        """Create the ticket, or add the call to the chosen one; open it.

        :raises UserError: neither subject nor text, or nobody to call back
        """
        self.ensure_one()
        ticket = self._add_to_ticket() if self.ticket_id else self._create_ticket()
        return ticket._get_records_action()

    def action_save_and_new(self):
        """The same, then take the next call."""
        self.action_save()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "helpdesk_mgmt_ext.helpdesk_phone_call_action"
        )

    def _create_ticket(self):
        if not self.name:
            raise UserError(self.env._("Please give the call a subject."))
        if not (self.partner_id or self.partner_name or self.partner_email):
            raise UserError(self.env._("Please say who called."))
        tickets = self.env["helpdesk.ticket"].with_context(
            helpdesk_channel="phone", helpdesk_intake=True
        )
        return tickets.create(self._prepare_ticket_vals()).with_env(self.env)

    def _prepare_ticket_vals(self):
        partner = self.partner_id or self._create_caller()
        body = self.description or ""
        if self.phone and not partner:
            number = Markup("<p>%s</p>") % self.env._("Number: %s", self.phone)
            body = number + Markup(body)
        return {
            "name": self.name,
            "description": body,
            "partner_id": partner.id,
            "partner_name": partner.name or self.partner_name,
            "partner_email": partner.email_normalized or self.partner_email,
            "team_id": self.team_id.id,
            "priority": self.priority,
        }

    def _create_caller(self):
        """Keep a new caller's number, if the user may create contacts.

        With an address the contact is found or made as for every other request.
        """
        partners = self.env["res.partner"]
        known = self.partner_email or not self.partner_name
        if known or not self.phone or not partners.has_access("create"):
            return partners
        return partners.create({"name": self.partner_name, "phone": self.phone})

    def _add_to_ticket(self):
        """Note the call on the ticket; a customer who calls waits no longer."""
        if is_html_empty(self.description) and not self.name:
            raise UserError(self.env._("Please write down what was said."))
        title = self.name or self.env._("A call")
        who = self.partner_id.name or ""
        body = Markup("<p><strong>%s</strong> (%s)</p>%s") % (
            title,
            self.env._("phone call of %s", who),
            Markup(self.description or ""),
        )
        ticket = self.ticket_id
        ticket.message_post(body=body, subtype_xmlid="mail.mt_note")
        if ticket.stage_role == "pending_customer":
            ticket.action_resume()
        return ticket
